"""Smart locks as Seam's OpenAPI has them; what an offline lock would say is left out."""

from bot.demo.seam import troubles
from bot.demo.seam.locks.records import Attempt, Device
from bot.demo.seam.locks.state import SmartLocks
from bot.demo.seam.records import Trouble
from bot.demo.seam.wire import Json, when

_FLAGS = (
    "can_remotely_lock",
    "can_remotely_unlock",
    "can_program_online_access_codes",
    "can_program_offline_access_codes",
    "can_unlock_with_code",
)
_SIMULATIONS = ("can_simulate_connection", "can_simulate_disconnection", "can_simulate_removal")
_STATUSES = ((0.1, "critical"), (0.25, "low"), (0.75, "good"))


def battery_status(level: float) -> str:
    """Where Seam draws these lines is not published."""
    return next((status for below, status in _STATUSES if level < below), "full")


def device(locks: SmartLocks, shown: Device) -> Json:
    lock, brand = shown.lock, shown.lock.brand
    flags = {name: getattr(lock, name) for name in _FLAGS}
    takes_codes = lock.can_program_online_access_codes or lock.can_program_offline_access_codes
    capabilities = {"access_code": takes_codes, "lock": True, "battery": shown.battery is not None}
    location = {"location_name": shown.place, "time_zone": shown.time_zone, "timezone": shown.time_zone}
    return {
        "device_id": shown.id,
        "device_type": brand.device_type,
        "display_name": shown.name,
        "nickname": shown.name,
        "is_managed": True,
        "capabilities_supported": [name for name, has_it in capabilities.items() if has_it],
        "connected_account_id": shown.account_id,
        "workspace_id": locks.space.workspace_id,
        "custom_metadata": shown.custom_metadata,
        "space_ids": [],
        "location": {name: value for name, value in location.items() if value is not None},
        "device_manufacturer": {"manufacturer": brand.manufacturer, "display_name": brand.display_name},
        "device_provider": {
            "device_provider_name": brand.provider,
            "display_name": brand.display_name,
            "provider_category": "stable",
        },
        **{name: flag for name, flag in flags.items() if flag is not None},
        **dict.fromkeys(_SIMULATIONS if brand.can_simulate else (), True),
        "properties": _properties(shown),
        "created_at": when(shown.made_at),
        "errors": troubles.device_errors(all_errors(locks, shown)),
        "warnings": troubles.warnings(all_warnings(locks, shown)),
    }


def all_errors(locks: SmartLocks, shown: Device) -> list[Trouble]:
    """Its own, and those of the account that it came with."""
    return [*shown.errors, *locks.space.accounts[shown.account_id].errors]


def all_warnings(locks: SmartLocks, shown: Device) -> list[Trouble]:
    most, active = shown.lock.max_codes, len(shown.keypad)
    if most is None or active < most:
        return shown.warnings
    counts = {"active_access_code_count": active, "max_active_access_code_count": most}
    full = Trouble("max_access_codes_reached", "The lock has no room for another code", locks.space.now(), counts)
    return [*shown.warnings, full]


def attempt(shown: Attempt, *, as_pending: bool = False) -> Json:
    """`as_pending` is how the call that started it answers, however quickly it was done."""
    is_open = as_pending or shown.done_at is None
    status = "pending" if is_open else "error" if shown.error else "success"
    return {
        "action_attempt_id": shown.id,
        "action_type": shown.action,
        "status": status,
        "result": shown.result if status == "success" else None,
        "error": {"type": shown.error[0], "message": shown.error[1]} if shown.error and not is_open else None,
    }


def _properties(shown: Device) -> Json:
    lock, level = shown.lock, shown.battery
    battery = {} if level is None else {"level": level, "status": battery_status(level)}
    takes_online, takes_offline = lock.can_program_online_access_codes, lock.can_program_offline_access_codes
    return {
        "online": shown.is_online,
        "name": shown.name,
        "appearance": {"name": shown.name},
        "model": {
            "display_name": lock.brand.model,
            "manufacturer_display_name": lock.brand.display_name,
            "online_access_codes_supported": takes_online is True,
            "offline_access_codes_supported": takes_offline is True,
        },
        "manufacturer": lock.brand.manufacturer,
        "has_direct_power": level is None,
        **({"locked": shown.locked} if shown.is_online else {}),
        **({"battery": battery, "battery_level": level} if level is not None else {}),
        **(_codes(shown) if takes_online or takes_offline else {}),
    }


def _codes(shown: Device) -> Json:
    most = shown.lock.max_codes
    return {
        "supported_code_lengths": [*shown.lock.code_lengths],
        "code_constraints": [dict(one) for one in shown.lock.constraints],
        "supports_backup_access_code_pool": shown.lock.has_backup_pool,
        "has_native_entry_events": True,
        **({} if most is None else {"max_active_codes_supported": most}),
    }
