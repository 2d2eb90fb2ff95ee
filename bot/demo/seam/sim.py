"""Strict and forgetful of nothing: what the bot is told may be lost or late, `journal` and `world` are what is so."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from starlette.applications import Starlette
from starlette.routing import Route

from bot.demo.seam import render
from bot.demo.seam.control import control_routes
from bot.demo.seam.faults import Fault, Faults
from bot.demo.seam.http import Http
from bot.demo.seam.journal import Journal
from bot.demo.seam.records import Credential, Entrance, Knobs, System, Trouble
from bot.demo.seam.webhooks import Post
from bot.demo.seam.world import World
from bot.demo.serving import serve

_VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True)
class Door:
    """An entrance to be added; a flag of None is one that Seam leaves out. Without an id it gets one."""

    name: str
    id: str | None = None
    can_unlock_with_code: bool | None = True
    can_unlock_with_mobile_key: bool | None = True
    is_connected: bool = True


@dataclass(frozen=True)
class BuildingIds:
    """The ids of a building that was added; its entrances in the order in which they were given."""

    system_id: str
    entrance_ids: tuple[str, ...]


class SeamSim:
    """Seam with Latch, for one API key and one workspace. Time is `now`; the answers' delays are real seconds."""

    def __init__(
        self,
        now: Callable[[], datetime],
        api_key: str = "seam_test_key",
        *,
        seed: int = 1,
    ) -> None:
        self.world = World(now, seed)
        self.faults = Faults(Random(seed))  # noqa: S311  delays that can be run again
        self.journal = Journal()
        self.post = Post(self.world)
        self._http = Http(self.world, self.faults, self.journal, api_key)
        self.app = Starlette(
            routes=[*control_routes(self.faults), Route("/{path:path}", self._http.handle, methods=_VERBS)]
        )

    @property
    def knobs(self) -> Knobs:
        """How Latch behaves from now on."""
        return self.world.knobs

    @asynccontextmanager
    async def serve(self, *, port: int = 0) -> AsyncIterator[str]:
        """Serve on loopback; the value for `SEAM_API_URL`. Calls that hang are let go at the end."""
        async with serve(self.app, port=port) as url:
            try:
                yield url
            finally:
                self.faults.release()

    def add_building(
        self,
        name: str,
        time_zone: str | None,
        entrances: Sequence[str | Door] = (),
        external_type: str = render.LATCH,
        *,
        system_id: str | None = None,
    ) -> BuildingIds:
        """Raises ValueError where the id is taken."""
        if system_id in self.world.systems:
            msg = f"{system_id} is there already"
            raise ValueError(msg)
        system = System(
            id=system_id or self.world.new_id(),
            name=name,
            time_zone=time_zone,
            external_type=external_type,
            account_id=self.world.new_id(),
            made_at=self.world.now(),
            connected_since=self.world.now(),
        )
        self.world.systems[system.id] = system
        doors = [entrance if isinstance(entrance, Door) else Door(entrance) for entrance in entrances]
        return BuildingIds(system.id, tuple(self.add_entrance(system.id, door) for door in doors))

    def add_entrance(self, system_id: str, door: Door) -> str:
        entrance = Entrance(
            id=door.id or self.world.new_id(),
            system_id=self.world.system(system_id).id,
            name=door.name,
            made_at=self.world.now(),
            can_unlock_with_code=door.can_unlock_with_code,
            can_unlock_with_mobile_key=door.can_unlock_with_mobile_key,
            is_connected=door.is_connected,
        )
        self.world.entrances[entrance.id] = entrance
        self.world.emit("acs_entrance.added", acs_entrance_id=entrance.id, acs_system_id=system_id)
        return entrance.id

    def remove_entrance(self, entrance_id: str) -> None:
        entrance = self.world.entrances.pop(entrance_id)
        self.world.emit("acs_entrance.removed", acs_entrance_id=entrance.id, acs_system_id=entrance.system_id)

    def disconnect(self, system_id: str, code: str = "acs_system_disconnected") -> None:
        """Nothing is issued or removed in this building until `reconnect`; `account_disconnected` is the other code."""
        system = self.world.system(system_id)
        self.world.settle()
        system.errors.append(Trouble(code, "Seam cannot reach this access system", self.world.now()))
        shown = render.system(self.world, system)
        extra: dict[str, object] = {
            "acs_system_errors": shown["errors"],
            "acs_system_warnings": [],
            "connected_account_errors": [],
            "connected_account_warnings": [],
        }
        self.world.emit("acs_system.disconnected", extra=extra, acs_system_id=system.id)

    def reconnect(self, system_id: str) -> None:
        system = self.world.system(system_id)
        system.errors.clear()
        system.connected_since = self.world.now()
        self.world.emit("acs_system.connected", acs_system_id=system.id)

    def set_pin_delay(self, delay: timedelta | None, entrance_id: str | None = None) -> None:
        """From the create to the PIN, for one entrance or for all others; None is never, until it is set again."""
        if entrance_id is None:
            self.knobs.pin_delay = delay
        else:
            self.knobs.pin_delays[entrance_id] = delay

    def fail_issue(self, entrance_id: str, code: str = "failed_to_issue") -> None:
        """Credentials for this entrance end with an error from now on; `knobs.failing` takes it back."""
        self.knobs.failing[entrance_id] = code

    def fault(self, fault: Fault) -> None:
        self.faults.add(fault)

    def next_due(self) -> datetime | None:
        """When something next happens at Seam by itself, such as a PIN that comes late."""
        return self.world.next_due()

    async def settle_events(self) -> None:
        """Do what is due by the clock and deliver its webhooks."""
        self.world.settle()
        await self.post.deliver()

    async def keep_settling(self, every: timedelta = timedelta(seconds=0.5)) -> None:
        """`settle_events` for ever, for a demo that runs by the real clock; ends by being cancelled."""
        while True:
            await self.settle_events()
            await asyncio.sleep(every.total_seconds())

    def credentials_created(self) -> list[Credential]:
        """All that were ever made, in order, whether or not the caller was told."""
        self.world.settle()
        return list(self.world.credentials.values())

    def live_credentials(self) -> list[Credential]:
        """Those whose deletion nobody has asked for: they open a door or may come to."""
        return [credential for credential in self.credentials_created() if credential.is_live]

    def live_by_user_and_entrance(self) -> dict[tuple[str, str], list[Credential]]:
        """By (`acs_user_id`, `acs_entrance_id`); two in one place are a duplicate."""
        grouped: dict[tuple[str, str], list[Credential]] = defaultdict(list)
        for credential in self.live_credentials():
            for entrance_id in credential.entrance_ids:
                grouped[credential.user_id, entrance_id].append(credential)
        return dict(grouped)
