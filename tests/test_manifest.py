"""Slack accepts a manifest with a scope or shortcut that nothing answers: what Slack does not check is checked here."""

import ast
import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest
import yaml

from bot.manifest import bot_scopes, for_http, for_socket_mode
from bot.slack.blocks.ids import ShortcutId

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / ".." / "shared" / "slack" / "manifest.schema.2.0.0.json"
APP = ROOT / "bot" / "slack" / "app.py"

METHOD_SCOPES: dict[str, frozenset[str]] = {
    "apps_connections_open": frozenset(),
    "auth_test": frozenset(),
    "chat_postEphemeral": frozenset({"chat:write"}),
    "chat_postMessage": frozenset({"chat:write"}),
    "chat_update": frozenset({"chat:write"}),
    "conversations_info": frozenset({"channels:read", "groups:read"}),
    "conversations_open": frozenset({"im:write"}),
    "files_completeUploadExternal": frozenset({"files:write"}),
    "files_getUploadURLExternal": frozenset({"files:write"}),
    "files_info": frozenset({"files:read"}),
    "usergroups_list": frozenset({"usergroups:read"}),
    "usergroups_users_list": frozenset({"usergroups:read"}),
    "users_info": frozenset({"users:read"}),
    "views_open": frozenset(),
    "views_publish": frozenset(),
    "views_push": frozenset(),
    "views_update": frozenset(),
}
"""What each Web API method asks for, for the kinds of conversation that the bot is in (Slack's method pages)."""

WEB_API = re.compile(
    r"(?:admin|apps|assistant|auth|blocks|bookmarks|bots|calls|chat|conversations|dnd|emoji|files|migration|oauth|openid|"
    r"pins|reactions|reminders|search|stars|team|tooling|usergroups|users|views)[_.][a-z]+[A-Za-z]*(?:[_.][a-zA-Z]+)*"
)

app_is_there = pytest.mark.skipif(not APP.exists(), reason="bot/slack/app.py is not there")


def manifests() -> list[dict[str, Any]]:
    return [yaml.safe_load(for_http("https://keydesk.test")), yaml.safe_load(for_socket_mode())]


@pytest.fixture(params=[0, 1], ids=["http", "socket"])
def manifest(request: pytest.FixtureRequest) -> dict[str, Any]:
    chosen: int = request.param
    return manifests()[chosen]


@functools.cache
def sources() -> list[ast.Module]:
    """Everything but the simulators, which answer the same method names."""
    files = [path for path in (ROOT / "bot").rglob("*.py") if "demo" not in path.relative_to(ROOT).parts]
    return [ast.parse(path.read_text(encoding="utf-8")) for path in files]


@functools.cache
def methods_called() -> set[str]:
    """Calls by method (`client.chat_update(…)`) and by name (`api_call("chat.update")`)."""
    return {name.replace(".", "_") for tree in sources() for node in ast.walk(tree) for name in _method_names(node)}


def _method_names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Attribute) and node.attr in METHOD_SCOPES:
        yield node.attr
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and _is_client(node.func.value) and WEB_API.fullmatch(node.func.attr):
            yield node.func.attr
        for argument in node.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and "." in argument.value:
                yield from [argument.value] if argument.value.replace(".", "_") in METHOD_SCOPES else []


def _is_client(node: ast.expr) -> bool:
    return "client" in ast.unparse(node).lower() or "web" in ast.unparse(node).lower()


def registered(kind: str) -> set[str]:
    """What `app.<kind>(…)` registers; members of `ShortcutId` and module constants are resolved to their values."""
    calls = [
        node
        for tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == kind and node.args
    ]
    return {value for call in calls if (value := _constant(call.args[0])) is not None}


def _constant(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Attribute) and node.attr in ShortcutId.__members__:
        return ShortcutId[node.attr].value
    if isinstance(node, ast.Dict):
        return next(
            _constant(v) for k, v in zip(node.keys, node.values, strict=True) if k and _constant(k) == "callback_id"
        )
    return _module_constants().get(ast.unparse(node))


@functools.cache
def _module_constants() -> dict[str, str]:
    return {
        ast.unparse(node.targets[0]): node.value.value
        for tree in sources()
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }


def urls(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        for value in part.values():
            yield from urls(value)
    elif isinstance(part, list):
        for value in part:
            yield from urls(value)
    elif isinstance(part, str) and "://" in part:
        yield part


class TestForm:
    @pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's manifest schema is not beside the repository")
    def test_slack_accepts_it(self, manifest: dict[str, Any]) -> None:
        jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(manifest)

    def test_lengths_that_slack_cuts_or_refuses(self, manifest: dict[str, Any]) -> None:
        information, features = manifest["display_information"], manifest["features"]

        assert len(information["name"]) <= 35
        assert len(information["description"]) <= 140
        assert 175 <= len(information["long_description"]) <= 4000
        assert all(len(shortcut["name"]) <= 24 for shortcut in features["shortcuts"])
        assert all(len(shortcut["description"]) <= 150 for shortcut in features["shortcuts"])

    def test_every_address_is_the_given_one(self) -> None:
        found = list(urls(yaml.safe_load(for_http("https://keydesk.test/"))))

        assert len(found) == 5
        assert set(found) == {"https://keydesk.test/slack/events"}
        assert urlsplit(found[0]).scheme == "https"

    def test_socket_mode_has_no_address_and_differs_in_nothing_else(self) -> None:
        http, socket = manifests()

        assert list(urls(socket)) == []
        assert [http["settings"].pop("socket_mode_enabled"), socket["settings"].pop("socket_mode_enabled")] == [
            False,
            True,
        ]
        assert http["oauth_config"] == socket["oauth_config"]
        assert http["features"]["shortcuts"] == socket["features"]["shortcuts"]

    def test_tokens_are_not_rotated(self, manifest: dict[str, Any]) -> None:
        """Once on, Slack never lets it be switched off, and a single install holds one static token."""
        assert manifest["settings"]["token_rotation_enabled"] is False


class TestScopes:
    def test_are_told_to_the_doctor(self, manifest: dict[str, Any]) -> None:
        assert list(bot_scopes()) == manifest["oauth_config"]["scopes"]["bot"]

    def test_no_history_is_read(self, manifest: dict[str, Any]) -> None:
        assert manifest["oauth_config"]["scopes"].keys() == {"bot"}
        assert not [scope for scope in manifest["oauth_config"]["scopes"]["bot"] if "history" in scope]

    def test_every_method_called_is_known_here(self) -> None:
        assert methods_called() <= METHOD_SCOPES.keys()

    def test_none_is_missing(self, manifest: dict[str, Any]) -> None:
        needed = {"commands"}.union(*(METHOD_SCOPES.get(name, frozenset()) for name in methods_called()))

        assert needed <= set(manifest["oauth_config"]["scopes"]["bot"])

    @app_is_there
    def test_none_is_idle(self, manifest: dict[str, Any]) -> None:
        needed = {"commands"}.union(*(METHOD_SCOPES.get(name, frozenset()) for name in methods_called()))

        assert set(manifest["oauth_config"]["scopes"]["bot"]) <= needed


class TestSurfaces:
    def test_shortcuts_are_those_of_the_code(self, manifest: dict[str, Any]) -> None:
        assert {shortcut["callback_id"] for shortcut in manifest["features"]["shortcuts"]} == set(ShortcutId)

    @app_is_there
    def test_every_command_has_its_listener_and_none_is_missing(self, manifest: dict[str, Any]) -> None:
        assert {command["command"] for command in manifest["features"]["slash_commands"]} == registered("command")

    @app_is_there
    def test_every_event_has_its_listener_and_none_is_missing(self, manifest: dict[str, Any]) -> None:
        assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == registered("event")

    @app_is_there
    def test_every_shortcut_has_its_listener(self) -> None:
        by_kind = registered("shortcut") | registered("global_shortcut") | registered("message_shortcut")

        assert by_kind == set(ShortcutId)
