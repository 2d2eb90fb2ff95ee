"""The audit trail outlives the guests it speaks of: no PIN, no contact, no name, no free text ever goes in.

What is written is written in the transaction of what it records. Nothing in it is ever changed or taken away.
"""

from collections.abc import Mapping

from pydantic import AwareDatetime, JsonValue

from bot.domain.value import Value


class Entry(Value):
    """One thing that happened; `actor` is a Slack user id, or None for Keydesk itself."""

    team_id: str
    at: AwareDatetime
    actor: str | None
    what: str
    building_id: str | None = None
    grant_id: str | None = None
    data: Mapping[str, JsonValue] = {}
    """Ids, numbers, times, doors' names."""


class Line(Entry):
    """An entry as it stands in the trail."""

    number: int
    guest: str | None
    """A pseudonym: the same for the same guest, known to nobody without our keys."""
    hash: str
    """Over this line and the hash of the one before."""


class Wanted(Value):
    """Which lines somebody looks for; what is None does not matter."""

    building_ids: tuple[str, ...] | None = None
    actor: str | None = None
    what: str | None = None
    grant_id: str | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
