"""Which door gets a new PIN; it is asked even where there is one, because the old PIN is ended first."""

import json
from datetime import datetime

from slack_sdk.models.blocks import InputBlock, SectionBlock, StaticSelectElement
from slack_sdk.models.views import View

from bot.domain.grant import Credential, CredentialState, GrantRecord
from bot.slack.acting import Payload
from bot.slack.blocks.forms.grant_form_fields import MOST_OPTIONS, option
from bot.slack.blocks.ids import Field
from bot.slack.blocks.message import shown
from bot.slack.blocks.text import escape, mrkdwn, plain
from bot.slack.blocks.times import window_line
from bot.slack.blocks.view_state import metadata, selected

NEW_PIN_FORM = "new_pin_form"
"""`callback_id` of the view."""


def renewable(record: GrantRecord) -> tuple[Credential, ...]:
    """The credentials whose PIN can be replaced."""
    return record.in_state(CredentialState.ISSUED)


def new_pin_view(record: GrantRecord, now: datetime) -> View:
    """The choice of one door; there must be at least one with a PIN."""
    options = [option(c.id, ", ".join(door.name for door in c.doors)) for c in renewable(record)[:MOST_OPTIONS]]
    window = escape(window_line(record.grant.window, record.building.zone, now))
    return View(
        type="modal",
        callback_id=NEW_PIN_FORM,
        title=plain("New PIN"),
        submit=plain("Make a new PIN"),
        close=plain("Cancel"),
        private_metadata=json.dumps({"grant": record.grant.id}),
        blocks=[
            SectionBlock(text=mrkdwn(f"*{shown(record.grant.guest.name)}*, {shown(record.building.name)}\n{window}")),
            InputBlock(
                block_id=Field.DOORS,
                label=plain("Door"),
                hint=plain("The old PIN of this door is ended before the new one is made."),
                element=StaticSelectElement(action_id=Field.DOORS, options=options, initial_option=options[0]),
            ),
        ],
    )


def read_new_pin(view: Payload) -> tuple[str, str]:
    """The grant's id and the chosen credential's."""
    return str(metadata(view).get("grant", "")), selected(view, Field.DOORS) or ""
