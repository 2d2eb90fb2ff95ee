"""`/guest list` and `/guest find`: page by page, because a modal holds 100 blocks; drawn anew after each click."""

import json
from collections.abc import Mapping, Sequence

from pydantic import ValidationError
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    InputBlock,
    PlainTextInputElement,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.domain.building import Building
from bot.domain.value import Value
from bot.services.lists.finding import LONGEST_TEXT, Sought
from bot.services.lists.kinds import Kind
from bot.services.lists.lists import Ask, Listed
from bot.slack.acting import Payload
from bot.slack.blocks import buttons
from bot.slack.blocks.forms.grant_form_fields import MOST_OPTIONS, option
from bot.slack.blocks.ids import ActionId, Field, ViewId
from bot.slack.blocks.lists.grant_row import grant_row
from bot.slack.blocks.message import shown, small
from bot.slack.blocks.text import mrkdwn, plain, plural
from bot.slack.blocks.view_state import element, kept_count, metadata, place_of

PAGE = 10
EVERY = "every"
MINE = "mine"
KINDS: Mapping[str, tuple[str, str]] = {
    Kind.TODAY: ("Starting today", "Nobody's access starts today."),
    Kind.ACTIVE: ("Active now", "Nobody has access now."),
    Kind.ENDING: ("Ending within 24 hours", "Nothing ends within 24 hours."),
    Kind.PROBLEM: ("Needs somebody", "Nothing is wrong: no late PIN, no failed door, no due door task."),
    Kind.OPEN: ("Everything open", "No access is open. `/guest NAME` gives access."),
    MINE: ("Given by me", "You have given no access yet. `/guest NAME` gives access."),
}
_HOW = (
    "Type a guest's name, a whole e-mail address, the last digits of a phone number, a door or a word of the reason. "
    "Small slips are forgiven."
)


AT = "at"
"""Before the building's id, in the value of a button that opens a list."""


class ListForm(Value):
    """Which list is shown, and from where on."""

    shown: str = Kind.TODAY
    building_id: str | None = None
    skip: int = 0

    def ask(self) -> Ask:
        """As the service is asked for it; a list of this view's that is no longer known is today's."""
        is_mine = self.shown == MINE
        kind = Kind.ALL if is_mine else Kind(self.shown) if self.shown in KINDS else Kind.TODAY
        return Ask(kind=kind, building_id=self.building_id, is_mine=is_mine, limit=PAGE, skip=max(self.skip, 0))

    def among(self, buildings: Sequence[Building]) -> "ListForm":
        """Of every building where the one that was chosen is not among the reader's any more."""
        is_there = self.building_id is None or any(building.id == self.building_id for building in buildings)
        return self if is_there else self.model_copy(update={"building_id": None, "skip": 0})


def read_list(view: Payload) -> ListForm:
    """What a view of ours shows."""
    try:
        return ListForm.model_validate_json(view.get("private_metadata") or "{}")
    except ValidationError:
        return ListForm()


def opened_list(action: Payload) -> ListForm:
    """What a button opens: today's list, or all that is open at the building that an alarm is about."""
    what, _, building_id = str(action.get("value") or "").partition(":")
    return ListForm(shown=Kind.OPEN, building_id=building_id) if what == AT and building_id else ListForm()


def next_list(view: Payload, action: Payload) -> ListForm:
    """What it is to show after a click; another choice begins anew."""
    form, chosen = read_list(view), str((action.get("selected_option") or {}).get("value") or "")
    match action.get("action_id"):
        case Field.LIST_KIND:
            return form.model_copy(update={"shown": chosen, "skip": 0})
        case Field.LIST_BUILDING:
            return form.model_copy(update={"building_id": None if chosen == EVERY else chosen, "skip": 0})
    return form.model_copy(update={"skip": _skip(action, form.skip)})


def list_view(form: ListForm, listed: Listed, buildings: Sequence[Building], said: str = "") -> View:
    """One page of a list."""
    title, empty = KINDS.get(form.shown, KINDS[Kind.TODAY])
    now_at = form.model_copy(update={"skip": listed.skip})
    return View(
        type="modal",
        callback_id=ViewId.LIST,
        title=plain("Guests"),
        close=plain("Close"),
        private_metadata=now_at.model_dump_json(),
        blocks=[
            ActionsBlock(block_id="list_choices", elements=_choices(form, buildings)),
            *([small(said)] if said else []),
            *_rows(title, empty, listed),
        ],
    )


def find_view(sought: Sought) -> View:
    """What was found, below a field to look for something else."""
    field = PlainTextInputElement(
        action_id=Field.FIND_TEXT, initial_value=sought.text or None, max_length=LONGEST_TEXT, focus_on_load=True
    )
    cut = [small("There may be more: type more of what you know.")] if sought.is_cut else []
    told = _rows("Found", f"Nothing fits {shown(sought.text, 100)}.", sought.listed) if sought.text else []
    return View(
        type="modal",
        callback_id=ViewId.FIND,
        title=plain("Find a guest"),
        submit=plain("Find"),
        close=plain("Close"),
        private_metadata=json.dumps({"text": sought.text, "skip": sought.listed.skip}),
        blocks=[
            InputBlock(block_id=Field.FIND_TEXT, label=plain("Who or what?"), hint=plain(_HOW), element=field),
            *told,
            *cut,
        ],
    )


def read_find(view: Payload) -> str:
    """What was typed."""
    return str(element(view, Field.FIND_TEXT).get("value") or "")


def read_found(view: Payload, action: Payload | None = None) -> tuple[str, int]:
    """What the view shows the results of, and where its page begins, after a click on `action`."""
    return str(metadata(view).get("text") or ""), _skip(action or {}, kept_count(view, "skip"))


def _skip(action: Payload, now: int) -> int:
    if action.get("action_id") not in {ActionId.LIST_BEFORE, ActionId.LIST_AFTER}:
        return now
    return place_of(str(action.get("value") or ""))


def _choices(form: ListForm, buildings: Sequence[Building]) -> list[StaticSelectElement]:
    kinds = {kind: option(kind, title) for kind, (title, _) in KINDS.items()}
    kind = StaticSelectElement(
        action_id=Field.LIST_KIND,
        options=list(kinds.values()),
        initial_option=kinds.get(form.shown, kinds[Kind.TODAY]),
    )
    if len(buildings) <= 1:
        return [kind]
    chosen = [building for building in buildings if building.id == form.building_id]
    offered = [*chosen, *(building for building in buildings if building not in chosen)][: MOST_OPTIONS - 1]
    options = [option(EVERY, "Every building"), *(option(building.id, building.name) for building in offered)]
    where = StaticSelectElement(
        action_id=Field.LIST_BUILDING, options=options, initial_option=options[1 if chosen else 0]
    )
    return [kind, where]


def _rows(title: str, empty: str, listed: Listed) -> list[Block]:
    if not listed.rows:
        return [SectionBlock(text=mrkdwn(empty))]
    first, last = listed.skip + 1, listed.skip + len(listed.rows)
    which = f", {first} to {last} shown" if listed.total > len(listed.rows) else ""
    head = SectionBlock(text=mrkdwn(f"*{title}:* {plural(listed.total, 'guest')}{which}"))
    rows = [block for row in listed.rows for block in grant_row(row)]
    before = _turn(ActionId.LIST_BEFORE, "Back", max(listed.skip - PAGE, 0)) if listed.skip else None
    after = _turn(ActionId.LIST_AFTER, "More", last) if last < listed.total else None
    return [head, *rows, *buttons.actions(before, after)]


def _turn(action: ActionId, text: str, skip: int) -> ButtonElement:
    return ButtonElement(action_id=action, text=plain(text), value=str(skip))
