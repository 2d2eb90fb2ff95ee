"""Each person's lists hold what they may see and no more, with what they may do; pages stay true while lists shrink."""

import pytest

from bot.domain.errors import NoSuchGrant, NotAllowed
from bot.domain.people import Person
from bot.domain.roles import Holder, HolderKind, Role, Verb
from bot.services.lists.kinds import Kind
from bot.services.lists.lists import Ask, Listed
from tests.services.desk import ADMIN, OUTSIDER, RITA, TEAM, Desk

VERA = Person(user_id="U0VERA", team_id=TEAM, is_member=True)
OPEN = Ask(kind=Kind.OPEN, limit=10)


def holder(person: Person, role: Role) -> Holder:
    return Holder(kind=HolderKind.PERSON, slack_id=person.user_id, role=role)


async def names(desk: Desk, person: Person, **ask: object) -> list[str]:
    return guests(await page(desk, person, **ask))


async def page(desk: Desk, person: Person, **ask: object) -> Listed:
    [listed] = await desk.lists.pages(person, [OPEN.model_copy(update=ask)])
    return listed


def guests(listed: Listed) -> list[str]:
    return sorted(row.record.grant.guest.name for row in listed.rows)


@pytest.fixture
async def three(desk: Desk) -> list[str]:
    """Three buildings with a guest each; Vera may look at the second, Rita gives access at all."""
    buildings = [desk.building]
    for number in (2, 3):
        buildings.append(desk.seam.add_building(f"House {number}"))
        desk.seam.add_door(buildings[-1], f"Door {number}")
    await desk.open()
    for number, building in enumerate(buildings, start=1):
        looks = [holder(VERA, Role.VIEWER)] if number == 2 else []
        await desk.set_up(building, roles=[holder(RITA, Role.ISSUER), *looks])
        async with desk.store.read() as work:
            door = (await work.buildings.entrances(TEAM, building))[0].id
        await desk.give(door, building_id=building, name=f"Guest {number}", submit_key=f"k{number}", view=None)
    return buildings


async def test_a_viewer_of_one_building_sees_that_one(desk: Desk, three: list[str]) -> None:
    assert await names(desk, VERA) == ["Guest 2"]
    assert await names(desk, RITA) == ["Guest 1", "Guest 2", "Guest 3"]
    assert await names(desk, ADMIN) == ["Guest 1", "Guest 2", "Guest 3"]
    assert await names(desk, OUTSIDER) == []
    assert [building.id for building in await desk.lists.buildings(VERA)] == three[1:2]


async def test_choosing_another_building_widens_nothing(desk: Desk, three: list[str]) -> None:
    assert await names(desk, VERA, building_id=three[0]) == []
    assert await names(desk, VERA, building_id="no such building") == []
    assert await names(desk, RITA, building_id=three[2]) == ["Guest 3"]


async def test_who_has_lost_their_role_sees_what_they_asked_for_themselves(desk: Desk, three: list[str]) -> None:
    await desk.set_up(three[0], roles=[holder(VERA, Role.ISSUER)])

    assert await names(desk, RITA, building_id=three[0]) == ["Guest 1"]
    assert await names(desk, RITA, is_mine=True, kind=Kind.ALL) == ["Guest 1", "Guest 2", "Guest 3"]
    assert await names(desk, VERA, is_mine=True) == []


async def test_a_row_says_what_its_reader_may_do(desk: Desk, three: list[str]) -> None:
    [seen] = (await page(desk, VERA)).rows
    [own] = (await page(desk, RITA, building_id=three[1])).rows

    assert {Verb.VIEW, Verb.DO_TASK} == seen.may
    assert {Verb.REVEAL, Verb.EXTEND, Verb.END, Verb.ISSUE} <= own.may
    assert Verb.AUDIT not in own.may


@pytest.mark.usefixtures("three")
async def test_a_page_that_is_gone_is_the_last_one(desk: Desk) -> None:
    last = await page(desk, RITA, limit=2, skip=8)

    assert (len(last.rows), last.skip, last.total) == (1, 2, 3)
    assert (await page(desk, OUTSIDER, limit=2, skip=8)) == Listed()


async def test_history_is_for_who_may_see_the_grant_and_refusals_for_managers(desk: Desk) -> None:
    await desk.open()
    grant_id = await desk.give()
    await desk.turn()
    with pytest.raises(NotAllowed) as no:
        await desk.access.reveal(OUTSIDER, grant_id)
    desk.refusals.not_allowed(TEAM, OUTSIDER.user_id, no.value)
    await desk.refusals.write_counts()

    with pytest.raises(NotAllowed):
        await desk.lists.detail(OUTSIDER, grant_id)
    with pytest.raises(NoSuchGrant):
        await desk.lists.detail(RITA, "no such grant")
    told = [line.what for line in (await desk.lists.detail(RITA, grant_id)).lines]
    assert told[0] == "requested"
    assert "refused" not in told
