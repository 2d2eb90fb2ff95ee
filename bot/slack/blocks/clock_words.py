"""To an admin: the machine's clock is wrong, which nobody in Slack would ever see from a door."""

from collections.abc import Mapping
from datetime import timedelta

from pydantic import JsonValue

from bot.slack.blocks.message import Message, shown, simple
from bot.slack.blocks.times import length_words


def clock_message(data: Mapping[str, JsonValue]) -> Message:
    """By how much, what it does to access, and what to do."""
    seconds = int(str(data.get("seconds") or 0))
    off, way = length_words(timedelta(seconds=abs(seconds))), "ahead of" if seconds > 0 else "behind"
    whose = shown(str(data.get("source")))
    return simple(
        f"*The clock of the machine that runs Keydesk is {off} {way} {whose}'s.* Access begins and ends by that "
        "clock, and from five minutes on nothing that people press in Slack arrives. "
        "Whoever looks after the machine switches its time service (NTP) on."
    )
