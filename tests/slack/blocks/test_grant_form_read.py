"""The form comes back as it was drawn, and a bad field is told at a block that is really there."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.slack.blockkit import check_view
from bot.domain.building import BuildingSettings, Method
from bot.domain.errors import BadField
from bot.domain.request import BadFields, GrantDraft
from bot.domain.window import Fold, Length, Window
from bot.slack.blocks.grant_form import grant_view, live_line
from bot.slack.blocks.grant_form_read import field_errors, read_form, to_draft
from bot.slack.blocks.grant_form_state import FormContext, GrantForm, Start, settle
from bot.slack.blocks.text import clean
from tests.slack.blocks.forms import NOW, context, input_blocks, site, untouched

GUARDED = BuildingSettings.model_validate(
    {
        "mobile_keys": "instant_key",
        "policy": {"max_length": "P3D", "hours": [{"weekday": day, "opens": 480, "closes": 1440} for day in range(7)]},
        "entrance_groups": [
            {"id": "g1", "name": "Keys", "entrance_ids": ["b6-door-1"], "stricter": {"methods": ["mobile_key"]}},
            {"id": "g2", "name": "Pins", "entrance_ids": ["b6-door-2"], "stricter": {"methods": ["code"]}},
            {"id": "g3", "name": "Why", "entrance_ids": ["b6-door-3"], "stricter": {"reason_patterns": ["##"]}},
            {"id": "g4", "name": "Four eyes", "entrance_ids": ["b6-door-4"], "stricter": {"two_person": True}},
            {"id": "g5", "name": "One", "entrance_ids": ["b7-door-1"], "stricter": {"methods": ["mobile_key"]}},
        ],
    }
)
SITES = context(
    site(3, mobile_keys=True),
    site(12, "b2"),
    site(120, "b3"),
    site(1, "b4"),
    site(0, "b5"),
    site(5, "b6", settings=GUARDED),
    site(1, "b7", settings=GUARDED),
)
WORDS = st.text(max_size=60).map(clean)
DAYS = st.dates(date(2026, 10, 1), date(2027, 12, 31))
CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))
FORMS = st.builds(
    GrantForm,
    name=WORDS,
    building_id=st.none() | st.sampled_from([site.building.id for site in SITES.sites]),
    doors=st.lists(st.sampled_from([e.id for s in SITES.sites for e in s.entrances]), unique=True, max_size=9).map(
        tuple
    ),
    method=st.sampled_from(Method),
    start=st.sampled_from(Start),
    start_date=st.none() | DAYS,
    start_time=st.none() | CLOCKS,
    start_fold=st.none() | st.sampled_from(Fold),
    length=st.sampled_from(Length),
    end_date=st.none() | DAYS,
    end_time=st.none() | CLOCKS,
    end_fold=st.none() | st.sampled_from(Fold),
    email=st.sampled_from(["", "guest@example.com"]),
    phone=st.sampled_from(["", "+12125550100"]),
    reason=WORDS,
    channel=st.sampled_from([None, "C1", "G1", "D1"]),
    more=st.booleans(),
)


def read(form: GrantForm, about: FormContext) -> GrantForm:
    return read_form(untouched(grant_view(form, about)))


def draft(form: GrantForm, about: FormContext) -> GrantDraft:
    return to_draft(form, about, team_id="T1", requester="U1", submit_key="V1")


def errors(form: GrantForm, about: FormContext) -> dict[str, str]:
    with pytest.raises(BadFields) as refused:
        draft(form, about)
    return field_errors(refused.value.fields, form, about)


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


class TestFieldErrors:
    def test_everything_is_told_at_once_each_at_its_field(self) -> None:
        form = read(GrantForm(email="nonsense", phone="12", more=True), context())

        told = errors(form, context())

        assert told == {
            "name": "Enter the guest's name.",
            "doors:code:b1": "Choose at least one door.",
            "email": "This is not an e-mail address. Example: guest@example.com",
            "phone": "This is not a phone number. Start with + and the country code, for example +1 212 555 0100",
        }

    def test_a_mobile_key_without_an_email(self) -> None:
        about = context(site(1, mobile_keys=True))

        assert errors(read(GrantForm(name="Jane Doe", method=Method.MOBILE_KEY), about), about) == {
            "email": "A mobile key needs the guest's e-mail address."
        }

    def test_a_custom_end_is_told_at_its_time(self) -> None:
        form = GrantForm(
            name="Jane Doe",
            doors=("b1-door-1",),
            length=Length.CUSTOM,
            end_date=date(2027, 1, 1),
            end_time=time(12),
        )

        assert errors(read(form, context()), context()) == {
            "end_time": "Longer than 14 days is not possible here. Choose an end up to Fri 4 Dec 14:00."
        }

    def test_a_start_in_the_past(self) -> None:
        form = GrantForm(name="Jane Doe", start=Start.LATER, start_date=date(2026, 11, 20), start_time=time(13, 54))

        assert errors(read(form, context(site(1))), context(site(1))) == {
            "start_time": "The start is in the past. Choose Now or a later time."
        }

    def test_a_disconnected_building_is_told_at_the_building_or_else_at_the_doors(self) -> None:
        broken = site(1, problem="account_disconnected")
        form = GrantForm(name="Jane Doe")

        alone = errors(read(form, context(broken)), context(broken))
        among = errors(read(form, context(broken, site(1, "b2"))), context(broken, site(1, "b2")))

        assert list(alone) == ["doors:code:b1"]
        assert list(among) == ["building"]
        assert alone["doors:code:b1"].startswith("Building b1 is disconnected: ")

    def test_a_building_without_doors_is_told_at_the_name(self) -> None:
        assert errors(read(GrantForm(name="Jane Doe"), context(site(0))), context(site(0))) == {
            "name": "Choose at least one door."
        }

    def test_a_field_that_no_view_has_still_lands_somewhere(self) -> None:
        form = read(GrantForm(), context(site(0)))

        assert list(field_errors([BadField("unheard_of", "seam_rejected")], form, context())) == ["name"]


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
