"""Signed is not yet well formed: Bolt trips over a string where it looks for an object, and would answer 500.

What Slack sends is read once, here, and handed to Bolt as it was read. Bolt's own reader takes any form that contains
the word "payload" for an interaction, so `/guest Payload` would be lost. A field that is not named here may hold
anything: Slack adds new ones.
"""

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Any
from urllib.parse import parse_qsl

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import from_json


class Misshapen(ValueError):
    """Not what Slack sends: answer 400, another delivery would be the same."""


class Missing(KeyError):
    """A screen did not send what its listener needs: it is of another version of ours, and gone when drawn anew."""


class Sent(dict[str, Any]):
    """JSON of Slack's, in which what is not there is `Missing`."""

    def __missing__(self, name: str) -> Any:  # noqa: ANN401  as of any dict of JSON
        raise Missing(name)


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", hide_input_in_errors=True)


class _Named(_Shape):
    id: str


class _User(_Named):
    team_id: str | None = None


class _Option(_Shape):
    value: str | None = None


class _Given(_Shape):
    """What an element of a view or a message holds."""

    value: str | None = None
    selected_option: _Option | None = None
    selected_options: list[_Option] | None = None
    selected_date: Annotated[str, AfterValidator(date.fromisoformat)] | None = None
    selected_time: Annotated[str, AfterValidator(time.fromisoformat)] | None = None
    selected_user: str | None = None
    selected_users: list[str] | None = None
    selected_channel: str | None = None
    selected_channels: list[str] | None = None
    selected_conversation: str | None = None
    selected_conversations: list[str] | None = None
    files: list[_Named] | None = None


class _Action(_Given):
    action_id: str
    block_id: str
    type: str


class _State(_Shape):
    values: dict[str, dict[str, _Given]] = {}


class _Block(_Shape):
    type: str
    block_id: str = ""


class _View(_Named):
    type: str
    callback_id: str = ""
    private_metadata: str = ""
    app_installed_team_id: str | None = None
    team_id: str | None = None
    blocks: list[_Block] = []
    state: _State | None = None


class _Event(_Shape):
    type: str
    user: str | _User | None = None
    channel: str | _Named | None = None
    team: str | None = None
    tab: str | None = None
    view: _View | None = None


class _Message(_Shape):
    text: str | None = None
    user: str | None = None
    ts: str | None = None


class _Authorization(_Shape):
    team_id: str | None = None
    enterprise_id: str | None = None
    is_enterprise_install: bool | None = None


class _ResponseUrl(_Shape):
    response_url: str


class _Payload(_Shape):
    """Every kind together; which of these a kind must have says `_NEEDED`."""

    type: str
    challenge: str = ""
    user: _User = _User(id="")
    team: _User | None = None
    team_id: str | None = None
    enterprise: _Named | None = None
    enterprise_id: str | None = None
    is_enterprise_install: bool | str | None = None
    is_ext_shared_channel: bool | None = None
    authorizations: list[_Authorization] | None = None
    channel: _Named | None = None
    trigger_id: str | None = None
    response_url: str | None = None
    response_urls: list[_ResponseUrl] = []
    callback_id: str | None = None
    action_id: str | None = None
    block_id: str | None = None
    value: str | None = None
    actions: list[_Action] = []
    state: _State | None = None
    view: _View = _View(id="", type="")
    message: _Message = _Message()
    event: _Event = _Event(type="")


_NEEDED: Mapping[str, frozenset[str]] = {
    "block_actions": frozenset({"user", "actions"}),
    "block_suggestion": frozenset({"user", "action_id", "block_id", "value"}),
    "event_callback": frozenset({"event"}),
    "message_action": frozenset({"user", "callback_id", "message"}),
    "shortcut": frozenset({"user", "callback_id"}),
    "url_verification": frozenset({"challenge"}),
    "view_closed": frozenset({"user", "view"}),
    "view_submission": frozenset({"user", "view"}),
}
_OF_A_COMMAND = ("channel_id", "command", "response_url", "team_id", "text", "trigger_id", "user_id")
_OF_OTHERS = frozenset({"actions", "channel", "event", "message", "state", "team", "type", "user", "view"})
"""What only events and interactions have: what is both would be read by whoever expects an object there."""


def read(raw_body: bytes, content_type: str) -> Sent:
    """The payload of a signed request; raises Misshapen."""
    try:
        if content_type.partition(";")[0].strip() == "application/json":
            return checked(from_json(raw_body))
        form = dict(parse_qsl(raw_body.decode(), keep_blank_values=True, errors="strict"))
        if "payload" in form and "command" not in form:
            return checked(from_json(form["payload"]))
    except ValueError:
        raise Misshapen from None
    if _OF_OTHERS & form.keys() or not ({"command", "user_id"} <= form.keys() or "ssl_check" in form):
        raise Misshapen
    return Sent(form)


def checked(body: object) -> Sent:
    """The JSON of an event or an interaction, or over a socket a command's fields, as they are; raises Misshapen."""
    if not isinstance(body, dict):
        raise Misshapen
    if "command" in body:
        if _OF_OTHERS & body.keys() or not all(isinstance(body.get(name, ""), str) for name in _OF_A_COMMAND):
            raise Misshapen
        return Sent(body)
    try:
        kind = _Payload.model_validate(body).type
    except ValidationError:
        raise Misshapen from None
    if not _NEEDED.get(kind, frozenset()) <= body.keys() or (kind == "block_actions" and not body["actions"]):
        raise Misshapen
    whole: Sent = _sent(body)
    return whole


def _sent(value: Any) -> Any:  # noqa: ANN401  JSON of any shape
    if isinstance(value, dict):
        return Sent({name: _sent(inner) for name, inner in value.items()})
    return [_sent(inner) for inner in value] if isinstance(value, list) else value
