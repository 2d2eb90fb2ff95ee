"""`/guest check`, and the buttons of a difference wherever they stand: in an alarm, on App Home, in the check."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from bot.domain.building import Building
from bot.domain.people import Person
from bot.services.drift.drift import Drift, DriftState
from bot.slack.acting import Acting, Payload
from bot.slack.blocks.drift.check_view import check_view, read_check
from bot.slack.blocks.ids import ActionId, ViewId
from bot.slack.blocks.trouble import trouble_view
from bot.slack.desk import Desk
from bot.slack.errors import VIEW_GONE, slack_code
from bot.slack.redraws import Redraws

NO_BUILDING = "Seam lists no building yet. Connect one in Seam; Keydesk sees it within 15 minutes."
Decide = Callable[[Person, str], Awaitable[Drift]]


class CheckSeam:
    """Shows how Seam and our books compare, compares them now, and takes decisions."""

    def __init__(self, desk: Desk, redraws: Redraws) -> None:
        self._desk = desk
        self._redraws = redraws
        deciding = desk.services.deciding
        self._decisions: Mapping[str, Decide] = {
            ActionId.DRIFT_END: deciding.end,
            ActionId.DRIFT_LEAVE: deciding.leave,
            ActionId.DRIFT_RIGHT: deciding.set_right,
        }

    def register(self, app: AsyncApp) -> None:
        app.action(ActionId.CHECK_BUILDING)(self.on_building)
        app.action(ActionId.CHECK_NOW)(self.on_now)
        for action in self._decisions:
            app.action(action)(self.on_decision)

    async def on_command(self, ack: AsyncAck, acting: Acting, text: str) -> None:
        self._desk.open(acting, partial(self._first, acting, text))
        await ack()

    async def on_building(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        chosen = action["selected_option"]["value"]
        self._redraws.later(body, partial(self._shown, chosen))
        await ack()

    async def on_now(self, ack: AsyncAck, body: Payload) -> None:
        acting = Acting.of(body)
        self._desk.later(acting, self._compare(acting, body["view"]))
        await ack()

    async def on_decision(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting, decide = Acting.of(body), self._decisions[action["action_id"]]
        drift = await decide(await self._desk.person(acting), action["value"])
        if (body.get("view") or {}).get("callback_id") == ViewId.CHECK:
            self._redraws.later(body, partial(self._decided, drift))
        elif drift.state is DriftState.ENDING:
            self._desk.later(acting, self._desk.services.deciding.follow(drift))
        await ack()

    async def _first(self, acting: Acting, text: str) -> View:
        """The building that is named, else the first one."""
        buildings = await self._buildings(acting)
        named = [one for one in buildings if text.casefold() in one.name.casefold()] or buildings
        return await self._shown(named[0].id, acting) if named else trouble_view(NO_BUILDING)

    async def _compare(self, acting: Acting, view: Payload) -> None:
        """The view says that Seam is asked, then what came of it; it may have been closed meanwhile."""
        person, building_id = await self._desk.person(acting), read_check(view)
        deciding, buildings = self._desk.services.deciding, await self._buildings(acting)
        asking = check_view(buildings, await deciding.look(person, building_id), is_asking=True)
        await self._update(view, asking)
        await self._update(view, check_view(buildings, await deciding.check(person, building_id)))

    async def _update(self, view: Payload, drawn: View) -> None:
        try:
            await self._desk.client.views_update(view_id=view["id"], view=drawn)
        except SlackApiError as error:
            if slack_code(error) not in VIEW_GONE:
                raise

    async def _decided(self, drift: Drift, acting: Acting) -> View:
        await self._desk.services.deciding.follow(drift)
        return await self._shown(drift.building_id, acting)

    async def _shown(self, building_id: str, acting: Acting) -> View:
        person = await self._desk.person(acting)
        at = await self._desk.services.deciding.look(person, building_id)
        return check_view(await self._buildings(acting), at)

    async def _buildings(self, acting: Acting) -> list[Building]:
        return await self._desk.services.deciding.buildings(await self._desk.person(acting))
