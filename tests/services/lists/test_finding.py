"""People are found by what is remembered of them, slips forgiven, and nobody whom the person may not see."""

from datetime import timedelta

import pytest

from bot.domain.grant import Guest
from tests.services.desk import OUTSIDER, RITA, Desk


@pytest.fixture
async def full(desk: Desk) -> Desk:
    await desk.open()
    people = [
        (Guest(name="Gail Guest", email="gail@example.com", phone="+12125550100"), desk.doors[0], "Boiler WO-4711"),
        (Guest(name="Zo\u00eb O'Neill", phone="+442071838750"), desk.doors[1], None),
        (Guest(name="Abigail Stone"), desk.doors[2], "Viewing of 12B"),
    ]
    for number, (guest, door, reason) in enumerate(people):
        await desk.give(door, guest=guest, reason=reason, submit_key=f"k{number}", view=None)
        desk.clock.advance(timedelta(minutes=1))
    return desk


async def found(desk: Desk, text: str, **more: int) -> list[str]:
    sought = await desk.finding.find(RITA, text, more.get("limit", 10), more.get("skip", 0))
    return [row.record.grant.guest.name.split()[0] for row in sought.listed.rows]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("gail guest", ["Gail"]),
        ("Gial Geust", ["Gail"]),
        ("gail", ["Gail", "Abigail"]),
        ("zoe oneil", []),
        ("zoe o'neil", ["Zo\u00eb"]),
        ("GAIL@example.com", ["Gail"]),
        ("gail@example", []),
        ("0100", ["Gail"]),
        ("(212) 555-0100", ["Gail"]),
        ("8750", ["Zo\u00eb"]),
        ("9750", []),
        ("999 0100", []),
        ("boiler", ["Gail"]),
        ("wo-4711", ["Gail"]),
        ("garage", ["Zo\u00eb"]),
        ("garrage", ["Zo\u00eb"]),
        ("12b", ["Abigail"]),
        ("harbor gail", ["Gail", "Abigail"]),
        ("nobody", []),
        ("%", []),
        ("   ", []),
    ],
)
async def test_what_is_found(full: Desk, text: str, names: list[str]) -> None:
    assert await found(full, text) == names


async def test_page_by_page_the_likeliest_first(full: Desk) -> None:
    assert await found(full, "gail", limit=1) == ["Gail"]
    assert await found(full, "gail", limit=1, skip=1) == ["Abigail"]
    assert (await full.finding.find(RITA, "gail", 1, 1)).listed.total == 2


@pytest.mark.parametrize("text", ["gail", "gail@example.com", "0100", "garage", "boiler"])
async def test_nothing_is_found_where_one_may_not_look(full: Desk, text: str) -> None:
    assert (await full.finding.find(OUTSIDER, text, 10)).listed.total == 0
