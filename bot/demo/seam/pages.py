"""What a person sees of Seam in a browser: the log-in page of a Connect Webview, and Latch, which they may play."""

from collections.abc import Callable
from html import escape
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.demo.seam import webviews
from bot.demo.seam.errors import SeamError
from bot.demo.seam.page_frame import framed
from bot.demo.seam.records import Webview
from bot.demo.seam.world import World

SwitchOn = Callable[[str], object]
"""Latch lets Seam see a building of this account."""
_NAMES = {"latch": "Latch", "yale": "Yale", "schlage": "Schlage", "igloohome": "igloohome", "nuki": "Nuki"}
"""The brands that this Seam plays."""
_LOG_IN = """<p>You came here to let Seam see your doors. Nobody checks who you are: there is no password.</p>
<form method="post">{choice}
<button name="outcome" value="authorized">Authorize</button>
<button name="outcome" value="failed" class="quiet">Fail to log in</button></form>"""
_CHOICE = """<label for="provider">Brand</label><select id="provider" name="provider">{options}</select>"""
_SWITCH_ON = """<p>You are logged in. In real life people at Latch now switch your doors on for Seam, which takes
its time. Here you may be Latch:</p>
<form method="post"><button name="outcome" value="building">Switch on a building</button></form>
<p>Or go back to Slack and choose <b>Check now</b> to see what Keydesk says until then.</p>"""
_SWITCHED_ON = "<p>Latch has switched on {names}. Go back to Slack and choose <b>Check now</b>.</p>"
_CONNECTED = "<p>You are logged in. Go back to Slack and choose <b>Check now</b>.</p>"
_FAILED = "<p>The log-in did not succeed, and this page is used up. Go back to Slack for a new link.</p>"
_NO_PAGE = "There is no such page"
_MOST = 1_000
"""Bytes of a form; a longer one is cut."""


def page_routes(world: World, switch_on: SwitchOn) -> list[Route]:
    """No key: whoever has the address may log in, as with Seam's."""

    async def webview(request: Request) -> Response:
        try:
            shown = world.webview(request.query_params.get("connect_webview_id"))
        except SeamError:
            return Response(_NO_PAGE, 404)
        if request.query_params.get("auth_token") != shown.token:
            return Response(_NO_PAGE, 404)
        if request.method == "POST":
            _press(world, shown, (await request.body())[:_MOST], switch_on)
        return HTMLResponse(html(world, shown))

    return [Route("/connect_webviews/view", webview, methods=["GET", "POST"])]


def html(world: World, webview: Webview) -> str:
    """What the person sees: the log-in, or how it ended."""
    if webview.status == "pending":
        brands = _brands(webview)
        title = f"Connect {_name(brands[0])}" if len(brands) == 1 else "Connect a brand"
        return framed(title, _LOG_IN.format(choice=_choice(brands)))
    if webview.status == "failed":
        return framed("Not connected", _FAILED)
    return framed("Connected", _after(world, webview))


def _after(world: World, webview: Webview) -> str:
    found = [one.name for one in world.systems.values() if one.account_id == webview.account_id]
    if found:
        return _SWITCHED_ON.format(names=escape(", ".join(found)))
    return _SWITCH_ON if webview.provider == "latch" else _CONNECTED


def _press(world: World, webview: Webview, form: bytes, switch_on: SwitchOn) -> None:
    """A button that is not on the page as it is now does nothing."""
    said = parse_qs(form.decode("utf-8", "replace"))
    outcome, brand = said.get("outcome", [""])[0], said.get("provider", [""])[0]
    if webview.status == "pending" and outcome == "authorized":
        webviews.log_in(world, webview, None, brand if brand in _brands(webview) else _brands(webview)[0])
    elif webview.status == "pending" and outcome == "failed":
        webviews.fail(world, webview)
    elif outcome == "building" and _may_switch_on(world, webview):
        switch_on(webview.account_id or "")


def _may_switch_on(world: World, webview: Webview) -> bool:
    is_latch = webview.status == "authorized" and webview.provider == "latch"
    return is_latch and all(one.account_id != webview.account_id for one in world.systems.values())


def _brands(webview: Webview) -> list[str]:
    """Those that this Seam plays, of those that are accepted; the first accepted one where it plays none."""
    return [brand for brand in _NAMES if brand in webview.accepted] or [webview.accepted[0]]


def _choice(brands: list[str]) -> str:
    if len(brands) == 1:
        return ""
    return _CHOICE.format(options="".join(f'<option value="{one}">{_name(one)}</option>' for one in brands))


def _name(brand: str) -> str:
    return _NAMES.get(brand, brand)
