"""A walk through the whole simulator: each endpoint answers 200 at least once, with objects in each of their states."""

from datetime import timedelta

from bot.demo.seam import BuildingIds, Lock, SeamSim
from bot.demo.seam.locks.brands import SMARTTHINGS
from tests.demo.seam.caller import Caller

CARD = {"mode": "card"}
REFUSED = {"/acs/entrances/unlock", "/access_methods/unlock_door"}
"""They want a cloud key, which nothing here has."""
MOBILE_KEY = {"access_method": "mobile_key", "is_multi_phone_sync_credential": True}


async def everything(sim: SeamSim, seam: Caller, house: BuildingIds) -> None:
    await access_system(sim, seam, house)
    await smart_locks(sim, seam)
    await access_grants(sim, seam)
    await webviews(sim, seam)
    await seam.ok("/workspaces/get")
    events = (await seam.ok("/events/list", since="2029-01-01T00:00:00Z"))["events"]
    await seam.ok("/events/get", event_id=events[0]["event_id"])


async def access_system(sim: SeamSim, seam: Caller, house: BuildingIds) -> None:
    identity = await seam.identity(user_identity_key="k", email_address="ann@b.example", phone_number="+12025550123")
    await seam.ok("/user_identities/update", user_identity_id=identity, full_name="Ann B")
    user = await seam.user(house.system_id, user_identity_id=identity, phone_number="+12025550123")
    loose = await seam.user(house.system_id, email_address="x@b.example")
    await seam.ok("/user_identities/add_acs_user", acs_user_id=loose, user_identity_key="made-by-key")
    await states_of_credentials(sim, seam, user, house)
    await seam.credential(user, *house.entrance_ids[:2], **MOBILE_KEY)
    await instant_keys(seam, identity)
    await users(sim, seam, user)
    hook = (await seam.ok("/webhooks/create", url="http://127.0.0.1:9/x"))["webhook"]
    await seam.ok("/webhooks/get", webhook_id=hook["webhook_id"])
    await seam.ok("/webhooks/update", webhook_id=hook["webhook_id"], event_types=["acs_user.created"])
    sim.knobs.resident_emails.add("resident@b.example")
    await seam.identity(email_address="resident@b.example")
    await seam.user(house.system_id, email_address="resident@b.example")
    sim.disconnect(house.system_id)
    sim.remove_entrance(house.entrance_ids[3])
    await reads(seam, house, user)
    sim.reconnect(house.system_id)
    await seam.ok("/acs/users/delete", acs_user_id=loose)
    await seam.ok("/user_identities/delete", user_identity_id=identity)
    await seam.ok("/webhooks/delete", webhook_id=hook["webhook_id"])


async def instant_keys(seam: Caller, identity: str) -> None:
    made = (await seam.ok("/user_identities/generate_instant_key", user_identity_id=identity))["instant_key"]
    await seam.ok("/instant_keys/get", instant_key_id=made["instant_key_id"])
    await seam.ok("/instant_keys/list")
    await seam.ok("/instant_keys/delete", instant_key_id=made["instant_key_id"])
    await seam.ok("/user_identities/list_accessible_entrances", user_identity_id=identity)


async def users(sim: SeamSim, seam: Caller, user: str) -> None:
    sim.knobs.can_suspend = True
    await seam.ok("/acs/users/update", acs_user_id=user, full_name="Ann B")
    await seam.ok("/acs/users/suspend", acs_user_id=user)
    await seam.ok("/acs/users/get", acs_user_id=user)
    await seam.ok("/acs/users/unsuspend", acs_user_id=user)


async def states_of_credentials(sim: SeamSim, seam: Caller, user: str, house: BuildingIds) -> None:
    lobby, garage, *_ = house.entrance_ids
    issued = (await seam.credential(user, lobby, starts_at=seam.clock.after(hours=-1)))["acs_credential_id"]
    await seam.ok("/acs/credentials/list_accessible_entrances", acs_credential_id=issued)
    await seam.ok("/acs/credentials/update", acs_credential_id=issued, ends_at=seam.clock.after(hours=9))
    sim.fail_issue(garage)
    await seam.credential(user, garage)
    sim.invalidate(issued)
    await seam.read(issued)
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
    await seam.ok("/acs/entrances/list_credentials_with_access", acs_entrance_id=house.entrance_ids[0])
    await seam.ok("/acs/users/get", acs_user_id=user)
    await seam.ok("/webhooks/list")
    await seam.ok("/events/list", since="2029-01-01T00:00:00Z")


async def smart_locks(sim: SeamSim, seam: Caller) -> None:
    casa = sim.add_locks("Casa Sol", "Europe/Madrid", ["Front", "Back"])
    front, back = casa.device_ids
    await commands(sim, seam, front)
    await life_of_codes(sim, seam, front)
    await codes_of_others(sim, seam, front)
    await sandbox(seam, front, back)
    await seam.ok("/connected_accounts/simulate/disconnect", connected_account_id=casa.account_id)
    await seam.ok("/connected_accounts/list")
    await seam.ok("/connected_accounts/get", connected_account_id=casa.account_id)
    for path in ("/devices/get", "/locks/get"):
        await seam.ok(path, device_id=front)
    await seam.ok("/access_codes/list", device_id=front)
    for path in ("/devices/list", "/locks/list", "/devices/list_device_providers"):
        await seam.ok(path)
    sim.reconnect_account(casa.account_id)


async def commands(sim: SeamSim, seam: Caller, front: str) -> None:
    for path in ("/locks/lock_door", "/locks/unlock_door"):
        made = (await seam.ok(path, device_id=front))["action_attempt"]
        await seam.ok("/action_attempts/get", action_attempt_id=made["action_attempt_id"])
    sim.set_battery(front, 0.05)
    sim.lock_by_hand(front)
    sim.set_flaky(front, flaky=True)
    sim.set_flaky(front, flaky=False)
    sim.tamper(front)
    sim.set_online(front, online=False)
    await seam.ok("/locks/unlock_door", device_id=front)
    await seam.ok("/locks/lock_door", device_id=front)
    await seam.ok("/action_attempts/list")
    sim.set_online(front, online=True)


async def life_of_codes(sim: SeamSim, seam: Caller, front: str) -> None:
    window = {"starts_at": seam.clock.after(1), "ends_at": seam.clock.after(3)}
    made = await seam.ok(
        "/access_codes/create", device_id=front, name="Ann", use_backup_access_code_pool=True, **window
    )
    key = made["access_code"]["access_code_id"]
    await seam.ok("/access_codes/get", access_code_id=key)
    sim.lock_knobs.update_delay = None
    await seam.ok("/access_codes/update", access_code_id=key, name="Bob", code="4712", ends_at=seam.clock.after(4))
    await seam.ok("/access_codes/get", access_code_id=key)
    sim.lock_knobs.update_delay = timedelta(0)
    await seam.ok("/access_codes/pull_backup_access_code", access_code_id=key)
    sim.set_online(front, online=False)
    await seam.ok("/access_codes/create", device_id=front)
    seam.clock.move(3600)
    several = await seam.ok("/access_codes/create_multiple", device_ids=[front])
    sim.set_online(front, online=True)
    linked = several["access_codes"][0]["common_code_key"]
    await seam.ok("/access_codes/update_multiple", common_code_key=linked, name="Cleaner")
    await trouble_with_codes(sim, seam, front, key)


async def trouble_with_codes(sim: SeamSim, seam: Caller, front: str, key: str) -> None:
    knobs = sim.lock_knobs
    knobs.failing[front] = "provider_issue"
    await seam.ok("/access_codes/create", device_id=front)
    knobs.failing.clear()
    sim.retype_outside(key, "8642")
    await seam.ok("/access_codes/get", access_code_id=key)
    sim.delete_outside(key)
    knobs.stuck[front] = "failed_to_remove_from_device"
    await seam.ok("/access_codes/delete", access_code_id=key)
    knobs.stuck.clear()
    knobs.remove_delay = timedelta(hours=1)
    ending = (await seam.ok("/access_codes/create", device_id=front))["access_code"]["access_code_id"]
    await seam.ok("/access_codes/delete", access_code_id=ending)
    seam.clock.move(600)
    await seam.ok("/access_codes/get", access_code_id=ending)
    knobs.remove_delay = timedelta(0)


async def codes_of_others(sim: SeamSim, seam: Caller, front: str) -> None:
    made = await seam.ok(
        "/access_codes/simulate/create_unmanaged_access_code", device_id=front, code="4711", name="Other"
    )
    key = made["access_code"]["access_code_id"]
    await seam.ok("/access_codes/unmanaged/get", access_code_id=key)
    await seam.ok("/access_codes/unmanaged/list", device_id=front)
    await seam.ok("/access_codes/unmanaged/convert_to_managed", access_code_id=key)
    await seam.ok("/access_codes/unmanaged/delete", access_code_id=sim.add_code_outside(front, "4713"))
    annex = sim.add_locks("Annex", None, [Lock("Gate", brand=SMARTTHINGS)]).device_ids[0]
    foreign = sim.add_code_outside(annex, "4711")
    await seam.ok("/access_codes/unmanaged/convert_to_managed", access_code_id=foreign)


async def sandbox(seam: Caller, front: str, back: str) -> None:
    await seam.ok("/locks/simulate/keypad_code_entry", device_id=front, code="4711")
    await seam.ok("/locks/simulate/keypad_code_entry", device_id=front, code="000000")
    await seam.ok("/locks/simulate/manual_lock_via_keypad", device_id=front)
    for verb in ("disconnect", "connect", "remove"):
        await seam.ok(f"/devices/simulate/{verb}", device_id=back)


async def access_grants(sim: SeamSim, seam: Caller) -> None:
    [front] = sim.add_locks("Casa Luna", "Europe/Madrid", ["Front"]).device_ids
    knobs = sim.lock_knobs
    window = {"starts_at": seam.clock.after(0), "ends_at": seam.clock.after(3)}
    asked = {"device_ids": [front], "user_identity": {"full_name": "Cleo"}, **window, "access_grant_key": "stay"}
    knobs.failing[front] = "provider_issue"
    made = await seam.ok("/access_grants/create", requested_access_methods=[{"mode": "code", "code": "4711"}], **asked)
    key = made["access_grant"]["access_grant_id"]
    await method(seam, key)
    knobs.failing.clear()
    await seam.ok("/access_grants/request_access_methods", access_grant_id=key, requested_access_methods=[CARD])
    knobs.update_delay = timedelta(minutes=10)
    await seam.ok("/access_grants/update", access_grant_id=key, ends_at=seam.clock.after(5))
    await seam.ok("/access_grants/get", access_grant_key="stay")
    seam.clock.move(400)
    await method(seam, key)
    seam.clock.move(400)
    await seam.ok("/access_grants/list")
    knobs.remove_delay = timedelta(minutes=1)
    await seam.ok("/access_methods/delete", access_method_id=await method(seam, key))
    await seam.ok("/access_grants/delete", access_grant_id=key)
    await method(seam, key)
    await seam.ok("/access_grants/get", access_grant_id=key)
    seam.clock.move(60)
    knobs.update_delay = knobs.remove_delay = timedelta(0)
    await late_grant(sim, seam, front)


async def late_grant(sim: SeamSim, seam: Caller, front: str) -> None:
    sim.set_online(front, online=False)
    identity = await seam.identity(full_name="Cleo")
    asked = {"user_identity_id": identity, "device_ids": [front], "requested_access_methods": [{"mode": "code"}]}
    made = (await seam.ok("/access_grants/create", **asked))["access_grant"]
    seam.clock.move(600)
    await method(seam, made["access_grant_id"])
    sim.set_online(front, online=True)


async def method(seam: Caller, grant_id: str) -> str:
    [one] = (await seam.ok("/access_methods/list", access_grant_id=grant_id))["access_methods"]
    await seam.ok("/access_methods/get", access_method_id=one["access_method_id"])
    return str(one["access_method_id"])


async def webviews(sim: SeamSim, seam: Caller) -> None:
    for end in (sim.log_in, sim.fail_login):
        made = await seam.ok("/connect_webviews/create", accepted_providers=["latch"], custom_metadata={"team": "T1"})
        key = made["connect_webview"]["connect_webview_id"]
        end(key)
        await seam.ok("/connect_webviews/get", connect_webview_id=key)
    await seam.ok("/connect_webviews/list")
