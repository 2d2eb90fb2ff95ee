"""What a person typed is never markup: show it as plain text, or escaped in mrkdwn; cut first, then escape."""

import re

from slack_sdk.models.blocks import MarkdownTextObject, PlainTextObject

from bot.domain.text import clean, pin_groups, visible

__all__ = ["clean", "cut", "escape", "literal", "mrkdwn", "pin_groups", "plain", "plural", "visible"]

_LOOK_ALIKES = str.maketrans({"*": "\u2217", "~": "\u223c", "`": "'"})
_EDGE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
"""Within a word an underscore is one."""
_EMOJI = re.compile(r":([^\s:]+):")


def escape(text: str) -> str:
    """Slack's own rule for mrkdwn: `&`, `<` and `>`, nothing else."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def literal(text: str) -> str:
    """Escaped, and with look-alikes for what Slack would read as bold, italics, strike-through, code or an emoji.

    mrkdwn has no escape for these, and an invisible character beside them does not reliably stop them.
    """
    return _EMOJI.sub("\ua789\\1\ua789", _EDGE_UNDERSCORE.sub("\uff3f", escape(text).translate(_LOOK_ALIKES)))


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, an ellipsis standing for what is gone."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)].rstrip() + "…"


def plural(count: int, noun: str) -> str:
    """A count with its noun: "1 door", "3 doors"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def plain(text: str, limit: int = 3000) -> PlainTextObject:
    """Text in which nothing is markup, `:names:` of emoji neither; Slack refuses an empty one."""
    return PlainTextObject(text=cut(visible(text), limit) or "-", emoji=False)


def mrkdwn(text: str) -> MarkdownTextObject:
    """Markup of ours around escaped text; Slack is told not to guess links in it."""
    return MarkdownTextObject(text=visible(text), verbatim=True)
