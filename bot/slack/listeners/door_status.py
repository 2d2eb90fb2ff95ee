"""`/door status`: shown at once from our tables; Seam is asked when somebody wants it, and after the ack."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.domain.errors import SystemTrouble
from bot.domain.problems import sentence
from bot.slack.acting import Acting, Payload
from bot.slack.blocks.doors.status_view import read_status, status_view
from bot.slack.blocks.ids import ActionId
from bot.slack.desk import Desk
from bot.slack.redraws import Redraws


class DoorStatus:
    """How doors stand."""

    def __init__(self, desk: Desk, redraws: Redraws) -> None:
        self._desk = desk
        self._redraws = redraws

    def register(self, app: AsyncApp) -> None:
        app.action(ActionId.DOOR_BUILDING)(self.on_building)
        app.action(ActionId.DOOR_REFRESH)(self.on_refresh)

    async def on_command(self, ack: AsyncAck, acting: Acting, text: str) -> None:
        self._desk.open(acting, partial(self._shown, "", text, acting))
        await ack()

    async def on_building(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        self._redraws.later(body, partial(self._shown, action["selected_option"]["value"], ""))
        await ack()

    async def on_refresh(self, ack: AsyncAck, body: Payload) -> None:
        self._redraws.later(body, partial(self._asked, *read_status(body["view"])))
        await ack()

    async def _shown(self, building_id: str, sought: str, acting: Acting, said: str = "") -> View:
        doors = await self._desk.services.commanding.doors(await self._desk.person(acting))
        return status_view(doors, building_id, sought, said)

    async def _asked(self, building_id: str, sought: str, acting: Acting) -> View:
        person = await self._desk.person(acting)
        await self._desk.services.commanding.doors(person)
        try:
            await self._desk.services.buildings.refresh(person.team_id)
        except SystemTrouble as trouble:
            return await self._shown(building_id, sought, acting, sentence(trouble.problem))
        return await self._shown(building_id, sought, acting)
