"""Wire to port, for smart locks. A device carries its account's errors too: so it is seen that an account is lost."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.domain.building import Method
from bot.domain.device import CodeRule, Device, OfflineOption, one_zone
from bot.domain.lock_code import LockCode
from bot.domain.problems import SENTENCES
from bot.seam import lock_models as wire
from bot.seam.systems.smart_lock import SMART_LOCKS, maker_of
from bot.seam.translation import problem_of
from bot.services.ports import SeamCredential, SystemListing

_LOCK = frozenset({"lock", "access_code"})
_OF_ACCOUNT = ("account_disconnected", "dormakaba_sites_disconnected", "bridge_disconnected")
"""Errors that hold for all locks of an account at once."""
_PASSING = frozenset(
    {
        "account_disconnected",
        "bridge_disconnected",
        "conflicting_external_modification",
        "device_disconnected",
        "device_offline",
        "dormakaba_sites_disconnected",
        "empty_backup_access_code_pool",
        "failed_to_remove_from_device",
        "failed_to_set_on_device",
        "hub_disconnected",
        "provider_issue",
    }
)
"""Errors of a code that Seam works on by itself: it goes on trying (its guide on troubleshooting access codes)."""
_SPAN = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")


def is_lock(device: wire.Device) -> bool:
    return bool(_LOCK & set(device.capabilities_supported))


def to_device(device: wire.Device) -> Device:
    """It belongs to its account, as far as Seam knows."""
    location, said = device.location, device.properties
    provider = device.device_provider or wire.DeviceProvider()
    battery = said.battery or wire.Battery(level=said.battery_level)
    return Device(
        id=device.device_id,
        building_id=device.connected_account_id,
        connected_account_id=device.connected_account_id,
        name=device.display_name,
        facts=maker_of(provider.device_provider_name, provider.display_name),
        place=location.location_name if location else None,
        time_zone=location.time_zone if location else None,
        online=said.online,
        locked=said.locked,
        door_open=said.door_open,
        battery_level=battery.level,
        battery_status=battery.status,
        errors=device.error_codes,
        warnings=tuple(sorted(device.warning_codes)),
        can_remotely_lock=device.can_remotely_lock,
        can_remotely_unlock=device.can_remotely_unlock,
        can_program_online_codes=device.can_program_online_access_codes,
        can_program_offline_codes=device.can_program_offline_access_codes,
        code_lengths=tuple(sorted(int(length) for length in said.supported_code_lengths)),
        code_rules=tuple(_rule(one) for one in said.code_constraints),
        max_active_codes=_whole(said.max_active_codes_supported),
        supports_backup_pool=said.supports_backup_access_code_pool,
        offline_options=tuple(_option(one) for one in said.offline_time_frame_options),
    )


def to_lock_listings(devices: Iterable[Device]) -> list[SystemListing]:
    """The locks of each account as a building of their own."""
    by_account: dict[str, list[Device]] = defaultdict(list)
    for device in devices:
        by_account[device.connected_account_id].append(device)
    return [_listing(account_id, locks) for account_id, locks in by_account.items()]


def to_code(code: wire.AccessCode) -> SeamCredential:
    """What Seam says of a code. Its end is the one that the lock goes by: a new one counts when the lock has it."""
    pin = code.code if code.code and code.code.get_secret_value() else None
    pending = {one.mutation_code: one for one in code.pending_mutations}
    deferred = pending.get("deferring_creation")
    lasting = [error for error in code.error_codes if error not in _PASSING]
    passing = [error for error in code.error_codes if error in _PASSING]
    is_set = not (pin is None or {"creating", "deferring_creation"} & set(pending) or _missing(passing))
    return SeamCredential(
        id=code.access_code_id,
        acs_user_id=None,
        method=Method.PIN,
        pin=pin,
        starts_at=code.starts_at,
        ends_at=code.ends_at,
        is_ready=pin is not None and (is_set or deferred is not None) and not lasting,
        is_being_deleted="being_deleted" in code.warning_codes or "deleting" in pending,
        problem=problem_of(lasting, otherwise="code_failed"),
        lock=LockCode(
            device_id=code.device_id,
            name=code.name or "",
            is_offline=code.is_offline_access_code,
            is_set=is_set,
            set_from=deferred.scheduled_at if deferred is not None else None,
            trouble=problem_of(passing, otherwise="provider_issue"),
            warnings=tuple(sorted(code.warning_codes & SENTENCES.keys())),
            has_backup=code.is_backup_access_code_available,
            backup_id=code.pulled_backup_access_code_id,
            end_moves="updating_time_frame" in pending,
        ),
    )


def _missing(passing: Sequence[str]) -> bool:
    """Whether an error may mean that the lock has lost the code, or never had it."""
    return bool({"failed_to_set_on_device", "conflicting_external_modification"} & set(passing))


def _listing(account_id: str, locks: Sequence[Device]) -> SystemListing:
    common = set.intersection(*(set(lock.errors) for lock in locks))
    return SystemListing(
        id=account_id,
        name=_name(locks),
        time_zone=one_zone(locks),
        facts=SMART_LOCKS,
        problem=next((code for code in _OF_ACCOUNT if code in common and code in SENTENCES), None),
        account_id=account_id,
    )


def _name(locks: Sequence[Device]) -> str:
    """After the place, where all name the same; an account's own name may be somebody's e-mail address."""
    places, makers = {lock.place for lock in locks}, sorted({lock.facts.name for lock in locks})
    place = places.pop() if len(places) == 1 else None
    return place or f"{', '.join(makers)} locks"


def _rule(one: wire.CodeConstraint) -> CodeRule:
    return CodeRule(kind=one.constraint_type, least=_whole(one.min_length), most=_whole(one.max_length))


def _option(one: wire.OfflineTimeFrame) -> OfflineOption:
    return OfflineOption(
        name=one.display_name,
        shortest=_span(one.min_duration),
        longest=_span(one.max_duration),
        same_time_of_day=one.matching_start_end_time,
        has_fixed_times=bool(one.time_pairs or one.start_date_recurrence_rule or one.end_date_recurrence_rule),
    )


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


def _span(text: str | None) -> timedelta | None:
    """An ISO 8601 duration in days, hours and minutes; None for none, and for one of another kind."""
    found = _SPAN.fullmatch(text or "")
    if found is None or not any(found.groups()):
        return None
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)
