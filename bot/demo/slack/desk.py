"""What every hand in the workspace shares: the world, the wire to the bot and the bodies that go over it."""

from dataclasses import dataclass

from bot.demo.slack.payloads import Payloads
from bot.demo.slack.replies import Replies
from bot.demo.slack.wire import Wire
from bot.demo.slack.workspace import Workspace


@dataclass(frozen=True)
class Desk:
    """What a person's hand works on."""

    world: Workspace
    wire: Wire
    payloads: Payloads
    replies: Replies


@dataclass(frozen=True)
class Confirm:
    """A confirmation dialog that the person saw and agreed to."""

    title: str
    text: str
    confirm: str
