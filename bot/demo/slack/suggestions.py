"""What an external select offers: the bot says it, for this person and this search only."""

from bot.demo.slack.blockkit import check_options
from bot.demo.slack.desk import Desk
from bot.demo.slack.records import Message, User, View
from bot.demo.slack.rules import Json, JsonValue
from bot.demo.slack.state import Field

FAILED = "Results failed to load"


class Suggestions:
    """The last answer to each field that one person searched in."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._offered: dict[tuple[str, str, str], list[Json]] = {}

    async def search(self, user: User, where: Message | View, field: Field, query: str) -> list[Json] | None:
        """The options that then show; None where the bot gave no good answer."""
        ack = await self._desk.wire.deliver("interactive", self._desk.payloads.suggestion(user, where, field, query))
        self._desk.world.record("options", field.action_id, ack.body)
        if faults := [ack.problem] if ack.problem else check_options(ack.body):
            self._desk.world.violations.append(f"options of {field.action_id}: {faults}")
            return None
        groups = [group["options"] for group in ack.body.get("option_groups", [])]
        offered = [option for group in [ack.body.get("options", []), *groups] for option in group]
        self._offered[place(where, field)] = offered
        return offered

    def of(self, where: Message | View, field: Field, chosen: JsonValue = None) -> list[Json]:
        """What the last search found, and what is chosen already: a new search takes no choice back."""
        kept = chosen if isinstance(chosen, list) else [chosen] if chosen else []
        return [*self._offered.get(place(where, field), []), *kept]


def place(where: Message | View, field: Field) -> tuple[str, str, str]:
    """Names one element on the screen."""
    return (where.id if isinstance(where, View) else where.ts), field.block_id, field.action_id
