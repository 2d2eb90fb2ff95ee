"""Payloads as Slack signs them, with something odd in each: seeded, so that a run can be had again.

They begin with what the simulated Slack has really sent; then the listener, the ids and the values are changed.
"""

import copy
import json
from collections.abc import Sequence
from random import Random
from typing import Any
from urllib.parse import urlencode

from bot.demo.slack.records import Delivery
from bot.slack.blocks.ids import ActionId, Field, ShortcutId, ViewId

CANARY = "canary-of-the-noise"
"""In every odd string, so that a log that quotes a payload gives itself away."""
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
Path = list[str | int]

VERBS = (
    "help",
    "setup",
    "audit",
    "forget",
    "tasks",
    "approvals",
    "check",
    "list",
    "find",
    "bulk",
    "end",
    "payload",
    "",
)
DOOR_VERBS = ("help", "status", "lock", "unlock", "watch", "unwatch", "")
ACTIONS = (*ActionId, *Field, "gone", "")
PLAIN: tuple[Any, ...] = (None, True, False, 0, -1, 2**63, 2**70, 1.5, [], {}, [None], {"id": None}, "", " ", "null")
STRINGS = (
    CANARY,
    f"{CANARY}\x00\x1b[31m",
    f"<!channel> <@U0RITA> <http://{CANARY}|x> &lt; *x*",
    f"{CANARY} \u202e\u200b\ufeff \U0001f511",
    f"{CANARY}'; drop table grants; --",
    f"=HYPERLINK({CANARY})",
    f"{CANARY} {{}} %s %(x)s {{0.__class__}}",
    "x" * 20_000 + CANARY,
    "2026-13-45",
    "9999-12-31",
    "0001-01-01",
    "24:00",
    "99999999999999999999",
    "-1",
    "1e9",
    "NaN",
    f'{{"building": "{CANARY}"}}',
    '{"building": {"x": []}, "page": "x", "skip": -5}',
    "[" * 2_000,
    "a:b:c:d",
    "|||",
)


class Noise:
    """Draws signed-but-odd requests from what was sent before."""

    def __init__(self, random: Random, seen: Sequence[Delivery], ids: Sequence[str]) -> None:
        self._random = random
        self._commands = [one.payload for one in seen if one.kind == "slash_commands"]
        self._by_type: dict[str, list[dict[str, Any]]] = {}
        for one in seen:
            if one.kind != "slash_commands":
                self._by_type.setdefault(str(one.payload["type"]), []).append(one.payload)
        self._by_type["block_suggestion"] = [_searching(body) for body in self._by_type["view_submission"]]
        self._ids = ids

    @property
    def kinds(self) -> set[str]:
        return {*self._by_type, "command"}

    def draw(self, trigger: str) -> tuple[bytes, str]:
        """A body and its content type."""
        draw = self._random
        kind = draw.choice(sorted(self.kinds))
        if kind == "command":
            body = copy.deepcopy(draw.choice(self._commands))
            body["command"], verbs = draw.choice((("/guest", VERBS), ("/door", DOOR_VERBS)))
            body["text"] = f"{draw.choice(verbs)} {draw.choice((*STRINGS, *self._ids))}"
        else:
            body = copy.deepcopy(draw.choice(self._by_type[kind]))
            self._retarget(body)
        if "trigger_id" in body:
            body["trigger_id"] = trigger
        for _ in range(draw.choice((0, 1, 1, 1, 2, 5))):
            self._change(body)
        body["token"] = f"{draw.getrandbits(64):x}"
        return self._encoded(kind, body)

    def _retarget(self, body: dict[str, Any]) -> None:
        """At another listener, with other ids."""
        draw = self._random
        for action in body.get("actions") or ():
            action["action_id"] = draw.choice(ACTIONS)
            if "value" in action or draw.random() < 0.3:
                action["value"] = draw.choice((*self._ids, *STRINGS))
        if "action_id" in body:
            body["action_id"] = draw.choice(ACTIONS)
        if isinstance(view := body.get("view"), dict) and draw.random() < 0.7:
            view["callback_id"] = draw.choice((*ViewId, "gone"))
            if draw.random() < 0.5:
                view["private_metadata"] = draw.choice((*self._ids, *STRINGS))
        if "callback_id" in body and draw.random() < 0.3:
            body["callback_id"] = draw.choice((*ShortcutId, "gone"))

    def _change(self, body: dict[str, Any]) -> None:
        """Something that is missing, of another type, nested, huge, or somebody else's."""
        draw = self._random
        path = draw.choice(paths(body))
        parent: Any = body
        for step in path[:-1]:
            parent = parent[step]
        how = draw.randrange(6)
        if how == 0:
            del parent[path[-1]]
        elif how == 1:
            parent[path[-1]] = {"nested": parent[path[-1]]}
        elif how == 2:
            parent[path[-1]] = draw.choice(PLAIN)
        else:
            parent[path[-1]] = draw.choice((*STRINGS, *self._ids))

    def _encoded(self, kind: str, body: dict[str, Any]) -> tuple[bytes, str]:
        draw = self._random
        is_event = body.get("type") == "event_callback"
        if kind == "command":
            raw, content_type = urlencode(body).encode(), FORM
        elif is_event:
            raw, content_type = json.dumps(body).encode(), JSON
        else:
            raw, content_type = urlencode({"payload": json.dumps(body)}).encode(), FORM
        if draw.random() < 0.05:
            place = draw.randrange(len(raw))
            raw = raw[:place] + draw.randbytes(draw.randrange(9)) + raw[place + draw.randrange(4) :]
        return raw, draw.choice((JSON, FORM, "text/plain", "")) if draw.random() < 0.03 else content_type


def _searching(submission: dict[str, Any]) -> dict[str, Any]:
    """Somebody types into a select of a form that they later sent."""
    blocks = [one["block_id"] for one in submission["view"]["blocks"] if one["type"] == "input"]
    asked = {"action_id": Field.DOORS, "block_id": blocks[0] if blocks else "b", "value": "o"}
    return submission | asked | {"type": "block_suggestion"}


def paths(value: object, at: Path | None = None) -> list[Path]:
    """Every place in the JSON, but the root."""
    here = at or []
    if isinstance(value, dict):
        inner = [(key, one) for key, one in value.items()]
    elif isinstance(value, list):
        inner = [*enumerate(value)]
    else:
        return [here]
    deeper = [path for key, one in inner for path in paths(one, [*here, key])]
    return [here, *deeper] if here else deeper
