"""What `/door` can do. Names only what exists."""

from slack_sdk.models.blocks import SectionBlock

from bot.slack.blocks.message import Message, shown
from bot.slack.blocks.text import mrkdwn

VERBS = ("status", "lock", "unlock", "watch", "unwatch", "help")
_COMMANDS = """*Commands*
• `/door status` shows how the doors stand: locked, online, battery, problems. `/door status front` finds doors by name
• `/door unlock` and `/door lock` move a smart lock, with a reason (issuers and managers)
• `/door watch` tells this channel what happens at a building's doors; you choose what (managers and admins)
• `/door unwatch` ends that
• `/door help` shows this"""
_TRUTH = """*What you are told*
• _Confirmed_: the lock itself said that it has moved
• _Accepted, not confirmed by the lock_: its maker took it for done. Look at the door
• _Unknown_: no answer came. Keydesk never sends a command again by itself
Latch doors cannot be moved from here, and Latch tells nobody who opens them or whether they are locked."""


def door_help(typed: str = "") -> Message:
    """The answer to `/door help`, and to a word that is none of its verbs."""
    unknown = [f"`/door` does not know {shown(typed, 60)}."] if typed else []
    blocks = tuple(SectionBlock(text=mrkdwn(text)) for text in (*unknown, _COMMANDS, _TRUTH))
    return Message("How doors are seen, moved and watched with /door", blocks)
