"""`/guest end`: pick, look, confirm by typing, follow. What is decided is kept before the ack."""

from collections.abc import Mapping, MutableMapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.domain.request import BadFields
from bot.services.end_all.end_all import Changed
from bot.services.end_all.end_all import EndAll as EndingAll
from bot.services.end_all.targets import Target, Whose
from bot.slack.acting import Acting, Payload
from bot.slack.after_ack import after_ack
from bot.slack.blocks.end_all.end_all_views import (
    PAGE,
    end_plan_view,
    end_run_view,
    read_end_plan,
    read_end_run,
)
from bot.slack.blocks.end_all.pick_view import chosen_whose, end_guest_options, end_pick_view, read_end_pick
from bot.slack.blocks.ids import ActionId, Field, ViewId
from bot.slack.desk import Desk
from bot.slack.errors import user_message
from bot.slack.redraws import Redraws


class EndAll:
    """Ends many accesses with one decision."""

    def __init__(self, desk: Desk, redraws: Redraws) -> None:
        self._desk = desk
        self._redraws = redraws

    def register(self, app: AsyncApp) -> None:
        app.action(Field.END_WHOSE)(self.on_whose)
        app.options(Field.END_GUEST)(self.on_search)
        app.view_submission(ViewId.END_ALL_PICK)(self.on_pick)
        app.view_submission(ViewId.END_ALL_PLAN)(self.on_confirm)
        for action in (ActionId.END_ALL_RUN, ActionId.END_ALL_BACK, ActionId.END_ALL_MORE):
            app.action(action)(self.on_run)

    async def on_command(self, ack: AsyncAck, acting: Acting, text: str) -> None:
        self._desk.open(acting, partial(self._first, acting, text))
        await ack()

    async def on_whose(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        self._redraws.later(body, partial(self._pick, chosen_whose(action)))
        await ack()

    async def on_search(self, ack: AsyncAck, body: Payload) -> None:
        person = await self._desk.person(Acting.of(body))
        await ack(options=end_guest_options(await self._service.guests(person, str(body.get("value") or ""))))

    async def on_pick(self, ack: AsyncAck, body: Payload, view: Payload) -> None:
        await ack(response_action="update", view=await self._plan(Acting.of(body), read_end_pick(view)))

    async def on_confirm(self, ack: AsyncAck, body: Payload, view: Payload, context: MutableMapping[str, Any]) -> None:
        acting, (target, mark, typed) = Acting.of(body), read_end_plan(view)
        try:
            run_id = await self._service.begin(await self._desk.person(acting), target, mark, typed)
        except BadFields as bad:
            await ack(response_action="errors", errors={Field.END_WORD: user_message(bad)})
        except Changed:
            await ack(response_action="update", view=await self._plan(acting, target, has_changed=True))
        else:
            after_ack(context, partial(self._follow, view["id"], run_id, acting))
            await ack(response_action="update", view=await self._run(run_id, 0, acting))

    async def on_run(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        """From the message it opens a modal; in that modal it draws another page of it."""
        acting, (run_id, skip) = Acting.of(body), read_end_run(action["value"])
        if acting.in_modal:
            self._redraws.later(body, partial(self._run, run_id, skip))
            self._desk.live.follow(body["view"]["id"], partial(self._run, run_id, skip, acting))
        else:
            self._desk.open(acting, partial(self._run, run_id, skip, acting))
        await ack()

    async def _follow(self, view_id: str, run_id: str, acting: Acting) -> None:
        self._desk.live.follow(view_id, partial(self._run, run_id, 0, acting))

    async def _first(self, acting: Acting, text: str) -> View:
        person = await self._desk.person(acting)
        found = await self._service.guests(person, text) if text else ()
        if len(found) == 1:
            return await self._plan(acting, Target(whose=Whose.GUEST, id=found[0].id))
        return await self._pick(Whose.GUEST, acting, "" if found else text)

    async def _pick(self, whose: Whose, acting: Acting, nobody: str = "") -> View:
        buildings = await self._desk.services.lists.buildings(await self._desk.person(acting))
        return end_pick_view(whose, buildings, nobody)

    async def _plan(self, acting: Acting, target: Target, *, has_changed: bool = False) -> View:
        plan = await self._service.plan(await self._desk.person(acting), target)
        return end_plan_view(plan, has_changed=has_changed)

    async def _run(self, run_id: str, skip: int, acting: Acting) -> View:
        return end_run_view(await self._service.run(await self._desk.person(acting), run_id, PAGE, skip))

    @property
    def _service(self) -> EndingAll:
        return self._desk.services.end_all
