from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.building import Building, BuildingSettings, Entrance, Method, MobileKeys
from bot.domain.bulk.cells import Site, read
from bot.domain.bulk.clashes import in_list
from bot.domain.bulk.columns import Column
from bot.domain.bulk.moments import end_of, start_of
from bot.domain.bulk.row import Wanted
from bot.domain.bulk.saying import fault
from bot.domain.errors import BadField
from bot.domain.grant import Guest
from bot.domain.window import Window
from tests.contracts.store_samples import FACTS

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 20, 19, 0, 30, tzinfo=UTC)
"""14:00 in New York."""
MINUTE = NOW.replace(second=0)
HOUR = timedelta(hours=1)


def site(*names: str, **settings: object) -> Site:
    building = Building(
        id="b1",
        team_id="T1",
        name="Harbor House",
        time_zone="America/New_York",
        facts=FACTS,
        synced_at=NOW,
        settings=BuildingSettings.model_validate(settings),
    )
    doors = [Entrance(id=f"e{n}", building_id="b1", name=name) for n, name in enumerate(names or ("Front", "Garage"))]
    return Site(building=building, entrances=tuple(doors), now=NOW)


def row(**cells: str) -> dict[Column, str]:
    return {Column.NAME: "Rita", Column.END: "2h", **{Column[name.upper()]: text for name, text in cells.items()}}


def good(here: Site | None = None, **cells: str) -> Wanted:
    wanted, bad = read(row(**cells), here or site())
    assert not bad, bad
    assert wanted is not None
    return wanted


def problems(here: Site | None = None, **cells: str) -> list[str]:
    wanted, bad = read(row(**cells), here or site())
    assert wanted is None
    return [f"{one.field}: {one.problem}" for one in bad]


def test_a_whole_row() -> None:
    here = site(mobile_keys=MobileKeys.INSTANT_KEY)
    wanted = good(here, email="rita@Example.com", phone="(212) 555-0100", doors="garage|FRONT", method="Mobile Key")

    assert wanted.guest == Guest(name="Rita", email="rita@example.com", phone="+12125550100")
    assert wanted.entrance_ids == ("e1", "e0")
    assert wanted.method is Method.MOBILE_KEY
    assert wanted.window == Window(starts_at=MINUTE, ends_at=MINUTE + 2 * HOUR)


@pytest.mark.parametrize("name", ["Rita (rita@example.com), +1 212 555 0100", "rita@example.com 2125550100 Rita"])
def test_contacts_in_the_name_move_to_their_own_cells(name: str) -> None:
    wanted = good(name=name, doors="Front")

    assert wanted.guest == Guest(name="Rita", email="rita@example.com", phone="+12125550100")


@pytest.mark.parametrize(
    ("text", "ids"), [("all", ("e0", "e1")), ("Front; front ;", ("e0",)), ("Front|Garage", ("e0", "e1"))]
)
def test_doors_by_name(text: str, ids: tuple[str, ...]) -> None:
    assert good(doors=text).entrance_ids == ids


def test_the_only_door_need_not_be_named() -> None:
    assert good(site("Front")).entrance_ids == ("e0",)
    assert problems() == ["doors: doors_missing"]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"name": ""}, "name: name_missing"),
        ({"name": "rita@example.com"}, "name: name_missing"),
        ({"name": "+1 212 555 0100"}, "name: name_missing"),
        ({"name": "Rita 212 555 01"}, "phone: phone_malformed"),
        ({"name": "Rita rita@@example.com"}, "name: list_name_has_contact"),
        ({"name": "Rita rita@example.com", "email": "ada@example.com"}, "name: list_name_has_contact"),
        ({"name": "Rita 212 555 0100, 212 555 0101"}, "name: list_name_has_contact"),
        ({"email": "rita"}, "email: email_malformed"),
        ({"phone": "call me"}, "phone: phone_malformed"),
        ({"doors": "Frnt"}, "doors: list_door_like"),
        ({"doors": "Moon base"}, "doors: list_door_unknown"),
        ({"method": "rope"}, "method: list_method_unread"),
        ({"method": "mobile key"}, "email: email_needed"),
        ({"start": "2026-11-20 09:00"}, "start: start_in_past"),
        ({"start": "11/12/2026 09:00"}, "start: list_date_two_ways"),
        ({"start": "soon"}, "start: list_start_unread"),
        ({"start": "2026-02-30 09:00"}, "start: list_no_such_date"),
        ({"start": "2026-11-24 25:00"}, "start: list_no_such_time"),
        ({"start": "2027-03-14 02:30"}, "start: time_in_gap"),
        ({"start": "2027-11-07 01:30"}, "start: list_time_twice"),
        ({"end": ""}, "end: list_end_missing"),
        ({"end": "0h"}, "end: end_not_after_start"),
        ({"end": "2 parsecs"}, "end: list_end_unread"),
        ({"start": "2026-11-24 09:00", "end": "08:00"}, "end: end_not_after_start"),
        ({"reason": "x" * 501}, "reason: reason_too_long"),
    ],
)
def test_what_is_wrong_with_a_row(cells: dict[str, str], problem: str) -> None:
    found = problems(None, **{"doors": "Front", **cells})

    assert problem in found
    assert all(fault(BadField(*one.split(": ")), NEW_YORK).said for one in found)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    found = problems(name="", email="rita", doors="Moon base", start="soon", end="later")

    assert [one.partition(":")[0] for one in found] == ["email", "doors", "start", "end", "name"]


def test_two_doors_of_one_name_cannot_be_told_apart() -> None:
    assert problems(site("Front", "front"), doors="Front") == ["doors: list_door_twice"]


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("", "2026-11-20 14:00"),
        ("Now", "2026-11-20 14:00"),
        ("2026-11-20", "2026-11-20 14:00"),
        ("2026-11-24", "2026-11-24 00:00"),
        ("2026-11-24 09:00", "2026-11-24 09:00"),
        ("2026-11-24T09:00:00", "2026-11-24 09:00"),
        ("24.11.2026 9:05", "2026-11-24 09:05"),
        ("24.11.2026, 9 pm", "2026-11-24 21:00"),
        ("2026-11-24T14:00Z", "2026-11-24 09:00"),
        ("2026-11-24 15:00 +01:00", "2026-11-24 09:00"),
        ("2027-11-07T01:30-05:00", "2027-11-07 01:30"),
    ],
)
def test_starts(text: str, local: str) -> None:
    found = start_of(text, NEW_YORK, NOW).astimezone(NEW_YORK)

    assert f"{found:%Y-%m-%d %H:%M}" == local


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2h", "2026-11-20 16:00"),
        ("90 min", "2026-11-20 15:30"),
        ("3 days", "2026-11-23 14:00"),
        ("1w", "2026-11-27 14:00"),
        ("17:30", "2026-11-20 17:30"),
        ("5pm", "2026-11-20 17:00"),
        ("2026-11-24", "2026-11-24 23:59"),
        ("24.11.2026 18:00", "2026-11-24 18:00"),
    ],
)
def test_ends(text: str, local: str) -> None:
    found = end_of(text, MINUTE, NEW_YORK).astimezone(NEW_YORK)

    assert f"{found:%Y-%m-%d %H:%M}" == local


def test_a_time_that_the_clock_shows_twice_is_explained_with_an_example_that_works() -> None:
    with pytest.raises(BadField) as twice:
        start_of("2027-11-07 01:30", NEW_YORK, NOW)

    said = fault(twice.value, NEW_YORK).said
    assert said.endswith("Write the offset with it, for example 2027-11-07T01:30-04:00.")
    assert start_of("2027-11-07T01:30-04:00", NEW_YORK, NOW) == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)


@given(st.text(max_size=30))
def test_any_text_is_a_moment_or_refused(text: str) -> None:
    bad = [one for one in read(row(doors="Front", start=text, end=text), site())[1] if one.field in {"start", "end"}]

    assert all(fault(one, NEW_YORK).said for one in bad)


def test_the_same_guest_twice_at_the_same_door_and_time() -> None:
    first = good(doors="Front")
    by_mail = good(doors="all", email="rita@example.com")
    clash = in_list(by_mail, [(2, first)])

    assert clash is not None
    assert clash.data == {"row": 2}
    assert in_list(good(doors="Garage"), [(2, first)]) is None
    assert in_list(good(doors="Front", start="2026-11-20 16:00"), [(2, first)]) is None
    assert in_list(good(doors="Front", email="other@example.com"), [(2, by_mail)]) is None
