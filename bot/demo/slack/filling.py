"""What Slack's client lets a person put into a field; it stops bad input before the bot ever sees it."""

import re
from collections.abc import Callable, Iterable
from datetime import date, time

from bot.demo.slack.elements import options_of
from bot.demo.slack.records import BOT_USER, Channel, Message, Refused, State, User, View, refuse
from bot.demo.slack.rules import Json, JsonValue
from bot.demo.slack.state import LISTS, VALUES, Field, current, fields
from bot.demo.slack.workspace import Workspace

TYPED = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
Choice = str | int | Iterable[str] | None
OUTSIDE = {"guest", "ultra", "external"}
MISSING = "Please complete this required field."


def find(where: Message | View, wanted: str, value: str | None = None) -> Field:
    """The element with this action id (or in the block with this id), and for a button this value."""
    found = [f for f in fields(where.blocks) if wanted in {f.action_id, f.block_id}]
    if value is not None:
        found = [f for f in found if f.element.get("value") == value]
    if not found:
        there = ", ".join(sorted({f.action_id for f in fields(where.blocks)}))
        refuse(f"nothing here is called {wanted} (value {value}); there is: {there or 'nothing'}")
    if len(found) > 1:
        refuse(f"{wanted} is here {len(found)} times: name the block or the value")
    return found[0]


def typed(field: Field, text: str) -> str | None:
    if field.type not in TYPED:
        refuse(f"one cannot type into a {field.type}")
    if len(text) > int(field.element.get("max_length", 3000)):
        refuse("longer than the field takes")
    if "\n" in text and not field.element.get("multiline"):
        refuse("this field has one line")
    return text or None


def need_fit(field: Field, name: str, before: list[Json]) -> None:
    """Raises Refused where the field takes no such file, or no more of them."""
    if field.type != "file_input":
        refuse(f"one cannot put a file into a {field.type}")
    kinds = field.element.get("filetypes")
    if kinds and name.rpartition(".")[2].lower() not in kinds:
        refuse(f"this field takes {', '.join(kinds)}")
    if len(before) >= int(field.element.get("max_files", 10)):
        refuse("this field takes no more files")


def chosen(world: Workspace, user: str, field: Field, value: Choice, offered: list[Json]) -> JsonValue:
    """The element's new value; `offered` are the options that the bot sent for an external select. Raises Refused."""
    if field.type not in VALUES or field.type in TYPED or field.type == "file_input":
        refuse(f"one cannot choose in a {field.type}")
    if VALUES[field.type][0] not in LISTS:
        return None if value is None else _one(world, user, field, offered)(value)
    wanted = [value] if isinstance(value, str) else list(value if isinstance(value, Iterable) else ())
    if len(wanted) > int(field.element.get("max_selected_items", len(wanted))):
        refuse("more than may be selected")
    return [_one(world, user, field, offered)(item) for item in wanted]


def changes(before: Iterable[object] | None, after: Iterable[object] | None) -> int:
    """How many ticks lie between two selections; at least one."""
    old, new = list(before or ()), list(after or ())
    return max(1, sum(item not in new for item in old) + sum(item not in old for item in new))


def option(options: Iterable[Json], value: object) -> Json:
    """The option with this value or, failing that, this text."""
    known = list(options)
    found = [o for o in known if o["value"] == value] or [o for o in known if o["text"]["text"] == value]
    if not found:
        refuse(f"{value!r} is not offered; there is: {[o['value'] for o in known]}")
    return found[0]


def _one(world: Workspace, user: str, field: Field, offered: list[Json]) -> Callable[[JsonValue], JsonValue]:
    kind = field.type.removeprefix("multi_")
    if kind == "users_select":
        return lambda value: _user(world, world.users[user], value)
    if kind in {"conversations_select", "channels_select"}:
        return lambda value: _conversation(world, user, field, value)
    if kind in {"datepicker", "timepicker", "datetimepicker"}:
        return lambda value: _moment(kind, value)
    options = offered if kind == "external_select" else list(options_of(field.element))
    return lambda value: option(options, value)


def _user(world: Workspace, user: User, value: str) -> str:
    if value not in world.users or world.users[value].kind == "deleted" or not knows(world, user, value):
        refuse(f"there is no user {value} to choose")
    return value


def _conversation(world: Workspace, user: str, field: Field, value: str) -> str:
    channel = world.channels.get(value)
    if channel is None or channel.archived or not sees(channel, world.users[user]):
        refuse(f"this person sees no conversation {value}")
    rules = field.element.get("filter", {})
    kinds = {"public"} if "channels" in field.type else set(rules.get("include", ("im", "mpim", "private", "public")))
    if channel.kind not in kinds or (channel.ext_shared and rules.get("exclude_external_shared_channels")):
        refuse(f"{value} is filtered out")
    if channel.kind == "im" and BOT_USER in channel.members and rules.get("exclude_bot_users"):
        refuse(f"{value} is filtered out")
    return value


def sees(channel: Channel, user: User) -> bool:
    """Guests and people of other organizations see only where they are members."""
    return user.id in channel.members or (channel.kind == "public" and user.kind not in OUTSIDE)


def knows(world: Workspace, user: User, other: str) -> bool:
    """Guests and people of other organizations see only whom they share a channel with."""
    shared = (channel for channel in world.channels.values() if user.id in channel.members)
    return user.kind not in OUTSIDE or any(other in channel.members for channel in shared)


def _moment(kind: str, value: object) -> object:
    if kind == "datetimepicker":
        if not isinstance(value, int):
            refuse("a datetimepicker takes seconds since 1970")
        return value
    try:
        return _parsed_moment(kind, str(value))
    except ValueError as error:
        raise Refused(kind) from error


def _parsed_moment(kind: str, value: str) -> str:
    if kind == "datepicker":
        return date.fromisoformat(value).isoformat()
    return time.fromisoformat(value).strftime("%H:%M")


def before_submit(blocks: list[Json], state: State) -> dict[str, str]:
    """What Slack's client says, by block id, instead of sending the form."""
    problems: dict[str, str] = {}
    for field in (f for f in fields(blocks) if f.is_input):
        value = current(state, field)
        if value in (None, [], ""):
            if not field.block.get("optional"):
                problems[field.block_id] = MISSING
        elif problem := _malformed(field, value):
            problems[field.block_id] = problem
    return problems


def _malformed(field: Field, value: JsonValue) -> str | None:
    if field.type == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return "Please enter a valid email address."
    if field.type == "url_text_input" and not re.fullmatch(r"https?://\S+", value):
        return "Please enter a valid URL."
    if field.type == "plain_text_input" and len(value) < int(field.element.get("min_length", 0)):
        return "Please enter more characters."
    return _bad_number(field.element, value) if field.type == "number_input" else None


def _bad_number(element: Json, value: str) -> str | None:
    whole = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(whole, value):
        return "Please enter a number."
    low, high = float(element.get("min_value", "-inf")), float(element.get("max_value", "inf"))
    return None if low <= float(value) <= high else "This number is out of range."
