"""A building in which everything is planted is compared: each difference is found, and nothing else is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.building import Method
from bot.domain.grant import CredentialState, GrantState
from bot.services.drift.comparing import Comparison
from bot.services.drift.drift import DriftKind
from tests.services.plants import INSTALL, PLANTS, Town


@given(st.lists(st.sampled_from(sorted(PLANTS)), max_size=60), st.randoms(use_true_random=False))
def test_each_planted_difference_is_found_and_nothing_else(names: list[str], order: object) -> None:
    town = Town()
    for name in names:
        PLANTS[name](town)
    order.shuffle(town.seen)  # type: ignore[attr-defined]

    found = town.compare()

    assert {(one.kind, one.seam_id) for one in found.differences} == town.wanted
    assert len({one.key for one in found.differences}) == len(found.differences) == len(town.wanted)
    assert {one.seam_id for one in found.differences if one.has_end} == town.ending
    assert (found.foreign, found.other_installs) == (town.foreign, town.other_installs)


@pytest.mark.parametrize("name", sorted(PLANTS))
def test_what_is_planted_alone(name: str) -> None:
    town = Town()
    PLANTS[name](town)

    assert {(one.kind, one.seam_id) for one in town.compare().differences} == town.wanted


@given(st.lists(st.sampled_from(sorted(PLANTS)), max_size=30))
def test_for_another_install_nothing_of_ours_is_there_to_be_ended(names: list[str]) -> None:
    town = Town()
    for name in names:
        PLANTS[name](town)

    found = town.compare("yours")

    mine = {one.id for one in town.seen if town.owners[one.acs_user_id or ""] != "keydesk:yours:g1"}
    assert not [one for one in found.differences if one.kind is DriftKind.EXTRA and one.seam_id in mine]


def shared(town: Town, *states: GrantState, pending: bool) -> Comparison:
    """A guest's mobile keys hang on one identity, whichever of their grants they belong to."""
    town.at_seam("x", f"keydesk:{INSTALL}:guest:abc", method=Method.MOBILE_KEY)
    for number, state in enumerate(states):
        grant = town.grant(str(number), state, method=Method.MOBILE_KEY, guest_key="abc")
        ours = CredentialState.PENDING if pending else CredentialState.ISSUED
        town.book(grant, ours, seam_id=None if pending else f"s{number}")
        if not pending:
            town.at_seam(str(number), f"keydesk:{INSTALL}:guest:abc", method=Method.MOBILE_KEY)
    return town.compare()


def test_a_key_of_a_shared_guest_may_be_what_one_of_their_grants_waits_for() -> None:
    assert not shared(Town(), GrantState.ISSUED, GrantState.ISSUING, pending=True).differences


def test_a_key_of_a_shared_guest_that_no_grant_waits_for_is_told_and_has_no_end() -> None:
    found = shared(Town(), GrantState.ISSUED, GrantState.ISSUED, pending=False).differences

    assert [(one.kind, one.seam_id, one.has_end, one.grant_id) for one in found] == [
        (DriftKind.EXTRA, "sx", False, None)
    ]


def test_a_request_that_waits_for_its_approval_makes_nothing() -> None:
    assert shared(Town(), GrantState.AWAITING_APPROVAL, pending=True).differences
