from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from slack_sdk.models.views import View

from bot.domain.approval import RequestState
from bot.domain.grant import EndReason, GrantRecord, GrantState, Guest
from bot.domain.series import LeftOut, SeriesRecord, SeriesState, Why
from bot.services.end_all.end_all import Run
from bot.services.end_all.targets import Plan, Target, Whose
from bot.slack.blocks.card.notices import pin_ready_dm
from bot.slack.blocks.end_all.end_all_views import end_plan_view, end_run_message, end_run_view
from bot.slack.blocks.notes import note
from bot.slack.blocks.series.series_card import series_card
from bot.slack.blocks.series.series_messages import series_news, series_note
from bot.slack.blocks.series.series_words import days_words, rule_words
from bot.slack.blocks.series.visits_view import end_series_view, read_end_series, read_visit, visits_view
from tests.slack.blocks.forms import NOW, building
from tests.slack.blocks.grants import NASTY, accepted, asking, buttons, request, words
from tests.slack.blocks.series.cleaning import RULE, TUESDAY, WEEK, cleaning, visit

SKIPPED = {TUESDAY + WEEK: LeftOut(why=Why.SKIPPED, by="U2")}
GOING_ON = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
"""11:00 on the first Tuesday."""


def offered(view: View) -> list[tuple[str, str]]:
    rows: list[Mapping[str, Any]] = [b for b in view.to_dict()["blocks"] if b["type"] == "actions"]
    return [(button["text"]["text"], button["value"]) for row in rows for button in row["elements"]]


class TestWords:
    @pytest.mark.parametrize(
        ("weekdays", "meant"),
        [
            ((1,), "every Tue"),
            ((0, 2, 4), "every Mon, Wed and Fri"),
            ((0, 1, 2, 3, 4), "Mon to Fri"),
            (tuple(range(7)), "every day"),
        ],
    )
    def test_days(self, weekdays: tuple[int, ...], meant: str) -> None:
        assert days_words(weekdays) == meant

    def test_a_rule_is_said_with_its_last_day_and_the_buildings_time(self) -> None:
        zone = building().zone
        assert rule_words(RULE, zone) == "every Tue 10:00 to 12:00 until Tue 9 Feb 2027, New York time"
        night = RULE.model_copy(update={"starts": time(22), "ends": time(2)})
        assert "22:00 to 02:00 the next day" in rule_words(night, zone)


class TestTheCard:
    def test_says_when_the_next_pin_is_made(self) -> None:
        told = words(series_card(cleaning(), NOW))

        assert "*Comes every week.*" in told
        assert "Every Tue 10:00 to 12:00 until Tue 9 Feb 2027, New York time" in told
        assert "*Next visit:* Tue 24 Nov 10:00 to 12:00\nIts PIN is made Sun 22 Nov 10:00; then <@U1>" in told
        assert buttons(series_card(cleaning(), NOW)) == {"Next visits": "s1", "End series": "s1"}

    def test_shows_the_pin_of_the_next_visit_to_whoever_may_see_it(self) -> None:
        card = series_card(cleaning({TUESDAY: visit(TUESDAY)}), NOW)

        assert "*Issued.*" in words(card)
        assert buttons(card) == {"Show PIN": "g1", "Next visits": "s1", "End series": "s1"}

    def test_goes_on_to_the_next_visit_when_one_is_skipped_or_has_ended(self) -> None:
        ended = {TUESDAY: visit(TUESDAY, GrantState.ENDED, end_reason=EndReason.BY_PERSON)}
        told = words(series_card(cleaning(ended, left_out=SKIPPED), NOW))

        assert "*Next visit:* Tue 8 Dec 10:00 to 12:00" in told
        assert "Skipped: Tue 1 Dec" in told

    def test_stays_with_a_visit_that_could_not_be_issued(self) -> None:
        failed = {TUESDAY: visit(TUESDAY, GrantState.FAILED, end_reason=EndReason.NOTHING_ISSUED)}

        assert "*Next visit:* Tue 24 Nov 10:00 to 12:00\n*Failed:*" in words(series_card(cleaning(failed), NOW))

    def test_names_what_keeps_the_next_visit_from_being_made(self) -> None:
        told = words(series_card(cleaning(problem="series_not_allowed"), NOW))

        assert "*Not made yet.* The policy here no longer allows it." in told

    def test_of_a_series_that_waits_can_only_be_withdrawn(self) -> None:
        first = asking(visit(TUESDAY, GrantState.AWAITING_APPROVAL), request(rule=RULE))
        card = series_card(cleaning({TUESDAY: first}, state=SeriesState.WAITING), NOW)

        assert "*Waiting for approval.*" in words(card)
        assert buttons(card) == {"Withdraw request": "g1"}

    def test_of_a_series_that_was_not_approved_says_so(self) -> None:
        declined = request(state=RequestState.DECLINED, rule=RULE)
        first = asking(visit(TUESDAY, GrantState.DECLINED), declined)
        card = series_card(cleaning({TUESDAY: first}, state=SeriesState.ENDED), NOW)

        assert "Nothing was issued." in words(card)
        assert buttons(card) == {}

    def test_of_an_ended_series_offers_only_what_still_goes_on(self) -> None:
        running = {TUESDAY: visit(TUESDAY)}
        card = series_card(cleaning(running, state=SeriesState.ENDED, ended_by="U2"), GOING_ON)
        over = series_card(cleaning(state=SeriesState.ENDED), GOING_ON)

        assert "*Series ended by <@U2>.*" in words(card)
        assert buttons(card) == {"Show PIN": "g1", "End access": "g1"}
        assert "*Series over: the last visit has been.*" in words(over)
        assert "Next visit" not in words(over)
        assert buttons(over) == {}


class TestTheList:
    def test_each_visit_says_how_it_stands_and_what_can_be_done(self) -> None:
        view = visits_view(cleaning({TUESDAY: visit(TUESDAY)}, left_out=SKIPPED), NOW)

        assert "*Tue 24 Nov 10:00 to 12:00*\n*Issued.*" in words(view)
        assert "*Tue 1 Dec 10:00 to 12:00*\nSkipped by <@U2>." in words(view)
        assert "*Tue 8 Dec 10:00 to 12:00*\nIts PIN is made Sun 6 Dec 10:00." in words(view)
        assert offered(view)[:4] == [
            ("Show PIN", "g1"),
            ("Skip this visit", "s1:2026-11-24"),
            ("Undo skip", "s1:2026-12-01"),
            ("Skip this visit", "s1:2026-12-08"),
        ]

    def test_a_visit_that_is_going_on_is_ended_not_skipped(self) -> None:
        view = visits_view(cleaning({TUESDAY: visit(TUESDAY)}), GOING_ON)

        assert offered(view)[1] == ("End this visit", "s1:2026-11-24")

    def test_all_that_could_ever_be_listed_fits(self) -> None:
        daily = RULE.model_copy(update={"weekdays": tuple(range(7)), "until": RULE.first_day + 26 * WEEK})
        view = visits_view(cleaning(rule=daily, guest=Guest(name=NASTY)), NOW)

        assert "more visits until Tue 25 May." in accepted(view)

    def test_an_ended_series_offers_nothing(self) -> None:
        assert offered(visits_view(cleaning(state=SeriesState.ENDED), NOW)) == []

    @pytest.mark.parametrize("value", ["s1", "s1:tuesday", ""])
    def test_a_button_of_another_time_is_no_visit(self, value: str) -> None:
        assert read_visit(value) is None
        assert read_visit("s1:2026-11-24") == ("s1", TUESDAY)


class TestEnding:
    def test_asks_with_the_guests_name_and_about_the_visit_that_is_going_on(self) -> None:
        here = cleaning({TUESDAY: visit(TUESDAY)})

        assert "ends the weekly access of *Carla Clean*" in words(end_series_view(here, NOW))
        assert "Going on now" not in accepted(end_series_view(here, NOW))
        assert "Else it ends Tue 24 Nov 12:00" in accepted(end_series_view(here, GOING_ON))

    @pytest.mark.parametrize("also", [True, False])
    def test_what_was_ticked_is_read(self, *, also: bool) -> None:
        chosen = [{"value": "running"}] if also else []
        values = {"series_running": {"series_running": {"selected_options": chosen}}}

        assert read_end_series({"private_metadata": "s1", "state": {"values": values}}) == ("s1", also)
        assert read_end_series({"private_metadata": "s1"}) == ("s1", False)


class TestEndingAll:
    BUILDING = Target(whose=Whose.BUILDING, id="b1")

    def test_what_comes_every_week_is_named_before_it_ends(self) -> None:
        plan = Plan(target=self.BUILDING, series=(cleaning().series,), word="Building b1")
        told = accepted(end_plan_view(plan))

        assert "*This ends 0 accesses and 1 weekly series* at this building:" in told
        assert "No visit is made any more: Carla Clean, every Tue." in told
        assert "End all of this" in told

    def test_what_of_lists_is_stopped_is_said_too(self) -> None:
        run = Run(id="r1", target=self.BUILDING, by="U2", total=0, ended=0, stopped=12, ending=0, rows=())
        assert words(end_run_message(run)) == (
            "*Stopped what was still to be given of lists* at this building: nothing more of it is given. "
            "Of lists under way, 12 rows are not given any more."
        )

    @pytest.mark.parametrize(
        ("total", "said"),
        [(0, "*Ended 2 weekly series* at this building"), (3, "2 weekly series ended too: no visit is made any more.")],
    )
    def test_what_came_of_it_is_said(self, total: int, said: str) -> None:
        run = Run(id="r1", target=self.BUILDING, by="U2", total=total, ended=total, series=2, ending=0, rows=())

        assert said in words(end_run_message(run))
        assert said in accepted(end_run_view(run))


class TestMessages:
    def test_a_visit_is_told_apart_from_the_other_visits(self) -> None:
        made = visit(TUESDAY)

        assert "Visit Tue 24 Nov 10:00 to 12:00, New York, 2 h." in words(pin_ready_dm(made))
        assert words(note(made, "issued", None, {"doors": 1})).startswith("Tue 24 Nov: Access to 1 door is issued.")

    def test_a_missed_visit_is_said_with_what_it_meant(self) -> None:
        data = {"days": ["2026-11-24", "2026-12-01"], "what": "visit_missed"}
        told = series_news(cleaning(), data, NOW)  # type: ignore[arg-type]

        assert "No visit of *Carla Clean* at Building b1 on Tue 24 Nov, Tue 1 Dec" in words(told)
        assert "may have stood before a closed door" in words(told)

    def test_a_visit_that_is_not_made_is_said_with_what_to_do(self) -> None:
        told = series_news(cleaning(), {"what": "series_requester_lost", "day": "2026-11-24"}, NOW)

        assert "Tue 24 Nov 10:00 to 12:00, is not made: Whoever asked for it may not" in words(told)
        assert buttons(told) == {"Next visits": "s1", "End series": "s1"}

    @pytest.mark.parametrize(
        ("data", "line"),
        [
            ({"what": "visit_skipped", "actor": "U2", "day": "2026-11-24"}, "<@U2> skipped the visit of Tue 24 Nov."),
            ({"what": "visit_missed", "day": "2026-11-24"}, "No visit on Tue 24 Nov"),
            ({"what": "series_ended", "actor": "U2"}, "<@U2> ended the series"),
            ({"what": "series_ended", "actor": "U2", "because": "declined"}, "was not approved"),
            ({"what": "series_over"}, "The last visit is over"),
            ({"what": "something_new", "actor": "U2"}, "its card says how it stands"),
        ],
    )
    def test_lines_of_the_thread(self, data: dict[str, Any], line: str) -> None:
        assert line in words(series_note(data))


def states() -> Iterator[SeriesRecord]:
    made: list[dict[date, GrantRecord]] = [{}, {TUESDAY: visit(TUESDAY)}]
    for state in SeriesState:
        for there in made:
            for problem in (None, "series_door_gone"):
                yield cleaning(there, state=state, problem=problem, guest=Guest(name=NASTY), reason=NASTY * 2)


def test_slack_takes_every_screen_of_a_series_with_the_nastiest_of_names() -> None:
    for here in states():
        for now in (NOW, GOING_ON, GOING_ON + timedelta(days=200)):
            assert "137" not in accepted(series_card(here, now))
            accepted(series_news(here, {"what": "series_door_gone", "day": "2026-11-24"}, now))
            accepted(visits_view(here, now))
            accepted(end_series_view(here, now))
