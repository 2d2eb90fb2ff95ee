"""What somebody has chosen on their board. It travels in the view itself, so that it outlives a restart of ours."""

import json
from collections.abc import Iterable, Mapping

from pydantic import ValidationError

from bot.domain.building import Building
from bot.domain.value import Value
from bot.slack.acting import Payload
from bot.slack.blocks.ids import ActionId, Field
from bot.slack.blocks.view_state import place_of

EVERY = "every"


class BoardState(Value):
    """One building or all, and where the page of each section begins."""

    building_id: str | None = None
    skips: Mapping[str, int] = {}

    def skip(self, section: str) -> int:
        """How many rows of the section come before those that are shown."""
        return max(self.skips.get(section, 0), 0)

    def among(self, buildings: Iterable[Building]) -> "BoardState":
        """Everything from the beginning where the chosen building is not among the person's any more."""
        is_there = self.building_id is None or any(building.id == self.building_id for building in buildings)
        return self if is_there else BoardState()


def kept(state: BoardState) -> str:
    """As the view keeps it."""
    return json.dumps(state.model_dump(mode="json"))


def read_board(view: Payload) -> BoardState:
    """What a view of ours shows; everything from the beginning where it does not say."""
    try:
        return BoardState.model_validate_json(view.get("private_metadata") or "{}")
    except ValidationError:
        return BoardState()


def next_board(view: Payload, action: Payload) -> BoardState:
    """What the view is to show after a click: another building begins anew, another page stays at its building."""
    state = read_board(view)
    match action.get("action_id"):
        case Field.HOME_BUILDING:
            chosen = str((action.get("selected_option") or {}).get("value") or EVERY)
            return BoardState(building_id=None if chosen == EVERY else chosen)
        case ActionId.HOME_BEFORE | ActionId.HOME_AFTER:
            section, _, skip = str(action.get("value") or "").partition(":")
            return state.model_copy(update={"skips": {**state.skips, section: place_of(skip)}})
    return state
