"""A series has one card; what its visits have to say stands in that card's thread, as if it were their own.

As everywhere, a post holds ids, and is drawn from what is stored when it is sent.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from pydantic import JsonValue

from bot.domain.recurrence import Visit
from bot.domain.series import Series
from bot.services.ids import new_id
from bot.services.kept import Post, PostKind
from bot.services.store import Work
from bot.services.trail.audit import Entry


def card_post(team_id: str, series_id: str, channel: str, due_at: datetime) -> Post:
    """The one card of a series; putting it again draws it anew where it stands."""
    kind, data = PostKind.SERIES, {"series": series_id}
    return Post(key=f"{kind}:{series_id}", team_id=team_id, kind=kind, channel=channel, data=data, due_at=due_at)


async def tell_series(work: Work, series: Series, now: datetime) -> None:
    """The series changed: draw its card anew."""
    await work.posts.put(card_post(series.team_id, series.id, paced_with(series), now))


async def remember_series(
    work: Work, series: Series, what: str, now: datetime, actor: str | None = None, **data: JsonValue
) -> None:
    """Write a line of the trail about the series as a whole, or about a visit that is no grant."""
    entry = Entry(
        team_id=series.team_id,
        at=now,
        actor=actor,
        what=what,
        building_id=series.building_id,
        data={"series": series.id, **data},
    )
    await work.audit.add(entry, series.guest if series.forgotten_at is None else None)


async def note_series(
    work: Work, series: Series, what: str, now: datetime, actor: str | None = None, **data: JsonValue
) -> None:
    """The same, and a line in the card's thread."""
    await remember_series(work, series, what, now, actor, **data)
    told = {**data, "series": series.id, "what": what, "actor": actor}
    await work.posts.put(_post(PostKind.SERIES_NOTE, new_id(), series, paced_with(series), told, now))


async def tell_not_made(
    work: Work, series: Series, people: Sequence[str], problem: str, visit: Visit, now: datetime
) -> None:
    """A visit cannot be made, and these people have to know why."""
    await _tell(work, series, people, {"what": problem, "day": visit.day.isoformat()}, now)


async def tell_missed(work: Work, series: Series, days: Sequence[date], now: datetime) -> None:
    """Visits whose time passed before they could be made, all in one message to the requester."""
    missed: list[JsonValue] = [day.isoformat() for day in days]
    await _tell(work, series, [series.requester], {"what": "visit_missed", "days": missed}, now)


def paced_with(series: Series) -> str:
    """The channel whose pace the card keeps."""
    return series.card_channel or series.channel or series.requester


async def _tell(work: Work, series: Series, people: Sequence[str], data: dict[str, JsonValue], now: datetime) -> None:
    about = list((await work.series.visits(series.team_id, series.id)).values())[-1:]
    for person in dict.fromkeys(people):
        post = _post(PostKind.SERIES_NEWS, new_id(), series, person, {**data, "series": series.id}, now)
        await work.posts.put(post, tells_of=about)


def _post(
    kind: PostKind, key: str, series: Series, channel: str, data: Mapping[str, JsonValue], due_at: datetime
) -> Post:
    return Post(key=f"{kind}:{key}", team_id=series.team_id, kind=kind, channel=channel, data=data, due_at=due_at)
