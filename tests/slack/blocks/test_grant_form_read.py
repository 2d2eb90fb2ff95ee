"""The form comes back as it was drawn, and a bad field is told at a block that is really there."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.slack.blockkit import check_view
from bot.domain.request import BadFields
from bot.domain.window import Length, Window
from bot.slack.blocks.forms.grant_form import grant_view, live_line
from bot.slack.blocks.forms.grant_form_read import field_errors, read_form
from bot.slack.blocks.forms.grant_form_state import GrantForm, Start, settle
from tests.slack.blocks.forms import NOW, context, input_blocks, site, untouched
from tests.slack.blocks.grant_forms import FORMS, SITES, draft, errors, read


@given(FORMS)
def test_an_untouched_view_reads_back_as_the_form_it_shows(form: GrantForm) -> None:
    shown = settle(form, SITES)

    assert check_view(grant_view(form, SITES).to_dict(), "modal") == []
    assert read(form, SITES).model_copy(update={"shown": frozenset(), "warned_for": None}) == shown
    assert settle(shown, SITES) == shown


@given(FORMS)
def test_a_draft_is_what_the_line_said_or_every_error_has_a_block(form: GrantForm) -> None:
    view = grant_view(form, SITES)
    form = read_form(untouched(view))
    try:
        wanted = draft(form, SITES)
    except BadFields as refused:
        told = field_errors(refused.fields, form, SITES)
        assert told
        assert set(told) <= set(input_blocks(view))
        assert all(sentence.endswith((".", "com", "0100", "below")) for sentence in told.values())
    else:
        assert wanted.window.length <= SITES.site(form).building.settings.policy.max_length
        assert "New York" in live_line(form, SITES)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
    st.sampled_from(["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Nuuk", "Africa/Cairo"]),
    st.integers(min_value=1, max_value=14 * 24 * 60),
)
def test_nobody_gets_longer_than_the_clock_readings_they_chose(now: datetime, zone: str, minutes: int) -> None:
    about = context(site(1, time_zone=zone), now=now)
    local = now.astimezone(about.sites[0].building.zone).replace(tzinfo=None, second=0, microsecond=0)
    end = local + timedelta(minutes=minutes)
    form = GrantForm(name="Jane Doe", length=Length.CUSTOM, end_date=end.date(), end_time=end.time())

    try:
        window = draft(read(form, about), about).window
    except BadFields:
        return
    zone_info = about.sites[0].building.zone
    assert window.ends_at.astimezone(zone_info).replace(tzinfo=None, fold=0) == end
    readings = [end.replace(tzinfo=zone_info, fold=n).astimezone(UTC) for n in (0, 1)]
    assert window.ends_at == min(readings)


class TestToDraft:
    def test_a_name_and_a_door_are_enough(self) -> None:
        form = read(GrantForm(name="Jane Doe", channel="C1"), context(site(1)))

        wanted = draft(form, context(site(1)))

        start = NOW.replace(second=0)
        assert wanted.window == Window(starts_at=start, ends_at=start + timedelta(hours=2))
        assert wanted.entrance_ids == ("b1-door-1",)
        assert (wanted.guest.name, wanted.guest.email, wanted.reason, wanted.channel) == ("Jane Doe", None, None, "C1")
        assert (wanted.team_id, wanted.requester, wanted.submit_key) == ("T1", "U1", "V1")

    def test_contacts_are_kept_in_the_form_that_is_sent_on(self) -> None:
        form = GrantForm(name="Jane Doe", email="Guest@Example.COM", phone="(212) 555-0100", reason="Boiler")

        wanted = draft(read(form, context(site(1))), context(site(1)))

        assert (wanted.guest.email, wanted.guest.phone) == ("Guest@example.com", "+12125550100")
        assert wanted.reason == "Boiler"

    def test_dates_are_read_in_the_buildings_zone(self) -> None:
        tokyo = context(site(1, time_zone="Asia/Tokyo"))
        form = GrantForm(name="Jane Doe", start=Start.LATER, start_date=date(2026, 11, 22), start_time=time(9))

        wanted = draft(read(form, tokyo), tokyo)

        assert wanted.window.starts_at == datetime(2026, 11, 22, 0, 0, tzinfo=UTC)

    def test_the_doors_keep_the_order_in_which_they_were_chosen(self) -> None:
        form = GrantForm(name="Jane Doe", doors=("b1-door-3", "b1-door-1"))

        assert draft(read(form, context()), context()).entrance_ids == ("b1-door-3", "b1-door-1")


class TestReadForm:
    def test_a_building_changed_a_moment_ago_does_not_get_the_old_ones_doors(self) -> None:
        about = context(site(3), site(3, "b2"))
        payload = untouched(grant_view(GrantForm(name="Jane Doe", doors=("b1-door-1",)), about))
        payload["state"]["values"]["building"]["building"]["selected_option"]["value"] = "b2"

        told = errors(read_form(payload), about)

        assert told == {"doors:code:b1": "One of the doors is no longer there. Choose the doors again."}

    @pytest.mark.parametrize("metadata", ["", "{", "[]", "null"])
    def test_a_view_of_another_version_is_read_with_defaults(self, metadata: str) -> None:
        values: dict[str, Any] = {"length": {"length": {"selected_option": {"value": "3 fortnights"}}}}

        form = read_form({"state": {"values": values}, "private_metadata": metadata})

        assert form == GrantForm(shown=frozenset({"length"}))

    def test_a_date_beyond_all_calendars_is_no_date(self) -> None:
        form = GrantForm(name="Jane Doe", length=Length.CUSTOM)
        payload = untouched(grant_view(form, context(site(1))))
        payload["state"]["values"]["end_date"]["end_date"]["selected_date"] = "9999-12-31"

        assert errors(read_form(payload), context(site(1))) == {"end_date": "Choose a date."}

    def test_a_doubled_time_sent_before_the_question_came_is_asked_about(self) -> None:
        about = context(site(1), now=NOW.replace(month=10, day=31))
        payload = untouched(grant_view(GrantForm(name="Jane Doe", length=Length.CUSTOM), about))
        payload["state"]["values"]["end_date"]["end_date"]["selected_date"] = "2026-11-01"
        payload["state"]["values"]["end_time"]["end_time"]["selected_time"] = "01:30"

        assert "shows 01:30 twice" in errors(read_form(payload), about)["end_time"]

    def test_invisible_characters_do_not_make_a_name(self) -> None:
        payload = untouched(grant_view(GrantForm(), context(site(1))))
        payload["state"]["values"]["name"]["name"]["value"] = " \u202e\u200b "

        assert errors(read_form(payload), context(site(1))) == {"name": "Enter the guest's name."}
