"""A save writes the whole grant: read it in the same transaction, or an older copy overwrites somebody's change."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, bindparam, func, or_, select, union, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.approval import ApprovalRequest
from bot.domain.building import Building
from bot.domain.contact import folded
from bot.domain.errors import NoSuchGrant
from bot.domain.grant import Grant, GrantRecord, GrantState, Guest
from bot.domain.series import SeriesState
from bot.domain.window import Window
from bot.services.kept import DELETE_PEOPLE, FORGET_SENT, StepState
from bot.storage.credentials import credentials_by_grant
from bot.storage.door_tasks import tasks_by_grant
from bot.storage.requests import newest_of, request_of
from bot.storage.secrets import Keyring
from bot.storage.tables import buildings, door_tasks, grants, requests, series, steps

BESIDE = "beside_"
"""Before the names of a building's columns, where they stand beside a grant's."""
REQUEST = "request_"
"""The same of the newest request."""
HAS_TASKS = "has_tasks"
WITH_BUILDING = (
    select(
        grants,
        *(buildings.c[name].label(f"{BESIDE}{name}") for name in Building.model_fields),
        *(requests.c[name].label(f"{REQUEST}{name}") for name in ApprovalRequest.model_fields),
        select(door_tasks.c.id).where(door_tasks.c.grant_id == grants.c.id).exists().label(HAS_TASKS),
    )
    .join_from(grants, buildings)
    .outerjoin(requests, newest_of(grants.c.id))
)
ONE = WITH_BUILDING.where(grants.c.team_id == bindparam("team_id"), grants.c.id == bindparam("grant_id"))
SAVE = update(grants).where(grants.c.team_id == bindparam("of_team"), grants.c.id == bindparam("this"))
"""Read and written all the time, so built once: that takes longer than running them."""
OVER = [state for state in GrantState if state.is_over]
CHOSEN = grants.c.series_id.is_(None)
"""Made because somebody chose it just then: the clock makes the visits of a series."""
NOT_AT_SEAM = [*OVER, GrantState.AWAITING_APPROVAL]
"""Nothing of the grant is at Seam: not any more, or not yet."""
SEARCHED_DIGITS = 4


def email_hash(keyring: Keyring, team_id: str, email: str) -> str:
    """What an e-mail is searched by; not the guest key, which Seam sees."""
    return keyring.keyed_hash(email.strip().casefold(), f"search by e-mail, {team_id}")


def phone_hash(keyring: Keyring, team_id: str, phone: str) -> str:
    """What a phone number is searched by: its last digits only, so whoever has them all is compared in the clear."""
    return keyring.keyed_hash(phone[-SEARCHED_DIGITS:], f"search by phone, {team_id}")


class SqlGrants:
    """Fulfils `GrantRows`."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    async def add(self, grant: Grant, submit_key: str) -> bool:
        values = {**self._columns(grant), "submit_key": submit_key}
        new = insert(grants).values(values).on_conflict_do_nothing()
        return (await self._connection.execute(new)).rowcount == 1

    async def by_submit_key(self, team_id: str, submit_key: str) -> Grant | None:
        return await self._one(grants.c.team_id == team_id, grants.c.submit_key == submit_key)

    async def record(self, team_id: str, grant_id: str) -> GrantRecord | None:
        found = await self.found_by(ONE, team_id=team_id, grant_id=grant_id)
        return found[0] if found else None

    async def records(self, team_id: str, grant_ids: Sequence[str]) -> Sequence[GrantRecord]:
        return await self.found_by(WITH_BUILDING.where(grants.c.team_id == team_id, grants.c.id.in_(grant_ids)))

    async def save(self, grant: Grant) -> None:
        values = {**self._columns(grant), "of_team": grant.team_id, "this": grant.id}
        if (await self._connection.execute(SAVE, values)).rowcount != 1:
            raise NoSuchGrant

    async def open_for_guest(
        self, team_id: str, building_id: str, name: str, email: str | None
    ) -> Sequence[GrantRecord]:
        same_guest = grants.c.guest_name_folded == folded(name)
        if email is not None:
            same_guest = or_(same_guest, grants.c.guest_email_hash == email_hash(self._keyring, team_id, email))
        here = and_(grants.c.team_id == team_id, grants.c.building_id == building_id)
        theirs = WITH_BUILDING.where(here, same_guest, grants.c.state.not_in(OVER))
        return await self.found_by(theirs.order_by(grants.c.created_at, grants.c.id))

    async def guest_has_other_open(self, grant: Grant) -> bool:
        if grant.guest_key is None:
            return False
        same_guest = and_(grants.c.team_id == grant.team_id, grants.c.guest_key == grant.guest_key)
        other = select(grants.c.id).where(same_guest, grants.c.id != grant.id, grants.c.state.not_in(NOT_AT_SEAM))
        return (await self._connection.execute(other.limit(1))).first() is not None

    async def guest_is_leaving(self, grant: Grant) -> bool:
        if grant.guest_key is None:
            return False
        others = (grants.c.team_id == grant.team_id, grants.c.guest_key == grant.guest_key, grants.c.id != grant.id)
        ending = and_(grants.c.state == GrantState.ENDING, steps.c.name == DELETE_PEOPLE)
        forgetting = and_(steps.c.name == FORGET_SENT, steps.c.state == StepState.INTENT)
        leaving = (
            select(grants.c.id)
            .join(steps, steps.c.grant_id == grants.c.id)
            .where(*others, or_(ending, forgetting))
            .limit(1)
        )
        return (await self._connection.execute(leaving)).first() is not None

    async def count_open(self, team_id: str, building_id: str, requester: str) -> int:
        guest = func.coalesce(grants.c.series_id, grants.c.id).label("guest")
        theirs = (grants.c.team_id == team_id, grants.c.building_id == building_id, grants.c.requester == requester)
        weekly = (series.c.team_id == team_id, series.c.building_id == building_id, series.c.requester == requester)
        guests = union(
            select(guest).where(*theirs, grants.c.state.not_in(OVER)),
            select(series.c.id).where(*weekly, series.c.state != SeriesState.ENDED),
        )
        counted = select(func.count()).select_from(guests.subquery())
        return (await self._connection.execute(counted)).scalar_one()

    async def newest_of(self, team_id: str, requester: str) -> GrantRecord | None:
        theirs = WITH_BUILDING.where(grants.c.team_id == team_id, grants.c.requester == requester, CHOSEN)
        found = await self.found_by(theirs.order_by(grants.c.created_at.desc()).limit(1))
        return found[0] if found else None

    async def last_building(self, team_id: str, requester: str) -> str | None:
        newest = (
            select(grants.c.building_id)
            .where(grants.c.team_id == team_id, grants.c.requester == requester, CHOSEN)
            .order_by(grants.c.created_at.desc())
            .limit(1)
        )
        return (await self._connection.execute(newest)).scalar_one_or_none()

    async def _one(self, *where: ColumnElement[bool]) -> Grant | None:
        row = (await self._connection.execute(select(grants).where(*where))).mappings().one_or_none()
        return None if row is None else self._grant(row)

    async def found_by(self, query: Select[Any], **parameters: object) -> list[GrantRecord]:
        """The records that a query like `WITH_BUILDING` finds, in its order."""
        rows = (await self._connection.execute(query, parameters)).mappings().all()
        ids = [row["id"] for row in rows]
        of_grant = await credentials_by_grant(self._connection, self._keyring, ids)
        with_tasks = [row["id"] for row in rows if row[HAS_TASKS]]
        tasks = await tasks_by_grant(self._connection, with_tasks) if with_tasks else {}
        return [
            GrantRecord(
                grant=self._grant(row),
                credentials=tuple(of_grant.get(row["id"], ())),
                building=Building(**{name: row[f"{BESIDE}{name}"] for name in Building.model_fields}),
                tasks=tuple(tasks.get(row["id"], ())),
                request=request_of(row, REQUEST) if row[f"{REQUEST}id"] is not None else None,
            )
            for row in rows
        ]

    def _columns(self, grant: Grant) -> dict[str, object]:
        guest = grant.guest
        return {
            **grant.model_dump(exclude={"guest", "window"}),
            "arrival": grant.arrival and grant.arrival.model_dump(mode="json"),
            "first_use": grant.first_use and grant.first_use.model_dump(mode="json"),
            "mailing": grant.mailing and grant.mailing.model_dump(mode="json"),
            "starts_at": grant.window.starts_at,
            "ends_at": grant.window.ends_at,
            "guest_name": guest.name,
            "guest_name_folded": folded(guest.name),
            "guest_email_token": self._seal(grant, "guest_email", guest.email),
            "guest_email_hash": guest.email and email_hash(self._keyring, grant.team_id, guest.email),
            "guest_phone_token": self._seal(grant, "guest_phone", guest.phone),
            "guest_phone_hash": guest.phone and phone_hash(self._keyring, grant.team_id, guest.phone),
        }

    def _seal(self, grant: Grant, field: str, text: str | None) -> str | None:
        return None if text is None else self._keyring.encrypt(text, team_id=grant.team_id, row=grant.id, field=field)

    def _grant(self, row: RowMapping) -> Grant:
        plain: dict[str, Any] = {name: row[name] for name in Grant.model_fields if name not in {"guest", "window"}}
        guest = Guest(
            name=row["guest_name"],
            email=self._open(row, "guest_email"),
            phone=self._open(row, "guest_phone"),
        )
        return Grant(**plain, guest=guest, window=Window(starts_at=row["starts_at"], ends_at=row["ends_at"]))

    def _open(self, row: RowMapping, field: str) -> str | None:
        token = row[f"{field}_token"]
        if token is None:
            return None
        return self._keyring.decrypt(token, team_id=row["team_id"], row=row["id"], field=field).get_secret_value()
