"""A row is read for a building: its doors by their names, its times by its clock. Nothing is guessed or repaired.

A name that is almost a door's is asked about, never taken for it: it may open another door.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import TypeVar

from bot.domain import contact
from bot.domain.building import Building, Entrance, Method
from bot.domain.bulk.columns import Cells, Column
from bot.domain.bulk.moments import end_of, start_of
from bot.domain.bulk.row import Wanted
from bot.domain.contact import EMAIL_IN_TEXT, LIKE_EMAIL, NUMBER_IN_TEXT, bare_name, folded
from bot.domain.errors import BadField
from bot.domain.grant import Guest
from bot.domain.request import check_doors, check_guest, check_reason, check_window
from bot.domain.value import Value
from bot.domain.window import Window

T = TypeVar("T")

ALL = "all"
MOST_DOORS = 100
"""Of one row, as in the form."""
_CLOSE = 0.6
_APART = re.compile(r"[;|]")
_METHODS = {
    **dict.fromkeys(("", "pin", "code", "pins"), Method.PIN),
    **dict.fromkeys(("mobile key", "mobile_key", "mobile", "key", "app", "phone"), Method.MOBILE_KEY),
}


class Site(Value):
    """Where the list is for, as it is now."""

    building: Building
    entrances: tuple[Entrance, ...]
    now: datetime
    region: str = "US"
    """Where a phone number without a country code belongs."""
    reason: str | None = None
    """For rows that give none."""


def read(cells: Cells, site: Site) -> tuple[Wanted | None, tuple[BadField, ...]]:
    """The access that the row asks for, or all that is wrong with it in itself; policy is asked beside it."""
    bad: list[BadField] = []
    cells = _try(bad, lambda: _contacts_apart(cells)) or cells
    name = bare_name(cells.get(Column.NAME, ""))
    email = _try(bad, lambda: _optional(cells, Column.EMAIL, contact.email))
    phone = _try(bad, lambda: _optional(cells, Column.PHONE, lambda text: contact.phone(text, site.region)))
    method = _try(bad, lambda: _method(cells.get(Column.METHOD, ""))) or Method.PIN
    doors = _try(bad, lambda: _doors(cells.get(Column.DOORS, ""), method, site.entrances))
    window = _window(bad, cells, site)
    reason = cells.get(Column.REASON) or site.reason
    # What is typed as an e-mail stands for one: that it is malformed is said already.
    bad += check_guest(Guest(name=name, email=email or cells.get(Column.EMAIL) or None), method)
    bad += check_doors(doors, method, site.building, site.entrances) if doors is not None else ()
    bad += check_reason(reason)
    if window is not None:
        bad += check_window(window, site.now)
    if bad or doors is None or window is None:
        return None, tuple(bad)
    guest = Guest(name=name, email=email, phone=phone)
    return Wanted(guest=guest, entrance_ids=doors, method=method, window=window, reason=reason), ()


def _contacts_apart(cells: Cells) -> Cells:
    """What is a contact in the name moves to the empty cell that is its own: names are told in channels."""
    apart = dict(cells)
    for column, pattern in ((Column.EMAIL, EMAIL_IN_TEXT), (Column.PHONE, NUMBER_IN_TEXT)):
        name = apart.get(Column.NAME, "")
        found = pattern.findall(name)
        if not found:
            continue
        if len(found) > 1 or apart.get(column):
            raise BadField("name", "list_name_has_contact")
        apart |= {Column.NAME: pattern.sub(" ", name), column: found[0]}
    if LIKE_EMAIL.search(apart.get(Column.NAME, "")):
        raise BadField("name", "list_name_has_contact")
    return apart


def _window(bad: list[BadField], cells: Cells, site: Site) -> Window | None:
    zone = site.building.zone
    starts_at = _try(bad, lambda: start_of(cells.get(Column.START, ""), zone, site.now))
    ends_at = _try(bad, lambda: end_of(cells.get(Column.END, ""), starts_at or site.now, zone))
    if starts_at is None or ends_at is None:
        return None
    if ends_at <= starts_at:
        bad.append(BadField("end", "end_not_after_start", start=starts_at))
        return None
    return Window(starts_at=starts_at, ends_at=ends_at)


def _try(bad: list[BadField], read_one: Callable[[], T]) -> T | None:
    try:
        return read_one()
    except BadField as field:
        bad.append(field)
    return None


def _optional(cells: Cells, column: Column, read_one: Callable[[str], str]) -> str | None:
    text = cells.get(column, "")
    return read_one(text) if text else None


def _method(text: str) -> Method:
    method = _METHODS.get(folded(text))
    if method is None:
        raise BadField("method", "list_method_unread")
    return method


def _doors(text: str, method: Method, entrances: Sequence[Entrance]) -> tuple[str, ...]:
    there = [entrance for entrance in entrances if not entrance.removed]
    if folded(text) == ALL or (not text and len(there) == 1):
        able = [entrance.id for entrance in there if entrance.can(method)]
        if len(able) > MOST_DOORS:
            raise BadField("doors", "list_too_many_doors", most=MOST_DOORS)
        return tuple(able)
    names = [name for part in _APART.split(text) if (name := " ".join(part.split()))]
    if len(names) > MOST_DOORS:
        raise BadField("doors", "list_too_many_doors", most=MOST_DOORS)
    return tuple(dict.fromkeys(_door(name, there) for name in names))


def _door(name: str, there: Iterable[Entrance]) -> str:
    by_name: dict[str, list[Entrance]] = {}
    for entrance in there:
        by_name.setdefault(folded(entrance.name), []).append(entrance)
    found = by_name.get(folded(name), [])
    if len(found) > 1:
        raise BadField("doors", "list_door_twice", door=name)
    if found:
        return found[0].id
    close = get_close_matches(folded(name), by_name, n=1, cutoff=_CLOSE)
    if close:
        raise BadField("doors", "list_door_like", door=name, like=by_name[close[0]][0].name)
    raise BadField("doors", "list_door_unknown", door=name)
