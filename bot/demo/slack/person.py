"""The hand on the screen: it can press only what is shown, and every press counts."""

from dataclasses import replace

from bot.demo.slack import answers
from bot.demo.slack.desk import Confirm, Desk, response_urls
from bot.demo.slack.filling import Choice, before_submit, changes, chosen, find, need_fit, option, sees, typed
from bot.demo.slack.records import BOT_USER, Ack, Channel, Message, SlackError, User, View, refuse
from bot.demo.slack.rules import Json, JsonValue
from bot.demo.slack.state import LISTS, VALUES, Field, current, put, state_of
from bot.demo.slack.suggestions import FAILED, Suggestions, place


class Person:
    """One user of the workspace. Methods raise Refused where Slack's client would not let them."""

    def __init__(self, desk: Desk, user_id: str) -> None:
        self._desk = desk
        self._world = desk.world
        self.id = user_id
        self.actions = 0
        """What the hand did: commands, clicks (one more for a confirmation), fields typed, choices, submits."""
        self.notices: list[str] = []
        """What Slack itself said when the bot did not answer."""
        self.confirms: list[Confirm] = []
        self.marks: set[tuple[str, str, str]] = set()
        """Elements that Slack marks with a warning, by `place`: the bot did not answer the last press in time."""
        self._suggestions = Suggestions(desk)

    @property
    def user(self) -> User:
        return self._world.users[self.id]

    @property
    def view(self) -> View | None:
        """The modal on top."""
        stack = self._world.modals.stacks.get(self.id)
        return stack[-1] if stack else None

    @property
    def home(self) -> View | None:
        return self._world.modals.homes.get(self.id)

    async def command(self, command: str, text: str = "", channel: str | None = None) -> Ack:
        """Send a slash command; without a channel, in the direct message with the bot."""
        if not self._world.installed.has_command(command):
            refuse(f"{command} is not a valid command.")
        where = self._must_see(channel or self._world.conversation([self.id]).id)
        self.actions += 1
        ack = await self._desk.wire.deliver(
            "slash_commands", self._desk.payloads.command(self.user, command, text, where)
        )
        if not ack.ok:
            self._notice(f'{command} failed with the error "{ack.problem}"')
        elif ack.body:
            ack = self._answered(ack, where)
        return ack

    def _answered(self, ack: Ack, where: Channel) -> Ack:
        try:
            self._desk.replies.answer(self.id, where.id, ack.body)
        except SlackError as error:
            self._world.violations.append(f"ack of a command: {error.code} {error.extra}")
            self._notice(f'failed with the error "{error.code}"')
            return replace(ack, ok=False, problem=error.code)
        return ack

    async def click(self, where: Message | View, action_id: str, value: str | None = None) -> Ack:
        """Press a button and, where it asks, confirm."""
        self._at_hand(where)
        field = find(where, action_id, value)
        if field.type != "button":
            refuse(f"{action_id} is a {field.type}")
        self.actions += 1
        self._agree(field)
        shown: Json = {key: field.element[key] for key in ("text", "value", "style") if key in field.element}
        return await self._act(where, field, shown)

    def _agree(self, field: Field) -> None:
        if dialog := field.element.get("confirm"):
            self.actions += 1
            texts = (str(dialog[key]["text"]) for key in ("title", "text", "confirm"))
            self.confirms.append(Confirm(*texts))

    async def type_text(self, where: Message | View, field_id: str, text: str) -> Ack | None:
        """Replace what stands in a text field; an Ack where the field dispatches."""
        self._at_hand(where)
        field = find(where, field_id)
        value = typed(field, text)
        self._put(where, field, value)
        self.actions += 1
        return await self._act(where, field, {"value": value}) if field.dispatches else None

    async def choose(self, where: Message | View, field_id: str, value: Choice) -> Ack | None:
        """Choose by option value or text; a list where several may be chosen; an overflow entry too.

        Each tick that changes counts as one action. Returns an Ack where the element dispatches.
        """
        self._at_hand(where)
        field = find(where, field_id)
        if field.type == "overflow":
            self.actions += 1
            self._agree(field)
            return await self._act(where, field, {"selected_option": option(field.element["options"], value)})
        before, key = current(self._state(where), field), VALUES.get(field.type, ("", ""))[0]
        after = chosen(self._world, self.id, field, value, self._suggestions.of(where, field, before))
        self._put(where, field, after)
        self.actions += changes(before, after) if key in LISTS else 1
        self._agree(field)
        return await self._act(where, field, {key: after}) if field.dispatches else None

    async def attach(self, view: View, field_id: str, name: str, content: bytes) -> Ack | None:
        """Put a file of one's own into a form, beside those that are there."""
        self._at_hand(view)
        field = find(view, field_id)
        before = current(view.state, field)
        need_fit(field, name, before)
        file = self._world.files.put(self.id, name, content)
        after = [*before, file.body()]
        self._put(view, field, after)
        self.actions += 1
        return await self._act(view, field, {"files": after}) if field.dispatches else None

    async def options(self, where: Message | View, field_id: str, query: str) -> list[Json]:
        """Type into an external select; the options that then show. Nothing is sent below min_query_length."""
        self._at_hand(where)
        field = find(where, field_id)
        if not field.type.endswith("external_select"):
            refuse(f"{field_id} is a {field.type}")
        if len(query) < int(field.element.get("min_query_length", 3)):
            refuse("too short to search")
        offered = await self._suggestions.search(self.user, where, field, query)
        if offered is None:
            self._notice(FAILED)
        return offered or []

    async def submit(self, view: View) -> Ack:
        """Press the submit button; the answer is applied as Slack does."""
        self._at_hand(view)
        if "submit" not in view.given:
            refuse("this view has no submit button")
        if problems := before_submit(view.blocks, view.state):
            refuse(f"the form is not complete: {problems}")
        self.actions += 1
        view.errors, view.note = {}, None
        self._world.files.hand_over(view.state)
        payload = self._desk.payloads.submission(self.user, view, response_urls(self._desk, self.id, view))
        ack = await self._desk.wire.deliver("interactive", payload)
        problem = answers.take(self._world, view, ack)
        return replace(ack, ok=problem is None, problem=problem)

    async def close(self, view: View, *, whole: bool = False) -> None:
        """Cancel this view; with `whole` (the x) or clear_on_close the stack. view_closed is sent where asked for."""
        self._at_hand(view)
        self.actions += 1
        whole = whole or bool(view.given.get("clear_on_close"))
        gone = self._world.modals.clear(self.id) if whole else [view]
        if not whole:
            self._world.modals.drop(view)
        for closed in gone:
            if closed.given.get("notify_on_close"):
                payload = self._desk.payloads.closed(self.user, closed, is_cleared=whole)
                await self._desk.wire.deliver("interactive", payload)

    async def shortcut(self, callback_id: str) -> Ack:
        self._must_be_offered(callback_id, "global")
        self.actions += 1
        return self._told(
            await self._desk.wire.deliver("interactive", self._desk.payloads.shortcut(self.user, callback_id))
        )

    async def message_shortcut(self, callback_id: str, message: Message) -> Ack:
        self._at_hand(message)
        self._must_be_offered(callback_id, "message")
        self.actions += 1
        payload = self._desk.payloads.message_shortcut(self.user, callback_id, message)
        return self._told(await self._desk.wire.deliver("interactive", payload))

    async def open_home(self) -> Ack:
        """Look at the app's Home tab (`app_home_opened`)."""
        if not self._world.installed.home_tab:
            refuse("the app has no Home tab")
        self.actions += 1
        event: Json = {"type": "app_home_opened", "user": self.id, "tab": "home"}
        event["channel"] = self._world.conversation([self.id]).id
        if self.home:
            event["view"] = self.home.body()
        return await self._desk.events.happened(event)

    def say(self, channel: str, text: str, thread: str | None = None) -> Message:
        """Write a message of one's own, in the thread of the message with this ts where one is named."""
        where = self._must_see(channel)
        if where.kind == "im" and BOT_USER in where.members and self._world.installed.read_only:
            refuse("Sending messages to this app has been turned off.")
        return self._world.put(Message(channel, self._world.ts(), self.id, text, [], thread_ts=thread))

    async def _act(self, where: Message | View, field: Field, change: Json) -> Ack:
        self.marks.discard(place(where, field))
        payload = self._desk.payloads.action(self.user, where, field, change)
        ack = await self._desk.wire.deliver("interactive", payload)
        if not ack.ok:
            self.marks.add(place(where, field))
        return self._told(ack)

    def _told(self, ack: Ack) -> Ack:
        if not ack.ok:
            self._notice(str(ack.problem))
        return ack

    def _at_hand(self, where: Message | View) -> None:
        if isinstance(where, View):
            if where not in {self.view, self.home}:
                refuse("this view is not before the person")
        elif where.deleted or where.only_for not in {None, self.id}:
            refuse("this message is not there for the person")
        else:
            self._must_see(where.channel)

    def _must_be_offered(self, callback_id: str, kind: str) -> None:
        if not self._world.installed.has_shortcut(callback_id, kind):
            refuse(f"the app offers no {kind} shortcut {callback_id}")

    def _must_see(self, channel_id: str) -> Channel:
        channel = self._world.channels.get(channel_id)
        if channel is None or channel.archived or not sees(channel, self.user):
            refuse(f"{self.user.name} cannot act in {channel.name if channel else channel_id}")
        return channel

    def _notice(self, said: str) -> None:
        self.notices.append(said)
        self._world.bell.ring()

    def _put(self, where: Message | View, field: Field, value: JsonValue) -> None:
        put(self._state(where), field, value)
        self._world.bell.ring()

    def _state(self, where: Message | View) -> dict[str, dict[str, Json]]:
        if isinstance(where, View):
            return where.state
        return where.states.setdefault(self.id, state_of(where.blocks))
