"""What a template gives and what is the matter with it, in the same words in the form and in the set-up."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.domain.building import Building, Entrance, Method, Template
from bot.domain.template import faults
from bot.domain.window import Length
from bot.slack.blocks.text import plural
from bot.slack.blocks.times import length_words, worded

LENGTH_WORDS = {
    Length.TWO_HOURS: "2 hours",
    Length.TODAY: "Today until 23:59",
    Length.ONE_DAY: "1 day",
    Length.WEEKEND: "Weekend, until Monday 06:00",
    Length.ONE_WEEK: "1 week",
}
"""The quick choices."""


def template_words(template: Template) -> str:
    """Plain text: "2 doors, PIN, 4 h"."""
    how = "PIN" if template.method is Method.PIN else "mobile key"
    long = LENGTH_WORDS.get(template.length) or length_words(template.span or timedelta())
    return f"{plural(len(template.doors), 'door')}, {how}, {long[0].lower()}{long[1:]}"


def fault_words(template: Template, building: Building, entrances: Iterable[Entrance], now: datetime) -> str:
    """Plain text: why nothing can be given with it as it stands; empty where it can."""
    return " ".join(worded(bad, building.zone, now) for bad in faults(template, building, entrances))
