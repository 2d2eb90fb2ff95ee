"""App Home is pulled up to date, not pushed: who looked in the last hour gets theirs anew, at most every few seconds.

It holds nothing of its own: after a restart a board stays as it was until its person opens it or presses a button.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from bot.domain.errors import NotAllowed
from bot.domain.people import Person
from bot.domain.problems import sentence
from bot.services.ports import Clock
from bot.slack.acting import Acting, Payload
from bot.slack.blocks.approvals.request_views import approvals_section
from bot.slack.blocks.drift.check_view import drift_section
from bot.slack.blocks.home.home import MOST_ROWS, Section, closed_home_view, home_view
from bot.slack.blocks.home.home_buildings import buildings_section
from bot.slack.blocks.home.home_tasks import tasks_section
from bot.slack.desk import Desk, Services
from bot.slack.errors import UNREACHABLE

LOOKED_LATELY = timedelta(hours=1)
PACE = timedelta(seconds=5)
"""Slack takes some hundred `views.publish` a minute from all of us together."""
MOST_FOLLOWED = 200

Part = Callable[[Person], Awaitable[Section | None]]
"""What one service has for the board of this person; None where the section is nothing for them."""


def parts_of(services: Services, clock: Clock) -> tuple[Part, ...]:
    """The sections of the board, in their order."""

    async def buildings(person: Person) -> Section | None:
        return buildings_section(await services.buildings.seen_by(person))

    async def tasks(person: Person) -> Section | None:
        return tasks_section(await services.tasks.open_for(person, MOST_ROWS), clock.now())

    async def approvals(person: Person) -> Section | None:
        return approvals_section(await services.approvals.waiting(person), person.user_id)

    async def differences(person: Person) -> Section | None:
        return drift_section(await services.deciding.board(person))

    return (approvals, tasks, differences, buildings)


@dataclass
class _Looker:
    """Somebody who looked at their board lately, and what it shows."""

    looked_at: datetime
    drawn_at: datetime
    stale: bool = False
    shows: str = ""


class Home:
    """Draws and publishes the boards."""

    def __init__(self, desk: Desk, parts: Sequence[Part]) -> None:
        self._desk = desk
        self._parts = parts
        self._lookers: dict[str, _Looker] = {}
        self._lock = asyncio.Lock()

    def opened(self, user_id: str) -> None:
        """The person looks at their board now."""
        now = self._desk.clock.now()
        self._lookers.pop(user_id, None)
        while len(self._lookers) >= MOST_FOLLOWED:
            self._lookers.pop(next(iter(self._lookers)))
        self._lookers[user_id] = _Looker(looked_at=now, drawn_at=now)
        self._desk.tasks.spawn(self._publish(user_id))

    async def after_click(self, body: Payload, next_: Callable[[], Awaitable[None]]) -> None:
        """Bolt's middleware: what a button on the board did is seen on the board, once it is done."""
        await next_()
        if body.get("type") == "block_actions" and (body.get("view") or {}).get("type") == "home":
            self.opened(Acting.of(body).user_id)

    def after_pass(self, worked: bool) -> None:  # noqa: FBT001  the engine's own words
        """The engine has looked for what is due, and where it `worked`, boards may show what is no longer so."""
        now = self._desk.clock.now()
        self._lookers = {id_: one for id_, one in self._lookers.items() if now - one.looked_at < LOOKED_LATELY}
        for user_id, looker in self._lookers.items():
            looker.stale = looker.stale or worked
            if looker.stale and now - looker.drawn_at >= PACE:
                looker.stale, looker.drawn_at = False, now
                self._desk.tasks.spawn(self._publish(user_id))

    async def _publish(self, user_id: str) -> None:
        """One after the other, so that an older board never comes last; the same again is not sent."""
        async with self._lock:
            view = await self._draw(user_id)
            shows, looker = json.dumps(view.to_dict(), sort_keys=True), self._lookers.get(user_id)
            if looker is not None and looker.shows == shows:
                return
            try:
                await self._desk.client.views_publish(user_id=user_id, view=view)
            except (SlackApiError, *UNREACHABLE):
                if looker is not None:
                    looker.stale = True
                raise
            if looker is not None:
                looker.shows = shows

    async def _draw(self, user_id: str) -> View:
        try:
            person = await self._desk.person(Acting(user_id=user_id, team_id=self._desk.directory.team_id))
        except NotAllowed as no:
            return closed_home_view(sentence(no.problem))
        found = [await part(person) for part in self._parts]
        return home_view([section for section in found if section is not None])
