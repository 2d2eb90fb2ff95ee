"""The form that says which smart locks belong to a building."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.slack.acting import Acting, Payload
from bot.slack.blocks.ids import ActionId, ViewId
from bot.slack.blocks.setup.setup_form import building_of
from bot.slack.blocks.setup.setup_locks import read_setup_locks, setup_locks_view
from bot.slack.desk import Desk
from bot.slack.setting_up import SettingUp


class SetUpLocks:
    """Opens and saves it; who may move a lock is decided when it is saved."""

    def __init__(self, desk: Desk, setting_up: SettingUp) -> None:
        self._desk = desk
        self._setting_up = setting_up

    def register(self, app: AsyncApp) -> None:
        app.action(ActionId.SETUP_LOCKS)(self.on_open)
        app.view_submission(ViewId.SETUP_LOCKS)(self.on_save)

    async def on_open(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting = Acting.of(body)
        self._desk.open(acting, partial(self._draw, acting, action["value"]))
        await ack()

    async def on_save(self, ack: AsyncAck, body: Payload, view: Payload) -> None:
        acting, building_id = Acting.of(body), building_of(view)
        person = await self._desk.person(acting)
        await self._desk.services.locks.attach(person, building_id, read_setup_locks(view))
        self._desk.later(acting, self._show(acting, view, building_id))
        await ack()

    async def _draw(self, acting: Acting, building_id: str) -> View:
        at = await self._setting_up.place(acting, building_id)
        person = await self._desk.person(acting)
        return setup_locks_view(at.building, await self._desk.services.locks.choices(person, building_id))

    async def _show(self, acting: Acting, view: Payload, building_id: str) -> None:
        await self._setting_up.redraw(view["root_view_id"], await self._setting_up.first_form(acting, building_id))
