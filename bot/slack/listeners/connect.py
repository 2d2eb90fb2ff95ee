"""Connecting an account, for admins. Every click asks the service, which asks for the right; one view shows it all.

A view on top of the set-up form would leave no room above it for the new building's own forms, so this one takes
its place: Slack stacks three.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.slack.acting import Acting, Payload
from bot.slack.blocks.ids import ActionId, ViewId
from bot.slack.blocks.setup.connect_view import KINDS, connect_view, connection_view
from bot.slack.blocks.setup.setup_checks import setup_checks_view
from bot.slack.desk import Desk
from bot.slack.redraws import Redraws
from bot.slack.setting_up import SettingUp


class Connect:
    """From "Connect a building" to "Set up" the one that was found."""

    def __init__(self, desk: Desk, redraws: Redraws, setting_up: SettingUp) -> None:
        self._desk = desk
        self._redraws = redraws
        self._setting_up = setting_up

    def register(self, app: AsyncApp) -> None:
        app.action(ActionId.CONNECT)(self.on_all)
        app.action(ActionId.RECONNECT)(self.on_reconnect)
        for action in KINDS:
            app.action(action)(self.on_begin)
        app.action(ActionId.CONNECT_CHECK)(self.on_check)
        app.action(ActionId.CONNECT_PAGE)(self.on_page)
        app.action(ActionId.SETUP_BUILDING)(self.on_set_up)
        app.action(ActionId.SETUP_CHECK)(self.on_check_building)

    async def on_all(self, ack: AsyncAck, body: Payload) -> None:
        self._redraws.later(body, self._all)
        await ack()

    async def on_reconnect(self, ack: AsyncAck, body: Payload) -> None:
        acting = Acting.of(body)
        self._desk.open(acting, partial(self._all, acting))
        await ack()

    async def on_begin(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        self._redraws.later(body, partial(self._begun, ActionId(action["action_id"])))
        await ack()

    async def on_check(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        self._redraws.later(body, partial(self._checked, action["value"]))
        await ack()

    async def on_page(self, ack: AsyncAck) -> None:
        """Slack has opened the link by itself, and shows a warning unless the click is answered."""
        await ack()

    async def on_set_up(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        self._redraws.later(body, partial(self._form, action["value"]))
        await ack()

    async def on_check_building(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        self._redraws.later(body, partial(self._checked_building, body["view"], action["value"]))
        await ack()

    async def _all(self, acting: Acting) -> View:
        person = await self._desk.person(acting)
        return connect_view(await self._desk.services.connecting.newest(person))

    async def _begun(self, action: ActionId, acting: Acting) -> View:
        person = await self._desk.person(acting)
        return connection_view(await self._desk.services.connecting.begin(person, KINDS[action]))

    async def _checked(self, connection_id: str, acting: Acting) -> View:
        person = await self._desk.person(acting)
        return connection_view(await self._desk.services.connecting.look(person, connection_id))

    async def _checked_building(self, view: Payload, building_id: str, acting: Acting) -> View:
        """The form or the checks, whichever asked; under the checks the form is drawn anew too."""
        at = await self._setting_up.check(acting, building_id)
        form = await self._setting_up.draw_first(at)
        if view["callback_id"] != ViewId.SETUP_CHECKS:
            return form
        await self._setting_up.redraw(view["root_view_id"], form)
        return setup_checks_view(at)

    async def _form(self, building_id: str, acting: Acting) -> View:
        return await self._setting_up.first_form(acting, building_id)
