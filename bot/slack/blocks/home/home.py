"""App Home is one view of at most 100 blocks: sections share that room, and each says how much it does not show."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, DividerBlock, HeaderBlock, SectionBlock
from slack_sdk.models.views import View

from bot.slack.blocks.help import help_message
from bot.slack.blocks.ids import ActionId
from bot.slack.blocks.message import small
from bot.slack.blocks.text import literal, mrkdwn, plain

MOST_ROWS = 6
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


def home_view(sections: Sequence[Section]) -> View:
    """The board of one person, help below it."""
    told = [block for block in help_message().blocks if isinstance(block, SectionBlock)]
    fixed = [HeaderBlock(text=plain("Guest access")), ActionsBlock(elements=[_give()])]
    room = (MOST_BLOCKS - len(fixed) - len(told) - 1) // max(len(sections), 1)
    board = [block for section in sections for block in _section(section, room)]
    return View(type="home", blocks=[*fixed, *board, DividerBlock(), *told])


def closed_home_view(why: str) -> View:
    """For somebody who may do nothing here; `why` is a plain sentence."""
    return View(type="home", blocks=[SectionBlock(text=mrkdwn(literal(why)))])


def _give() -> ButtonElement:
    return ButtonElement(action_id=ActionId.OPEN_FORM, text=plain("Give a guest access"), value="open", style="primary")


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
    more = [small(f"And {hidden} more: {section.elsewhere}")] if hidden else []
    empty = [small(section.empty)] if section.empty and not (rows or more) else []
    return [SectionBlock(text=mrkdwn(f"*{literal(section.title)}*")), *rows, *more, *empty]
