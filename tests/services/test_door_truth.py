"""Whatever people do in whatever order: where nobody has to go to a door, the door knows what Seam has, and no more."""

import asyncio
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.building import Hub
from bot.domain.errors import Refused
from bot.domain.grant import CredentialState
from bot.domain.request import BadFields
from tests.services.desk import RITA, SAM, TEAM, Desk

HUBLESS = 2
KINDS = ("give", "extend", "shorten", "end", "new_pin", "visit", "wait", "hub")
steps = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 3), st.integers(0, HUBLESS - 1)), max_size=14)
Known = frozenset[tuple[str, datetime]]


class Doors:
    """Two doors that know what they were told at the last visit."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.told: dict[str, Known] = {door: frozenset() for door in desk.doors[:HUBLESS]}
        self.given: list[str] = []

    async def play(self, kind: str, number: int, door: int) -> None:
        try:
            if kind in {"give", "visit", "wait", "hub"}:
                await getattr(self, kind)(number, self.desk.doors[door])
            elif self.given:
                await getattr(self, kind)(self.given[number % len(self.given)], number)
        except (Refused, BadFields):
            """Somebody who acts on access that has moved on is told so."""
        await self.desk.run(timedelta(seconds=number))

    async def give(self, number: int, door: str) -> None:
        doors = self.desk.doors[:HUBLESS] if number == 1 else [door]
        self.given.append(await self.desk.give(*doors, view=None, name=f"Guest {len(self.given)}"))

    async def extend(self, grant_id: str, number: int) -> None:
        await self.desk.access.extend(RITA, grant_id, self.desk.clock.now() + timedelta(hours=3 + number))

    async def shorten(self, grant_id: str, number: int) -> None:
        await self.desk.access.extend(RITA, grant_id, self.desk.clock.now() + timedelta(minutes=20 + number))

    async def end(self, grant_id: str, _: int) -> None:
        await self.desk.access.end(RITA, grant_id)

    async def new_pin(self, grant_id: str, _: int) -> None:
        issued = (await self.desk.record(grant_id)).in_state(CredentialState.ISSUED)
        if issued:
            await self.desk.access.new_pin(RITA, grant_id, issued[0].id)

    async def visit(self, number: int, door: str) -> None:
        """Somebody goes there and does one of the tasks; the door learns everything all the same."""
        async with self.desk.store.read() as work:
            open_, _ = await work.tasks.open(TEAM, [self.desk.building], 99)
        here = [task for task in open_ if task.entrance_id == door]
        if here:
            self.told[door] = self.at_seam(door)
            await self.desk.tasks.done(SAM, here[number % len(here)].id)

    async def wait(self, number: int, _: str) -> None:
        await self.desk.run(timedelta(minutes=50 * number))

    async def hub(self, _: int, __: str) -> None:
        """Somebody is not sure any more, and then is."""
        await self.desk.set_up(hub=Hub.UNKNOWN)
        await self.desk.set_up(hub=Hub.NO)

    def at_seam(self, door: str) -> Known:
        held = [one for one in self.desk.seam.existing() if door in one.new.entrance_ids]
        known = [one for one in held if self.desk.clock.now() >= one.made_at + self.desk.seam.pin_delay]
        return frozenset((one.id, one.ends_at) for one in known if one.pin)

    async def check(self) -> None:
        async with self.desk.store.read() as work:
            open_, _ = await work.tasks.open(TEAM, [self.desk.building], 99)
        for door, known in self.told.items():
            if not any(task.entrance_id == door for task in open_):
                assert known == self.at_seam(door), door


async def played(moves: list[tuple[str, int, int]]) -> None:
    desk = Desk()
    desk.seam.pin_delay, desk.seam.delete_delay = timedelta(seconds=2), timedelta(seconds=3)
    await desk.open(hub=Hub.NO)
    doors = Doors(desk)
    for move in moves:
        await doors.play(*move)
    await desk.run(timedelta(minutes=2))
    await doors.check()


@settings(max_examples=150, deadline=None)
@given(steps)
def test_where_nobody_has_to_go_the_door_knows_what_seam_has(moves: list[tuple[str, int, int]]) -> None:
    asyncio.run(played(moves))
