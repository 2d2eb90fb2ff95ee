"""Templates in the set-up: what a form shows is what it saves, and a door that is gone is never dropped in silence."""

from datetime import timedelta

import pytest
from hypothesis import given

from bot.domain.building import BuildingSettings, Method, Template
from bot.domain.window import Length
from bot.services.systems.buildings import Place
from bot.slack.blocks.setup.setup_fields import BadSettings
from bot.slack.blocks.setup.setup_form import setup_view
from bot.slack.blocks.setup.setup_template import read_setup_template, setup_template_view
from bot.slack.blocks.setup.setup_templates import setup_templates_view, template_to_change, without_template
from tests.slack.blocks.grants import accepted, chosen, submitted, words
from tests.slack.blocks.setup import DOORS, GONE, place, settings

LOBBY = DOORS[0]
CLEANER = Template(id="t1", name="Cleaner", doors={LOBBY.id: LOBBY.name})
STALE = CLEANER.model_copy(update={"doors": {LOBBY.id: LOBBY.name, GONE: "Old gate"}})


def at_with(*templates: Template) -> Place:
    return place(BuildingSettings(templates=templates))


def refused(at: Place, template: Template, **typed: object) -> dict[str, str]:
    with pytest.raises(BadSettings) as bad:
        read_setup_template(submitted(setup_template_view(at, template), **typed), at)
    return bad.value.errors


@given(settings)
def test_a_form_that_nobody_touched_changes_nothing(kept: BuildingSettings) -> None:
    at = place(kept)
    accepted(setup_templates_view(at))
    for template in kept.templates:
        view = setup_template_view(at, template)
        accepted(view)
        assert read_setup_template(submitted(view), at)(kept) == kept


def test_a_starter_needs_only_its_doors() -> None:
    at = at_with()
    view = setup_template_view(at, template_to_change(at.building.settings, "cleaner"))

    saved = read_setup_template(submitted(view, template_doors=chosen(LOBBY.id)), at)(at.building.settings)

    [made] = saved.templates
    assert made.id != "cleaner"
    assert (made.name, made.doors, made.method) == ("Cleaner", {LOBBY.id: LOBBY.name}, Method.PIN)
    assert (made.length, made.span, made.reminder_leads) == (Length.CUSTOM, timedelta(hours=4), None)
    assert "Add" in str(setup_templates_view(at))
    assert "*Cleaner*, to begin with" not in words(setup_templates_view(place(saved)))


def test_what_is_missing_or_taken_is_told_at_its_field() -> None:
    at = at_with(CLEANER)
    new = template_to_change(at.building.settings, "new")

    assert set(refused(at, new)) == {"template_name", "template_doors"}
    assert (
        "has this name" in refused(at, new, template_name=" CLEANER", template_doors=chosen(LOBBY.id))["template_name"]
    )
    assert set(refused(at, CLEANER, template_length=chosen("custom")[0])) == {"template_span"}
    assert set(refused(at, CLEANER, template_span="soon")) == {"template_span"}


def test_a_door_that_is_gone_is_named_until_somebody_saves_without_it() -> None:
    at = at_with(STALE)
    told = "Old gate: no longer there."

    assert told in words(setup_templates_view(at))
    assert told in words(setup_view(at, {}))
    assert f"{told} Saving takes it out" in words(setup_template_view(at, STALE))
    view = submitted(setup_template_view(at, STALE))
    assert read_setup_template(view, at)(at.building.settings).templates == (CLEANER,)


def test_what_the_policy_forbids_is_said() -> None:
    long = CLEANER.model_copy(update={"length": Length.CUSTOM, "span": timedelta(days=30)})

    assert "30 days is longer than the 14 days that are possible here." in words(setup_templates_view(at_with(long)))


def test_a_deleted_template_is_gone_and_the_others_stay() -> None:
    other = CLEANER.model_copy(update={"id": "t2", "name": "Mover"})

    assert without_template("t1")(at_with(CLEANER, other).building.settings).templates == (other,)
