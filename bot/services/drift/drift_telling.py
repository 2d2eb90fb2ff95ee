"""What a comparison finds goes where a building's alarms go, in one message; what becomes of it is drawn into that."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.building import Building
from bot.domain.roles import HolderKind, Role
from bot.services.drift.drift import Drift, DriftKind
from bot.services.kept import Post, PostKind
from bot.services.store import Work

ALARM = "alarm"
BACK = "back"


def addressed(drift: Drift, alarm: str, building: Building, admins: frozenset[str]) -> Drift:
    """The same, to be told with this alarm: in the notice channel; without one to each who may decide by name."""
    channel, people = building.settings.notice_channel, _people(building, admins)
    places, fallback = ((channel,), people) if channel else (people, ())
    watch = building.settings.watch.channel
    if drift.difference.kind is DriftKind.DISCONNECTED and watch is not None:
        places = tuple(dict.fromkeys((*places, watch)))
    return drift.model_copy(update={"alarm": alarm, "places": places, "fallback": fallback})


async def tell(work: Work, drifts: Sequence[Drift], now: datetime) -> None:
    """The messages that tell of these: sent, or drawn anew where they stand."""
    for drift in {drift.alarm: drift for drift in drifts if drift.alarm}.values():
        await _put(work, drift, ALARM, drift.alarm or "", now)


async def tell_back(work: Work, drift: Drift, now: datetime) -> None:
    """A building can be used again: a message of its own, because nobody looks at an old one."""
    await _put(work, drift, BACK, drift.id, now)


def _people(building: Building, admins: frozenset[str]) -> tuple[str, ...]:
    """The managers who are named; the admins where there are only groups, or none."""
    holders = [one for one in building.settings.roles if one.role is Role.MANAGER and one.kind is HolderKind.PERSON]
    return tuple(dict.fromkeys(one.slack_id for one in holders)) or tuple(sorted(admins))


async def _put(work: Work, drift: Drift, what: str, which: str, now: datetime) -> None:
    for place in drift.places:
        post = Post(
            key=f"drift:{what}:{which}:{place}",
            team_id=drift.team_id,
            kind=PostKind.DRIFT,
            channel=place,
            data={what: which, "building": drift.building_id, "else": [*drift.fallback]},
            due_at=now,
        )
        await work.posts.put(post)
