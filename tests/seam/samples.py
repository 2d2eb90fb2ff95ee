"""Answers in Seam's shape, with the values a test wants; ids are UUIDs, as Seam's are."""

from uuid import UUID

from pydantic import JsonValue

SYSTEM_ID = str(UUID(int=1))
ENTRANCE_ID = str(UUID(int=2))
OTHER_ENTRANCE_ID = str(UUID(int=3))
IDENTITY_ID = str(UUID(int=4))
USER_ID = str(UUID(int=5))
CREDENTIAL_ID = str(UUID(int=6))
WEBVIEW_ID = str(UUID(int=7))
ACCOUNT_ID = str(UUID(int=8))
DEVICE_ID = str(UUID(int=9))
CODE_ID = str(UUID(int=10))
ATTEMPT_ID = str(UUID(int=11))

Json = dict[str, JsonValue]


def identity(**changes: JsonValue) -> Json:
    return {"user_identity_id": IDENTITY_ID, "user_identity_key": "keydesk:i:g", "email_address": None, **changes}


def system(**changes: JsonValue) -> Json:
    return {
        "acs_system_id": SYSTEM_ID,
        "name": "Maple Court",
        "external_type": "latch_building",
        "location": {"time_zone": "America/New_York"},
        "errors": [],
        "warnings": [],
        **changes,
    }


def webview(**changes: JsonValue) -> Json:
    url = "https://connect.example.test/secret"
    return {"connect_webview_id": WEBVIEW_ID, "url": url, "status": "pending", "connected_account_id": None, **changes}


def account(**changes: JsonValue) -> Json:
    name = "Latch"
    return {"connected_account_id": ACCOUNT_ID, "account_type": "latch", "account_type_display_name": name, **changes}


def entrance(**changes: JsonValue) -> Json:
    return {"acs_entrance_id": ENTRANCE_ID, "acs_system_id": SYSTEM_ID, "display_name": "Front door", **changes}


def device(**changes: JsonValue) -> Json:
    named = {"device_type": "yale_lock", "display_name": "Front Door", "connected_account_id": ACCOUNT_ID}
    return {"device_id": DEVICE_ID, **named, "capabilities_supported": ["lock"], **changes}


def user(**changes: JsonValue) -> Json:
    return {"acs_user_id": USER_ID, "acs_system_id": SYSTEM_ID, "user_identity_id": IDENTITY_ID, **changes}


def credential(**changes: JsonValue) -> Json:
    return {
        "acs_credential_id": CREDENTIAL_ID,
        "acs_user_id": USER_ID,
        "access_method": "code",
        "code": "482913",
        "starts_at": "2030-03-04T15:00:00.000Z",
        "ends_at": "2030-03-04T17:00:00.000Z",
        "errors": [],
        "warnings": [],
        **changes,
    }
