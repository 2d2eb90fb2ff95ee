from datetime import date, time, timedelta

import pytest

from bot.domain.building import Method
from bot.domain.grant import REMOVED, Door, GrantState, Guest
from bot.domain.recurrence import Rule
from bot.domain.series import LeftOut, Series, SeriesState, Why
from bot.services.kept import SERIES_ROWS
from bot.services.store import Store
from tests.contracts.store_samples import HOUR, MINUTE, T0, TEAM, grant, seed
from tests.contracts.test_store_requests import request

TUESDAY = date(2026, 3, 3)
RULE = Rule(weekdays=(1, 3), starts=time(10), ends=time(12), first_day=TUESDAY, until=date(2026, 4, 2))


def series(series_id: str = "s1", **changes: object) -> Series:
    """Nothing in it is a default."""
    sample = Series(
        id=series_id,
        team_id=TEAM,
        requester="U1",
        building_id="b1",
        guest=Guest(name="Zoë Guest", email="zoe@example.com", phone="+12125550100"),
        method=Method.MOBILE_KEY,
        doors=(Door(entrance_id="e1", name="Front door"),),
        rule=RULE,
        reason="Cleaning",
        template_id="t1",
        channel="C1",
        state=SeriesState.WAITING,
        approved_by="U2",
        left_out={TUESDAY: LeftOut(why=Why.SKIPPED, by="U3")},
        problem="series_not_allowed",
        next_at=T0 + HOUR,
        card_channel="C1",
        card_ts="1.0",
        created_at=T0,
        ended_by="U4",
        ended_at=T0 + MINUTE,
        forgotten_at=None,
    )
    return sample.model_copy(update=changes)


async def test_a_series_comes_back_as_it_was_kept(store: Store) -> None:
    await seed(store, grant())
    async with store.write() as work:
        await work.series.add(series())

    async with store.read() as work:
        assert await work.series.get(TEAM, "s1") == series()
        assert await work.series.get("T2", "s1") is None


async def test_a_save_takes_the_place_of_what_was_there(store: Store) -> None:
    changed = series(state=SeriesState.ACTIVE, left_out={}, problem=None, next_at=None, guest=REMOVED, reason=None)
    await seed(store, grant())
    async with store.write() as work:
        await work.series.add(series())
        await work.series.save(changed)
        with pytest.raises(LookupError):
            await work.series.save(series("s9"))

    async with store.read() as work:
        assert await work.series.get(TEAM, "s1") == changed


async def test_a_day_has_one_visit_whatever_key_it_was_sent_with(store: Store) -> None:
    first = grant("g1", series_id="s1", visit_date=TUESDAY)
    await seed(store, first)
    async with store.write() as work:
        assert not await work.grants.add(grant("g2", series_id="s1", visit_date=TUESDAY), "another")
        assert await work.grants.add(grant("g3", series_id="s1", visit_date=date(2026, 3, 1)), "g3")
        assert await work.grants.add(grant("g4", series_id="s2", visit_date=TUESDAY), "g4")
        assert await work.grants.add(grant("g5", series_id="s1", visit_date=None), "g5")
        assert await work.grants.add(grant("g6", series_id="s1", visit_date=None), "g6")

    async with store.read() as work:
        assert await work.series.visits(TEAM, "s1") == {date(2026, 3, 1): "g3", TUESDAY: "g1"}
        assert list(await work.series.visits(TEAM, "s1")) == [date(2026, 3, 1), TUESDAY]
        assert await work.series.visits("T2", "s1") == {}
        record = await work.grants.record(TEAM, "g1")
        assert record is not None
        assert record.grant == first


async def test_visits_that_are_not_over(store: Store) -> None:
    ended = {"series_id": "s1", "visit_date": date(2026, 3, 1), "state": GrantState.ENDED}
    ending = {"series_id": "s1", "visit_date": TUESDAY, "state": GrantState.ENDING}
    other = {"series_id": "s2", "visit_date": TUESDAY}
    await seed(store, grant("g1", **ended), grant("g2", **ending), grant("g3", **other), grant("g4", series_id="s1"))

    async with store.read() as work:
        assert list(await work.series.not_over(TEAM, "s1")) == ["g2"]
        assert not await work.series.not_over("T2", "s1")


async def test_a_series_that_goes_on_is_one_of_what_its_requester_has_open(store: Store) -> None:
    ended = {"series_id": "s1", "state": GrantState.ENDED}
    await seed(store, grant("g1", series_id="s1"), grant("g2", **ended), grant("g3"), grant("g4", series_id="s9"))
    await seed(store, grant("g5", team_id="T2"))
    async with store.write() as work:
        await work.series.add(series("s1", state=SeriesState.ACTIVE))
        await work.series.add(series("s2", state=SeriesState.ACTIVE))
        await work.series.add(series("s3", state=SeriesState.ENDED))
        await work.series.add(series("s4", state=SeriesState.ACTIVE, requester="U2"))
        await work.series.add(series("s5", state=SeriesState.ACTIVE, team_id="T2"))

        assert await work.grants.count_open(TEAM, "b1", "U1") == 4


async def test_what_the_clock_makes_is_nobodys_last_choice(store: Store) -> None:
    chosen, later = grant("g1"), {"created_at": T0 + HOUR}
    await seed(store, chosen, grant("g2", series_id="s1", visit_date=TUESDAY, **later))

    async with store.read() as work:
        newest = await work.grants.newest_of(TEAM, "U1")
        assert newest is not None
        assert newest.grant == chosen
        assert await work.grants.last_building(TEAM, "U1") == "b1"


async def test_those_that_go_on_come_the_oldest_first(store: Store) -> None:
    await seed(store, grant(), grant("g2", team_id="T2"))
    async with store.write() as work:
        await work.series.add(series("s1", state=SeriesState.WAITING, created_at=T0 + MINUTE))
        await work.series.add(series("s2", state=SeriesState.ACTIVE))
        await work.series.add(series("s3", state=SeriesState.ENDED))
        await work.series.add(series("s4", team_id="T2"))

        assert [one.id for one in await work.series.open(TEAM)] == ["s2", "s1"]


async def test_what_is_due_comes_first_due_first_and_what_is_done_never(store: Store) -> None:
    await seed(store, grant())
    async with store.write() as work:
        assert (await work.next_times()).rows is None
        await work.series.add(series("s1", next_at=T0 + HOUR))
        await work.series.add(series("s2", next_at=T0))
        await work.series.add(series("s3", next_at=None))
        await work.series.add(series("s4", next_at=T0 + 2 * HOUR))

        assert (await work.next_times()).rows == T0
        assert not await work.rows_due(T0 - MINUTE)
        assert await work.rows_due(T0) == {SERIES_ROWS}
        assert [one.id for one in await work.series.due(T0 + HOUR, 10)] == ["s2", "s1"]
        assert [one.id for one in await work.series.due(T0 + HOUR, 1)] == ["s2"]


async def test_a_guest_has_series_by_e_mail_else_by_name(store: Store) -> None:
    nameless = Guest(name="Zoë Guest")
    await seed(store, grant(), grant("g2", team_id="T2"))
    async with store.write() as work:
        await work.series.add(series("s1"))
        await work.series.add(series("s2", created_at=T0 + HOUR, guest=Guest(name="Zoe", email="ZOE@example.com")))
        await work.series.add(series("s3", guest=nameless))
        await work.series.add(series("s4", forgotten_at=T0))
        await work.series.add(series("s5", team_id="T2"))

        assert [one.id for one in await work.series.of_guest(TEAM, series().guest)] == ["s2", "s1"]
        assert [one.id for one in await work.series.of_guest(TEAM, Guest(name="zoë  guest"))] == ["s3"]


async def test_those_that_are_over_come_the_longest_over_first(store: Store) -> None:
    await seed(store, grant())
    async with store.write() as work:
        await work.series.add(series("s1", ended_at=T0 + MINUTE))
        await work.series.add(series("s2", ended_at=T0))
        await work.series.add(series("s3", ended_at=None))
        await work.series.add(series("s4", ended_at=T0, forgotten_at=T0))

        async def over(before: timedelta) -> list[str]:
            return [one.id for one in await work.series.over_since(TEAM, "b1", T0 + before)]

        assert await over(HOUR) == ["s2", "s1"]
        assert await over(MINUTE) == ["s2"]


async def test_a_request_keeps_the_rule_that_it_is_about(store: Store) -> None:
    await seed(store, grant("g1"), grant("g2"))
    async with store.write() as work:
        await work.requests.add(request("r1", rule=RULE))
        await work.requests.add(request("r2", "g2"))

        assert await work.requests.get(TEAM, "r1") == request("r1", rule=RULE)
        assert await work.requests.get(TEAM, "r2") == request("r2", "g2")
        assert await work.requests.save(request("r1", rule=RULE, claimed_by="U9"))
        record = await work.grants.record(TEAM, "g1")
        assert record is not None
        assert record.request == request("r1", rule=RULE, claimed_by="U9")
