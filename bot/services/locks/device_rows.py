"""What is kept of smart locks: what Seam last said of each, and the building that it belongs to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.device import Device


class DeviceRows(Protocol):
    """Locks of a team, by name."""

    async def sync(self, team_id: str, devices: Sequence[Device], at: datetime) -> None:
        """Take over what Seam lists; where a lock belongs stays, and one that is no longer listed is marked removed."""

    async def save(self, team_id: str, device: Device, at: datetime) -> None:
        """Take over what Seam says of this one; where it belongs stays."""

    async def place(self, team_id: str, device_id: str, building_id: str) -> None:
        """From now on it belongs there."""

    async def all(self, team_id: str) -> Sequence[Device]:
        """The removed ones too, as for `at`."""

    async def at(self, team_id: str, building_id: str) -> Sequence[Device]: ...

    async def get(self, team_id: str, device_id: str) -> Device | None: ...
