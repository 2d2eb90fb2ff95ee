"""A request for access that needs somebody's yes, through everybody's screens."""

from datetime import timedelta

import pytest

from bot.demo.slack.records import Message
from bot.domain.roles import Holder, HolderKind, Role
from tests.journeys.town import DESK, OLLY, RITA, SAM
from tests.journeys.world import ISSUERS, World
from tests.offers import deciding

ANA, BEN, MIA = "U0ANA", "U0BEN", "U0MIA"
NIGHT = "S0NIGHT"
MINUTE, HOUR, SOON = timedelta(minutes=1), timedelta(hours=1), timedelta(seconds=5)


async def staffed(here: World, **policy: object) -> World:
    """Ana and the night shift (Ben) approve, Mia manages; what issuers ask for waits."""
    for user, name in ((ANA, "Ana Approver"), (BEN, "Ben Night"), (MIA, "Mia Manager")):
        here.slack.add_user(user, name, "America/New_York")
    here.slack.add_usergroup(NIGHT, "night-shift", [BEN])
    roles = (
        *ISSUERS,
        Holder(kind=HolderKind.PERSON, slack_id=ANA, role=Role.APPROVER),
        Holder(kind=HolderKind.GROUP, slack_id=NIGHT, role=Role.APPROVER),
        Holder(kind=HolderKind.PERSON, slack_id=MIA, role=Role.MANAGER),
    )
    await here.set_up(roles=roles, policy={"approval": "issuers", **policy})
    return here


async def ask(here: World, *doors: str, name: str = "Gail Guest") -> Message:
    """Rita asks for access; its card."""
    view = await here.fill(*(doors or ("Lobby",)), name=name)
    assert not await here.submit(view)
    await here.run(SOON)
    return here.card()


def request_to(here: World, user: str) -> Message:
    """The newest request in somebody's direct messages."""
    return here.slack.dm(user)[-1]


async def decline(here: World, user: str, request: Message, reason: str) -> None:
    await here.click(user, request, "decline")
    form = here.shown(user)
    await here.type(form, "decline_reason", reason, user)
    assert not await here.submit(form, user)
    await here.run(SOON)


class TestApprove:
    async def test_from_the_request_to_the_pin(self, either: World) -> None:
        here = await staffed(either)
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
    async def test_the_reason_goes_to_who_asked_and_nowhere_else(self, either: World) -> None:
        here = await staffed(either)
        card = await ask(here)

        await decline(here, ANA, request_to(here, ANA), "Two guests are there already")

        assert any("Why: Two guests are there already" in told for told in here.dms(RITA))
        assert f"Declined by @{ANA}. Nothing was issued." in here.text(card)
        assert "Two guests" not in here.text(card) + here.thread(card) + here.text(request_to(here, BEN))
        assert not here.seam.credentials_created()
        await here.click(RITA, here.slack.dm(RITA)[-1], "again")
        assert "Gail Guest" in here.screen()

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


class TestWithdraw:
    @pytest.mark.parametrize("person", [RITA, SAM])
    async def test_from_the_card(self, here: World, person: str) -> None:
        await staffed(here)
        card = await ask(here)

        await here.click(person, card, "end")
        await here.run(SOON)

        assert f"Withdrawn by @{person}. Nothing was issued." in here.text(card)
        assert f"Withdrawn by @{person}." in here.text(request_to(here, ANA))
        assert bool([told for told in here.dms(RITA) if "withdrew your request" in told]) is (person == SAM)


class TestChanges:
    async def test_a_later_end_waits_and_is_approved(self, either: World) -> None:
        here = either
        card = await here.issued("Lobby")
        await here.slack.person(RITA).close(here.shown())
        await staffed(here)
        await here.click(RITA, card, "extend")
        form = here.shown()
        assert "Needs approval: the building's approvers are asked" in here.screen()
        await here.choose(form, "length", "4h")
        assert not await here.submit(form)
        assert "Waiting for approval." in here.screen()
        await here.slack.person(RITA).close(here.shown())
        await here.run(SOON)
        assert "Waiting for approval:" in here.text(card)
        assert "a later end for Gail Guest: Fri 20 Nov 16:00 → 20:00" in here.text(request_to(here, ANA))

        await here.click(ANA, request_to(here, ANA), "approve")
        await here.run(SOON)

        assert "14:00 to 20:00" in here.text(card)
        assert any(f"@{ANA} approved a later end for Gail Guest" in told for told in here.dms(RITA))

    async def test_a_further_door_waits_and_is_withdrawn(self, here: World) -> None:
        vault = {"id": "g1", "name": "V", "entrance_ids": [here.doors["Roof"]], "stricter": {"two_person": True}}
        await here.set_up(entrance_groups=[vault])
        card = await here.issued("Lobby")
        form = await here.more(RITA, card, next(value for value in _entries(card) if value.startswith("add_doors")))
        assert "Roof: Needs approval by somebody else: Keydesk's admins are asked" in here.screen()
        await here.choose(form, "doors", [here.doors["Roof"]])
        assert not await here.submit(form)
        await here.run(SOON)
        assert "asked for further doors for Gail Guest: Roof" in here.text(card)

        await here.click(RITA, card, "withdraw")
        await here.run(SOON)

        assert f"Withdrawn by @{RITA}." in here.text(card)
        assert len(here.pins()) == 1

    async def test_an_end_takes_the_request_along(self, here: World) -> None:
        card = await here.issued("Lobby")
        await staffed(here)
        await here.click(RITA, card, "extend")
        assert not await here.submit(here.shown())
        await here.run(SOON)

        await here.click(SAM, card, "end")
        await here.run(MINUTE)

        assert f"Withdrawn by @{SAM}." in here.text(request_to(here, ANA))
        assert not here.pins()


class TestLists:
    async def test_the_list_is_decided_from_and_follows(self, either: World) -> None:
        here = await staffed(either)
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


def _entries(card: Message) -> list[str]:
    rows = [element for block in card.blocks for element in block.get("elements", ())]
    return [option["value"] for element in rows for option in element.get("options", ())]


def _first(blocks: list[dict[str, object]]) -> str:
    return next(request for action, request in deciding(blocks) if action == "approve")
