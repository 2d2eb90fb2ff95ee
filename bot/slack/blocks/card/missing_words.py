"""Each fault that a look before an arrival finds, with what to do about it: the same words wherever it is told."""

from bot.domain.arrival import Fault, NotReady
from bot.domain.building import Method
from bot.domain.grant import GrantRecord
from bot.domain.missing import missing
from bot.domain.problems import sentence
from bot.slack.blocks.message import names
from bot.slack.blocks.text import literal

_MOST_DOORS = 5
_FIXES = {
    Fault.APPROVAL: "Nobody has approved it yet. The approvers were asked; the card says whom.",
    Fault.REMOVED: "{doors}: Seam does not list this door any more. Choose another door.",
    Fault.NOT_YET: (
        "{doors}: there is no {what} yet. Keydesk keeps asking; if it does not come, call Latch, "
        "and give another door meanwhile."
    ),
    Fault.FAILED: "{doors}: there is no {what}, and none will come by itself. Retry it, or choose another door.",
    Fault.WINDOW: "{doors}: Seam holds it for another time than the card says. Make a new {what}.",
    Fault.VISIT: "{doors}: nobody has said that the door was updated with the Latch Manager App.",
}


def fault_words(one: NotReady, record: GrantRecord) -> str:
    """Markup."""
    if one.fault is Fault.BUILDING:
        return building_words(record) or literal(sentence("acs_system_disconnected"))
    what = "PIN" if record.grant.method is Method.PIN else "mobile key"
    return _FIXES[one.fault].format(doors=f"*{names(one.doors, _MOST_DOORS)}*", what=what)


def building_words(record: GrantRecord) -> str | None:
    """Markup: what Seam says is wrong with the building; None where nothing is.

    Not for a card: a building recovers without any of its grants changing.
    """
    problem = record.building.problem
    return literal(sentence(problem)) if problem is not None else None


def missing_words(record: GrantRecord) -> str | None:
    """Markup: what is missing at the grant itself, with its fix; None where nothing is known to be."""
    told = [fault_words(one, record) for one in missing(record) if one.fault is not Fault.BUILDING]
    return f":warning: *Something is missing:* {' '.join(told)}" if told else None
