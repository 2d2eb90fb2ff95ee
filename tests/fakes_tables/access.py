from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.building import Building, BuildingSettings, Entrance
from bot.domain.contact import folded
from bot.domain.errors import NoSuchGrant
from bot.domain.grant import Credential, CredentialState, Grant, GrantRecord, GrantState, Guest, Pin
from bot.services.kept import DELETE_PEOPLE, FORGET_SENT, StepState
from bot.services.ports import SystemListing
from tests.fakes_tables.door_tasks import tasks_of
from tests.fakes_tables.requests import newest
from tests.fakes_tables.tables import Tables


def same_text(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one.casefold().split() == other.casefold().split()


class MemoryGrants:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, grant: Grant, submit_key: str) -> bool:
        visit = (grant.series_id, grant.visit_date)
        is_made = None not in visit and any((g.series_id, g.visit_date) == visit for g in self._tables.grants.values())
        if is_made or (grant.team_id, submit_key) in self._tables.submitted:
            return False
        self._tables.submitted[grant.team_id, submit_key] = grant.id
        self._tables.grants[grant.id] = grant
        return True

    async def by_submit_key(self, team_id: str, submit_key: str) -> Grant | None:
        grant_id = self._tables.submitted.get((team_id, submit_key))
        return None if grant_id is None else self._tables.grants[grant_id]

    async def record(self, team_id: str, grant_id: str) -> GrantRecord | None:
        grant = self._tables.grants.get(grant_id)
        return None if grant is None or grant.team_id != team_id else self.of(grant)

    async def records(self, team_id: str, grant_ids: Sequence[str]) -> Sequence[GrantRecord]:
        return [self.of(grant) for grant in self._of_team(team_id) if grant.id in grant_ids]

    async def save(self, grant: Grant) -> None:
        if await self.record(grant.team_id, grant.id) is None:
            raise NoSuchGrant
        self._tables.grants[grant.id] = grant

    async def open_for_guest(
        self, team_id: str, building_id: str, name: str, email: str | None
    ) -> Sequence[GrantRecord]:
        here = [g for g in self._of_team(team_id) if g.building_id == building_id and not g.state.is_over]
        same = [g for g in here if same_text(g.guest.name, name) or same_text(g.guest.email, email)]
        return [self.of(grant) for grant in sorted(same, key=lambda g: (g.created_at, g.id))]

    async def guest_has_other_open(self, grant: Grant) -> bool:
        others = (g for g in self._of_team(grant.team_id) if g.id != grant.id and not g.state.is_over)
        others = (g for g in others if g.state is not GrantState.AWAITING_APPROVAL)
        return grant.guest_key is not None and any(g.guest_key == grant.guest_key for g in others)

    async def guest_is_leaving(self, grant: Grant) -> bool:
        others = [g for g in self._of_team(grant.team_id) if g.id != grant.id and g.guest_key == grant.guest_key]
        steps = self._tables.steps
        sent = {id_ for (id_, name), step in steps.items() if name == FORGET_SENT and step.state is StepState.INTENT}
        ending = {g.id for g in others if g.state is GrantState.ENDING and (g.id, DELETE_PEOPLE) in steps}
        return grant.guest_key is not None and any(g.id in sent | ending for g in others)

    async def count_open(self, team_id: str, building_id: str, requester: str) -> int:
        theirs = [g for g in self._of_team(team_id) if g.building_id == building_id and g.requester == requester]
        weekly = [s for s in self._tables.series.values() if s.team_id == team_id and s.building_id == building_id]
        guests = {g.series_id or g.id for g in theirs if not g.state.is_over}
        return len(guests | {s.id for s in weekly if s.requester == requester and s.is_open})

    async def newest_of(self, team_id: str, requester: str) -> GrantRecord | None:
        newest = self._newest(team_id, requester)
        return self.of(newest) if newest is not None else None

    async def last_building(self, team_id: str, requester: str) -> str | None:
        newest = self._newest(team_id, requester)
        return newest.building_id if newest is not None else None

    def _newest(self, team_id: str, requester: str) -> Grant | None:
        own = [g for g in self._of_team(team_id) if g.requester == requester and g.series_id is None]
        return max(own, key=lambda g: g.created_at, default=None)

    def _of_team(self, team_id: str) -> list[Grant]:
        return [g for g in self._tables.grants.values() if g.team_id == team_id]

    def of(self, grant: Grant) -> GrantRecord:
        credentials = tuple(c for c in self._tables.credentials.values() if c.grant_id == grant.id)
        building = self._tables.buildings[grant.team_id, grant.building_id]
        request = newest(self._tables, grant.id)
        tasks = tasks_of(self._tables, grant.id)
        return GrantRecord(grant=grant, credentials=credentials, building=building, request=request, tasks=tasks)


class MemoryGuests:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._grants = MemoryGrants(tables)

    async def search(self, team_id: str, building_ids: Sequence[str], text: str, limit: int) -> Sequence[Grant]:
        here = [g for g in self._kept(team_id) if g.building_id in building_ids]
        wanted = folded(text)
        return [g for g in here if wanted in folded(g.guest.name) or same_text(g.guest.email, text)][:limit]

    async def grants(self, team_id: str, guest: Guest) -> Sequence[GrantRecord]:
        kept = self._kept(team_id)
        if guest.email:
            same = [g for g in kept if same_text(g.guest.email, guest.email)]
        else:
            same = [g for g in kept if not g.guest.email and folded(g.guest.name) == folded(guest.name)]
        return [self._grants.of(grant) for grant in same]

    async def over_since(
        self, team_id: str, building_id: str, before: datetime, limit: int, at_doors: Sequence[str] | None = None
    ) -> Sequence[GrantRecord]:
        here = [g for g in self._kept(team_id) if g.building_id == building_id and g.state.is_over]
        since = sorted((g.ending_at or g.created_at, g.id, g) for g in here)
        over = [self._grants.of(grant) for at, _, grant in since if at < before]
        at_any = [r for r in over if at_doors is None or any(door.entrance_id in at_doors for door in r.doors)]
        return at_any[:limit]

    def _kept(self, team_id: str) -> list[Grant]:
        of_team = [g for g in self._tables.grants.values() if g.team_id == team_id and g.forgotten_at is None]
        return sorted(sorted(of_team, key=lambda g: g.id), key=lambda g: g.created_at, reverse=True)


class MemoryCredentials:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, credentials: Sequence[Credential]) -> None:
        for credential in credentials:
            if credential.grant_id not in self._tables.grants:
                raise NoSuchGrant
            self._keep(credential)

    async def save(self, credential: Credential) -> None:
        if credential.id not in self._tables.credentials:
            raise NoSuchGrant
        self._keep(credential)

    async def keep_pin(self, credential_id: str, pin: Pin) -> None:
        credential = self._tables.credentials[credential_id]
        self._tables.pins[credential_id] = pin
        self._keep(credential)

    async def pins(self, team_id: str, grant_id: str) -> Mapping[str, Pin]:
        if (await MemoryGrants(self._tables).record(team_id, grant_id)) is None:
            return {}
        of_grant = [c for c in self._tables.credentials.values() if c.grant_id == grant_id]
        return {c.id: self._tables.pins[c.id] for c in of_grant if c.has_pin and c.state is not CredentialState.REVOKED}

    async def wipe_pins(self, grant_id: str) -> None:
        for credential in list(self._tables.credentials.values()):
            if credential.grant_id == grant_id:
                await self.wipe_pin(credential.id)

    async def wipe_pin(self, credential_id: str) -> None:
        self._tables.pins.pop(credential_id, None)
        if credential := self._tables.credentials.get(credential_id):
            self._keep(credential.model_copy(update={"instant_key_url": None}))

    async def wipe_overdue(self, team_id: str, before: datetime) -> int:
        kept = [c for c in self._tables.credentials.values() if c.has_pin or c.instant_key_url]
        grants = {c.id: self._tables.grants[c.grant_id] for c in kept}
        of_team = [c for c in kept if grants[c.id].team_id == team_id]
        late = [c for c in of_team if (grants[c.id].requested_ends_at or grants[c.id].window.ends_at) < before]
        for credential in late:
            await self.wipe_pin(credential.id)
        return len(late)

    async def grant_of_seam_id(self, seam_id: str) -> tuple[str, str] | None:
        for credential in self._tables.credentials.values():
            if credential.seam_id == seam_id:
                return self._tables.grants[credential.grant_id].team_id, credential.grant_id
        return None

    def _keep(self, credential: Credential) -> None:
        others = (c for c in self._tables.credentials.values() if c.id != credential.id)
        if credential.seam_id is not None and any(c.seam_id == credential.seam_id for c in others):
            msg = "this credential of Seam belongs to another one of ours"
            raise ValueError(msg)
        has_pin = credential.id in self._tables.pins
        self._tables.credentials[credential.id] = credential.model_copy(update={"has_pin": has_pin})


class MemoryBuildings:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def sync(self, team_id: str, listing: SystemListing, entrances: Sequence[Entrance], at: datetime) -> None:
        known = await self.get(team_id, listing.id)
        self._tables.buildings[team_id, listing.id] = Building(
            **listing.model_dump(exclude={"account_id"}),
            team_id=team_id,
            synced_at=at,
            settings=known.settings if known else BuildingSettings(),
        )
        for entrance in [*await self.entrances(team_id, listing.id), *entrances]:
            key = (team_id, listing.id, entrance.id)
            self._tables.entrances[key] = entrance.model_copy(update={"removed": entrance not in entrances})

    async def all(self, team_id: str) -> Sequence[Building]:
        found = [b for b in self._tables.buildings.values() if b.team_id == team_id]
        return sorted(found, key=lambda b: (b.name.casefold(), b.id))

    async def get(self, team_id: str, building_id: str) -> Building | None:
        return self._tables.buildings.get((team_id, building_id))

    async def save_settings(self, team_id: str, building_id: str, settings: BuildingSettings) -> None:
        known = self._tables.buildings.get((team_id, building_id))
        if known is None:
            raise LookupError(building_id)
        self._tables.buildings[team_id, building_id] = known.model_copy(update={"settings": settings})

    async def entrances(self, team_id: str, building_id: str) -> Sequence[Entrance]:
        found = [e for key, e in self._tables.entrances.items() if key[:2] == (team_id, building_id)]
        return sorted(found, key=lambda e: (e.name.casefold(), e.id))

    async def all_entrances(self, team_id: str) -> Mapping[str, Sequence[Entrance]]:
        ids = {building for team, building, _ in self._tables.entrances if team == team_id}
        return {id_: await self.entrances(team_id, id_) for id_ in ids}
