"""Access grants and methods as Seam's OpenAPI has them; a PIN is shown once it was issued."""

from bot.demo.seam import troubles
from bot.demo.seam.grants.records import Grant, Method
from bot.demo.seam.grants.state import Grants
from bot.demo.seam.records import Trouble
from bot.demo.seam.wire import Json, when, when_if

_NAMES = {"code": "PIN Code", "card": "Card", "mobile_key": "Mobile Key", "cloud_key": "Cloud Key"}
_DELETING = "This is being deleted"
_MOVING = "updating_access_times"


def access_grant(grants: Grants, shown: Grant) -> Json:
    keys = {"access_grant_key": shown.key, "reservation_key": shown.reservation_key}
    return {
        "access_grant_id": shown.id,
        **{name: key for name, key in keys.items() if key is not None},
        "workspace_id": grants.space.workspace_id,
        "user_identity_id": shown.identity_id,
        "access_method_ids": [one.id for one in grants.methods_of(shown)],
        "requested_access_methods": [
            {
                "mode": one.mode,
                "display_name": _NAMES[one.mode],
                "created_at": when(one.made_at),
                "created_access_method_ids": one.method_ids,
                **({} if one.code is None else {"code": one.code}),
            }
            for one in shown.requested
        ],
        "starts_at": when(shown.starts_at),
        "ends_at": when_if(shown.ends_at),
        "name": shown.name,
        "display_name": shown.name or "Access Grant",
        "location_ids": [],
        "space_ids": [],
        "created_at": when(shown.made_at),
        "pending_mutations": _mutations(grants, shown),
        "errors": troubles.errors(shown.errors),
        "warnings": troubles.warnings(_grant_warnings(grants, shown)),
    }


def access_method(grants: Grants, shown: Method) -> Json:
    return {
        "access_method_id": shown.id,
        "workspace_id": grants.space.workspace_id,
        "mode": shown.mode,
        "display_name": _NAMES[shown.mode],
        "is_issued": shown.issued_at is not None,
        "issued_at": when_if(shown.issued_at),
        "code": shown.code if shown.was_issued else None,
        "created_at": when(shown.made_at),
        "pending_mutations": [*_moving(shown), *_revoking(grants, shown)],
        "errors": troubles.errors([*shown.errors, *([shown.failure] if shown.failure else [])]),
        "warnings": troubles.warnings(_method_warnings(shown)),
    }


def _mutations(grants: Grants, shown: Grant) -> list[Json]:
    moving = [one for one in grants.methods_of(shown) if one.moving]
    if not moving:
        return []
    return [{**_moving(moving[0])[0], "access_method_ids": [one.id for one in moving]}]


def _moving(shown: Method) -> list[Json]:
    if shown.moving is None:
        return []
    change, message = shown.moving, "Seam is updating the access times"
    base: Json = {"mutation_code": _MOVING, "message": message, "created_at": when(change.asked_at)}
    return [{**base, "from": change.before, "to": change.after}]


def _revoking(grants: Grants, shown: Method) -> list[Json]:
    if shown.delete_asked_at is None:
        return []
    base: Json = {"mutation_code": "revoking_access", "message": _DELETING, "created_at": when(shown.delete_asked_at)}
    devices = [one.device_id for one in grants.codes_of(shown)]
    return [{**base, "from": {"device_ids": devices}, "to": {"device_ids": []}}]


def _grant_warnings(grants: Grants, shown: Grant) -> list[Trouble]:
    found = list(shown.warnings)
    if shown.delete_asked_at is not None:
        found.append(Trouble("being_deleted", _DELETING, shown.delete_asked_at))
    moving = [one for one in grants.methods_of(shown) if one.moving]
    if moving and moving[0].moving:
        ids = {"access_method_ids": [one.id for one in moving]}
        found.append(Trouble(_MOVING, "The access times are being updated", moving[0].moving.asked_at, ids))
    return found


def _method_warnings(shown: Method) -> list[Trouble]:
    found = list(shown.warnings)
    if shown.delete_asked_at is not None:
        found.append(Trouble("being_deleted", _DELETING, shown.delete_asked_at))
    if shown.moving is not None:
        found.append(Trouble(_MOVING, "The access times are being updated", shown.moving.asked_at))
    if shown.is_late_told and shown.issued_at is None:
        found.append(Trouble("delay_in_issuing", "This takes longer than it should", shown.made_at))
    return found
