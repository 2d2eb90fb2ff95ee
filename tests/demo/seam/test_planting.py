"""Every member of Seam's enumerations can be put on the objects that may have it, and is shown as Seam would."""

from typing import Any

import pytest

from bot.demo.seam import BuildingIds, SeamSim
from bot.demo.seam.troubles import ERRORS, WARNINGS
from tests.demo.seam.caller import Caller, codes
from tests.demo.seam.openapi import specification

SHOWN = {
    "access_code": "/access_codes/get",
    "access_grant": "/access_grants/get",
    "access_method": "/access_methods/get",
    "acs_credential": "/acs/credentials/get",
    "acs_entrance": "/acs/entrances/get",
    "acs_system": "/acs/systems/get",
    "acs_user": "/acs/users/get",
    "connected_account": "/connected_accounts/get",
    "device": "/devices/get",
    "user_identity": "/user_identities/get",
}


@pytest.mark.parametrize("listed", [("errors", "error_code", ERRORS), ("warnings", "warning_code", WARNINGS)])
def test_the_lists_are_seams(listed: tuple[str, str, Any]) -> None:
    field, name, ours = listed
    schemas = specification()["components"]["schemas"]
    seams = {
        kind: {
            code
            for one in schemas[kind]["properties"][field]["items"]["oneOf"]
            for code in one["properties"][name]["enum"]
        }
        for kind in ours
    }

    assert {kind: set(ours[kind]) for kind in ours} == seams


@pytest.fixture
async def ids(sim: SeamSim, seam: Caller, house: BuildingIds) -> dict[str, str]:
    casa = sim.add_locks("Casa Sol", "Europe/Madrid", ["Front"])
    user = await seam.user(house.system_id)
    code = await seam.ok("/access_codes/create", device_id=casa.device_ids[0])
    person, wanted = await seam.identity(), [{"mode": "code"}]
    asked = {"user_identity_id": person, "device_ids": [*casa.device_ids], "requested_access_methods": wanted}
    grant = (await seam.ok("/access_grants/create", **asked))["access_grant"]
    return {
        "access_grant": grant["access_grant_id"],
        "access_method": grant["access_method_ids"][0],
        "access_code": code["access_code"]["access_code_id"],
        "acs_credential": (await seam.credential(user, house.entrance_ids[0]))["acs_credential_id"],
        "acs_entrance": house.entrance_ids[0],
        "acs_system": house.system_id,
        "acs_user": user,
        "connected_account": casa.account_id,
        "device": casa.device_ids[0],
        "user_identity": person,
    }


async def shown(seam: Caller, kind: str, key: str) -> Any:
    return (await seam.ok(SHOWN[kind], **{f"{kind}_id": key}))[kind]


@pytest.mark.parametrize("kind", SHOWN)
async def test_each_is_shown_until_it_is_lifted(sim: SeamSim, seam: Caller, ids: dict[str, str], kind: str) -> None:
    key = ids[kind]
    for code in ERRORS.get(kind, ()):
        sim.plant_error(key, code)
    for code in WARNINGS.get(kind, ()):
        sim.plant_warning(key, code)
    planted = await shown(seam, kind, key)
    sim.lift_troubles(key)
    lifted = await shown(seam, kind, key)

    assert (codes(planted, "error"), codes(planted, "warning")) == ([*ERRORS.get(kind, ())], [*WARNINGS.get(kind, ())])
    assert (lifted["errors"], lifted["warnings"]) == ([], [])


@pytest.mark.parametrize("kind", ["acs_credential", "acs_entrance"])
async def test_any_error_goes_where_seams_list_is_open(
    sim: SeamSim, seam: Caller, ids: dict[str, str], kind: str
) -> None:
    sim.plant_error(ids[kind], "something_new", detail=7)
    [error] = (await shown(seam, kind, ids[kind]))["errors"]

    assert (error["error_code"], error["detail"]) == ("something_new", 7)
    seam.fine.pop()  # the field beside it is none that Seam has


async def test_what_seam_never_shows_is_refused(sim: SeamSim, ids: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="no error of a device"):
        sim.plant_error(ids["device"], "waiting_to_be_issued")
    with pytest.raises(ValueError, match="no warning of a acs_user"):
        sim.plant_warning(ids["acs_user"], "privacy_mode")
    with pytest.raises(LookupError):
        sim.plant_error("nothing", "device_offline")
