"""The app as its manifest describes it: Slack shows, sends and allows nothing that the manifest does not ask for."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot import manifest
from bot.demo.slack.records import refuse
from bot.demo.slack.rules import Json


@dataclass(frozen=True)
class Command:
    """A slash command as the client's list shows it."""

    command: str
    description: str = ""
    usage_hint: str = ""


@dataclass(frozen=True)
class Shortcut:
    callback_id: str
    name: str = ""
    type: Literal["global", "message"] = "global"
    description: str = ""


@dataclass(frozen=True)
class Installed:
    """What was granted at installation. `read_only`: people cannot write to the app in its Messages tab."""

    scopes: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    home_tab: bool = False
    messages_tab: bool = False
    read_only: bool = False

    def has_command(self, command: str) -> bool:
        return command in {known.command for known in self.commands}

    def has_shortcut(self, callback_id: str, kind: str) -> bool:
        return (callback_id, kind) in {(known.callback_id, known.type) for known in self.shortcuts}


@cache
def from_manifest() -> Installed:
    """As manifest.yml says."""
    given = manifest.read()
    features = given["features"]
    tabs = features.get("app_home", {})
    return Installed(
        scopes=frozenset(given["oauth_config"]["scopes"]["bot"]),
        events=frozenset(given["settings"].get("event_subscriptions", {}).get("bot_events", ())),
        commands=tuple(_commands(features.get("slash_commands", ()))),
        shortcuts=tuple(Shortcut(**shortcut) for shortcut in features.get("shortcuts", ())),
        home_tab=tabs.get("home_tab_enabled", False),
        messages_tab=tabs.get("messages_tab_enabled", False),
        read_only=tabs.get("messages_tab_read_only_enabled", False),
    )


def _commands(given: Iterable[Json]) -> Iterable[Command]:
    for command in given:
        if command.get("should_escape"):
            refuse(f"{command['command']}: should_escape is not simulated")
        yield Command(command["command"], command["description"], command.get("usage_hint", ""))
