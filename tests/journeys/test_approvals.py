"""A request for access that needs somebody's yes, through everybody's screens."""

import pytest

from tests.journeys.approving import ANA, BEN, HOUR, MIA, MINUTE, SOON, ask, decline, request_to, staffed
from tests.journeys.town import DESK, OLLY, RITA, SAM
from tests.journeys.world import World
from tests.offers import deciding


class TestApprove:
    async def test_from_the_request_to_the_pin(self, http_first: World) -> None:
        here = await staffed(http_first)
        view = await here.fill("Lobby", "Gym")
        assert "Needs approval: the building's approvers are asked" in here.screen()
        assert not await here.submit(view)
        assert "Waiting for approval." in here.screen()
        assert f"@{ANA}" in here.screen()
        await here.run(MINUTE)
        assert not here.seam.credentials_created()
        card = here.card()
        assert f"Waiting for approval. Asked: @{ANA} or @{BEN}." in here.text(card)

        request = request_to(here, ANA)
        for part in (f"@{RITA} asks for access of Gail Guest to Gym, Lobby", "Fri 20 Nov 14:00 to 16:00", "PIN."):
            assert part.replace("Gym, Lobby", "Lobby, Gym") in here.text(request) or part in here.text(request)
        await here.click(ANA, request, "approve")
        await here.run(MINUTE)

        assert len(here.pins()) == 2
        assert f"Approved by @{ANA}" in here.text(card)
        assert here.pins()[0][:3] in here.screen()
        assert any(f"@{ANA} approved access of Gail Guest" in told for told in here.dms(RITA))
        assert f"@{ANA} approved this access." in here.thread(card)
        for reader in (ANA, BEN):
            assert f"Approved by @{ANA}." in here.text(request_to(here, reader))
            assert not list(deciding(request_to(here, reader).blocks))

    @pytest.mark.long
    async def test_the_result_goes_to_the_dm_of_who_has_closed_the_window(self, here: World) -> None:
        await staffed(here)
        await ask(here)
        await here.slack.person(RITA).close(here.shown())
        await here.run(20 * MINUTE)

        await here.click(MIA, request_to(here, MIA), "approve")
        await here.run(SOON)

        assert any("1 of 1 PIN" in told and "[Show PIN]" in told for told in here.dms(RITA))
        assert "14:20 to 16:00" in here.text(here.card())

    async def test_whoever_is_second_is_told_so(self, here: World) -> None:
        await staffed(here)
        await ask(here)
        await here.run(MINUTE)  # From then on the bot knows who is in the night shift.
        old = request_to(here, BEN)
        stale = list(old.blocks)
        await here.click(ANA, request_to(here, ANA), "approve")
        await here.run(SOON)

        old.blocks = stale
        here.old_screens = True
        await here.click(BEN, old, "approve")

        assert "decided or withdrawn meanwhile" in here.told(BEN)
        assert len(here.pins()) == 1

    async def test_who_may_not_decide_cannot_by_anybody_elses_button(self, here: World) -> None:
        await staffed(here)
        card = await ask(here)
        card.blocks, here.old_screens = list(request_to(here, ANA).blocks), True

        for person in (OLLY, SAM, RITA):
            await here.click(person, card, "approve")
            assert "approvers and managers" in here.told(person)

        assert not here.pins()

    async def test_an_approval_that_the_policy_forbids_by_now_says_why(self, here: World) -> None:
        await staffed(here)
        await ask(here)
        await staffed(here, max_length=3600)

        await here.click(ANA, request_to(here, ANA), "approve")

        assert "Not approved. Longer than 1 h is not possible here." in here.told(ANA)
        assert not here.pins()
        assert list(deciding(request_to(here, ANA).blocks))

    @pytest.mark.long
    async def test_a_claim_is_seen_by_the_others(self, here: World) -> None:
        await staffed(here)
        card = await ask(here)

        await here.click(ANA, request_to(here, ANA), "claim")
        await here.run(SOON)

        for shown in (request_to(here, BEN), card):
            assert f"@{ANA} is looking at it." in here.text(shown)
        assert "[Take over]" in here.text(request_to(here, BEN))
        await here.click(ANA, request_to(here, ANA), "release")
        await here.run(SOON)
        assert "is looking at it" not in here.text(card)


class TestDecline:
    async def test_the_reason_goes_to_who_asked_and_nowhere_else(self, http_first: World) -> None:
        here = await staffed(http_first)
        card = await ask(here)

        await decline(here, ANA, request_to(here, ANA), "Two guests are there already")

        assert any("Why: Two guests are there already" in told for told in here.dms(RITA))
        assert f"Declined by @{ANA}. Nothing was issued." in here.text(card)
        assert "Two guests" not in here.text(card) + here.thread(card) + here.text(request_to(here, BEN))
        assert not here.seam.credentials_created()
        await here.click(RITA, here.slack.dm(RITA)[-1], "again")
        assert "Gail Guest" in here.screen()

    @pytest.mark.long
    async def test_a_no_without_a_reason_is_not_taken(self, here: World) -> None:
        await staffed(here)
        await ask(here)
        await here.click(ANA, request_to(here, ANA), "decline")
        form = here.shown(ANA)
        await here.type(form, "decline_reason", " ", ANA)

        assert "Say why" in (await here.submit(form, ANA))["decline_reason"]


class TestTime:
    async def test_nobody_answers(self, here: World) -> None:
        await staffed(here, lapse_after=3600)
        card = await ask(here)

        await here.run(15 * MINUTE)
        assert "asks for access of Gail Guest" in here.text(request_to(here, MIA))
        await here.run(HOUR)

        assert "Lapsed: nobody decided in time. Nothing was issued." in here.text(card)
        assert any("your request has lapsed. Nothing was issued." in told for told in here.dms(RITA))
        for reader in (ANA, BEN, MIA):
            assert "Lapsed: nobody decided in time." in here.text(request_to(here, reader))

    @pytest.mark.long
    async def test_a_restart_forgets_no_request(self, here: World) -> None:
        await staffed(here)
        await ask(here)
        await here.stop()
        here.clock.advance(20 * MINUTE)
        await here.start()
        await here.run(SOON)

        await here.click(MIA, request_to(here, MIA), "approve")
        await here.run(SOON)

        assert len(here.pins()) == 1


class TestLists:
    async def test_the_list_is_decided_from_and_follows(self, http_first: World) -> None:
        here = await staffed(http_first)
        await ask(here, name="Ann")
        await here.slack.person(RITA).close(here.shown())
        await ask(here, name="Bob")
        await here.slack.person(ANA).command("/guest", "approvals", DESK)
        await here.slack.until(lambda: here.view(ANA))
        listed = here.shown(ANA)
        assert "Ann" in here.screen(ANA)
        assert "Bob" in here.screen(ANA)

        await here.click(ANA, listed, "approve", _first(listed.blocks))
        await here.run(SOON)
        assert "Ann" not in here.screen(ANA)
        await here.click(ANA, here.shown(ANA), "decline")
        form = here.shown(ANA)
        await here.type(form, "decline_reason", "No", ANA)
        assert not await here.submit(form, ANA)
        await here.run(SOON)

        assert "Nothing waits for your approval." in here.screen(ANA)
        assert len(here.pins()) == 1

    async def test_the_board_shows_what_waits_and_for_nobody_else(self, here: World) -> None:
        await staffed(here)
        await ask(here)
        await here.slack.person(ANA).open_home()
        await here.slack.person(SAM).open_home()
        await here.settle()
        board = here.slack.person(ANA).home
        assert board is not None
        assert "Waiting for your approval" in here.text(board)
        assert "Waiting for your approval" not in here.text(here.slack.person(SAM).home)

        await here.click(ANA, board, "approve")
        await here.run(MINUTE)

        assert len(here.pins()) == 1
        assert "Waiting for your approval" not in here.text(here.slack.person(ANA).home)


async def test_where_nobody_can_approve_the_form_says_so_and_keeps_what_was_typed(here: World) -> None:
    """Only the admin could, and it is the admin who asks for a door that needs two people."""
    vault = {"id": "g1", "name": "V", "entrance_ids": [here.doors["Roof"]], "stricter": {"two_person": True}}
    await here.set_up(entrance_groups=[vault])
    view = await here.fill("Roof", user="U0ADA")
    assert "nobody here can give it" in here.screen("U0ADA")

    errors = await here.submit(view, "U0ADA")

    assert any("nobody here can give it" in said for said in errors.values())
    assert not here.cards()


def _first(blocks: list[dict[str, object]]) -> str:
    return next(request for action, request in deciding(blocks) if action == "approve")
