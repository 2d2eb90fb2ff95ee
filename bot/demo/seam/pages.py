"""What a person sees of Seam in a browser: the log-in page of a Connect Webview."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.demo.seam import webviews
from bot.demo.seam.errors import SeamError
from bot.demo.seam.records import Webview
from bot.demo.seam.world import World

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Connect {provider}</title>
<h1>Connect {provider}</h1><p>This page stands for Seam's log-in page. It is part of the demo.</p>
<form method="post"><button name="outcome" value="authorized">Log in</button>
<button name="outcome" value="failed">Fail to log in</button></form>"""
_DONE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{status}</title>
<h1>{status}</h1><p>You can close this page.</p>"""
_MOST = 1_000
"""Bytes of a form; a longer one is cut."""


def page_routes(world: World) -> list[Route]:
    """No key: whoever has the address may log in, as with Seam's."""

    async def webview(request: Request) -> Response:
        try:
            shown = world.webview(request.query_params.get("connect_webview_id"))
        except SeamError:
            return Response("There is no such page", 404)
        if request.method == "POST" and shown.status == "pending":
            _end(world, shown, (await request.body())[:_MOST])
        return HTMLResponse(html(shown))

    return [Route("/connect_webviews/view", webview, methods=["GET", "POST"])]


def html(webview: Webview) -> str:
    """What the person sees: the log-in, or how it ended."""
    if webview.status == "pending":
        return _PAGE.format(provider=escape(webview.accepted[0]))
    return _DONE.format(status={"authorized": "Connected", "failed": "Not connected"}[webview.status])


def _end(world: World, webview: Webview, form: bytes) -> None:
    if b"outcome=authorized" in form:
        webviews.log_in(world, webview, None, None)
    else:
        webviews.fail(world, webview)
