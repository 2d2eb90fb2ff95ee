"""A loopback server is reachable from every web page in the browser: only our own page may look in or press anything.

A foreign name that points to this machine (DNS rebinding) is told by Host, a foreign page by Origin and by the header
that no page can send to another origin unasked.
"""

from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "x-keydesk-demo"
_NAMES = ("127.0.0.1", "localhost")
SENT_ALONG = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow",
}


class Guard:
    """Refuses what does not come from the demo's own page, and says in each answer what that page may load."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SENT_ALONG)
            await send(message)

        problem = _problem(scope)
        answer = JSONResponse({"ok": False, "refused": problem}, HTTPStatus.FORBIDDEN) if problem else self._app
        await answer(scope, receive, sending)


def _problem(scope: Scope) -> str | None:
    headers, port = Headers(scope=scope), scope["server"][1]
    hosts = {f"{name}:{port}" for name in _NAMES}
    if headers.get("host") not in hosts:
        return f"The demo answers at http://127.0.0.1:{port} alone."
    if "origin" in headers and headers["origin"] not in {f"http://{host}" for host in hosts}:
        return "Another page may not use the demo."
    if scope["method"] not in {"GET", "HEAD"} and headers.get(HEADER) != "1":
        return f"A change needs the header {HEADER}: 1."
    return None
