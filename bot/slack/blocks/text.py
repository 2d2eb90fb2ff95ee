"""What a person typed is never markup: show it as plain text, or escaped in mrkdwn; cut first, then escape."""

import re
import unicodedata

from slack_sdk.models.blocks import MarkdownTextObject, PlainTextObject

_JOINERS = "\u200c\u200d"
"""Zero-width, yet part of the spelling of Persian and Indic names and of emoji: kept inside, trimmed outside."""
_INVISIBLE = {"Cc", "Cf", "Cs"}
"""Unicode categories of control, format (bidi, zero-width) and lone surrogate characters."""
_LOOK_ALIKES = str.maketrans({"*": "\u2217", "~": "\u223c", "`": "'"})
_EDGE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
"""Within a word an underscore is one."""
_EMOJI = re.compile(r":([^\s:]+):")
_GROUPS = {5: (5,), 6: (3, 3), 7: (3, 4), 9: (3, 3, 3), 10: (3, 3, 4)}


def escape(text: str) -> str:
    """Slack's own rule for mrkdwn: `&`, `<` and `>`, nothing else."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def literal(text: str) -> str:
    """Escaped, and with look-alikes for what Slack would read as bold, italics, strike-through, code or an emoji.

    mrkdwn has no escape for these, and an invisible character beside them does not reliably stop them.
    """
    return _EMOJI.sub("\ua789\\1\ua789", _EDGE_UNDERSCORE.sub("\uff3f", escape(text).translate(_LOOK_ALIKES)))


def clean(text: str) -> str:
    """The text on one line, without control, bidi and zero-width characters; otherwise as typed."""
    one_line = re.sub(r"\s+", " ", text)
    kept = (c for c in one_line if c in _JOINERS or unicodedata.category(c) not in _INVISIBLE)
    return re.sub(r" +", " ", "".join(kept)).strip(f" {_JOINERS}")


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, an ellipsis standing for what is gone."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)].rstrip() + "…"


def plural(count: int, noun: str) -> str:
    """A count with its noun: "1 door", "3 doors"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def pin_groups(pin: str) -> str:
    """The PIN in groups that can be read aloud: "123 4567"; its characters and their order stay as they are."""
    sizes = _GROUPS.get(len(pin)) or (4,) * (-(-len(pin) // 4))
    starts = [sum(sizes[:n]) for n in range(len(sizes))]
    return " ".join(pin[start : start + size] for start, size in zip(starts, sizes, strict=True))


def plain(text: str, limit: int = 3000) -> PlainTextObject:
    """Text in which nothing is markup, `:names:` of emoji neither; Slack refuses an empty one."""
    return PlainTextObject(text=cut(text, limit) or "-", emoji=False)


def mrkdwn(text: str) -> MarkdownTextObject:
    """Markup of ours around escaped text; Slack is told not to guess links in it."""
    return MarkdownTextObject(text=text, verbatim=True)
