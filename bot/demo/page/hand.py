"""One person's hand: it finds what was pressed by block and action, and the simulator says whether Slack lets it."""

from collections.abc import Mapping

from bot.demo.page.asked import InHome, InMessage, InView, Where
from bot.demo.page.marks import Marks
from bot.demo.slack import Ack, Message, Refused, SlackSim, View
from bot.demo.slack.filling import TYPED, before_submit, chosen, typed
from bot.demo.slack.records import Channel, refuse
from bot.demo.slack.rules import JsonValue
from bot.demo.slack.state import Field, current, fields, put

GONE = "This is no longer on the screen."
_ENTER = "on_enter_pressed"


class Hand:
    """Works on what is before this person now; raises Refused for anything else."""

    def __init__(self, slack: SlackSim, marks: Marks, user: str) -> None:
        self._slack = slack
        self._marks = marks
        self.person = slack.person(user)

    def read(self, channel_id: str) -> None:
        """The person has seen all that is there."""
        self._marks.read(self.person.id, channel_id, self._slack.world.ts())

    def at(self, where: Where) -> View | Message:
        """The modal on top, a message or the Home tab."""
        match where:
            case InView(view=view_id):
                return self.view(view_id)
            case InMessage(message=place):
                return self.message(place.channel, place.ts)
            case InHome() if self.person.home is not None:
                return self.person.home
        raise Refused(GONE)

    def view(self, view_id: str) -> View:
        view = self.person.view
        if view is None or view.id != view_id:
            raise Refused(GONE)
        return view

    def message(self, channel: str, ts: str) -> Message:
        there = [*self._slack.world.history(channel), *self._slack.ephemerals(self.person.id)]
        found = [message for message in there if (message.channel, message.ts) == (channel, ts)]
        if not found:
            raise Refused(GONE)
        return found[0]

    def channel(self, channel_id: str) -> Channel:
        if channel_id not in self._slack.world.channels:
            refuse("There is no such channel.")
        return self._slack.world.channels[channel_id]

    def field(self, place: View | Message, block_id: str, action_id: str) -> Field:
        for field in fields(place.blocks):
            if (field.block_id, field.action_id) == (block_id, action_id):
                return field
        raise Refused(GONE)

    def name_of(self, place: View | Message, field: Field) -> str:
        """What `Person` finds the field by: one action may stand in several blocks."""
        same = [other for other in fields(place.blocks) if other.action_id == field.action_id]
        return field.action_id if len(same) == 1 else field.block_id

    async def write(self, place: View | Message, field: Field, text: str, *, enter: bool) -> Ack | None:
        """Type; the bot hears of it at the moments that the element names, after Enter where it names none."""
        if field.type not in TYPED or not isinstance(place, View):
            refuse(f"One cannot type into a {field.type}.")
        config = field.element.get("dispatch_action_config", {})
        moments = config.get("trigger_actions_on", [_ENTER])
        if field.dispatches and ((enter and _ENTER in moments) or "on_character_entered" in moments):
            return await self.person.type_text(place, self.name_of(place, field), text)
        put(place.state, field, typed(field, text))
        return None

    async def fill(self, view: View, values: Mapping[str, Mapping[str, JsonValue]]) -> None:
        """What stands in the fields and was not sent yet; the bot does not hear of it before the form is submitted."""
        for block_id, in_block in values.items():
            for action_id, value in in_block.items():
                field = self.field(view, block_id, action_id)
                if _bare(current(view.state, field)) != value:
                    await self._fill(view, field, value)

    async def _fill(self, view: View, field: Field, value: JsonValue) -> None:
        if field.type in TYPED:
            put(view.state, field, typed(field, str(value or "")))
        elif field.dispatches:
            put(view.state, field, chosen(self._slack.world, self.person.id, field, value, []))
        else:
            await self.person.choose(view, self.name_of(view, field), value)

    def check(self, view: View) -> None:
        """What Slack's client itself finds missing or malformed is shown at the fields, and the form stays."""
        if problems := before_submit(view.blocks, view.state):
            view.errors = problems
            refuse(next(iter(problems.values())))


def _bare(value: JsonValue) -> JsonValue:
    """A chosen option is named by its value."""
    if isinstance(value, list):
        return [_bare(one) for one in value]
    return value["value"] if isinstance(value, dict) and "value" in value else value
