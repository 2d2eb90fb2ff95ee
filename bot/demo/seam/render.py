"""The objects as Seam's OpenAPI has them; `code` is null and `waiting_to_be_issued` is there until Latch has issued."""

from collections.abc import Iterable
from datetime import datetime

from bot.demo.seam.records import Credential, Entrance, Event, Identity, InstantKey, System, Trouble, User
from bot.demo.seam.troubles import errors, warnings
from bot.demo.seam.wire import Json, when
from bot.demo.seam.world import World

LATCH = "latch_building"
_KIND: Json = {
    "external_type": "latch_access",
    "external_type_display_name": "Latch Access",
    "is_managed": True,
}


def system(world: World, shown: System) -> Json:
    users = sum(user.system_id == shown.id for user in world.users.values())
    return {
        "acs_system_id": shown.id,
        "name": shown.name,
        "external_type": shown.external_type,
        "external_type_display_name": "Latch Building" if shown.external_type == LATCH else shown.external_type,
        "location": {"time_zone": shown.time_zone},
        "connected_account_id": shown.account_id,
        "connected_account_ids": [shown.account_id],
        "workspace_id": world.workspace_id,
        "created_at": when(shown.made_at),
        "is_credential_manager": False,
        "default_credential_manager_acs_system_id": None,
        "acs_user_count": users,
        "image_url": "https://connect.getseam.com/assets/images/acs_systems/latch.png",
        "image_alt_text": "Logo of the access system",
        "errors": errors([*shown.errors, *world.accounts[shown.account_id].errors]),
        "warnings": warnings(shown.warnings),
    }


def entrance(world: World, shown: Entrance) -> Json:
    flags = {
        "can_unlock_with_code": shown.can_unlock_with_code,
        "can_unlock_with_mobile_key": shown.can_unlock_with_mobile_key,
        "can_unlock_with_card": False,
        "can_unlock_with_cloud_key": False,
    }
    return {
        "acs_entrance_id": shown.id,
        "acs_system_id": shown.system_id,
        "connected_account_id": world.systems[shown.system_id].account_id,
        "display_name": shown.name,
        "space_ids": [],
        "created_at": when(shown.made_at),
        **{name: flag for name, flag in flags.items() if flag is not None},
        "latch_metadata": {
            "accessibility_type": "PRIVATE",
            "door_name": shown.name,
            "door_type": "DOOR",
            "is_connected": shown.is_connected,
        },
        "errors": errors(shown.errors),
        "warnings": warnings(shown.warnings),
    }


def identity(world: World, shown: Identity) -> Json:
    users = [user for user in world.users.values() if user.identity_id == shown.id]
    return {
        "user_identity_id": shown.id,
        "user_identity_key": shown.key,
        "email_address": shown.email,
        "full_name": shown.full_name,
        "phone_number": shown.phone,
        "display_name": shown.full_name or shown.email or shown.phone or shown.key or "Unnamed",
        "acs_user_ids": [user.id for user in users],
        "workspace_id": world.workspace_id,
        "created_at": when(shown.made_at),
        "errors": [
            {
                "error_code": "issue_with_acs_user",
                "message": error.message,
                "created_at": when(error.at),
                "acs_user_id": user.id,
                "acs_system_id": user.system_id,
            }
            for user in users
            for error in user.errors
        ],
        "warnings": warnings(shown.warnings),
    }


def instant_key(world: World, shown: InstantKey) -> Json:
    return {
        "instant_key_id": shown.id,
        "instant_key_url": shown.url,
        "client_session_id": shown.session_id,
        "user_identity_id": shown.identity_id,
        "workspace_id": world.workspace_id,
        "created_at": when(shown.made_at),
        "expires_at": when(shown.ends_at),
    }


def acs_user(world: World, shown: User) -> Json:
    known = {"email_address": shown.email, "phone_number": shown.phone, "user_identity_id": shown.identity_id}
    person = world.identities.get(shown.identity_id or "")
    return {
        "acs_user_id": shown.id,
        "acs_system_id": shown.system_id,
        "connected_account_id": world.systems[shown.system_id].account_id,
        "workspace_id": world.workspace_id,
        "display_name": shown.full_name,
        "full_name": shown.full_name,
        **{name: value for name, value in known.items() if value is not None},
        "user_identity_email_address": person.email if person else None,
        "user_identity_full_name": person.full_name if person else None,
        "user_identity_phone_number": person.phone if person else None,
        "external_type": "latch_user",
        "external_type_display_name": "Latch User",
        "is_managed": True,
        "is_suspended": shown.is_suspended,
        "created_at": when(shown.made_at),
        "last_successful_sync_at": when(shown.made_at),
        "errors": errors(shown.errors),
        "warnings": warnings(shown.warnings),
    }


def credential(world: World, shown: Credential) -> Json:
    user = world.users.get(shown.user_id)
    owner = {"user_identity_id": user.identity_id} if user and user.identity_id else {}
    ends = {"ends_at": when(shown.ends_at)} if shown.ends_at else {}
    return {
        "acs_credential_id": shown.id,
        "acs_system_id": shown.system_id,
        "acs_user_id": shown.user_id,
        **owner,
        "connected_account_id": world.systems[shown.system_id].account_id,
        "workspace_id": world.workspace_id,
        "access_method": shown.method,
        "display_name": "Latch PIN" if shown.method == "code" else "Latch Mobile Key",
        "code": shown.code,
        "starts_at": when(shown.starts_at),
        **ends,
        **_KIND,
        "is_multi_phone_sync_credential": shown.is_multi_phone,
        "is_issued": shown.issued_at is not None,
        "issued_at": when(shown.issued_at) if shown.issued_at else None,
        **_sync(_synced_at(world, shown)),
        "created_at": when(shown.made_at),
        "errors": errors(shown.errors),
        "warnings": warnings(_credential_warnings(shown)),
    }


def event(world: World, shown: Event) -> Json:
    of = world.systems.get(shown.ids.get("acs_system_id", ""))
    account = {"connected_account_id": of.account_id} if of else {}
    return {
        "event_id": shown.id,
        "event_type": shown.type,
        "workspace_id": world.workspace_id,
        "created_at": when(shown.made_at),
        "occurred_at": when(shown.occurred_at),
        **account,
        **shown.ids,
        **shown.extra,
    }


def _sync(synced_at: datetime | None) -> Json:
    return {
        "is_latest_desired_state_synced_with_provider": synced_at is not None,
        "latest_desired_state_synced_with_provider_at": when(synced_at) if synced_at else None,
    }


def _synced_at(world: World, shown: Credential) -> datetime | None:
    """None while the provider has not yet heard of the create, the latest update or the delete."""
    if shown.issued_at is None or not shown.is_live:
        return None
    if shown.changed_at is None:
        return shown.issued_at
    due = max(shown.issued_at, shown.changed_at + world.knobs.update_delay)
    return due if due <= world.now() else None


def _credential_warnings(shown: Credential) -> Iterable[Trouble]:
    if shown.issued_at is None and not shown.errors:
        yield Trouble("waiting_to_be_issued", "Latch has not issued this credential yet", shown.made_at)
    if shown.start_moved:
        yield Trouble("schedule_modified", "The start was in the past and was moved", shown.made_at)
    if shown.delete_asked_at is not None:
        yield Trouble("being_deleted", "This credential is being deleted", shown.delete_asked_at)
    yield from shown.warnings
