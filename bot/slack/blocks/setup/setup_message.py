"""What every guest of a building is told, and whether by e-mail or on a page: off until a manager says so."""

import json

from slack_sdk.models.blocks import Block, InputBlock, PlainTextInputElement, SectionBlock
from slack_sdk.models.views import View

from bot.domain.building import BuildingSettings
from bot.services.systems.buildings import Change, Place
from bot.slack.acting import Payload
from bot.slack.blocks.ids import Field, ViewId
from bot.slack.blocks.message import shown
from bot.slack.blocks.setup.setup_fields import Reading, boxes_input, text_input
from bot.slack.blocks.setup.setup_policy import ON
from bot.slack.blocks.text import mrkdwn, plain
from bot.slack.blocks.view_state import all_selected

LONGEST_TEXT = 1500
NO_SERVER = "No mail server is set up, so nothing can be e-mailed: an admin names one in SMTP_HOST and SMTP_FROM."
NO_ADDRESS = "Keydesk has no public address, so no guest could open a web pass: an admin sets PUBLIC_URL."
_COLOUR_HINT = "Such as #1a7f5a: your building's, on the page."
_HINT = "Such as how to get in, whom to call, where to park. It stands below the PIN or the link. No secrets."


def setup_message_view(at: Place) -> View:
    """The text, and whether it may go by e-mail."""
    settings = at.building.settings
    box = {ON: ("Messages may be e-mailed", "On a click, or by a template; whether with the PIN, the policy says")}
    page = {
        ON: ("Guests may have a web pass", "A page by link with doors, times and the PIN. Switched off, no link works")
    }
    about = f"Every guest of *{shown(at.building.name)}* gets this with their access."
    return View(
        type="modal",
        callback_id=ViewId.SETUP_MESSAGE,
        title=plain("Message for guests"),
        submit=plain("Save"),
        close=plain("Back"),
        private_metadata=json.dumps({"building": at.building.id}),
        blocks=[
            SectionBlock(text=mrkdwn(about)),
            _text(settings.guest_text),
            *([] if at.has_mail else [SectionBlock(text=mrkdwn(f":warning: *Note:* {NO_SERVER}"))]),
            boxes_input(Field.MAIL_GUESTS, "E-mail", box, [ON] if settings.mail_guests else []),
            *([] if at.has_pages else [SectionBlock(text=mrkdwn(f":warning: *Note:* {NO_ADDRESS}"))]),
            boxes_input(Field.WEB_PASSES, "Web pass", page, [ON] if settings.web_passes else []),
            text_input(Field.COLOUR, "Colour of the page", _COLOUR_HINT, settings.colour or ""),
        ],
    )


def read_setup_message(view: Payload) -> Change:
    """The settings with what the form shows.

    Raises:
        BadSettings: the colour is none.
    """
    reading = Reading(view)
    update = {
        "guest_text": reading.text(Field.GUEST_TEXT),
        "mail_guests": ON in all_selected(view, Field.MAIL_GUESTS),
        "web_passes": ON in all_selected(view, Field.WEB_PASSES),
        "colour": reading.colour(Field.COLOUR),
    }
    reading.done()

    def change(settings: BuildingSettings) -> BuildingSettings:
        return settings.model_copy(update=update)

    return change


def _text(value: str) -> Block:
    element = PlainTextInputElement(
        action_id=Field.GUEST_TEXT,
        initial_value=value[:LONGEST_TEXT] or None,
        multiline=True,
        max_length=LONGEST_TEXT,
    )
    label = plain("For every guest")
    return InputBlock(block_id=Field.GUEST_TEXT, label=label, hint=plain(_HINT), element=element, optional=True)
