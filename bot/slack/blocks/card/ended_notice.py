"""What the requester hears instead of the result that they were promised: somebody else's End came first."""

from bot.domain.grant import GrantRecord
from bot.slack.blocks import buttons
from bot.slack.blocks.message import Message, shown, simple


def ended_by_other(record: GrantRecord) -> Message:
    """Says nothing of the doors: whether one has heard of a PIN is told by the card, as Seam confirms."""
    grant = record.grant
    who = f"<@{grant.ended_by}>" if grant.ended_by else "Somebody"
    text = f"{who} ended access of *{shown(grant.guest.name, 200)}* while it was being made. No PIN or key will come."
    return simple(text, *buttons.actions(buttons.again(record)))
