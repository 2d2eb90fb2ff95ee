"""Locks, commands and news to draw, each with the longest of everything."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from slack_sdk.models.views import View

from bot.domain.building import Building, Entrance
from bot.domain.command import Action, Command, CommandState
from bot.domain.device import Device
from bot.domain.device_problems import ERRORS, WARNINGS
from bot.domain.feed import FeedKind, Happening
from bot.domain.grant import GrantRecord
from bot.seam.systems.smart_lock import maker_of
from bot.services.doors.commanding import DoorSeen
from bot.services.systems.buildings import Place
from bot.slack.blocks.doors.command_form import command_form
from bot.slack.blocks.doors.command_view import command_view
from bot.slack.blocks.doors.feed_words import News, feed_message
from bot.slack.blocks.doors.status_view import status_view
from bot.slack.blocks.doors.watch_form import watch_form
from bot.slack.blocks.message import Message
from tests.slack.blocks.forms import NOW, building
from tests.slack.blocks.grants import NASTY, record


def lock(entrance: Entrance, **changes: object) -> Device:
    plain = Device(
        id=entrance.id,
        building_id=entrance.building_id,
        connected_account_id="a1",
        name=entrance.name,
        facts=maker_of("yale"),
        online=True,
        locked=True,
        battery_level=0.2,
        battery_status="low",
        can_remotely_lock=True,
        can_remotely_unlock=True,
        synced_at=NOW,
    )
    return plain.model_copy(update=changes)


def seen(at: Building, entrance: Entrance, device: Device | None, *, may: bool = True) -> DoorSeen:
    return DoorSeen(building=at, entrance_id=entrance.id, name=entrance.name, device=device, may_command=may)


def command(state: CommandState = CommandState.CONFIRMED, **changes: object) -> Command:
    plain = Command(
        id="k1",
        team_id="T1",
        building_id="b1",
        entrance_id="b1-door-1",
        action=Action.UNLOCK,
        by="U2",
        reason=NASTY,
        asked_at=NOW,
        settled_at=None if state.is_open else NOW,
        state=state,
    )
    return plain.model_copy(update=changes)


def happening(kind: FeedKind, number: int = 1, **changes: object) -> Happening:
    plain = Happening(
        id=f"h{number}-{kind}",
        team_id="T1",
        building_id="b1",
        entrance_id="b1-door-1",
        kind=kind,
        at=NOW,
        batch="m1",
        tell_at=NOW,
    )
    return plain.model_copy(update=changes)


def news(told: Sequence[Happening], grant: GrantRecord | None = None, name: str = "Front Door") -> News:
    told_of = grant or record()
    return News(
        building=building(),
        told=tuple(told),
        doors={f"b1-door-{number}": f"{name} {number}" for number in range(1, 100)},
        records={told_of.grant.id: told_of},
        commands={"k1": command()},
        now=NOW,
    )


def door_messages(grant: GrantRecord) -> Iterator[Message]:
    """News of every kind about the grant's guest, alone and all together."""
    every = [happening(kind, grant_id=grant.grant.id, command_id="k1", battery=0.1) for kind in FeedKind]
    yield from (feed_message(news([one], grant)) for one in every)
    yield feed_message(news(every, grant))
    late = [happening(FeedKind.UNLOCKED, n, how="keycode", entrance_id=f"b1-door-{n}") for n in range(1, 60)]
    yield feed_message(news([one.model_copy(update={"at": NOW - timedelta(hours=20)}) for one in late], grant, NASTY))


def door_views(at: Place) -> Iterator[View]:
    """The screens of a building whose doors are all locks in all troubles there are."""
    troubled = {"errors": tuple(ERRORS), "warnings": tuple(WARNINGS)}
    doors = [seen(at.building, one, lock(one, **troubled)) for one in at.entrances]
    yield status_view(doors, said="Seam asks for a pause.")
    yield status_view([*doors, *(seen(building("b2", name=NASTY), one, None) for one in at.entrances)], sought=NASTY)
    for action in Action:
        form = command_form(action, doors, at.entrances[0].id if at.entrances else "")
        yield from [form] if form else []
    yield watch_form(at, [building(f"o{n}", name=NASTY) for n in range(120)], "C1", "Keydesk can post there.")
    plain = Entrance(id="d1", building_id="b1", name=NASTY)
    for state in CommandState:
        yield command_view(command(state, problem="device_offline"), seen(at.building, plain, lock(plain)))
