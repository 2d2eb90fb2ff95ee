"""A broken chain must not be in the way: access has to end all the same, and each step has to be written down.

So where the head is missing or forged, a row that says so is put down first, and `audit verify` names it for ever.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, RowMapping, bindparam, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact import folded
from bot.domain.grant import Guest
from bot.services.trail.audit import Entry, Line, Wanted
from bot.storage.chain import CONTENT, NO_ROWS, Head, digest, head_name
from bot.storage.secrets import Keyring
from bot.storage.tables import audit, meta

HEAD_LOST = "audit_head_lost"
"""A row that stands where the head was missing or its seal did not hold."""
PSEUDONYM = 16
"""Characters of a guest's keyed hash: enough to tell the guests of one team apart."""

HEAD = select(meta.c.value).where(meta.c.name == bindparam("of"))
ADD = insert(audit)
_NEW_HEAD = insert(meta)
KEEP_HEAD = _NEW_HEAD.on_conflict_do_update(index_elements=["name"], set_={"value": _NEW_HEAD.excluded.value})
"""Made once: these are part of nearly every transaction, before an ack too."""


class SqlAudit:
    """Fulfils `AuditRows`."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    async def add(self, entry: Entry, guest: Guest | None = None) -> None:
        who = None if guest is None else pseudonym(self._keyring, entry.team_id, guest)
        head = await self._head(entry.team_id) or await self._after_loss(entry)
        try:
            await self._append(head, entry, who)
        except IntegrityError:  # There is such a row: the head is an old one, put back.
            await self._append(await self._after_loss(entry), entry, who)

    async def find(self, team_id: str, wanted: Wanted, before: int | None, limit: int) -> Sequence[Line]:
        where = [audit.c.team_id == team_id, *_conditions(wanted)]
        if before is not None:
            where.append(audit.c.number < before)
        found = await self._connection.execute(select(audit).where(*where).order_by(audit.c.number.desc()).limit(limit))
        return [_line(row) for row in found.mappings()]

    async def _head(self, team_id: str) -> Head | None:
        """The sealed head; None where the seal does not hold, or there is none although there are rows."""
        kept = (await self._connection.execute(HEAD, {"of": head_name(team_id)})).scalar()
        if kept is not None:
            return Head.unsealed(kept, self._keyring, team_id)
        return NO_ROWS if await self._last(team_id) == NO_ROWS else None

    async def _last(self, team_id: str) -> Head:
        last = select(audit.c.number, audit.c.hash).where(audit.c.team_id == team_id)
        row = (await self._connection.execute(last.order_by(audit.c.number.desc()).limit(1))).one_or_none()
        return Head(row.number, row.hash) if row else NO_ROWS

    async def _after_loss(self, entry: Entry) -> Head:
        lost = Entry(team_id=entry.team_id, at=entry.at, actor=None, what=HEAD_LOST)
        return await self._append(await self._last(entry.team_id), lost, None)

    async def _append(self, head: Head, entry: Entry, guest: str | None) -> Head:
        content: dict[str, str | int | None] = {
            "team_id": entry.team_id,
            "number": head.number + 1,
            "at": stamp(entry.at),
            "actor": entry.actor,
            "what": entry.what,
            "building_id": entry.building_id,
            "grant_id": entry.grant_id,
            "guest": guest,
            "data": json.dumps(dict(entry.data), sort_keys=True, separators=(",", ":")),
        }
        new = Head(head.number + 1, digest(head.hash, [content[name] for name in CONTENT]))
        await self._connection.execute(ADD, {**content, "hash": new.hash})
        sealed = new.sealed(self._keyring, entry.team_id)
        await self._connection.execute(KEEP_HEAD, {"name": head_name(entry.team_id), "value": sealed})
        return new


def stamp(at: datetime) -> str:
    """An instant as it is kept: always as long, so that the order of texts is that of times."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def pseudonym(keyring: Keyring, team_id: str, guest: Guest) -> str:
    """The same for the same guest (by e-mail, else by name), and known to nobody without our keys."""
    who = guest.email.strip().casefold() if guest.email else folded(guest.name)
    return keyring.keyed_hash(who, f"guest in the audit trail, {team_id}")[:PSEUDONYM]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    exact = {audit.c.actor: wanted.actor, audit.c.what: wanted.what, audit.c.grant_id: wanted.grant_id}
    conditions: list[ColumnElement[bool]] = [column == value for column, value in exact.items() if value is not None]
    if wanted.building_ids is not None:
        conditions.append(audit.c.building_id.in_(wanted.building_ids))
    if wanted.since is not None:
        conditions.append(audit.c.at >= stamp(wanted.since))
    if wanted.until is not None:
        conditions.append(audit.c.at < stamp(wanted.until))
    return conditions


def _line(row: RowMapping) -> Line:
    plain = {name: row[name] for name in Line.model_fields if name != "data"}
    return Line(**plain, data=json.loads(row["data"]))
