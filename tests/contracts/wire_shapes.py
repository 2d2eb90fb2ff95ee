"""What the fake Seam holds, as Seam's answers show it."""

from typing import Any, TypeVar

from bot.domain.building import Entrance
from bot.domain.errors import Rejected
from bot.services.ports import AcsUser, Identity, SeamCredential
from bot.services.systems.connections import Webview
from bot.services.systems.events import Event

Json = dict[str, Any]
T = TypeVar("T")
GONE = Rejected("seam_rejected", status=404, detail="object_not_found")


def there(found: T | None) -> T:
    if found is None:
        raise GONE
    return found


def event_json(event: Event) -> Json:
    return {
        "event_id": event.id,
        "event_type": event.type,
        "occurred_at": event.occurred_at.isoformat(),
        "acs_credential_id": event.credential_id,
    }


def webview_json(webview: Webview) -> Json:
    status = "failed" if webview.has_failed else "authorized" if webview.account_id else "pending"
    return {
        "connect_webview_id": webview.id,
        "url": webview.url.get_secret_value(),
        "status": status,
        "connected_account_id": webview.account_id,
    }


def identity_json(person: Identity) -> Json:
    return {
        "user_identity_id": person.id,
        "user_identity_key": person.key,
        "email_address": person.email,
        "phone_number": person.phone,
        "warnings": [{"warning_code": "being_deleted"}] if person.is_being_deleted else [],
    }


def user_json(user: AcsUser) -> Json:
    return {
        "acs_user_id": user.id,
        "acs_system_id": user.building_id,
        "user_identity_id": user.identity_id,
        "user_identity_email_address": user.email,
    }


def entrance_json(door: Entrance) -> Json:
    return {"acs_entrance_id": door.id, "acs_system_id": door.building_id, "display_name": door.name}


def credential_json(credential: SeamCredential) -> Json:
    waiting = not credential.is_ready and credential.problem is None
    codes = (("waiting_to_be_issued", waiting), ("being_deleted", credential.is_being_deleted))
    return {
        "acs_credential_id": credential.id,
        "acs_user_id": credential.acs_user_id,
        "access_method": credential.method.value,
        "code": credential.pin.get_secret_value() if credential.pin else None,
        "starts_at": credential.starts_at.isoformat() if credential.starts_at else None,
        "ends_at": credential.ends_at.isoformat() if credential.ends_at else None,
        "warnings": [{"warning_code": code} for code, holds in codes if holds],
        "errors": [{"error_code": "some_latch_error"}] if credential.problem else [],
    }
