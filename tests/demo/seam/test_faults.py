"""What the caller hears and what is so part here: the journal and the world must be right where the answer is not."""

import asyncio
import json
from random import Random
from typing import Any

import httpx
import pytest

from bot.demo.seam import BuildingIds, Fault, Faults, SeamSim
from bot.demo.seam.http import ENDPOINTS
from tests.demo.seam.caller import KEY, Caller, Clock, served

CREATE = "/acs/users/create"


@pytest.fixture
def body(house: BuildingIds) -> dict[str, Any]:
    return {"acs_system_id": house.system_id, "full_name": "Ann Guest"}


def seen(sim: SeamSim) -> tuple[str | None, int | None, str | None]:
    """Of the last call: the fault, the status that was sent, and what it did to an ACS user."""
    entry = sim.journal[-1]
    return entry.fault, entry.status, entry.effect[0] if entry.effect else None


class TestStatus:
    @pytest.mark.parametrize("status", [429, 500, 503])
    async def test_before_the_effect(self, sim: SeamSim, seam: Caller, body: dict[str, Any], status: int) -> None:
        sim.fault(Fault(CREATE, "status", status=status))
        answer = await seam.post(CREATE, **body)

        assert answer.status_code == status
        assert answer.json()["ok"] is False
        assert "retry-after" not in answer.headers
        assert sim.world.users == {}
        assert seen(sim) == ("status", status, None)

    async def test_after_the_effect(self, sim: SeamSim, seam: Caller, body: dict[str, Any]) -> None:
        sim.fault(Fault(CREATE, "status", after_effect=True))
        answer = await seam.post(CREATE, **body)

        assert answer.status_code == 500
        assert len(sim.world.users) == 1
        assert seen(sim) == ("status", 500, "created")

    @pytest.mark.parametrize("value", ["2", "0", "999999", "soon"])
    async def test_with_a_retry_after(self, sim: SeamSim, seam: Caller, body: dict[str, Any], value: str) -> None:
        sim.fault(Fault(CREATE, "status", status=429, retry_after=value))

        assert (await seam.post(CREATE, **body)).headers["retry-after"] == value

    async def test_with_a_body_that_is_not_seams(self, sim: SeamSim, seam: Caller, body: dict[str, Any]) -> None:
        sim.fault(Fault(CREATE, "status", status=503, body="upstream connect error"))
        answer = await seam.post(CREATE, **body)

        assert (answer.status_code, answer.text) == (503, "upstream connect error")


@pytest.mark.parametrize(("after_effect", "effect"), [(False, None), (True, "created")])
class TestNoAnswer:
    async def test_reset(
        self, sim: SeamSim, clock: Clock, body: dict[str, Any], after_effect: bool, effect: str | None
    ) -> None:
        sim.fault(Fault(CREATE, "reset", after_effect=after_effect))
        async with served(sim, clock) as seam:
            with pytest.raises(httpx.ReadError):
                await seam.post(CREATE, **body)
            assert seen(sim) == ("reset", None, effect)
            await seam.ok(CREATE, **body)

    async def test_hang_until_the_caller_gives_up(
        self, sim: SeamSim, clock: Clock, body: dict[str, Any], after_effect: bool, effect: str | None
    ) -> None:
        sim.fault(Fault(CREATE, "hang", after_effect=after_effect))
        async with served(sim, clock) as seam:
            with pytest.raises(httpx.ReadTimeout):
                await seam.http.post(CREATE, json=body, headers=KEY, timeout=httpx.Timeout(5, read=0.05))

        assert seen(sim) == ("hang", None, effect)

    async def test_hang_until_it_is_released(
        self, sim: SeamSim, clock: Clock, body: dict[str, Any], after_effect: bool, effect: str | None
    ) -> None:
        sim.fault(Fault(CREATE, "hang", after_effect=after_effect))
        async with served(sim, clock) as seam:
            call = asyncio.create_task(seam.post(CREATE, **body))
            await sim.journal.until(lambda: len(sim.journal))
            hanging = seen(sim), call.done()
            sim.faults.clear()
            answer = await call

        assert hanging == (("hang", None, effect), False)
        assert answer.status_code == 504

    async def test_hang_for_a_time(
        self, sim: SeamSim, clock: Clock, body: dict[str, Any], after_effect: bool, effect: str | None
    ) -> None:
        sim.fault(Fault(CREATE, "hang", seconds=0.01, after_effect=after_effect))
        async with served(sim, clock) as seam:
            assert (await seam.post(CREATE, **body)).status_code == 504
        assert seen(sim) == ("hang", None, effect)

    async def test_an_answer_that_is_none(
        self, sim: SeamSim, seam: Caller, body: dict[str, Any], after_effect: bool, effect: str | None
    ) -> None:
        sim.fault(Fault(CREATE, "malformed", after_effect=after_effect))
        sim.fault(Fault(CREATE, "html", after_effect=after_effect))
        sim.fault(Fault(CREATE, "malformed", body='{"ok": true}', after_effect=after_effect))
        cut, page, hollow = [await seam.post(CREATE, **body) for _ in range(3)]

        assert {answer.status_code for answer in (cut, page, hollow)} == {200}
        with pytest.raises(ValueError, match="Unterminated"):
            cut.json()
        assert page.headers["content-type"].startswith("text/html")
        assert hollow.json() == {"ok": True}
        assert seen(sim) == ("malformed", 200, effect)


async def test_the_true_answer_in_small_pieces(sim: SeamSim, clock: Clock, body: dict[str, Any]) -> None:
    sim.fault(Fault(CREATE, "slow_body", seconds=0.05))
    pieces: list[bytes] = []
    async with served(sim, clock) as seam, seam.http.stream("POST", CREATE, json=body, headers=KEY) as answer:
        pieces = [piece async for piece in answer.aiter_raw()]

    assert len(pieces) > 1
    assert json.loads(b"".join(pieces))["acs_user"]["full_name"] == "Ann Guest"
    assert int(answer.headers["content-length"]) == sum(map(len, pieces))
    assert seen(sim) == ("slow_body", 200, "created")


class TestEverywhere:
    """No endpoint goes round the faults."""

    async def test_a_fault_before_the_effect_leaves_nothing(self, sim: SeamSim, seam: Caller) -> None:
        sim.fault(Fault("*", "status", status=503, times=None))
        statuses = {path: (await seam.post(path)).status_code for path in ENDPOINTS}

        assert statuses == dict.fromkeys(ENDPOINTS, 503)
        assert {(entry.fault, entry.effects) for entry in sim.journal} == {("status", ())}

    async def test_an_outage_is_everywhere(self, sim: SeamSim, seam: Caller) -> None:
        sim.set_outage(outage=True)

        assert {(await seam.post(path)).text for path in ENDPOINTS} == {"Service Unavailable"}


class TestRules:
    async def test_strikes_as_often_as_said_and_where_said(
        self, sim: SeamSim, seam: Caller, body: dict[str, Any]
    ) -> None:
        sim.fault(Fault("/acs/users/*", "status", times=2))
        statuses = [(await seam.post(path)).status_code for path in ["/acs/systems/list", *["/acs/users/list"] * 3]]

        assert statuses == [200, 500, 500, 200]
        assert sim.faults.rules == ()
        assert (await seam.post(CREATE, **body)).status_code == 200

    async def test_without_a_count_until_it_is_cleared(self, sim: SeamSim, seam: Caller) -> None:
        sim.fault(Fault("*", "status", times=None))
        struck = [(await seam.post("/acs/systems/list")).status_code for _ in range(5)]
        sim.faults.clear()

        assert set(struck) == {500}
        await seam.ok("/acs/systems/list")

    async def test_an_outage_is_everything_and_no_json(self, sim: SeamSim, seam: Caller, body: dict[str, Any]) -> None:
        sim.faults.outage = True
        answers = [await seam.post("/acs/systems/list"), await seam.post(CREATE, **body)]
        sim.faults.outage = False

        assert [(answer.status_code, answer.text) for answer in answers] == [(503, "Service Unavailable")] * 2
        assert sim.world.users == {}
        assert seen(sim) == ("outage", 503, None)
        await seam.ok(CREATE, **body)

    def test_slow_on_top_of_another_by_a_seed(self) -> None:
        first, second = (Faults(Random(7)) for _ in range(2))  # noqa: S311  delays, no secrets
        for faults in (first, second):
            faults.add(Fault("*", "slow", times=None, at_least=0.1, at_most=0.2), Fault("*", "status", status=503))
        plans = [first.plan("/x") for _ in range(10)]

        assert plans == [second.plan("/x") for _ in range(10)]
        assert [plan.fault is not None for plan in plans] == [True] + [False] * 9
        assert all(0.1 <= delay <= 0.2 for plan in plans for delay in (plan.before, plan.after))
        assert len({plan.before for plan in plans} | {plan.after for plan in plans}) == 20

    async def test_slow_before_and_after_the_effect(self, sim: SeamSim, seam: Caller, body: dict[str, Any]) -> None:
        sim.fault(Fault(CREATE, "slow", at_least=0.02, at_most=0.02))
        call = asyncio.create_task(seam.post(CREATE, **body))
        await asyncio.sleep(0)
        before = len(sim.world.users)
        await sim.journal.until(lambda: len(sim.journal))

        assert (before, len(sim.world.users), call.done()) == (0, 1, False)
        assert (await call).status_code == 200


class TestControl:
    async def test_rules_are_set_listed_and_cleared_over_http(self, sim: SeamSim, seam: Caller) -> None:
        rule = {"path": "/acs/*", "kind": "status", "status": 429, "retry_after": "2", "times": 3}
        posted = await seam.http.post("/_sim/faults", json={"faults": [rule], "outage": True})
        listed = await seam.http.get("/_sim/faults")
        cleared = await seam.http.delete("/_sim/faults")

        assert posted.json() == listed.json()
        assert posted.json()["outage"] is True
        assert rule.items() <= posted.json()["faults"][0].items()
        assert cleared.json() == {"ok": True, "faults": [], "outage": False}
        assert len(sim.journal) == 0

    @pytest.mark.parametrize(
        "asked",
        [
            [],
            {"fault": []},
            {"faults": {}},
            {"faults": ["x"]},
            {"outage": 1},
            {"faults": [{"path": "*", "kind": "explode"}]},
            {"faults": [{"path": "*"}]},
            {"faults": [{"path": "*", "kind": "status", "status": 200}]},
            {"faults": [{"path": "*", "kind": "status", "status": [500]}]},
            {"faults": [{"path": "*", "kind": "status"}, {"path": "*", "kind": "hang", "second": 1}]},
        ],
    )
    async def test_a_rule_that_is_wrong_changes_nothing(self, sim: SeamSim, seam: Caller, asked: object) -> None:
        answer = await seam.http.post("/_sim/faults", json=asked)

        assert answer.status_code == 400
        assert (sim.faults.rules, sim.faults.outage) == ((), False)
