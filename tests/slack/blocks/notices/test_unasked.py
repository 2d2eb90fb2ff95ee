"""What a building is told unasked: what it says, what it offers, and that Slack takes it at its longest."""

from datetime import timedelta

import pytest

from bot.domain.arrival import ArrivalCheck, Fault, NotReady
from bot.domain.building import Hub
from bot.domain.grant import CredentialState, GrantRecord, GrantState
from bot.slack.blocks.card.card import card
from bot.slack.blocks.message import Message
from bot.slack.blocks.notices.arrival import not_ready
from tests.slack.blocks.forms import NOW
from tests.slack.blocks.grants import (
    FAILED,
    ISSUED,
    NASTY,
    PENDING,
    accepted,
    buttons,
    credential,
    named,
    record,
    words,
)
from tests.slack.blocks.notices.samples import day, held, longest, review
from tests.slack.blocks.tasks import task


def missing(fault: Fault, state: CredentialState = ISSUED, **changes: object) -> Message:
    grant = record([credential(1, state)], **changes)  # type: ignore[arg-type]
    one = NotReady(fault=fault, credential_ids=("c1",), doors=("Front door",))
    looked = ArrivalCheck(checked_at=NOW, has_asked=True, faults=(one,))
    starts = grant.grant.window.model_copy(
        update={"ends_at": NOW + timedelta(hours=9), "starts_at": NOW + timedelta(hours=1)}
    )
    later = grant.grant.model_copy(update={"arrival": looked, "window": starts})
    message = not_ready(grant.model_copy(update={"grant": later}), NOW)
    assert message is not None
    return message


@pytest.mark.parametrize("state", [GrantState.ISSUED, GrantState.ENDING])
def test_slack_takes_the_longest(state: GrantState) -> None:
    for message in longest(named(record([credential(n) for n in range(20)], state), NASTY)):
        accepted(message)


@pytest.mark.parametrize(
    ("fault", "state", "label"),
    [
        (Fault.FAILED, FAILED, "Retry failed doors"),
        (Fault.NOT_YET, PENDING, "Add another door"),
        (Fault.REMOVED, ISSUED, "Add another door"),
        (Fault.WINDOW, ISSUED, "New PIN"),
    ],
)
def test_each_fault_names_its_fix_and_has_its_button(fault: Fault, state: CredentialState, label: str) -> None:
    message = missing(fault, state)

    assert label in buttons(message)
    assert "Front door" in words(message)
    assert "in 1 h. Something is missing" in words(message)


def test_a_door_that_nobody_updated_has_claim_and_done() -> None:
    grant = record([credential(1)], hub=Hub.NO)
    one = NotReady(fault=Fault.VISIT, credential_ids=("c1",), doors=("Lobby",))
    looked = ArrivalCheck(checked_at=NOW, has_asked=True, faults=(one,))
    waits = grant.model_copy(
        update={"grant": grant.grant.model_copy(update={"arrival": looked}), "tasks": (task(1, credential_id="c1"),)}
    )

    message = not_ready(waits, NOW)

    assert message is not None
    assert {"Claim", "Done"} <= set(buttons(message))


def test_the_card_says_when_seam_was_asked_and_promises_nothing() -> None:
    assert "Seam holds it" not in words(card(record(), NOW))
    said = words(card(held(record()), NOW))

    assert "Checked Fri 20 Nov 15:00, New York: Seam holds it." in said


def test_a_review_asks_until_somebody_has_kept_it_or_ended_it() -> None:
    assert {"Keep", "End access"} <= set(buttons(review(record(), 1)))
    kept = review(record(), 1, "U2")
    assert not buttons(kept)
    assert "Kept by <@U2>" in words(kept)
    ended = review(_ended(), 1)
    assert not buttons(ended)
    assert "Ended by <@U2>, confirmed by Seam" in words(ended)


def test_a_review_does_not_claim_to_know_who_never_came() -> None:
    assert "Use is not known for Latch doors" in words(review(record(), 1))


def test_a_digest_says_what_is_so_when_it_is_drawn() -> None:
    assert "99 coming, 99 ending, 99 to look after" in words(day(record(), 1))
    assert "Ended by <@U2>" in words(day(_ended(), 1))


def _ended() -> GrantRecord:
    return record([credential(1, CredentialState.REVOKED)], GrantState.ENDED, ended_by="U2")
