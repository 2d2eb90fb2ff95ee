"""The manifest decides: what it does not ask for, Slack neither shows, sends nor allows."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from slack_sdk.web.async_client import AsyncWebClient

from bot import manifest
from bot.demo.slack import BOT_USER, Installed, Refused, SlackSim
from bot.demo.slack.installed import from_manifest

from .conftest import SMALL_APP, Clock, error_of, refusal, section

MANIFEST = yaml.safe_load((Path(__file__).parents[3] / "manifest.yml").read_text())
HOME = {"type": "home", "blocks": [section("x")]}


def _with(clock: Clock, installed: Installed) -> SlackSim:
    sim = SlackSim(clock.now, signing_secret="s", installed=installed)
    sim.add_user("U1ANA", "Ana Silva")
    sim.add_channel("C1DESK", "desk", [BOT_USER, "U1ANA"])
    return sim


class TestFromManifest:
    def test_what_it_grants_and_offers(self, clock: Clock) -> None:
        sim = SlackSim(clock.now, signing_secret="s")

        assert sim.scopes == set(MANIFEST["oauth_config"]["scopes"]["bot"])
        assert sim.world.installed.events == set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])
        assert sim.world.installed.has_command("/guest")
        assert sim.world.installed.has_shortcut("give_access", "global")
        assert not sim.world.installed.has_shortcut("give_access", "message")

    async def test_a_scope_it_lacks_is_missing(self, clock: Clock) -> None:
        sim = SlackSim(clock.now, signing_secret="s")
        async with sim.serve():
            web = AsyncWebClient("xoxb-test", base_url=sim.api_url, retry_handlers=[])
            told = await refusal(web.users_lookupByEmail(email="ana@example.com"))

        assert (told["error"], told["needed"]) == ("missing_scope", "users:read.email")
        assert told["provided"].split(",") == sorted(MANIFEST["oauth_config"]["scopes"]["bot"])

    def test_what_is_not_simulated_is_not_passed_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        command, *_ = MANIFEST["features"]["slash_commands"]
        escaping = MANIFEST["features"] | {"slash_commands": [command | {"should_escape": True}]}
        monkeypatch.setattr(manifest, "read", lambda: MANIFEST | {"features": escaping})

        with pytest.raises(Refused, match="should_escape"):
            from_manifest.__wrapped__()


class TestForPeople:
    async def test_no_other_command_is_valid(self, sim: SlackSim) -> None:
        with pytest.raises(Refused, match="/door is not a valid command"):
            await sim.person("U1ANA").command("/door", channel="C1DESK")

    async def test_no_other_shortcut_is_offered(self, sim: SlackSim) -> None:
        said = sim.person("U1ANA").say("C1DESK", "hello")

        with pytest.raises(Refused):
            await sim.person("U1ANA").shortcut("from_message")
        with pytest.raises(Refused):
            await sim.person("U1ANA").message_shortcut("give", said)

    def test_a_read_only_messages_tab(self, clock: Clock) -> None:
        sim = _with(clock, replace(SMALL_APP, read_only=True))
        app = sim.world.conversation(["U1ANA"]).id

        with pytest.raises(Refused, match="turned off"):
            sim.person("U1ANA").say(app, "hello?")
        sim.person("U1ANA").say("C1DESK", "hello")


class TestTabs:
    async def test_without_a_home_tab(self, clock: Clock) -> None:
        sim = _with(clock, replace(SMALL_APP, home_tab=False))
        async with sim.serve():
            web = AsyncWebClient("xoxb-test", base_url=sim.api_url, retry_handlers=[])

            assert await error_of(web.views_publish(user_id="U1ANA", view=HOME)) == "not_enabled"
        with pytest.raises(Refused):
            await sim.person("U1ANA").open_home()

    async def test_without_a_messages_tab(self, clock: Clock) -> None:
        sim = _with(clock, replace(SMALL_APP, messages_tab=False))
        channel = sim.world.conversation(["U1ANA"]).id
        async with sim.serve():
            web = AsyncWebClient("xoxb-test", base_url=sim.api_url, retry_handlers=[])

            for where in ("U1ANA", channel):
                assert await error_of(web.chat_postMessage(channel=where, text="x")) == "messages_tab_disabled"
        assert sim.dm("U1ANA") == []
