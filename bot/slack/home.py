"""App Home is pulled up to date, not pushed: who looked in the last hour gets theirs anew, at most every few seconds.

It holds nothing of its own: after a restart a board stays as it was until its person opens it or presses a button.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from bot.domain.building import Building
from bot.domain.errors import NotAllowed
from bot.domain.people import Person
from bot.domain.problems import sentence
from bot.services.lists.lists import Ask
from bot.services.ports import Clock
from bot.slack.acting import Acting, Payload
from bot.slack.after_ack import after_ack
from bot.slack.blocks.approvals.request_views import approvals_section
from bot.slack.blocks.drift.check_view import drift_section
from bot.slack.blocks.home.board_state import BoardState, next_board
from bot.slack.blocks.home.home import MOST_ROWS, Section, closed_home_view, home_view
from bot.slack.blocks.home.home_buildings import buildings_section
from bot.slack.blocks.home.home_grants import SECTIONS, grant_sections
from bot.slack.blocks.home.home_tasks import tasks_section
from bot.slack.desk import Desk, Services
from bot.slack.errors import UNREACHABLE

LOOKED_LATELY = timedelta(hours=1)
PACE = timedelta(seconds=5)
"""Slack takes some hundred `views.publish` a minute from all of us together."""
AGES = timedelta(minutes=1)
"""Who was to arrive is there by and by, without anything being done."""
MOST_FOLLOWED = 200

Part = Callable[[Person, BoardState], Awaitable[Sequence[Section | None]]]
"""What one service has for the board of this person, at the building they chose; None where it is not for them."""


def parts_of(services: Services, clock: Clock) -> tuple[Part, ...]:
    """The sections of the board, in their order."""

    async def approvals(person: Person, state: BoardState) -> Sequence[Section | None]:
        waiting = await services.approvals.waiting(person)
        here = [one for one in waiting if _is_chosen(one.building, state)]
        return [approvals_section(here, person.user_id)]

    async def grants(person: Person, state: BoardState) -> Sequence[Section | None]:
        asks = [
            Ask(kind=kind, building_id=state.building_id, limit=MOST_ROWS, skip=state.skip(kind)) for kind in SECTIONS
        ]
        listed, buildings = await services.lists.look(person, asks)
        return grant_sections([*zip(SECTIONS, listed, strict=True)], is_desk=bool(buildings))

    async def tasks(person: Person, state: BoardState) -> Sequence[Section | None]:
        open_ = await services.tasks.open_for(person, MOST_ROWS, 0, state.building_id)
        return [tasks_section(open_, clock.now())]

    async def differences(person: Person, state: BoardState) -> Sequence[Section | None]:
        board = await services.deciding.board(person)
        return [drift_section([at for at in board if _is_chosen(at.building, state)])]

    async def buildings(person: Person, state: BoardState) -> Sequence[Section | None]:
        seen = await services.buildings.seen_by(person)
        return [buildings_section([one for one in seen if _is_chosen(one.building, state)])]

    return (approvals, grants, tasks, differences, buildings)


def _is_chosen(building: Building, state: BoardState) -> bool:
    return state.building_id in {None, building.id}


@dataclass
class _Looker:
    """Somebody who looked at their board lately, and what it shows."""

    looked_at: datetime
    drawn_at: datetime
    state: BoardState
    stale: bool = False
    shows: str = ""


class Home:
    """Draws and publishes the boards."""

    def __init__(self, desk: Desk, parts: Sequence[Part]) -> None:
        self._desk = desk
        self._parts = parts
        self._lookers: dict[str, _Looker] = {}
        self._lock = asyncio.Lock()

    def opened(self, user_id: str, state: BoardState) -> None:
        """The person looks at their board now, and wants to see this of it."""
        now = self._desk.clock.now()
        self._lookers.pop(user_id, None)
        while len(self._lookers) >= MOST_FOLLOWED:
            self._lookers.pop(next(iter(self._lookers)))
        self._lookers[user_id] = _Looker(looked_at=now, drawn_at=now, state=state)
        self._desk.tasks.spawn(self._publish(user_id))

    async def after_click(
        self, body: Payload, context: MutableMapping[str, Any], next_: Callable[[], Awaitable[None]]
    ) -> None:
        """Bolt's middleware: what a button on the board did is seen on the board, once it is done.

        Bolt runs listeners after all middleware, whatever `next_` is called, so "done" is when the answer has left.
        """
        await next_()
        if body.get("type") == "block_actions" and (body.get("view") or {}).get("type") == "home":
            after_ack(context, partial(self._clicked, body))

    async def _clicked(self, body: Payload) -> None:
        self.opened(Acting.of(body).user_id, next_board(body["view"], body["actions"][0]))

    def after_pass(self, worked: bool) -> None:  # noqa: FBT001  the engine's own words
        """The engine has looked for what is due, and where it `worked`, boards may show what is no longer so."""
        now = self._desk.clock.now()
        self._lookers = {id_: one for id_, one in self._lookers.items() if now - one.looked_at < LOOKED_LATELY}
        for user_id, looker in self._lookers.items():
            looker.stale = looker.stale or worked or now - looker.drawn_at >= AGES
            if looker.stale and now - looker.drawn_at >= PACE:
                looker.stale, looker.drawn_at = False, now
                self._desk.tasks.spawn(self._publish(user_id))

    async def _publish(self, user_id: str) -> None:
        """One after the other, so that an older board never comes last; the same again is not sent."""
        async with self._lock:
            looker = self._lookers.get(user_id)
            view = await self._draw(user_id, looker.state if looker else BoardState())
            drawn = view.to_dict()
            shows = json.dumps(drawn, sort_keys=True)
            if looker is not None and looker.shows == shows:
                return
            try:
                await self._desk.client.views_publish(user_id=user_id, view=drawn)
            except (SlackApiError, *UNREACHABLE):
                if looker is not None:
                    looker.stale = True
                raise
            if looker is not None:
                looker.shows = shows

    async def _draw(self, user_id: str, state: BoardState) -> View:
        try:
            person = await self._desk.person(Acting(user_id=user_id, team_id=self._desk.directory.team_id))
        except NotAllowed as no:
            return closed_home_view(sentence(no.problem))
        buildings = await self._desk.services.lists.buildings(person)
        there = state.among(buildings)
        found = [section for part in self._parts for section in await part(person, there)]
        sections = [section for section in found if section is not None]
        return home_view(sections, there, buildings)
