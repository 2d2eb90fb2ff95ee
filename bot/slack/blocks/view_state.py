"""What a view sends back is told by `action_id`: block ids may carry a building or a version, and change with it.

Nothing is trusted here beyond its shape: an option that an older view offered may be gone.
"""

from datetime import date, time
from typing import Any

from pydantic_core import from_json

from bot.slack.acting import Payload
from bot.slack.blocks.ids import Field

_YEARS = range(2000, 3000)
"""Outside of these a reading may have no UTC instant that Python can hold."""
_MOST_DIGITS = 9
_TOO_MANY = 10**_MOST_DIGITS
"""More than a database takes as a place in a list."""


def shown_blocks(view: Payload) -> dict[str, str]:
    """The `block_id` under which each field stood, by `action_id`: where an error of it can be shown."""
    values = (view.get("state") or {}).get("values") or {}
    return {action_id: block_id for block_id, elements in values.items() for action_id in elements}


def element(view: Payload, field: Field) -> Payload:
    """What the field sent, empty where the view has no such field."""
    values = (view.get("state") or {}).get("values") or {}
    found = next((elements[field] for elements in values.values() if field in elements), None)
    return found or {}


def selected(view: Payload, field: Field) -> str | None:
    """The value of the one chosen option."""
    value: str | None = (element(view, field).get("selected_option") or {}).get("value")
    return value


def all_selected(view: Payload, field: Field) -> tuple[str, ...]:
    """The values of all chosen options, in order, each once."""
    return tuple(dict.fromkeys(one["value"] for one in element(view, field).get("selected_options") or ()))


def picked_date(view: Payload, field: Field) -> date | None:
    """A calendar date, without a zone."""
    picked = element(view, field).get("selected_date")
    day = date.fromisoformat(picked) if picked else None
    return day if day and day.year in _YEARS else None


def picked_time(view: Payload, field: Field) -> time | None:
    """A clock reading, without a zone."""
    picked = element(view, field).get("selected_time")
    return time.fromisoformat(picked) if picked else None


def metadata(view: Payload) -> dict[str, Any]:
    """The `private_metadata` as the JSON object that our views keep there."""
    try:
        kept = from_json(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def kept_text(view: Payload, name: str) -> str | None:
    """An id that our views keep in their `private_metadata`; None where there is none."""
    kept = metadata(view).get(name)
    return kept if isinstance(kept, str) else None


def place_of(value: str) -> int:
    """Where a page begins, as a button of ours carries it; 0 where it carries none."""
    return int(value) if value.isdecimal() and len(value) <= _MOST_DIGITS else 0


def kept_count(view: Payload, name: str) -> int:
    """A number that our views keep in their `private_metadata`, 0 where there is none."""
    kept = metadata(view).get(name)
    return kept if isinstance(kept, int) and 0 <= kept < _TOO_MANY else 0
