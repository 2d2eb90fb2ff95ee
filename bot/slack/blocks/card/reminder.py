"""A reminder says which end Seam has confirmed; a request that is still open stands beside it, never in its place."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from slack_sdk.models.blocks import Block, SectionBlock

from bot.domain.grant import CredentialState, GrantRecord
from bot.slack.blocks import buttons
from bot.slack.blocks.card.card import pending_end, state_line
from bot.slack.blocks.card.door_words import current
from bot.slack.blocks.door_tasks.door_visits import not_updated
from bot.slack.blocks.message import Message, lasting_instant, names, packed, shown, simple, small
from bot.slack.blocks.text import mrkdwn, plural
from bot.slack.blocks.times import length_words, place, viewer_date

MOST_ROWS = 15
MOST_LINES = 10
"""Of a digest, of each list: a message holds 50 blocks and some 13,000 characters."""
_NEAR = timedelta(minutes=5)
_NAME = 100
_NAME_IN_ROW = 40


def reminder(record: GrantRecord, lead: timedelta, now: datetime) -> Message:
    """Access is about to end, with what can be done about it; the same in the thread and in the requester's DM."""
    left = record.grant.window.ends_at - now
    in_words = length_words(lead if abs(left - lead) < _NEAR else left)
    text = f"{_whose(record)} ends in {in_words}: {_end(record)}.{not_updated(record)}"
    return simple(text, *_context(record), *buttons.actions(buttons.extend(record), buttons.end(record)))


def past_reminder(record: GrantRecord, now: datetime) -> Message:
    """What a reminder becomes when the end that it announced was changed or has come."""
    return simple(f"Reminder: {_whose(record)} was about to end. {_what_became(record, now)}")


def digest(
    records: Sequence[GrantRecord],
    now: datetime,
    missed: Sequence[GrantRecord] = (),
    settled: Sequence[GrantRecord] = (),
) -> Message:
    """One message for several grants.

    First those about to end, with their buttons; then those that were, until somebody changed or ended them or the end
    came; then those that ended unannounced.
    """
    parts = []
    if records:
        verb = "ends" if len(records) == 1 else "end"
        parts.append(f"{plural(len(records), 'access grant')} {verb} soon.")
    if settled:
        verb = "was" if len(settled) == 1 else "were"
        parts.append(f"{plural(len(settled), 'access grant')} {verb} about to end.")
    if missed:
        parts.append(f"{plural(len(missed), 'access grant')} ended while Keydesk was away.")
    rows = [block for record in records[:MOST_ROWS] for block in _row(record)]
    became = [_line(record, _what_became(record, now)) for record in settled]
    ended = [_line(record, state_line(record, now)) for record in missed]
    return simple(
        " ".join(parts),
        *rows,
        *_left_out(len(records) - MOST_ROWS),
        *_listed("Since this reminder:", became),
        *_listed("Ended while Keydesk was away:", ended),
    )


def _row(record: GrantRecord) -> list[Block]:
    guest = shown(record.grant.guest.name, _NAME_IN_ROW)
    text = f"*{guest}*, {_doors(record, 1)}: {lasting_instant(record.grant.window.ends_at, record.building.zone)}, "
    about = SectionBlock(text=mrkdwn(f"{text}{place(record.building.zone)}"))
    return [about, *buttons.actions(buttons.extend(record), buttons.end(record))]


def _what_became(record: GrantRecord, now: datetime) -> str:
    """Of an end that was announced, and is not the end to come any more."""
    if record.grant.state.is_open and not record.is_overdue(now):
        return f"The end was changed after this reminder, and is now {_end(record)}."
    return state_line(record, now)


def _line(record: GrantRecord, happened: str) -> str:
    return f"• *{shown(record.grant.guest.name, _NAME_IN_ROW)}*, {_doors(record, 1)}: {happened}"


def _listed(title: str, lines: Sequence[str]) -> list[Block]:
    above = [SectionBlock(text=mrkdwn(title))] if lines else []
    return [*above, *packed(lines[:MOST_LINES]), *_left_out(len(lines) - MOST_LINES)]


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
