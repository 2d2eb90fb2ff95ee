"""The notice channel is looked at when it is chosen, not when an alarm has nowhere to go; Send test posts there."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.domain.problems import sentence
from bot.services.messages.outbox import PostLater
from bot.services.systems.buildings import Place
from bot.slack.acting import Acting, Payload
from bot.slack.blocks.ids import ActionId, Field
from bot.slack.blocks.notices.channel_test import channel_test
from bot.slack.blocks.setup.setup_form import building_of
from bot.slack.blocks.setup.setup_notices import chosen_channel, setup_notices_view
from bot.slack.delivery import Delivery, Unreachable
from bot.slack.desk import Desk
from bot.slack.places import Places
from bot.slack.redraws import Redraws
from bot.slack.setting_up import SettingUp


class SetUpNotices:
    """Opens the form, and says of its channel whether Keydesk can post there; saving is as for every part."""

    def __init__(self, desk: Desk, redraws: Redraws, setting_up: SettingUp) -> None:
        self._desk = desk
        self._redraws = redraws
        self._setting_up = setting_up
        self._places = Places(desk.client)
        self._delivery = Delivery(desk.client)

    def register(self, app: AsyncApp) -> None:
        app.action(ActionId.SETUP_NOTICES)(self.on_open)
        app.action(Field.NOTICE_CHANNEL)(self.on_channel)
        app.action(ActionId.SEND_TEST)(self.on_test)

    async def on_open(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting = Acting.of(body)
        self._desk.open(acting, partial(self._first, action["value"], acting))
        await ack()

    async def on_channel(self, ack: AsyncAck, body: Payload) -> None:
        self._redraws.later(body, partial(self._looked_at, body["view"]))
        await ack()

    async def on_test(self, ack: AsyncAck, body: Payload) -> None:
        self._redraws.later(body, partial(self._tested, body["view"]))
        await ack()

    async def _first(self, building_id: str, acting: Acting) -> View:
        at = await self._setting_up.place(acting, building_id)
        channel = at.building.settings.notice_channel
        problem = await self._problem(channel) if channel else None
        return setup_notices_view(at, channel, sentence(problem) if problem else None)

    async def _looked_at(self, view: Payload, acting: Acting) -> View:
        at, channel = await self._setting_up.place(acting, building_of(view)), chosen_channel(view)
        problem = await self._problem(channel) if channel else None
        said = sentence(problem or "channel_fits") if channel else None
        return setup_notices_view(at, channel, said)

    async def _tested(self, view: Payload, acting: Acting) -> View:
        at, channel = await self._setting_up.place(acting, building_of(view)), chosen_channel(view)
        outcome = await self._test(at, channel, acting.user_id) if channel else "channel_missing"
        return setup_notices_view(at, channel, sentence(outcome))

    async def _test(self, at: Place, channel: str, user_id: str) -> str:
        """What came of a message there, as a key of `domain.problems`."""
        if (problem := await self._problem(channel)) is not None:
            return problem
        try:
            await self._delivery.post(channel, channel_test(at.building, user_id))
        except PostLater:
            return "slack_silent"
        except Unreachable:
            return "channel_refuses"
        return "channel_tested"

    async def _problem(self, channel: str) -> str | None:
        try:
            return await self._places.problem(channel, self._desk.clock.now())
        except PostLater:
            return "slack_silent"
