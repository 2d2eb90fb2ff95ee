"""A click on Web pass makes the link where there is none; what is then done with it is seen in the same modal."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.domain.people import Person
from bot.services.web_pass.web_passes import Shared
from bot.slack.acting import Acting, Payload
from bot.slack.blocks.ids import ActionId, ViewId
from bot.slack.blocks.web_pass.pass_view import pass_view, read_limit, read_pass
from bot.slack.desk import Desk

Act = Callable[[Person], Awaitable[Shared]]


class WebPass:
    """Opens, limits and revokes a guest's link."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, app: AsyncApp) -> None:
        app.action(ActionId.GUEST_PAGE)(self.on_open)
        app.action(ActionId.PAGE_LIMIT)(self.on_limit)
        app.action(ActionId.PAGE_REVOKE)(self.on_revoke)
        app.action(ActionId.PAGE_QR)(_put_away)
        app.view_submission(ViewId.GUEST_PAGE)(_put_away)

    async def on_open(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting, grant_id = Acting.of(body), action["value"]

        def act(person: Person) -> Awaitable[Shared]:
            return self._desk.services.passes.open(person, grant_id)

        if (body.get("view") or {}).get("callback_id") == ViewId.GUEST_PAGE:
            self._desk.later(acting, self._redraw(acting, body["view"], act))
        else:
            self._desk.open(acting, lambda: self._draw(acting, act))
        await ack()

    async def on_limit(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting, view = Acting.of(body), body["view"]
        most, passes = read_limit(action["selected_option"]["value"]), self._desk.services.passes
        self._desk.later(acting, self._redraw(acting, view, lambda who: passes.limit(who, read_pass(view), most)))
        await ack()

    async def on_revoke(self, ack: AsyncAck, body: Payload) -> None:
        acting, view = Acting.of(body), body["view"]
        passes = self._desk.services.passes
        self._desk.later(acting, self._redraw(acting, view, lambda who: passes.revoke(who, read_pass(view))))
        await ack()

    async def _redraw(self, acting: Acting, view: Payload, act: Act) -> None:
        await self._desk.put(view["id"], await self._draw(acting, act))

    async def _draw(self, acting: Acting, act: Act) -> View:
        return pass_view(await act(await self._desk.person(acting)))


async def _put_away(ack: AsyncAck) -> None:
    """Done; or a link, which Slack opens by itself."""
    await ack()
