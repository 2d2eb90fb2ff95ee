"""The inputs that the set-up forms share, each beside what reads it back; a bad value is told at its own block."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

from slack_sdk.models.blocks import (
    CheckboxesElement,
    ExternalDataMultiSelectElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
    UserMultiSelectElement,
)

from bot.domain.building import Entrance, Method
from bot.domain.colour import Colour, read_colour
from bot.domain.errors import AccessError, BadField
from bot.domain.hours import Hours, hours_words, read_hours
from bot.domain.problems import sentence
from bot.domain.roles import Holder, HolderKind, Role
from bot.slack.acting import Payload
from bot.slack.blocks.forms.grant_form_fields import MOST_OPTIONS, doors_element, option
from bot.slack.blocks.forms.grant_form_state import MOST_DOORS
from bot.slack.blocks.ids import Field
from bot.slack.blocks.text import plain, plural
from bot.slack.blocks.view_state import all_selected, element, shown_blocks

T = TypeVar("T")

LONGEST = timedelta(days=366)
BAD_LENGTH = "Write a length such as 14 days, 12 h or 30 min, at most 366 days."
_LENGTH = re.compile(r"([0-9]{1,6}) ?(d|days?|h|hours?|m|min|minutes?)?", re.ASCII)
_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}
_LONGEST_HOURS = 300
ROLE_FIELDS = {
    Role.ISSUER: (Field.ISSUER_PEOPLE, Field.ISSUER_GROUPS),
    Role.APPROVER: (Field.APPROVER_PEOPLE, Field.APPROVER_GROUPS),
    Role.MANAGER: (Field.MANAGER_PEOPLE, Field.MANAGER_GROUPS),
    Role.VIEWER: (Field.VIEWER_PEOPLE, Field.VIEWER_GROUPS),
}
METHOD_NAMES = {Method.PIN: "PIN", Method.MOBILE_KEY: "Mobile key"}


class BadSettings(AccessError):
    """Values that a manager has to correct; `errors` holds a sentence by `block_id`."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)


class Reading:
    """A submission that is read field by field; `done` raises BadSettings with all that was wrong, at once."""

    def __init__(self, view: Payload) -> None:
        self.view = view
        self._errors: dict[str, str] = {}

    def text(self, field: Field) -> str:
        """What was typed, without the spaces around it."""
        return str(element(self.view, field).get("value") or "").strip()

    def refuse(self, field: Field, said: str) -> None:
        """Say this at the field."""
        self._errors.setdefault(shown_blocks(self.view).get(field, field.value), said)

    def length(self, field: Field) -> timedelta | None:
        """A typed length, in days where no unit is typed; None where nothing is, or nothing that can be read."""
        typed = self.text(field).casefold()
        if not typed:
            return None
        found = _LENGTH.fullmatch(typed)
        length = int(found[1]) * _UNITS[(found[2] or "d")[0]] if found else timedelta()
        if timedelta() < length <= LONGEST:
            return length
        self.refuse(field, BAD_LENGTH)
        return None

    def needed_length(self, field: Field) -> timedelta:
        """The same, where one must be typed."""
        if not self.text(field):
            self.refuse(field, BAD_LENGTH)
        return self.length(field) or LONGEST

    def hours(self, field: Field) -> Hours | None:
        """Typed hours; None is any time."""
        return self._attempt(field, lambda: read_hours(self.text(field)))

    def colour(self, field: Field) -> Colour | None:
        """A typed colour; None where nothing is typed."""
        return self._attempt(field, lambda: read_colour(self.text(field)))

    def number(self, field: Field, most: int) -> int | None:
        """A whole number from 1; None where nothing is typed."""
        typed = self.text(field)
        if typed and not (re.fullmatch(r"[0-9]{1,9}", typed) and 1 <= int(typed) <= most):
            self.refuse(field, f"Write a whole number from 1 to {most}, or nothing.")
            return None
        return int(typed) if typed else None

    def holders(self, role: Role) -> tuple[Holder, ...]:
        """Who was chosen for the role."""
        people, groups = ROLE_FIELDS[role]
        named = element(self.view, people).get("selected_users") or ()
        return (
            *(Holder(kind=HolderKind.PERSON, slack_id=id_, role=role) for id_ in named),
            *(Holder(kind=HolderKind.GROUP, slack_id=id_, role=role) for id_ in all_selected(self.view, groups)),
        )

    def done(self) -> None:
        """Raises BadSettings where something was refused."""
        if self._errors:
            raise BadSettings(self._errors)

    def _attempt(self, field: Field, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except BadField as bad:
            self.refuse(field, sentence(bad.problem))
        return None


def holder_inputs(
    role: Role, label: str, hint: str, roles: Iterable[Holder], names: Mapping[str, str]
) -> list[InputBlock]:
    """People and user groups with a role; `names` are Slack's user groups by id."""
    held = [holder for holder in roles if holder.role is role]
    ids = {kind: [holder.slack_id for holder in held if holder.kind is kind] for kind in HolderKind}
    people_field, groups_field = ROLE_FIELDS[role]
    people = UserMultiSelectElement(action_id=people_field, initial_users=ids[HolderKind.PERSON] or None)
    groups = ExternalDataMultiSelectElement(
        action_id=groups_field,
        placeholder="Search user groups",
        min_query_length=0,
        initial_options=[option(id_, names.get(id_, id_)) for id_ in ids[HolderKind.GROUP]] or None,
    )
    return [
        InputBlock(block_id=people_field, label=plain(label, 200), hint=plain(hint), element=people, optional=True),
        InputBlock(block_id=groups_field, label=plain("And which user groups?"), element=groups, optional=True),
    ]


def group_options(group_names: Mapping[str, str], query: str = "") -> list[Option]:
    """The answer to the options request of a user-group select: at most 100, by name."""
    found = [(name, id_) for id_, name in group_names.items() if query.casefold() in name.casefold()]
    return [option(id_, name) for name, id_ in sorted(found)[:MOST_OPTIONS]]


def text_input(
    field: Field, label: str, hint: str, value: str, *, most: int = 100, optional: bool = True
) -> InputBlock:
    typed = PlainTextInputElement(action_id=field, initial_value=value[:most] or None, max_length=most)
    told = plain(hint) if hint else None
    return InputBlock(block_id=field, label=plain(label), hint=told, element=typed, optional=optional)


def length_input(field: Field, label: str, hint: str, value: timedelta | None, *, optional: bool = False) -> InputBlock:
    return text_input(field, label, hint, "" if value is None else _typed(value), most=20, optional=optional)


def _typed(length: timedelta) -> str:
    """As somebody would type it, and exact: in the largest unit that leaves nothing over."""
    names = {"d": "day", "h": "h", "m": "min"}
    unit = next((unit for unit, span in _UNITS.items() if not length % span), "m")
    count = length // _UNITS[unit]
    return plural(count, names[unit]) if unit == "d" else f"{count} {names[unit]}"


def hours_input(value: Hours | None) -> InputBlock:
    hint = "Weekdays and times at the building, such as Mon-Fri 08:00-18:00, Sat 10:00-14:00. Empty is any time."
    shown = hours_words(value) if value is not None else ""
    return text_input(Field.HOURS, "Access must lie within", hint, shown, most=_LONGEST_HOURS)


def boxes_input(
    field: Field, label: str, options: Mapping[str, tuple[str, ...]], chosen: Iterable[str], *, optional: bool = True
) -> InputBlock:
    """Checkboxes; each option has a text, and may have a description."""
    made = {value: option(value, *texts) for value, texts in options.items()}
    ticked = [made[value] for value in made if value in set(chosen)]
    boxes = CheckboxesElement(action_id=field, options=list(made.values()), initial_options=ticked or None)
    return InputBlock(block_id=field, label=plain(label), element=boxes, optional=optional)


def radio(field: Field, label: str, options: Mapping[str, tuple[str, ...]], chosen: str) -> InputBlock:
    """One choice; each option has a text, and may have a description."""
    made = {value: option(value, *texts) for value, texts in options.items()}
    buttons = RadioButtonsElement(action_id=field, options=list(made.values()), initial_option=made[chosen])
    return InputBlock(block_id=field, label=plain(label), element=buttons)


def doors_choice(
    field: Field, label: str, there: Sequence[Entrance], chosen: Iterable[str], *, hint: str = "", needed: bool = False
) -> InputBlock:
    """Some of a building's doors, of which there must be one."""
    wanted = set(chosen)
    ids = [door.id for door in there if door.id in wanted][:MOST_DOORS]
    doors = doors_element(field, there, ids)
    told = plain(hint) if hint else None
    return InputBlock(block_id=field, label=plain(label), hint=told, element=doors, optional=not needed)
