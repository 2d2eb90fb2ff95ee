"""Slack keeps what was typed while a block's ids stay the same, and shows new initial values only where they change."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    CheckboxesElement,
    DatePickerElement,
    ExternalDataMultiSelectElement,
    InputBlock,
    Option,
    OptionGroup,
    RadioButtonsElement,
    StaticMultiSelectElement,
    StaticSelectElement,
    TimePickerElement,
)

from bot.domain.building import Building, Entrance, Method
from bot.domain.window import Fold
from bot.slack.blocks.forms.grant_form_state import MOST_DOORS
from bot.slack.blocks.ids import Field
from bot.slack.blocks.text import clean, plain
from bot.slack.blocks.times import clock, offset

MOST_CHECKBOXES = 10
MOST_OPTIONS = 100
"""Of one select, or of one group of it; also of one answer to an options request."""
_OPTION_TEXT = 75
_EDITION = re.compile(r"~[0-9]+\Z")


def option(value: str, text: str, description: str | None = None) -> Option:
    """An option with its text cut to what Slack takes."""
    shown = plain(clean(text), _OPTION_TEXT)
    return Option(value=value, text=shown, description=plain(description, _OPTION_TEXT) if description else None)


def doors_block_id(building_id: str, method: Method) -> str:
    """Names building and method: another of either is another list of doors."""
    return f"{Field.DOORS}:{method}:{building_id}"


def in_edition(block_id: str, edition: int) -> str:
    """The id of a block whose values were filled anew so often."""
    return f"{block_id}~{edition}" if edition else block_id


def without_edition(block_id: str) -> str:
    return _EDITION.sub("", block_id)


def read_doors_block_id(block_id: str) -> tuple[str, Method] | None:
    """The building and method of a doors block (an options request names its block), None for any other block."""
    field, _, rest = without_edition(block_id).partition(":")
    method, _, building_id = rest.partition(":")
    known = field == Field.DOORS and method in set(Method) and building_id
    return (building_id, Method(method)) if known else None


def door_options(entrances: Iterable[Entrance], query: str = "") -> list[Option]:
    """At most 100 doors whose names contain every word of the query, case and accents aside; the closest first."""
    wanted = folded_name(query)
    names = [(folded_name(e.name), e) for e in entrances if not e.removed]
    found = [(name, e) for name, e in names if all(word in name for word in wanted.split())]
    found.sort(key=lambda hit: (not hit[0].startswith(wanted), wanted not in hit[0], _natural(hit[0])))
    return [option(e.id, e.name) for _, e in found[:MOST_OPTIONS]]


def doors_input(
    building: Building, method: Method, there: Sequence[Entrance], chosen: Sequence[str], *, redraws: bool
) -> InputBlock:
    """The doors as checkboxes, a select, or a search, by how many there are; `chosen` are ids out of `there`."""
    per_code = building.facts.entrances_per_code
    one_each = method is Method.PIN and per_code == 1 and len(there) > 1
    return InputBlock(
        block_id=doors_block_id(building.id, method),
        label=plain("Doors"),
        hint=plain("Each door gets its own PIN.") if one_each else None,
        element=doors_element(Field.DOORS, there, chosen),
        dispatch_action=redraws,
    )


def doors_element(
    field: Field, there: Sequence[Entrance], chosen: Sequence[str]
) -> CheckboxesElement | StaticMultiSelectElement | ExternalDataMultiSelectElement:
    """Checkboxes, a select, or a search that an options request of `field` answers, by how many doors there are."""
    names = {e.id: e.name for e in there}
    initial = [option(id_, names[id_]) for id_ in chosen] or None
    if len(there) <= MOST_CHECKBOXES:
        return CheckboxesElement(action_id=field, options=door_options(there), initial_options=initial)
    if len(there) <= MOST_OPTIONS:
        return StaticMultiSelectElement(
            action_id=field, placeholder="Choose doors", options=door_options(there), initial_options=initial
        )
    return ExternalDataMultiSelectElement(
        action_id=field,
        placeholder="Search doors",
        min_query_length=0,
        initial_options=initial,
        max_selected_items=MOST_DOORS,
    )


def building_input(buildings: Sequence[Building], chosen: Building, *, redraws: bool) -> InputBlock:
    """The select of buildings; more than Slack takes in one list come in groups."""
    options = [option(b.id, b.name) for b in sorted(buildings, key=lambda b: _natural(folded_name(b.name)))]
    chunks = [options[n : n + MOST_OPTIONS] for n in range(0, len(options), MOST_OPTIONS)]
    groups = [OptionGroup(label=plain(f"{c[0].text} … {c[-1].text}", _OPTION_TEXT), options=c) for c in chunks]
    element = StaticSelectElement(
        action_id=Field.BUILDING,
        options=options if len(chunks) == 1 else None,
        option_groups=groups if len(chunks) > 1 else None,
        initial_option=option(chosen.id, chosen.name),
    )
    return InputBlock(block_id=Field.BUILDING, label=plain("Building"), element=element, dispatch_action=redraws)


def select_input(field: Field, label: str, options: Sequence[Option], chosen: StrEnum) -> InputBlock:
    """Quick choices in one row, with the chosen one preselected; a choice re-renders the form."""
    initial = next(o for o in options if o.value == chosen)
    element = StaticSelectElement(action_id=field, options=options, initial_option=initial)
    return InputBlock(block_id=field, label=plain(label), element=element, dispatch_action=True)


def radio_input(field: Field, label: str, options: Sequence[Option], chosen: StrEnum) -> InputBlock:
    """A choice whose every option must be seen before one is taken."""
    initial = next(o for o in options if o.value == chosen)
    element = RadioButtonsElement(action_id=field, options=options, initial_option=initial)
    return InputBlock(block_id=field, label=plain(label), element=element, dispatch_action=True)


def moment_inputs(
    fields: tuple[Field, Field], labels: tuple[str, str], day: date | None, at: time | None
) -> list[InputBlock]:
    """A date and a clock time; Slack gives them back as typed, without a zone: they are the building's."""
    date_field, time_field = fields
    picked_day = DatePickerElement(action_id=date_field, initial_date=day.isoformat() if day else None)
    picked_time = TimePickerElement(action_id=time_field, initial_time=f"{at:%H:%M}" if at is not None else None)
    return [
        InputBlock(block_id=date_field, label=plain(labels[0]), element=picked_day, dispatch_action=True),
        InputBlock(block_id=time_field, label=plain(labels[1]), element=picked_time, dispatch_action=True),
    ]


def fold_input(field: Field, label: str, both: tuple[datetime, datetime], zone: ZoneInfo, chosen: Fold) -> InputBlock:
    """Which of two equal clock readings is meant, told apart by their offsets from UTC."""
    texts = {
        Fold.EARLIER: f"The first time, {offset(both[0], zone)}",
        Fold.LATER: f"The second, {offset(both[1], zone)}",
    }
    options = [option(fold, text) for fold, text in texts.items()]
    return radio_input(field, f"{label} {clock(both[0], zone)[:5]} comes twice that day", options, chosen)


def folded_name(text: str) -> str:
    """A name as it is searched by: case and accents make no difference."""
    bare = (c for c in unicodedata.normalize("NFKD", clean(text)) if not unicodedata.combining(c))
    return "".join(bare).casefold()


def _natural(folded: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts "Door 2" before "Door 10"."""
    parts = re.findall(r"[0-9]+|[^0-9]+", folded)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)
