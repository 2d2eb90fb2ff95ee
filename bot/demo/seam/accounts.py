"""A connected account that is disconnected takes everything that came in through it along, until it is reconnected."""

from collections.abc import Mapping

from bot.demo.seam import troubles
from bot.demo.seam.endpoints import PAGE, Answer, Endpoint, matches, page, read
from bot.demo.seam.errors import not_found
from bot.demo.seam.fields import EMAIL, TEXT, UUID, Body, exactly_one
from bot.demo.seam.records import Account, Trouble
from bot.demo.seam.wire import Json, when
from bot.demo.seam.workspace import Workspace
from bot.demo.seam.world import World

_DISPLAY_NAMES = {"latch": "Latch", "yale": "Yale", "schlage": "Schlage", "igloohome": "igloohome", "nuki": "Nuki"}
_LISTED = 11_000
"""Seam's default limit for this list."""


def shown(account: Account) -> Json:
    capability = "access_control" if account.provider == "latch" else "lock"
    return {
        "connected_account_id": account.id,
        "account_type": account.provider,
        "account_type_display_name": _DISPLAY_NAMES.get(account.provider, account.provider),
        "display_name": account.name,
        "created_at": when(account.made_at),
        "accepted_capabilities": [capability],
        "automatically_manage_new_devices": True,
        "custom_metadata": account.custom_metadata,
        "errors": troubles.account_errors(account.errors),
        "warnings": troubles.warnings(account.warnings),
    }


def disconnect(workspace: Workspace, account: Account) -> None:
    """Devices and access systems of this account show the error too."""
    message = "Seam has lost its login at the provider; a new Connect Webview brings it back"
    account.errors.append(Trouble("account_disconnected", message, workspace.now()))
    workspace.emit(
        "connected_account.disconnected", extra=troubles.of_account(account), connected_account_id=account.id
    )


def reconnect(workspace: Workspace, account: Account) -> None:
    account.errors.clear()
    account.connected_since = workspace.now()
    workspace.emit("connected_account.connected", connected_account_id=account.id)
    workspace.emit("connected_account.completed_first_sync_after_reconnection", connected_account_id=account.id)


def _list(world: World, body: Body) -> Answer:
    found = [one for one in world.accounts.values() if matches(body.get("search"), one.name, one.id, one.provider)]
    on_page, pagination = page(world, body, found, default=_LISTED)
    return {"connected_accounts": [shown(one) for one in on_page], **pagination}


def _get(world: World, body: Body) -> Answer:
    """By e-mail nothing is found: the accounts of this simulator have none."""
    exactly_one(body, ("connected_account_id", "email"))
    if "email" in body:
        raise not_found("connected_account")
    return {"connected_account": shown(world.account(body["connected_account_id"]))}


def _disconnect(world: World, body: Body) -> Answer:
    account = world.account(body["connected_account_id"])
    disconnect(world, account)
    world.effect("disconnected", "connected_account", account.id)
    return {}


ENDPOINTS: Mapping[str, Endpoint] = {
    "/connected_accounts/list": read(_list, {"search": TEXT, **PAGE}),
    "/connected_accounts/get": read(_get, {"connected_account_id": UUID, "email": EMAIL}),
    "/connected_accounts/simulate/disconnect": Endpoint(_disconnect, {"connected_account_id": UUID.must}),
}
