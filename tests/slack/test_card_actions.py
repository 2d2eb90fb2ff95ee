from datetime import timedelta

import pytest

from bot.demo.slack import render_text, slack_error
from bot.demo.slack.records import Message
from bot.services.trail.audit import Wanted
from tests.slack.office import CHANNEL, Office, grant_id


async def events(office: Office, card: Message) -> list[tuple[str, str | None]]:
    async with office.store.read() as work:
        lines = await work.audit.find("T0KEYDESK", Wanted(grant_id=grant_id(card)), None, 100)
    return [(line.what, line.actor) for line in lines]


class TestShowPin:
    async def test_a_colleague_at_shift_change_sees_it_and_that_is_recorded(self, office: Office) -> None:
        card, sam = await office.give(), office.person("sam")

        await sam.click(card, "show_pin")

        assert office.seam.existing()[0].pin in render_text(await office.top(sam, "show_pin")).replace(" ", "")
        assert ("revealed", "U0SAM") in await events(office, card)

    async def test_somebody_without_rights_is_refused_privately(self, office: Office) -> None:
        card, olga = await office.give(), office.person("olga")

        await olga.click(card, "show_pin")
        await office.rest()

        assert olga.view is None
        assert "Only the person who gave this access" in office.sim.ephemerals(olga.id)[-1].text
        assert ("revealed", "U0OLGA") not in await events(office, card)

    async def test_a_window_that_does_not_open_is_said(self, office: Office) -> None:
        card, sam = await office.give(), office.person("sam")
        office.sim.fault("views.open", slack_error("expired_trigger_id"))

        await sam.click(card, "show_pin")
        await office.rest()

        assert "Click again" in office.sim.ephemerals(sam.id)[-1].text

    async def test_done_puts_it_away(self, office: Office) -> None:
        card, sam = await office.give(), office.person("sam")
        await sam.click(card, "show_pin")
        await sam.submit(await office.top(sam))
        assert sam.view is None


class TestEnd:
    async def test_takes_access_back_and_names_who_did_it(self, both_ways: Office) -> None:
        office = both_ways
        card, sam = await office.give(), office.person("sam")

        await sam.click(card, "end")
        assert "Gail Guest" in sam.confirms[-1].text
        await office.turn(10)

        assert office.seam.existing() == []
        (card,) = office.cards()
        assert "Ended by <@U0SAM>" in card.blocks[1]["text"]["text"]
        assert "confirmed by Seam" in render_text(card)

    async def test_is_kept_before_it_is_acknowledged(self, office: Office) -> None:
        card = await office.give()
        await office.person("sam").click(card, "end")
        assert ("ending", "U0SAM") in await events(office, card)

    async def test_a_refused_click_is_acknowledged_all_the_same(self, both_ways: Office) -> None:
        office = both_ways
        card, olga = await office.give(), office.person("olga")

        ack = await olga.click(card, "end")
        await office.rest()

        assert ack.ok
        assert len(office.seam.existing()) == 1
        assert "Only the person who gave this access" in office.sim.ephemerals(olga.id)[-1].text

    async def test_an_old_screen_s_second_end_changes_nothing(self, office: Office) -> None:
        card, sam = await office.give(), office.person("sam")
        await sam.click(card, "end")
        await sam.click(card, "end")
        await office.turn()
        assert [what for what, _ in await events(office, card)].count("ending") == 1


class TestExtend:
    async def test_moves_the_end(self, office: Office) -> None:
        card, sam = await office.give(), office.person("sam")
        before = office.seam.existing()[0].ends_at

        await sam.click(card, "extend")
        await sam.submit(await office.top(sam, "extend_form"))
        await office.turn()

        assert office.seam.existing()[0].ends_at == before + timedelta(hours=1)
        assert sam.view is None

    async def test_a_custom_end_appears_when_it_is_chosen_and_is_checked(self, office: Office) -> None:
        card, sam = await office.give(), office.person("sam")
        await sam.click(card, "extend")
        form = await office.top(sam)
        await sam.choose(form, "length", "custom")
        await office.rest()
        await sam.choose(form, "end_date", "2031-01-01")
        await office.rest()

        await sam.submit(form)

        assert "Longer than" in " ".join(form.errors.values())

    async def test_two_who_extend_at_once_move_the_end_once(self, office: Office) -> None:
        card, sam, rita = await office.give(), office.person("sam"), office.person("rita")
        before = office.seam.existing()[0].ends_at
        await rita.close(await office.top(rita))
        await sam.click(card, "extend")
        await rita.click(card, "extend")
        first, second = await office.top(sam), await office.top(rita)
        await sam.submit(first)
        await office.turn()

        await rita.submit(second)
        await office.turn()

        assert office.seam.existing()[0].ends_at == before + timedelta(hours=1)
        assert "The end was changed meanwhile" in render_text(second)
        await rita.submit(second)
        await office.turn()
        assert office.seam.existing()[0].ends_at == before + timedelta(hours=2)

    async def test_after_the_end_it_offers_to_give_again(self, office: Office) -> None:
        card, sam = await office.give(), office.person("sam")
        stale = office.sim.world.put(Message(CHANNEL, office.sim.world.ts(), card.user, "old", card.body()["blocks"]))
        await sam.click(card, "end")
        await office.turn(10)

        await sam.click(stale, "extend")

        assert "Gail Guest" in render_text(await office.top(sam, "grant_form"))


class TestButtonsOfAnOldMessage:
    @pytest.mark.parametrize(("seconds", "said"), [(1, "already being ended"), (20, "has already ended")])
    async def test_end_says_that_it_is_done_already(self, office: Office, seconds: int, said: str) -> None:
        card, sam, rita = await office.give(), office.person("sam"), office.person("rita")
        old = office.sim.world.put(Message(CHANNEL, office.sim.world.ts(), card.user, "old", card.body()["blocks"]))
        await sam.click(card, "end")
        await office.rest()
        office.clock.advance(timedelta(seconds=1))
        if seconds > 1:
            await office.turn(seconds)

        await rita.click(old, "end")
        await office.rest()

        assert said in office.sim.ephemerals(rita.id)[-1].text


class TestRetry:
    async def test_tries_the_failed_door_again(self, office: Office) -> None:
        office.seam.failing_doors.add(office.doors[2])
        card, sam = await office.give("Gail Guest", "Lobby", "Gym"), office.person("sam")
        assert "Partly issued" in render_text(card)
        office.seam.failing_doors.clear()

        await sam.click(card, "retry_doors")
        await office.turn(12)

        assert len(office.seam.existing()) == 2
        assert "Partly" not in render_text(office.cards()[-1])
