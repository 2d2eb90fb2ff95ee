"""The rules of a request, checked twice: for the form, and again with fresh facts in the transaction that keeps it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from pydantic import SecretStr

from bot.domain.building import Building, Entrance, Method
from bot.domain.errors import AccessError, BadField
from bot.domain.grant import Guest
from bot.domain.problems import sentence
from bot.domain.recurrence import Rule, check_rule
from bot.domain.value import Value
from bot.domain.window import Window

LONGEST_NAME = 200
LONGEST_REASON = 500
MOST_NAMED = 3
LONGEST_STANDING = timedelta(days=90)
LATE_START = timedelta(minutes=5)
FARTHEST_START = timedelta(days=366)
"""Further away it is a slip of the hand, such as a wrong year."""
"""How far in the past a start may be: a modal stays open for a while before it is sent."""


class BadFields(AccessError):
    """All fields that the person has to correct; the same values again fail again."""

    def __init__(self, fields: Iterable[BadField]) -> None:
        self.fields = tuple(fields)
        super().__init__("; ".join(str(field) for field in self.fields))


class VisitOf(Value):
    """Which visit of which series a grant is."""

    series_id: str
    day: date
    card_channel: str | None = None
    """Where the card of the series stands."""
    card_ts: str | None = None


class GrantDraft(Value):
    """Access as a person asked for it, every value parsed, nothing decided yet."""

    team_id: str
    requester: str
    building_id: str
    entrance_ids: tuple[str, ...]
    method: Method
    guest: Guest
    window: Window
    code: SecretStr | None = None
    """Digits that the person has chosen for all doors, which are smart locks then."""
    standing: bool = False
    """Staff's own: it ends by date, and Keep in a review gives it the same time again."""
    reason: str | None = None
    template_id: str | None = None
    channel: str | None = None
    """Where the requester wants updates; None means their DM."""
    submit_key: str
    """The same for a form that is sent twice, so that the second changes nothing."""
    rule: Rule | None = None
    """Access every week is wanted: it begins on the rule's first day, and the window is what is left of that visit."""
    visit: VisitOf | None = None
    """The visit of a series that this is about."""


def check(draft: GrantDraft, building: Building, entrances: Iterable[Entrance], now: datetime) -> tuple[BadField, ...]:
    """Everything that is wrong with the request in itself, in the order of the form; policy is asked beside it."""
    return (
        *check_guest(draft.guest, draft.method),
        *check_doors(draft.entrance_ids, draft.method, building, entrances),
        *check_window(draft.window, now),
        *(check_rule(draft.rule, building.zone, now) if draft.rule is not None else ()),
        *(check_standing(draft.window) if draft.standing else ()),
        *check_reason(draft.reason),
        *check_template(draft.template_id, building),
    )


def check_guest(guest: Guest, method: Method) -> tuple[BadField, ...]:
    bad = []
    if not guest.name.strip():
        bad.append(BadField("name", "name_missing"))
    if len(guest.name) > LONGEST_NAME:
        bad.append(BadField("name", "name_too_long"))
    if method is Method.MOBILE_KEY and not guest.email:
        bad.append(BadField("email", "email_needed"))
    return tuple(bad)


def check_doors(
    wanted: Sequence[str], method: Method, building: Building, entrances: Iterable[Entrance]
) -> tuple[BadField, ...]:
    """Whether the building works, offers the method, and has every wanted door with what the method needs."""
    here = {e.id: e for e in entrances if e.building_id == building.id and not e.removed}
    unable = [here[id_].name for id_ in wanted if id_ in here and not here[id_].can(method)]
    bad = [*check_building(building)]
    if not wanted:
        bad.append(BadField("doors", "doors_missing"))
    if any(id_ not in here for id_ in wanted):
        bad.append(BadField("doors", "door_unknown"))
    if unable:
        bad.append(BadField("doors", "door_cannot", door=_some(unable)))
    if not building.offers(method):
        bad.append(BadField("method", "method_not_offered"))
    return tuple(bad)


def check_building(building: Building) -> tuple[BadField, ...]:
    """Whether Seam reaches the building, as far as we have heard."""
    if not building.problem:
        return ()
    return (BadField("building", "building_disconnected", building=building.name, why=sentence(building.problem)),)


def _some(names: Sequence[str]) -> str:
    """The first names, and how many more: a field's error has little room."""
    shown = ", ".join(names[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else f"{shown} and {len(names) - MOST_NAMED} more"


def check_window(window: Window, now: datetime) -> tuple[BadField, ...]:
    """Whether the window is still to come, and not in a year that somebody mistyped."""
    bad = []
    if window.starts_at < now - LATE_START:
        bad.append(BadField("start", "start_in_past"))
    if window.starts_at > now + FARTHEST_START:
        bad.append(BadField("start", "start_too_far"))
    if window.ends_at <= now:
        bad.append(BadField("end", "end_in_past"))
    return tuple(bad)


def check_standing(window: Window) -> tuple[BadField, ...]:
    """Whether standing access would be looked at again soon enough."""
    return (BadField("end", "standing_too_long"),) if window.length > LONGEST_STANDING else ()


def check_end(window: Window, ends_at: datetime, now: datetime) -> tuple[BadField, ...]:
    """Whether access that began at the window's start can end at `ends_at`."""
    bad = []
    if ends_at <= now:
        bad.append(BadField("end", "end_in_past"))
    elif ends_at <= window.starts_at:
        bad.append(BadField("end", "end_not_after_start", start=window.starts_at))
    return tuple(bad)


def check_reason(reason: str | None) -> tuple[BadField, ...]:
    too_long = reason is not None and len(reason) > LONGEST_REASON
    return (BadField("reason", "reason_too_long"),) if too_long else ()


def check_template(template_id: str | None, building: Building) -> tuple[BadField, ...]:
    """Whether the template is still there: its reminders are taken from it, so a removed one is not passed over."""
    is_gone = template_id is not None and building.settings.template(template_id) is None
    return (BadField("template", "template_gone"),) if is_gone else ()
