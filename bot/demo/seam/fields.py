"""Stricter than Seam on purpose: a field that this server does not know is refused, so a misspelt one is found.

The rules of single fields are those of Seam's OpenAPI; the messages are zod's, which Seam's answers carry.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from starlette.datastructures import QueryParams

from bot.demo.seam.errors import SeamError, invalid

Body = dict[str, object]

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_NAMES = {str: "string", bool: "boolean", int: "number", float: "number", list: "array", dict: "object"}


@dataclass(frozen=True)
class Field:
    """One field of a request; `check` says what is wrong with a value, or None."""

    check: Callable[[object], str | None]
    required: bool = False
    nullable: bool = False
    from_query: Callable[[list[str]], object] = lambda texts: texts[-1]

    @property
    def must(self) -> "Field":
        return replace(self, required=True)

    @property
    def or_null(self) -> "Field":
        return replace(self, nullable=True)

    def problem(self, value: object) -> str | None:
        return None if value is None and self.nullable else self.check(value)


def text(pattern: re.Pattern[str], message: str) -> Field:
    return Field(lambda value: _expected("string", value) or _unless(pattern.fullmatch(str(value)), message))


def one_of(*values: str) -> Field:
    message = f"Invalid enum value. Expected {' | '.join(values)}"
    return Field(lambda value: _expected("string", value) or _unless(value in values, message))


def many(item: Field) -> Field:
    def check(value: object) -> str | None:
        if not isinstance(value, list):
            return _expected("array", value)
        return next((problem for entry in value if (problem := item.problem(entry))), None)

    return Field(check, from_query=lambda texts: [] if texts == [""] else [*texts])


def objects(fields: Mapping[str, Field]) -> Field:
    """One whose own fields are checked as a request's are; what is wrong is told in one line."""

    def problem(value: object) -> str | None:
        if not isinstance(value, dict):
            return _expected("object", value)
        try:
            check(fields, value)
        except SeamError as error:
            return str(error.message)
        return None

    return Field(problem)


def _json(texts: list[str]) -> object:
    """A number or a flag in a query; anything else stays a text and is refused by the check."""
    try:
        value: object = json.loads(texts[-1])
    except ValueError:
        return texts[-1]
    return value


def _is_moment(value: object) -> str | None:
    if not isinstance(value, str):
        return _expected("string", value)
    try:
        return _unless(_WHEN.fullmatch(value) and moment(value), "Invalid datetime")
    except ValueError:
        return "Invalid datetime"


TEXT = text(re.compile(r".*", re.DOTALL), "")
NAME = text(re.compile(r".+", re.DOTALL), "String must contain at least 1 character(s)")
UUID = text(_UUID, "Invalid uuid")
EMAIL = text(_EMAIL, "Invalid email")
PHONE = text(_PHONE, "Invalid phone number")
DIGITS = text(re.compile(r"\d+", re.ASCII), "Invalid")
PIN = text(re.compile(r"\d{4,12}", re.ASCII), "Invalid code: 4 to 12 digits")
WHEN = Field(_is_moment)
FLAG = Field(lambda value: _expected("boolean", value), from_query=_json)
COUNT = Field(
    lambda value: _expected("number", value) or _unless(_is_positive(value), "Number must be greater than 0"),
    from_query=_json,
)
NUMBER = Field(lambda value: None if isinstance(value, float) else _expected("number", value))


def moment(value: object) -> datetime:
    """A checked date-time, in UTC."""
    return datetime.fromisoformat(str(value)).astimezone(UTC)


def check(fields: Mapping[str, Field], body: Body) -> None:
    """Raises `invalid_input` with everything that is wrong at once, as zod does."""
    problems = {name: "Required" for name, field in fields.items() if field.required and name not in body}
    for name, value in body.items():
        if name in fields and (problem := fields[name].problem(value)):
            problems[name] = problem
    unknown = sorted(set(body) - set(fields))
    whole = f"Unrecognized key(s) in object: {', '.join(map(repr, unknown))}" if unknown else None
    if whole or problems:
        raise invalid(body=whole, **problems)


def read_query(fields: Mapping[str, Field], query: QueryParams) -> Body:
    """As Seam's SDKs write queries: nothing is null or an empty list, and `_strict` says that they do."""
    return {name: _from_query(fields.get(name) or TEXT, query.getlist(name)) for name in query if name != "_strict"}


def _from_query(field: Field, texts: list[str]) -> object:
    return None if field.nullable and texts == [""] else field.from_query(texts)


def exactly_one(body: Body, names: Iterable[str]) -> None:
    """Raises `invalid_input` unless just one of these fields is there."""
    known = tuple(names)
    if sum(name in body for name in known) != 1:
        raise invalid(body=f"Must specify exactly one of {', '.join(known)}")


def at_least_one(body: Body, names: Iterable[str]) -> None:
    """Raises `invalid_input` where none of these fields is there."""
    known = tuple(names)
    if not set(known) & set(body):
        raise invalid(body=f"Must specify at least one of {', '.join(known)}")


def _expected(kind: str, value: object) -> str | None:
    found = "null" if value is None else _NAMES.get(type(value), "object")
    return None if found == kind else f"Expected {kind}, received {found}"


def _unless(fine: object, message: str) -> str | None:
    return None if fine else message


def _is_positive(value: object) -> bool:
    return isinstance(value, int) and value > 0
