"""Every answer is one that Seam's OpenAPI describes: whatever the bot learns from the simulator holds for Seam."""

import httpx
import pytest

from bot.demo.seam import BuildingIds, Fault, SeamSim
from bot.demo.seam.http import ENDPOINTS
from tests.demo.seam.caller import Caller, Clock, served
from tests.demo.seam.everything import REFUSED, everything
from tests.demo.seam.openapi import is_described, specification, takes, violations

KINDS = {
    "access_grant.access_granted_to_all_doors",
    "access_grant.access_times_changed",
    "access_grant.could_not_create_requested_access_methods",
    "access_grant.created",
    "access_grant.deleted",
    "access_method.created",
    "access_method.delay_in_issuing",
    "access_method.deleted",
    "access_method.failed_to_issue",
    "access_method.issued",
    "access_method.reissued",
    "access_method.revoked",
    "connect_webview.login_failed",
    "connect_webview.login_succeeded",
    "access_code.backup_access_code_pulled",
    "access_code.changed",
    "access_code.code_changed",
    "access_code.created",
    "access_code.delay_in_removing_from_device",
    "access_code.delay_in_setting_on_device",
    "access_code.deleted",
    "access_code.deleted_external_to_seam",
    "access_code.failed_to_remove_from_device",
    "access_code.failed_to_set_on_device",
    "access_code.modified_external_to_seam",
    "access_code.name_changed",
    "access_code.removed_from_device",
    "access_code.scheduled_on_device",
    "access_code.set_on_device",
    "access_code.time_frame_changed",
    "access_code.unmanaged.converted_to_managed",
    "access_code.unmanaged.created",
    "access_code.unmanaged.failed_to_convert_to_managed",
    "access_code.unmanaged.removed",
    "acs_credential.deleted",
    "acs_credential.invalidated",
    "acs_credential.issued",
    "acs_entrance.added",
    "acs_entrance.removed",
    "acs_system.connected",
    "acs_system.disconnected",
    "acs_user.created",
    "acs_user.deleted",
    "action_attempt.lock_door.failed",
    "action_attempt.lock_door.succeeded",
    "action_attempt.simulate_keypad_code_entry.succeeded",
    "action_attempt.simulate_manual_lock_via_keypad.succeeded",
    "action_attempt.unlock_door.failed",
    "action_attempt.unlock_door.succeeded",
    "connected_account.completed_first_sync_after_reconnection",
    "connected_account.connected",
    "connected_account.disconnected",
    "device.battery_status_changed",
    "device.connected",
    "device.connection_became_flaky",
    "device.connection_stabilized",
    "device.disconnected",
    "device.low_battery",
    "device.removed",
    "device.tampered",
    "lock.access_denied",
    "lock.locked",
    "lock.unlocked",
}


async def test_every_answer_of_every_endpoint_is_seams(sim: SeamSim, seam: Caller, house: BuildingIds) -> None:
    """What the answers are like is looked at when `seam` ends."""
    specification()
    await everything(sim, seam, house)

    assert {path for path, _ in seam.fine} == set(ENDPOINTS) - REFUSED
    assert {path for path in ENDPOINTS if not is_described(path)} == {
        "/access_codes/unmanaged/convert_to_managed",
        "/access_codes/unmanaged/delete",
        "/access_codes/unmanaged/get",
        "/access_codes/unmanaged/list",
        "/devices/list_device_providers",
    }


@pytest.mark.parametrize("path", [path for path in ENDPOINTS if "unmanaged/" not in path and "provider" not in path])
def test_what_is_taken_is_what_seam_takes(path: str) -> None:
    verbs, fields, required = takes(path)
    ours = ENDPOINTS[path]

    assert ours.verbs == verbs
    assert set(ours.fields) - fields == set()
    assert required - {name for name, one in ours.fields.items() if one.required} == set()


async def test_every_kind_of_event_is_among_them(sim: SeamSim, seam: Caller, house: BuildingIds) -> None:
    """Otherwise the test above would say nothing of events."""
    await everything(sim, seam, house)

    assert {event.type for event in sim.world.events} == KINDS


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
