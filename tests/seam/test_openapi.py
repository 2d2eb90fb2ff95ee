"""Every request that the client can send is one that Seam's OpenAPI allows.

The specification lets unknown fields pass, so a misspelt one is looked for by name.
"""

import contextlib
import inspect
import json
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator

from bot.domain.building import Method
from bot.domain.connection import ConnectKind
from bot.domain.errors import SystemTrouble
from bot.seam.access_control import SeamAccessControl
from bot.seam.client import SeamClient
from bot.services.ports import NewCredential
from tests.seam import samples
from tests.seam.scripted import Request, ScriptedSeam

OPENAPI = Path(__file__).resolve().parents[2] / ".." / "shared" / "seam" / "openapi.json"
STARTS = datetime(2030, 3, 4, 15, 0, tzinfo=UTC)
ENDS = datetime(2030, 3, 4, 17, 0, tzinfo=UTC)
PIN = NewCredential(
    acs_user_id=samples.USER_ID,
    method=Method.PIN,
    entrance_ids=(samples.ENTRANCE_ID,),
    starts_at=STARTS,
    ends_at=ENDS,
)
KEY = PIN.model_copy(update={"method": Method.MOBILE_KEY})

BY_ADAPTER: dict[str, Callable[[SeamAccessControl], Awaitable[object]]] = {
    "systems": lambda access: access.catalogue.systems(),
    "entrances": lambda access: access.catalogue.entrances(samples.SYSTEM_ID),
    "find_by_key": lambda access: access.identities.find_by_key("keydesk:i:g"),
    "find_by_email": lambda access: access.identities.find_by_email("ann@x.example"),
    "identity": lambda access: access.identities.create("keydesk:i:g", "Ann"),
    "identity_with_email": lambda access: access.identities.create("keydesk:i:g", "Ann", "ann@x.example"),
    "identity_with_phone": lambda access: access.identities.create("keydesk:i:g", "Ann", None, "+12125550100"),
    "identity_delete": lambda access: access.identities.delete(samples.IDENTITY_ID),
    "instant_key": lambda access: access.identities.make_instant_key(samples.IDENTITY_ID),
    "user": lambda access: access.acs_users.create(samples.SYSTEM_ID, samples.IDENTITY_ID, "Ann"),
    "user_get": lambda access: access.acs_users.get(samples.USER_ID),
    "user_find": lambda access: access.acs_users.find(samples.SYSTEM_ID, samples.IDENTITY_ID),
    "user_by_email": lambda access: access.acs_users.find_by_email(samples.SYSTEM_ID, "ann@x.example"),
    "user_adopt": lambda access: access.acs_users.adopt(samples.USER_ID, samples.IDENTITY_ID),
    "user_delete": lambda access: access.acs_users.delete(samples.USER_ID),
    "pin": lambda access: access.credentials.create(PIN),
    "mobile_key": lambda access: access.credentials.create(KEY),
    "locks": lambda access: access.catalogue.locks(),
    "identities_all": lambda access: access.identities.all(),
    "users_of_building": lambda access: access.acs_users.of_building(samples.SYSTEM_ID),
    "credentials_of_building": lambda access: access.credentials.of_building(samples.SYSTEM_ID),
    "webview_get": lambda access: access.connections.get(samples.WEBVIEW_ID),
    "webview_find": lambda access: access.connections.find("ours"),
    "account_get": lambda access: access.connections.account(samples.ACCOUNT_ID),
    "webview_latch": lambda access: access.connections.create(ConnectKind.LATCH, "ours"),
    "webview_locks": lambda access: access.connections.create(ConnectKind.SMART_LOCKS, "ours"),
    "webview_anything": lambda access: access.connections.create(ConnectKind.ANYTHING, "ours"),
    "events": lambda access: access.events.between(STARTS, ENDS),
    "is_ours": lambda access: access.events.is_ours(None),
    "credential_get": lambda access: access.credentials.get(samples.CREDENTIAL_ID),
    "credential_list": lambda access: access.credentials.of_user(samples.USER_ID),
    "credential_list_of_identity": lambda access: access.credentials.of_identity(samples.IDENTITY_ID),
    "credential_entrances": lambda access: access.credentials.entrances(samples.CREDENTIAL_ID),
    "credential_end": lambda access: access.credentials.change_end(samples.CREDENTIAL_ID, ENDS),
    "credential_delete": lambda access: access.credentials.delete(samples.CREDENTIAL_ID),
}

ONE_OF = "oneOf"
"""The ends of `between` are "a string or a date-time, but not both", which no date-time is."""

BY_CLIENT: dict[str, Callable[[SeamClient], Awaitable[object]]] = {
    "acs_systems_get": lambda client: client.acs_systems_get(samples.SYSTEM_ID),
    "acs_entrances_get": lambda client: client.acs_entrances_get(samples.ENTRANCE_ID),
    "webhooks_create": lambda client: client.webhooks_create("https://k.example/seam/webhooks", ["acs_user.deleted"]),
    "webhooks_list": lambda client: client.webhooks_list(),
    "lock": lambda client: client.locks_lock_door(samples.DEVICE_ID),
    "unlock": lambda client: client.locks_unlock_door(samples.DEVICE_ID),
    "devices_get": lambda client: client.devices_get(samples.DEVICE_ID),
    "action_attempts_get": lambda client: client.action_attempts_get(samples.ATTEMPT_ID),
    "access_codes_get": lambda client: client.access_codes_get(samples.CODE_ID),
    "access_codes_list": lambda client: client.access_codes_list({"device_id": samples.DEVICE_ID, "search": "ours"}),
    "access_codes_create": lambda client: client.access_codes_create({"device_id": samples.DEVICE_ID}),
    "access_codes_share": lambda client: client.access_codes_create_multiple({"device_ids": [samples.DEVICE_ID]}),
    "access_codes_update": lambda client: client.access_codes_update({"access_code_id": samples.CODE_ID}),
    "access_codes_delete": lambda client: client.access_codes_delete(samples.CODE_ID),
    "access_codes_pull_backup": lambda client: client.access_codes_pull_backup_access_code(samples.CODE_ID),
}


@cache
def specification() -> dict[str, Any]:
    if not OPENAPI.exists():
        pytest.skip("Seam's OpenAPI is not beside the repository")
    loaded: dict[str, Any] = json.loads(OPENAPI.read_text())
    return loaded


def schema_of(path: str) -> dict[str, Any]:
    operation = specification()["paths"][path]["post"]
    schema: dict[str, Any] = (
        operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    )
    return schema


def fields(schema: dict[str, Any]) -> Iterator[str]:
    yield from schema.get("properties", {})
    for part in (part for word in ("allOf", "anyOf", "oneOf") for part in schema.get(word, [])):
        yield from fields(part)


def violations(request: Request) -> list[str]:
    schema = schema_of(request.path)
    validator = OAS30Validator(schema, format_checker=OAS30Validator.FORMAT_CHECKER)
    unknown = sorted(set(request.body) - set(fields(schema)))
    wrong = [error.message for error in validator.iter_errors(request.body) if error.validator != ONE_OF]
    return wrong + unknown


async def sent(seam: ScriptedSeam, call: Awaitable[object]) -> list[Request]:
    """What goes out; the scripted answer has no value in it, which is not the question here."""
    with contextlib.suppress(SystemTrouble):
        await call
    return seam.requests


@pytest.mark.parametrize("name", BY_ADAPTER)
async def test_the_adapter_sends_what_seam_takes(seam: ScriptedSeam, access: SeamAccessControl, name: str) -> None:
    requests = await sent(seam, BY_ADAPTER[name](access))

    assert [violations(request) for request in requests] == [[]]


@pytest.mark.parametrize("name", BY_CLIENT)
async def test_the_client_sends_what_seam_takes(seam: ScriptedSeam, client: SeamClient, name: str) -> None:
    requests = await sent(seam, BY_CLIENT[name](client))

    assert [violations(request) for request in requests] == [[]]


def test_a_violation_would_be_seen() -> None:
    misspelt = Request("/acs/credentials/get", {}, {"acs_credential_id": "no uuid", "acs_credential": "x"})

    assert len(violations(misspelt)) == 2


async def test_no_endpoint_of_the_client_is_left_out(
    seam: ScriptedSeam, access: SeamAccessControl, client: SeamClient
) -> None:
    for by_adapter in BY_ADAPTER.values():
        await sent(seam, by_adapter(access))
    for by_client in BY_CLIENT.values():
        await sent(seam, by_client(client))

    called = {request.path.strip("/").replace("/", "_") for request in seam.requests}
    public = {name for name, _ in inspect.getmembers(SeamClient, inspect.isfunction) if not name.startswith("_")}

    assert called == public
