"""What the desk works on: who comes, who is there, what ends and what is wrong, each with its buttons."""

from collections.abc import Mapping, Sequence

from bot.services.lists.kinds import Kind
from bot.services.lists.lists import Listed
from bot.slack.blocks.home.home import Section
from bot.slack.blocks.lists.grant_row import grant_row

SECTIONS: Mapping[Kind, tuple[str, str]] = {
    Kind.PROBLEM: (
        "Needs somebody",
        "Nothing is wrong. A late PIN, a failed door, a due door task or an unconfirmed end would stand here.",
    ),
    Kind.ARRIVING: (
        "Arriving later today",
        "Nobody else arrives today. Who does stands here, ready or not; `/guest NAME` gives access.",
    ),
    Kind.ENDING: (
        "Ending within 24 hours",
        "Nothing ends within 24 hours. Extend or end access here before the guest has to ask.",
    ),
    Kind.LATER: ("Active, ending later", "Nobody has access for longer than that."),
}
"""In their order."""


def grant_sections(lists: Sequence[tuple[Kind, Listed]], *, is_desk: bool) -> list[Section]:
    """A section for each list; somebody without a role (`is_desk` False) sees only those with something in them."""
    return [_section(kind, listed) for kind, listed in lists if is_desk or listed.total]


def _section(kind: Kind, listed: Listed) -> Section:
    title, empty = SECTIONS[kind]
    rows = tuple(grant_row(row) for row in listed.rows)
    unread = max(listed.total - listed.skip - len(rows), 0)
    return Section(title, rows, unread, empty=empty, name=kind, skip=listed.skip)
