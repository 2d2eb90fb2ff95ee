from datetime import timedelta
from typing import Any

import pytest

from bot.demo.seam import Lock, LockIds, SeamSim
from tests.demo.seam.caller import Caller, Clock


async def attempt(seam: Caller, key: str) -> Any:
    return (await seam.ok("/action_attempts/get", action_attempt_id=key))["action_attempt"]


async def command(seam: Caller, path: str, device_id: str) -> Any:
    return (await seam.ok(path, device_id=device_id))["action_attempt"]


async def is_locked(seam: Caller, device_id: str) -> bool:
    return bool((await seam.ok("/locks/get", device_id=device_id))["lock"]["properties"]["locked"])


async def told(seam: Caller) -> list[Any]:
    found = (await seam.ok("/events/list", since="2030-01-01"))["events"]
    return [one for one in found if one["event_type"].startswith(("lock.", "action_attempt."))]


async def test_it_begins_as_pending_and_is_carried_out_when_it_is_due(
    sim: SeamSim, clock: Clock, seam: Caller, front: str
) -> None:
    sim.lock_knobs.action_delay = timedelta(seconds=7)
    made = await command(seam, "/locks/unlock_door", front)
    key = made["action_attempt_id"]
    clock.move(6)
    before = await attempt(seam, key), await is_locked(seam, front), await told(seam)
    clock.move(1)
    after = await attempt(seam, key)

    assert before == (made, True, [])
    assert (made["action_type"], made["status"], made["result"], made["error"]) == (
        "UNLOCK_DOOR",
        "pending",
        None,
        None,
    )
    assert (after["status"], after["result"]) == ("success", {"was_confirmed_by_device": True})
    assert not await is_locked(seam, front)
    events = {one["event_type"]: one for one in await told(seam)}
    assert set(events) == {"action_attempt.unlock_door.succeeded", "lock.unlocked"}
    assert events["lock.unlocked"]["method"] == "remote"
    assert {one["action_attempt_id"] for one in events.values()} == {key}


async def test_lock_again(seam: Caller, front: str) -> None:
    await command(seam, "/locks/unlock_door", front)
    made = await command(seam, "/locks/lock_door", front)

    assert (await attempt(seam, made["action_attempt_id"]))["status"] == "success"
    assert await is_locked(seam, front)
    assert [one["event_type"] for one in await told(seam) if one["event_type"].startswith("lock.")].count(
        "lock.locked"
    ) == 1


async def test_never(sim: SeamSim, clock: Clock, seam: Caller, front: str) -> None:
    sim.lock_knobs.action_delay = None
    made = await command(seam, "/locks/unlock_door", front)
    clock.move(86_400)

    assert (await attempt(seam, made["action_attempt_id"]))["status"] == "pending"


@pytest.mark.parametrize(("confirms", "result"), [(True, {"was_confirmed_by_device": True}), (None, {})])
async def test_what_the_lock_says_of_it(sim: SeamSim, seam: Caller, confirms: bool | None, result: object) -> None:
    [key] = sim.add_locks("Annex", None, [Lock("Gate", confirms=confirms)]).device_ids
    made = await command(seam, "/locks/unlock_door", key)

    assert (await attempt(seam, made["action_attempt_id"]))["result"] == result


async def test_accepted_and_not_confirmed_makes_no_event_of_the_door(sim: SeamSim, seam: Caller) -> None:
    [key] = sim.add_locks("Annex", None, [Lock("Gate", confirms=False)]).device_ids
    made = await command(seam, "/locks/unlock_door", key)
    shown = await attempt(seam, made["action_attempt_id"])

    assert (shown["status"], shown["result"]) == ("success", {"was_confirmed_by_device": False})
    assert [one["event_type"] for one in await told(seam)] == ["action_attempt.unlock_door.succeeded"]


async def test_a_lock_that_cannot_be_reached(sim: SeamSim, seam: Caller, casa: LockIds, front: str) -> None:
    sim.set_online(front, online=False)
    offline = await command(seam, "/locks/unlock_door", front)
    offline = await attempt(seam, offline["action_attempt_id"])
    sim.set_online(front, online=True)
    sim.disconnect_account(casa.account_id)
    cut = await command(seam, "/locks/unlock_door", front)
    cut = await attempt(seam, cut["action_attempt_id"])
    sim.reconnect_account(casa.account_id)

    assert [(one["status"], one["error"]["type"]) for one in (offline, cut)] == [
        ("error", "device_disconnected"),
        ("error", "account_disconnected"),
    ]
    assert await is_locked(seam, front)
    assert {one["event_type"] for one in await told(seam)} == {"action_attempt.unlock_door.failed"}


async def test_a_lock_that_jams(sim: SeamSim, seam: Caller, front: str) -> None:
    sim.lock_knobs.failing_actions[front] = "jammed"
    made = await command(seam, "/locks/lock_door", front)
    shown = await attempt(seam, made["action_attempt_id"])

    assert (shown["status"], shown["result"], shown["error"]["type"]) == ("error", None, "jammed")


@pytest.mark.parametrize("name", ["side", "pool"])
async def test_a_lock_without_the_flag_is_refused(
    sim: SeamSim, seam: Caller, name: str, request: pytest.FixtureRequest
) -> None:
    status, error = await seam.refused("/locks/unlock_door", device_id=request.getfixturevalue(name))

    assert (status, "device_id" in error["validation_errors"]) == (400, True)
    assert sim.world.locks.attempts == {}


async def test_fifteen_a_minute_for_each_lock(sim: SeamSim, clock: Clock, seam: Caller, front: str, side: str) -> None:
    for _ in range(15):
        await command(seam, "/locks/unlock_door", front)
    status, error = await seam.refused("/locks/unlock_door", device_id=front)

    assert (status, error["type"], sim.journal[-1].effects) == (429, "too_many_requests", ())
    await command(seam, "/locks/lock_door", front)
    await command(seam, "/locks/lock_door", side)
    clock.move(60)
    await command(seam, "/locks/unlock_door", front)


async def test_attempts_are_listed(seam: Caller, front: str, side: str) -> None:
    first = await command(seam, "/locks/unlock_door", front)
    second = await command(seam, "/locks/lock_door", side)
    keys = [one["action_attempt_id"] for one in (first, second)]

    async def listed(**filters: Any) -> list[str]:
        found = await seam.ok("/action_attempts/list", **filters)
        return [one["action_attempt_id"] for one in found["action_attempts"]]

    assert await listed() == keys
    assert await listed(device_id=side) == await listed(action_attempt_ids=keys[1:]) == keys[1:]
