"""Lock or unlock: which door, why, and a tick that says it is meant. What is not possible is not offered."""

import json
from collections.abc import Sequence

from slack_sdk.models.blocks import Block, CheckboxesElement, InputBlock, OptionGroup, SectionBlock, StaticSelectElement
from slack_sdk.models.views import View

from bot.domain.command import REASON_LENGTH, Action
from bot.domain.errors import BadField
from bot.domain.problems import sentence
from bot.domain.request import BadFields
from bot.domain.value import Value
from bot.services.doors.commanding import CANNOT, DoorSeen
from bot.slack.acting import Payload
from bot.slack.blocks.doors.door_words import problem_lines, state_words
from bot.slack.blocks.forms.grant_form_fields import MOST_OPTIONS, option
from bot.slack.blocks.ids import Field, ViewId
from bot.slack.blocks.message import small
from bot.slack.blocks.setup.setup_fields import text_input
from bot.slack.blocks.text import clean, cut, mrkdwn, plain
from bot.slack.blocks.view_state import all_selected, element, metadata, selected

_TITLES = {Action.UNLOCK: "Unlock a door", Action.LOCK: "Lock a door"}
_SUBMIT = {Action.UNLOCK: "Unlock now", Action.LOCK: "Lock now"}
_ABOUT = {
    Action.UNLOCK: (
        "The door unlocks at once, for whoever stands in front of it. It may stay unlocked until somebody locks it."
    ),
    Action.LOCK: "The lock turns at once. Whether the door is closed, Seam mostly does not know.",
}
_SURE = {
    Action.UNLOCK: ("Yes, unlock it now", "I know who stands at the door"),
    Action.LOCK: ("Yes, lock it now", "Nobody is shut in or out"),
}
_WHY = "Told in the building's watch channel."
_CUT = "Only the first hundred doors are listed: type part of a name behind the command."
_MOST_GROUPS = 100
_LABEL = 75


class Asked(Value):
    """What the form says."""

    action: Action
    entrance_id: str
    reason: str


def command_form(action: Action, doors: Sequence[DoorSeen], entrance_id: str = "", sought: str = "") -> View | None:
    """The form; None where no door can be moved by this person. What was typed behind the command chooses the door."""
    offered = [door for door in doors if door.may_command and door.can(action)]
    if not offered:
        return None
    named = [door for door in offered if sought and sought.casefold() in door.name.casefold()]
    chosen = next((door for door in offered if door.entrance_id == entrance_id), named[0] if len(named) == 1 else None)
    listed = (named or offered)[:MOST_OPTIONS]
    return View(
        type="modal",
        callback_id=ViewId.DOOR_COMMAND,
        title=plain(_TITLES[action]),
        submit=plain(_SUBMIT[action]),
        close=plain("Cancel"),
        private_metadata=json.dumps({"action": action}),
        blocks=[
            SectionBlock(text=mrkdwn(_ABOUT[action])),
            _doors(listed, chosen),
            *(_state(chosen) if chosen else []),
            *([small(_CUT)] if len(named or offered) > MOST_OPTIONS else []),
            text_input(Field.DOOR_REASON, "Why?", _WHY, "", most=REASON_LENGTH, optional=False),
            _sure(action),
        ],
    )


def read_command_form(view: Payload) -> Asked:
    """What was asked for.

    Raises:
        BadFields: the tick is missing.
    """
    action = _action(metadata(view).get("action"))
    if not all_selected(view, Field.DOOR_SURE):
        raise BadFields([BadField(Field.DOOR_SURE, "command_not_confirmed")])
    reason = str(element(view, Field.DOOR_REASON).get("value") or "")
    return Asked(action=action, entrance_id=selected(view, Field.DOOR) or "", reason=reason)


def read_door_menu(value: object) -> tuple[Action, str]:
    """What was chosen beside a door, and the id of the door."""
    wanted, _, door = str(value).partition(":")
    return _action(wanted), door


def _action(wanted: object) -> Action:
    """What is not known is the one that lets nobody in."""
    return next((one for one in Action if one == wanted), Action.LOCK)


def nothing_to_move(doors: Sequence[DoorSeen], action: Action, sought: str = "") -> str:
    """Why no door is offered: the sentence of the door that was named, else of the first."""
    named = [door for door in doors if sought and sought.casefold() in door.name.casefold()]
    if sought and not named:
        return sentence("no_such_door", door=cut(sought, 80))
    door = next(iter(named or doors), None)
    if door is None or not door.may_command:
        return sentence("not_a_door_operator")
    if door.device is not None:
        return sentence(CANNOT[action], maker=door.device.facts.name)
    is_latch = door.building.facts.external_type == "latch_building"
    return sentence("no_remote_unlock_at_latch" if is_latch else "no_remote_unlock", system=door.building.facts.name)


def _doors(doors: Sequence[DoorSeen], chosen: DoorSeen | None) -> InputBlock:
    groups: dict[str, list[DoorSeen]] = {}
    for door in doors:
        groups.setdefault(cut(door.building.name, _LABEL), []).append(door)
    listed = [
        OptionGroup(label=plain(clean(name), _LABEL), options=[option(door.entrance_id, door.name) for door in of_one])
        for name, of_one in list(groups.items())[:_MOST_GROUPS]
    ]
    select = StaticSelectElement(
        action_id=Field.DOOR,
        option_groups=listed,
        initial_option=option(chosen.entrance_id, chosen.name) if chosen else None,
    )
    return InputBlock(block_id=Field.DOOR, label=plain("Door"), element=select)


def _state(door: DoorSeen) -> list[Block]:
    if door.device is None:
        return []
    return [small("\n".join([f"As Seam last said: {state_words(door.device)}", *problem_lines(door.device)]))]


def _sure(action: Action) -> InputBlock:
    text, description = _SURE[action]
    box = CheckboxesElement(action_id=Field.DOOR_SURE, options=[option("sure", text, description)])
    return InputBlock(block_id=Field.DOOR_SURE, label=plain("Do you mean it?"), element=box, optional=True)
