"""`/guest setup`: for managers and admins. Rights are checked when it opens and again when it is saved."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from bot.domain.building import Building
from bot.domain.errors import Refused
from bot.domain.roles import HolderKind
from bot.slack.acting import Acting, Payload
from bot.slack.blocks.ids import Field, ViewId
from bot.slack.blocks.setup_form import (
    BadSettings,
    group_options,
    read_setup,
    read_setup_pick,
    saved_words,
    setup_pick_view,
    setup_view,
)
from bot.slack.blocks.trouble import trouble_view
from bot.slack.desk import Desk
from bot.slack.errors import UNREACHABLE

NO_BUILDING = "Seam lists no building yet. Connect one in Seam; Keydesk sees it within 15 minutes."
LIMIT = timedelta(seconds=1)
FRESH = timedelta(minutes=1)


class SetUp:
    """A building's settings."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._groups: tuple[datetime, Mapping[str, str]] | None = None

    def register(self, app: AsyncApp) -> None:
        app.view_submission(ViewId.SETUP_PICK)(self.on_pick)
        app.view_submission(ViewId.SETUP_FORM)(self.on_save)
        app.options(Field.ISSUER_GROUPS)(self.on_search)

    async def on_command(self, ack: AsyncAck, acting: Acting, _text: str) -> None:
        self._desk.open(acting, partial(self._first, acting))
        await ack()

    async def on_pick(self, ack: AsyncAck, body: Payload, view: Payload) -> None:
        person = await self._desk.person(Acting.of(body))
        buildings = {b.id: b for b in await self._desk.services.buildings.for_set_up(person)}
        building = buildings.get(read_setup_pick(view) or "")
        if building is None:
            raise Refused("building_unknown")
        await ack(response_action="update", view=await self._form(building))

    async def on_save(self, ack: AsyncAck, body: Payload, view: Payload) -> None:
        acting = Acting.of(body)
        person = await self._desk.person(acting)
        try:
            building_id, change = read_setup(view)
        except BadSettings as bad:
            await ack(response_action="errors", errors=bad.errors)
            return
        building = await self._desk.services.buildings.change(person, building_id, change)
        self._desk.tasks.spawn(self._desk.directory.roles_changed(person.team_id))
        self._desk.later(acting, self._desk.say(acting, saved_words(building)))
        await ack()

    async def on_search(self, ack: AsyncAck, body: Payload) -> None:
        await self._desk.services.buildings.for_set_up(await self._desk.person(Acting.of(body)))
        await ack(options=group_options(await self._group_names(), str(body.get("value") or "")))

    async def _first(self, acting: Acting) -> View:
        buildings = await self._desk.services.buildings.for_set_up(await self._desk.person(acting))
        if not buildings:
            return trouble_view(NO_BUILDING)
        return setup_pick_view(buildings) if len(buildings) > 1 else await self._form(buildings[0])

    async def _form(self, building: Building) -> View:
        has_groups = any(holder.kind is HolderKind.GROUP for holder in building.settings.roles)
        return setup_view(building, await self._group_names() if has_groups else {})

    async def _group_names(self) -> Mapping[str, str]:
        """User groups by id, from usergroups.list (20 a minute); what was known before where Slack does not answer."""
        now = self._desk.clock.now()
        if self._groups and now - self._groups[0] < FRESH:
            return self._groups[1]
        try:
            async with asyncio.timeout(LIMIT.total_seconds()):
                answer = await self._desk.client.usergroups_list()
        except (SlackApiError, *UNREACHABLE):
            return self._groups[1] if self._groups else {}
        names = {str(group["id"]): str(group["name"]) for group in answer.get("usergroups") or ()}
        self._groups = (now, names)
        return names
