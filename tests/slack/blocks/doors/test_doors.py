"""What people read of locks: how they stand, what became of a command, and why a door cannot be moved."""

import json

import pytest

from bot.demo.seam.troubles import ERRORS as SEAMS_ERRORS
from bot.demo.seam.troubles import WARNINGS as SEAMS_WARNINGS
from bot.domain.command import Action, CommandState
from bot.domain.device_problems import ERRORS, WARNINGS, error_words, warning_words
from bot.domain.request import BadFields
from bot.services.systems.buildings import Place
from bot.slack.blocks.doors.command_form import command_form, nothing_to_move, read_command_form
from bot.slack.blocks.doors.command_view import command_view, outcome_words
from bot.slack.blocks.doors.door_words import door_text
from bot.slack.blocks.doors.status_view import status_view
from bot.slack.blocks.doors.watch_form import read_watch_form, watch_form
from tests.slack.blocks.doors.screens import command, lock, seen
from tests.slack.blocks.forms import building, site, untouched
from tests.slack.blocks.grants import accepted, words

DOORS = site(3).entrances
FRONT = DOORS[0]


@pytest.mark.parametrize("code", SEAMS_ERRORS["device"])
def test_each_error_of_a_device_is_a_sentence_with_a_next_step(code: str) -> None:
    told = door_text(seen(building(), FRONT, lock(FRONT, errors=(code,))))

    assert ERRORS[code].replace("'", "") in told.replace("'", "")
    assert ERRORS[code].count(".") >= 2
    assert code not in told


@pytest.mark.parametrize("code", SEAMS_WARNINGS["device"])
def test_each_warning_of_a_device_is_a_sentence(code: str) -> None:
    told = door_text(seen(building(), FRONT, lock(FRONT, warnings=(code,))))

    assert WARNINGS[code].replace("'", "") in told.replace("'", "")
    assert code not in told


def test_a_code_that_seam_has_added_since_is_told_too() -> None:
    assert "lock_on_fire" in error_words("lock_on_fire")
    assert "lock_on_fire" in warning_words("lock_on_fire")


def test_an_offline_lock_is_not_said_to_be_locked() -> None:
    told = door_text(seen(building(), FRONT, lock(FRONT, online=False, locked=None)))

    assert "not known whether it is locked" in told
    assert "offline" in told


def test_a_latch_door_is_said_to_tell_nothing() -> None:
    told = door_text(seen(building(), FRONT, None))

    assert "Latch tells nothing of this door" in told


@pytest.mark.parametrize(
    ("state", "said", "never"),
    [
        (CommandState.CONFIRMED, "the lock confirmed it", "not confirmed"),
        (CommandState.ACCEPTED, "accepted, not confirmed by the lock", "the lock confirmed it"),
        (CommandState.FAILED, "was not unlocked", "confirmed it"),
        (CommandState.UNKNOWN, "unknown whether it is unlocked", "was not"),
        (CommandState.TAKEN, "has not answered yet", "is unlocked"),
    ],
)
def test_each_outcome_has_words_of_its_own(state: CommandState, said: str, never: str) -> None:
    told = outcome_words(command(state), "Front Door")

    assert said in told
    assert never not in told


def test_a_failure_says_why_in_the_words_of_the_lock() -> None:
    assert "batteries" in outcome_words(command(CommandState.FAILED, problem="device_offline"), "Front Door")
    assert "seam_error_77" not in outcome_words(command(CommandState.FAILED, problem="seam_error_77"), "Front Door")


def test_what_the_tables_held_before_the_command_is_not_told_as_its_effect() -> None:
    old = lock(FRONT, synced_at=None, locked=True)

    assert "by now" not in words(command_view(command(), seen(building(), FRONT, old)))
    assert "by now" in words(command_view(command(), seen(building(), FRONT, lock(FRONT))))


def test_the_form_offers_what_can_be_moved_and_nothing_else() -> None:
    doors = [
        seen(building(), DOORS[0], lock(DOORS[0])),
        seen(building(), DOORS[1], lock(DOORS[1], can_remotely_unlock=False)),
        seen(building(), DOORS[2], None),
    ]

    form = command_form(Action.UNLOCK, doors)

    assert form is not None
    told = json.dumps(form.to_dict())
    assert [name for name in ("Door 1", "Door 2", "Door 3") if name in told] == ["Door 1"]


def test_the_form_asks_for_a_tick() -> None:
    form = command_form(Action.UNLOCK, [seen(building(), FRONT, lock(FRONT))], FRONT.id)
    assert form is not None
    accepted(form)

    with pytest.raises(BadFields):
        read_command_form(untouched(form))


@pytest.mark.parametrize(
    ("device", "said"),
    [
        (None, "Latch lets nobody do that through Seam"),
        (lock(FRONT, can_remotely_unlock=False), "cannot be unlocked from here"),
    ],
)
def test_why_a_door_cannot_be_moved_is_said(device: object, said: str) -> None:
    doors = [seen(building(), FRONT, device)]  # type: ignore[arg-type]

    assert command_form(Action.UNLOCK, doors) is None
    assert said in nothing_to_move(doors, Action.UNLOCK, "door")


def test_a_door_that_is_not_there_is_said_so() -> None:
    assert "no door called roof" in nothing_to_move([], Action.LOCK, "roof")


def test_a_door_is_found_by_part_of_its_name() -> None:
    doors = [seen(building(), one, lock(one)) for one in DOORS]

    told = words(status_view(doors, sought="door 2"))

    assert "Door 2" in told
    assert "Door 1" not in told


def test_a_building_is_found_by_its_name() -> None:
    doors = [seen(building(name), one, lock(one)) for name, one in zip(("b1", "b2", "b3"), DOORS, strict=True)]

    told = words(status_view(doors, sought="building b2"))

    assert "Door 2" in told
    assert "Door 1" not in told
    assert "No door is called" not in told


def test_latch_doors_are_said_to_be_silent_where_news_are_chosen() -> None:
    at = Place(building=building(), entrances=DOORS, cannot_be_approved=False)

    assert "Of Door 1, Door 2, Door 3 nothing will be heard" in words(watch_form(at, [], "C1"))


def test_a_watch_form_that_nobody_touched_changes_nothing() -> None:
    at = Place(building=building(), entrances=DOORS, cannot_be_approved=False)
    settings = at.building.settings

    saved = read_watch_form(untouched(watch_form(at, [], None)))(settings)

    assert saved == settings
