"""A Connect Webview is a page where a person logs in at a provider; what they do there makes or mends an account.

For Latch an authorized webview is not yet a building: its doors come days later, when Latch has switched them on.
"""

from collections.abc import Mapping

from bot.demo.seam import accounts
from bot.demo.seam.endpoints import PAGE, Answer, Endpoint, matches, page, read
from bot.demo.seam.errors import invalid
from bot.demo.seam.fields import FLAG, NAME, TEXT, UUID, Body, Field, many, one_of
from bot.demo.seam.providers import LOCKS, PROVIDERS
from bot.demo.seam.records import Account, Webview
from bot.demo.seam.wire import Json, when, when_if
from bot.demo.seam.world import World


def log_in(world: World, webview: Webview, account_id: str | None, provider: str | None) -> Account:
    """Mends the account that is named, or one of this provider that has lost its login; else makes a new one.

    Raises ValueError for a page that was used before.
    """
    _refuse_used(webview)
    webview.provider = provider or webview.accepted[0]
    old = world.account(account_id) if account_id else _disconnected(world, webview.provider)
    account = old or _new(world, webview)
    webview.status, webview.account_id, webview.authorized_at = "authorized", account.id, world.now()
    page = {"connect_webview_id": webview.id}
    world.emit("connect_webview.login_succeeded", extra=dict(page), connected_account_id=account.id)
    if old is None:
        world.emit("connected_account.connected", extra=dict(page), connected_account_id=account.id)
    else:
        accounts.reconnect(world, account)
    return account


def _disconnected(world: World, provider: str) -> Account | None:
    return next((one for one in world.accounts.values() if one.provider == provider and one.errors), None)


def _new(world: World, webview: Webview) -> Account:
    now, provider = world.now(), webview.provider or ""
    account = Account(world.new_id(), provider, f"{provider} account", now, now, dict(webview.custom_metadata))
    world.accounts[account.id] = account
    return account


def fail(world: World, webview: Webview) -> None:
    """Raises ValueError for a page that was used before."""
    _refuse_used(webview)
    webview.status = "failed"
    world.emit("connect_webview.login_failed", connect_webview_id=webview.id)


def _refuse_used(webview: Webview) -> None:
    if webview.status != "pending":
        msg = f"this page is {webview.status}"
        raise ValueError(msg)


def _create(world: World, body: Body) -> Answer:
    metadata, accepted = body.get("custom_metadata"), body.get("accepted_providers")
    made = Webview(
        id=world.new_id(),
        token=world.new_id(),
        made_at=world.now(),
        accepted=tuple(accepted) if isinstance(accepted, list) and accepted else _of(body.get("provider_category")),
        is_any=not accepted,
        custom_metadata=metadata if isinstance(metadata, dict) else {},
        redirect_url=_text(body, "custom_redirect_url"),
        failure_url=_text(body, "custom_redirect_failure_url"),
        manages_new=body.get("automatically_manage_new_devices") is not False,
        waits=body.get("wait_for_device_creation") is True,
    )
    if "accepted_providers" in body and "provider_category" in body:
        raise invalid(body="Must not specify both accepted_providers and provider_category")
    world.webviews[made.id] = made
    world.effect("created", "connect_webview", made.id)
    return {"connect_webview": _shown(world, made)}


def _get(world: World, body: Body) -> Answer:
    return {"connect_webview": _shown(world, world.webview(body["connect_webview_id"]))}


def _list(world: World, body: Body) -> Answer:
    wanted = body.get("custom_metadata_has")
    marks = wanted.items() if isinstance(wanted, dict) else {}.items()
    found = [
        one
        for one in world.webviews.values()
        if matches(body.get("search"), one.id, one.provider) and marks <= one.custom_metadata.items()
    ]
    on_page, pagination = page(world, body, found)
    return {"connect_webviews": [_shown(world, one) for one in on_page], **pagination}


def _shown(world: World, shown: Webview) -> Json:
    return {
        "connect_webview_id": shown.id,
        "workspace_id": world.workspace_id,
        "url": f"{world.base_url}/connect_webviews/view?connect_webview_id={shown.id}&auth_token={shown.token}",
        "status": shown.status,
        "login_successful": shown.status == "authorized",
        "connected_account_id": shown.account_id,
        "selected_provider": shown.provider,
        "authorized_at": when_if(shown.authorized_at),
        "accepted_providers": [*shown.accepted],
        "accepted_devices": [],
        "accepted_capabilities": ["lock", "access_control"],
        "any_provider_allowed": shown.is_any,
        "any_device_allowed": shown.is_any,
        "automatically_manage_new_devices": shown.manages_new,
        "device_selection_mode": "none",
        "wait_for_device_creation": shown.waits,
        "custom_metadata": shown.custom_metadata,
        "custom_redirect_url": shown.redirect_url,
        "custom_redirect_failure_url": shown.failure_url,
        "created_at": when(shown.made_at),
    }


def _of(category: object) -> tuple[str, ...]:
    """Seam's categories hold more brands than these."""
    return {"consumer_smartlocks": LOCKS, "access_control_systems": ("latch",)}.get(str(category), PROVIDERS)


def _text(body: Body, name: str) -> str | None:
    return str(body[name]) if name in body else None


_METADATA = Field(lambda value: None if isinstance(value, dict) else "Expected object")
ENDPOINTS: Mapping[str, Endpoint] = {
    "/connect_webviews/create": Endpoint(
        _create,
        {
            "accepted_providers": many(one_of(*PROVIDERS)),
            "provider_category": NAME,
            "accepted_capabilities": many(one_of("lock", "thermostat", "noise_sensor", "access_control", "camera")),
            "custom_redirect_url": NAME,
            "custom_redirect_failure_url": NAME,
            "custom_metadata": _METADATA,
            "automatically_manage_new_devices": FLAG,
            "wait_for_device_creation": FLAG,
        },
    ),
    "/connect_webviews/get": read(_get, {"connect_webview_id": UUID.must}),
    "/connect_webviews/list": read(_list, {"search": TEXT, "custom_metadata_has": _METADATA, **PAGE}),
}
