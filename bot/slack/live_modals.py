"""A modal whose person has pressed something in it goes on showing what becomes of that, for a few minutes.

Nothing of it is kept: after a restart the modal stays as it was, and its Refresh button draws it anew.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import Refused
from bot.services.ports import Clock
from bot.slack.errors import VIEW_GONE, report, slack_code
from bot.slack.tasks import Tasks

FOLLOWED_FOR = timedelta(minutes=5)
PACE = timedelta(seconds=2)
MOST_FOLLOWED = 100
Draw = Callable[[], Awaitable[View]]


@dataclass
class _Followed:
    draw: Draw
    since: datetime
    drawn_at: datetime
    shows: str = ""
    stale: bool = False


class LiveModals:
    """Modals that are drawn anew whenever the engine has done something."""

    def __init__(self, client: AsyncWebClient, tasks: Tasks, clock: Clock) -> None:
        self._client = client
        self._tasks = tasks
        self._clock = clock
        self._followed: dict[str, _Followed] = {}

    def follow(self, view_id: str, draw: Draw) -> None:
        """Draw this modal anew for some minutes, in place of what it was followed as before."""
        now = self._clock.now()
        self._followed.pop(view_id, None)
        while len(self._followed) >= MOST_FOLLOWED:
            self._followed.pop(next(iter(self._followed)))
        self._followed[view_id] = _Followed(draw, since=now, drawn_at=now)

    def after_pass(self, worked: bool) -> None:  # noqa: FBT001  the engine's own words
        """The engine has looked for what is due, and where it `worked`, modals may show what is no longer so."""
        now = self._clock.now()
        self._followed = {id_: one for id_, one in self._followed.items() if now - one.since < FOLLOWED_FOR}
        for view_id, one in self._followed.items():
            one.stale = one.stale or worked
            if one.stale and now - one.drawn_at >= PACE:
                one.stale, one.drawn_at = False, now
                self._tasks.spawn(self._redraw(view_id, one))

    def at_once(self) -> None:
        """What somebody waits for in front of a door has happened: whatever the pace, it is shown now."""
        now = self._clock.now()
        for view_id, one in self._followed.items():
            one.stale, one.drawn_at = False, now
            self._tasks.spawn(self._redraw(view_id, one))

    async def _redraw(self, view_id: str, followed: _Followed) -> None:
        try:
            view = await followed.draw()
        except Refused:  # they have left, or Slack does not vouch for them now: the modal stays as it is
            return
        shows = str(view.to_dict())
        if shows == followed.shows or self._followed.get(view_id) is not followed:
            return
        try:
            await self._client.views_update(view_id=view_id, view=view)
            followed.shows = shows
        except SlackApiError as error:
            self._followed.pop(view_id, None)
            if slack_code(error) not in VIEW_GONE:
                report(error)
