"""Each rule of a request alone: what is refused, at which field, and what still passes."""

from datetime import timedelta

import pytest

from bot.domain.building import Entrance, Method
from bot.domain.errors import BadField
from bot.domain.grant import Guest
from bot.domain.request import BadFields, GrantDraft, check, check_end
from bot.domain.window import Window
from tests.slack.blocks.forms import NOW, building

DOORS = (
    Entrance(id="d1", building_id="b1", name="Lobby"),
    Entrance(id="d2", building_id="b1", name="Gym", can_unlock_with_code=False, can_unlock_with_mobile_key=True),
    Entrance(id="d3", building_id="b1", name="Old gate", removed=True),
    Entrance(id="d4", building_id="b2", name="Elsewhere"),
)
MINUTE = timedelta(minutes=1)


def draft(**changes: object) -> GrantDraft:
    fine = GrantDraft(
        team_id="T1",
        requester="U1",
        building_id="b1",
        entrance_ids=("d1",),
        method=Method.PIN,
        guest=Guest(name="Jane Doe"),
        window=window(timedelta(), timedelta(hours=2)),
        submit_key="V1",
    )
    return fine.model_copy(update=changes)


def window(start: timedelta, end: timedelta) -> Window:
    return Window(starts_at=NOW + start, ends_at=NOW + end)


def problems(wanted: GrantDraft, *, mobile_keys: bool = False) -> list[tuple[str, str]]:
    bad = check(wanted, building(mobile_keys=mobile_keys), DOORS, NOW)
    return [(field.field, field.problem) for field in bad]


@pytest.mark.parametrize(
    "wanted",
    [
        draft(),
        draft(guest=Guest(name="x" * 200), reason="y" * 500),
        draft(window=window(-5 * MINUTE, MINUTE)),
    ],
)
def test_what_may_be_granted(wanted: GrantDraft) -> None:
    assert problems(wanted) == []


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (draft(guest=Guest(name=" ")), ("name", "name_missing")),
        (draft(guest=Guest(name="x" * 201)), ("name", "name_too_long")),
        (draft(reason="x" * 501), ("reason", "reason_too_long")),
        (draft(entrance_ids=()), ("doors", "doors_missing")),
        (draft(entrance_ids=("d1", "gone")), ("doors", "door_unknown")),
        (draft(entrance_ids=("d3",)), ("doors", "door_unknown")),
        (draft(entrance_ids=("d4",)), ("doors", "door_unknown")),
        (draft(entrance_ids=("d1", "d2")), ("doors", "door_cannot")),
        (draft(window=window(-6 * MINUTE, MINUTE)), ("start", "start_in_past")),
        (draft(window=window(-MINUTE, timedelta())), ("end", "end_in_past")),
    ],
)
def test_what_is_refused_and_where(wanted: GrantDraft, problem: tuple[str, str]) -> None:
    assert problems(wanted) == [problem]


def test_a_mobile_key_needs_an_email_and_a_building_that_offers_it() -> None:
    wanted = draft(method=Method.MOBILE_KEY, entrance_ids=("d2",))
    reachable = wanted.model_copy(update={"guest": Guest(name="Jane Doe", email="guest@example.com")})

    assert problems(wanted) == [("email", "email_needed"), ("method", "method_not_offered")]
    assert problems(reachable, mobile_keys=True) == []


def test_a_building_that_is_disconnected_says_why() -> None:
    (bad,) = check(draft(), building(problem="acs_system_disconnected"), DOORS, NOW)

    assert (bad.field, bad.problem) == ("building", "building_disconnected")
    assert "Connect a building" in str(bad.data["why"])


def test_the_door_that_cannot_is_named() -> None:
    (bad,) = check(draft(entrance_ids=("d2",)), building(), DOORS, NOW)

    assert bad.data == {"door": "Gym"}


def test_of_many_doors_that_cannot_the_first_are_named() -> None:
    doors = [Entrance(id=f"x{n}", building_id="b1", name=f"Door {n}", can_unlock_with_code=False) for n in range(9)]

    (bad,) = check(draft(entrance_ids=tuple(d.id for d in doors)), building(), doors, NOW)

    assert bad.data == {"door": "Door 0, Door 1, Door 2 and 6 more"}


def test_everything_wrong_is_said_at_once() -> None:
    wanted = draft(guest=Guest(name=""), entrance_ids=(), window=window(-MINUTE, timedelta()))

    assert problems(wanted) == [("name", "name_missing"), ("doors", "doors_missing"), ("end", "end_in_past")]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (-60 * MINUTE, MINUTE, []),
        (-60 * MINUTE, timedelta(), ["end_in_past"]),
        (60 * MINUTE, 60 * MINUTE, ["end_not_after_start"]),
    ],
)
def test_a_new_end_is_after_the_start_and_to_come(start: timedelta, end: timedelta, expected: list[str]) -> None:
    given = window(start, start + MINUTE)

    bad = check_end(given, NOW + end, NOW)

    assert [field.problem for field in bad] == expected


def test_refused_fields_carry_no_contact() -> None:
    refused = BadFields([BadField("name", "name_missing"), BadField("email", "email_malformed")])

    assert str(refused) == "name: name_missing; email: email_malformed"
    assert [field.field for field in refused.fields] == ["name", "email"]
