"""A list is shown a page at a time; the page that is asked for may be gone, as rows change while somebody looks."""

from collections.abc import Sequence
from typing import TypeVar

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.slack.acting import Payload
from bot.slack.blocks import buttons
from bot.slack.blocks.ids import ActionId
from bot.slack.blocks.message import small
from bot.slack.blocks.text import plain
from bot.slack.blocks.view_state import place_of

T = TypeVar("T")

TURNS = (ActionId.BULK_BEFORE, ActionId.BULK_AFTER, ActionId.BULK_AGAIN)


def page_of(rows: Sequence[T], page: int, size: int) -> tuple[Sequence[T], int, int]:
    """The rows of the page, which page that is (from 0), and how many there are."""
    pages = max(1, -(-len(rows) // size))
    page = min(max(page, 0), pages - 1)
    return rows[page * size : (page + 1) * size], page, pages


def turn(batch_id: str, page: int, pages: int, *, again: bool = False) -> list[Block]:
    """The buttons to other pages; with `again` one that looks anew."""
    before = _button(ActionId.BULK_BEFORE, "Previous", batch_id, page - 1) if page else None
    after = _button(ActionId.BULK_AFTER, "Next", batch_id, page + 1) if page + 1 < pages else None
    anew = _button(ActionId.BULK_AGAIN, "Look again", batch_id, page) if again else None
    rows: list[ActionsBlock] = buttons.actions(before, after, anew)
    return [*([small(f"Page {page + 1} of {pages}")] if pages > 1 else []), *rows]


def read_turn(action: Payload) -> tuple[str, int]:
    """The list and the page that a button asks for."""
    batch_id, _, page = str(action.get("value") or "").partition(":")
    return batch_id, place_of(page)


def _button(action: ActionId, text: str, batch_id: str, page: int) -> ButtonElement:
    return ButtonElement(action_id=action, text=plain(text), value=f"{batch_id}:{page}")
