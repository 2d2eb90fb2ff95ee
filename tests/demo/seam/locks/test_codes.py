"""What is refused at the door of Seam, and how codes are found again."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.seam import Lock, SeamSim
from bot.demo.seam.locks import rules
from tests.demo.seam.caller import Caller
from tests.demo.seam.locks.desk import Codes


class TestCreate:
    async def test_the_caller_may_choose_the_pin_or_leave_it(self, codes: Codes, front: str) -> None:
        chosen = await codes.make(front, code="271828")
        left = await codes.make(front)
        longer = await codes.make(front, preferred_code_length=6)

        assert (chosen["code"], len(left["code"]), len(longer["code"])) == ("271828", 4, 6)
        assert len({chosen["code"], left["code"], longer["code"]}) == 3

    async def test_the_same_create_twice_makes_two(self, codes: Codes, front: str) -> None:
        first, second = await codes.make(front), await codes.make(front)

        assert first["access_code_id"] != second["access_code_id"]
        assert first["code"] != second["code"]

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"code": "123"}, "code"),
            ({"code": "1234567890123"}, "code"),
            ({"code": "12ab"}, "code"),
            ({"code": "123456789"}, "code"),
            ({"ends_at": "2030-03-04T15:00:00Z"}, "ends_at"),
            ({"ends_at": "2030-03-04T17:00:00Z"}, "ends_at"),
            ({"ends_at": "yesterday"}, "ends_at"),
            ({"starts_at": None}, "starts_at"),
            ({"is_offline_access_code": True}, "device_id"),
            ({"is_one_time_use": True}, "is_one_time_use"),
            ({"max_time_rounding": "2h"}, "max_time_rounding"),
        ],
    )
    async def test_what_is_refused(
        self, sim: SeamSim, codes: Codes, front: str, wrong: dict[str, Any], field: str
    ) -> None:
        assert field in await codes.refused(front, **wrong)
        assert sim.world.locks.codes == {}

    async def test_a_pin_that_is_on_the_lock_already(self, codes: Codes, front: str, side: str) -> None:
        await codes.make(front, code="4711")
        status, error = await codes.seam.refused("/access_codes/create", **codes.asked(front, code="4711"))

        assert (status, error["type"]) == (409, "duplicate_access_code")
        await codes.make(side, code="4711")

    async def test_a_lock_that_takes_no_codes(self, sim: SeamSim, codes: Codes) -> None:
        [gate] = sim.add_locks("Annex", None, [Lock("Gate", can_program_online_access_codes=None)]).device_ids

        assert "device_id" in await codes.refused(gate)

    async def test_not_tried_on_an_offline_lock_if_the_caller_wants_that(
        self, sim: SeamSim, codes: Codes, front: str
    ) -> None:
        sim.set_online(front, online=False)

        assert "device_id" in await codes.refused(front, attempt_for_offline_device=False)
        await codes.make(front)

    async def test_one_key_is_one_pin(self, codes: Codes, front: str, side: str) -> None:
        first = await codes.make(front, common_code_key="stay-1")
        second = await codes.make(side, common_code_key="stay-1")

        assert first["code"] == second["code"]


@pytest.mark.parametrize(
    ("constraint", "bad", "good"),
    [
        ("no_zeros", "4701", "4711"),
        ("cannot_start_with_12", "1247", "2147"),
        ("no_triple_consecutive_ints", "9123", "9126"),
        ("no_triple_consecutive_ints", "9111", "9112"),
        ("no_ascending_or_descending_sequence", "1234", "1235"),
        ("no_ascending_or_descending_sequence", "9876", "9875"),
        ("at_least_three_unique_digits", "1122", "1123"),
        ("no_all_same_digits", "7777", "7778"),
        ("unique_first_four_digits", "12315", "12345"),
        ("cannot_contain_089", "1238", "1237"),
        ("cannot_contain_0789", "1237", "1236"),
    ],
)
async def test_a_constraint_of_the_keypad(sim: SeamSim, codes: Codes, constraint: str, bad: str, good: str) -> None:
    lock = Lock("Gate", constraints=({"constraint_type": constraint},))
    [gate] = sim.add_locks("Annex", None, [lock]).device_ids
    shown = (await codes.seam.ok("/devices/get", device_id=gate))["device"]

    assert shown["properties"]["code_constraints"] == [{"constraint_type": constraint}]
    assert "code" in await codes.refused(gate, code=bad)
    assert (await codes.make(gate, code=good))["code"] == good


@given(
    kinds=st.sets(st.sampled_from(sorted(rules._FORBIDS))),
    lengths=st.sets(st.sampled_from([4, 5, 6, 7, 8]), min_size=1),
    wanted=st.none() | st.integers(3, 9),
    seed=st.integers(),
)
def test_a_pin_left_to_seam_fits_the_keypad(kinds: set[str], lengths: set[int], wanted: int | None, seed: int) -> None:
    lock = Lock("x", code_lengths=tuple(sorted(lengths)), constraints=tuple({"constraint_type": one} for one in kinds))
    pin = rules.new_code(lock, Random(seed), set(), wanted)  # noqa: S311  no secret

    assert rules.code_problem(lock, pin) is None
    assert len(pin) == (wanted if wanted in lengths else min(lengths))


class TestNames:
    @pytest.fixture
    def gate(self, sim: SeamSim) -> str:
        rules_of_names = ({"constraint_type": "name_length", "min_length": 2, "max_length": 5},)
        unique = ({"constraint_type": "name_must_be_unique"},)
        return sim.add_locks("Annex", None, [Lock("Gate", constraints=rules_of_names + unique)]).device_ids[0]

    @pytest.mark.parametrize("name", ["A", "Annabel"])
    async def test_too_short_or_too_long(self, codes: Codes, gate: str, name: str) -> None:
        assert "name" in await codes.refused(gate, name=name)

    async def test_twice(self, codes: Codes, gate: str) -> None:
        made = await codes.make(gate, name="Ann")

        assert "name" in await codes.refused(gate, name="Ann")
        await codes.seam.ok("/access_codes/update", access_code_id=made["access_code_id"], name="Ann")


async def test_a_lock_that_chooses_its_pins(sim: SeamSim, codes: Codes) -> None:
    lock = Lock("Gate", constraints=({"constraint_type": "cannot_specify_pin_code"},))
    [gate] = sim.add_locks("Annex", None, [lock]).device_ids

    assert "code" in await codes.refused(gate, code="4711")
    assert (await codes.make(gate))["code"]


class TestFinding:
    async def test_one_by_id_or_by_lock_and_pin(self, codes: Codes, seam: Caller, front: str) -> None:
        made = await codes.make(front, code="4711")
        by_pin = (await seam.ok("/access_codes/get", device_id=front, code="4711"))["access_code"]

        assert by_pin == made
        for wrong in ({}, {"device_id": front}, {"code": "4711"}):
            assert (await seam.refused("/access_codes/get", **wrong))[0] == 400
        status, error = await seam.refused("/access_codes/get", device_id=front, code="4712")
        assert (status, error["type"]) == (404, "access_code_not_found")

    async def test_lists(self, codes: Codes, seam: Caller, front: str, side: str) -> None:
        ann = (await codes.make(front, name="Keydesk ann"))["access_code_id"]
        bob = (await codes.make(side, name="Keydesk bob"))["access_code_id"]

        async def ids(**filters: Any) -> list[str]:
            found = await seam.ok("/access_codes/list", **filters)
            return [one["access_code_id"] for one in found["access_codes"]]

        assert await ids(search="keydesk") == [ann, bob]
        assert await ids(device_id=side) == await ids(access_code_ids=[bob]) == await ids(search="BOB") == [bob]
        page = await seam.ok("/access_codes/list", search="Keydesk", limit=1)
        assert page["pagination"]["has_next_page"] is True
        assert (await seam.refused("/access_codes/list"))[0] == 400


class TestUpdateIsStrict:
    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"code": "12"}, "code"),
            ({"code": "123456789"}, "code"),
            ({"ends_at": "2030-03-04T15:00:00Z"}, "ends_at"),
            ({"starts_at": "2030-03-04T19:30:00Z"}, "ends_at"),
            ({"device_id": "00000000-0000-4000-8000-000000000000"}, "device_id"),
        ],
    )
    async def test_all_or_nothing(self, codes: Codes, front: str, wrong: dict[str, Any], field: str) -> None:
        made = await codes.make(front, name="Ann")
        body = {"access_code_id": made["access_code_id"], "name": "Bob", **wrong}
        if field == "ends_at" and "starts_at" in wrong:
            body["ends_at"] = made["ends_at"]
        status, error = await codes.seam.refused("/access_codes/update", **body)

        assert (status, field in error["validation_errors"]) == (400, True)
        assert await codes.read(made) == made

    async def test_to_a_pin_that_is_there(self, codes: Codes, front: str) -> None:
        await codes.make(front, code="4711")
        other = await codes.make(front)
        status, error = await codes.seam.refused(
            "/access_codes/update", access_code_id=other["access_code_id"], code="4711"
        )

        assert (status, error["type"]) == (409, "duplicate_access_code")
