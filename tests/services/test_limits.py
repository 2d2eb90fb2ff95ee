"""One person's thousand submits: they are told, nobody else notices, and what ends access is never held up."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Refused
from bot.domain.grant import GrantState
from bot.domain.people import Person
from bot.services.limits import PER_BUILDING, PER_TEAM, Buckets, Limits, Rate
from tests.fakes import FakeClock
from tests.services.bulk.lists import preview, rows
from tests.services.desk import MANY, RITA, SAM, TEAM, Desk

SECOND = timedelta(seconds=1)


def person(number: int) -> Person:
    return Person(user_id=f"U{number}", team_id=TEAM, is_member=True)


async def submit(desk: Desk, who: Person, key: int) -> str:
    draft = desk.draft(requester=who.user_id, submit_key=f"V{who.user_id}{key}", name=f"Guest {key}")
    return (await desk.giving.submit(who, draft, None)).grant.id


async def test_of_a_thousand_submits_few_are_taken_and_everybody_else_goes_on() -> None:
    desk = await Desk().open()
    told = []
    for key in range(1000):
        try:
            await submit(desk, RITA, key)
        except Refused as no:
            told.append(no)

    assert len(desk.store._tables.grants) == MANY
    assert {no.problem for no in told} == {"too_many_at_once"}
    assert {no.data["seconds"] for no in told} == {60 // MANY}

    theirs = await submit(desk, SAM, 1)
    await desk.run(timedelta(minutes=1))
    assert (await desk.record(theirs)).grant.state is GrantState.ISSUED
    await submit(desk, RITA, 1000)


async def test_a_refused_submit_leaves_nothing_behind_and_the_same_form_sent_again_is_its_grant() -> None:
    desk = await Desk().open()
    first = await submit(desk, RITA, 0)
    for key in range(1, MANY):
        await submit(desk, RITA, key)
    kept = (len(desk.store._tables.grants), len(desk.store._tables.posts), len(desk.store._tables.sagas))

    with pytest.raises(Refused, match="too_many_at_once"):
        await submit(desk, RITA, MANY)

    assert (len(desk.store._tables.grants), len(desk.store._tables.posts), len(desk.store._tables.sagas)) == kept
    assert await submit(desk, RITA, 0) == first


async def test_whoever_has_used_all_up_still_ends_and_shortens_but_makes_nothing_new() -> None:
    desk = await Desk().open()
    ids = [await submit(desk, RITA, key) for key in range(MANY)]
    await desk.run(20 * SECOND)
    for _ in range(MANY):
        try:
            desk.limits.spend(RITA, desk.building)
        except Refused:
            break
    now, credential = desk.clock.now(), (await desk.record(ids[0])).credentials[0].id

    for act in (
        desk.access.extend(RITA, ids[0], now + timedelta(hours=5)),
        desk.access.add_doors(RITA, ids[0], desk.doors),
        desk.access.new_pin(RITA, ids[0], credential),
    ):
        with pytest.raises(Refused, match="too_many_at_once"):
            await act
    await desk.access.extend(RITA, ids[0], now + timedelta(hours=1))
    for grant_id in ids[1:]:
        assert (await desk.access.end(RITA, grant_id)).grant.state is GrantState.ENDING
    await desk.run(30 * SECOND)
    assert len(desk.seam.existing()) == 1


async def test_who_may_not_give_access_uses_nothing_of_a_building_up() -> None:
    desk = await Desk().open()
    stranger = person(1)
    for key in range(MANY * PER_BUILDING):
        with pytest.raises(Refused, match="not_an_issuer"):
            await submit(desk, stranger, key)

    assert await submit(desk, RITA, 1)


async def test_lists_are_started_a_few_at_a_time() -> None:
    desk = await Desk().open()
    lists = [(await preview(desk, rows(1))).batch.id for _ in range(4)]
    for batch_id in lists[:3]:
        await desk.bulk.start(RITA, batch_id)

    with pytest.raises(Refused, match="too_many_at_once"):
        await desk.bulk.start(RITA, lists[3])


@pytest.mark.parametrize(("people", "problem"), [(PER_BUILDING + 1, "building_busy"), (PER_TEAM + 1, "team_busy")])
def test_a_building_and_the_team_have_an_end_too(people: int, problem: str) -> None:
    limits, refused = Limits(FakeClock(), MANY), []
    for number in range(people):
        for _ in range(MANY):
            try:
                limits.spend(person(number), f"b{number}" if problem == "team_busy" else "b")
            except Refused as no:
                refused.append(no.problem)

    assert refused == [problem] * MANY


@given(
    st.integers(1, 120),
    st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 120, allow_nan=False)), max_size=200),
)
def test_in_no_minute_more_than_twice_the_rate_and_never_anything_of_anothers(
    per_minute: int, asked: list[tuple[str, float]]
) -> None:
    """A full bucket, and what comes back meanwhile; the bucket of one says nothing of the other's."""
    clock, rate = FakeClock(), Rate(per_minute)
    both, alone = Buckets(clock), Buckets(clock)
    taken = []
    for whose, pause in asked:
        clock.advance(timedelta(seconds=pause))
        if whose == "a":
            assert both.wait("a", rate) == alone.wait("a", rate)
            if not alone.wait("a", rate):
                alone.take("a", rate)
                taken.append(clock.now())
        if not both.wait(whose, rate):
            both.take(whose, rate)

    for at in taken:
        assert sum(at <= one < at + timedelta(minutes=1) for one in taken) <= 2 * per_minute


def test_a_clock_that_was_set_back_makes_nobody_wait_longer_than_an_empty_bucket() -> None:
    clock, rate = FakeClock(), Rate(30)
    buckets = Buckets(clock)
    for _ in range(30):
        buckets.take("a", rate)
    clock.advance(timedelta(hours=-1))

    assert buckets.wait("a", rate) == timedelta(seconds=2)
    clock.advance(timedelta(minutes=2))
    assert buckets.wait("a", rate) <= timedelta(seconds=2)
