"""Strict and forgetful of nothing: what the bot is told may be lost or late, `journal` and `world` are what is so."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from random import Random

from starlette.applications import Starlette
from starlette.routing import Route

from bot.demo.seam.buildings import Buildings
from bot.demo.seam.control import control_routes
from bot.demo.seam.faults import Fault, Faults
from bot.demo.seam.happenings import Happenings
from bot.demo.seam.http import Http
from bot.demo.seam.journal import Journal
from bot.demo.seam.locks.records import LockKnobs
from bot.demo.seam.pages import page_routes
from bot.demo.seam.records import Credential, Knobs
from bot.demo.seam.snapshot import Snapshot, take
from bot.demo.seam.webhooks import Post
from bot.demo.seam.world import World
from bot.demo.serving import serve

_VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


class SeamSim(Buildings, Happenings):
    """Seam with Latch, for one API key and one workspace. Time is `now`; the answers' delays are real seconds."""

    def __init__(
        self,
        now: Callable[[], datetime],
        api_key: str = "seam_test_key",
        *,
        seed: int = 1,
    ) -> None:
        self.world = World(now, seed)
        self.openings = []
        self.faults = Faults(Random(seed))  # noqa: S311  delays that can be run again
        self.journal = Journal()
        self.post = Post(self.world)
        self._http = Http(self.world, self.faults, self.journal, api_key)
        pages = [*control_routes(self.faults), *page_routes(self.world, self.switch_on)]
        self.app = Starlette(routes=[*pages, Route("/{path:path}", self._http.handle, methods=_VERBS)])

    @property
    def knobs(self) -> Knobs:
        """How Latch behaves from now on."""
        return self.world.knobs

    @property
    def lock_knobs(self) -> LockKnobs:
        """How smart locks behave from now on."""
        return self.world.locks.knobs

    @asynccontextmanager
    async def serve(self, *, port: int = 0) -> AsyncIterator[str]:
        """Serve on loopback; the value for `SEAM_API_URL`. Calls that hang are let go at the end."""
        async with serve(self.app, port=port) as url:
            self.world.base_url = url
            try:
                yield url
            finally:
                self.faults.release()

    def set_pin_delay(self, delay: timedelta | None, entrance_id: str | None = None) -> None:
        """From the create to the PIN, for one entrance or for all others; None is never, until it is set again."""
        if entrance_id is None:
            self.knobs.pin_delay = delay
        else:
            self.knobs.pin_delays[entrance_id] = delay

    def fail_issue(self, entrance_id: str, code: str = "failed_to_issue") -> None:
        """Credentials for this entrance end with an error from now on; `knobs.failing` takes it back."""
        self.knobs.failing[entrance_id] = code

    def set_outage(self, outage: bool) -> None:  # noqa: FBT001  a switch
        """Every call is refused with a 503 that is no JSON."""
        self.faults.outage = outage

    def set_slow(self, seconds: float) -> None:
        """Every call takes this much longer, in real seconds, from now on; 0 ends it."""
        self.faults.always_slow = seconds

    def snapshot(self) -> Snapshot:
        """What Seam holds now and what the doors know: plain frozen values, to be shown beside what the bot says."""
        return take(self.world)

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
