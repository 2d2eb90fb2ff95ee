"""The weekly review. A row is drawn from its grant and from its Keep, so it always says what somebody has decided."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from bot.domain.building import Building
from bot.domain.grant import GrantRecord, GrantState
from bot.services.notices.reviews import Review, ReviewRow
from bot.slack.blocks import buttons
from bot.slack.blocks.card.card import state_line
from bot.slack.blocks.ids import ActionId
from bot.slack.blocks.message import Message, lasting_instant, names, shown, simple, small
from bot.slack.blocks.text import mrkdwn, plain, plural
from bot.slack.blocks.times import length_words, place

_NAME = 40
_MOST_DOORS = 1
_LATCH = "The guest may still have access: please look for them in Latch Mission Control."


def review_message(
    building: Building, review: Review, rows: Sequence[ReviewRow], records: Mapping[str, GrantRecord], now: datetime
) -> Message:
    """What has been open for long, and the ends that nobody confirms."""
    there = [(row, records[row.grant_id]) for row in rows if row.grant_id in records]
    long_after = length_words(building.settings.notices.long_after)
    head = (
        f"*{shown(building.name, _NAME)}: weekly review.* {plural(len(there), 'access grant')} to look at: "
        f"open for {long_after} or more, or ending without Seam's word."
    )
    told = [block for row, record in there for block in _row(row, record, now)]
    return simple(head, *told, *_notes(building, review))


def _row(row: ReviewRow, record: GrantRecord, now: datetime) -> list[Block]:
    about = f"*{shown(record.grant.guest.name, _NAME)}*, {names([d.name for d in record.doors], _MOST_DOORS)}"
    if not record.grant.state.is_open:
        hint = f" {_LATCH}" if record.grant.state is GrantState.ENDING else ""
        return [_section(f"{about}: {state_line(record, now)}{hint}")]
    text = f"{about}: {_since(record)}, given by <@{record.grant.requester}>."
    if row.kept_by is not None:
        return [_section(f"{text} Kept by <@{row.kept_by}>.")]
    keep = ButtonElement(action_id=ActionId.REVIEW_KEEP, text=plain("Keep"), value=row.id)
    return [_section(text), *buttons.actions(keep, buttons.end(record, ActionId.REVIEW_END, row.id))]


def _since(record: GrantRecord) -> str:
    zone, window = record.building.zone, record.grant.window
    since, until = lasting_instant(window.starts_at, zone), lasting_instant(window.ends_at, zone)
    return f"since {since}, until {until}, {place(zone)}"


def _notes(building: Building, review: Review) -> list[Block]:
    """What is not told, so that nobody takes silence for an answer."""
    facts, more = building.facts, review.more
    use = [] if facts.tells_use else [f"Use is not known for {shown(facts.name)} doors: Seam does not tell it."]
    rest = [f"{plural(more, 'more grant')} not asked about this week: `/guest list` shows them."] if more else []
    return [small(" ".join([*use, *rest]))] if use or rest else []


def _section(text: str) -> Block:
    return SectionBlock(text=mrkdwn(text))
