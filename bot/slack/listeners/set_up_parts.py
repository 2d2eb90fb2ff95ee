"""The forms on top of the first one: roles, policy, entrance groups, hubs. Each saves its own part and closes."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.domain.building import EntranceGroup
from bot.services.ids import new_id
from bot.services.systems.buildings import Change, Place
from bot.slack.acting import Acting, Payload
from bot.slack.blocks.forms.grant_form_fields import door_options
from bot.slack.blocks.ids import ActionId, Field, ViewId
from bot.slack.blocks.setup.setup_checks import setup_checks_view
from bot.slack.blocks.setup.setup_fields import ROLE_FIELDS, BadSettings, group_options
from bot.slack.blocks.setup.setup_form import building_of
from bot.slack.blocks.setup.setup_groups import read_setup_group, setup_group_view, setup_groups_view
from bot.slack.blocks.setup.setup_hubs import read_setup_hubs, setup_hubs_view
from bot.slack.blocks.setup.setup_message import read_setup_message, setup_message_view
from bot.slack.blocks.setup.setup_notices import read_setup_notices
from bot.slack.blocks.setup.setup_policy import read_setup_policy, setup_policy_view
from bot.slack.blocks.setup.setup_roles import read_setup_roles, setup_roles_view
from bot.slack.blocks.setup.setup_template import read_setup_template
from bot.slack.blocks.setup.setup_templates import setup_templates_view
from bot.slack.desk import Desk
from bot.slack.setting_up import SettingUp
from bot.slack.user_groups import UserGroups

Draw = Callable[[Place, Mapping[str, str]], View]
Read = Callable[[Payload, Place], Change]
DRAWN: Mapping[ActionId, Draw] = {
    ActionId.SETUP_ROLES: setup_roles_view,
    ActionId.SETUP_POLICY: lambda at, _names: setup_policy_view(at),
    ActionId.SETUP_HUBS: lambda at, _names: setup_hubs_view(at),
    ActionId.SETUP_GROUPS: lambda at, _names: setup_groups_view(at),
    ActionId.SETUP_MESSAGE: lambda at, _names: setup_message_view(at),
    ActionId.SETUP_TEMPLATES: lambda at, _names: setup_templates_view(at),
    ActionId.SETUP_CHECKS: lambda at, _names: setup_checks_view(at),
}
READ: Mapping[ViewId, Read] = {
    ViewId.SETUP_NOTICES: lambda view, _at: read_setup_notices(view),
    ViewId.SETUP_ROLES: lambda view, _at: read_setup_roles(view),
    ViewId.SETUP_POLICY: lambda view, _at: read_setup_policy(view),
    ViewId.SETUP_HUBS: lambda view, at: read_setup_hubs(view, at.entrances),
    ViewId.SETUP_GROUP: lambda view, at: read_setup_group(view, at.entrances),
    ViewId.SETUP_TEMPLATE: read_setup_template,
    ViewId.SETUP_MESSAGE: lambda view, _at: read_setup_message(view),
}
LISTS: Mapping[ViewId, Callable[[Place], View]] = {
    ViewId.SETUP_GROUP: setup_groups_view,
    ViewId.SETUP_TEMPLATE: setup_templates_view,
}
"""The list below a form that changes one entry of it."""
DOORS = (Field.GROUP_DOORS, Field.HUB_DOORS, Field.HUBLESS_DOORS, Field.TEMPLATE_DOORS)


class SetUpParts:
    """Opens and saves the parts of a building's settings."""

    def __init__(self, desk: Desk, setting_up: SettingUp, groups: UserGroups) -> None:
        self._desk = desk
        self._setting_up = setting_up
        self._groups = groups

    def register(self, app: AsyncApp) -> None:
        for action in DRAWN:
            app.action(action)(self.on_open)
        app.action(ActionId.SETUP_GROUP)(self.on_group)
        for view in READ:
            app.view_submission(view)(self.on_save)
        for _people, groups in ROLE_FIELDS.values():
            app.options(groups)(self.on_group_search)
        for field in DOORS:
            app.options(field)(self.on_door_search)

    async def on_open(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting, part = Acting.of(body), ActionId(action["action_id"])
        self._desk.open(acting, partial(self._draw, acting, action["value"], part))
        await ack()

    async def on_group(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting = Acting.of(body)
        self._desk.open(acting, partial(self._draw_group, acting, building_of(body["view"]), action["value"]))
        await ack()

    async def on_save(self, ack: AsyncAck, body: Payload, view: Payload) -> None:
        acting, building_id = Acting.of(body), building_of(view)
        at = await self._setting_up.place(acting, building_id)
        try:
            change = READ[ViewId(view["callback_id"])](view, at)
        except BadSettings as bad:
            await ack(response_action="errors", errors=bad.errors)
            return
        saved = await self._setting_up.save(acting, building_id, change)
        self._desk.later(acting, self._show(view, saved))
        await ack()

    async def on_group_search(self, ack: AsyncAck, body: Payload) -> None:
        """User groups by name, for somebody who may set the form's building up."""
        await self._setting_up.place(Acting.of(body), building_of(body["view"]))
        await ack(options=group_options(await self._groups.names(), str(body.get("value") or "")))

    async def on_door_search(self, ack: AsyncAck, body: Payload) -> None:
        """Doors of the form's building by name."""
        at = await self._setting_up.place(Acting.of(body), building_of(body["view"]))
        await ack(options=door_options(at.entrances, str(body.get("value") or "")))

    async def _draw(self, acting: Acting, building_id: str, part: ActionId) -> View:
        at = await self._setting_up.place(acting, building_id)
        return DRAWN[part](at, await self._setting_up.group_names(at))

    async def _draw_group(self, acting: Acting, building_id: str, group_id: str) -> View:
        """A group as it is; one that is gone meanwhile, or new, opens empty."""
        at = await self._setting_up.place(acting, building_id)
        known = {group.id: group for group in at.building.settings.entrance_groups}
        return setup_group_view(at, known.get(group_id) or EntranceGroup(id=new_id(), name=""))

    async def _show(self, view: Payload, at: Place) -> None:
        """In the forms below: the first one, and the list below one of its entries."""
        await self._setting_up.redraw(view["root_view_id"], await self._setting_up.draw_first(at))
        if (listed := LISTS.get(view["callback_id"])) is not None:
            await self._setting_up.redraw(view["previous_view_id"], listed(at))
