from datetime import timedelta

import pytest

from bot.domain.building import Method, Policy, Template
from bot.domain.grant import GrantState, Guest, Pin
from bot.domain.hours import read_hours
from bot.domain.request import BadFields
from bot.domain.series import AHEAD, SeriesState
from bot.services.kept import DueKind, PostKind
from tests.services.desk import ADMIN, RITA, TEAM, Desk
from tests.services.series.weekly import CLEANING, DAY, FIRST, HOUR, SECOND, THIRD, WEEK, at, weekly

ISSUED, ENDED = GrantState.ISSUED, GrantState.ENDED
LEFT = RITA.model_copy(update={"is_member": False})
ISSUER = {"kind": "user", "slack_id": RITA.user_id, "role": "issuer"}


async def test_the_first_visit_is_there_at_once_and_others_come_two_days_ahead() -> None:
    desk = await Desk().open()
    here = await weekly(desk)
    await desk.run(HOUR)
    assert await here.states() == {FIRST: ISSUED}

    await here.until(at(SECOND, 10) - AHEAD - timedelta(minutes=1))
    assert await here.states() == {FIRST: ENDED}

    await desk.run(timedelta(minutes=2))
    assert await here.states() == {FIRST: ENDED, SECOND: ISSUED}


async def test_every_visit_has_a_window_and_a_pin_of_its_own() -> None:
    desk = await Desk().open()
    here = await weekly(desk, entrance_ids=tuple(desk.doors[:2]))
    pins: list[Pin] = []
    for day in (FIRST, SECOND):
        await here.until(at(day, 9))
        grant = (await here.made())[day].grant
        assert grant.window.starts_at == at(day, 10)
        assert grant.window.ends_at == at(day, 12)
        pins += (await desk.access.reveal(RITA, grant.id)).pins.values()

    assert len({pin.get_secret_value() for pin in pins}) == 4


async def test_whoever_asked_is_told_once_per_visit_that_its_pins_are_there() -> None:
    desk = await Desk().open()
    here = await weekly(desk, entrance_ids=tuple(desk.doors))
    await here.until(at(SECOND, 9))

    made = await here.made()
    told = [post.grant_id for post in desk.poster.of(PostKind.PIN_READY)]
    assert told == [made[FIRST].grant.id, made[SECOND].grant.id]


async def test_no_visit_announces_its_end_as_other_access_does() -> None:
    desk = await Desk().open(reminder_leads=(HOUR,))
    here = await weekly(desk)
    async with desk.store.read() as work:
        assert not await work.due.due(DueKind.REMINDER, at(THIRD, 0))
    await here.until(at(FIRST, 13))

    assert not desk.poster.of(PostKind.REMINDER)
    assert not desk.poster.of(PostKind.REMINDER_DM)


async def test_one_card_stands_for_all_visits_and_what_they_say_is_in_its_thread() -> None:
    desk = await Desk().open()
    here = await weekly(desk)
    await here.until(at(SECOND, 13))

    assert not desk.poster.of(PostKind.CARD)
    assert len(desk.poster.of(PostKind.SERIES)) == 1
    series = await here.series()
    assert series.card_ts is not None
    assert {(r.grant.card_channel, r.grant.card_ts) for r in (await here.made()).values()} == {
        (series.card_channel, series.card_ts)
    }


async def test_each_visit_is_made_with_the_template_while_there_is_one() -> None:
    desk = await Desk().open(templates=[Template(id="t1", name="Cleaner", mail=True)])
    here = await weekly(desk, template_id="t1", guest=Guest(name="Carla Clean", email="carla@example.com"))
    await here.until(at(SECOND, 9))
    await desk.set_up()
    await here.until(at(THIRD, 9))

    made = await here.made()
    assert [made[day].grant.template_id for day in (FIRST, SECOND, THIRD)] == ["t1", "t1", None]
    assert [made[day].grant.mailing is not None for day in (FIRST, SECOND, THIRD)] == [True, True, False]


async def test_a_series_is_over_with_its_last_visit() -> None:
    desk = await Desk().open()
    here = await weekly(desk)
    await desk.run(5 * WEEK)

    series = await here.series()
    assert (series.state, series.next_at, series.ended_by) == (SeriesState.ENDED, None, None)
    assert series.ended_at == at(CLEANING.until, 12)
    assert list(await here.states()) == list(CLEANING.days())
    assert (await here.trail())[-1] == "series_over"
    assert not desk.seam.existing()


class TestJudgedAnew:
    async def news(self, desk: Desk) -> list[tuple[str, str]]:
        return [(str(post.channel), str(post.data["what"])) for post in desk.poster.of(PostKind.SERIES_NEWS)]

    async def test_who_left_gives_nothing_any_more_and_all_who_must_know_hear_of_it_once(self) -> None:
        desk = await Desk().open()
        here = await weekly(desk)
        await desk.set_up(roles=[ISSUER, {**ISSUER, "slack_id": "U0MIA", "role": "manager"}])
        desk.people.known[RITA.user_id] = LEFT
        await here.until(at(SECOND, 13))

        assert list(await here.made()) == [FIRST]
        assert sorted(await self.news(desk)) == [
            ("U0MIA", "series_requester_lost"),
            (RITA.user_id, "series_requester_lost"),
        ]
        assert (await here.trail()).count("visit_refused") == 1

    async def test_who_gets_the_right_back_has_the_visit_made_within_the_hour(self) -> None:
        desk = await Desk().open()
        here = await weekly(desk)
        desk.people.known[RITA.user_id] = LEFT
        await here.until(at(SECOND, 10) - DAY)
        desk.people.known[RITA.user_id] = RITA
        assert (await here.series()).problem == "series_requester_lost"
        await desk.run(HOUR)

        assert list(await here.made()) == [FIRST, SECOND]
        assert (await here.series()).problem is None

    async def test_while_slack_does_not_say_who_asked_nothing_is_decided(self) -> None:
        desk = await Desk().open()
        here = await weekly(desk)
        desk.people.silent = True
        await here.until(at(SECOND, 10) - DAY)
        assert list(await here.made()) == [FIRST]
        assert not await self.news(desk)

        desk.people.silent = False
        await desk.run(timedelta(minutes=2))
        assert list(await here.made()) == [FIRST, SECOND]

    @pytest.mark.parametrize(
        ("policy", "problem"),
        [
            ({"max_length": HOUR}, "series_not_allowed"),
            ({"hours": read_hours("Wed 08:00-18:00")}, "series_not_allowed"),
            ({"methods": {Method.MOBILE_KEY}}, "series_not_allowed"),
            ({"approval": "everyone"}, "series_needs_approval"),
        ],
        ids=["length", "hours", "method", "approval"],
    )
    async def test_what_the_policy_has_forbidden_since_is_not_made(
        self, policy: dict[str, object], problem: str
    ) -> None:
        desk = await Desk().open()
        here = await weekly(desk)
        await desk.set_up(policy=Policy.model_validate(policy))
        await here.until(at(SECOND, 10) - DAY)

        assert list(await here.made()) == [FIRST]
        assert sorted(await self.news(desk)) == [(ADMIN.user_id, problem), (RITA.user_id, problem)]

    async def test_visits_of_one_series_count_as_one_guest_against_the_most_that_may_be_open(self) -> None:
        desk = await Desk().open(policy=Policy(most_open=1))
        daily = CLEANING.model_copy(update={"weekdays": (0, 1, 2, 3, 4)})
        here = await weekly(desk, daily)
        await desk.run(HOUR)

        assert len(await here.made()) == 2
        assert (await here.series()).problem is None

    async def test_a_series_is_one_open_guest_between_its_visits_too(self) -> None:
        desk = await Desk().open(policy=Policy(most_open=1))
        here = await weekly(desk)
        await here.until(at(FIRST, 13))
        assert not desk.seam.existing()

        with pytest.raises(BadFields, match="too_many_open"):
            await desk.give()
        with pytest.raises(BadFields, match="too_many_open"):
            await weekly(desk, submit_key="another")
        await here.until(at(SECOND, 9))
        assert list(await here.states()) == [FIRST, SECOND]
        await desk.series.end(RITA, here.id, with_running=True)
        await desk.run(HOUR)
        await desk.give()


class TestWhatIsAskedFor:
    async def test_every_visit_is_held_against_the_policy_before_any_is_given(self) -> None:
        desk = await Desk().open(policy=Policy(hours=read_hours("Tue 08:00-18:00")))
        with pytest.raises(BadFields, match="outside_hours"):
            await weekly(desk, CLEANING.model_copy(update={"weekdays": (1, 2)}))

        await weekly(desk)

    async def test_it_ends_by_date(self) -> None:
        desk = await Desk().open()
        with pytest.raises(BadFields, match="until_too_late"):
            await weekly(desk, CLEANING.model_copy(update={"until": FIRST + 27 * WEEK}))

    async def test_the_same_form_sent_twice_is_one_series(self) -> None:
        desk = await Desk().open()
        here = await weekly(desk, submit_key="V1")
        again = await weekly(desk, submit_key="V1")

        assert here.id == again.id
        async with desk.store.read() as work:
            assert len(await work.series.of_guest(TEAM, (await here.series()).guest)) == 1

    async def test_nobody_but_an_issuer_begins_one(self) -> None:
        desk = await Desk().open(roles=[])
        with pytest.raises(Exception, match="not_an_issuer"):
            await weekly(desk)
