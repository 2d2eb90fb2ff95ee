"""`/guest setup`: for managers and admins. Rights are checked when it opens, at every click, and when it is saved."""

from functools import partial

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.slack.acting import Acting, Payload
from bot.slack.blocks.ids import ViewId
from bot.slack.blocks.setup.connect_view import connect_view
from bot.slack.blocks.setup.setup_form import building_of, read_setup, read_setup_pick, saved_words, setup_pick_view
from bot.slack.desk import Desk
from bot.slack.setting_up import SettingUp


class SetUp:
    """A building's settings: which building, and the first form."""

    def __init__(self, desk: Desk, setting_up: SettingUp) -> None:
        self._desk = desk
        self._setting_up = setting_up

    def register(self, app: AsyncApp) -> None:
        app.view_submission(ViewId.SETUP_PICK)(self.on_pick)
        app.view_submission(ViewId.SETUP_FORM)(self.on_save)

    async def on_command(self, ack: AsyncAck, acting: Acting, _text: str) -> None:
        self._desk.open(acting, partial(self._first, acting))
        await ack()

    async def on_pick(self, ack: AsyncAck, body: Payload, view: Payload) -> None:
        shown = await self._setting_up.first_form(Acting.of(body), read_setup_pick(view) or "")
        await ack(response_action="update", view=shown)

    async def on_save(self, ack: AsyncAck, body: Payload, view: Payload) -> None:
        acting = Acting.of(body)
        at = await self._setting_up.save(acting, building_of(view), read_setup(view))
        self._desk.later(acting, self._desk.say(acting, saved_words(at.building)))
        await ack()

    async def _first(self, acting: Acting) -> View:
        person, services = await self._desk.person(acting), self._desk.services
        buildings = await services.buildings.for_set_up(person)
        if not buildings:
            return connect_view(await services.connecting.newest(person), is_first=True)
        if len(buildings) > 1:
            return setup_pick_view(buildings, can_connect=services.connecting.may(person))
        return await self._setting_up.first_form(acting, buildings[0].id)
