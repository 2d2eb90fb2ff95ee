"""An account is connected by a person at Seam's page: all that Keydesk does is to make the link and to look again.

A link whose answer was lost is found by our mark. One that is never found is harmless: nobody has it, so nobody can
sign in with it, and another may be made at once.
"""

from collections.abc import Sequence
from datetime import timedelta

from pydantic import SecretStr

from bot.domain.building import Building
from bot.domain.connection import Connection, ConnectKind, Stage
from bot.domain.errors import OutcomeUnknown, Refused, SystemTrouble
from bot.domain.people import Person, may, require
from bot.domain.roles import Verb
from bot.domain.value import Value
from bot.services.ids import new_id
from bot.services.ports import AccessControl, Clock
from bot.services.store import Store, Work
from bot.services.systems.buildings import Buildings
from bot.services.systems.connections import Webview
from bot.services.trail.audit import Entry

MOST_SHOWN = 5
SETTLE = timedelta(minutes=1)
"""So long a link whose answer was lost may still turn up at Seam."""


class Progress(Value):
    """A connection as somebody sees it who may connect."""

    connection: Connection
    url: SecretStr | None = None
    """The link: for the person who began it alone, and only while nobody has signed in."""
    buildings: tuple[Building, ...] = ()
    """Those that came with the account."""
    trouble: str | None = None
    """Why Seam could not be asked just now, a key of `domain.problems`; what is shown is as of `checked_at`."""


class Connecting:
    """For admins alone; every step asks for the right anew."""

    def __init__(
        self, store: Store, clock: Clock, access: AccessControl, buildings: Buildings, admins: frozenset[str]
    ) -> None:
        self._store = store
        self._clock = clock
        self._access = access
        self._buildings = buildings
        self._admins = admins

    def may(self, person: Person) -> bool:
        """Whether it is to be offered to the person at all."""
        return may(person, Verb.CONNECT, None, self._admins)

    async def newest(self, person: Person) -> Sequence[Connection]:
        """The newest attempts, whoever began them.

        Raises:
            NotAllowed.
        """
        self._require(person)
        async with self._store.read() as work:
            return await work.connections.newest(person.team_id, MOST_SHOWN)

    async def begin(self, person: Person, kind: ConnectKind) -> Progress:
        """A link to sign in with: the one that the person has already, where it can still be used, else a new one.

        Raises:
            NotAllowed.
        """
        self._require(person)
        async with self._store.write() as work:
            connection = await self._usable(work, person, kind)
            is_new = connection is None
            if connection is None:
                connection = await self._add(work, person, kind)
        return await (self._make if is_new else self._look)(person, connection)

    async def look(self, person: Person, connection_id: str) -> Progress:
        """How far it has come; what Seam lists of the account by now is read into our tables.

        Raises:
            NotAllowed.
            Refused: there is no such connection.
        """
        self._require(person)
        async with self._store.read() as work:
            connection = await work.connections.get(person.team_id, connection_id)
        if connection is None:
            raise Refused("connection_unknown")
        return await self._look(person, connection)

    def _require(self, person: Person) -> None:
        require(person, Verb.CONNECT, None, self._admins)

    async def _usable(self, work: Work, person: Person, kind: ConnectKind) -> Connection | None:
        known = await work.connections.newest(person.team_id, MOST_SHOWN)
        mine = (one for one in known if (one.began_by, one.kind) == (person.user_id, kind))
        now = self._clock.now()
        return next((one for one in mine if one.stage in {Stage.ASKED, Stage.WAITING} and not one.is_old(now)), None)

    async def _add(self, work: Work, person: Person, kind: ConnectKind) -> Connection:
        now, by = self._clock.now(), person.user_id
        new = Connection(id=new_id(), team_id=person.team_id, kind=kind, began_by=by, began_at=now, checked_at=now)
        await work.connections.add(new)
        await work.audit.add(_entry(new, by))
        return new

    async def _make(self, person: Person, new: Connection) -> Progress:
        try:
            made = await self._access.connections.create(new.kind, new.id)
        except OutcomeUnknown as doubt:
            return Progress(connection=new, trouble=doubt.problem)
        except SystemTrouble as no:
            return await self._kept(person, new.at(Stage.FAILED, problem=no.problem))
        return await self._kept(person, new.at(Stage.WAITING, webview_id=made.id), made)

    async def _look(self, person: Person, known: Connection) -> Progress:
        try:
            webview = await self._webview(known)
            found = await self._now(known, webview)
        except SystemTrouble as trouble:
            return Progress(connection=known, buildings=await self._named(known), trouble=trouble.problem)
        return await self._kept(person, found, webview)

    async def _webview(self, known: Connection) -> Webview | None:
        if known.webview_id is None:
            return await self._access.connections.find(known.id)
        return await self._access.connections.get(known.webview_id)

    async def _now(self, known: Connection, webview: Webview | None) -> Connection:
        """What has become of it, as Seam says."""
        account_id = (webview and webview.account_id) or known.account_id
        if account_id is not None:
            return await self._signed_in(known, account_id)
        now = self._clock.now()
        if webview is None and known.webview_id is None:
            is_lost = now - known.began_at >= SETTLE
            return known.at(Stage.FAILED, problem="no_connect_link") if is_lost else known
        if webview is None or (known.is_old(now) and not webview.has_failed):
            return known.at(Stage.EXPIRED)
        if webview.has_failed:
            return known.at(Stage.FAILED, webview_id=webview.id, problem="sign_in_failed")
        return known.at(Stage.WAITING, webview_id=webview.id)

    async def _signed_in(self, known: Connection, account_id: str) -> Connection:
        account = await self._access.connections.account(account_id)
        if account is None:
            return known.at(Stage.FAILED, account_id=account_id, problem="account_removed")
        listed = [*await self._access.catalogue.systems(), *(await self._access.catalogue.locks()).systems]
        found = tuple(sorted(system.id for system in listed if system.account_id == account_id))
        if found:
            await self._buildings.refresh(known.team_id)
        stage = Stage.CONNECTED if found else Stage.SIGNED_IN
        facts = {"account_id": account_id, "account_name": account.name, "building_ids": found}
        return known.at(stage, **facts, problem=account.problem)

    async def _kept(self, person: Person, found: Connection, webview: Webview | None = None) -> Progress:
        """Write down what was found, and in the audit trail what is new about it."""
        kept = found.model_copy(update={"checked_at": self._clock.now()})
        async with self._store.write() as work:
            before = await work.connections.get(kept.team_id, kept.id)
            await work.connections.save(kept)
            if before is None or (before.stage, before.building_ids) != (kept.stage, kept.building_ids):
                await work.audit.add(_entry(kept, None))
        is_link = kept.stage is Stage.WAITING and kept.began_by == person.user_id
        url = webview.url if webview is not None and is_link else None
        return Progress(connection=kept, url=url, buildings=await self._named(kept))

    async def _named(self, connection: Connection) -> tuple[Building, ...]:
        async with self._store.read() as work:
            there = await work.buildings.all(connection.team_id)
        return tuple(building for building in there if building.id in connection.building_ids)


def _entry(connection: Connection, actor: str | None) -> Entry:
    """Without the link: whoever has it could sign in."""
    return Entry(
        team_id=connection.team_id,
        at=connection.checked_at,
        actor=actor,
        what=f"connect_{connection.stage}",
        data={
            "connection": connection.id,
            "kind": connection.kind.value,
            "buildings": [*connection.building_ids] or None,
            "problem": connection.problem,
        },
    )
