"""The bodies that a signed request must not crash on; shown to fail: with Bolt's own reader instead each is a 500."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.slack.shape import Misshapen, Missing, checked, read

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
ACTION = {"action_id": "end", "block_id": "b", "type": "button", "value": "g"}
VIEW: dict[str, Any] = {
    "id": "V1",
    "type": "modal",
    "callback_id": "grant_form",
    "private_metadata": "",
    "blocks": [],
    "state": None,
}
CLICK = {"type": "block_actions", "user": {"id": "U1", "team_id": "T1"}, "team": {"id": "T1"}, "actions": [ACTION]}
SUBMIT = {"type": "view_submission", "user": {"id": "U1"}, "team": None, "view": VIEW}
EVENT = {"type": "event_callback", "event": {"type": "app_home_opened", "user": "U1"}}
COMMAND = {"command": "/guest", "text": "Ada", "user_id": "U1", "team_id": "T1"}


def event(body: object) -> tuple[bytes, str]:
    return json.dumps(body).encode(), JSON


def interaction(body: object) -> tuple[bytes, str]:
    return urlencode({"payload": json.dumps(body)}).encode(), FORM


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        (event(EVENT), EVENT),
        (event({"type": "url_verification", "challenge": "x"}), {"type": "url_verification", "challenge": "x"}),
        (event({"type": "app_rate_limited", "team_id": "T1"}), {"type": "app_rate_limited", "team_id": "T1"}),
        (interaction(CLICK), CLICK),
        (interaction(SUBMIT), SUBMIT),
        ((urlencode(COMMAND).encode(), FORM), COMMAND),
        ((urlencode(COMMAND | {"text": "payload"}).encode(), FORM), COMMAND | {"text": "payload"}),
        ((b"ssl_check=1&token=x", FORM), {"ssl_check": "1", "token": "x"}),
    ],
)
def test_what_slack_sends_is_read_whole(sent: tuple[bytes, str], wanted: dict[str, Any]) -> None:
    assert read(*sent) == wanted


@pytest.mark.parametrize(
    "sent",
    [
        (b"", JSON),
        (b"", FORM),
        (b"null", JSON),
        (b"[]", JSON),
        (b"[" * 100_000, JSON),
        (urlencode(COMMAND | {"view": "x"}).encode(), FORM),
        (urlencode(COMMAND | {"type": "view_submission"}).encode(), FORM),
        (b"ssl_check=1&team=x", FORM),
        event(COMMAND | {"user": {"id": 5}}),
        event(COMMAND | {"channel": "x"}),
        (b'{"type":' + b"[" * 300 + b"]" * 300 + b"}", JSON),
        (b'{"type": "\\ud800"}', JSON),
        (b'{"type": 1' + b"0" * 5000 + b"}", JSON),
        (b"\xff\xfe", JSON),
        (b"payload=%ff", FORM),
        (b"payload=", FORM),
        (b"payload=[]", FORM),
        (b"command=%2Fguest", FORM),
        (b"text=hello", FORM),
        event({"type": "event_callback", "event": "string"}),
        event({"type": "event_callback", "event": None}),
        event({"type": "event_callback"}),
        event({"type": None}),
        event({"type": "url_verification"}),
        event(EVENT | {"authorizations": "all"}),
        event(EVENT | {"authorizations": [None]}),
        interaction(SUBMIT | {"view": None}),
        interaction(SUBMIT | {"view": []}),
        interaction(SUBMIT | {"view": VIEW | {"state": {"values": {"b": {"name": "text"}}}}}),
        interaction(SUBMIT | {"view": VIEW | {"blocks": [None]}}),
        interaction(SUBMIT | {"response_urls": [None]}),
        interaction(CLICK | {"actions": []}),
        interaction(CLICK | {"actions": [None]}),
        interaction(CLICK | {"actions": [ACTION | {"value": 7}]}),
        interaction(CLICK | {"user": "U1"}),
        interaction(CLICK | {"user": {"id": None}}),
        interaction(CLICK | {"team": {"id": 7}}),
        interaction(CLICK | {"view": None}),
        interaction(CLICK | {"message": None}),
        interaction(CLICK | {"response_url": 7}),
        interaction(CLICK | {"actions": [ACTION | {"selected_date": "2026-13-45"}]}),
        interaction(CLICK | {"actions": [ACTION | {"selected_time": "24:30"}]}),
        interaction({name: CLICK[name] for name in ("type", "user")}),
    ],
)
def test_anything_else_is_misshapen(sent: tuple[bytes, str]) -> None:
    with pytest.raises(Misshapen):
        read(*sent)


def test_what_a_screen_of_another_version_does_not_send_is_told_apart_from_a_fault_of_ours() -> None:
    with pytest.raises(Missing):
        read(*interaction(SUBMIT))["view"]["hash"]


def test_over_a_socket_a_command_comes_as_an_object() -> None:
    assert checked(COMMAND) == COMMAND
    with pytest.raises(Misshapen):
        checked(COMMAND | {"text": ["Ada"]})
