"""Who opened, as the events tell it: not every maker says which code it was."""

from dataclasses import replace
from typing import Any

import pytest

from bot.demo.seam import Lock, SeamSim
from bot.demo.seam.locks.brands import NUKI
from tests.demo.seam.caller import Caller, Clock
from tests.demo.seam.locks.desk import Codes


async def told(seam: Caller, *kinds: str) -> list[Any]:
    found: list[Any] = (await seam.ok("/events/list", since="2030-01-01", event_types=[*kinds]))["events"]
    return found


async def test_an_unlock_names_the_code(sim: SeamSim, codes: Codes, front: str) -> None:
    made = await codes.now(front, code="4711")

    assert codes.opens(made)
    [event] = await told(codes.seam, "lock.unlocked")
    assert (event["method"], event["access_code_id"], event["code"]) == ("keycode", made["access_code_id"], "4711")
    assert event["access_code_is_managed"] is True
    assert [one.credential_id for one in sim.openings] == [made["access_code_id"]]


async def test_or_does_not(sim: SeamSim, codes: Codes) -> None:
    [gate] = sim.add_locks("Annex", None, [Lock("Gate", brand=NUKI)]).device_ids
    codes.opens(await codes.now(gate))

    [event] = await told(codes.seam, "lock.unlocked")
    assert (event["method"], event["device_id"]) == ("keycode", gate)
    assert not {"access_code_id", "code"} & set(event)


async def test_who_is_refused(sim: SeamSim, clock: Clock, codes: Codes, front: str) -> None:
    early = await codes.make(front)
    assert not codes.opens(early)
    assert not sim.enter_code(front, "000000")
    clock.move(5 * 3600)
    assert not codes.opens(early)

    refused = await told(codes.seam, "lock.access_denied")
    assert sorted(
        (one.get("access_code_id"), one["reason"]["reason_code"]) for one in refused if "access_code_id" in one
    )
    assert [one.refusal for one in sim.openings] == ["unknown_code", "unknown_code", "unknown_code"]


async def test_an_offline_lock_opens_and_takes_no_news(sim: SeamSim, codes: Codes, front: str) -> None:
    before = await codes.now(front)
    sim.set_online(front, online=False)
    after = await codes.now(front)

    assert (codes.opens(before), codes.opens(after)) == (True, False)


class TestCodesOfOthers:
    async def test_they_are_seen_apart(self, sim: SeamSim, seam: Caller, codes: Codes, front: str) -> None:
        key = sim.add_code_outside(front, "4711", "Cleaner")
        listed = (await seam.ok("/access_codes/unmanaged/list", device_id=front))["access_codes"]
        by_pin = (await seam.ok("/access_codes/unmanaged/get", device_id=front, code="4711"))["access_code"]

        assert [one["access_code_id"] for one in listed] == [key]
        assert (by_pin["is_managed"], by_pin["name"], by_pin["code"]) == (False, "Cleaner", "4711")
        assert await codes.of(front) == []
        for path in ("/access_codes/get", "/access_codes/update", "/access_codes/delete"):
            assert (await seam.refused(path, access_code_id=key))[0] == 404
        assert sim.enter_code(front, "4711")

    async def test_one_can_be_taken_over(self, sim: SeamSim, seam: Caller, codes: Codes, front: str) -> None:
        key = sim.add_code_outside(front, "4711")
        await seam.ok("/access_codes/unmanaged/convert_to_managed", access_code_id=key)
        [mine] = await codes.of(front)
        await seam.ok("/access_codes/delete", access_code_id=key)

        assert (mine["access_code_id"], mine["status"], mine["is_managed"]) == (key, "set", True)
        assert not sim.enter_code(front, "4711")
        assert len(await told(seam, "access_code.unmanaged.converted_to_managed")) == 1

    async def test_but_not_of_every_maker(self, sim: SeamSim, seam: Caller, codes: Codes, side: str) -> None:
        key = sim.add_code_outside(side, "4711")
        await seam.ok("/access_codes/unmanaged/convert_to_managed", access_code_id=key)
        shown = (await seam.ok("/access_codes/unmanaged/get", access_code_id=key))["access_code"]

        assert shown["cannot_be_managed"] is True
        assert await codes.of(side) == []
        assert len(await told(seam, "access_code.unmanaged.failed_to_convert_to_managed")) == 1

    async def test_one_can_be_deleted(self, sim: SeamSim, seam: Caller, front: str) -> None:
        key = sim.add_code_outside(front, "4711")
        await seam.ok("/access_codes/unmanaged/delete", access_code_id=key)

        assert (await seam.ok("/access_codes/unmanaged/list", device_id=front))["access_codes"] == []
        assert not sim.enter_code(front, "4711")


class TestBackupCodes:
    async def test_one_takes_the_place_of_a_code_that_failed(
        self, sim: SeamSim, clock: Clock, seam: Caller, codes: Codes, front: str
    ) -> None:
        await codes.now(front, use_backup_access_code_pool=True)
        sim.lock_knobs.failing[front] = "failed_to_set_on_device"
        failed = await codes.now(front)
        answer = await seam.ok("/access_codes/pull_backup_access_code", access_code_id=failed["access_code_id"])
        again = await seam.ok("/access_codes/pull_backup_access_code", access_code_id=failed["access_code_id"])
        backup, shown = answer["backup_access_code"], await codes.read(failed)
        opened = codes.opens(backup)
        clock.move(4 * 3600)

        assert failed["is_backup_access_code_available"] is True
        assert answer["access_code"] == backup == again["backup_access_code"]
        assert (backup["is_backup"], backup["status"], backup["ends_at"]) == (True, "set", failed["ends_at"])
        assert shown["pulled_backup_access_code_id"] == backup["access_code_id"]
        assert opened
        assert not codes.opens(backup)
        [event] = await told(seam, "access_code.backup_access_code_pulled")
        assert event["backup_access_code_id"] == backup["access_code_id"]

    async def test_the_pool_is_not_listed_and_runs_dry(
        self, sim: SeamSim, seam: Caller, codes: Codes, front: str
    ) -> None:
        first = await codes.now(front, use_backup_access_code_pool=True)
        listed = await codes.of(front)
        sim.lock_knobs.failing[front] = "provider_issue"
        made = [await codes.now(front) for _ in range(3)]
        for one in made[:2]:
            await seam.ok("/access_codes/pull_backup_access_code", access_code_id=one["access_code_id"])
        status, _ = await seam.refused(
            "/access_codes/pull_backup_access_code", access_code_id=made[2]["access_code_id"]
        )

        assert [one["access_code_id"] for one in listed] == [first["access_code_id"]]
        assert status == 400
        assert (await codes.read(made[2]))["is_backup_access_code_available"] is False

    async def test_not_on_every_lock_and_not_without_an_end(self, sim: SeamSim, codes: Codes, front: str) -> None:
        status, _ = await codes.seam.refused("/access_codes/create", device_id=front, use_backup_access_code_pool=True)
        device = sim.world.locks.device(front)
        device.lock = replace(device.lock, has_backup_pool=False)

        assert status == 400
        assert "use_backup_access_code_pool" in await codes.refused(front, use_backup_access_code_pool=True)


class TestSandbox:
    async def test_the_connection_is_played_where_the_lock_allows(self, seam: Caller, front: str, side: str) -> None:
        await seam.ok("/devices/simulate/disconnect", device_id=front)
        off = (await seam.ok("/devices/get", device_id=front))["device"]["properties"]["online"]
        await seam.ok("/devices/simulate/connect", device_id=front)
        on = (await seam.ok("/devices/get", device_id=front))["device"]["properties"]["online"]
        await seam.ok("/devices/simulate/remove", device_id=front)

        assert (off, on) == (False, True)
        assert (await seam.refused("/devices/get", device_id=front))[0] == 404
        assert (await seam.refused("/devices/simulate/disconnect", device_id=side))[0] == 400

    async def test_somebody_at_the_keypad(self, seam: Caller, codes: Codes, front: str) -> None:
        made = await codes.now(front, code="4711")
        for pin in ("4711", "9999"):
            played = await seam.ok("/locks/simulate/keypad_code_entry", device_id=front, code=pin)
            assert played["action_attempt"]["action_type"] == "SIMULATE_KEYPAD_CODE_ENTRY"
        await seam.ok("/locks/simulate/manual_lock_via_keypad", device_id=front)
        [opened], [refused], [locked] = [
            await told(seam, kind) for kind in ("lock.unlocked", "lock.access_denied", "lock.locked")
        ]

        assert opened["access_code_id"] == made["access_code_id"]
        assert refused["reason"]["reason_code"] == "unknown_code"
        assert locked["method"] == "keycode"

    async def test_a_code_of_somebody_else(self, seam: Caller, front: str) -> None:
        made = await seam.ok(
            "/access_codes/simulate/create_unmanaged_access_code", device_id=front, code="4711", name="Other"
        )
        listed = (await seam.ok("/access_codes/unmanaged/list", device_id=front))["access_codes"]

        assert listed == [made["access_code"]]


@pytest.mark.parametrize("state", ["scheduled", "issued", "failed", "waiting", "deleting"])
async def test_the_snapshot_says_how_far_a_code_is(sim: SeamSim, codes: Codes, front: str, state: str) -> None:
    if state == "failed":
        sim.lock_knobs.failing[front] = "provider_issue"
    made = await (codes.now if state in {"issued", "failed", "deleting"} else codes.make)(
        front,
        **(
            {"starts_at": codes.seam.clock.after(100), "ends_at": codes.seam.clock.after(101)}
            if state == "waiting"
            else {}
        ),
    )
    if state == "deleting":
        sim.lock_knobs.remove_delay = None
        await codes.seam.ok("/access_codes/delete", access_code_id=made["access_code_id"])
    [key] = sim.snapshot().buildings[0].doors[0].keys

    assert (key.id, key.kind, key.state) == (made["access_code_id"], "access_code", state)
    assert key.opens_now is (state in {"issued", "deleting"})
