"""Which grants are asked for, and the one question by which the store finds a page of them and how many there are.

A forgotten guest's grants are on no list.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from pydantic import AwareDatetime

from bot.domain.grant import GrantState
from bot.domain.value import Value


class Span(Value):
    """From `since` up to, and without, `until`; None is open."""

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


class Slice(Value):
    """Grants of these buildings for which all of the rest is so as well."""

    building_ids: tuple[str, ...]
    states: frozenset[GrantState] | None = None
    """None: any."""
    requester: str | None = None
    starts: Span = Span()
    ends: Span = Span()
    trouble_at: AwareDatetime | None = None
    """Only those with some `domain.trouble` at this moment."""


class Order(StrEnum):
    """By what a list is sorted; equal ones by id."""

    START = "start"
    END = "end"
    NEWEST = "newest"


class Found(Value):
    """One page of a list; `GrantRows.records` reads what stands behind several pages at once."""

    ids: tuple[str, ...] = ()
    total: int = 0
    """How many there are on all pages."""


class Words(Value):
    """What people look for in a grant that is kept in the clear."""

    id: str
    building_id: str
    guest: str
    reason: str | None = None


class ListRows(Protocol):
    async def find(self, team_id: str, slices: Sequence[Slice], order: Order, limit: int, skip: int = 0) -> Found:
        """Grants that lie in at least one of the slices, each once."""

    async def words(self, team_id: str, slices: Sequence[Slice], limit: int) -> Sequence[Words]:
        """Of grants in the slices, the newest first."""

    async def with_contact(
        self, team_id: str, slices: Sequence[Slice], email: str | None, digits: str | None, limit: int
    ) -> Sequence[str]:
        """Grants in the slices whose guest has this e-mail, or a phone number that ends in these four or more digits.

        The newest first; contacts are kept encrypted, so both are found by keyed hashes.
        """

    async def at_doors(
        self, team_id: str, slices: Sequence[Slice], entrance_ids: Sequence[str], limit: int
    ) -> Sequence[str]:
        """Grants in the slices with one of these doors, the newest first."""
