"""A list is asked for again whenever a board is drawn: each part of it is answered from an index of its own.

What is a problem is written down twice, in `domain.trouble` and here: the contract of the stores holds both together.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, exists, false, func, or_, select, text, type_coerce, union
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.arrival import Fault
from bot.domain.grant import CredentialState, GrantState
from bot.domain.missing import ENDS, ONLY_LOOKED_FOR
from bot.domain.task import TaskState
from bot.domain.trouble import END_TAKES, TOLD_FOR
from bot.services.lists.list_rows import Found, Order, Slice, Span, Words
from bot.storage.grants import email_hash, phone_hash
from bot.storage.secrets import Keyring
from bot.storage.tables import buildings, credentials, door_tasks, grants
from bot.storage.tables.grants import NOT_OVER

OPEN = [state for state in GrantState if state.is_open]
GIVEN = [GrantState.ISSUING, GrantState.ISSUED]
BEGAN_TO_END = func.coalesce(grants.c.ending_at, grants.c.created_at)
SORTED_BY = {Order.START: grants.c.starts_at, Order.END: grants.c.ends_at, Order.NEWEST: grants.c.created_at}
IS_NOT_OVER = text(f"grants.{NOT_OVER}")
"""In the index's own words, or SQLite would not see that the index fits."""


class SqlLists:
    """Fulfils `ListRows`."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    async def find(self, team_id: str, slices: Sequence[Slice], order: Order, limit: int, skip: int = 0) -> Found:
        parts = [where for part in slices for where in _parts(team_id, part)]
        if not parts:
            return Found()
        at = SORTED_BY[order].label("at")
        found = union(*(select(grants.c.id, at).where(where) for where in parts)).subquery()
        first = found.c.at.desc() if order is Order.NEWEST else found.c.at
        page = select(found.c.id).order_by(first, found.c.id).limit(limit).offset(skip)
        ids = tuple((await self._connection.execute(page)).scalars())
        if len(ids) < limit and (ids or not skip):
            return Found(ids=ids, total=skip + len(ids))
        count = select(func.count()).select_from(found)
        return Found(ids=ids, total=(await self._connection.execute(count)).scalar_one())

    async def words(self, team_id: str, slices: Sequence[Slice], limit: int) -> Sequence[Words]:
        columns = (grants.c.id, grants.c.building_id, grants.c.guest_name.label("guest"), grants.c.reason)
        rows = await self._connection.execute(_newest(columns, _any_of(team_id, slices), limit))
        return [Words(**row) for row in rows.mappings()]

    async def with_contact(
        self, team_id: str, slices: Sequence[Slice], email: str | None, digits: str | None, limit: int
    ) -> Sequence[str]:
        by_email = grants.c.guest_email_hash == email_hash(self._keyring, team_id, email or "")
        by_phone = grants.c.guest_phone_hash == phone_hash(self._keyring, team_id, digits or "")
        wanted = or_(false(), *([by_email] if email else []), *([by_phone] if digits else []))
        columns = (grants.c.id, grants.c.guest_phone_token, by_email.label("has_email"))
        rows = await self._connection.execute(_newest(columns, and_(_any_of(team_id, slices), wanted), limit))
        return [row.id for row in rows if (email and row.has_email) or self._ends_in(team_id, row, digits)]

    async def at_doors(
        self, team_id: str, slices: Sequence[Slice], entrance_ids: Sequence[str], limit: int
    ) -> Sequence[str]:
        doors = type_coerce(credentials.c.doors, Text)
        named = or_(false(), *(doors.contains(f'"{id_}"', autoescape=True) for id_ in entrance_ids))
        there = exists().where(credentials.c.grant_id == grants.c.id, named)
        found = _newest((grants.c.id,), and_(_any_of(team_id, slices), there), limit)
        return list((await self._connection.execute(found)).scalars())

    def _ends_in(self, team_id: str, row: Any, digits: str | None) -> bool:  # noqa: ANN401  a row of SQLAlchemy's
        """The hash knows the last digits only: of the few that have these, the number itself decides."""
        if not digits or row.guest_phone_token is None:
            return False
        phone = self._keyring.decrypt(row.guest_phone_token, team_id=team_id, row=row.id, field="guest_phone")
        return phone.get_secret_value().endswith(digits)


def _any_of(team_id: str, slices: Sequence[Slice]) -> ColumnElement[bool]:
    return or_(false(), *(where for part in slices for where in _parts(team_id, part)))


def _newest(columns: Sequence[ColumnElement[Any]], where: ColumnElement[bool], limit: int) -> Select[Any]:
    return select(*columns).where(where).order_by(grants.c.created_at.desc(), grants.c.id).limit(limit)


def _parts(team_id: str, part: Slice) -> Iterable[ColumnElement[bool]]:
    """Conditions of which each has its index; a grant of the slice fulfils at least one."""
    here = and_(grants.c.team_id == team_id, grants.c.building_id.in_(part.building_ids))
    rest = and_(
        grants.c.forgotten_at.is_(None),
        *([] if part.requester is None else [grants.c.requester == part.requester]),
        *_between(grants.c.starts_at, part.starts),
        *_between(grants.c.ends_at, part.ends),
        *_in_states(part.states),
    )
    if part.trouble_at is None:
        return [and_(here, rest)]
    return [
        and_(here, rest, _not_over(), _is_held_up(part.trouble_at)),
        and_(here, rest, _is_nothing_issued(part.trouble_at)),
        and_(rest, grants.c.id.in_(_late_tasks(team_id, part, part.trouble_at))),
    ]


def _in_states(states: frozenset[GrantState] | None) -> list[ColumnElement[bool]]:
    if states is None:
        return []
    is_one = grants.c.state.in_(sorted(states))
    return [is_one] if any(state.is_over for state in states) else [_not_over(), is_one]


def _between(column: ColumnElement[datetime], span: Span) -> list[ColumnElement[bool]]:
    since = [] if span.since is None else [column >= span.since]
    return since if span.until is None else [*since, column < span.until]


def _is_held_up(now: datetime) -> ColumnElement[bool]:
    """A door, a PIN or the end is not as it should be."""
    state = grants.c.state
    ending = and_(state == GrantState.ENDING, now - END_TAKES >= BEGAN_TO_END)
    overdue = and_(state.in_(GIVEN), grants.c.ends_at <= now - END_TAKES)
    wrong = or_(grants.c.trouble.is_not(None), exists().where(_is_bad_credential()), _is_missing())
    making = and_(state.in_(OPEN), wrong)
    return or_(ending, overdue, making)


def _is_nothing_issued(now: datetime) -> ColumnElement[bool]:
    return and_(grants.c.state == GrantState.FAILED, grants.c.ends_at > now, now - TOLD_FOR < BEGAN_TO_END)


def _is_bad_credential() -> ColumnElement[bool]:
    late = and_(credentials.c.state == CredentialState.PENDING, credentials.c.warned_after > 0)
    bad = or_(credentials.c.state == CredentialState.FAILED, late)
    return and_(credentials.c.grant_id == grants.c.id, bad)


def _is_missing() -> ColumnElement[bool]:
    """What the look before the arrival found and nobody has seen to."""
    one = func.json_each(grants.c.arrival, "$.faults").table_valued("value", name="one", joins_implicitly=True)
    its = func.json_each(one.c.value, "$.credential_ids").table_valued("value", name="its", joins_implicitly=True)
    fault = func.json_extract(one.c.value, "$.fault")
    stands = and_(credentials.c.id == its.c.value, credentials.c.state.not_in(sorted(ENDS)))
    at_grant = select(one.c.value).where(fault.in_(sorted(ONLY_LOOKED_FOR - {Fault.BUILDING})), stands)
    here = and_(buildings.c.team_id == grants.c.team_id, buildings.c.id == grants.c.building_id)
    at_building = select(one.c.value).where(fault == Fault.BUILDING, here, buildings.c.problem.is_not(None))
    found = [part.correlate(grants).exists() for part in (at_grant, at_building)]
    return and_(grants.c.arrival.is_not(None), or_(*found))


def _late_tasks(team_id: str, part: Slice, now: datetime) -> Select[Any]:
    return select(door_tasks.c.grant_id).where(
        door_tasks.c.team_id == team_id,
        door_tasks.c.building_id.in_(part.building_ids),
        door_tasks.c.state == TaskState.OPEN,
        door_tasks.c.due_at <= now,
    )


def _not_over() -> ColumnElement[bool]:
    return and_(IS_NOT_OVER)
