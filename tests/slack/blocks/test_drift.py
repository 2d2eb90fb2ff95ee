"""Every difference is told in words that are true of it, and offers only what can be decided."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.demo.slack.blockkit import check_view as taken
from bot.domain.building import Building
from bot.services.drift.drift import Drift, DriftKind, DriftState
from bot.slack.blocks.drift.check_view import MOST_ROWS, check_view, drift_section
from bot.slack.blocks.drift.drift import MOST_TOLD, back_message, drift_message, drift_row
from bot.slack.blocks.home.home import home_view
from tests.slack.blocks.drifts import disagreement, drifts
from tests.slack.blocks.grants import NASTY, accepted, record, words
from tests.slack.blocks.setup import nasty_place

BUILDING: Building = record().building
ALL = drifts(BUILDING, ("Lobby",), "U2")


def buttons(drift: Drift) -> Mapping[str, Mapping[str, Any]]:
    rows = [block.to_dict() for block in drift_row(drift, BUILDING)]
    found = [element for row in rows for element in row.get("elements", ())]
    return {element["action_id"]: element for element in found}


def said(drift: Drift) -> str:
    return words(drift_message(BUILDING, [drift]))


def of(kind: DriftKind, state: DriftState = DriftState.OPEN) -> list[Drift]:
    return [drift for drift in ALL if (drift.difference.kind, drift.state) == (kind, state)]


@pytest.mark.parametrize("doors", [(), ("Lobby",), (NASTY,) * 100])
def test_slack_takes_every_one_of_them_everywhere(doors: tuple[str, ...]) -> None:
    building = nasty_place(1).building
    at = disagreement(building, doors, "U2")
    for drift in at.drifts:
        accepted(drift_message(building, [drift]))
        accepted(back_message(building, drift))
    accepted(drift_message(building, at.drifts))
    accepted(check_view([building], at))
    accepted(check_view([building] * 150, at, is_asking=True))
    section = drift_section([at])
    assert section is not None
    assert taken(home_view([section]).to_dict(), "home") == []


def test_only_what_waits_for_a_person_offers_a_decision() -> None:
    for drift in ALL:
        waits = drift.state is DriftState.OPEN
        offered = set(buttons(drift))
        match drift.difference.kind:
            case DriftKind.EXTRA if waits:
                assert offered == {"drift_end", "drift_leave"}
            case DriftKind.WINDOW if waits and drift.difference.is_end:
                assert offered == {"drift_right", "drift_leave"}
            case DriftKind.WINDOW if waits:
                assert offered == {"drift_leave"}
            case DriftKind.DISCONNECTED if waits:
                assert offered == {"reconnect", "open_list"}
            case _:
                assert not offered


def test_a_disconnected_building_says_what_is_at_risk_until_it_is_back() -> None:
    [drift] = [one for one in of(DriftKind.DISCONNECTED) if one.problem is None][:1]
    over = drift.model_copy(update={"state": DriftState.SETTLED})

    told = words(drift_message(BUILDING, [drift], 3))
    assert "No new access is given here until it is back" in told
    assert "3 open accesses may be late to change or to end" in told
    assert "No new access" not in words(drift_message(BUILDING, [over], 3))


def test_a_button_carries_the_differences_id_and_what_takes_away_asks_once_more() -> None:
    for drift in [*of(DriftKind.EXTRA), *of(DriftKind.WINDOW)]:
        found = buttons(drift)
        assert {button["value"] for button in found.values()} == {drift.id}
        assert all("confirm" in button for action, button in found.items() if action != "drift_leave")


def test_nothing_is_called_ended_before_seam_has_confirmed() -> None:
    for drift in of(DriftKind.EXTRA, DriftState.ENDING):
        assert "Seam has not confirmed it yet" in said(drift)
        assert "confirmed by Seam" not in said(drift)


def test_who_decided_is_named() -> None:
    for state in (DriftState.LEFT, DriftState.ENDING, DriftState.RIGHTING):
        assert all("<@U2>" in said(drift) for drift in of(DriftKind.EXTRA, state))


def test_more_than_a_message_holds_are_counted() -> None:
    many = [drift.model_copy(update={"state": DriftState.OPEN}) for drift in ALL][: MOST_TOLD + 7]

    assert "And 7 more" in words(drift_message(BUILDING, many))
    assert f"differ in {len(many)} points" in words(drift_message(BUILDING, many))
    at = disagreement(BUILDING, ("Lobby",))
    assert f"And {len(at.drifts) - MOST_ROWS} more" in words(check_view([BUILDING], at))


def test_the_board_is_for_those_who_may_decide() -> None:
    assert drift_section([]) is None
