"""Words after `/guest`: what they mean stands in the form, what they do not mean is said, and nothing is a guess."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demo.slack.blockkit import check_view
from bot.domain.building import Method
from bot.domain.grant import Door
from bot.slack.blocks.forms.grant_form import grant_view
from bot.slack.blocks.forms.grant_form_state import GrantForm
from bot.slack.blocks.typed.reading import read_typed
from tests.slack.blocks.grants import credential, record
from tests.slack.blocks.typed.reader import ABOUT, doors, line, read


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
