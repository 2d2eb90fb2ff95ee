"""App Home: the way to the form without a command, and how things work."""

from slack_sdk.models.blocks import ActionsBlock, ButtonElement, HeaderBlock, SectionBlock
from slack_sdk.models.views import View

from bot.slack.blocks.help import help_message
from bot.slack.blocks.ids import ActionId
from bot.slack.blocks.text import plain


def home_view() -> View:
    """The same for everybody."""
    button = ButtonElement(
        action_id=ActionId.OPEN_FORM, text=plain("Give a guest access"), value="open", style="primary"
    )
    told = [block for block in help_message().blocks if isinstance(block, SectionBlock)]
    return View(
        type="home",
        blocks=[HeaderBlock(text=plain("Guest access")), ActionsBlock(elements=[button]), *told],
    )
