"""The message of Send test: it names who asked for it, and nobody is called by it."""

from bot.domain.building import Building
from bot.slack.blocks.message import Message, shown, simple


def channel_test(building: Building, user_id: str) -> Message:
    """Whoever reads it need not do anything."""
    return simple(f"Test by <@{user_id}>: Keydesk can post here. Notices of *{shown(building.name)}* come here.")
