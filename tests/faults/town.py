"""Both simulators, the bot as a process, and people who try again; what is true is read from Seam and the database."""

import asyncio
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.config import Settings
from bot.demo.seam import SeamSim
from bot.demo.slack import BOT_USER, Person, Refused, SlackSim, View
from tests.canaries import Evidence
from tests.faults.process import POLL, SEAM_KEY, SIGNING_SECRET, Child, environment
from tests.leaks import leaks

DESK = "C0DESK"
DOORS = ("Lobby", "Garage", "Gym", "Unit 12B", "Mailroom", "Roof")
PEOPLE = 70
PROGRESS = "grant_progress"


@dataclass(frozen=True)
class Row:
    """A credential as the bot's database has it."""

    grant_id: str
    requester: str
    grant_state: str
    state: str
    seam_id: str | None


@dataclass(frozen=True)
class Verdict:
    """What the simulated Seam and the database say together; all counts but the first three must be 0."""

    grants: int
    credentials: int
    expected: int
    lost: int
    duplicate_credentials: int
    duplicate_users: int
    duplicate_identities: int
    unowned: int

    def __str__(self) -> str:
        return (
            f"{self.grants} grants acknowledged, {self.credentials}/{self.expected} credentials live, "
            f"{self.lost} lost, duplicates: {self.duplicate_credentials} credentials, "
            f"{self.duplicate_users} ACS users, {self.duplicate_identities} identities; {self.unowned} without an owner"
        )


@dataclass
class Town:
    slack: SlackSim
    seam: SeamSim
    child: Child
    entrances: tuple[str, ...]
    acknowledged: dict[str, int] = field(default_factory=dict)
    """Doors by requester, of what Slack's user was told is under way."""

    async def give(self, number: int, doors: int) -> None:
        """One person gives one guest access, and tries again until the form is taken."""
        person = self.slack.person(user(number))
        while person.id not in self.acknowledged:
            await self.child.is_up.wait()
            try:
                view = person.view or await self._form(person, number, doors)
                is_taken = view.given["callback_id"] == PROGRESS  # although its ack came too late
                if not is_taken:
                    ack = await person.submit(view)
                    is_taken = ack.ok and ack.body.get("response_action") == "update"
            except (Refused, TimeoutError):
                await asyncio.sleep(POLL)
                continue
            if is_taken:
                self.acknowledged[person.id] = doors

    async def _form(self, person: Person, number: int, doors: int) -> View:
        await person.command("/guest", "", DESK)
        view = await self.slack.until(lambda: person.view, 2.0)
        assert view is not None
        await person.type_text(view, "name", f"Guest {number}")
        await person.choose(view, "doors", list(self.entrances[:doors]))
        return view

    def rows(self) -> list[Row]:
        """Every credential the bot knows of."""
        query = (
            "SELECT g.id, g.requester, g.state, c.state, c.seam_id "
            "FROM grants g JOIN credentials c ON c.grant_id = g.id ORDER BY g.id, c.place"
        )
        return [Row(*row) for row in self.query(query)]

    def query(self, text: str) -> list[tuple[Any, ...]]:
        path = self.child.folder / "keydesk.sqlite3"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as database:
            return database.execute(text).fetchall()

    async def until(self, check: Callable[[], object], within: float = 30.0) -> None:
        """Wait for what the bot does in its own time."""
        ends = time.monotonic() + within
        while not check():
            assert time.monotonic() < ends, f"not within {within} s: {self.rows()}\n{self.child.log[-4000:]}"
            await asyncio.sleep(POLL)

    async def all_are(self, state: str, within: float = 30.0) -> None:
        """Until every grant, acknowledged or not, is in this state."""

        def done() -> bool:
            rows = self.rows()
            return self.acknowledged.keys() <= {row.requester for row in rows} and all(
                row.grant_state == state for row in rows
            )

        await self.until(done, within)

    def verdict(self) -> Verdict:
        """Compare what exists at Seam with what people were promised."""
        rows, world = self.rows(), self.seam.world
        live = self.seam.live_credentials()
        owner = {one.id: _grant_of(world.identities[one.identity_id or ""].key) for one in world.users.values()}
        opened = Counter((owner[one.user_id], door) for one in live for door in one.entrance_ids)
        held = {row.seam_id for row in rows if row.state == "issued"}
        issued = Counter(row.requester for row in rows if row.seam_id in {one.id for one in live} & held)
        keys = [_grant_of(one.key) for one in world.identities.values()]
        known = {row.grant_id for row in rows}
        return Verdict(
            grants=len(self.acknowledged),
            credentials=len(live),
            expected=len(rows),
            lost=sum(max(0, doors - issued[who]) for who, doors in self.acknowledged.items()),
            duplicate_credentials=sum(count - 1 for count in opened.values()),
            duplicate_users=len(owner) - len(set(owner.values())),
            duplicate_identities=len(keys) - len(set(keys)),
            unowned=len({one.id for one in live} - held) + len(set(keys) - known),
        )


def user(number: int) -> str:
    return f"U0P{number:02}"


def _grant_of(key: str | None) -> str:
    return (key or "").rpartition(":")[2]


@asynccontextmanager
async def town(folder: Path, module: str = "bot") -> AsyncIterator[Town]:
    """Everything up but the bot; real time, for a process has no other.

    In the end nothing that the bot wrote or sent, in any of its lives, may hold what does not belong there.
    """
    slack = SlackSim(lambda: datetime.now(UTC), signing_secret=SIGNING_SECRET)
    slack.without_limits()  # a day's work in seconds
    seam = SeamSim(lambda: datetime.now(UTC), SEAM_KEY)
    building = seam.add_building("Harbor House", "America/New_York", DOORS)
    people = [user(number) for number in range(PEOPLE)]
    for number, person in enumerate(people):
        slack.add_user(person, f"Person {number}", "America/New_York")
    slack.add_channel(DESK, "front-desk", [*people, BOT_USER])
    async with AsyncExitStack() as stack:
        slack_url = await stack.enter_async_context(slack.serve())
        seam_url = await stack.enter_async_context(seam.serve())
        child = Child(folder, environment(folder, slack_url, seam_url, people), module)
        stack.push_async_callback(child.clean_up)
        slack.connect_http(f"{child.url}/slack/events")
        yield Town(slack, seam, child, building.entrance_ids)
        if (folder / "keydesk.sqlite3").exists():  # doctor makes none
            found = leaks(Evidence(read_settings(child.variables), slack, seam, folder))
            assert not found, found


def read_settings(variables: dict[str, str]) -> Settings:
    """As the child reads them."""
    names = {str(field.validation_alias) for field in Settings.model_fields.values()}
    return Settings.model_validate({name: value for name, value in variables.items() if name in names})
