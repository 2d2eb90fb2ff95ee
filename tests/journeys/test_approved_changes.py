"""What is asked of access that is there already, and requests taken back."""

import pytest

from bot.demo.slack.records import Message
from tests.journeys.approving import ANA, MINUTE, SOON, ask, request_to, staffed
from tests.journeys.town import RITA, SAM
from tests.journeys.world import World


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
    async def test_a_later_end_waits_and_is_approved(self, http_first: World) -> None:
        here = http_first
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

    @pytest.mark.long
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

    @pytest.mark.long
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


def _entries(card: Message) -> list[str]:
    rows = [element for block in card.blocks for element in block.get("elements", ())]
    return [option["value"] for element in rows for option in element.get("options", ())]
