"""What is asked of every call: the key, the verb, the fields; and what every answer looks like."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from bot.demo.seam import BuildingIds, SeamSim
from bot.demo.seam.http import ENDPOINTS
from tests.demo.seam.caller import KEY, Caller

NOBODY = str(uuid4())


@pytest.mark.parametrize("given", [{}, {"authorization": "Bearer seam_other"}, {"authorization": "seam_test_key"}])
async def test_without_the_key_nothing_is_told_or_done(sim: SeamSim, seam: Caller, given: dict[str, str]) -> None:
    answer = await seam.http.post("/user_identities/create", json={"full_name": "Ann"}, headers=given)

    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "unauthorized"
    assert sim.world.identities == {}
    assert [(entry.status, entry.effects) for entry in sim.journal] == [(401, ())]


@pytest.mark.parametrize("path", ENDPOINTS)
async def test_a_field_that_seam_does_not_know_is_refused(sim: SeamSim, seam: Caller, path: str) -> None:
    status, error = await seam.refused(path, misspelt=1)

    assert (status, error["type"]) == (400, "invalid_input")
    assert error["validation_errors"]["_errors"] == ["Unrecognized key(s) in object: 'misspelt'"]
    assert sim.journal[0].effects == ()


@pytest.mark.parametrize(
    ("path", "field"),
    [(path, name) for path, endpoint in ENDPOINTS.items() for name, field in endpoint.fields.items() if field.required],
)
async def test_what_is_required_is_asked_for_by_name(seam: Caller, path: str, field: str) -> None:
    status, error = await seam.refused(path)

    assert status == 400
    assert error["validation_errors"][field]["_errors"] == ["Required"]


@pytest.mark.parametrize(
    ("path", "body", "field", "message"),
    [
        ("/acs/systems/get", {"acs_system_id": "building-1"}, "acs_system_id", "Invalid uuid"),
        ("/acs/systems/get", {"acs_system_id": 7}, "acs_system_id", "Expected string, received number"),
        ("/acs/systems/get", {"acs_system_id": None}, "acs_system_id", "Expected string, received null"),
        ("/acs/users/list", {"limit": 0}, "limit", "Number must be greater than 0"),
        ("/acs/users/list", {"limit": True}, "limit", "Expected number, received boolean"),
        ("/acs/entrances/list", {"acs_entrance_ids": NOBODY}, "acs_entrance_ids", "Expected array, received string"),
        ("/acs/entrances/list", {"acs_entrance_ids": ["x"]}, "acs_entrance_ids", "Invalid uuid"),
        ("/user_identities/create", {"email_address": "ann@host"}, "email_address", "Invalid email"),
        ("/user_identities/create", {"phone_number": "0171"}, "phone_number", "Invalid phone number"),
        ("/user_identities/create", {"user_identity_key": ""}, "user_identity_key", "at least 1 character"),
        ("/user_identities/list", {"created_before": "yesterday"}, "created_before", "Invalid datetime"),
        ("/user_identities/list", {"created_before": "2030-02-30T10:00:00Z"}, "created_before", "Invalid datetime"),
        ("/user_identities/list", {"created_before": "2030-03-01T10:00:00"}, "created_before", "Invalid datetime"),
        ("/acs/credentials/list", {"is_multi_phone_sync_credential": "yes"}, "is_multi_phone_sync_credential", "boole"),
        ("/acs/users/list", {"page_cursor": "%%%"}, "page_cursor", "Invalid page cursor"),
    ],
)
async def test_a_wrong_value_is_told_by_field(
    seam: Caller, path: str, body: dict[str, Any], field: str, message: str
) -> None:
    status, error = await seam.refused(path, **body)

    assert (status, error["type"]) == (400, "invalid_input")
    assert message in error["validation_errors"][field]["_errors"][0]


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("/acs/systems/get", {"acs_system_id": NOBODY}, "acs_system_not_found"),
        ("/acs/entrances/get", {"acs_entrance_id": NOBODY}, "acs_entrance_not_found"),
        ("/acs/users/get", {"acs_user_id": NOBODY}, "acs_user_not_found"),
        ("/acs/users/delete", {"acs_user_id": NOBODY}, "acs_user_not_found"),
        ("/acs/credentials/get", {"acs_credential_id": NOBODY}, "acs_credential_not_found"),
        ("/acs/credentials/delete", {"acs_credential_id": NOBODY}, "acs_credential_not_found"),
        ("/user_identities/get", {"user_identity_key": "keydesk:i:g"}, "user_identity_not_found"),
        ("/user_identities/delete", {"user_identity_id": NOBODY}, "user_identity_not_found"),
        ("/webhooks/delete", {"webhook_id": "x"}, "webhook_not_found"),
        ("/acs/doors/list", {}, "endpoint_not_found"),
    ],
)
async def test_what_is_not_there_is_a_404_of_its_kind(seam: Caller, path: str, body: dict[str, Any], kind: str) -> None:
    status, error = await seam.refused(path, **body)

    assert (status, error["type"]) == (404, kind)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/user_identities/get", {}),
        ("/user_identities/get", {"user_identity_id": NOBODY, "user_identity_key": "k"}),
        ("/acs/users/get", {}),
        ("/acs/users/get", {"user_identity_id": NOBODY}),
        ("/acs/users/get", {"acs_user_id": NOBODY, "user_identity_id": NOBODY, "acs_system_id": NOBODY}),
        ("/events/list", {}),
        ("/events/list", {"since": "2030-01-01", "between": ["2030-01-01", "2030-01-02"]}),
        ("/acs/credentials/create", {"access_method": "code"}),
        ("/acs/credentials/create", {"access_method": "code", "user_identity_id": NOBODY}),
    ],
)
async def test_parameters_that_exclude_or_need_each_other(seam: Caller, path: str, body: dict[str, Any]) -> None:
    status, error = await seam.refused(path, **body)

    assert status == 400
    assert error["validation_errors"]["_errors"] != []


async def test_events_without_a_time_are_refused_in_seams_words(seam: Caller) -> None:
    _, error = await seam.refused("/events/list")

    assert error["validation_errors"]["_errors"] == ["Must specify either since or between"]


@pytest.mark.parametrize("raw", [b"{", b"[]", b'"text"', b"\xff"])
async def test_a_body_that_is_no_object_is_refused(seam: Caller, raw: bytes) -> None:
    headers = KEY | {"content-type": "application/json"}
    answer = await seam.http.post("/acs/systems/list", content=raw, headers=headers)

    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_input")


async def test_a_body_that_is_not_said_to_be_json_is_refused(seam: Caller) -> None:
    answer = await seam.http.post("/acs/systems/list", content=b"{}", headers=KEY | {"content-type": "text/plain"})

    assert answer.status_code == 400


async def test_reads_go_by_get_and_deletes_by_delete_as_seams_sdk_does(seam: Caller, house: BuildingIds) -> None:
    user = await seam.user(house.system_id)
    found = await seam.http.get("/acs/users/list", params={"acs_system_id": house.system_id, "limit": 5}, headers=KEY)
    doors = await seam.http.get(
        "/acs/entrances/list", params={"acs_entrance_ids": [*house.entrance_ids[:2]]}, headers=KEY
    )
    gone = await seam.http.delete("/acs/users/delete", params={"acs_user_id": user}, headers=KEY)

    assert [shown["acs_user_id"] for shown in found.json()["acs_users"]] == [user]
    assert [door["display_name"] for door in doors.json()["acs_entrances"]] == ["Lobby", "Garage"]
    assert gone.json() == {"ok": True}
    assert (await seam.ok("/acs/users/list"))["acs_users"] == []


@pytest.mark.parametrize(
    ("verb", "path"),
    [("GET", "/acs/users/create"), ("DELETE", "/acs/users/get"), ("PUT", "/acs/credentials/update")],
)
async def test_another_verb_is_not_allowed(seam: Caller, verb: str, path: str) -> None:
    answer = await seam.http.request(verb, path, headers=KEY)

    assert (answer.status_code, answer.json()["error"]["type"]) == (405, "method_not_allowed")


async def test_each_answer_carries_a_request_id_of_its_own(seam: Caller) -> None:
    first, second = [await seam.post("/acs/systems/list") for _ in range(2)]

    ids = {UUID(answer.headers["seam-request-id"]) for answer in (first, second)}
    assert len(ids) == 2


async def test_the_journal_has_every_call_and_what_it_did(sim: SeamSim, seam: Caller, house: BuildingIds) -> None:
    user = await seam.user(house.system_id)
    await seam.ok("/acs/users/get", acs_user_id=user)
    await seam.ok("/acs/users/delete", acs_user_id=user)

    assert [(entry.path, entry.status, entry.effect) for entry in sim.journal] == [
        ("/acs/users/create", 200, ("created", "acs_user", user)),
        ("/acs/users/get", 200, None),
        ("/acs/users/delete", 200, ("deleted", "acs_user", user)),
    ]
    assert sim.journal[0].body["acs_system_id"] == house.system_id
    assert sim.journal[0].at == seam.clock.time
    assert list(sim.journal.effects("created")) == [("created", "acs_user", user)]


async def test_another_key_may_be_chosen(clock: Any) -> None:
    transport = httpx.ASGITransport(SeamSim(clock, "seam_demo_key").app)
    async with httpx.AsyncClient(transport=transport, base_url="http://seam.test") as http:
        answer = await http.post("/acs/systems/list", json={}, headers={"authorization": "Bearer seam_demo_key"})

    assert answer.json() == {"acs_systems": [], "ok": True}
