from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack import BOT_USER, Command, Installed, Shortcut, SlackSim

ALL_SCOPES = frozenset(
    {
        "commands", "chat:write", "chat:write.public", "im:write", "mpim:write", "im:read", "mpim:read", "users:read",
        "users:read.email", "channels:read", "groups:read", "channels:join", "usergroups:read",
        "files:read", "files:write",
    }
)  # fmt: skip
EVENTS = frozenset(
    {
        "app_home_opened", "user_change", "channel_archive", "channel_unarchive", "channel_rename", "channel_deleted",
        "channel_left", "group_archive", "group_unarchive", "group_rename", "group_deleted", "group_left",
        "member_joined_channel", "member_left_channel", "subteam_members_changed",
    }
)  # fmt: skip
SMALL_APP = Installed(
    scopes=ALL_SCOPES,
    events=EVENTS,
    commands=(Command("/guest"), Command("/say"), Command("/broken")),
    shortcuts=(Shortcut("give"), Shortcut("from_message", type="message")),
    home_tab=True,
    messages_tab=True,
)
"""An app that asks for all that the simulator knows."""


@dataclass
class Clock:
    at: datetime = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sim(clock: Clock) -> AsyncIterator[SlackSim]:
    """A small workspace, served: Ana and Ben work there, the bot is in #desk and #secret, not in #lobby or #board."""
    sim = SlackSim(clock.now, signing_secret="demo-secret", installed=SMALL_APP)
    sim.add_user("U1ANA", "Ana Silva", "America/New_York", email="ana@example.com")
    sim.add_user("U2BEN", "Ben Ode", "Europe/Berlin")
    sim.add_user("U3GONE", "Gus Gone", "UTC", "deleted", email="gus@example.com")
    sim.add_channel("C1DESK", "desk", [BOT_USER, "U1ANA", "U2BEN"])
    sim.add_channel("C2LOBBY", "lobby", ["U1ANA"])
    sim.add_channel("C3SECRET", "secret", [BOT_USER, "U1ANA"], private=True)
    sim.add_channel("C4BOARD", "board", ["U2BEN"], private=True)
    sim.add_channel("C5OLD", "old", [BOT_USER, "U1ANA"], archived=True)
    sim.add_channel("C6SHARED", "shared", [BOT_USER, "U1ANA"], ext_shared=True)
    async with sim.serve():
        yield sim


@pytest.fixture
def web(sim: SlackSim) -> AsyncWebClient:
    """The client that the bot uses."""
    return AsyncWebClient("xoxb-test", base_url=sim.api_url, retry_handlers=[])


async def error_of(call: Any) -> str:
    """The Slack error that this call ends with."""
    return str((await refusal(call))["error"])


async def refusal(call: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        await call
    return dict(caught.value.response.data)


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = list(blocks) or [{"type": "divider"}]
    body = {"type": "modal", "callback_id": "form", "title": plain("Title"), "blocks": shown}
    return body | ({"submit": plain("Save")} if any(b["type"] == "input" for b in blocks) else {}) | more


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def field(block_id: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element, **more}


def text_input(action_id: str = "text", **more: Any) -> dict[str, Any]:
    return {"type": "plain_text_input", "action_id": action_id, **more}


def options(*values: str) -> list[dict[str, Any]]:
    return [{"text": plain(value.title()), "value": value} for value in values]


def button(action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain("Go"), **more}


def actions(*elements: dict[str, Any], block_id: str = "acts") -> dict[str, Any]:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}
