from collections.abc import Sequence
from datetime import datetime

from bot.domain.device import Device
from tests.fakes_tables.tables import Tables


class MemoryDevices:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def sync(self, team_id: str, devices: Sequence[Device], at: datetime) -> None:
        for known in await self.all(team_id):
            self._tables.devices[team_id, known.id] = known.model_copy(update={"removed": True})
        for device in devices:
            await self.save(team_id, device, at)

    async def save(self, team_id: str, device: Device, at: datetime) -> None:
        known = await self.get(team_id, device.id)
        ours = {"synced_at": at, "building_id": known.building_id if known else device.building_id}
        self._tables.devices[team_id, device.id] = device.model_copy(update=ours)

    async def place(self, team_id: str, device_id: str, building_id: str) -> None:
        if (known := await self.get(team_id, device_id)) is not None:
            self._tables.devices[team_id, device_id] = known.model_copy(update={"building_id": building_id})

    async def all(self, team_id: str) -> Sequence[Device]:
        found = [device for (team, _), device in self._tables.devices.items() if team == team_id]
        return sorted(found, key=lambda device: (device.name.casefold(), device.id))

    async def at(self, team_id: str, building_id: str) -> Sequence[Device]:
        return [device for device in await self.all(team_id) if device.building_id == building_id]

    async def get(self, team_id: str, device_id: str) -> Device | None:
        return self._tables.devices.get((team_id, device_id))
