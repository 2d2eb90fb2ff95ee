"""A list is looked through as a whole, each row as the form would judge it; nothing is given, and nothing else kept."""

from datetime import timedelta

import pytest

from bot.domain.building import Approval, EntranceGroup, Policy, Stricter
from bot.domain.errors import BadField, NotAllowed, Refused
from bot.domain.roles import Holder, HolderKind, Role
from bot.services.bulk.seeing import RowStatus
from tests.services.bulk.lists import faults, preview, rows
from tests.services.desk import ADMIN, OUTSIDER, RITA, SAM, TEAM, Desk

HOUR = timedelta(hours=1)
APPROVER = Holder(kind=HolderKind.PERSON, slack_id=SAM.user_id, role=Role.APPROVER)
ISSUER = Holder(kind=HolderKind.PERSON, slack_id=RITA.user_id, role=Role.ISSUER)


async def test_good_rows_and_bad_ones_and_nothing_given(desk: Desk) -> None:
    found = await preview(desk, "name,doors,end\nGail,Lobby,2h\n,Lobby,2h\nHugo,Loby,2h\n\nIda,Lobby;Gym,18:00")
    await desk.run(HOUR)

    assert [(one.row.number, one.status) for one in found.rows] == [
        (2, RowStatus.WAITING),
        (3, RowStatus.LEFT_OUT),
        (4, RowStatus.LEFT_OUT),
        (6, RowStatus.WAITING),
    ]
    assert faults(found) == {
        3: ["Enter the guest's name."],
        4: ["There is no door called Loby here. Is Lobby meant?"],
    }
    assert not desk.poster.posts
    assert not desk.seam.existing()


async def test_no_contact_is_shown_as_a_name(desk: Desk) -> None:
    names = "gail@example.com", "Bob +1 212 555 0100", "Ada (ada@example.com)", "Ida ida@@example.com"
    found = await preview(desk, "\n".join(["name,doors,end", *(f"{name},Lobby,2h" for name in names)]))

    assert [one.row.name for one in found.rows] == ["", "Bob", "Ada", "Ida"]
    assert [len(told) for told in faults(found).values()] == [1, 1]
    assert [one.status for one in found.rows[1:3]] == [RowStatus.WAITING, RowStatus.WAITING]


async def test_policy_is_asked_for_each_row(desk: Desk) -> None:
    roof = EntranceGroup(id="gym", name="Gym", entrance_ids=(desk.doors[2],), stricter=Stricter(max_length=HOUR))
    await desk.set_up(policy=Policy(most_open=3), entrance_groups=(roof,))
    await desk.give(name="Somebody")

    found = await preview(desk, "name,doors,end\nA,Lobby,3h\nB,Gym,3h\nC,Gym,1h\nD,Lobby,3h")

    assert faults(found)[3][0].startswith("Longer than 1 hours is not possible here. Choose an end up to 20")
    assert faults(found)[5][0].startswith("You have 3 guests with open or weekly access here already")


async def test_what_waits_for_approval_is_said_and_needs_an_approver(desk: Desk) -> None:
    await desk.set_up(roles=(ISSUER, APPROVER), policy=Policy(approval=Approval.EVERYONE))

    assert all(one.row.needs_approval for one in (await preview(desk, rows(2))).rows)


async def test_a_guest_who_has_access_already_and_one_who_stands_twice(desk: Desk) -> None:
    await desk.give(name="Gail Guest")
    text = "name,email,doors,start,end\nGAIL  guest,,Lobby,,2h\nHugo,,Gym,,2h\nHugo,,all,,1h\nGail Guest,,Gym,,2h"

    found = await preview(desk, text)

    assert faults(found)[2][0].startswith("This guest has access to Lobby until 2030-03-04 12:00 already.")
    assert faults(found)[4][0].startswith("Row 3 gives this guest the same door at the same time.")
    assert found.rows[3].status is RowStatus.WAITING


async def test_a_building_that_is_cut_off_is_said_once(desk: Desk) -> None:
    listed = desk.seam.systems[desk.building]
    desk.seam.systems[desk.building] = listed.model_copy(update={"problem": "acs_system_disconnected"})
    await desk.buildings.refresh(TEAM)

    with pytest.raises(BadField, match="building_disconnected"):
        await preview(desk, rows(200))


async def test_only_who_may_give_access_here_brings_a_list_and_only_they_see_it(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        await preview(desk, rows(1), person=OUTSIDER)
    found = await preview(desk, rows(1))

    for person in (SAM, OUTSIDER, ADMIN):
        with pytest.raises(NotAllowed):
            await desk.bulk.look(person, found.batch.id)
        with pytest.raises(NotAllowed):
            await desk.bulk.start(person, found.batch.id)
    assert (await desk.bulk.look(RITA, found.batch.id)).rows == found.rows


async def test_a_preview_that_nobody_starts_is_gone_after_a_day(desk: Desk) -> None:
    found = await preview(desk, rows(3))
    desk.clock.advance(timedelta(hours=25))
    await desk.retention.run(TEAM)

    with pytest.raises(Refused, match="list_gone"):
        await desk.bulk.start(RITA, found.batch.id)


async def test_a_list_without_a_good_row_is_not_started(desk: Desk) -> None:
    found = await preview(desk, "name,doors,end\n,Lobby,2h")

    with pytest.raises(Refused, match="list_nothing_good"):
        await desk.bulk.start(RITA, found.batch.id)
