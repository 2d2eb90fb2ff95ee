"""The fields of access every week. They take the place of "How long": a visit ends by its own reading of the clock."""

from datetime import date, time

from slack_sdk.models.blocks import Block, CheckboxesElement, DatePickerElement, InputBlock, TimePickerElement

from bot.domain.building import Method
from bot.slack.acting import Payload
from bot.slack.blocks.forms.grant_form_fields import option
from bot.slack.blocks.forms.repeat import Repeat
from bot.slack.blocks.ids import Field
from bot.slack.blocks.message import small
from bot.slack.blocks.text import plain
from bot.slack.blocks.view_state import all_selected, picked_date, picked_time

REPEAT_FIELDS = frozenset({Field.WEEKDAYS, Field.VISIT_STARTS, Field.VISIT_ENDS, Field.FIRST_DAY, Field.UNTIL})
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def repeat_inputs(repeat: Repeat, method: Method) -> list[Block]:
    """Weekdays, from, to, first day and last day; a choice draws the form again, with the dates that follow."""
    what = "PIN" if method is Method.PIN else "mobile key"
    return [
        _weekdays(repeat.weekdays),
        _time(Field.VISIT_STARTS, "From, at the building", repeat.starts),
        _time(Field.VISIT_ENDS, "To, at the building", repeat.ends),
        _date(Field.FIRST_DAY, "First day", repeat.first_day),
        _date(Field.UNTIL, "Last day, at most 26 weeks later", repeat.until),
        small(f"Each visit gets a {what} of its own: the first one now, each other one two days before it starts."),
    ]


def read_repeat(view: Payload) -> Repeat | None:
    """None where the view asks for no days."""
    values = (view.get("state") or {}).get("values") or {}
    if not any(Field.WEEKDAYS in elements for elements in values.values()):
        return None
    days = [int(day) for day in all_selected(view, Field.WEEKDAYS) if day in set(map(str, range(len(_DAYS))))]
    return Repeat(
        weekdays=tuple(sorted(days)),
        starts=picked_time(view, Field.VISIT_STARTS),
        ends=picked_time(view, Field.VISIT_ENDS),
        first_day=picked_date(view, Field.FIRST_DAY),
        until=picked_date(view, Field.UNTIL),
    )


def _weekdays(chosen: tuple[int, ...]) -> InputBlock:
    options = [option(str(number), name) for number, name in enumerate(_DAYS)]
    element = CheckboxesElement(
        action_id=Field.WEEKDAYS, options=options, initial_options=[options[day] for day in chosen] or None
    )
    return InputBlock(block_id=Field.WEEKDAYS, label=plain("Every"), element=element, dispatch_action=True)


def _time(field: Field, label: str, at: time | None) -> InputBlock:
    element = TimePickerElement(action_id=field, initial_time=f"{at:%H:%M}" if at is not None else None)
    return InputBlock(block_id=field, label=plain(label), element=element, dispatch_action=True)


def _date(field: Field, label: str, day: date | None) -> InputBlock:
    element = DatePickerElement(action_id=field, initial_date=day.isoformat() if day else None)
    return InputBlock(block_id=field, label=plain(label), element=element, dispatch_action=True)
