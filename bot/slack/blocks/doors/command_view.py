"""What became of a command. Four outcomes, four words: confirmed, accepted, failed, unknown; never more than known."""

import json
from collections.abc import Mapping

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock
from slack_sdk.models.views import View

from bot.domain.command import Action, Command, CommandState
from bot.domain.device_problems import ERRORS, error_words
from bot.domain.problems import SENTENCES, sentence
from bot.services.doors.commanding import DoorSeen
from bot.slack.blocks import buttons
from bot.slack.blocks.doors.door_words import state_words
from bot.slack.blocks.ids import ActionId, ViewId
from bot.slack.blocks.message import shown, small
from bot.slack.blocks.text import literal, mrkdwn, plain

_DONE = {Action.UNLOCK: "unlocked", Action.LOCK: "locked"}
_DOING = {Action.UNLOCK: "Unlocking", Action.LOCK: "Locking"}
_CLOSE = "You can close this: the building's watch channel tells what comes of it."
_UNDER_WAY: Mapping[CommandState, str] = {
    CommandState.ASKED: "the lock is being asked.",
    CommandState.SENT: "the lock is being asked.",
    CommandState.TAKEN: "Seam has taken it, and the lock has not answered yet.",
}


def command_view(command: Command, door: DoorSeen) -> View:
    """How far it is; drawn again until it is settled."""
    look = ButtonElement(action_id=ActionId.DOOR_COMMAND_LOOK, text=plain("Refresh"), value=command.id)
    return View(
        type="modal",
        callback_id=ViewId.DOOR_COMMAND_RESULT,
        title=plain("Unlock a door" if command.action is Action.UNLOCK else "Lock a door"),
        close=plain("Close"),
        private_metadata=json.dumps({"command": command.id}),
        blocks=[
            SectionBlock(text=mrkdwn(outcome_words(command, door.name))),
            *_by_now(command, door),
            *buttons.actions(look if command.may_change else None),
            *([small(_CLOSE)] if command.state.is_open and door.building.settings.watch.channel else []),
        ],
    )


def outcome_words(command: Command, door_name: str) -> str:
    """Markup: what is known of a command."""
    door, done = f"*{shown(door_name, 100)}*", _DONE[command.action]
    match command.state:
        case CommandState.CONFIRMED:
            return f"{door} is {done}: the lock confirmed it."
        case CommandState.ACCEPTED:
            return (
                f"{door}: accepted, not confirmed by the lock. Its maker says that it is {done}; "
                "the lock itself has not said so. Look at the door."
            )
        case CommandState.FAILED:
            return f"{door} was not {done}. {literal(_why(command))}"
        case CommandState.UNKNOWN:
            return f"{door}: unknown whether it is {done}. {literal(_why(command))}"
    return f"{_DOING[command.action]} {door}: {_UNDER_WAY[command.state]}"


def _why(command: Command) -> str:
    """Seam's reason, as a device's error or a trouble of ours; one that has no sentence is a failure all the same."""
    problem = command.problem or "command_failed"
    if problem in ERRORS:
        return error_words(problem)
    return sentence(problem if problem in SENTENCES else "command_failed")


def _by_now(command: Command, door: DoorSeen) -> list[Block]:
    """How the lock stands; what the tables held before the command says nothing of it."""
    synced = door.device.synced_at if door.device else None
    if door.device is None or synced is None or command.settled_at is None or synced < command.settled_at:
        return []
    return [small(f"The lock by now, as Seam says: {state_words(door.device)}")]
