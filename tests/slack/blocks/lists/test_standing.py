"""How a grant stands in a list: "Ready" is said only of doors that are known to open, and what is wrong comes first."""

import re

import pytest

from bot.domain.arrival import ArrivalCheck, Fault, NotReady
from bot.domain.building import Hub
from bot.domain.grant import CredentialState, DoorState, GrantRecord, GrantState
from bot.domain.problems import sentence
from bot.domain.roles import Verb
from bot.domain.task import TaskKind
from bot.domain.trouble import troubles
from bot.services.lists.lists import Detail, Row
from bot.slack.blocks.card.card import state_line
from bot.slack.blocks.lists.grant_row import grant_row
from bot.slack.blocks.lists.grant_view import grant_detail_view
from bot.slack.blocks.lists.standing import standing
from bot.slack.blocks.lists.truths import truth_lines
from tests.slack.blocks.grants import FAILED, ISSUED, PENDING, credential, key, later, record
from tests.slack.blocks.tasks import task


def row(grant: GrantRecord, *may: Verb) -> Row:
    return Row(record=grant, may=frozenset(may), troubles=troubles(grant, later(1)))


READY = {
    "a hub": (record(hub=Hub.YES), "*Ready.*"),
    "a mobile key": (record([key("Lobby")]), "*Ready.*"),
    "updated at the door": (record([credential(1, door_state=DoorState.CONFIRMED)], hub=Hub.NO), "*Ready.*"),
    "hub unknown": (record(), "PIN issued; the door may need an update with the Latch Manager App."),
    "no hub": (record(hub=Hub.NO), "PIN issued; the door needs an update with the Latch Manager App."),
    "no hubs": (
        record([credential(1), credential(2)], hub=Hub.NO),
        "PIN issued; the doors need an update with the Latch Manager App.",
    ),
    "being made": (
        record([credential(1), credential(2, PENDING)], GrantState.ISSUING, Hub.YES),
        "*Not ready yet:* 1 of 2 doors ready.",
    ),
    "waiting": (record([credential(1, PENDING)], GrantState.AWAITING_APPROVAL), "*Not ready:* waits for approval."),
    "partly": (
        record([credential(1), credential(2, CredentialState.REVOKING)], hub=Hub.YES),
        "*Not ready:* 1 of 2 doors issued.",
    ),
    "nothing yet": (record([credential(1, PENDING)], hub=Hub.YES), "*Not ready:* 0 of 1 door issued."),
    "ending": (record(state=GrantState.ENDING, ending_at=later(1)), "*Ending:* Seam has not confirmed it yet."),
}


@pytest.mark.parametrize("case", READY)
def test_how_it_stands(case: str) -> None:
    grant, said = READY[case]

    assert standing(row(grant)) == said


def test_a_door_task_keeps_a_guest_from_being_ready() -> None:
    grant = record(hub=Hub.NO).model_copy(update={"tasks": (task(due_at=later(9)),)})
    late = record(hub=Hub.NO).model_copy(update={"tasks": (task(kind=TaskKind.NEW, due_at=later(0)),)})

    assert standing(row(grant)) == "*Not ready:* Lobby not updated yet."
    assert standing(row(late)) == ":warning: *Door task due:* Lobby not updated yet."


@pytest.mark.parametrize("hub", [Hub.UNKNOWN, Hub.NO])
def test_what_a_hub_was_said_to_do_is_not_ready_once_nobody_says_so(hub: Hub) -> None:
    """As the card and the closer look say of the same grant."""
    grant = record([credential(1, door_state=DoorState.NOT_NEEDED)], hub=hub)

    said = standing(row(grant))

    assert "Ready" not in said
    assert "an update with the Latch Manager App" in said
    assert "an update with the Latch Manager App" in truth_lines(grant.credentials[0], grant)


@pytest.mark.parametrize(("fault", "fix"), [(Fault.WINDOW, "Make a new PIN."), (Fault.REMOVED, "Choose another door.")])
def test_what_a_look_found_missing_is_on_list_and_detail_with_its_fix(fault: Fault, fix: str) -> None:
    one = credential(1)
    found = NotReady(fault=fault, credential_ids=(one.id,), doors=("Door 1",))
    check = ArrivalCheck(checked_at=later(0), has_asked=True, faults=(found,))
    grant = record([one], hub=Hub.YES, arrival=check)
    mended = record([one.model_copy(update={"state": CredentialState.REVOKED})], hub=Hub.YES, arrival=check)

    assert standing(row(grant)).startswith(":warning: *Something is missing:* *Door 1*: Seam ")
    assert fix in standing(row(grant))
    assert fix in state_line(grant, later(1)), "as on card, closer look and digest"
    assert "missing" not in standing(row(mended)) + state_line(mended, later(1))


def test_nobody_is_ready_in_a_building_that_seam_has_lost() -> None:
    grant = record(hub=Hub.YES)
    building = grant.building.model_copy(update={"problem": "acs_system_disconnected"})
    lost = grant.model_copy(update={"building": building})
    seen = grant_detail_view(Detail(row=row(lost), lines=()), later(1))

    assert standing(row(lost)) == f"PIN issued. {sentence('acs_system_disconnected')}"
    assert sentence("acs_system_disconnected") in str(seen.to_dict())


def test_what_is_wrong_comes_first_and_says_why() -> None:
    failed = standing(row(record([credential(1), credential(2, FAILED)], hub=Hub.YES)))
    late = standing(row(record([credential(1, PENDING, warned_after=10)], GrantState.ISSUING, Hub.YES)))

    assert failed.startswith(":warning: *No access:* Door 2. ")
    assert late == ":warning: *Late:* Latch has not made the PIN yet: Door 1."
    assert "Ready" not in failed + late


def test_a_viewer_gets_no_button_but_open() -> None:
    grant = record(hub=Hub.YES)

    def labels(*may: Verb) -> list[str]:
        drawn = [block.to_dict() for block in grant_row(row(grant, *may))]
        return [str(e["text"]["text"]) for block in drawn if block["type"] == "actions" for e in block["elements"]]

    assert labels(Verb.VIEW, Verb.DO_TASK) == ["Open"]
    assert labels(*Verb) == ["Open", "Show PIN", "Extend", "End access"]


TRUTHS = {
    "hub": (credential(1), Hub.YES, ("yes", "yes", "not needed, a hub tells the door")),
    "unknown": (credential(1), Hub.UNKNOWN, ("yes", "yes", "not known, it may need an update")),
    "no hub": (credential(1), Hub.NO, ("yes", "yes", "no, somebody has to update it")),
    "done": (credential(1, door_state=DoorState.CONFIRMED), Hub.NO, ("yes", "yes", "yes")),
    "accepted": (credential(1, PENDING), Hub.YES, ("yes", "not yet", "not needed, a hub tells the door")),
    "asked for": (
        credential(1, PENDING, seam_id=None),
        Hub.NO,
        ("not yet", "not yet", "no, somebody has to update it"),
    ),
    "refused": (credential(1, FAILED, seam_id=None), Hub.YES, ("no", "no", "not needed, a hub tells the door")),
    "gone": (
        credential(1, CredentialState.REVOKED, was_issued=True, door_state=DoorState.CONFIRMED),
        Hub.NO,
        ("removed", "removed, as Seam says", "no, somebody has to update it"),
    ),
    "key": (key("Lobby"), Hub.NO, ("yes", "yes", "not needed, the phone brings the key")),
    "issued": (credential(1, ISSUED, seam_id="s"), Hub.YES, ("yes", "yes", "not needed, a hub tells the door")),
}


@pytest.mark.parametrize("case", TRUTHS)
def test_three_truths_are_told_apart(case: str) -> None:
    one, hub, expected = TRUTHS[case]

    lines = truth_lines(one, record([one], hub=hub)).splitlines()[1:]

    assert tuple(re.sub(r"^• [^:]+: ", "", line) for line in lines) == expected
