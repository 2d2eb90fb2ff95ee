"""What people typed and what they read aloud, the same on every screen; no markup is known here."""

import re
import unicodedata

_JOINERS = "\u200c\u200d"
"""Zero-width, yet part of the spelling of Persian and Indic names and of emoji: kept inside, trimmed outside."""
_INVISIBLE = {"Cc", "Cf", "Cs"}
"""Unicode categories of control, format (bidi, zero-width) and lone surrogate characters."""
_UNSEEN = {*_INVISIBLE, "Zl", "Zp"}
"""Those, and what some programs take for the end of a line."""
_GROUPS = {5: (5,), 6: (3, 3), 7: (3, 4), 9: (3, 3, 3), 10: (3, 3, 4)}


def clean(text: str) -> str:
    """The text on one line, without control, bidi and zero-width characters; otherwise as typed."""
    one_line = re.sub(r"\s+", " ", text)
    kept = (c for c in one_line if c in _JOINERS or unicodedata.category(c) not in _INVISIBLE)
    return re.sub(r" +", " ", "".join(kept)).strip(f" {_JOINERS}")


def visible(text: str) -> str:
    """The text without what cannot be seen; its lines stay lines."""
    if text.isprintable():
        return text
    return "".join(c for c in text if c == "\n" or c in _JOINERS or unicodedata.category(c) not in _UNSEEN)


def pin_groups(pin: str) -> str:
    """The PIN in groups that can be read aloud: "123 4567"; its characters and their order stay as they are."""
    sizes = _GROUPS.get(len(pin)) or (4,) * (-(-len(pin) // 4))
    starts = [sum(sizes[:n]) for n in range(len(sizes))]
    return " ".join(pin[start : start + size] for start, size in zip(starts, sizes, strict=True))
