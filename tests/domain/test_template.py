from datetime import timedelta

from bot.domain.building import BuildingSettings, Entrance, Method, Policy, Template
from bot.domain.template import STARTERS, faults, gone_doors, span_of
from bot.domain.window import Length
from tests.slack.blocks.forms import building, site

DOORS = site(2).entrances
KEY = Template(id="t", name="Mover", doors={DOORS[0].id: "Door 1"}, method=Method.MOBILE_KEY)


def problems(template: Template, doors: tuple[Entrance, ...] = DOORS, **settings: object) -> list[str]:
    where = building(settings=BuildingSettings.model_validate(settings))
    return [bad.problem for bad in faults(template, where, doors)]


def test_what_can_be_given_has_no_faults() -> None:
    assert problems(KEY, mobile_keys="instant_key") == []


def test_everything_that_is_wrong_is_told_at_once() -> None:
    removed = DOORS[0].model_copy(update={"removed": True})
    unable = DOORS[0].model_copy(update={"can_unlock_with_mobile_key": False})

    assert gone_doors(KEY, [removed]) == ("Door 1",)
    assert problems(KEY, (unable,)) == ["door_cannot", "method_not_offered"]
    pins_only = {"methods": {Method.PIN}, "reason_patterns": ["WO-##"], "max_length": timedelta(hours=1)}
    wrong = KEY.model_copy(update={"reason": "Keys"})
    assert problems(wrong, (removed,), mobile_keys="own_app", policy=pins_only) == [
        "template_door_gone",
        "mobile_key_not_allowed",
        "template_too_long",
        "reason_unlike",
    ]


def test_a_length_that_depends_on_the_start_is_judged_when_it_is_known() -> None:
    weekend = KEY.model_copy(update={"length": Length.WEEKEND})

    assert span_of(weekend) is None
    assert problems(weekend, mobile_keys="own_app", policy=Policy(max_length=timedelta(hours=1))) == []
    assert all(starter.length is not Length.CUSTOM or starter.span for starter in STARTERS)
