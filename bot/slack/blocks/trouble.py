"""Stands where a form stood that can no longer be sent: a modal without it would close and say nothing."""

from slack_sdk.models.blocks import SectionBlock
from slack_sdk.models.views import View

from bot.slack.blocks.text import plain


def trouble_view(text: str) -> View:
    """One sentence, as plain text."""
    return View(type="modal", title=plain("Keydesk"), close=plain("Close"), blocks=[SectionBlock(text=plain(text))])
