"""A rule looks at one value and reports every fault it finds: it never raises and never stops at the first one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
JsonValue = Any
"""Whatever JSON holds; what a peer sends is unknown until a rule has looked at it."""


@dataclass(frozen=True)
class Spot:
    """Where in the document a rule looks; `faults` is shared by all spots of one check."""

    pointer: str = ""
    faults: list[str] = field(default_factory=list)

    def at(self, key: str | int) -> "Spot":
        return Spot(f"{self.pointer}/{key}", self.faults)

    def fault(self, message: str) -> None:
        """In the words of Slack's `response_metadata.messages`."""
        self.faults.append(f"[ERROR] {message} [json-pointer:{self.pointer}]")


Rule = Callable[[JsonValue, Spot], None]


def string(longest: int, shortest: int = 1) -> Rule:
    """A string of `shortest` to `longest` characters."""

    def check(value: JsonValue, spot: Spot) -> None:
        if not isinstance(value, str):
            spot.fault("must be a string")
        elif len(value) > longest:
            spot.fault(f"must be less than {longest + 1} characters")
        elif len(value) < shortest:
            spot.fault(f"must be more than {shortest - 1} characters")

    return check


def matching(pattern: str, what: str) -> Rule:
    """A string of which the whole matches `pattern`."""

    def check(value: JsonValue, spot: Spot) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            spot.fault(f"must be {what}")

    return check


def boolean(value: JsonValue, spot: Spot) -> None:
    if not isinstance(value, bool):
        spot.fault("must be a boolean")


def integer(lowest: int, highest: int) -> Rule:
    """A whole number from `lowest` to `highest`; a boolean is none."""

    def check(value: JsonValue, spot: Spot) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            spot.fault(f"must be an integer between {lowest} and {highest}")

    return check


def one_of(*values: str) -> Rule:
    def check(value: JsonValue, spot: Spot) -> None:
        if value not in values:
            spot.fault(f"must be one of {', '.join(values)}")

    return check


def anything(_value: JsonValue, _spot: Spot) -> None:
    """For what this checker does not look into."""


def items(rule: Rule, most: int, fewest: int = 1) -> Rule:
    """A list of `fewest` to `most` values, each held to `rule`."""

    def check(value: JsonValue, spot: Spot) -> None:
        if not isinstance(value, list):
            spot.fault("must be an array")
            return
        if len(value) > most:
            spot.fault(f"no more than {most} items allowed")
        if len(value) < fewest:
            spot.fault(f"must provide at least {fewest} items")
        for index, item in enumerate(value):
            rule(item, spot.at(index))

    return check


def shape(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """An object with these fields and no other: Slack refuses unknown ones."""
    rules = {**required, **(optional or {})}

    def check(value: JsonValue, spot: Spot) -> None:
        if not isinstance(value, dict):
            spot.fault("must be an object")
            return
        for key in required.keys() - value.keys():
            spot.fault(f"missing required field: {key}")
        for key, item in value.items():
            if key in rules:
                rules[key](item, spot.at(key))
            else:
                spot.fault(f"invalid additional property: {key}")

    return check


def every(*rules: Rule) -> Rule:
    def check(value: JsonValue, spot: Spot) -> None:
        for rule in rules:
            rule(value, spot)

    return check


def then(first: Rule, *more: Rule) -> Rule:
    """`more` look only at what `first` found no fault with, so they may rely on its shape."""

    def check(value: JsonValue, spot: Spot) -> None:
        before = len(spot.faults)
        first(value, spot)
        for rule in more if len(spot.faults) == before else ():
            rule(value, spot)

    return check


def plain(longest: int) -> Rule:
    """A text object that must be `plain_text`."""
    return shape({"type": one_of("plain_text"), "text": string(longest)}, {"emoji": boolean})


def text(longest: int) -> Rule:
    """A text object of either type; `emoji` goes with plain_text alone, `verbatim` with mrkdwn alone."""
    mrkdwn = shape({"type": one_of("mrkdwn"), "text": string(longest)}, {"verbatim": boolean})
    either = plain(longest)

    def check(value: JsonValue, spot: Spot) -> None:
        if isinstance(value, dict) and value.get("type") not in ("plain_text", "mrkdwn"):
            spot.at("type").fault("must be one of plain_text, mrkdwn")
        elif isinstance(value, dict) and value["type"] == "mrkdwn":
            mrkdwn(value, spot)
        else:
            either(value, spot)

    return check


def is_yes(value: JsonValue) -> bool:
    """A flag among the arguments: slack_sdk sends "1" in a query and true in JSON."""
    return value in (True, "1", "true")
