"""What Seam says of a lock, and where it belongs, live in one row: a sync must never move a lock that was attached."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.device import Device
from bot.storage.tables import devices

_OURS = {"id", "building_id", "removed", "synced_at"}


class SqlDevices:
    """Fulfils `DeviceRows`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def sync(self, team_id: str, found: Sequence[Device], at: datetime) -> None:
        await self._connection.execute(update(devices).where(devices.c.team_id == team_id).values(removed=True))
        await self._put(team_id, found, at)

    async def save(self, team_id: str, device: Device, at: datetime) -> None:
        await self._put(team_id, [device], at)

    async def place(self, team_id: str, device_id: str, building_id: str) -> None:
        this = (devices.c.team_id == team_id, devices.c.id == device_id)
        await self._connection.execute(update(devices).where(*this).values(building_id=building_id))

    async def all(self, team_id: str) -> Sequence[Device]:
        return await self._of(devices.c.team_id == team_id)

    async def at(self, team_id: str, building_id: str) -> Sequence[Device]:
        return await self._of(devices.c.team_id == team_id, devices.c.building_id == building_id)

    async def get(self, team_id: str, device_id: str) -> Device | None:
        return next(iter(await self._of(devices.c.team_id == team_id, devices.c.id == device_id)), None)

    async def _of(self, *which: ColumnElement[bool]) -> list[Device]:
        rows = (await self._connection.execute(select(devices).where(*which))).mappings()
        return sorted((_device(row) for row in rows), key=lambda device: (device.name.casefold(), device.id))

    async def _put(self, team_id: str, found: Sequence[Device], at: datetime) -> None:
        if not found:
            return
        new = insert(devices)
        changed = {name: new.excluded[name] for name in ("said", "removed", "synced_at")}
        rows = [
            {
                "team_id": team_id,
                "id": device.id,
                "building_id": device.building_id,
                "said": device.model_dump(mode="json", exclude=_OURS),
                "removed": device.removed,
                "synced_at": at,
            }
            for device in found
        ]
        await self._connection.execute(new.on_conflict_do_update(index_elements=["team_id", "id"], set_=changed), rows)


def _device(row: RowMapping) -> Device:
    return Device.model_validate({**row["said"], **{name: row[name] for name in _OURS}})
