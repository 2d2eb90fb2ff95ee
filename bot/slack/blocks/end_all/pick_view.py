"""Whose access ends: a guest's, a building's, or all that one person gave. The field changes with the choice."""

import json
from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ExternalDataSelectElement,
    InputBlock,
    Option,
    RadioButtonsElement,
    StaticSelectElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from bot.domain.building import Building
from bot.domain.grant import Grant
from bot.services.end_all.targets import Target, Whose
from bot.slack.acting import Payload
from bot.slack.blocks.forms.grant_form_fields import MOST_OPTIONS, option
from bot.slack.blocks.ids import Field, ViewId
from bot.slack.blocks.message import shown, small
from bot.slack.blocks.text import plain
from bot.slack.blocks.view_state import element as sent
from bot.slack.blocks.view_state import metadata, selected

_WHOSE = {Whose.GUEST: "One guest", Whose.BUILDING: "Everybody at a building", Whose.GIVER: "All that one person gave"}
_FIELDS = {Whose.GUEST: Field.END_GUEST, Whose.BUILDING: Field.END_BUILDING, Whose.GIVER: Field.END_GIVER}
_LABELS = {Whose.GUEST: "Which guest?", Whose.BUILDING: "Which building?", Whose.GIVER: "Given by whom?"}


def end_pick_view(whose: Whose, buildings: Sequence[Building], nobody: str = "") -> View:
    """The first step; `nobody` is a name that was asked for and not found."""
    said = [small(f"Nobody called {shown(nobody, 100)} has access that you can end.")] if nobody else []
    chosen = whose if buildings or whose is not Whose.BUILDING else Whose.GUEST
    offered = {one: option(one, text) for one, text in _WHOSE.items() if buildings or one is not Whose.BUILDING}
    radio = RadioButtonsElement(
        action_id=Field.END_WHOSE, options=list(offered.values()), initial_option=offered[chosen]
    )
    blocks: list[Block] = [*said, ActionsBlock(block_id="end_whose", elements=[radio]), _field(chosen, buildings)]
    return View(
        type="modal",
        callback_id=ViewId.END_ALL_PICK,
        title=plain("End access"),
        submit=plain("See what would end"),
        close=plain("Cancel"),
        private_metadata=json.dumps({"whose": chosen}),
        blocks=blocks,
    )


def chosen_whose(action: Payload) -> Whose:
    """What the radio buttons say now."""
    value = str((action.get("selected_option") or {}).get("value") or "")
    return Whose(value) if value in set(Whose) else Whose.GUEST


def read_end_pick(view: Payload) -> Target:
    """Whose access was chosen."""
    value = str(metadata(view).get("whose") or "")
    whose = Whose(value) if value in set(Whose) else Whose.GUEST
    if whose is Whose.GIVER:
        return Target(whose=whose, id=str(sent(view, Field.END_GIVER).get("selected_user") or ""))
    return Target(whose=whose, id=selected(view, _FIELDS[whose]) or "")


def end_guest_options(grants: Sequence[Grant]) -> list[Option]:
    """The answer to the search of guests."""
    return [option(grant.id, grant.guest.name) for grant in grants[:MOST_OPTIONS]]


def _field(whose: Whose, buildings: Sequence[Building]) -> InputBlock:
    element: ExternalDataSelectElement | StaticSelectElement | UserSelectElement
    match whose:
        case Whose.GUEST:
            hint = "Search a name or an e-mail"
            element = ExternalDataSelectElement(action_id=Field.END_GUEST, placeholder=hint, min_query_length=2)
        case Whose.BUILDING:
            options = [option(building.id, building.name) for building in buildings[:MOST_OPTIONS]]
            element = StaticSelectElement(action_id=Field.END_BUILDING, options=options)
        case Whose.GIVER:
            element = UserSelectElement(action_id=Field.END_GIVER)
    return InputBlock(block_id=_FIELDS[whose], label=plain(_LABELS[whose]), element=element)
