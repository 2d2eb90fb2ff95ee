"""What is built: access systems with entrances, and smart locks; Seam hears of each through a connected account."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.demo.seam import accounts, render, troubles
from bot.demo.seam.locks.records import Device, Lock
from bot.demo.seam.records import Account, Entrance, System, Trouble
from bot.demo.seam.world import World


@dataclass(frozen=True)
class Door:
    """An entrance to be added; a flag of None is one that Seam leaves out. Without an id it gets one."""

    name: str
    id: str | None = None
    can_unlock_with_code: bool | None = True
    can_unlock_with_mobile_key: bool | None = True
    is_connected: bool = True


@dataclass(frozen=True)
class BuildingIds:
    """The ids of a building that was added; its entrances in the order in which they were given."""

    system_id: str
    entrance_ids: tuple[str, ...]


@dataclass(frozen=True)
class LockIds:
    """The account of a set of smart locks that was added, and the locks in the order in which they were given."""

    account_id: str
    device_ids: tuple[str, ...]


_NEW_BUILDINGS = ("Elm Court", "Alder House", "Quay Lofts")


class Buildings:
    """Adds to a workspace, and takes away."""

    world: World

    def add_building(  # noqa: PLR0913  the other three are seldom needed
        self,
        name: str,
        time_zone: str | None,
        entrances: Sequence[str | Door] = (),
        external_type: str = render.LATCH,
        *,
        system_id: str | None = None,
        account_id: str | None = None,
        has_hub: bool = True,
    ) -> BuildingIds:
        """Without a hub, doors hear of a change only by `update_door`; without an account, one is made.

        Raises ValueError where the id is taken.
        """
        if system_id in self.world.systems:
            msg = f"{system_id} is there already"
            raise ValueError(msg)
        now = self.world.now()
        system = System(
            id=system_id or self.world.new_id(),
            name=name,
            time_zone=time_zone,
            external_type=external_type,
            account_id=account_id or self.world.new_id(),
            made_at=now,
            connected_since=now,
            has_hub=has_hub,
        )
        if account_id is None:
            account = Account(system.account_id, _provider(external_type), name, now, now)
            self.world.accounts[account.id] = account
        self.world.systems[system.id] = system
        doors = [entrance if isinstance(entrance, Door) else Door(entrance) for entrance in entrances]
        return BuildingIds(system.id, tuple(self.add_entrance(system.id, door) for door in doors))

    def switch_on(self, account_id: str) -> BuildingIds:
        """What people at Latch do after somebody has logged in: from now on Seam sees a building of the account."""
        name = _NEW_BUILDINGS[len(self.world.systems) % len(_NEW_BUILDINGS)]
        return self.add_building(name, "America/Chicago", ["Front Door", "Garage", "Gym"], account_id=account_id)

    def add_entrance(self, system_id: str, door: Door) -> str:
        system = self.world.system(system_id)
        entrance = Entrance(
            id=door.id or self.world.new_id(),
            system_id=system.id,
            name=door.name,
            made_at=self.world.now(),
            can_unlock_with_code=door.can_unlock_with_code,
            can_unlock_with_mobile_key=door.can_unlock_with_mobile_key,
            is_connected=door.is_connected,
            told=None if system.has_hub else {},
        )
        self.world.entrances[entrance.id] = entrance
        self.world.emit("acs_entrance.added", acs_entrance_id=entrance.id, acs_system_id=system_id)
        return entrance.id

    def remove_entrance(self, entrance_id: str) -> None:
        entrance = self.world.entrances.pop(entrance_id)
        self.world.emit("acs_entrance.removed", acs_entrance_id=entrance.id, acs_system_id=entrance.system_id)

    def add_locks(
        self, name: str, time_zone: str | None, locks: Sequence[str | Lock], *, account_id: str | None = None
    ) -> LockIds:
        """Smart locks of one place, all through one account. Raises ValueError where the account's id is taken."""
        if account_id in self.world.accounts:
            msg = f"{account_id} is there already"
            raise ValueError(msg)
        now = self.world.now()
        given = [lock if isinstance(lock, Lock) else Lock(lock) for lock in locks]
        provider = given[0].brand.provider if given else "yale"
        account = Account(account_id or self.world.new_id(), provider, name, now, now)
        self.world.accounts[account.id] = account
        self.world.emit("connected_account.connected", connected_account_id=account.id)
        return LockIds(account.id, tuple(self._add_lock(account, time_zone, lock) for lock in given))

    def disconnect(self, system_id: str, code: str = "acs_system_disconnected") -> None:
        """Nothing is issued or removed in this building until `reconnect`.

        `account_disconnected` takes everything along that came in through the same account.
        """
        system = self.world.system(system_id)
        self.world.settle()
        account = self.world.account(system.account_id)
        if code == "account_disconnected":
            accounts.disconnect(self.world, account)
        else:
            system.errors.append(Trouble(code, "Seam cannot reach this access system", self.world.now()))
        shown = render.system(self.world, system)
        extra = {"acs_system_errors": shown["errors"], "acs_system_warnings": shown["warnings"]}
        self.world.emit(
            "acs_system.disconnected", extra={**extra, **troubles.of_account(account)}, acs_system_id=system.id
        )

    def reconnect(self, system_id: str) -> None:
        system = self.world.system(system_id)
        account = self.world.account(system.account_id)
        system.errors.clear()
        system.connected_since = self.world.now()
        if account.errors:
            accounts.reconnect(self.world, account)
        self.world.emit("acs_system.connected", acs_system_id=system.id)

    def disconnect_account(self, account_id: str) -> None:
        """Locks of this account cannot be reached until `reconnect_account`."""
        self.world.settle()
        accounts.disconnect(self.world, self.world.account(account_id))

    def reconnect_account(self, account_id: str) -> None:
        accounts.reconnect(self.world, self.world.account(account_id))

    def _add_lock(self, account: Account, time_zone: str | None, lock: Lock) -> str:
        now = self.world.now()
        device = Device(
            id=lock.id or self.world.new_id(),
            account_id=account.id,
            lock=lock,
            place=account.name,
            time_zone=time_zone,
            made_at=now,
            connected_since=now,
            battery=lock.battery,
        )
        self.world.locks.devices[device.id] = device
        self.world.locks.emit("device.connected", device)
        return device.id


def _provider(external_type: str) -> str:
    return "latch" if external_type == render.LATCH else external_type.removesuffix("_site")
