"""`/door watch` and `/door unwatch`: the channel is looked at when it is chosen; guests are named in what it gets."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.domain.building import Building
from bot.domain.feed import Watch
from bot.domain.problems import sentence
from bot.services.messages.outbox import PostLater
from bot.slack.acting import Acting, Payload
from bot.slack.blocks.doors.watch_form import (
    building_watched,
    read_watch_form,
    watch_form,
    watch_words,
    watched_channel,
    watching,
)
from bot.slack.blocks.ids import ActionId, Field, ViewId
from bot.slack.blocks.trouble import trouble_view
from bot.slack.desk import Desk
from bot.slack.places import Places
from bot.slack.redraws import Redraws
from bot.slack.setting_up import SettingUp

NOBODY_WATCHES = "No building that you can set up is watched in this channel."
NO_BUILDING = "Seam lists no building yet. Connect one with /guest setup."
_DM = "D"


class DoorWatch:
    """Chooses where the news of doors go."""

    def __init__(self, desk: Desk, redraws: Redraws, setting_up: SettingUp) -> None:
        self._desk = desk
        self._redraws = redraws
        self._setting_up = setting_up
        self._places = Places(desk.client)

    def register(self, app: AsyncApp) -> None:
        app.action(ActionId.SETUP_WATCH)(self.on_set_up)
        app.action(ActionId.WATCH_BUILDING)(self.on_building)
        app.action(Field.WATCH_CHANNEL)(self.on_channel)
        app.view_submission(ViewId.DOOR_WATCH)(self.on_save)

    async def on_command(self, ack: AsyncAck, acting: Acting, text: str) -> None:
        self._desk.open(acting, partial(self._first, acting, text))
        await ack()

    async def on_unwatch(self, ack: AsyncAck, acting: Acting, text: str) -> None:
        self._desk.later(acting, self._unwatch(acting, text))
        await ack()

    async def on_set_up(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting = Acting.of(body)
        self._desk.open(acting, partial(self._form, action["value"], acting, alone=True))
        await ack()

    async def on_building(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        self._redraws.later(body, partial(self._form, action["selected_option"]["value"]))
        await ack()

    async def on_channel(self, ack: AsyncAck, body: Payload) -> None:
        self._redraws.later(body, partial(self._looked_at, body["view"]))
        await ack()

    async def on_save(self, ack: AsyncAck, body: Payload, view: Payload) -> None:
        acting = Acting.of(body)
        at = await self._setting_up.save(acting, building_watched(view), read_watch_form(view))
        self._desk.later(acting, self._desk.say(acting, watch_words(at.building)))
        await ack()

    async def _first(self, acting: Acting, text: str) -> View:
        buildings = await self._buildings(acting)
        named = [one for one in buildings if text.casefold() in one.name.casefold()] or buildings
        if not named:
            return trouble_view(NO_BUILDING)
        place = acting.channel if acting.channel and not acting.channel.startswith(_DM) else None
        return await self._form(named[0].id, acting, channel=place)

    async def _form(self, building_id: str, acting: Acting, *, channel: str | None = None, alone: bool = False) -> View:
        """`alone` where it was opened from the building's own set-up."""
        at = await self._setting_up.place(acting, building_id)
        chosen = at.building.settings.watch.channel or channel
        others = [] if alone else [one for one in await self._buildings(acting) if one.id != building_id]
        problem = await self._problem(chosen) if chosen else None
        return watch_form(at, others, chosen, sentence(problem) if problem else "")

    async def _looked_at(self, view: Payload, acting: Acting) -> View:
        building_id, channel = building_watched(view), watched_channel(view)
        at = await self._setting_up.place(acting, building_id)
        has_choice = any(block.get("accessory") for block in view.get("blocks") or ())
        others = [one for one in await self._buildings(acting) if one.id != building_id] if has_choice else []
        problem = await self._problem(channel) if channel else None
        return watch_form(at, others, channel, sentence(problem or "channel_fits") if channel else "")

    async def _unwatch(self, acting: Acting, text: str) -> None:
        watched = [one for one in await self._buildings(acting) if one.settings.watch.channel == acting.channel]
        ended = [one for one in watched if text.casefold() in one.name.casefold()]
        for building in ended:
            quiet = building.settings.watch.quiet
            at = await self._setting_up.save(acting, building.id, watching(Watch(channel=None, quiet=quiet)))
            await self._desk.say(acting, watch_words(at.building))
        if not ended:
            await self._desk.say(acting, NOBODY_WATCHES)

    async def _buildings(self, acting: Acting) -> list[Building]:
        return await self._desk.services.buildings.for_set_up(await self._desk.person(acting))

    async def _problem(self, channel: str) -> str | None:
        try:
            return await self._places.problem(channel, self._desk.clock.now())
        except PostLater:
            return "slack_silent"
