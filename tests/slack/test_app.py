"""What holds for every listener: Slack is always answered, and nothing of a payload is logged."""

import logging

import pytest
import structlog

from bot.demo.slack import Message
from bot.slack.acting import Payload
from bot.slack.app import _on_form
from bot.slack.shape import Sent
from tests.slack.office import CHANNEL, Office


def broken(*_: object) -> None:
    guest = "Gail Guest"
    raise ValueError(guest)


class TestAFaultOfOurs:
    async def test_in_a_command_is_told_and_acknowledged(
        self, both_ways: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        office, rita = both_ways, both_ways.person("rita")
        monkeypatch.setattr("bot.slack.listeners.give_access.read_typed", broken)
        with structlog.testing.capture_logs() as logs:
            ack = await rita.command("/guest", "Gail Guest", CHANNEL)
            await office.rest()
        assert ack.ok
        assert "Something went wrong in Keydesk" in office.sim.ephemerals(rita.id)[-1].text
        assert "Gail Guest" not in str(logs)

    async def test_in_a_submission_stands_at_the_form_and_nothing_typed_is_lost(
        self, both_ways: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        office, rita = both_ways, both_ways.person("rita")
        await rita.command("/guest", "Gail Guest", CHANNEL)
        form = await office.top(rita)
        await rita.choose(form, "doors", ["Lobby"])
        await office.rest()
        monkeypatch.setattr("bot.slack.listeners.give_access.read_form", broken)

        ack = await rita.submit(form)

        assert ack.ok
        assert "Something went wrong in Keydesk" in " ".join(form.errors.values())
        assert rita.view is form

    async def test_after_the_ack_is_told_as_well(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        rita = office.person("rita")
        monkeypatch.setattr("bot.slack.listeners.give_access.grant_view", broken)
        await rita.command("/guest", "", CHANNEL)
        await office.rest()
        assert "Something went wrong in Keydesk" in office.sim.ephemerals(rita.id)[-1].text


class TestWhatNobodyListensTo:
    async def test_a_button_of_an_older_version_says_so(self, both_ways: Office) -> None:
        office, rita = both_ways, both_ways.person("rita")
        button = {"type": "button", "action_id": "gone", "value": "x", "text": {"type": "plain_text", "text": "Old"}}
        blocks = [{"type": "actions", "elements": [button]}]
        old = office.sim.world.put(Message(CHANNEL, office.sim.world.ts(), "U0KEYDESK", "old", blocks))

        ack = await rita.click(old, "gone")
        await office.rest()

        assert ack.ok
        assert "out of date" in office.sim.ephemerals(rita.id)[-1].text


async def test_a_slack_connect_person_is_refused(office: Office) -> None:
    card = await office.give()
    office.sim.add_user("U0EXT", "Ext", kind="external")
    office.sim.world.channels[CHANNEL].members.append("U0EXT")

    await office.sim.person("U0EXT").click(card, "end")
    await office.rest()

    assert "full members" in office.sim.ephemerals("U0EXT")[-1].text
    assert len(office.seam.existing()) == 1


async def test_bolt_s_own_loggers_are_quiet(office: Office) -> None:
    assert office.app is not None
    for name in ("slack_bolt", "slack_sdk"):
        assert logging.getLogger(name).getEffectiveLevel() == logging.WARNING


async def test_nobody_asks_slack_who_the_bot_is_on_each_request(office: Office) -> None:
    for _ in range(3):
        await office.person("rita").command("/guest", "help", CHANNEL)
    assert len(office.sim.calls("auth.test")) == 1


async def test_only_what_the_scopes_allow_is_called(office: Office) -> None:
    office.sim.scopes.clear()
    office.sim.scopes.update(
        {"commands", "chat:write", "im:write", "users:read", "usergroups:read", "channels:read", "groups:read"}
    )
    card = await office.give()
    await office.person("sam").click(card, "end")
    await office.turn(8)
    assert [call for call in office.sim.journal if call.error == "missing_scope"] == []


@pytest.mark.parametrize("block", [{"type": "input"}, {"type": "section", "block_id": "b"}])
def test_a_form_without_a_place_for_the_sentence_is_replaced_by_it(block: Payload) -> None:
    assert _on_form({"blocks": [Sent(block)]}, "No.")["response_action"] == "update"
