"""One decision ends what was shown, all of it and nothing else, through any crash, each with its line in the trail."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.domain.errors import NotAllowed, Refused
from bot.domain.grant import GrantState, Guest
from bot.domain.request import BadFields
from bot.domain.roles import Holder, HolderKind, Role
from bot.services.bulk.seeing import RowStatus
from bot.services.change import Change
from bot.services.end_all import end_all
from bot.services.end_all.end_all import Changed
from bot.services.end_all.targets import Plan, Target, Whose
from bot.services.grants.end_now import end_now
from bot.services.kept import PostKind
from bot.services.trail.audit import Wanted
from tests.services.bulk.lists import rows, start
from tests.services.desk import ADMIN, OUTSIDER, RITA, SAM, TEAM, Desk
from tests.services.series.weekly import weekly

MINUTE = timedelta(minutes=1)


def names(plan: Plan) -> list[str]:
    return sorted(record.grant.guest.name for record in plan.records)


async def given(desk: Desk, *people: str) -> list[str]:
    """A grant for each name, all ready."""
    made = [await desk.give(name=name, submit_key=f"k{n} {name}", view=None) for n, name in enumerate(people)]
    await desk.turn()
    desk.clock.advance(desk.seam.pin_delay)
    await desk.turn()
    return made


async def states(desk: Desk, grants: Sequence[str]) -> list[GrantState]:
    return [(await desk.record(grant)).grant.state for grant in grants]


def at(desk: Desk) -> Target:
    return Target(whose=Whose.BUILDING, id=desk.building)


async def begun(desk: Desk, target: Target) -> str:
    plan = await desk.end_all.plan(RITA, target)
    return await desk.end_all.begin(RITA, target, plan.mark, plan.word)


async def test_a_building_a_guest_or_what_one_person_gave(desk: Desk) -> None:
    await desk.open()
    [gail, *_] = await given(desk, "Gail Guest", "Gail Guest", "Bo Bell")
    other = desk.draft(requester=SAM.user_id, guest=Guest(name="Ann Lee"), submit_key="sam's")
    await desk.giving.submit(SAM, other, None)

    whole = await desk.end_all.plan(RITA, at(desk))
    guest = await desk.end_all.plan(RITA, Target(whose=Whose.GUEST, id=gail))
    by_rita = await desk.end_all.plan(SAM, Target(whose=Whose.GIVER, id=RITA.user_id))

    assert (names(whole), whole.word) == (["Ann Lee", "Bo Bell", "Gail Guest", "Gail Guest"], "Harbor House")
    assert (names(guest), guest.word) == (["Gail Guest", "Gail Guest"], "Gail Guest")
    assert (names(by_rita), by_rita.word) == (["Bo Bell", "Gail Guest", "Gail Guest"], "3")


async def test_what_was_confirmed_ends_and_the_rest_stays(desk: Desk) -> None:
    await desk.open()
    grants = await given(desk, "Gail Guest", "Gail Guest", "Bo Bell")
    await begun(desk, Target(whose=Whose.GUEST, id=grants[0]))
    assert await states(desk, grants) == [GrantState.ISSUED] * 3, "nothing ends before the engine's turn"

    await desk.run(MINUTE)

    assert await states(desk, grants) == [GrantState.ENDED, GrantState.ENDED, GrantState.ISSUED]
    async with desk.store.read() as work:
        for grant in grants[:2]:
            lines = await work.audit.find(TEAM, Wanted(grant_id=grant, what="ending"), None, 9)
            assert [line.actor for line in lines] == [RITA.user_id]


@pytest.mark.parametrize("whose", list(Whose))
async def test_who_comes_every_week_does_not_come_any_more(desk: Desk, whose: Whose) -> None:
    await desk.open()
    here = await weekly(desk)
    await desk.run(timedelta(days=2))
    assert not (await desk.record(here.grant_id)).grant.state.is_open, "no visit is open just now"
    assert [grant.id for grant in await desk.end_all.guests(RITA, "gail")] == [here.grant_id]
    ids = {Whose.GUEST: here.grant_id, Whose.BUILDING: desk.building, Whose.GIVER: RITA.user_id}
    await begun(desk, Target(whose=whose, id=ids[whose]))
    await desk.run(timedelta(weeks=3))

    series = await here.series()
    assert (series.is_open, series.ended_by) == (False, RITA.user_id)
    assert len(await here.made()) == 1


@pytest.mark.parametrize(("whose", "left"), [(Whose.GUEST, 2), (Whose.BUILDING, 0), (Whose.GIVER, 0)])
async def test_of_a_list_under_way_nothing_more_is_given(desk: Desk, whose: Whose, left: int) -> None:
    await desk.open()
    desk.people.silent = True
    batch = await start(desk, rows(3))
    mail = Guest(name="Gail Guest", email="GUEST2@example.com")
    same = await desk.giving.submit(RITA, desk.draft(guest=mail, submit_key="same guest"), None)
    await desk.turn()
    desk.people.silent = False
    ids = {Whose.GUEST: same.grant.id, Whose.BUILDING: desk.building, Whose.GIVER: RITA.user_id}
    target = Target(whose=whose, id=ids[whose])
    plan = await desk.end_all.plan(SAM, target)
    assert (plan.rows, [one.batch.id for one in plan.lists]) == (3 - left, [batch])
    run_id = await desk.end_all.begin(SAM, target, plan.mark, plan.word)
    await desk.run(10 * MINUTE)

    found = await desk.bulk.look(RITA, batch)
    assert [one.status for one in found.rows].count(RowStatus.ISSUED) == left
    assert len(found.of(RowStatus.REFUSED)) == 3 - left
    assert not any(one.can_retry for one in found.rows), "a retry of the list gives them no more"
    assert (await desk.end_all.run(SAM, run_id, 10)).stopped == plan.rows
    assert len(desk.seam.existing()) == left
    assert not (await desk.record(same.grant.id)).grant.state.is_open
    async with desk.store.read() as work:
        [line] = await work.audit.find(TEAM, Wanted(what="bulk_stopped"), None, 9)
    assert (line.actor, line.data) == (SAM.user_id, {"list": batch, "rows": plan.rows})


async def test_rows_that_somebody_else_retries_are_theirs(desk: Desk) -> None:
    await desk.open()
    desk.people.silent = True
    batch = await start(desk, rows(2))
    async with desk.store.write() as work:
        [_, second] = await work.bulk.rows(TEAM, batch)
        await work.bulk.save_rows([second.model_copy(update={"retried_by": SAM.user_id})])

    for giver, number in ((RITA, 1), (SAM, 2)):
        plan = await desk.end_all.plan(RITA, Target(whose=Whose.GIVER, id=giver.user_id))
        assert [row.number for row in plan.lists[0].rows] == [number + 1]


async def test_who_may_end_nothing_there_stops_no_list_and_no_series(desk: Desk) -> None:
    await desk.open()
    here = await weekly(desk)
    await desk.run(timedelta(days=2))
    desk.people.silent = True
    await start(desk, rows(3))
    with pytest.raises(NotAllowed):
        await desk.end_all.plan(OUTSIDER, at(desk))
    assert (await here.series()).is_open


@pytest.mark.parametrize("typed", ["", "Harbor", "4", "harbor  houses"])
async def test_another_word_ends_nothing(desk: Desk, typed: str) -> None:
    await desk.open()
    grants = await given(desk, "Gail Guest")
    plan = await desk.end_all.plan(RITA, at(desk))

    with pytest.raises(BadFields):
        await desk.end_all.begin(RITA, at(desk), plan.mark, typed)
    await desk.turn()

    assert await states(desk, grants) == [GrantState.ISSUED]


async def test_what_was_not_shown_does_not_end(desk: Desk) -> None:
    """Somebody gives access between the look and the confirmation: it was not part of the decision."""
    await desk.open()
    await given(desk, "Gail Guest")
    plan = await desk.end_all.plan(RITA, at(desk))
    await given(desk, "Bo Bell")

    with pytest.raises(Changed):
        await desk.end_all.begin(RITA, at(desk), plan.mark, plan.word)
    await desk.turn()
    assert (await desk.end_all.plan(RITA, at(desk))).mark != plan.mark
    assert names(await desk.end_all.plan(RITA, at(desk))) == ["Bo Bell", "Gail Guest"]


async def test_only_where_one_may_end(desk: Desk) -> None:
    other = desk.seam.add_building("Maple Court")
    door = desk.seam.add_door(other, "Side door")
    await desk.open()
    await desk.set_up(other, roles=[Holder(kind=HolderKind.PERSON, slack_id=SAM.user_id, role=Role.ISSUER)])
    await desk.giving.submit(RITA, desk.draft(submit_key="here"), None)
    there = desk.draft(door, building_id=other, requester=SAM.user_id, submit_key="there")
    await desk.giving.submit(SAM, there, None)
    by_sam = Target(whose=Whose.GIVER, id=SAM.user_id)

    assert (await desk.end_all.plan(SAM, by_sam)).records
    with pytest.raises(NotAllowed):
        await desk.end_all.plan(RITA, by_sam)
    with pytest.raises(NotAllowed):
        await desk.end_all.plan(OUTSIDER, at(desk))
    with pytest.raises(Refused):
        await desk.end_all.plan(ADMIN, Target(whose=Whose.BUILDING, id="no such building"))
    same_guest = await desk.end_all.plan(
        RITA, Target(whose=Whose.GUEST, id=(await desk.end_all.guests(RITA, "gail"))[0].id)
    )
    assert (len(same_guest.records), same_guest.others) == (1, 1)
    assert not await desk.end_all.guests(OUTSIDER, "gail")


async def test_a_crash_at_any_end_loses_none_and_ends_none_twice(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.open()
    grants = await given(desk, *(f"Guest {n}" for n in range(6)))
    await begun(desk, at(desk))
    ends = 0

    async def dies_after_each_second(change: Change, by: str) -> None:
        nonlocal ends
        await end_now(change, by)
        ends += 1
        if ends % 2 == 0:
            msg = "the process is gone before this end was kept"
            raise RuntimeError(msg)

    monkeypatch.setattr(end_all, "end_now", dies_after_each_second)
    for _ in range(12):
        try:
            await desk.end_all.tick()
        except RuntimeError:
            continue
    monkeypatch.undo()
    await desk.run(MINUTE)

    assert await states(desk, grants) == [GrantState.ENDED] * 6
    async with desk.store.read() as work:
        for grant in grants:
            assert len(await work.audit.find(TEAM, Wanted(grant_id=grant, what="ending"), None, 9)) == 1


async def test_who_decided_it_follows_it_in_one_message(desk: Desk) -> None:
    await desk.open()
    await given(desk, "Gail Guest", "Bo Bell")
    run_id = await begun(desk, at(desk))

    before = await desk.end_all.run(RITA, run_id, 10)
    assert (before.total, before.ended, before.is_done) == (2, 0, False)
    await desk.run(MINUTE)
    after = await desk.end_all.run(RITA, run_id, 1)

    assert (after.ended, after.is_done, len(after.rows)) == (2, True, 1)
    assert len(desk.poster.of(PostKind.ENDED_ALL)) == 1
    with pytest.raises(Refused):
        await desk.end_all.run(SAM, run_id, 10)
    with pytest.raises(Refused):
        await begun(desk, at(desk))
