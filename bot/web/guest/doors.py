"""Holding the button sends a POST; what becomes of it is a page of its own, so that no reload asks the lock twice."""

import re
import secrets
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.domain.command import Action
from bot.domain.errors import Refused
from bot.domain.web_pass import NoPass
from bot.services.web_pass.guest_page import Sight
from bot.services.web_pass.unlocking import LookFirst, Movable, Moved, Unlocking
from bot.web.guest.drawing import command_page, refused_page

_ONCE = re.compile(r"[0-9a-f]{16}", re.ASCII)
_NUMBER = re.compile("[0-9]{1,3}")
"""No longer: a number of thousands of digits cannot be read, and there are not so many doors."""


class DoorPages:
    """What a guest has their locks do."""

    def __init__(self, unlocking: Unlocking) -> None:
        self._unlocking = unlocking

    async def held(self, sight: Sight, token: str, language: str) -> dict[str, str]:
        """By door: where the POST of its button goes, for somebody who was shown the page just now."""
        movable = await self._unlocking.movable(sight)
        ticket = self._unlocking.ticket(sight) if movable else ""
        return {one.door.entrance_id: f"./{token}/{address(one, Action.UNLOCK, language, ticket)}" for one in movable}

    async def move(self, request: Request, token: str, language: str) -> Response:
        """Ask for it, and lead to what becomes of it."""
        number, action = request.path_params["number"], request.path_params["action"]
        once = request.query_params.get("once", "")
        if not _NUMBER.fullmatch(number) or action not in set(Action) or not _ONCE.fullmatch(once):
            raise NoPass
        try:
            ticket = request.query_params.get("shown", "")
            command = await self._unlocking.move(token, int(number), Action(action), ticket, once)
        except LookFirst:
            return _see_other(f"../../../{token}", language)
        except Refused as no:
            return HTMLResponse(refused_page(token, no.problem, language), HTTPStatus.CONFLICT)
        return _see_other(f"../../command/{command.id}", language)

    async def command(self, request: Request, token: str, language: str) -> Response:
        """How far it is."""
        moved = await self._unlocking.moved(token, request.path_params["command"])
        return HTMLResponse(command_page(moved, token, _again(moved, language), language))


def address(one: Movable, action: Action, language: str, ticket: str = "") -> str:
    """Where a button's POST goes, below the link; pressed twice it is one command."""
    shown = {"shown": ticket} if ticket else {}
    return f"door/{one.number}/{action}?{urlencode({'lang': language, 'once': secrets.token_hex(8), **shown})}"


def _again(moved: Moved, language: str) -> str | None:
    """Lock again, once an unlock is settled."""
    if moved.lockable is None or moved.command.action is Action.LOCK or moved.command.state.is_open:
        return None
    return f"../{address(moved.lockable, Action.LOCK, language)}"


def _see_other(where: str, language: str) -> Response:
    return RedirectResponse(f"{where}?lang={language}", HTTPStatus.SEE_OTHER)
