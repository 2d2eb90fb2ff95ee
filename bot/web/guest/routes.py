"""A link is followed by programs that preview it, and by whoever it is forwarded to: a GET shows where and when alone.

What opens a door is the answer to a POST. A link that is not known, or not any more, is answered like any other
address that is not there.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import segno
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.domain.colour import ink_on, read_colour
from bot.domain.errors import BadField
from bot.domain.web_pass import NoPass, PassOver
from bot.services.web_pass.guest_page import GuestPage
from bot.services.web_pass.unlocking import Unlocking
from bot.web.guard import Endpoint
from bot.web.guest.calendar import calendar_file
from bot.web.guest.doors import DoorPages
from bot.web.guest.drawing import over_page, pass_page, qr_page
from bot.web.guest.languages import choose_language
from bot.web.rates import Rate, address_of, limited

STATIC = Path(__file__).parent / "static"
MINUTE = timedelta(minutes=1)
A_MINUTE_PER_ADDRESS = 300
"""All guests behind one router or proxy share an address, and a page that waits for a lock asks every two seconds."""
LOOKS_A_MINUTE = 6
"""Each look is a line of the trail: a program that presses the button all day must not fill it."""
Answer = Callable[[Request, str, str], Awaitable[Response]]
"""The request, the token, the language."""


def guest_routes(page: GuestPage, unlocking: Unlocking, public_url: str, now: Callable[[], datetime]) -> list[Route]:
    """The guests' pages under `/g`, for an address at which guests reach us."""
    doors = DoorPages(unlocking)
    pages = _Pages(page, doors, public_url, now)
    everyone = (Rate(A_MINUTE_PER_ADDRESS, MINUTE, now), address_of)
    return [
        Route("/g/-/pass.css", _file("pass.css")),
        Route("/g/-/pass.js", _file("pass.js")),
        Route("/g/-/{colour}.css", _colour),
        Route("/g/{token}", limited(_about(pages.look), everyone)),
        Route("/g/{token}", limited(_about(pages.show), everyone), methods=["POST"]),
        Route("/g/{token}/calendar.ics", limited(_about(pages.calendar), everyone)),
        Route("/g/{token}/qr", limited(_about(pages.qr), everyone)),
        Route("/g/{token}/door/{number}/{action}", limited(_about(doors.move), everyone), methods=["POST"]),
        Route("/g/{token}/command/{command}", limited(_about(doors.command), everyone)),
    ]


class _Pages:
    def __init__(self, page: GuestPage, doors: DoorPages, public_url: str, now: Callable[[], datetime]) -> None:
        self._page = page
        self._doors = doors
        self._public_url = public_url
        self._looks = Rate(LOOKS_A_MINUTE, MINUTE, now)

    async def look(self, _request: Request, token: str, language: str) -> Response:
        return HTMLResponse(pass_page(await self._page.look(token), token, language))

    async def show(self, _request: Request, token: str, language: str) -> Response:
        sight = await self._page.look(token)
        if not self._looks.allows(sight.web_pass.id):
            return HTMLResponse(pass_page(sight, token, language, is_paused=True), HTTPStatus.TOO_MANY_REQUESTS)
        shown = await self._page.show(token)
        held = {} if shown.pins is None else await self._doors.held(shown, token, language)
        return HTMLResponse(pass_page(shown, token, language, held=held))

    async def calendar(self, _request: Request, token: str, language: str) -> Response:
        headers = {"content-disposition": 'attachment; filename="access.ics"'}
        return Response(
            calendar_file(await self._page.look(token), language), media_type="text/calendar", headers=headers
        )

    async def qr(self, _request: Request, token: str, language: str) -> Response:
        sight = await self._page.look(token)
        code = segno.make_qr(f"{self._public_url}/g/{token}", error="m")
        return HTMLResponse(qr_page(sight, code.svg_inline(omitsize=True, border=4), language))


def _about(answer: Answer) -> Endpoint:
    """The answer about a link that works; else "not found" or "ended", the same for all."""

    async def endpoint(request: Request) -> Response:
        language = choose_language(request.query_params.get("lang"), request.headers.get("accept-language"))
        try:
            return await answer(request, request.path_params["token"], language)
        except NoPass:
            return PlainTextResponse("Not Found", HTTPStatus.NOT_FOUND)
        except PassOver:
            return HTMLResponse(over_page(language), HTTPStatus.GONE)

    return endpoint


def _file(name: str) -> Endpoint:
    async def endpoint(_request: Request) -> Response:
        return FileResponse(STATIC / name)

    return endpoint


async def _colour(request: Request) -> Response:
    """A building's colour as a style sheet: the page itself may hold no styles."""
    try:
        colour = read_colour(request.path_params["colour"])
    except BadField:
        colour = None
    if colour is None:
        return PlainTextResponse("Not Found", HTTPStatus.NOT_FOUND)
    return Response(f":root {{ --brand: {colour}; --on-brand: {ink_on(colour)} }}", media_type="text/css")
