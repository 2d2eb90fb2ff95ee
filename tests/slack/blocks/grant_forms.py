"""Forms to give access, filled in every way."""

from datetime import date

import pytest
from hypothesis import strategies as st

from bot.domain.building import BuildingSettings, Method
from bot.domain.request import BadFields, GrantDraft
from bot.domain.window import Fold, Length
from bot.slack.blocks.forms.grant_form import grant_view
from bot.slack.blocks.forms.grant_form_read import field_errors, read_form, to_draft
from bot.slack.blocks.forms.grant_form_state import FormContext, GrantForm, Start
from bot.slack.blocks.text import clean
from tests.slack.blocks.forms import context, site, untouched

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
WITH_TEMPLATES = BuildingSettings.model_validate(
    {
        "mobile_keys": "instant_key",
        "templates": [
            {"id": "t1", "name": "Cleaner", "doors": {"b8-door-1": "Door 1"}, "length": "custom", "span": "PT4H"},
            {"id": "t2", "name": "Mover", "doors": {"b8-door-2": "Door 2", "gone": "Old gate"}, "length": "1w"},
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
    site(3, "b8", settings=WITH_TEMPLATES),
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
    template_id=st.sampled_from([None, "t1", "t2", "gone"]),
    edition=st.integers(0, 3),
)


def read(form: GrantForm, about: FormContext) -> GrantForm:
    return read_form(untouched(grant_view(form, about)))


def draft(form: GrantForm, about: FormContext) -> GrantDraft:
    return to_draft(form, about, team_id="T1", requester="U1", submit_key="V1")


def errors(form: GrantForm, about: FormContext) -> dict[str, str]:
    with pytest.raises(BadFields) as refused:
        draft(form, about)
    return field_errors(refused.value.fields, form, about)
