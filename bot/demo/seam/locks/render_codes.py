"""Access codes as Seam's OpenAPI has them; errors, warnings and pending mutations say more than the old `status`."""

from collections.abc import Iterator

from bot.demo.seam import troubles
from bot.demo.seam.locks.records import AccessCode
from bot.demo.seam.locks.render import all_errors
from bot.demo.seam.locks.state import SmartLocks
from bot.demo.seam.locks.timing import begins, is_native, is_over
from bot.demo.seam.records import Trouble
from bot.demo.seam.wire import Json, when, when_if


def access_code(locks: SmartLocks, shown: AccessCode) -> Json:
    of = locks.devices[shown.device_id]
    return {
        "access_code_id": shown.id,
        "device_id": shown.device_id,
        "workspace_id": locks.space.workspace_id,
        "name": shown.name,
        "code": shown.code,
        "type": "ongoing" if shown.starts_at is None else "time_bound",
        "status": _status(locks, shown),
        "starts_at": when_if(shown.starts_at),
        "ends_at": when_if(shown.ends_at),
        "is_managed": True,
        "is_backup": shown.is_backup,
        "is_backup_access_code_available": backup_for(locks, shown) is not None,
        "pulled_backup_access_code_id": shown.pulled_id,
        "is_external_modification_allowed": shown.allows_external,
        "is_offline_access_code": shown.is_offline,
        "is_one_time_use": shown.is_one_time,
        "is_scheduled_on_device": shown.loaded_at is not None and shown.set_at is None and is_native(of, shown),
        "is_waiting_for_code_assignment": shown.code is None,
        "common_code_key": shown.common_key,
        "pending_mutations": [*_mutations(locks, shown)],
        "created_at": when(shown.made_at),
        "errors": troubles.device_errors([*own_errors(shown), *all_errors(locks, of)]),
        "warnings": troubles.warnings(all_warnings(locks, shown)),
    }


def unmanaged_code(locks: SmartLocks, shown: AccessCode) -> Json:
    cannot = {} if locks.devices[shown.device_id].lock.brand.can_convert else {"cannot_be_managed": True}
    return {
        "access_code_id": shown.id,
        "device_id": shown.device_id,
        "workspace_id": locks.space.workspace_id,
        "name": shown.name,
        "code": shown.code,
        "type": "ongoing",
        "status": "set",
        "starts_at": None,
        "ends_at": None,
        "is_managed": False,
        **cannot,
        "created_at": when(shown.made_at),
        "errors": troubles.device_errors(shown.errors),
        "warnings": troubles.warnings(shown.warnings),
    }


def own_errors(shown: AccessCode) -> list[Trouble]:
    """Its own; Seam shows those of the device and its account beside them."""
    return [*shown.errors, *([shown.failure] if shown.failure else [])]


def all_warnings(locks: SmartLocks, shown: AccessCode) -> list[Trouble]:
    now, found = locks.space.now(), list(shown.warnings)
    if shown.delete_asked_at is not None:
        found.append(Trouble("being_deleted", "This code is being deleted", shown.delete_asked_at))
    for delay, is_late in (
        ("delay_in_setting_on_device", shown.loaded_at is None and shown.is_live),
        ("delay_in_removing_from_device", not shown.is_live or is_over(shown, now)),
    ):
        if delay in shown.delays_told and is_late:
            found.append(Trouble(delay, "This takes longer than it should", now))
    if shown.pulled_id is not None:
        found.append(Trouble("using_backup_access_code", "A backup code has taken its place", now))
    return found


def backup_for(locks: SmartLocks, shown: AccessCode) -> AccessCode | None:
    """A backup code that could take its place; only codes with a window have any."""
    if shown.is_backup or shown.is_offline or shown.ends_at is None:
        return None
    every = locks.codes_of(locks.devices[shown.device_id])
    return next((one for one in every if one.is_waiting_in_pool and one.set_at is not None), None)


def _status(locks: SmartLocks, shown: AccessCode) -> str:
    now, of = locks.space.now(), locks.devices[shown.device_id]
    if locks.space.accounts[of.account_id].errors:
        return "unknown"
    if not shown.is_live or is_over(shown, now):
        return "removing"
    if shown.set_at is not None:
        return "set"
    is_ahead = shown.starts_at is not None and shown.starts_at > now and (shown.is_offline or is_native(of, shown))
    return "unset" if is_ahead or begins(locks, shown) > now else "setting"


def _mutations(locks: SmartLocks, shown: AccessCode) -> Iterator[Json]:
    start, made = begins(locks, shown), when(shown.made_at)
    if shown.delete_asked_at is not None:
        message = "Seam is removing the code from the device"
        yield {"mutation_code": "deleting", "created_at": when(shown.delete_asked_at), "message": message}
    elif shown.loaded_at is None and start > locks.space.now():
        message = "Seam is waiting until closer to the start"
        base: Json = {"mutation_code": "deferring_creation", "created_at": made, "message": message}
        yield base | {"scheduled_at": when(start)}
    elif shown.loaded_at is None:
        message = "Seam is setting the code on the device"
        yield {"mutation_code": "creating", "created_at": made, "message": message}
    for one in shown.changes:
        asked: Json = {
            "mutation_code": one.mutation,
            "created_at": when(one.asked_at),
            "message": "Seam is updating it",
        }
        yield asked | {"from": one.before, "to": one.after}
