"""Smart locks as tests need them."""

from bot.domain.device import Device
from bot.seam.systems.smart_lock import maker_of


def some_lock(name: str = "Front Door", **what: object) -> Device:
    """A lock that takes codes and commands, where nothing else is said."""
    known = {"place": "Casa Sol", "time_zone": "Europe/Madrid", "online": True, "locked": True}
    can = dict.fromkeys(("can_remotely_lock", "can_remotely_unlock", "can_program_online_codes"), True)
    said = {"facts": maker_of("yale"), "code_lengths": (4, 5, 6), "supports_backup_pool": True}
    owner = {"id": "lock-1", "building_id": "account-1", "connected_account_id": "account-1"}
    return Device.model_validate({**owner, "name": name, **said, **known, **can, **what})
