"""Every button and every form of one building, pressed and sent by people who have no right there.

Slack signs what it sends, but what stands in it came from a screen that the person may have changed or never had: ids,
values, metadata. So each screen is drawn for the real ids of a building and put before somebody else.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.models.views import View as DrawnView

from bot.demo.slack import TEAM, View
from bot.demo.slack.rules import Json
from bot.demo.slack.state import fields, state_of, with_ids
from bot.domain.grant import GrantRecord
from bot.domain.roles import GIVEN
from bot.domain.series import SeriesState
from bot.services.drift.drift import DriftState
from bot.services.systems.buildings import Place
from bot.slack.after_ack import start_after_ack
from bot.slack.blocks.ids import ActionId, ViewId
from tests.slack.blocks.bulk_lists import listed, row
from tests.slack.blocks.drifts import drifts
from tests.slack.blocks.every_screen import forms, screens
from tests.slack.blocks.grants import request
from tests.slack.blocks.notices.samples import review_row
from tests.slack.blocks.series.cleaning import series_of
from tests.slack.blocks.tasks import task
from tests.slack.office import CHANNEL, Office, grant_id

GUEST = "Zelda Zimmer"
DOORS = ("Lobby", "Garage", "Gym")
IVY, OLGA, EXT = "U0IVY", "U0OLGA", "U0EXT"
"""Everything that can be given at another building, nothing at all, and somebody of another company."""


@dataclass
class Hand:
    """Presses whatever it is given, for one person."""

    office: Office
    user_id: str
    once: bool = False
    """Presses the first of each kind alone, as all of them take half a minute."""
    pressed: int = 0
    known: set[str] = field(default_factory=set)

    async def press(self, given: Json, *, also_submit: bool = True) -> None:
        """All elements of one screen, and its submit button."""
        world = self.office.sim.world
        with_ids(given["blocks"])
        id_ = f"X{self.pressed}"
        view = View(id_, self.user_id, given, "h", id_, state=state_of(given["blocks"]))
        world.modals.stacks[self.user_id] = [view]
        payloads, user = self.office.sim._payloads, world.users[self.user_id]
        for one in fields(given["blocks"]):
            for chosen in _choices(one.element):
                await self._send(payloads.action(user, view, one, chosen), (one.action_id, str(chosen)))
        if also_submit and given["type"] == "modal":
            said = (str(given.get("callback_id")), str(given.get("private_metadata")))
            await self._send(payloads.submission(user, view, []), said)

    async def _send(self, payload: Json, what: tuple[str, str]) -> None:
        kind = what[0] if self.once else str(what)
        if kind in self.known:
            return
        self.known.add(kind)
        self.pressed += 1
        self.office.flood._buckets._full_at.clear()
        request = AsyncBoltRequest(body=payload, mode="socket_mode")
        response = await self.office.app.async_dispatch(request)
        await start_after_ack(request.context, self.office.tasks)
        assert response.status == 200, (what, response.body)


def _choices(element: Json) -> Iterator[Json]:
    """What can be pressed or chosen in an element; of many options the first."""
    if "options" in element:
        yield {"selected_option": element["options"][0], "selected_options": element["options"][:1]}
    yield {"value": element.get("value", "")}


async def with_others(office: Office) -> None:
    office.sim.add_user(IVY, "Ivy")
    office.sim.add_user(EXT, "Ext", kind="external")
    office.sim.world.channels[CHANNEL].members += [IVY, EXT]
    kew = office.seam.add_building("Kew Court")
    office.seam.add_door(kew, "Shed")
    await office.buildings.refresh(TEAM)
    usual, office.building = office.building, kew
    await office.set_up(roles=[{"kind": "user", "slack_id": IVY, "role": role} for role in GIVEN])
    office.building = usual


async def filled(office: Office) -> GrantRecord:
    """A building where everything is that can be pressed; Ivy may do everything at another one."""
    office.sim.without_limits()
    await with_others(office)
    card = await office.give(GUEST, *DOORS)
    async with office.store.write() as work:
        record = await work.grants.record(TEAM, grant_id(card))
        assert record is not None
        here = {"team_id": TEAM, "building_id": record.building.id}
        about = {**here, "grant_id": record.grant.id}
        await work.requests.add(request(team_id=TEAM, grant_id=record.grant.id))
        await work.tasks.add(task().model_copy(update={**about, "credential_id": record.credentials[0].id}))
        await work.series.add(series_of(record).series.model_copy(update={**here, "state": SeriesState.ACTIVE}))
        batch = listed(()).batch.model_copy(update=here)
        await work.bulk.add(batch, [row(1, "ready", team_id=TEAM, batch_id=batch.id)])  # type: ignore[arg-type]
        await work.reviews.add([review_row(0, None).model_copy(update=about)])
        difference = next(one for one in drifts(record.building, DOORS) if one.state is DriftState.OPEN)
        await work.drift.add(difference.model_copy(update={**here, "id": "d0"}))
        found = await work.grants.record(TEAM, record.grant.id)
    assert found is not None
    return found


def everything(office: Office) -> dict[str, Any]:
    """All that is kept, but for the trail, which says what was refused, and when Seam was last read."""
    tables = vars(office.store._tables)
    kept = {name: dict(rows) for name, rows in tables.items() if name != "audit" and isinstance(rows, dict)}
    unread = {"synced_at": office.clock.now().min.replace(tzinfo=UTC)}
    return kept | {"buildings": {key: one.model_copy(update=unread) for key, one in kept["buildings"].items()}}


def drawn(record: GrantRecord, office: Office) -> Iterator[Json]:
    """Every screen and message there is, about this grant and this building."""
    entrances = tuple(door for door in office.seam.doors.values() if door.building_id == record.building.id)
    place = Place(building=record.building, entrances=entrances, cannot_be_approved=False)
    for shown in (*screens(record), *forms(place)):
        given = shown.to_dict()
        yield given if isinstance(shown, DrawnView) else {"type": "modal", "blocks": given["blocks"], "title": None}


def leaked(office: Office, since: int) -> list[str]:
    """What the bot has sent to Slack since then that names the guest or a door of the building.

    The requester's own window goes on showing their guest.
    """
    theirs = office.person("rita").view
    sent = [str(call) for call in office.sim.journal[since:] if call.args.get("view_id") != (theirs and theirs.id)]
    return [one for one in sent if any(secret in one for secret in (GUEST, *DOORS))]


async def test_whoever_has_rights_elsewhere_alone_changes_and_learns_nothing(office: Office) -> None:
    await press_all(office, Hand(office, IVY, once=True))


@pytest.mark.long
@pytest.mark.parametrize("user_id", [IVY, OLGA, EXT])
async def test_nor_does_anybody_by_any_button_of_any_screen(office: Office, user_id: str) -> None:
    await press_all(office, Hand(office, user_id))


async def press_all(office: Office, hand: Hand) -> None:
    record = await filled(office)
    before, since = everything(office), len(office.sim.journal)

    for given in drawn(record, office):
        await hand.press(given)
    await office.rest()

    assert hand.pressed > len(ViewId) + len(ActionId) // 2
    assert everything(office) == before
    assert leaked(office, since) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
async def test_made_up_ids_reach_nothing(office: Office, seed: int) -> None:
    """A thousand presses for each seed, with ids of everything there is in every place where an id may stand."""
    record = await filled(office)
    chance = random.Random(seed)  # noqa: S311  made up, not secret
    ids = [record.grant.id, record.building.id, record.credentials[0].id, "r1", "t1", "s1", "b1", "d0", "r0"]
    made_up = [*ids, "", "x", "T0OTHER", "[]", "{}", "null", '{"grant": "x"}', "a:b:c", "-1", "9" * 40, "\x00", "*"]
    before, since = everything(office), len(office.sim.journal)
    hand, screens_ = Hand(office, IVY), list(drawn(record, office))

    while hand.pressed < 1000:
        given = dict(chance.choice(screens_))
        given["private_metadata"] = chance.choice([given.get("private_metadata", ""), *made_up])
        given["blocks"] = [_changed(block, chance, made_up) for block in given["blocks"]]
        await hand.press(given)
    await office.rest()

    assert everything(office) == before
    assert leaked(office, since) == []


def _changed(block: Any, chance: random.Random, values: list[str]) -> Any:
    """The same block, every value in it another one now and then."""
    if isinstance(block, list):
        return [_changed(one, chance, values) for one in block]
    if not isinstance(block, dict):
        return block
    found = {name: _changed(one, chance, values) for name, one in block.items()}
    if isinstance(found.get("value"), str) and chance.random() < 0.5:
        found["value"] = chance.choice(values)
    return found
