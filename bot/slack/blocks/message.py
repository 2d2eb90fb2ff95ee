"""A message is read for days: it names dates, never "today", and its text (what a notification shows) holds no PIN."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block, ContextBlock, SectionBlock

from bot.domain.window import Window
from bot.slack.blocks.text import clean, cut, literal, mrkdwn
from bot.slack.blocks.times import change, instant, window_line

MOST_TEXT = 2900
"""Of one section; Slack refuses more than 3000 characters."""
_DAYS_BEFORE = timedelta(days=3)
"""Seen from so far before, no date is called today or tomorrow."""


@dataclass(frozen=True)
class Message:
    """What is posted: the blocks, and the text for notifications and for screens that cannot show blocks."""

    text: str
    blocks: tuple[Block, ...]

    def to_dict(self) -> dict[str, Any]:
        """The arguments of `chat.postMessage` and `chat.update` that say what is shown."""
        return {"text": self.text, "blocks": [block.to_dict() for block in self.blocks]}


def referred(message: Message, reference: str) -> Message:
    """The message with what the log knows its cause by."""
    words = f"Reference: {reference}"
    return Message(f"{message.text} ({words})", (*message.blocks, small(words)))


def simple(text: str, *more: Block) -> Message:
    """A message whose one section says what its text says; `text` is markup of ours around escaped text."""
    return Message(text, (SectionBlock(text=mrkdwn(text)), *more))


def shown(text: str, limit: int = 200) -> str:
    """What a person typed, on one line, cut, and without effect in mrkdwn."""
    return literal(cut(clean(text), limit))


def packed(lines: Iterable[str]) -> list[Block]:
    """As few sections as hold the lines; a line is never divided, so each must fit by itself."""
    return [SectionBlock(text=mrkdwn(text)) for text in chunks(lines)]


def chunks(lines: Iterable[str], limit: int = MOST_TEXT) -> list[str]:
    """The lines joined into texts of at most `limit` characters, as few as possible."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + 1 + len(line) <= limit:
            texts[-1] = f"{texts[-1]}\n{line}"
        else:
            texts.append(line)
    return texts


def small(text: str) -> Block:
    """A line of lesser weight; `text` is markup of ours around escaped text."""
    return ContextBlock(elements=[mrkdwn(text)])


def names(doors: Sequence[str], most: int, limit: int = 50) -> str:
    """The first names, escaped, and a count of the others."""
    listed = ", ".join(shown(name, limit) for name in doors[:most])
    rest = len(doors) - most
    return f"{listed} and {rest} more" if rest > 0 else listed


def lasting_window(window: Window, zone: ZoneInfo) -> str:
    """The window as it may still be read next week: "Fri 20 Nov 14:00 to 16:00, New York, 2 h"."""
    return window_line(window, zone, window.starts_at - _DAYS_BEFORE)


def lasting_instant(at: datetime, zone: ZoneInfo) -> str:
    """Day and clock without "today": "Fri 20 Nov 16:00"."""
    return instant(at, zone, at - _DAYS_BEFORE)


def lasting_change(old: datetime, new: datetime, zone: ZoneInfo) -> str:
    """From one end to another: "Fri 20 Nov 16:00 → 18:00"."""
    return change(old, new, zone, min(old, new) - _DAYS_BEFORE)
