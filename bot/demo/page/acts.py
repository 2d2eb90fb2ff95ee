"""What a person can do on the page; each act says how it is done, and Slack's simulator whether it may be."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Base64Bytes, Field

from bot.demo.page.asked import Asked, Where
from bot.demo.page.hand import Hand
from bot.demo.slack import Ack, View
from bot.demo.slack.records import refuse
from bot.demo.slack.rules import Json, JsonValue

Done = Ack | list[Json] | None
"""The bot's answer, options that it offered, or None where it was not asked."""


class ByPerson(Asked):
    user: str = Field(alias="as")


class InField(ByPerson):
    where: Where
    action_id: str
    block_id: str


class Command(ByPerson):
    kind: Literal["command"]
    text: str = Field(max_length=4000)
    channel: str

    async def by(self, hand: Hand) -> Done:
        command, _, rest = self.text.strip().partition(" ")
        return await hand.person.command(command, rest.strip(), hand.channel(self.channel).id)


class Say(ByPerson):
    kind: Literal["say"]
    text: str = Field(min_length=1, max_length=4000)
    channel: str
    thread_ts: str | None = None

    async def by(self, hand: Hand) -> Done:
        thread = hand.message(self.channel, self.thread_ts).ts if self.thread_ts else None
        hand.person.say(hand.channel(self.channel).id, self.text, thread)
        hand.read(self.channel)
        return None


class Click(InField):
    """A button, or one entry (`value`) of an overflow menu."""

    kind: Literal["click"]
    value: str | None = None

    async def by(self, hand: Hand) -> Done:
        place = hand.at(self.where)
        field = hand.field(place, self.block_id, self.action_id)
        name = hand.name_of(place, field)
        if field.type == "overflow":
            return await hand.person.choose(place, name, self.value)
        return await hand.person.click(place, name, field.element.get("value"))


class Choose(InField):
    """An option's value, several, an id, a date, a time or seconds since 1970; None clears."""

    kind: Literal["choose"]
    value: str | int | list[str] | None

    async def by(self, hand: Hand) -> Done:
        place = hand.at(self.where)
        field = hand.field(place, self.block_id, self.action_id)
        return await hand.person.choose(place, hand.name_of(place, field), self.value)


class Type(InField):
    kind: Literal["type"]
    value: str
    enter: bool = False

    async def by(self, hand: Hand) -> Done:
        place = hand.at(self.where)
        field = hand.field(place, self.block_id, self.action_id)
        return await hand.write(place, field, self.value, enter=self.enter)


class Attach(InField):
    """A file that was chosen from the person's own machine, in base64."""

    kind: Literal["attach"]
    name: str = Field(min_length=1, max_length=200)
    content: Base64Bytes

    async def by(self, hand: Hand) -> Done:
        view = hand.at(self.where)
        if not isinstance(view, View):
            refuse("A file goes into a form alone.")
        field = hand.field(view, self.block_id, self.action_id)
        return await hand.person.attach(view, hand.name_of(view, field), self.name, self.content)


class Suggest(InField):
    kind: Literal["suggest"]
    query: str

    async def by(self, hand: Hand) -> Done:
        place = hand.at(self.where)
        field = hand.field(place, self.block_id, self.action_id)
        return await hand.person.options(place, hand.name_of(place, field), self.query)


class Submit(ByPerson):
    kind: Literal["submit"]
    view_id: str
    values: Mapping[str, Mapping[str, JsonValue]] = Field(default_factory=dict)

    async def by(self, hand: Hand) -> Done:
        view = hand.view(self.view_id)
        await hand.fill(view, self.values)
        hand.check(view)
        return await hand.person.submit(view)


class Close(ByPerson):
    """Cancel, or with `whole` the x, which takes the views below along."""

    kind: Literal["close"]
    view_id: str
    whole: bool = False

    async def by(self, hand: Hand) -> Done:
        await hand.person.close(hand.view(self.view_id), whole=self.whole)
        return None


class Shortcut(ByPerson):
    kind: Literal["shortcut"]
    callback_id: str

    async def by(self, hand: Hand) -> Done:
        return await hand.person.shortcut(self.callback_id)


class MessageShortcut(ByPerson):
    kind: Literal["message_shortcut"]
    callback_id: str
    channel: str
    ts: str

    async def by(self, hand: Hand) -> Done:
        return await hand.person.message_shortcut(self.callback_id, hand.message(self.channel, self.ts))


class Home(ByPerson):
    kind: Literal["home"]

    async def by(self, hand: Hand) -> Done:
        return await hand.person.open_home()


class Read(ByPerson):
    kind: Literal["read"]
    channel: str

    async def by(self, hand: Hand) -> Done:
        hand.read(self.channel)
        return None


_InForm = Choose | Attach | Type | Suggest | Submit | Close
Act = Annotated[
    Command | Say | Click | _InForm | Shortcut | MessageShortcut | Home | Read,
    Field(discriminator="kind"),
]
