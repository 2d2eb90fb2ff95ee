"""Which smart locks are doors of a building; a lock is in one at a time, so taking it here takes it from there."""

import json
from collections.abc import Sequence

from slack_sdk.models.blocks import InputBlock, Option, SectionBlock, StaticMultiSelectElement
from slack_sdk.models.views import View

from bot.domain.building import Building
from bot.services.locks.attaching import Choice
from bot.slack.acting import Payload
from bot.slack.blocks.forms.grant_form_fields import MOST_OPTIONS, option
from bot.slack.blocks.ids import Field, ViewId
from bot.slack.blocks.message import shown
from bot.slack.blocks.text import mrkdwn, plain, plural
from bot.slack.blocks.view_state import all_selected

_ABOUT = (
    "These smart locks are doors of the building, and may be given together with its other doors. "
    "A lock that you take away goes back to its account's building."
)


def setup_locks_view(building: Building, choices: Sequence[Choice]) -> View:
    """The form; without any lock it only says so."""
    some = choices[:MOST_OPTIONS]
    about = [SectionBlock(text=mrkdwn(f"*{shown(building.name)}*. {_ABOUT}"))]
    if len(choices) > len(some):
        about.append(
            SectionBlock(text=mrkdwn(f"{plural(len(choices) - len(some), 'more lock')} cannot be shown here."))
        )
    if not choices:
        none = "Seam lists no smart locks. An admin connects an account with Connect a building."
        about.append(SectionBlock(text=mrkdwn(none)))
    return View(
        type="modal",
        callback_id=ViewId.SETUP_LOCKS,
        title=plain("Smart locks"),
        submit=plain("Save") if choices else None,
        close=plain("Back"),
        private_metadata=json.dumps({"building": building.id}),
        blocks=[*about, *([_locks(some)] if some else [])],
    )


def read_setup_locks(view: Payload) -> list[str]:
    """The ids of the locks that are to belong here."""
    return list(all_selected(view, Field.SETUP_LOCKS))


def _locks(choices: Sequence[Choice]) -> InputBlock:
    options = [_option(choice) for choice in choices]
    here = [said for said, choice in zip(options, choices, strict=True) if choice.is_here]
    element = StaticMultiSelectElement(action_id=Field.SETUP_LOCKS, options=options, initial_options=here or None)
    return InputBlock(block_id=Field.SETUP_LOCKS, label=plain("Smart locks here"), element=element, optional=True)


def _option(choice: Choice) -> Option:
    return option(choice.lock.id, choice.lock.name, None if choice.is_here else f"Now at {choice.at}")
