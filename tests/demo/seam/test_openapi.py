"""Every answer is one that Seam's OpenAPI describes: whatever the bot learns from the simulator holds for Seam."""

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from bot.demo.seam import BuildingIds, Fault, SeamSim
from bot.demo.seam.http import ENDPOINTS
from tests.demo.seam.caller import Caller, Clock, served

OPENAPI = Path(__file__).resolve().parents[3] / ".." / "shared" / "seam" / "openapi.json"
MOBILE_KEY = {"access_method": "mobile_key", "is_multi_phone_sync_credential": True}


@cache
def specification() -> dict[str, Any]:
    if not OPENAPI.exists():
        pytest.skip("Seam's OpenAPI is not beside the repository")
    loaded: dict[str, Any] = json.loads(OPENAPI.read_text(), object_hook=_without_discriminator)
    return loaded


def _without_discriminator(schema: dict[str, Any]) -> dict[str, Any]:
    """The specification's name no schema, which the validator takes as an error; `oneOf` says the same without."""
    return {name: part for name, part in schema.items() if name != "discriminator"}


@cache
def validator(path: str, status: int) -> OAS30Validator:
    registry: Registry[Any] = Registry().with_resource(
        "urn:seam", Resource.from_contents(specification(), default_specification=DRAFT4)
    )
    pointer = f"/paths/{path.replace('/', '~1')}/post/responses/{status}/content/application~1json/schema"
    return OAS30Validator(
        {"$ref": f"urn:seam#{pointer}"}, registry=registry, format_checker=OAS30Validator.FORMAT_CHECKER
    )


def violations(path: str, answer: httpx.Response) -> list[str]:
    errors = validator(path, answer.status_code).iter_errors(answer.json())
    return [f"{path} {answer.status_code}: {error.json_path}: {error.message[:200]}" for error in errors]


def unknown_names(path: str, answer: httpx.Response) -> Iterator[str]:
    """Seam's objects take any field; one that its OpenAPI does not have would teach the bot something untrue."""
    schema = specification()["paths"][path]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    for key, part in schema["properties"].items():
        reference = part.get("$ref") or part.get("items", {}).get("$ref")
        if reference and not reference.endswith("/event") and key in answer.json():
            known = set(specification()["components"]["schemas"][reference.rsplit("/", 1)[1]]["properties"])
            found = answer.json()[key]
            for shown in found if isinstance(found, list) else [found]:
                yield from (f"{path}: {name}" for name in set(shown) - known)


async def everything(sim: SeamSim, seam: Caller, house: BuildingIds) -> None:
    """Each endpoint answers 200 at least once, with objects in each of their states."""
    identity = await seam.identity(user_identity_key="k", email_address="ann@b.example", phone_number="+12025550123")
    await seam.ok("/user_identities/update", user_identity_id=identity, full_name="Ann B")
    user = await seam.user(house.system_id, user_identity_id=identity, phone_number="+12025550123")
    loose = await seam.user(house.system_id, email_address="x@b.example")
    await seam.ok("/user_identities/add_acs_user", acs_user_id=loose, user_identity_key="made-by-key")
    await states_of_credentials(sim, seam, user, house)
    await seam.credential(user, *house.entrance_ids[:2], **MOBILE_KEY)
    await seam.ok("/user_identities/generate_instant_key", user_identity_id=identity)
    hook = (await seam.ok("/webhooks/create", url="http://127.0.0.1:9/x"))["webhook"]
    sim.knobs.resident_emails.add("resident@b.example")
    await seam.identity(email_address="resident@b.example")
    await seam.user(house.system_id, email_address="resident@b.example")
    sim.disconnect(house.system_id)
    sim.remove_entrance(house.entrance_ids[3])
    await reads(seam, house, user)
    sim.reconnect(house.system_id)
    await seam.ok("/acs/users/delete", acs_user_id=loose)
    await seam.ok("/user_identities/delete", user_identity_id=identity)
    await seam.ok("/events/list", since="2029-01-01T00:00:00Z")
    await seam.ok("/webhooks/delete", webhook_id=hook["webhook_id"])


async def states_of_credentials(sim: SeamSim, seam: Caller, user: str, house: BuildingIds) -> None:
    lobby, garage, *_ = house.entrance_ids
    issued = (await seam.credential(user, lobby, starts_at=seam.clock.after(hours=-1)))["acs_credential_id"]
    await seam.ok("/acs/credentials/list_accessible_entrances", acs_credential_id=issued)
    await seam.ok("/acs/credentials/update", acs_credential_id=issued, ends_at=seam.clock.after(hours=9))
    sim.fail_issue(garage)
    await seam.credential(user, garage)
    await seam.ok("/acs/credentials/delete", acs_credential_id=issued)
    sim.set_pin_delay(None)
    sim.knobs.delete_delay = None
    waiting = await seam.credential(user, lobby)
    await seam.ok("/acs/credentials/delete", acs_credential_id=waiting["acs_credential_id"])
    await seam.read(waiting["acs_credential_id"])
    sim.set_pin_delay(timedelta(0))


async def reads(seam: Caller, house: BuildingIds, user: str) -> None:
    for path in ("/acs/systems/list", "/acs/entrances/list", "/acs/users/list", "/acs/credentials/list"):
        await seam.ok(path)
    await seam.ok("/acs/credentials/list", limit=1)
    await seam.ok("/user_identities/list")
    await seam.ok("/user_identities/get", user_identity_key="k")
    await seam.ok("/acs/systems/get", acs_system_id=house.system_id)
    await seam.ok("/acs/entrances/get", acs_entrance_id=house.entrance_ids[0])
    await seam.ok("/acs/users/get", acs_user_id=user)
    await seam.ok("/webhooks/list")
    await seam.ok("/events/list", since="2029-01-01T00:00:00Z")


async def test_every_answer_of_every_endpoint_is_seams(sim: SeamSim, seam: Caller, house: BuildingIds) -> None:
    specification()
    await everything(sim, seam, house)

    assert [problem for path, answer in seam.seen for problem in violations(path, answer)] == []
    assert [name for path, answer in seam.seen for name in unknown_names(path, answer)] == []
    assert {path for path, _ in seam.seen} == set(ENDPOINTS)


async def test_every_kind_of_event_is_among_them(sim: SeamSim, seam: Caller, house: BuildingIds) -> None:
    """Otherwise the test above would say nothing of events."""
    await everything(sim, seam, house)

    assert {event.type for event in sim.world.events} == {
        "acs_credential.issued",
        "acs_credential.deleted",
        "acs_user.created",
        "acs_user.deleted",
        "acs_system.disconnected",
        "acs_system.connected",
        "acs_entrance.added",
        "acs_entrance.removed",
    }


async def test_refusals_are_in_the_envelope(sim: SeamSim, clock: Clock, house: BuildingIds) -> None:
    specification()
    async with served(sim, clock) as seam:
        identity = {"user_identity_key": "k"}
        await seam.ok("/user_identities/create", **identity)
        await seam.refused("/user_identities/create", **identity)
        await seam.refused("/acs/systems/get", acs_system_id=house.entrance_ids[0])
        await seam.refused("/acs/credentials/create", access_method="code")
        for status in (429, 500, 503):
            sim.fault(Fault("/acs/systems/list", "status", status=status))
            await seam.refused("/acs/systems/list")

    refusals = [(path, answer) for path, answer in seam.seen if answer.status_code != 200]
    assert [problem for path, answer in refusals for problem in violations(path, answer)] == []
    assert {answer.status_code for _, answer in refusals} == {400, 404, 409, 429, 500, 503}


def test_a_violation_would_be_seen() -> None:
    specification()
    shown = {"acs_system": {"acs_system_id": "no uuid"}, "ok": True}

    assert violations("/acs/systems/get", httpx.Response(200, json=shown)) != []
