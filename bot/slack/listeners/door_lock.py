"""`/door lock` and `/door unlock`: asked for in a form, kept before the ack, sent after it, followed in the modal."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.domain.command import Action
from bot.domain.errors import BadField, NotAllowed
from bot.domain.request import BadFields
from bot.slack.acting import Acting, Payload
from bot.slack.after_ack import after_ack
from bot.slack.blocks.doors.command_form import command_form, nothing_to_move, read_command_form, read_door_menu
from bot.slack.blocks.doors.command_view import command_view
from bot.slack.blocks.ids import ActionId, ViewId
from bot.slack.blocks.trouble import trouble_view
from bot.slack.desk import Desk
from bot.slack.errors import user_message
from bot.slack.redraws import Redraws


class DoorLock:
    """Has doors moved."""

    def __init__(self, desk: Desk, redraws: Redraws) -> None:
        self._desk = desk
        self._redraws = redraws

    def register(self, app: AsyncApp) -> None:
        app.action(ActionId.DOOR_MENU)(self.on_menu)
        app.view_submission(ViewId.DOOR_COMMAND)(self.on_submit)
        app.action(ActionId.DOOR_COMMAND_LOOK)(self.on_look)

    def verb(self, action: Action) -> Callable[[AsyncAck, Acting, str], Awaitable[None]]:
        """`/door lock` or `/door unlock`, with part of a door's name behind it or nothing."""

        async def on_command(ack: AsyncAck, acting: Acting, text: str) -> None:
            self._desk.open(acting, partial(self._form, action, acting, sought=text))
            await ack()

        return on_command

    async def on_menu(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting = Acting.of(body)
        wanted, door = read_door_menu(action["selected_option"]["value"])
        self._desk.open(acting, partial(self._form, wanted, acting, door=door))
        await ack()

    async def on_submit(self, ack: AsyncAck, body: Payload, view: Payload, context: MutableMapping[str, Any]) -> None:
        acting = Acting.of(body)
        person = await self._desk.person(acting)
        try:
            asked = read_command_form(view)
            service = self._desk.services.commanding
            command = await service.ask(person, asked.entrance_id, asked.action, asked.reason, view["id"])
        except (BadField, BadFields) as bad:
            await ack(response_action="errors", errors=_errors(bad))
            return
        after_ack(context, partial(self._follow, view["id"], command.id, acting))
        await ack(response_action="update", view=await self._result(command.id, acting))

    async def on_look(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        self._redraws.later(body, partial(self._result, action["value"]))
        await ack()

    async def _follow(self, view_id: str, command_id: str, acting: Acting) -> None:
        draw = partial(self._result, command_id, acting)
        self._desk.live.follow(view_id, draw)
        await self._desk.put(view_id, await draw())

    async def _form(self, action: Action, acting: Acting, *, door: str = "", sought: str = "") -> View:
        person = await self._desk.person(acting)
        doors = await self._desk.services.commanding.doors(person)
        if not any(one.may_command for one in doors):
            raise NotAllowed("not_a_door_operator")
        form = command_form(action, doors, door, sought)
        return form or trouble_view(nothing_to_move(doors, action, sought))

    async def _result(self, command_id: str, acting: Acting) -> View:
        person = await self._desk.person(acting)
        return command_view(*await self._desk.services.commanding.seen(person, command_id))


def _errors(bad: BadField | BadFields) -> dict[str, str]:
    fields = bad.fields if isinstance(bad, BadFields) else (bad,)
    return {field.field: user_message(field) for field in fields}
