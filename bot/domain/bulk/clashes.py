"""The same guest twice at the same door at the same time is two PINs for one person: mostly a row that stands twice.

Two people of one name are told apart by their e-mails, where both rows have one.
"""

from collections.abc import Iterable, Sequence

from bot.domain.bulk.row import Wanted
from bot.domain.contact import folded
from bot.domain.errors import BadField
from bot.domain.grant import GrantRecord, Guest


def in_list(wanted: Wanted, before: Iterable[tuple[int, Wanted]]) -> BadField | None:
    """Where an earlier row gives the same already."""
    for number, other in before:
        if _is_same(wanted.guest, other.guest) and _meets(wanted, other):
            return BadField("row", "list_row_twice", row=number)
    return None


def with_access(wanted: Wanted, open_ones: Sequence[GrantRecord]) -> BadField | None:
    """Where the guest has access to one of the doors at that time already."""
    for record in open_ones:
        doors = {door.entrance_id: door.name for credential in record.live for door in credential.doors}
        both = [doors[id_] for id_ in wanted.entrance_ids if id_ in doors]
        window = record.grant.window
        overlaps = window.starts_at < wanted.window.ends_at and wanted.window.starts_at < window.ends_at
        if both and overlaps and _is_same(wanted.guest, record.grant.guest):
            return BadField("row", "list_has_access", door=both[0], until=window.ends_at)
    return None


def _is_same(one: Guest, other: Guest) -> bool:
    if one.email and other.email:
        return one.email.casefold() == other.email.casefold()
    return folded(one.name) == folded(other.name)


def _meets(one: Wanted, other: Wanted) -> bool:
    overlaps = one.window.starts_at < other.window.ends_at and other.window.starts_at < one.window.ends_at
    return overlaps and not set(one.entrance_ids).isdisjoint(other.entrance_ids)
