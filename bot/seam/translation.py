"""Wire to port: where the three truths are read off Seam's flags, once.

"Ready" is said of Seam and the provider alone. It never says that a door knows the PIN: no field of Seam's does.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from bot.domain.building import Entrance, Method
from bot.domain.problems import SENTENCES
from bot.seam import models as wire
from bot.seam.systems import facts_of
from bot.services.ports import AcsUser, Identity, SeamCredential, SystemListing
from bot.services.systems.connections import Account, Webview

_UNDER_WAY = frozenset({"waiting_to_be_issued", "unknown_issue_with_acs_credential", "being_deleted"})
_PASSING = frozenset({"provider_service_unavailable"})
"""Errors that Seam works on by itself: not ready, yet nothing for a person to retry."""
_METHODS = {method.value: method for method in Method}


def timestamp(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, which is what Seam's own answers carry."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_listing(system: wire.AcsSystem) -> SystemListing:
    return SystemListing(
        id=system.acs_system_id,
        name=system.name,
        time_zone=system.location.time_zone if system.location else None,
        facts=facts_of(system.external_type, system.external_type_display_name),
        problem=_system_problem(system),
        account_id=system.connected_account_id,
    )


def to_webview(webview: wire.ConnectWebview) -> Webview:
    return Webview(
        id=webview.connect_webview_id,
        url=webview.url,
        has_failed=webview.status == "failed",
        account_id=webview.connected_account_id,
    )


def to_account(account: wire.ConnectedAccount) -> Account:
    return Account(
        id=account.connected_account_id,
        name=account.account_type_display_name or account.account_type or "An account",
        problem=problem_of(account.error_codes, otherwise="account_disconnected"),
    )


def to_entrance(entrance: wire.AcsEntrance) -> Entrance:
    return Entrance(
        id=entrance.acs_entrance_id,
        building_id=entrance.acs_system_id,
        name=entrance.display_name,
        can_unlock_with_code=entrance.can_unlock_with_code,
        can_unlock_with_mobile_key=entrance.can_unlock_with_mobile_key,
        is_connected=entrance.latch_metadata.is_connected if entrance.latch_metadata else None,
    )


def to_identity(identity: wire.UserIdentity) -> Identity:
    return Identity(
        id=identity.user_identity_id,
        key=identity.user_identity_key,
        email=identity.email_address,
        phone=identity.phone_number,
        is_being_deleted="being_deleted" in identity.warning_codes,
    )


def to_acs_user(user: wire.AcsUser) -> AcsUser:
    return AcsUser(
        id=user.acs_user_id,
        building_id=user.acs_system_id,
        identity_id=user.user_identity_id,
        email=user.email_address or user.user_identity_email_address,
        problem=problem_of(user.error_codes, otherwise="credential_failed"),
        is_resident="latch_resident_user" in user.warning_codes,
        is_being_deleted="being_deleted" in user.warning_codes,
    )


def to_credential(credential: wire.AcsCredential) -> SeamCredential | None:
    """None for a card or a cloud key, which Keydesk never makes."""
    method = _METHODS.get(credential.access_method)
    if method is None:
        return None
    pin = credential.code if credential.code and credential.code.get_secret_value() else None
    lasting = [code for code in credential.error_codes if code not in _PASSING]
    return SeamCredential(
        id=credential.acs_credential_id,
        acs_user_id=credential.acs_user_id,
        method=method,
        pin=pin,
        starts_at=credential.starts_at,
        ends_at=credential.ends_at,
        is_ready=_is_settled(credential) and (pin is not None or method is Method.MOBILE_KEY),
        is_being_deleted="being_deleted" in credential.warning_codes,
        problem=problem_of(lasting, otherwise="credential_failed"),
    )


def _is_settled(credential: wire.AcsCredential) -> bool:
    """Nothing says that it is under way; a sync flag that is absent says nothing. Which ones Latch sets is unknown."""
    return (
        not credential.error_codes
        and not credential.warning_codes & _UNDER_WAY
        and credential.is_latest_desired_state_synced_with_provider is not False
    )


def _system_problem(system: wire.AcsSystem) -> str | None:
    """Every error blocks; of the warnings only an unfinished set-up does."""
    problem = problem_of(system.error_codes, otherwise="provider_service_unavailable")
    return problem or ("setup_required" if "setup_required" in system.warning_codes else None)


def problem_of(codes: Iterable[str], *, otherwise: str) -> str | None:
    """The first code that has a sentence of ours; `otherwise` where none has; None where there is no error."""
    found = list(codes)
    if not found:
        return None
    return next((code for code in found if code in SENTENCES), otherwise)
