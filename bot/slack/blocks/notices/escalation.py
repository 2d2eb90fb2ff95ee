"""To a manager: an end that Seam has not confirmed, which the notice channel has heard of before."""

from datetime import datetime

from bot.domain.grant import CredentialState, GrantRecord
from bot.slack.blocks.card.door_words import current, door_lines
from bot.slack.blocks.message import Message, packed, shown, simple
from bot.slack.blocks.times import length_words

_NAME = 100


def end_escalated(record: GrantRecord, now: datetime) -> Message:
    """Which doors, since when, and what a person can do that Keydesk cannot."""
    grant = record.grant
    since = length_words(now - (grant.ending_at or now))
    text = (
        f"You manage *{shown(record.building.name, _NAME)}*: the end of access of *{shown(grant.guest.name, _NAME)}* "
        f"is not confirmed by Seam since {since}, and the guest may still have access. Please have them removed in "
        "Latch Mission Control. Keydesk keeps asking Seam, and this message says when it is confirmed."
    )
    left = [c for c in current(record) if c.state is not CredentialState.REVOKED]
    return simple(text, *packed(door_lines(left, record)))
