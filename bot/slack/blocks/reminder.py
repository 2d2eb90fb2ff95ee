"""A reminder says which end Seam has confirmed; a request that is still open stands beside it, never in its place."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from slack_sdk.models.blocks import Block, SectionBlock

from bot.domain.grant import CredentialState, GrantRecord
from bot.slack.blocks import buttons
from bot.slack.blocks.card import pending_end, state_line
from bot.slack.blocks.door_words import current
from bot.slack.blocks.message import Message, lasting_instant, names, packed, shown, simple, small
from bot.slack.blocks.text import mrkdwn, plural
from bot.slack.blocks.times import length_words, place, viewer_date

MOST_ROWS = 15
MOST_MISSED = 10
"""Of a digest: a message holds 50 blocks and some 13,000 characters."""
_NEAR = timedelta(minutes=5)
_NAME = 100
_NAME_IN_ROW = 40


def reminder(record: GrantRecord, lead: timedelta, now: datetime) -> Message:
    """Access is about to end, with what can be done about it; the same in the thread and in the requester's DM."""
    left = record.grant.window.ends_at - now
    in_words = length_words(lead if abs(left - lead) < _NEAR else left)
    text = f"{_whose(record)} ends in {in_words}: {_end(record)}."
    return simple(text, *_context(record), *buttons.actions(buttons.extend(record), buttons.end(record)))


def voided_reminder(record: GrantRecord, what: str, now: datetime) -> Message:
    """What a reminder becomes when its buttons no longer fit; `what` is "extended" or "ending"."""
    if what == "extended":
        happened = f"The end was changed after this reminder, and is now {_end(record)}."
    else:
        happened = state_line(record, now)
    return simple(f"Reminder: {_whose(record)} was about to end. {happened}")


def digest(records: Sequence[GrantRecord], now: datetime, missed: Sequence[GrantRecord] = ()) -> Message:
    """One message for several grants: those about to end with their buttons, then those that ended unannounced."""
    parts = []
    if records:
        verb = "ends" if len(records) == 1 else "end"
        parts.append(f"{plural(len(records), 'access grant')} {verb} soon.")
    if missed:
        parts.append(f"{plural(len(missed), 'access grant')} ended while Keydesk was away.")
    text = " ".join(parts) or "No access ends soon."
    rows = [block for record in records[:MOST_ROWS] for block in _row(record)]
    return simple(text, *rows, *_left_out(len(records) - MOST_ROWS), *_missed(missed, now))


def _row(record: GrantRecord) -> list[Block]:
    guest = shown(record.grant.guest.name, _NAME_IN_ROW)
    text = f"*{guest}*, {_doors(record, 1)}: {lasting_instant(record.grant.window.ends_at, record.building.zone)}, "
    about = SectionBlock(text=mrkdwn(f"{text}{place(record.building.zone)}"))
    return [about, *buttons.actions(buttons.extend(record), buttons.end(record))]


def _missed(missed: Sequence[GrantRecord], now: datetime) -> list[Block]:
    lines = [f"• *{shown(r.grant.guest.name, _NAME_IN_ROW)}*, {_doors(r, 1)}: {state_line(r, now)}" for r in missed]
    title = [SectionBlock(text=mrkdwn("Ended while Keydesk was away:"))] if lines else []
    return [*title, *packed(lines[:MOST_MISSED]), *_left_out(len(lines) - MOST_MISSED)]


def _left_out(count: int) -> list[Block]:
    return [small(f"And {count} more; their cards say the same.")] if count > 0 else []


def _whose(record: GrantRecord) -> str:
    return f"Access of *{shown(record.grant.guest.name, _NAME)}* to {_doors(record, 3)}"


def _doors(record: GrantRecord, most: int) -> str:
    """The doors that were issued; a door that failed has no access that could end."""
    issued = [door.name for c in current(record) if c.state is CredentialState.ISSUED for door in c.doors]
    return names(issued or [door.name for door in record.doors], most)


def _end(record: GrantRecord) -> str:
    zone, ends_at = record.building.zone, record.grant.window.ends_at
    return f"{lasting_instant(ends_at, zone)}, {place(zone)} (your time: {viewer_date(ends_at)})"


def _context(record: GrantRecord) -> list[Block]:
    wanted = record.grant.requested_ends_at
    return [small(pending_end(record, wanted))] if wanted is not None else []
