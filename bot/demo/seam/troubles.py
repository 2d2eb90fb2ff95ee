"""Seam's closed lists of error and warning codes, by kind of object, from its OpenAPI; and how they are shown."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from bot.demo.seam.records import Account, Trouble
from bot.demo.seam.wire import Json, when

_ACCOUNT = ("account_disconnected", "salto_ks_subscription_limit_exceeded", "dormakaba_sites_disconnected")
_DEVICE = (
    "device_offline",
    "device_removed",
    "hub_disconnected",
    "device_disconnected",
    "empty_backup_access_code_pool",
    "august_lock_not_authorized",
    "missing_device_credentials",
    "auxiliary_heat_running",
    "subscription_required",
)
_BRIDGE = ("bridge_disconnected",)
_ACCESS_CODE = (
    "provider_issue",
    "failed_to_set_on_device",
    "failed_to_remove_from_device",
    "duplicate_code_on_device",
    "no_space_for_access_code_on_device",
    "conflicting_external_modification",
    "access_code_inactive",
    "insufficient_permissions",
)
ERRORS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "access_code": (*_ACCESS_CODE, *_ACCOUNT, *_DEVICE, *_BRIDGE),
        "access_grant": ("cannot_create_requested_access_methods",),
        "access_method": ("failed_to_issue",),
        "acs_system": (
            "seam_bridge_disconnected",
            "bridge_disconnected",
            "visionline_instance_unreachable",
            "salto_ks_subscription_limit_exceeded",
            "acs_system_disconnected",
            "account_disconnected",
            "salto_ks_certification_expired",
            "provider_service_unavailable",
        ),
        "acs_user": (
            "deleted_externally",
            "salto_ks_subscription_limit_exceeded",
            "failed_to_create_on_acs_system",
            "failed_to_update_on_acs_system",
            "failed_to_delete_on_acs_system",
            "latch_conflict_with_resident_user",
        ),
        "connected_account": (*_ACCOUNT, *_BRIDGE),
        "device": (*_ACCOUNT, *_DEVICE, *_BRIDGE),
    }
)
WARNINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "access_code": (
            "code_rotates_periodically",
            "time_frame_adjusted_for_unknown_time_zone",
            "external_modification_in_effect",
            "delay_in_setting_on_device",
            "delay_in_removing_from_device",
            "third_party_integration_detected",
            "igloo_algopin_must_be_used_within_24_hours",
            "management_transferred",
            "using_backup_access_code",
            "being_deleted",
            "unknown_issue_with_access_code",
        ),
        "access_grant": (
            "being_deleted",
            "underprovisioned_access",
            "overprovisioned_access",
            "updating_access_times",
            "requested_code_unavailable",
            "device_does_not_support_access_codes",
            "device_time_constraints_violated",
        ),
        "access_method": ("being_deleted", "updating_access_times", "pulled_backup_access_code", "delay_in_issuing"),
        "acs_credential": (
            "waiting_to_be_issued",
            "schedule_externally_modified",
            "schedule_modified",
            "being_deleted",
            "unknown_issue_with_acs_credential",
            "needs_to_be_reissued",
        ),
        "acs_entrance": (
            "salto_ks_entrance_access_code_support_removed",
            "entrance_shares_zone",
            "entrance_setup_required",
            "salto_ks_privacy_mode",
            "privacy_mode",
        ),
        "acs_system": (
            "salto_ks_subscription_limit_almost_reached",
            "time_zone_does_not_match_location",
            "setup_required",
        ),
        "acs_user": (
            "being_deleted",
            "salto_ks_user_not_subscribed",
            "acs_user_inactive",
            "unknown_issue_with_acs_user",
            "latch_resident_user",
        ),
        "connected_account": (
            "scheduled_maintenance_window",
            "unknown_issue_with_connected_account",
            "salto_ks_subscription_limit_almost_reached",
            "account_reauthorization_requested",
            "being_deleted",
            "provider_service_unavailable",
            "setup_required",
            "dormakaba_sites_unapproved",
        ),
        "device": (
            "partial_backup_access_code_pool",
            "many_active_backup_codes",
            "third_party_integration_detected",
            "ttlock_lock_gateway_unlocking_not_enabled",
            "ttlock_weak_gateway_signal",
            "power_saving_mode",
            "temperature_threshold_exceeded",
            "device_communication_degraded",
            "scheduled_maintenance_window",
            "device_has_flaky_connection",
            "salto_ks_office_mode",
            "salto_ks_privacy_mode",
            "privacy_mode",
            "salto_ks_subscription_limit_almost_reached",
            "salto_ks_lock_access_code_support_removed",
            "unknown_issue_with_phone",
            "lockly_time_zone_not_configured",
            "ultraloq_time_zone_unknown",
            "time_zone_unknown",
            "time_zone_mismatch",
            "two_n_device_missing_timezone",
            "hub_required_for_additional_capabilities",
            "provider_issue",
            "keynest_unsupported_locker",
            "accessory_keypad_setup_required",
            "unreliable_online_status",
            "max_access_codes_reached",
            "insufficient_permissions",
        ),
        "user_identity": ("being_deleted", "acs_user_profile_does_not_match_user_identity"),
    }
)
FREE_ERRORS = frozenset({"acs_credential", "acs_entrance"})
"""Kinds of object whose error codes are free text in Seam's OpenAPI."""
_NOBODY = "00000000-0000-4000-8000-000000000000"
_SALTO: Json = {"salto_ks_metadata": {"sites": []}}
NEEDED: Mapping[tuple[str, str], Json] = MappingProxyType(
    {
        ("access_grant", "device_does_not_support_access_codes"): {"device_id": _NOBODY},
        ("access_grant", "device_time_constraints_violated"): {"device_id": _NOBODY, "reason": "duration_exceeds_max"},
        ("access_grant", "requested_code_unavailable"): {
            "device_id": _NOBODY,
            "original_code": "1234",
            "new_code": "4321",
        },
        ("access_grant", "updating_access_times"): {"access_method_ids": []},
        ("acs_system", "time_zone_does_not_match_location"): {"misconfigured_acs_entrance_ids": []},
        ("connected_account", "salto_ks_subscription_limit_almost_reached"): _SALTO,
        ("connected_account", "salto_ks_subscription_limit_exceeded"): _SALTO,
        ("device", "max_access_codes_reached"): {"active_access_code_count": 1, "max_active_access_code_count": 1},
    }
)
"""Fields that a code must come with, by kind of object and code, where nobody gives them."""


def errors(troubles: Iterable[Trouble]) -> list[Json]:
    return [{"error_code": one.code, **_shown(one)} for one in troubles]


def warnings(troubles: Iterable[Trouble]) -> list[Json]:
    return [{"warning_code": one.code, **_shown(one)} for one in troubles]


def device_errors(troubles: Iterable[Trouble]) -> list[Json]:
    """As they are shown on a device and on its codes: marked by what has the trouble."""
    return [{"error_code": one.code, **_marks(one.code), **_shown(one)} for one in troubles]


def account_errors(troubles: Iterable[Trouble]) -> list[Json]:
    marks: Json = {"is_connected_account_error": True}
    return [{"error_code": one.code, **marks, **_shown(one)} for one in troubles]


def of_account(account: Account) -> Json:
    """As events about what came in through it carry them."""
    return {
        "connected_account_errors": errors(account.errors),
        "connected_account_warnings": warnings(account.warnings),
    }


def _marks(code: str) -> Json:
    if code in _ACCOUNT:
        return {"is_connected_account_error": True, "is_device_error": False}
    if code in _DEVICE:
        return {"is_device_error": True}
    return {"is_access_code_error": True} if code in _ACCESS_CODE else {"is_bridge_error": True}


def _shown(one: Trouble) -> Json:
    return {"message": one.message, "created_at": when(one.at), **one.extra}
