"""What a building is told unasked, drawn for one grant that lacks everything that can be lacking."""

from collections.abc import Iterator
from datetime import timedelta

from bot.domain.arrival import ArrivalCheck, Fault, NotReady
from bot.domain.grant import GrantRecord
from bot.services.notices.days import MOST_NAMED, Day, Named
from bot.services.notices.reviews import Review, ReviewRow
from bot.services.notices.weekly import MOST_ROWS
from bot.slack.blocks.card.card import card
from bot.slack.blocks.message import Message
from bot.slack.blocks.notices.arrival import not_ready, seen_to
from bot.slack.blocks.notices.day import day_digest
from bot.slack.blocks.notices.escalation import end_escalated
from bot.slack.blocks.notices.review import review_message
from tests.slack.blocks.forms import NOW
from tests.slack.blocks.tasks import task

TODAY = NOW.date()


def lacking(grant: GrantRecord) -> GrantRecord:
    """The same grant after a look that found every fault at every door."""
    doors, ids = tuple(door.name for door in grant.doors), tuple(c.id for c in grant.credentials)
    faults = tuple(NotReady(fault=fault, credential_ids=ids, doors=doors) for fault in Fault)
    looked = ArrivalCheck(checked_at=NOW, has_asked=False, faults=faults)
    tasks = tuple(task(number, door=grant.doors[0].name, credential_id=ids[0]) for number in range(8))
    return grant.model_copy(
        update={"grant": grant.grant.model_copy(update={"arrival": looked}), "tasks": tasks if ids else ()}
    )


def held(grant: GrantRecord) -> GrantRecord:
    """The same grant after a look that found nothing amiss."""
    looked = ArrivalCheck(checked_at=NOW + timedelta(hours=1), has_asked=True)
    return grant.model_copy(update={"grant": grant.grant.model_copy(update={"arrival": looked})})


def day(grant: GrantRecord, lines: int) -> Message:
    """The grant in every line."""
    ids = tuple(f"g{number}" for number in range(lines))
    all_ = Named(ids=ids, total=99)
    told = Day(building="b1", day=TODAY, arriving=all_, ending=all_, wrong=all_)
    return day_digest(grant.building, told, dict.fromkeys(ids, grant), NOW)


def review(grant: GrantRecord, lines: int, kept_by: str | None = None) -> Message:
    """The grant in every row."""
    rows = [review_row(number, kept_by) for number in range(lines)]
    told = Review(building="b1", slot=TODAY.isoformat(), more=7)
    return review_message(grant.building, told, rows, {row.grant_id: grant for row in rows}, NOW)


def review_row(number: int, kept_by: str | None) -> ReviewRow:
    about = {"team_id": "T1", "building_id": "b1", "slot": TODAY.isoformat(), "grant_id": f"g{number}"}
    return ReviewRow.model_validate({"id": f"r{number}", "kept_by": kept_by, **about})


def unasked(grant: GrantRecord) -> Iterator[Message]:
    """Every message that a building is told unasked."""
    if (missing := not_ready(lacking(grant), NOW)) is not None:
        yield missing
    yield card(held(grant), NOW)
    yield seen_to(grant, NOW)
    yield end_escalated(grant, NOW)
    yield day(grant, 1)
    yield review(grant, 1)
    yield review(grant, 1, "U2")


def longest(grant: GrantRecord) -> Iterator[Message]:
    """As long as these messages become."""
    yield day(grant, MOST_NAMED)
    yield review(grant, MOST_ROWS)
