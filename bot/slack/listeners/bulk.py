"""`/guest bulk`: a list is read after the ack, because a file takes time; it is started before it, to hold."""

from collections.abc import Mapping, MutableMapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.domain.bulk.table import LARGEST, MOST_ROWS, decoded
from bot.domain.errors import BadField, NotAllowed
from bot.domain.people import Person
from bot.domain.problems import sentence
from bot.services.bulk.reading import Upload
from bot.slack.acting import Acting, Payload
from bot.slack.after_ack import after_ack
from bot.slack.blocks.bulk.bulk_form import BulkForm, bulk_view, read_bulk, reading_view
from bot.slack.blocks.bulk.pages import TURNS, read_turn
from bot.slack.blocks.bulk.preview import preview_view, read_preview, started_view
from bot.slack.blocks.bulk.progress import list_view
from bot.slack.blocks.ids import ActionId, Field, ViewId
from bot.slack.blocks.text import cut, plural
from bot.slack.desk import Desk
from bot.slack.errors import user_message
from bot.slack.files import SlackFiles
from bot.slack.redraws import Redraws

RESULT = "guest-list-result.csv"


class Bulk:
    """Takes a list, shows it, has it given, and shows what became of it."""

    def __init__(self, desk: Desk, redraws: Redraws) -> None:
        self._desk = desk
        self._redraws = redraws
        self._files = SlackFiles(desk.client)

    def register(self, app: AsyncApp) -> None:
        app.view_submission(ViewId.BULK_FORM)(self.on_brought)
        app.view_submission(ViewId.BULK_PREVIEW)(self.on_start)
        for action in TURNS:
            app.action(action)(self.on_turn)
        app.action(ActionId.BULK_LIST)(self.on_list)
        app.action(ActionId.BULK_RETRY)(self.on_retry)
        app.action(ActionId.BULK_RESULT)(self.on_result)

    async def on_command(self, ack: AsyncAck, acting: Acting, _text: str) -> None:
        self._desk.open(acting, partial(self._form, acting, BulkForm(channel=_channel(acting))))
        await ack()

    async def on_brought(self, ack: AsyncAck, body: Payload, view: Payload, context: MutableMapping[str, Any]) -> None:
        form = read_bulk(view)
        if bool(form.text.strip()) is bool(form.file_id):
            problem = "list_both" if form.file_id else "list_nothing"
            await ack(response_action="errors", errors={Field.BULK_ROWS: sentence(problem)})
            return
        await ack(response_action="update", view=reading_view())
        after_ack(context, partial(self._look_through, Acting.of(body), form, view["id"]))

    async def on_start(self, ack: AsyncAck, body: Payload, view: Payload) -> None:
        person = await self._desk.person(Acting.of(body))
        found = await self._desk.services.bulk.start(person, read_preview(view))
        await ack(response_action="update", view=started_view(found))

    async def on_turn(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        self._redraws.later(body, partial(self._page, *read_turn(action)))
        await ack()

    async def on_list(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting = Acting.of(body)
        self._desk.open(acting, partial(self._page, action["value"], 0, acting))
        await ack()

    async def on_retry(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting = Acting.of(body)
        self._desk.later(acting, self._retry(acting, action["value"]))
        await ack()

    async def on_result(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting = Acting.of(body)
        self._desk.later(acting, self._result(acting, action["value"]))
        await ack()

    async def _form(self, acting: Acting, form: BulkForm, problem: str | None = None) -> View:
        person = await self._desk.person(acting)
        offer = await self._desk.services.giving.offer(person)
        if not offer.sites:
            raise NotAllowed("not_an_issuer")
        known = form.model_copy(update={"building_id": form.building_id or offer.preselected})
        return bulk_view(known, [site.building for site in offer.sites], problem)

    async def _look_through(self, acting: Acting, form: BulkForm, view_id: str) -> None:
        self._desk.later(acting, self._show_preview(acting, form, view_id))

    async def _show_preview(self, acting: Acting, form: BulkForm, view_id: str) -> None:
        try:
            view = await self._preview(await self._desk.person(acting), form)
        except BadField as bad:
            view = await self._form(acting, form, user_message(bad))
        await self._desk.put(view_id, view)

    async def _preview(self, person: Person, form: BulkForm) -> View:
        text = form.text
        if form.file_id is not None:
            text = decoded(await self._files.read(form.file_id, LARGEST, MOST_ROWS))
        upload = Upload(
            building_id=form.building_id or "",
            text=text,
            is_file=form.file_id is not None,
            channel=form.channel,
            reason=form.reason.strip() or None,
            region=self._desk.region,
        )
        return preview_view(await self._desk.services.bulk.preview(person, upload), 0, self._desk.clock.now())

    async def _page(self, batch_id: str, page: int, acting: Acting) -> View:
        found = await self._desk.services.bulk.look(await self._desk.person(acting), batch_id)
        draw = preview_view if found.batch.started_at is None else list_view
        return draw(found, page, self._desk.clock.now())

    async def _retry(self, acting: Acting, batch_id: str) -> None:
        count = await self._desk.services.bulk.retry(await self._desk.person(acting), batch_id)
        await self._desk.say(acting, f"{plural(count, 'row')} tried again.")

    async def _result(self, acting: Acting, batch_id: str) -> None:
        person = await self._desk.person(acting)
        found = await self._desk.services.bulk.look(person, batch_id)
        result = await self._desk.services.bulk.result(person, batch_id)
        name = cut(found.building.name, 100)
        comment = f"The guest list for {name}, row by row. It holds no PINs."
        await self._files.send(person.user_id, RESULT, result, comment)
        await self._desk.say(acting, "The result is in your messages with Keydesk.")


def _channel(acting: Acting) -> str | None:
    return acting.channel if (acting.channel or "").startswith(("C", "G")) else None
