from datetime import timedelta

import pytest

from bot.demo.slack import TEAM, Fault, http_error, rate_limited, render_text, reset, slack_error
from tests.slack.office import CHANNEL, Office


class TestFromCommandToPin:
    async def test_shows_the_pin_in_the_modal_and_a_card_without_it(self, both_ways: Office) -> None:
        office, rita = both_ways, both_ways.person("rita")
        await rita.command("/guest", "Gail Guest", CHANNEL)
        form = await office.top(rita, "grant_form")
        assert "Gail Guest" in render_text(form)

        await rita.choose(form, "doors", ["Lobby"])
        await office.rest()
        await rita.submit(form)
        assert "0 of 1" in render_text(await office.top(rita, "grant_progress"))
        await office.turn()

        pin = office.seam.existing()[0].pin
        assert pin in render_text(await office.top(rita)).replace(" ", "")
        (card,) = office.cards()
        assert "Gail Guest" in render_text(card)
        said = [sent.text.replace(" ", "") for sent in office.sim.everything_sent() if sent.kind != "view"]
        assert not any(pin in text for text in said)
        assert rita.actions <= 6

    async def test_a_form_sent_twice_is_one_grant(self, office: Office) -> None:
        rita = office.person("rita")
        await rita.command("/guest", "Gail Guest", CHANNEL)
        form = await office.top(rita)
        await rita.choose(form, "doors", ["Lobby"])
        await rita.submit(form)
        again = office.sim.deliveries[-1].payload

        await office.sim.wire.deliver("interactive", {**again, "trigger_id": "another"})
        await office.turn()

        assert len(office.seam.existing()) == 1

    async def test_bad_input_is_answered_at_the_field_and_nothing_is_kept(self, office: Office) -> None:
        rita = office.person("rita")
        await rita.command("/guest", "Gail Guest", CHANNEL)
        form = await office.top(rita)
        await rita.choose(form, "doors", ["Lobby"])
        await rita.choose(form, "length", "custom")
        await office.rest()
        await rita.choose(form, "end_date", "2030-03-01")
        await office.rest()

        await rita.submit(form)

        assert list(form.errors.values())
        assert office.seam.existing() == []


class TestWhoMay:
    async def test_a_colleague_without_rights_is_told_so_and_sees_no_form(self, office: Office) -> None:
        olga = office.person("olga")

        ack = await olga.command("/guest", "Gail Guest", CHANNEL)
        await office.rest()

        assert ack.ok
        assert olga.view is None
        assert "You may not give access here" in office.sim.ephemerals(olga.id)[-1].text

    async def test_rights_lost_while_the_form_is_open_refuse_the_submit(self, office: Office) -> None:
        rita = office.person("rita")
        await rita.command("/guest", "Gail Guest", CHANNEL)
        form = await office.top(rita)
        await rita.choose(form, "doors", ["Lobby"])
        await office.rest()

        await office.set_up(roles=())
        await rita.submit(form)

        assert "You may not give access here" in " ".join(form.errors.values())
        assert office.seam.existing() == []

    async def test_a_failed_look_up_refuses(self, office: Office) -> None:
        rita = office.person("rita")
        office.sim.fault("users.info", slack_error("internal_error"))

        await rita.command("/guest", "", CHANNEL)
        await office.rest()

        assert rita.view is None
        assert "did not tell in time" in office.sim.ephemerals(rita.id)[-1].text


class TestWhenTheFormDoesNotOpen:
    async def test_an_open_button_brings_it_with_what_was_typed(self, office: Office) -> None:
        rita = office.person("rita")
        office.sim.fault("views.open", slack_error("expired_trigger_id"))
        await rita.command("/guest", "Gail Guest", CHANNEL)
        await office.rest()
        assert rita.view is None

        await rita.click(office.sim.ephemerals(rita.id)[-1], "open_form")

        assert "Gail Guest" in render_text(await office.top(rita, "grant_form"))


class TestTheOpenForm:
    async def test_more_options_keeps_what_was_typed(self, office: Office) -> None:
        rita = office.person("rita")
        await rita.command("/guest", "", CHANNEL)
        form = await office.top(rita)
        await rita.type_text(form, "name", "Gail Guest")

        await rita.click(form, "more_options")
        await office.rest()

        assert "E-mail" in render_text(form)
        assert "Gail Guest" in render_text(form)

    async def test_warns_of_access_that_the_guest_has_already(self, office: Office) -> None:
        await office.give("Gail Guest")
        rita = office.person("rita")
        await rita.command("/guest", "gail guest", CHANNEL)
        form = await office.top(rita)

        await rita.choose(form, "doors", ["Lobby"])
        await office.rest()

        assert "already has access to Lobby" in render_text(form)

    async def test_two_choices_in_a_row_both_show(self, office: Office) -> None:
        rita = office.person("rita")
        await rita.command("/guest", "Gail Guest", CHANNEL)
        form = await office.top(rita)
        office.sim.fault("views.update", slack_error("hash_conflict"))

        await rita.choose(form, "length", "custom")
        await office.rest()

        assert "End date" in render_text(form)

    async def test_closing_the_result_early_brings_a_dm_without_the_pin(self, office: Office) -> None:
        rita = office.person("rita")
        await rita.command("/guest", "Gail Guest", CHANNEL)
        form = await office.top(rita)
        await rita.choose(form, "doors", ["Lobby"])
        await rita.submit(form)
        await office.rest()

        await rita.close(form)
        await office.turn()

        pin = office.seam.existing()[0].pin
        (told,) = office.sim.dm(rita.id)
        assert "Gail Guest" in render_text(told)
        assert pin not in render_text(told).replace(" ", "")
        await rita.click(told, "show_pin")
        assert pin in render_text(await office.top(rita, "show_pin")).replace(" ", "")

    async def test_a_result_that_slack_did_not_take_brings_a_dm(self, office: Office) -> None:
        rita = office.person("rita")
        await rita.command("/guest", "Gail Guest", CHANNEL)
        form = await office.top(rita)
        await rita.choose(form, "doors", ["Lobby"])
        await office.rest()
        office.sim.fault("views.update", http_error(500), times=100)
        await rita.submit(form)

        await office.turn(20)

        assert "Gail Guest" in render_text(office.sim.dm(rita.id)[-1])

    @pytest.mark.parametrize("fault", [http_error(500), rate_limited(1), reset()])
    async def test_one_update_that_fails_does_not_end_the_screen(self, office: Office, fault: Fault) -> None:
        rita = office.person("rita")
        await rita.command("/guest", "Gail Guest", CHANNEL)
        form = await office.top(rita)
        await rita.choose(form, "doors", ["Lobby"])
        await office.rest()
        office.sim.fault("views.update", fault)
        await rita.submit(form)

        await office.turn()

        assert office.seam.existing()[0].pin in render_text(form).replace(" ", "")


class TestManyDoors:
    async def test_are_searched_by_those_who_may_give_access(self, office: Office) -> None:
        for number in range(120):
            office.seam.add_door(office.building, f"Unit {number}")
        await office.buildings.refresh(TEAM)
        rita = office.person("rita")
        await rita.command("/guest", "Gail Guest", CHANNEL)
        form = await office.top(rita)

        await rita.options(form, "doors", "unit 77")
        await rita.choose(form, "doors", ["Unit 77"])
        await office.rest()
        await rita.submit(form)
        await office.turn()

        assert len(office.seam.existing()) == 1

    async def test_nobody_else_learns_their_names(self, office: Office) -> None:
        for number in range(120):
            office.seam.add_door(office.building, f"Unit {number}")
        await office.buildings.refresh(TEAM)
        rita = office.person("rita")
        await rita.command("/guest", "Gail Guest", CHANNEL)
        await rita.options(await office.top(rita), "doors", "unit")
        seen = office.sim.deliveries[-1].payload

        ack = await office.sim.wire.deliver("interactive", {**seen, "user": {**seen["user"], "id": "U0OLGA"}})

        assert ack.body == {"options": []}


class TestShortcuts:
    async def test_the_global_one_opens_the_form(self, office: Office) -> None:
        rita = office.person("rita")
        await rita.shortcut("give_access")
        await office.top(rita, "grant_form")

    async def test_the_message_one_takes_over_what_the_message_says(self, office: Office) -> None:
        rita = office.person("rita")
        message = office.person("sam").say(CHANNEL, "Please let Gail Guest in, gail@example.com")

        await rita.message_shortcut("give_access_from_message", message)

        shown = render_text(await office.top(rita, "grant_form"))
        assert "Gail Guest" in shown
        assert "gail@example.com" in shown


class TestVerbs:
    async def test_help_and_what_is_nearly_help(self, office: Office) -> None:
        rita = office.person("rita")
        for text in ("help", "HELP", "hlep"):
            await rita.command("/guest", text, CHANNEL)
            assert "/guest setup" in render_text(office.sim.ephemerals(rita.id)[-1])
        assert rita.view is None


async def test_a_trigger_is_spent_within_its_life(office: Office) -> None:
    """The ack of the command comes first; what opens the form is still in time."""
    rita = office.person("rita")
    ack = await rita.command("/guest", "", CHANNEL)
    assert ack.seconds < timedelta(seconds=3).total_seconds()
    await office.top(rita)
