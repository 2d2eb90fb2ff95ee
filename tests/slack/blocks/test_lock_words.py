"""What is said of a code on a lock: nothing is called ready that is not."""

from datetime import timedelta

from bot.domain.building import Source
from bot.domain.grant import Credential, CredentialState, Door, DoorState, GrantState
from bot.domain.lock_code import LockCode
from bot.slack.blocks.card.door_words import progress_words, status, visit_note
from bot.slack.blocks.card.lock_words import not_on_locks
from tests.slack.blocks.grants import WINDOW, credential, record

UNIT = Door(entrance_id="d1", name="Unit 3", source=Source.DEVICE)


def code(state: CredentialState = CredentialState.ISSUED, **what: object) -> Credential:
    said = LockCode.model_validate({"device_id": "d1", "name": "KD1", **what})
    update = {"doors": (UNIT,), "code": said, "door_state": DoorState.NOT_NEEDED, "was_issued": True}
    return credential(1, state).model_copy(update=update)


def test_only_a_code_on_its_lock_is_ready() -> None:
    there, ahead = code(is_set=True), code(set_from=WINDOW.starts_at - timedelta(hours=1))

    assert status(there, record([there])) == "PIN set on the lock"
    assert progress_words(record([there])) == "1 of 1 door ready"
    assert "will be set on the lock from" in status(ahead, record([ahead]))
    assert progress_words(record([ahead])) == "1 of 1 PIN made"
    assert not_on_locks(record([ahead])) == " *Unit 3 has not got its PIN yet.*"
    assert not_on_locks(record([there])) == ""


def test_what_is_in_the_way_is_said_with_what_to_do() -> None:
    waiting = code(CredentialState.PENDING, trouble="device_disconnected")
    late = code(trouble="failed_to_set_on_device")

    assert status(waiting, record([waiting])).startswith("not on the lock yet. It does not answer. Check")
    assert status(late, record([late])).startswith("PIN made, but it is not on the lock yet. The lock did not take")


def test_warnings_are_told_with_the_code() -> None:
    rotating = code(is_set=True, warnings=("code_rotates_periodically",))

    assert "Look it up again with Show PIN" in status(rotating, record([rotating]))


def test_an_offline_code_says_that_it_stays() -> None:
    fixed = code(is_offline=True, is_set=True)
    ending = fixed.model_copy(update={"state": CredentialState.REVOKING})

    assert "can be neither changed nor ended before Fri 20 Nov 16:00" in status(fixed, record([fixed]))
    assert "Unit 3: an offline PIN can be neither changed nor ended" in (visit_note(record([fixed])) or "")
    assert status(ending, record([ending], GrantState.ENDING)).startswith("an offline PIN cannot be ended: it keeps")
    gone = fixed.model_copy(update={"state": CredentialState.REVOKED})
    assert status(gone, record([gone], GrantState.ENDED)) == "over by its date"


def test_an_end_that_the_lock_has_not_heard_of_is_not_called_its_end() -> None:
    moving = code(is_set=True, end_moves=True)

    assert "which the lock has not confirmed yet" in status(moving, record([moving]))
