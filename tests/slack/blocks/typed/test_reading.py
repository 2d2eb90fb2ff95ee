"""Words after `/guest`: what they mean stands in the form, what they do not mean is said, and nothing is a guess."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demo.slack.blockkit import check_view
from bot.domain.building import BuildingSettings, Entrance, Method, MobileKeys, Template
from bot.domain.grant import Door
from bot.domain.window import Length
from bot.services.grants.giving import Site
from bot.slack.blocks.forms.grant_form import grant_view, live_line
from bot.slack.blocks.forms.grant_form_state import GrantForm, settle
from bot.slack.blocks.typed.moments import read_day
from bot.slack.blocks.typed.reading import read_typed
from tests.slack.blocks.forms import context, site
from tests.slack.blocks.grants import credential, record

DOORS = ("Main Lobby", "Garage", "Gym", "Door 1", "Door 10", "Roof East", "Roof West")
CLEANER = Template(
    id="t1",
    name="Cleaner",
    doors={"b1-0": "Main Lobby"},
    length=Length.CUSTOM,
    span=timedelta(hours=4),
    reason="Cleaning",
)


def place(building_id: str, name: str, doors: tuple[str, ...], *templates: Template) -> Site:
    empty = site(
        0, building_id, name=name, settings=BuildingSettings(mobile_keys=MobileKeys.INSTANT_KEY, templates=templates)
    )
    there = [Entrance(id=f"{building_id}-{n}", building_id=building_id, name=door) for n, door in enumerate(doors)]
    return empty.model_copy(update={"entrances": tuple(there)})


ABOUT = context(place("b1", "Harbor House", DOORS, CLEANER), place("b2", "Kew Court", ("Front gate", "Back gate")))
"""Friday, 14:00."""


def read(text: str) -> GrantForm:
    return settle(read_typed(text, GrantForm(building_id="b1"), ABOUT), ABOUT)


def line(text: str) -> str:
    """What would be granted, without the zone and the length."""
    return live_line(read(text), ABOUT).split(", New York")[0]


def doors(text: str) -> list[str]:
    names = {door.id: door.name for one in ABOUT.sites for door in one.entrances}
    return [names[id_] for id_ in read(text).doors]


def test_everything_at_once_in_any_order() -> None:
    text = "Ada Guest ada@example.com garage, gym mobile key +1 212 555 0100 until tomorrow 6pm"
    form = read(text)

    assert (form.name, form.email, form.phone) == ("Ada Guest", "ada@example.com", "+12125550100")
    assert (doors(text), form.method) == (["Garage", "Gym"], Method.MOBILE_KEY)
    assert line(text) == "Today 14:00 to tomorrow 18:00"
    assert form.said == ("Understood: until tomorrow 18:00; doors Garage, Gym; mobile key; e-mail; phone.",)
    backwards = read(
        "until 6 pm tomorrow 212-555-0100, garage and gym by mobile key for Ada Guest <mailto:ada@example.com|x>"
    )
    assert backwards == form


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("until tomorrow 6pm", "Today 14:00 to tomorrow 18:00"),
        ("until 18:00", "Today 14:00 to 18:00"),
        ("until 9:00", "Today 14:00 to tomorrow 09:00"),
        ("until fri", "Today 14:00 to 23:59"),
        ("till nov 25", "Today 14:00 to Wed 25 Nov 23:59"),
        ("for 3 days", "Today 14:00 to Mon 23 Nov 14:00"),
        ("90 min", "Today 14:00 to 15:30"),
        ("for half an hour", "Today 14:00 to 14:30"),
        ("fri 9-17", "Today 14:00 to 17:00"),
        ("fri 9-12", "Fri 27 Nov 09:00 to 12:00"),
        ("mon 9-5", "Mon 23 Nov 09:00 to 17:00"),
        ("tomorrow 9am \u2013 5pm", "Tomorrow 09:00 to 17:00"),
        ("9 - 11 tomorrow", "Tomorrow 09:00 to 11:00"),
        ("from 14:00 to 16:00", "Today 14:00 to 16:00"),
        ("from 9 until 17 tomorrow", "Tomorrow 09:00 to 17:00"),
        ("between 10 and 12 on 2026-12-01", "Tue 1 Dec 10:00 to 12:00"),
        ("22-6", "Today 22:00 to tomorrow 06:00"),
        ("fri 22-6", "Today 22:00 to tomorrow 06:00"),
        ("12:00-6:00", "Today 14:00 to tomorrow 06:00"),
        ("fri 11pm-1am", "Today 23:00 to tomorrow 01:00"),
        ("from 22:00 to 6:00 sun", "Tomorrow 22:00 to Sun 22 Nov 06:00"),
        ("fri 13:00 to mon 8:00", "Today 14:00 to Mon 23 Nov 08:00"),
        ("mon 9:00 - fri 17:00", "Mon 23 Nov 09:00 to Fri 27 Nov 17:00"),
        ("from wed to mon", "Wed 25 Nov 09:00 to Mon 30 Nov 23:59"),
        ("2-4pm", "Today 14:00 to 16:00"),
        ("tomorrow at 15:00 for 2 hours", "Tomorrow 15:00 to 17:00"),
        ("tomorrow at 9", "Tomorrow 09:00 to 11:00"),
        ("at 9 tomorrow for 2.5 hours", "Tomorrow 09:00 to 11:30"),
        ("9:00 tomorrow", "Tomorrow 09:00 to 11:00"),
        ("at 15:00", "Today 15:00 to 17:00"),
        ("for 1.5h", "Today 14:00 to 15:30"),
        ("today", "Today 14:00 to 23:59"),
        ("over the weekend", "Today 14:00 to Mon 23 Nov 06:00"),
    ],
)
def test_times(text: str, window: str) -> None:
    form = read(f"Gail Guest {text}")

    assert line(f"Gail Guest {text}") == window
    assert form.name == "Gail Guest"
    assert [said.partition(":")[0] for said in form.said] == ["Understood"]


@pytest.mark.parametrize(
    ("text", "us", "elsewhere"),
    [
        ("1.12.", date(2026, 12, 1), date(2026, 12, 1)),
        ("3.12.", date(2026, 12, 3), date(2026, 12, 3)),
        ("05.12.", date(2026, 12, 5), date(2026, 12, 5)),
        ("5.1.", date(2027, 1, 5), date(2027, 1, 5)),
        ("1.12.2026", date(2026, 12, 1), date(2026, 12, 1)),
        ("24.11.2025", None, None),
        ("12.24.", None, None),
        ("30.2.", None, None),
        ("1/12", date(2027, 1, 12), date(2026, 12, 1)),
        ("12/1/2026", date(2026, 12, 1), None),
        ("24/11", date(2026, 11, 24), date(2026, 11, 24)),
        ("2026-12-01", date(2026, 12, 1), date(2026, 12, 1)),
        ("2026-13-01", None, None),
    ],
)
def test_dates_in_figures(text: str, us: date | None, elsewhere: date | None) -> None:
    now = datetime(2026, 11, 20, 14, 0)  # noqa: DTZ001  a reading in no zone
    found = [read_day([text], now, region) for region in ("US", "GB")]

    assert [day.day if day else None for day in found] == [us, elsewhere]
    assert read_day(["on", text], now, "US") == found[0]


@pytest.mark.parametrize(
    "text",
    [
        "until 6",
        "2-4",
        "14-6",
        "next friday",
        "until further notice",
        "until 31 nov",
        "from 9",
        "until 29 feb",
        "tonight",
        "tonight at 9",
        "next week",
        "in the evening",
        "for 1 month",
        "for 2h30",
        "mon-fri",
        "tomorrow at 6",
        "next month until 18:00",
        "in december",
        "6pm",
        "1.12.26",
        "30.2.",
        "at 6",
        "tonight until friday",
    ],
)
def test_what_could_mean_two_times_is_none(text: str) -> None:
    form = read(f"Gail Guest {text}")

    assert form.said == (f"Not understood: {text}.",)
    assert (form.name, line(f"Gail Guest {text}")) == ("Gail Guest", "Today 14:00 to 16:00")


@pytest.mark.parametrize(
    ("text", "named", "name"),
    [
        ("Gail lobby", ["Main Lobby"], "Gail"),
        ("Gail garag", ["Garage"], "Gail"),
        ("Gail door 1", ["Door 1"], "Gail"),
        ("Gail dor 10", ["Door 10"], "Gail"),
        ("gym for Gail Guest", ["Gym"], "Gail Guest"),
        ("Gail Guest the gym, and the garage please", ["Gym", "Garage"], "Gail Guest"),
        ("Gail Lobby", [], "Gail Lobby"),
        ("Till Lindemann", [], "Till Lindemann"),
        ("May Day", [], "May Day"),
        ("april jones now", [], "april jones"),
        ("Gail No gym", ["Gym"], "Gail No"),
        ("Grace Gomez from Acme", [], "Grace Gomez from Acme"),
        ("Guest, Gail", [], "Guest, Gail"),
        ("Jane\u202e  Doe &amp; Co", [], "Jane Doe & Co"),
    ],
)
def test_doors_and_names(text: str, named: list[str], name: str) -> None:
    assert (doors(text), read(text).name) == (named, name)


@pytest.mark.parametrize(
    "text", ["every tuesday 10-12", "each mon and wed, fri 10-12", "tuesdays 10-12", "weekdays", "daily until dec"]
)
def test_what_is_asked_for_again_and_again_is_no_single_visit(text: str) -> None:
    form = read(f"Gail Guest lobby {text}")

    assert form.said[1:] == (f"Not understood: {text}.", "For access every week, choose Every week at Start.")
    assert (form.name, line(f"Gail Guest lobby {text}")) == ("Gail Guest", "Today 14:00 to 16:00")


@pytest.mark.parametrize("text", ["not the gym", "but no gym", "except kew court", "not until 18:00"])
def test_what_is_not_wanted_is_not_given(text: str) -> None:
    form = read(f"Gail Guest {text}, garage")

    assert (form.name, doors(f"Gail Guest {text}, garage")) == ("Gail Guest", ["Garage"])
    assert form.said == ("Understood: door Garage.", f"Not understood: {text}.")
    assert line(f"Gail Guest {text}, garage") == "Today 14:00 to 16:00"


def test_what_fits_two_doors_is_neither() -> None:
    assert read("Gail Guest roof").said == ("Not understood: roof (2 doors).",)


def test_a_template_fills_in_and_what_is_said_beside_it_counts_more() -> None:
    form = read("Gail cleaner")

    assert (form.template_id, form.reason, line("Gail cleaner")) == ("t1", "Cleaning", "Today 14:00 to 18:00")
    assert form.said == ("Understood: template Cleaner.",)
    assert (line("Gail clener gym until 17:00"), doors("Gail clener gym until 17:00")) == (
        "Today 14:00 to 17:00",
        ["Gym"],
    )


def test_a_building_brings_its_own_doors() -> None:
    form = read("Gail kew court front gate gym")

    assert (form.building_id, form.doors) == ("b2", ("b2-0",))
    assert form.said == ("Understood: door Front gate; building Kew Court.", "Not understood: gym.")


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("Jane Doe a@example.com b@example.com", "a@example.com; b@example.com"),
        ("Jane Doe - 9999999999999", "9999999999999"),
        ("Jane Doe jane@@example.com", "jane@@example.com"),
        ("Jane Doe until 17:00 until 18:00", "until 18:00"),
        ("Jane Doe gym unit 4B", "unit 4B"),
    ],
)
def test_what_is_lost_is_said_and_is_no_part_of_the_name(text: str, lost: str) -> None:
    form = read(text)

    assert form.said[-1] == f"Not understood: {lost}."
    assert form.name == "Jane Doe"


def test_what_was_chosen_last_holds_where_nothing_else_is_said() -> None:
    garage = credential(1).model_copy(update={"doors": (Door(entrance_id="b1-1", name="Garage"),)})
    last = record([garage]).model_copy(update={"building": ABOUT.sites[0].building})
    as_last = read_typed("Gail", GrantForm(building_id="b1"), ABOUT, last)

    assert (as_last.doors, as_last.said) == (("b1-1",), ("Doors and length are as last time.",))
    assert read_typed("Gail gym", GrantForm(building_id="b1"), ABOUT, last).doors == ("b1-2",)
    elsewhere = read_typed("Gail kew court", GrantForm(building_id="b1"), ABOUT, last)
    assert (elsewhere.doors, elsewhere.building_id) == ((), "b2")


WORDS = (
    "until from for to - 9-17 fri nov 31 99:99 6pm the gym roof cleaner mobile key a@b.example 25.11. 0/0 Kew , <x|y>"
)
PIECES = st.sampled_from([*WORDS.split(" "), "3 days", "in 2 weeks", "+1 212 555 0100", "&amp;"])


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map(" ".join)))
def test_any_text_gives_a_form_that_slack_takes(text: str) -> None:
    form = read_typed(text, GrantForm(building_id="b1"), ABOUT)

    assert check_view(grant_view(form, ABOUT).to_dict(), "modal") == []
    assert "b.example" not in form.name
