"""A desk whose engine also does what a building is told unasked."""

from datetime import datetime, timedelta

from bot.domain.building import BuildingSettings
from bot.domain.people import Person
from bot.domain.roles import Holder, HolderKind, Role
from bot.services.kept import Due, DueKind, Post, PostKind
from bot.services.notices.by_the_clock import ByTheClock
from bot.services.notices.days import DayDigests
from bot.services.notices.reviewing import Reviewing
from bot.services.notices.weekly import WeeklyReviews
from tests.services.desk import ADMIN, RITA, SAM, TEAM, Desk

HOUR, MINUTE, SECOND, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1), timedelta(days=1)
NOTICES = "C0NOTICE"
MANAGER = Person(user_id="U0MAX", team_id=TEAM, is_member=True)
ROLES = tuple(
    Holder(kind=HolderKind.PERSON, slack_id=person.user_id, role=role)
    for person, role in ((RITA, Role.ISSUER), (SAM, Role.ISSUER), (MANAGER, Role.MANAGER))
)


class NoticeDesk(Desk):
    """The same desk, in New York, where it is Monday 10:00 when it opens."""

    def __init__(self) -> None:
        super().__init__()
        admins = frozenset({ADMIN.user_id})
        self.reviewing = Reviewing(self.store, self.clock, admins, self._wake)
        self.clocks = self.new_clocks()

    def new_clocks(self) -> ByTheClock:
        """As a process has them that starts now."""
        admins = frozenset({ADMIN.user_id})
        days, weeks = (make(self.store, self.clock, admins) for make in (DayDigests, WeeklyReviews))
        return ByTheClock(self.store, self.clock, TEAM, [days, weeks])

    async def set_up(self, building: str | None = None, **settings: object) -> None:
        """Rita and Sam are issuers, Max is the manager."""
        wanted = BuildingSettings.model_validate({"roles": ROLES, **settings})
        await self.buildings.change(ADMIN, building or self.building, lambda _: wanted)
        self.clocks.changed()

    async def turn(self) -> None:
        """Do all that is due now."""
        for work in await self.clocks.due():
            await work
        await super().turn()

    async def next_due(self) -> datetime | None:
        times = [await super().next_due(), self.clocks.next]
        return min((at for at in times if at is not None), default=None)

    async def given(self, *doors: str, starts: timedelta = timedelta(0), length: timedelta = 2 * HOUR) -> str:
        """A grant that starts so much later, its PIN made; its id."""
        window = self.draft().window
        starts_at = window.starts_at + starts
        later = window.model_copy(update={"starts_at": starts_at, "ends_at": starts_at + length})
        grant = await self.give(*doors, window=later, submit_key=f"V{len(self.seam.stored)}{starts}{length}")
        await self.run(10 * SECOND)
        return grant

    async def rows(self, kind: DueKind) -> list[Due]:
        async with self.store.read() as work:
            return [*await work.due.due(kind, self.clock.now() + timedelta(days=400), limit=5000)]

    def told(self, kind: PostKind) -> list[Post]:
        return self.poster.of(kind)


async def opened(**settings: object) -> NoticeDesk:
    desk = NoticeDesk()
    await desk.open(**settings)
    return desk
