"""Codes that a maker works out and the lock takes by itself; nobody can change or end them."""

from datetime import timedelta
from typing import Any

import pytest

from bot.demo.seam import LockIds, SeamSim
from tests.demo.seam.caller import Clock
from tests.demo.seam.caller import codes as troubles
from tests.demo.seam.locks.desk import Codes

HOUR = 3600
LONG = "igloo_algopin_must_be_used_within_24_hours"


async def make(codes: Codes, pool: str, start: float, end: float | None, **body: Any) -> Any:
    until = {} if end is None else {"ends_at": codes.seam.clock.after(end)}
    asked = {"device_id": pool, "starts_at": codes.seam.clock.after(start), **until, **body}
    return (await codes.seam.ok("/access_codes/create", is_offline_access_code=True, **asked))["access_code"]


async def test_whole_hours_and_never_shorter_than_asked(codes: Codes, pool: str) -> None:
    made = await make(codes, pool, 1.5, 3.25)

    assert (made["starts_at"], made["ends_at"]) == ("2030-03-04T16:00:00.000Z", "2030-03-04T19:00:00.000Z")
    assert (made["is_offline_access_code"], made["warnings"], len(made["code"])) == (True, [], 9)


async def test_it_opens_though_the_lock_is_offline(sim: SeamSim, clock: Clock, codes: Codes, pool: str) -> None:
    sim.set_online(pool, online=False)
    made = await make(codes, pool, 1, 3)
    tried = [codes.opens(made)]
    statuses = [(await codes.read(made))["status"]]
    clock.move(HOUR)
    tried.append(sim.enter_code(pool, made["code"]))
    statuses.append((await codes.read(made))["status"])
    clock.move(2 * HOUR)
    tried.append(codes.opens(made))

    assert tried == [False, True, False]
    assert statuses == ["unset", "set"]
    assert await codes.is_gone(made)
    assert await codes.kinds(made) == ["set_on_device", "deleted"]


async def test_it_waits_for_its_maker(sim: SeamSim, clock: Clock, codes: Codes, casa: LockIds, pool: str) -> None:
    sim.lock_knobs.set_delay = timedelta(seconds=5)
    sim.disconnect_account(casa.account_id)
    made = await make(codes, pool, 0, 2)
    clock.move(60)
    sim.reconnect_account(casa.account_id)
    there = await codes.read(made)

    assert (made["code"], made["is_waiting_for_code_assignment"]) == (None, True)
    assert (there["is_waiting_for_code_assignment"], there["status"]) == (False, "set")


@pytest.mark.parametrize(
    "path", ["/access_codes/update", "/access_codes/delete", "/access_codes/pull_backup_access_code"]
)
async def test_it_cannot_be_changed_or_ended(codes: Codes, pool: str, path: str) -> None:
    made = await make(codes, pool, 0, 3)
    status, error = await codes.seam.refused(path, access_code_id=made["access_code_id"])

    assert (status, "offline" in error["message"]) == (400, True)
    assert await codes.read(made) == made


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "123456789"}, "code"),
        ({"ends_at": None}, "ends_at"),
        ({"starts_at": None}, "starts_at"),
        ({"ends_at": "2030-04-02T10:30:00Z"}, "max_time_rounding"),
        ({"ends_at": "2031-04-02T10:30:00Z", "max_time_rounding": "1d"}, "ends_at"),
        ({"is_offline_access_code": None}, "device_id"),
    ],
)
async def test_what_is_refused(codes: Codes, pool: str, wrong: dict[str, Any], field: str) -> None:
    asked = {"starts_at": codes.seam.clock.after(0), "is_offline_access_code": True, **wrong}

    assert field in await codes.refused(pool, **asked)


async def test_whole_days_where_the_caller_allows_that(codes: Codes, pool: str) -> None:
    made = await make(codes, pool, 0, 29 * 24 - 4, max_time_rounding="1d")

    assert made["ends_at"] == "2030-04-02T15:00:00.000Z"


class TestLong:
    async def test_unused_on_its_first_day_it_never_opens(self, clock: Clock, codes: Codes, pool: str) -> None:
        made = await make(codes, pool, 0, 48)
        clock.move(24 * HOUR)

        assert troubles(made, "warning") == [LONG]
        assert not codes.opens(made)

    async def test_used_in_time_it_goes_on(self, clock: Clock, codes: Codes, pool: str) -> None:
        made = await make(codes, pool, 0, 48)
        codes.opens(made)
        clock.move(47 * HOUR)

        assert codes.opens(made)


async def test_once_and_no_more(codes: Codes, pool: str) -> None:
    made = await make(codes, pool, 0, None, is_one_time_use=True)

    assert (made["is_one_time_use"], made["ends_at"]) == (True, "2030-03-05T15:00:00.000Z")
    assert [codes.opens(made) for _ in range(2)] == [True, False]
