"""An entrance group can only ask for more than its building: what is left empty here adds nothing."""

import json
from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, SectionBlock
from slack_sdk.models.views import View

from bot.domain.building import Approval, BuildingSettings, Entrance, EntranceGroup, Method, Stricter
from bot.services.systems.buildings import Place
from bot.slack.acting import Payload
from bot.slack.blocks.ids import ActionId, Field, ViewId
from bot.slack.blocks.message import names, shown
from bot.slack.blocks.setup.setup_fields import (
    METHOD_NAMES,
    Reading,
    boxes_input,
    doors_choice,
    hours_input,
    length_input,
    radio,
    text_input,
)
from bot.slack.blocks.setup.setup_form import Change
from bot.slack.blocks.setup.setup_policy import (
    KEPT_HINT,
    LAPSE_HINT,
    LENGTH_HINT,
    LINK_ONLY,
    MOST_OPEN,
    NEXT_HINT,
    ON,
    TWO,
    TWO_PEOPLE,
    most_open_input,
    read_patterns,
    reason_inputs,
)
from bot.slack.blocks.setup.setup_summary import group_words
from bot.slack.blocks.text import clean, mrkdwn, plain
from bot.slack.blocks.view_state import all_selected, metadata, selected

MOST_GROUPS = 40
NEW = "new"
_LONGEST_NAME = 60
_MOST_NAMED = 5
_SAME = "same"
NOT_SELF = "not_self"
_METHODS: dict[str, tuple[str, ...]] = {
    _SAME: ("As the building",),
    **{method: (f"{name}s only",) for method, name in METHOD_NAMES.items()},
}
_APPROVALS: dict[str, tuple[str, ...]] = {
    _SAME: ("As the building",),
    Approval.ISSUERS: ("Issuers", "Managers and admins give access at once"),
    Approval.EVERYONE: ("Everybody", "Managers and admins too"),
}


def setup_groups_view(at: Place) -> View:
    """The entrance groups, each with a way to change it."""
    groups = at.building.settings.entrance_groups
    there = {door.id: door.name for door in at.entrances}
    told = "Doors that need more care than the others: the roof, the server room. The stricter rule always wins."
    add = ButtonElement(action_id=ActionId.SETUP_GROUP, text=plain("Add a group"), value=NEW)
    return View(
        type="modal",
        callback_id=ViewId.SETUP_GROUPS,
        title=plain("Entrance groups"),
        close=plain("Back"),
        private_metadata=json.dumps({"building": at.building.id}),
        blocks=[
            SectionBlock(text=plain(told)),
            *(_listed(group, there) for group in groups),
            *([ActionsBlock(elements=[add])] if len(groups) < MOST_GROUPS and there else []),
        ],
    )


def setup_group_view(at: Place, group: EntranceGroup) -> View:
    """One entrance group, which the building may not have yet."""
    is_new = group.id not in {known.id for known in at.building.settings.entrance_groups}
    remove = {ON: ("Remove this group", "Its doors then have the building's policy")}
    return View(
        type="modal",
        callback_id=ViewId.SETUP_GROUP,
        title=plain("Entrance group"),
        submit=plain("Save"),
        close=plain("Back"),
        private_metadata=json.dumps({"building": at.building.id, "group": group.id}),
        blocks=[
            text_input(Field.GROUP_NAME, "Name", "", group.name, most=_LONGEST_NAME, optional=False),
            doors_choice(Field.GROUP_DOORS, "Doors", at.entrances, group.entrance_ids, needed=True),
            *_asks(group.stricter),
            *([] if is_new else [boxes_input(Field.REMOVE_GROUP, "Remove", remove, [])]),
        ],
    )


def _asks(asks: Stricter) -> list[Block]:
    method = next(iter(asks.methods)) if asks.methods and len(asks.methods) == 1 else _SAME
    approval = asks.approval if asks.approval in set(_APPROVALS) else _SAME
    rules = {TWO: TWO_PEOPLE, NOT_SELF: ("Never approve one's own", "Whatever the building allows")}
    ruled = [TWO] * bool(asks.two_person) + [NOT_SELF] * (asks.self_approval is False)
    no_mail = {ON: ("Never by e-mail", "Whatever the building allows")}
    no_dm = {ON: ("Never by DM", "Whatever the building allows")}
    return [
        length_input(Field.MAX_LENGTH, "Longest access", LENGTH_HINT, asks.max_length, optional=True),
        hours_input(asks.hours),
        radio(Field.METHODS, "Methods", _METHODS, method),
        most_open_input(asks.most_open),
        radio(Field.APPROVAL, "Who needs approval?", _APPROVALS, approval or _SAME),
        boxes_input(Field.APPROVAL_RULES, "Approval", rules, ruled),
        length_input(Field.LAPSE_AFTER, "A request lapses after", LAPSE_HINT, asks.lapse_after, optional=True),
        length_input(Field.ESCALATE_AFTER, "Next ones asked after", NEXT_HINT, asks.escalate_after, optional=True),
        *reason_inputs(asks.reason_patterns or (), needed=bool(asks.reason_required)),
        boxes_input(Field.PIN_IN_DM, "PIN by DM", no_dm, [ON] if asks.pin_in_dm is False else []),
        boxes_input(Field.MAIL_PIN, "PIN by e-mail", no_mail, [ON] if asks.mail_pin is False else []),
        boxes_input(Field.LINK_ONLY, "Messages for guests", LINK_ONLY, [ON] if asks.link_only else []),
        length_input(Field.RETENTION, "Guests' contacts are kept", KEPT_HINT, asks.retention, optional=True),
    ]


def group_of(view: Payload) -> str:
    """The id of the entrance group that a form is about."""
    return str(metadata(view).get("group", ""))


def read_setup_group(view: Payload, there: Sequence[Entrance]) -> Change:
    """The group as the form shows it, or without it; doors that are not `there` now stay in it, they may come back.

    Raises:
        BadSettings: every field that has to be corrected.
    """
    reading, id_ = Reading(view), group_of(view)
    if ON in all_selected(view, Field.REMOVE_GROUP):
        return lambda settings: _with(settings, id_, None)
    name, known = clean(reading.text(Field.GROUP_NAME)), {door.id for door in there}
    chosen = tuple(door for door in all_selected(view, Field.GROUP_DOORS) if door in known)
    asks = _read_stricter(view, reading)
    if not name:
        reading.refuse(Field.GROUP_NAME, "Enter a name.")
    if not chosen:
        reading.refuse(Field.GROUP_DOORS, "Choose at least one door.")
    reading.done()

    def change(settings: BuildingSettings) -> BuildingSettings:
        old = next((group for group in settings.entrance_groups if group.id == id_), EntranceGroup(id=id_, name=name))
        gone = (door for door in old.entrance_ids if door not in known)
        kept = old.stricter.model_copy(update=asks)
        return _with(settings, id_, EntranceGroup(id=id_, name=name, entrance_ids=(*chosen, *gone), stricter=kept))

    return change


def _read_stricter(view: Payload, reading: Reading) -> dict[str, object]:
    """By field of `Stricter`."""
    method, approval = selected(view, Field.METHODS), selected(view, Field.APPROVAL)
    return {
        "max_length": reading.length(Field.MAX_LENGTH),
        "hours": reading.hours(Field.HOURS),
        "methods": next((frozenset({one}) for one in Method if one == method), None),
        "most_open": reading.number(Field.MOST_OPEN, MOST_OPEN),
        "approval": next((one for one in Approval if one == approval), None),
        "two_person": True if TWO in all_selected(view, Field.APPROVAL_RULES) else None,
        "self_approval": False if NOT_SELF in all_selected(view, Field.APPROVAL_RULES) else None,
        "lapse_after": reading.length(Field.LAPSE_AFTER),
        "escalate_after": reading.length(Field.ESCALATE_AFTER),
        "reason_required": True if ON in all_selected(view, Field.REASON_RULE) else None,
        "reason_patterns": read_patterns(reading) or None,
        "pin_in_dm": False if ON in all_selected(view, Field.PIN_IN_DM) else None,
        "mail_pin": False if ON in all_selected(view, Field.MAIL_PIN) else None,
        "link_only": True if ON in all_selected(view, Field.LINK_ONLY) else None,
        "retention": reading.length(Field.RETENTION),
    }


def _with(settings: BuildingSettings, id_: str, group: EntranceGroup | None) -> BuildingSettings:
    """The group in its place, or at the end, or taken out."""
    known = [old.id for old in settings.entrance_groups]
    groups = [group if old.id == id_ else old for old in settings.entrance_groups]
    added = [group] if group is not None and id_ not in known else []
    return settings.model_copy(update={"entrance_groups": tuple(one for one in (*groups, *added) if one is not None)})


def _listed(group: EntranceGroup, there: dict[str, str]) -> Block:
    doors = (
        names([there[id_] for id_ in group.entrance_ids if id_ in there], _MOST_NAMED) or "no door that is there now"
    )
    button = ButtonElement(action_id=ActionId.SETUP_GROUP, text=plain("Change"), value=group.id)
    said = f"*{shown(group.name, _LONGEST_NAME)}*: {doors}\n{group_words(group)}"
    return SectionBlock(text=mrkdwn(said), accessory=button if there else None)
