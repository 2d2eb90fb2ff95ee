"""The Web API answers 200 to nearly everything: `ok: false` is an error, 429 and 5xx are the exceptions."""

import asyncio
import json
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.demo.serving import RESET
from bot.demo.slack.faults import Fault, Faults
from bot.demo.slack.limits import retry_after
from bot.demo.slack.methods import METHODS
from bot.demo.slack.records import Call, SlackError
from bot.demo.slack.rules import Json
from bot.demo.slack.socket import SocketHub
from bot.demo.slack.workspace import Workspace

_STRINGS = ("channel", "user", "user_id", "ts", "thread_ts", "text", "email", "usergroup", "view_id", "external_id")
"""Arguments that slack_sdk would have made strings of; in a raw JSON body they may be anything."""


class WebApi:
    """`/api/<method>`: token, scope, arguments, then the method; every call is journaled."""

    def __init__(self, world: Workspace, faults: Faults, hub: SocketHub, *, bot_token: str, app_token: str) -> None:
        self._world = world
        self._faults = faults
        self._hub = hub
        self._bot_token = bot_token
        self._app_token = app_token
        self.journal: list[Call] = []

    async def handle(self, request: Request) -> Response:
        method = request.path_params["method"]
        try:
            args = await _arguments(request)
        except SlackError as error:
            self._note(method, {}, error.code)
            return JSONResponse({"ok": False, "error": error.code})
        token = args.pop("token", None) or _bearer(request)
        fault = self._faults.take(method)
        if fault and not fault.after_effect:
            self._note(method, args, f"fault:{fault.kind}")
            return await self._strike(fault, request)
        body = self._run(method, token, args, request)
        self._note(method, args, body.get("error"))
        if fault:
            return await self._strike(fault, request)
        return self._answer(body)

    def _answer(self, body: Json) -> Response:
        headers = {"x-oauth-scopes": ",".join(sorted(self._world.scopes)), "x-slack-req-id": "demo"}
        if body.get("error") == "ratelimited":
            headers["retry-after"] = str(body.pop("retry_after", 1))
            return JSONResponse(body, 429, headers)
        return JSONResponse(body, headers=headers)

    def _run(self, method: str, token: str | None, args: Json, request: Request) -> Json:
        try:
            if method == "apps.connections.open":
                self._token(token, self._app_token)
                self._paced(method)
                return {"ok": True, "url": self._hub.ticket(request.url.netloc)}
            return {"ok": True} | self._call(method, token, args)
        except SlackError as error:
            return {"ok": False, "error": error.code, **error.extra}

    def _call(self, name: str, token: str | None, args: Json) -> Json:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        self._token(token, self._bot_token)
        self._paced(name)
        if method.scopes and not self._world.scopes.intersection(method.scopes):
            provided = ",".join(sorted(self._world.scopes))
            raise SlackError("missing_scope", needed=",".join(method.scopes), provided=provided)
        messages = [f"[ERROR] missing required field: {key}" for key in method.required if not args.get(key)]
        messages += [f"[ERROR] must be a string: {key}" for key in _STRINGS if not isinstance(args.get(key, ""), str)]
        if messages:
            raise SlackError("invalid_arguments", response_metadata={"messages": messages})
        return method.run(self._world, args)

    def _paced(self, method: str) -> None:
        if wait := self._world.tiers.wait(method, self._world.now()):
            raise SlackError("ratelimited", retry_after=retry_after(wait))

    def _token(self, token: str | None, expected: str) -> None:
        if not token:
            raise SlackError("not_authed")
        if token == expected:
            return
        raise SlackError("not_allowed_token_type" if token in {self._bot_token, self._app_token} else "invalid_auth")

    def _note(self, method: str, args: Json, error: str | None) -> None:
        self.journal.append(Call(method, args, error is None, error, self._world.now()))
        self._world.bell.ring()

    async def _strike(self, fault: Fault, request: Request) -> Response:
        if fault.kind == "slack":
            return JSONResponse({"ok": False, "error": fault.error})
        if fault.kind == "http":
            headers = {"retry-after": str(fault.retry_after)} if fault.retry_after is not None else {}
            body = {"ok": False, "error": fault.error}
            return (
                JSONResponse(body, fault.status, headers)
                if fault.retry_after is not None
                else Response(status_code=fault.status)
            )
        if fault.kind == "hang":
            await _until_gone(request, self._faults)
            return Response(status_code=504)
        await request.scope["extensions"][RESET]()
        return Response(status_code=504)


async def _until_gone(request: Request, faults: Faults) -> None:
    """Until the caller gives up or the faults are cleared."""
    released = asyncio.ensure_future(faults.released.wait())
    gone = asyncio.ensure_future(request.receive())
    _done, waiting = await asyncio.wait({released, gone}, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()


def _bearer(request: Request) -> str | None:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token if kind.lower() == "bearer" and token else None


async def _arguments(request: Request) -> Json:
    """Query, form and JSON body together: slack_sdk puts the arguments of some POSTs into the query."""
    args: Json = dict(request.query_params)
    raw = await request.body()
    if request.headers.get("content-type", "").startswith("application/json"):
        return args | _json_arguments(raw)
    return args | dict(parse_qsl(raw.decode(), keep_blank_values=True))


def _json_arguments(raw: bytes) -> Json:
    try:
        found = json.loads(raw or b"{}")
    except ValueError as error:
        raise SlackError("invalid_json") from error
    if not isinstance(found, dict):
        raise SlackError("json_not_object")
    return {key: value for key, value in found.items() if value is not None}
