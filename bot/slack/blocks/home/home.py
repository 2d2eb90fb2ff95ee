"""App Home is one view of at most 100 blocks: sections share that room, and each says how much it does not show."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
    HeaderBlock,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.domain.building import Building
from bot.slack.blocks import buttons
from bot.slack.blocks.forms.grant_form_fields import MOST_OPTIONS, option
from bot.slack.blocks.help import help_message
from bot.slack.blocks.home.board_state import EVERY, BoardState, kept
from bot.slack.blocks.ids import ActionId, Field
from bot.slack.blocks.message import small
from bot.slack.blocks.text import literal, mrkdwn, plain

MOST_ROWS = 5
MOST_BLOCKS = 100


@dataclass(frozen=True)
class Section:
    """One part of the board; a section with nothing in it says in `empty` what would stand there."""

    title: str
    rows: tuple[tuple[Block, ...], ...] = ()
    unread: int = 0
    """How many more there are than `rows`: a query need not read all."""
    elsewhere: str = ""
    """Markup: where the others are to be found, as the end of "And 3 more: …"."""
    empty: str = ""
    """Markup."""
    name: str = ""
    """With a name the section can be turned page by page; its query reads the page that the board's state says."""
    skip: int = 0
    """How many come before `rows`."""


def home_view(sections: Sequence[Section], state: BoardState | None = None, buildings: Sequence[Building] = ()) -> View:
    """The board of one person, help below it; `buildings` are those that they can choose from."""
    chosen = state or BoardState()
    told = [block for block in help_message().blocks if isinstance(block, SectionBlock)]
    fixed = [HeaderBlock(text=plain("Guest access")), ActionsBlock(elements=[*_ways(), *_filter(chosen, buildings)])]
    rooms = _rooms([_size(section) for section in sections], MOST_BLOCKS - len(fixed) - len(told) - 1)
    board = [block for section, room in zip(sections, rooms, strict=True) for block in _section(section, room)]
    return View(type="home", private_metadata=kept(chosen), blocks=[*fixed, *board, DividerBlock(), *told])


def closed_home_view(why: str) -> View:
    """For somebody who may do nothing here; `why` is a plain sentence."""
    return View(type="home", blocks=[SectionBlock(text=mrkdwn(literal(why)))])


def _ways() -> list[ButtonElement]:
    """What can be begun from here."""
    give = ButtonElement(action_id=ActionId.OPEN_FORM, text=plain("Give a guest access"), value="open", style="primary")
    return [
        give,
        ButtonElement(action_id=ActionId.OPEN_FIND, text=plain("Find"), value="open"),
        ButtonElement(action_id=ActionId.OPEN_LIST, text=plain("Lists"), value="open"),
    ]


def _filter(state: BoardState, buildings: Sequence[Building]) -> list[StaticSelectElement]:
    """With one building there is nothing to choose; more than Slack takes are reached with `/guest list`."""
    if len(buildings) <= 1:
        return []
    every = option(EVERY, "Every building")
    shown = [building for building in buildings if building.id == state.building_id]
    offered = [*shown, *(building for building in buildings if building not in shown)][: MOST_OPTIONS - 1]
    options = [every, *(option(building.id, building.name) for building in offered)]
    initial = options[1] if shown else every
    return [StaticSelectElement(action_id=Field.HOME_BUILDING, options=options, initial_option=initial)]


def _rooms(sizes: Sequence[int], blocks: int) -> list[int]:
    """How many blocks each may take: what one does not need is shared by the others."""
    rooms = [0] * len(sizes)
    order = sorted(range(len(sizes)), key=sizes.__getitem__)
    for place, index in enumerate(order):
        rooms[index] = min(sizes[index], blocks // (len(order) - place))
        blocks -= rooms[index]
    return rooms


def _size(section: Section) -> int:
    """A title, the rows, and a line on the others."""
    return 2 + sum(len(row) for row in section.rows[:MOST_ROWS])


def _section(section: Section, room: int) -> list[Block]:
    """A title, as many whole rows as there is room for, and a line on the others."""
    rows: list[Block] = []
    shown = 0
    for row in section.rows[:MOST_ROWS]:
        if len(rows) + len(row) + 2 > room:
            break
        rows += row
        shown += 1
    hidden = len(section.rows) - shown + section.unread
    empty = [small(section.empty)] if section.empty and not (rows or hidden or section.skip) else []
    title = SectionBlock(text=mrkdwn(f"*{literal(section.title)}*{_which(section, shown, hidden)}"))
    return [title, *rows, *_others(section, shown, hidden), *empty]


def _which(section: Section, shown: int, hidden: int) -> str:
    """Which of how many are shown: " · 7 to 12 of 40"."""
    total = section.skip + shown + hidden
    if not section.name or not total:
        return ""
    return f" · {section.skip + 1} to {section.skip + shown} of {total}" if total > shown else f" · {total}"


def _others(section: Section, shown: int, hidden: int) -> Sequence[Block]:
    if not section.name:
        return [small(f"And {hidden} more: {section.elsewhere}")] if hidden else []
    before = max(section.skip - MOST_ROWS, 0)
    return buttons.actions(
        _turn(ActionId.HOME_BEFORE, "Earlier", section.name, before) if section.skip else None,
        _turn(ActionId.HOME_AFTER, f"{hidden} more", section.name, section.skip + shown) if hidden else None,
    )


def _turn(action: ActionId, text: str, section: str, skip: int) -> ButtonElement:
    return ButtonElement(action_id=action, text=plain(text), value=f"{section}:{skip}")
