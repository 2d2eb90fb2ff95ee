"""Two quick choices race: both carry the hash of the view before the first. Only the newest may draw without a hash."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from functools import partial

from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from bot.slack.acting import Acting, Payload
from bot.slack.desk import Desk
from bot.slack.errors import VIEW_GONE, slack_code

MOST_VIEWS = 500


class Redraws:
    """Draws an open form again, after the ack of the choice that asks for it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._newest: OrderedDict[str, str] = OrderedDict()

    def later(self, body: Payload, draw: Callable[[Acting], Awaitable[View]]) -> None:
        """Draw the view that the payload shows; typed values stay, as their blocks keep their ids."""
        view_id, at = body["view"]["id"], str(body["actions"][0].get("action_ts") or "")
        self._newest[view_id] = max(at, self._newest.pop(view_id, ""))
        while len(self._newest) > MOST_VIEWS:
            self._newest.popitem(last=False)
        acting = Acting.of(body)
        self._desk.later(acting, self._redraw(body["view"], at, partial(draw, acting)))

    async def _redraw(self, view: Payload, at: str, draw: Callable[[], Awaitable[View]]) -> None:
        update = partial(self._desk.client.views_update, view_id=view["id"], view=await draw())
        try:
            await update(hash=view["hash"])
        except SlackApiError as error:
            if slack_code(error) in VIEW_GONE:
                return
            if slack_code(error) != "hash_conflict":
                raise
            if self._newest.get(view["id"], at) == at:
                await update()
