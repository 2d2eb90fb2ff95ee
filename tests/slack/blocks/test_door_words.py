"""What is said of a door is never more than what is known of it."""

from datetime import timedelta

import pytest

from bot.domain.building import Hub, Method
from bot.domain.grant import CredentialState, DoorState, GrantState
from bot.domain.problems import SENTENCES, sentence
from bot.domain.task import TaskKind, TaskState
from bot.slack.blocks.card.door_words import current, door_lines, hub_note, progress_words, status, visit_note
from tests.slack.blocks.grants import FAILED, ISSUED, PENDING, WINDOW, credential, key, record
from tests.slack.blocks.tasks import task

REVOKED = CredentialState.REVOKED
BY_HAND = "Latch Manager App"


@pytest.mark.parametrize(
    ("hub", "said"),
    [
        (Hub.YES, "PIN issued"),
        (Hub.UNKNOWN, "PIN issued by Latch; this door may need an update with the Latch Manager App"),
        (Hub.NO, "PIN issued; the door needs an update with the Latch Manager App before it works"),
    ],
)
def test_an_issued_pin_says_how_the_door_comes_to_know_it(hub: Hub, said: str) -> None:
    assert status(credential(1), record(hub=hub)) == said


def test_each_door_is_told_by_its_own_hub_whatever_its_building_has() -> None:
    grant = record([credential(1), credential(2), credential(3, REVOKED)], hub=Hub.YES)
    settings = grant.building.settings.model_copy(update={"entrance_hubs": {"door-2": Hub.NO, "door-3": Hub.NO}})
    mixed = grant.model_copy(update={"building": grant.building.model_copy(update={"settings": settings})})

    assert status(mixed.credentials[0], mixed) == "PIN issued"
    assert "before it works" in status(mixed.credentials[1], mixed)
    assert "may still accept the PIN" in status(mixed.credentials[2], mixed)
    assert (visit_note(mixed) or "").startswith("Some of these doors have no hub: those need an update")
    assert progress_words(mixed) == "2 of 3 PINs made"
    assert hub_note(mixed) is None


def test_what_a_person_confirmed_at_the_door_is_said_so() -> None:
    confirmed = credential(1, door_state=DoorState.CONFIRMED)

    assert status(confirmed, record(hub=Hub.NO)) == "PIN issued, updated at the door"


@pytest.mark.parametrize(("hub", "by_hand"), [(Hub.YES, False), (Hub.NO, True), (Hub.UNKNOWN, True)])
def test_a_pin_that_seam_confirms_as_ended_may_still_be_known_to_a_door_without_a_hub(
    hub: Hub, *, by_hand: bool
) -> None:
    said = status(credential(1, REVOKED), record(hub=hub))

    assert said.startswith("ended, confirmed by Seam")
    assert ("may still accept the PIN" in said) is by_hand


def test_a_mobile_key_needs_no_visit_and_is_never_said_to_be_on_a_phone() -> None:
    grant = record([key("Front door", "Gym")])

    assert status(grant.credentials[0], grant) == "mobile key issued, link made"
    assert status(key("Gym", link=False), grant) == "mobile key issued"
    assert status(key("Gym", state=REVOKED), grant) == "ended, confirmed by Seam"
    assert visit_note(grant) is None


def test_a_pin_that_replaces_another_says_that_the_old_one_may_still_open() -> None:
    old, new = credential(1, REVOKED), credential(2, replaces="c1")

    assert "may still accept the old PIN" in status(new, record([old, new], hub=Hub.NO))
    assert "old PIN" not in status(new, record([old, new], hub=Hub.YES))


def test_a_retried_door_has_no_old_pin() -> None:
    old = credential(1, REVOKED, problem="credential_failed")
    new = credential(2, replaces="c1")

    assert "old PIN" not in status(new, record([old, new], hub=Hub.NO))


def test_a_new_pin_waits_until_the_old_one_is_gone() -> None:
    old, new = credential(1, CredentialState.REVOKING), credential(2, PENDING, replaces="c1")
    grant = record([old, new], GrantState.ISSUING)

    assert status(new, grant) == "waiting until Seam has removed the old PIN"
    assert current(grant) == (new,)


def test_a_failed_door_says_its_sentence_even_after_it_was_cleaned_up() -> None:
    failed = credential(1, FAILED, problem="entrance_removed")
    cleaned = credential(1, REVOKED, problem="entrance_removed")

    said = sentence("entrance_removed").rstrip(".")
    assert said in status(failed, record())
    assert said in status(cleaned, record())


def test_what_was_ended_before_it_was_made_has_nothing_left_at_a_door() -> None:
    assert status(credential(1, REVOKED, seam_id=None), record()) == "ended before it was made"


def test_a_door_whose_new_end_was_refused_says_which_end_holds() -> None:
    refused = credential(1, problem="extend_refused")
    grant = record([refused, credential(2, ends_at=WINDOW.ends_at + timedelta(hours=2))])

    assert "the old end still holds" in status(refused, grant)
    assert "until Fri 20 Nov 16:00. " in status(refused, grant)
    assert status(grant.credentials[1], grant).endswith("until Fri 20 Nov 18:00")


def test_a_key_without_a_link_is_issued_all_the_same() -> None:
    without = key("Lobby").model_copy(update={"instant_key_url": None, "problem": "no_instant_key"})

    assert status(without, record([without])).startswith("mobile key issued, but Seam gave no link")
    ended = without.model_copy(update={"state": REVOKED})
    assert status(ended, record([ended], GrantState.ENDED)) == "ended, confirmed by Seam"


@pytest.mark.parametrize("problem", sorted(SENTENCES.keys() - {"nothing_to_retry", "list_nothing_to_retry"}))
def test_what_is_over_offers_no_retry_and_no_new_pin(problem: str) -> None:
    failed = credential(1, FAILED, problem=problem)

    said = status(failed, record([failed], GrantState.FAILED))

    assert "retry" not in said.lower()
    assert "new pin" not in said.lower()


def test_many_doors_are_told_by_status_with_counts() -> None:
    grant = record([credential(n) for n in range(12)] + [credential(n, FAILED) for n in range(12, 15)])

    lines = door_lines(grant.credentials, grant)

    assert len(lines) == 2
    assert "*12 doors*: PIN issued" in lines[0]
    assert "Door 0, Door 1, Door 2, Door 3 and 8 more" in lines[0]
    assert lines[1].startswith("• *3 doors*: failed.")


def test_progress_counts_ready_doors_only_where_the_door_hears_of_its_pin() -> None:
    told = [credential(1, ISSUED), credential(2, PENDING), credential(3, PENDING)]

    assert progress_words(record(told, hub=Hub.YES)) == "1 of 3 doors ready"
    assert progress_words(record(told, hub=Hub.UNKNOWN)) == "1 of 3 PINs made"


def test_progress_of_a_mobile_key_is_one_step() -> None:
    assert progress_words(record([key("A", "B", state=PENDING)])) == "Making the mobile key for 2 doors"
    assert progress_words(record([key("A", "B")])) == "Mobile key issued"


@pytest.mark.parametrize("hub", [Hub.NO, Hub.UNKNOWN])
def test_a_visit_is_noted_where_it_may_be_needed(hub: Hub) -> None:
    grant = record(hub=hub)

    assert grant.grant.method is Method.PIN
    assert BY_HAND in (visit_note(grant) or "")


def test_a_door_that_nobody_has_updated_yet_is_not_said_to_go_by_what_it_knows() -> None:
    """As where the hub that was to tell it turned out not to be there: it may know nothing at all."""
    waits = record([credential(1, door_state=DoorState.TASK_DUE)], hub=Hub.NO)
    done, change = task(entrance_id="door-1", state=TaskState.DONE), task(entrance_id="door-1", kind=TaskKind.CHANGE)
    never = waits.model_copy(update={"tasks": (change,)})
    once = waits.model_copy(update={"tasks": (done, change)})

    assert status(never.credentials[0], never).endswith("needs an update with the Latch Manager App before it works")
    assert status(once.credentials[0], once).endswith("it goes by the PIN or end it knows")
