"""What every hand in the workspace shares: the world, the wire to the bot and the bodies that go over it."""

from dataclasses import dataclass

from bot.demo.slack.events import Events
from bot.demo.slack.payloads import Payloads
from bot.demo.slack.records import View
from bot.demo.slack.replies import Replies
from bot.demo.slack.rules import Json
from bot.demo.slack.state import current, fields
from bot.demo.slack.wire import Wire
from bot.demo.slack.workspace import Workspace


@dataclass(frozen=True)
class Desk:
    """What a person's hand works on."""

    world: Workspace
    wire: Wire
    payloads: Payloads
    replies: Replies
    events: Events


@dataclass(frozen=True)
class Confirm:
    """A confirmation dialog that the person saw and agreed to."""

    title: str
    text: str
    confirm: str


def response_urls(desk: Desk, user_id: str, view: View) -> list[Json]:
    """One for each conversation chosen in an input that has `response_url_enabled`."""
    asking = [f for f in fields(view.blocks) if f.is_input and f.element.get("response_url_enabled")]
    return [
        {
            "block_id": field.block_id,
            "action_id": field.action_id,
            "channel_id": channel,
            "response_url": desk.replies.url(user_id, channel),
        }
        for field in asking
        if (channel := current(view.state, field))
    ]
