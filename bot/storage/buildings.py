"""What Seam says and what an admin set live in one row: a sync must never write the settings column of a known one."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import RowMapping, Text, select, type_coerce, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.building import Building, BuildingSettings, Entrance
from bot.services.ports import SystemListing
from bot.storage.tables import buildings, entrances

_JSON = ("facts", "settings")
_MOST_KNOWN = 1000
_AS_KEPT = select(
    *(type_coerce(buildings.c[name], Text) if name in _JSON else buildings.c[name] for name in Building.model_fields)
)
"""JSON as text, which can be compared; the columns in the order of the value's fields."""


class SqlBuildings:
    """Fulfils `BuildingRows`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def sync(self, team_id: str, listing: SystemListing, found: Sequence[Entrance], at: datetime) -> None:
        """Take over what Seam lists; settings stay, entrances that are no longer listed are marked removed."""
        seen = {**listing.model_dump(mode="json", exclude={"account_id"}), "synced_at": at}
        new = insert(buildings).values(
            {**seen, "team_id": team_id, "settings": BuildingSettings().model_dump(mode="json")}
        )
        await self._connection.execute(new.on_conflict_do_update(index_elements=["team_id", "id"], set_=seen))
        here = (entrances.c.team_id == team_id, entrances.c.building_id == listing.id)
        await self._connection.execute(update(entrances).where(*here).values(removed=True))
        if found:
            await self._list(team_id, listing.id, found)

    async def all(self, team_id: str) -> Sequence[Building]:
        """Asked for by every list and board; a row that says what it said before is not read into a value again."""
        rows = await self._connection.execute(_AS_KEPT.where(buildings.c.team_id == team_id))
        return sorted((_known(*row) for row in rows), key=lambda b: (b.name.casefold(), b.id))

    async def get(self, team_id: str, building_id: str) -> Building | None:
        this = select(buildings).where(buildings.c.team_id == team_id, buildings.c.id == building_id)
        row = (await self._connection.execute(this)).mappings().one_or_none()
        return None if row is None else _building(row)

    async def save_settings(self, team_id: str, building_id: str, settings: BuildingSettings) -> None:
        """Raises LookupError where the building is not known."""
        this = (buildings.c.team_id == team_id, buildings.c.id == building_id)
        values = {"settings": settings.model_dump(mode="json")}
        if (await self._connection.execute(update(buildings).where(*this).values(values))).rowcount != 1:
            raise LookupError(building_id)

    async def entrances(self, team_id: str, building_id: str) -> Sequence[Entrance]:
        """All, the removed ones too, by name."""
        here = select(entrances).where(entrances.c.team_id == team_id, entrances.c.building_id == building_id)
        return _by_name((await self._connection.execute(here)).mappings())

    async def all_entrances(self, team_id: str) -> Mapping[str, Sequence[Entrance]]:
        """Of every building, by its id, each as `entrances` has them."""
        rows = (await self._connection.execute(select(entrances).where(entrances.c.team_id == team_id))).mappings()
        found: dict[str, list[Entrance]] = defaultdict(list)
        for entrance in _by_name(rows):
            found[entrance.building_id].append(entrance)
        return found

    async def _list(self, team_id: str, building_id: str, found: Sequence[Entrance]) -> None:
        place = {"team_id": team_id, "building_id": building_id, "removed": False}
        new = insert(entrances)
        changed = {name: new.excluded[name] for name in Entrance.model_fields if name not in {"id", "building_id"}}
        await self._connection.execute(
            new.on_conflict_do_update(index_elements=["team_id", "building_id", "id"], set_=changed),
            [{**entrance.model_dump(), **place} for entrance in found],
        )


@lru_cache(maxsize=_MOST_KNOWN)
def _known(*columns: object) -> Building:
    """The building of a row as it is kept. Values are frozen, so all who ask may have the same one."""
    row = dict(zip(Building.model_fields, columns, strict=True))
    return Building.model_validate({**row, **{name: json.loads(str(row[name])) for name in _JSON}})


def _building(row: RowMapping) -> Building:
    return Building(**{name: row[name] for name in Building.model_fields})


def _by_name(rows: Iterable[RowMapping]) -> list[Entrance]:
    found = (Entrance(**{name: row[name] for name in Entrance.model_fields}) for row in rows)
    return sorted(found, key=lambda entrance: (entrance.name.casefold(), entrance.id))
