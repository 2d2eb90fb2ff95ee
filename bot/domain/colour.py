"""A building's colour goes into a style sheet: it is six hexadecimal digits or refused, never whatever was typed."""

from typing import Annotated

from pydantic import StringConstraints

from bot.domain.errors import BadField

Colour = Annotated[str, StringConstraints(pattern="^#[0-9a-f]{6}$")]
_LIGHT, _DARK = "#ffffff", "#000000"
_LINEAR_BELOW = 0.04045


def read_colour(text: str) -> Colour | None:
    """The colour as it is kept, from "#1A7F5A" or "1a7f5a"; None for nothing.

    Raises:
        BadField: `colour_malformed`.
    """
    digits = text.strip().removeprefix("#").lower()
    if not digits:
        return None
    if len(digits) != len("rrggbb") or not set(digits) <= set("0123456789abcdef"):
        raise BadField("colour", "colour_malformed")
    return f"#{digits}"


def ink_on(colour: Colour) -> Colour:
    """Black or white, whichever reads better on it: one of them always has a contrast above 4.5 (WCAG 2, AA)."""
    return _LIGHT if _luminance(colour) < _EVEN else _DARK


def _luminance(colour: Colour) -> float:
    """Relative luminance as in WCAG 2."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= _LINEAR_BELOW else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


_EVEN = (0.05 * 1.05) ** 0.5 - 0.05
"""Where black and white have the same contrast."""
