"""Order of things per call: faults, then the key, then the request's form, then the effect, then lost answers."""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

from bot.demo.seam import (
    accounts,
    credentials,
    events,
    identities,
    instant_keys,
    systems,
    users,
    webhooks,
    webviews,
    workspaces,
)
from bot.demo.seam.endpoints import Endpoint
from bot.demo.seam.errors import SeamError, invalid, not_found, server_error, unauthorized
from bot.demo.seam.faults import Fault, Faults
from bot.demo.seam.fields import Body, check, read_query
from bot.demo.seam.grants import endpoints as grants
from bot.demo.seam.grants import methods
from bot.demo.seam.journal import Journal
from bot.demo.seam.locks import code_changes, codes, commands, devices, simulate, unmanaged
from bot.demo.seam.records import Effect, Entry
from bot.demo.seam.world import World
from bot.demo.serving import RESET

ENDPOINTS: dict[str, Endpoint] = {
    **identities.ENDPOINTS,
    **systems.ENDPOINTS,
    **users.ENDPOINTS,
    **credentials.ENDPOINTS,
    **accounts.ENDPOINTS,
    **devices.ENDPOINTS,
    **commands.ENDPOINTS,
    **codes.ENDPOINTS,
    **code_changes.ENDPOINTS,
    **unmanaged.ENDPOINTS,
    **grants.ENDPOINTS,
    **methods.ENDPOINTS,
    **simulate.ENDPOINTS,
    **instant_keys.ENDPOINTS,
    **webviews.ENDPOINTS,
    **workspaces.ENDPOINTS,
    **events.ENDPOINTS,
    **webhooks.ENDPOINTS,
}
_PIECES = 10
_REQUEST_ID = "seam-request-id"


@dataclass(frozen=True)
class _Done:
    """A call that has had its effect, if any, and the answer that it has earned."""

    response: Response
    effects: tuple[Effect, ...]


class Http:
    """Seam's HTTP surface over a world."""

    def __init__(self, world: World, faults: Faults, journal: Journal, api_key: str) -> None:
        self._world = world
        self._faults = faults
        self._journal = journal
        self._authorization = f"Bearer {api_key}".encode()

    async def handle(self, request: Request) -> Response:
        raw = await request.body()
        path, seen = request.url.path, _readable(raw) or dict(request.query_params)
        if self._faults.outage:
            self._note(path, seen, 503, fault="outage")
            return PlainTextResponse("Service Unavailable", 503)
        plan = self._faults.plan(path)
        await asyncio.sleep(plan.before)
        if plan.fault and not plan.fault.after_effect and plan.fault.kind != "slow_body":
            return await self._strike(plan.fault, request, seen, ())
        done = self._answer(request, raw)
        if plan.fault and plan.fault.kind == "slow_body":
            self._note(path, seen, done.response.status_code, done.effects, plan.fault.kind)
            return _trickling(done.response, plan.fault.seconds or 0.0)
        if plan.fault:
            return await self._strike(plan.fault, request, seen, done.effects, plan.after)
        self._note(path, seen, done.response.status_code, done.effects)
        await asyncio.sleep(plan.after)
        return done.response

    def _answer(self, request: Request, raw: bytes) -> _Done:
        request_id = self._world.new_id()
        headers = {_REQUEST_ID: request_id}
        try:
            answer = self._run(request, raw) | {"ok": True}
        except SeamError as error:
            response: Response = JSONResponse(error.envelope(request_id), error.status, headers)
        else:
            response = JSONResponse(answer, headers=headers)
        return _Done(response, self._world.take_effects())

    def _run(self, request: Request, raw: bytes) -> dict[str, object]:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, self._authorization):
            raise unauthorized()
        endpoint = ENDPOINTS.get(request.url.path)
        if endpoint is None:
            raise not_found("endpoint")
        if request.method not in endpoint.verbs:
            message = f"only {', '.join(sorted(endpoint.verbs))} accepted"
            raise SeamError(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", message)
        body = _body(request, raw, endpoint)
        check(endpoint.fields, body)
        self._world.settle()
        return endpoint.run(self._world, body)

    async def _strike(
        self, fault: Fault, request: Request, seen: Body, effects: tuple[Effect, ...], delay: float = 0.0
    ) -> Response:
        """The effects are in the journal before the caller hears anything, or nothing."""
        released = self._faults.released  # taken now: whoever reads the journal may let go at once
        statuses = {"status": fault.status, "malformed": 200, "html": 200}
        self._note(request.url.path, seen, statuses.get(fault.kind), effects, fault.kind)
        await asyncio.sleep(delay)
        if fault.kind == "hang":
            await _hang(fault, request, released)
            return PlainTextResponse("upstream request timeout", 504)
        if fault.kind == "reset":
            await request.scope["extensions"][RESET]()
            return Response()
        if fault.kind in {"malformed", "html"}:
            return Response(fault.text, media_type="text/html" if fault.kind == "html" else "application/json")
        return self._refusal(fault)

    def _refusal(self, fault: Fault) -> Response:
        request_id = self._world.new_id()
        headers = {_REQUEST_ID: request_id}
        if fault.retry_after is not None:
            headers["retry-after"] = fault.retry_after
        if fault.body is not None:
            return PlainTextResponse(fault.body, fault.status, headers)
        return JSONResponse(server_error(fault.status).envelope(request_id), fault.status, headers)

    def _note(
        self, path: str, body: Body, status: int | None, effects: tuple[Effect, ...] = (), fault: str | None = None
    ) -> None:
        self._journal.add(Entry(self._world.now(), path, body, status, effects, fault))


def _trickling(response: Response, seconds: float) -> Response:
    """The same answer, its body sent in pieces with a pause after each."""
    body = bytes(response.body)
    size = -(-len(body) // _PIECES)

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), size):
            yield body[start : start + size]
            await asyncio.sleep(seconds / _PIECES)

    return StreamingResponse(pieces(), response.status_code, dict(response.headers))


async def _hang(fault: Fault, request: Request, released: asyncio.Event) -> None:
    """Until the time is over, the calls are released or the caller has gone."""
    ends = {asyncio.ensure_future(released.wait()), asyncio.ensure_future(request.receive())}
    try:
        await asyncio.wait(ends, timeout=fault.seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for end in ends:
            end.cancel()


def _body(request: Request, raw: bytes, endpoint: Endpoint) -> Body:
    if request.method in {"GET", "DELETE"} and not raw:
        return read_query(endpoint.fields, request.query_params)
    if not raw:
        return {}
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise invalid(body="The body must be application/json")
    try:
        body: object = json.loads(raw)
    except ValueError:
        raise invalid(body="The body is not JSON") from None
    if not isinstance(body, dict):
        raise invalid(body="Expected object")
    return body


def _readable(raw: bytes) -> Body:
    try:
        body: object = json.loads(raw or b"{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
