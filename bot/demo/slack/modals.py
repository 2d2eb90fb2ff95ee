"""Trigger ids live for 3 s and one use; a view keeps its id over updates and changes its hash."""

import itertools
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demo.slack.blockkit import check_view
from bot.demo.slack.records import SlackError, State, View
from bot.demo.slack.rules import Json, JsonValue
from bot.demo.slack.state import state_of, with_ids

TRIGGER_LIFE = timedelta(seconds=3)
STACK = 3
TOO_LARGE = 250_000


@dataclass
class Trigger:
    user: str
    at: datetime
    channel: str | None
    view: str | None
    """The root of the modal stack the person acted in."""
    used: bool = False


class Modals:
    """Triggers, each person's stack of modals, and the Home views."""

    def __init__(self, now: Callable[[], datetime], changed: Callable[[], None]) -> None:
        self._now = now
        self._changed = changed
        self._numbers = itertools.count(1)
        self._triggers: dict[str, Trigger] = {}
        self._readers: dict[str, str] = {}
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def trigger(self, user: str, channel: str | None = None, view: str | None = None) -> str:
        """A new trigger id for what the person just did."""
        key = f"{next(self._numbers)}.{secrets.token_hex(8)}"
        self._triggers[key] = Trigger(user, self._now(), channel, view)
        return key

    def spend(self, key: JsonValue) -> Trigger:
        """Use up a trigger. Raises invalid_, exchanged_ or expired_trigger_id."""
        trigger = self._triggers.get(key) if isinstance(key, str) else None
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._now() - trigger.at > TRIGGER_LIFE:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def open(self, key: JsonValue, given: JsonValue) -> View:
        """A new stack; an open one of the same person is put away."""
        view = checked(given, "modal")
        trigger = self.spend(key)
        self._external_id_is_free(view)
        self.clear(trigger.user)
        shown = self._made(trigger.user, view, channel=trigger.channel)
        self.stacks[trigger.user] = [shown]
        self._changed()
        return shown

    def is_within_one(self, key: JsonValue) -> bool:
        """Whether the trigger comes from a modal that is still open."""
        trigger = self._triggers.get(key) if isinstance(key, str) else None
        return trigger is not None and any(view.root_id == trigger.view for view in self.all_open())

    def reader(self, key: JsonValue) -> str:
        """Whose the trigger is, spent or not; "nobody" where there is none such."""
        trigger = self._triggers.get(key) if isinstance(key, str) else None
        return "nobody" if trigger is None else trigger.user

    def reader_of(self, view_id: JsonValue) -> str:
        """Who has the view open, or had it; "nobody" where there was none such."""
        return self._readers.get(str(view_id), "nobody")

    def push(self, key: JsonValue, given: JsonValue) -> View:
        """On top of the stack that the trigger comes from."""
        view = checked(given, "modal")
        stack = self._stack_of(key)
        self._external_id_is_free(view)
        trigger = self.spend(key)
        return self.put_on_top(stack, view, trigger.channel)

    def put_on_top(self, stack: list[View], view: Json, channel: str | None) -> View:
        """Raises push_limit_reached on the fourth view."""
        if len(stack) >= STACK:
            raise SlackError("push_limit_reached")
        shown = self._made(stack[0].user, view, channel=channel, below=stack[-1])
        stack.append(shown)
        self._changed()
        return shown

    def _stack_of(self, key: JsonValue) -> list[View]:
        trigger = self._triggers.get(key) if isinstance(key, str) else None
        stack = self.stacks.get(trigger.user, []) if trigger else []
        if trigger and not trigger.used and (not stack or stack[0].id != trigger.view):
            raise SlackError("not_found")
        if len(stack) >= STACK:
            raise SlackError("push_limit_reached")
        return stack

    def _external_id_is_free(self, view: Json, but: View | None = None) -> None:
        external, others = view.get("external_id"), [other for other in self.all_open() if other is not but]
        if external and any(other.given.get("external_id") == external for other in others):
            raise SlackError("duplicate_external_id")

    def all_open(self) -> list[View]:
        return [view for stack in self.stacks.values() for view in stack]

    def find(self, view_id: str | None, external_id: str | None) -> View:
        """An open modal. Raises not_found: a closed one is gone for good."""
        for view in self.all_open():
            if view.id == view_id or (external_id and view.given.get("external_id") == external_id):
                return view
        raise SlackError("not_found")

    def update(self, view: View, given: JsonValue, expected_hash: str | None) -> View:
        """Same id, new hash. Raises hash_conflict."""
        new = checked(given, "modal")
        if expected_hash and expected_hash != view.hash:
            raise SlackError("hash_conflict")
        self._external_id_is_free(new, view)
        self.replace(view, new)
        return view

    def replace(self, view: View, given: Json) -> None:
        with_ids(given["blocks"])
        view.given, view.hash = given, self._hash()
        view.state = state_of(given["blocks"], view.state, view.channel)
        view.errors, view.note = {}, None
        self._changed()

    def publish(self, user: str, given: JsonValue, expected_hash: str | None) -> View:
        """The Home view of one person."""
        new = checked(given, "home")
        old = self.homes.get(user)
        if old is None:
            self.homes[user] = old = self._made(user, new)
            self._changed()
        elif expected_hash and expected_hash != old.hash:
            raise SlackError("hash_conflict")
        else:
            self.replace(old, new)
        return old

    def drop(self, view: View) -> None:
        """The top view goes; the one below shows again."""
        stack = self.stacks.get(view.user, [])
        if view in stack:
            stack.remove(view)
        view.is_open = False
        self._changed()

    def clear(self, user: str) -> list[View]:
        """The whole stack goes; top first."""
        gone = self.stacks.pop(user, [])
        for view in gone:
            view.is_open = False
        self._changed()
        return gone[::-1]

    def _made(self, user: str, given: Json, *, channel: str | None = None, below: View | None = None) -> View:
        with_ids(given["blocks"])
        key = f"V{next(self._numbers):08d}"
        self._readers[key] = user
        state: State = state_of(given["blocks"], None, channel)
        root, previous = (below.root_id, below.id) if below else (key, None)
        return View(key, user, given, self._hash(), root, previous, channel, state)

    def _hash(self) -> str:
        return f"{int(self._now().timestamp())}.{secrets.token_hex(4)}"


def checked(given: JsonValue, kind: str) -> Json:
    """A copy of the view if Slack would take it. Raises invalid_arguments with all messages, or view_too_large."""
    if faults := check_view(given, kind):
        raise SlackError("invalid_arguments", response_metadata={"messages": faults})
    whole = json.dumps(given)
    if len(whole.encode()) > TOO_LARGE:
        raise SlackError("view_too_large")
    return json.loads(whole)  # type: ignore[no-any-return]
