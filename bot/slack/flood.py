"""One person's clicks must not use up what Slack allows us all: the edge takes only so many of theirs in a minute.

An end always goes through. Whoever is held back is told once by a message; a form and a command are answered each time,
within the ack, which costs nothing.
"""

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta

from slack_bolt import BoltResponse

from bot.domain.errors import Refused
from bot.services.limits import Buckets, Rate
from bot.services.ports import Clock
from bot.slack.acting import Acting, Payload
from bot.slack.blocks.ids import ActionId, ViewId

PER_CHANGE = 2
"""Opening a form and sending it are two."""
ENDS = frozenset(
    {ActionId.END, ActionId.FORGET_END, ActionId.REVIEW_END, ActionId.DRIFT_END}
    | {ViewId.SERIES_END_FORM, ViewId.END_ALL_PLAN}
)
"""What takes access away without another question."""
_ONCE = Rate(1)
_FREE = ("block_suggestion", "view_closed")
"""Neither makes us ask Slack anything."""


class Flood:
    """Bolt's first middleware; who acts comes from the signed payload."""

    def __init__(self, clock: Clock, per_minute: int) -> None:
        self._buckets = Buckets(clock)
        self._rate = Rate(per_minute * PER_CHANGE)

    async def hold_back(self, body: Payload, next_: Callable[[], Awaitable[None]]) -> BoltResponse | None:
        """Go on, or answer at once.

        Raises:
            Refused: too much; it is said by whoever answers errors.
        """
        who = _who(body)
        if body.get("type") in _FREE or not ENDS.isdisjoint(_what(body)):
            await next_()
            return None
        if pause := self._buckets.wait(who, self._rate):
            return self._held(body, who, pause)
        self._buckets.take(who, self._rate)
        await next_()
        return None

    def _held(self, body: Payload, who: str, pause: timedelta) -> BoltResponse:
        told = ("told", who)
        if body.get("type") == "event_callback" or (not _is_answered(body) and self._buckets.wait(told, _ONCE)):
            return BoltResponse(status=200, body="")
        self._buckets.take(told, _ONCE)
        raise Refused("too_fast", seconds=max(1, round(pause / timedelta(seconds=1))))


def _who(body: Payload) -> str:
    event = body.get("event") or {}
    return Acting.of(body).user_id or str(event.get("user"))


def _what(body: Payload) -> Iterator[str]:
    """The ids of what was pressed or sent."""
    yield from (str(action.get("action_id")) for action in body.get("actions") or ())
    if body.get("type") == "view_submission":
        yield str(body["view"].get("callback_id"))


def _is_answered(body: Payload) -> bool:
    """The sentence goes back within the ack."""
    return body.get("type") == "view_submission" or "command" in body
