"""The demo's own switches, under `/_sim`: no key, because the server listens on loopback alone."""

import json
from dataclasses import asdict
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.demo.seam.errors import SeamError, invalid
from bot.demo.seam.faults import KINDS, Fault, Faults
from bot.demo.seam.fields import COUNT, FLAG, NAME, NUMBER, TEXT, Body, Field, check, one_of

_STATUSES = {status.value for status in HTTPStatus if status >= HTTPStatus.BAD_REQUEST}
_SWITCHES = {"faults": Field(lambda value: None if isinstance(value, list) else "Expected array"), "outage": FLAG}
_RULE = {
    "path": NAME.must,
    "kind": one_of(*KINDS).must,
    "times": COUNT.or_null,
    "after_effect": FLAG,
    "status": Field(lambda value: None if isinstance(value, int) and value in _STATUSES else "Expected 4xx or 5xx"),
    "retry_after": TEXT.or_null,
    "seconds": NUMBER.or_null,
    "at_least": NUMBER,
    "at_most": NUMBER,
    "body": TEXT.or_null,
}


def control_routes(faults: Faults) -> list[Route]:
    """`/_sim/faults`: GET lists, POST `{"faults": [...], "outage": bool}` adds and switches, DELETE clears all."""

    async def endpoint(request: Request) -> Response:
        if request.method == "DELETE":
            faults.clear()
        if request.method == "POST":
            try:
                _apply(faults, await request.body())
            except SeamError as error:
                return JSONResponse(error.envelope(""), error.status)
        rules = [asdict(rule) for rule in faults.rules]
        return JSONResponse({"ok": True, "faults": rules, "outage": faults.outage})

    return [Route("/_sim/faults", endpoint, methods=["GET", "POST", "DELETE"])]


def _apply(faults: Faults, raw: bytes) -> None:
    """All or nothing."""
    try:
        asked: object = json.loads(raw)
    except ValueError:
        raise invalid(body="The body is not JSON") from None
    if not isinstance(asked, dict):
        raise invalid(body="Expected object")
    check(_SWITCHES, asked)
    added = [_fault(rule) for rule in asked.get("faults", [])]
    faults.outage = asked.get("outage", faults.outage)
    faults.add(*added)


def _fault(rule: Body) -> Fault:
    if not isinstance(rule, dict):
        raise invalid(faults="Expected object")
    check(_RULE, rule)
    return Fault(**rule)  # type: ignore[arg-type]  # the rule's types are checked just above
