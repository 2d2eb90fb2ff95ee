"""slack_sdk's own models, asked about what our rules let through: they catch less, but Slack itself wrote them."""

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.demo.slack.rules import Json


def on_view(view: Json) -> list[str]:
    """What slack_sdk says against a view of good shape. Empty: nothing."""
    try:
        View(**view).to_dict()
    except SlackObjectFormationError as error:
        return [_said(error)]
    return []


def on_blocks(blocks: list[Json]) -> list[str]:
    """What slack_sdk says against a message's blocks of good shape. Empty: nothing."""
    try:
        for block in Block.parse_all(blocks):
            block.to_dict()
    except SlackObjectFormationError as error:
        return [_said(error)]
    return []


def _said(error: SlackObjectFormationError) -> str:
    return f"[ERROR] {error} [slack_sdk]"
