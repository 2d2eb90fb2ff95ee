"""A person whom Slack did not vouch for within a second is refused: rights are never taken from an old answer.

Sources: users.info (users:read) for what a user is, usergroups.users.list (usergroups:read) for who is in a group.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import NotAllowed
from bot.domain.people import Person
from bot.domain.roles import HolderKind
from bot.services.ports import Clock
from bot.services.store import Store
from bot.slack.errors import UNREACHABLE, report
from bot.slack.tasks import Tasks

FRESH = timedelta(seconds=60)
LIMIT = timedelta(seconds=1)
"""An ack has three seconds; a look-up before it may take one of them."""
MOST_KEPT = 5000
GROUP_FRESH = timedelta(minutes=10)
GROUP_USABLE = timedelta(minutes=30)
"""Between these two ages a membership still counts while it is read anew; usergroups.users.list allows 20 a minute."""
_NO_MEMBER = ("deleted", "is_bot", "is_workflow_bot", "is_restricted", "is_ultra_restricted", "is_stranger")


class Groups:
    """Members of the user groups that have a role at some building; Slack is never asked about another group."""

    def __init__(self, client: AsyncWebClient, store: Store, clock: Clock, tasks: Tasks) -> None:
        self._client = client
        self._store = store
        self._clock = clock
        self._tasks = tasks
        self._members: dict[str, tuple[datetime, frozenset[str]]] = {}
        self._reading: set[str] = set()
        self._names: dict[str, tuple[datetime, frozenset[str]]] = {}
        """By team; read anew after `FRESH`, or a click would wait for the database once more."""

    async def of(self, team_id: str, user_id: str) -> frozenset[str]:
        """The named groups that the person is in; one that cannot be read has no members."""
        named = await self._named(team_id)
        now = self._clock.now()
        await asyncio.gather(*[self._read(group) for group in named if self._age(group, now) >= GROUP_USABLE])
        for group in named:
            if self._age(group, now) >= GROUP_FRESH and group not in self._reading:
                self._tasks.spawn(self._read(group))
        return frozenset(group for group in named if user_id in self._known(group, now))

    async def members(self, group: str) -> frozenset[str] | None:
        """Who is in the group; None where Slack does not tell and what it told is too old."""
        now = self._clock.now()
        if self._age(group, now) >= GROUP_FRESH:
            await self._read(group)
        return self._known(group, now) if self._age(group, now) < GROUP_USABLE else None

    async def refresh(self, team_id: str) -> None:
        """Read all named groups, so that no ack has to wait for it."""
        self._names.pop(team_id, None)
        await asyncio.gather(*[self._read(group) for group in await self._named(team_id)])

    async def _named(self, team_id: str) -> frozenset[str]:
        now = self._clock.now()
        known = self._names.get(team_id)
        if known is None or now - known[0] >= FRESH:
            known = self._names[team_id] = (now, await self._read_names(team_id))
        return known[1]

    async def _read_names(self, team_id: str) -> frozenset[str]:
        async with self._store.read() as work:
            buildings = await work.buildings.all(team_id)
        holders = [holder for building in buildings for holder in building.settings.roles]
        return frozenset(holder.slack_id for holder in holders if holder.kind is HolderKind.GROUP)

    async def _read(self, group: str) -> None:
        self._reading.add(group)
        try:
            answer = await self._client.usergroups_users_list(usergroup=group)
            self._members[group] = (self._clock.now(), frozenset(answer.get("users") or ()))
        except (SlackApiError, *UNREACHABLE):
            return
        finally:
            self._reading.discard(group)

    def _age(self, group: str, now: datetime) -> timedelta:
        known = self._members.get(group)
        return now - known[0] if known else timedelta.max

    def _known(self, group: str, now: datetime) -> frozenset[str]:
        return self._members[group][1] if self._age(group, now) < GROUP_USABLE else frozenset()


class Directory:
    """Who a Slack user is to us, at most a minute old."""

    def __init__(self, client: AsyncWebClient, clock: Clock, groups: Groups, team_id: str) -> None:
        self._client = client
        self._clock = clock
        self._groups = groups
        self.team_id = team_id
        """Ours: somebody from a Slack Connect channel comes with another one."""
        self._known: dict[str, tuple[datetime, Person]] = {}

    async def person(self, team_id: str, user_id: str) -> Person:
        """The person, with the groups that matter; somebody of another team is no member, without a look-up.

        Raises:
            NotAllowed: `lookup_failed`, Slack did not answer in time or does not know them; its `reference` is logged.
        """
        if team_id != self.team_id:
            return Person(user_id=user_id, team_id=team_id, is_member=False)
        try:
            async with asyncio.timeout(LIMIT.total_seconds()):
                person = await self._user(user_id)
                groups = await self._groups.of(team_id, user_id) if person.is_member else frozenset()
        except (SlackApiError, *UNREACHABLE) as error:
            raise NotAllowed("lookup_failed", reference=report(error)) from error
        return person.model_copy(update={"groups": groups})

    async def roles_changed(self, team_id: str) -> None:
        """Who is in a group that a building names since just now counts at once, not in a minute."""
        await self._groups.refresh(team_id)

    async def _user(self, user_id: str) -> Person:
        now = self._clock.now()
        known = self._known.get(user_id)
        if known and now - known[0] < FRESH:
            return known[1]
        answer = await self._client.users_info(user=user_id)
        person = person_of(answer.get("user") or {}, user_id, self.team_id)
        while len(self._known) >= MOST_KEPT:
            self._known.pop(next(iter(self._known)))
        self._known[user_id] = (now, person)
        return person


def person_of(user: Mapping[str, Any], user_id: str, team_id: str) -> Person:
    """A user of users.info; `is_app_user` says nothing about rights, only that they once authorised an app."""
    teams = {user.get("team_id"), *((user.get("enterprise_user") or {}).get("teams") or ())}
    is_ours = user.get("id") == user_id and team_id in teams
    is_member = is_ours and not any(user.get(flag) for flag in _NO_MEMBER)
    return Person(user_id=user_id, team_id=team_id, is_member=is_member, time_zone=user.get("tz"))
