"""Templates in `/guest setup`: what is opened from their list, and what is deleted there after a confirmation."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.slack.acting import Acting, Payload
from bot.slack.blocks.ids import ActionId
from bot.slack.blocks.setup.setup_form import building_of
from bot.slack.blocks.setup.setup_template import setup_template_view
from bot.slack.blocks.setup.setup_templates import setup_templates_view, template_to_change, without_template
from bot.slack.desk import Desk
from bot.slack.setting_up import SettingUp


class SetUpTemplates:
    """Opens a template, and deletes one; saving is as for every part of the set-up."""

    def __init__(self, desk: Desk, setting_up: SettingUp) -> None:
        self._desk = desk
        self._setting_up = setting_up

    def register(self, app: AsyncApp) -> None:
        app.action(ActionId.SETUP_TEMPLATE)(self.on_open)
        app.action(ActionId.DELETE_TEMPLATE)(self.on_delete)

    async def on_open(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting = Acting.of(body)
        self._desk.open(acting, partial(self._draw, acting, building_of(body["view"]), action["value"]))
        await ack()

    async def on_delete(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting = Acting.of(body)
        self._desk.later(acting, self._delete(acting, body["view"], action["value"]))
        await ack()

    async def _draw(self, acting: Acting, building_id: str, value: str) -> View:
        at = await self._setting_up.place(acting, building_id)
        return setup_template_view(at, template_to_change(at.building.settings, value))

    async def _delete(self, acting: Acting, view: Payload, template_id: str) -> None:
        at = await self._setting_up.save(acting, building_of(view), without_template(template_id))
        await self._setting_up.redraw(view["id"], setup_templates_view(at))
        await self._setting_up.redraw(view["root_view_id"], await self._setting_up.draw_first(at))
