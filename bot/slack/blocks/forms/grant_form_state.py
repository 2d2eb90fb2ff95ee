"""The form as a value: a view is drawn from it and read back into it, and nothing that is typed lives anywhere else."""

import hashlib
import json
from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime
from pydantic import Field as Constrained

from bot.domain.building import Entrance, Method
from bot.domain.errors import AmbiguousTime, BadField, TimeInGap
from bot.domain.policy import needs_reason, policy_for
from bot.domain.recurrence import Rule
from bot.domain.request import BadFields
from bot.domain.value import Value
from bot.domain.window import Fold, Length, Window, end_for, local_instant
from bot.services.grants.sites import Site
from bot.slack.blocks.forms.repeat import Repeat, settle_repeat, weekly
from bot.slack.blocks.ids import Field

T = TypeVar("T")

MOST_DOORS = 100
"""In one request; Slack takes no more initial options in a select."""
MORNING = time(9, 0)
_STEP = timedelta(minutes=30)
_CHANNELS = ("C", "G")
"""How the ids of conversations begin that a bot can be a member of; a direct message between people is not one."""
_TWO_HOURS = timedelta(hours=2)


class Start(StrEnum):
    NOW = "now"
    LATER = "later"
    WEEKLY = "weekly"
    """Not once, but on certain days of every week."""


class GrantForm(Value):
    """What the person has typed and chosen so far; dates and clock times are readings in the building's zone."""

    name: str = ""
    building_id: str | None = None
    doors: tuple[str, ...] = ()
    method: Method = Method.PIN
    start: Start = Start.NOW
    start_date: date | None = None
    start_time: time | None = None
    start_fold: Fold | None = None
    repeat: Repeat | None = None
    length: Length = Length.TWO_HOURS
    end_date: date | None = None
    end_time: time | None = None
    end_fold: Fold | None = None
    email: str = ""
    phone: str = ""
    standing: bool = False
    code: str = ""
    """Digits that the person wants as the PIN, where the chosen locks let them choose."""
    reason: str = ""
    channel: str | None = None
    more: bool = False
    template_id: str | None = None
    edition: int = 0
    """How often a template has filled this form: part of the block ids of what it fills, so that Slack shows the new
    values and does not keep the old ones."""
    said: tuple[str, ...] = ()
    """What is told once, when the form opens; gone with its first change, because the fields say it then."""
    warned_for: str | None = None
    """The `guest_mark` for which the view showed whatever access there was already."""
    shown: frozenset[str] = frozenset()
    """The input blocks of the view that this was read from: Slack shows an error at one of these or not at all."""


class ActiveAccess(Value):
    """Access that the same guest already has to one of the chosen doors."""

    guest_name: str
    doors: tuple[str, ...]
    ends_at: AwareDatetime


class FormContext(Value):
    """What the form is about: the buildings where the person may give access, never none."""

    sites: tuple[Site, ...] = Constrained(min_length=1)
    now: AwareDatetime
    warnings: tuple[ActiveAccess, ...] = ()
    region: str = "US"
    """Where a phone number without a country code belongs."""

    def site(self, form: GrantForm) -> Site:
        """The chosen building, or the first where none (or one that is gone) is chosen."""
        chosen = (site for site in self.sites if site.building.id == form.building_id)
        return next(chosen, self.sites[0])


def choosable(site: Site, method: Method) -> tuple[Entrance, ...]:
    """The doors that may be offered for the method."""
    return tuple(e for e in site.entrances if not e.removed and e.can(method))


def settle(form: GrantForm, context: FormContext) -> GrantForm:
    """The form as the view shows it: defaults filled in, and whatever the view has no place for dropped."""
    site = context.site(form)
    method, doors = _settle_doors(form, site)
    reason_is_extra = form.reason and not needs_reason(policy_for(site.building, doors))
    more = form.more or bool(form.phone or reason_is_extra or form.start is not Start.NOW)
    more = more or bool(form.email and method is Method.PIN)
    channel = form.channel if (form.channel or "").startswith(_CHANNELS) else None
    known = site.building.settings.template(form.template_id)
    chosen = {"building_id": site.building.id, "method": method, "doors": doors, "more": more}
    chosen |= {"template_id": known.id if known else None}
    settled = form.model_copy(update={**chosen, "channel": channel})
    zone, longest = site.building.zone, policy_for(site.building, doors).max_length
    return _settle_end(settle_start(settled, zone, context.now), zone, context.now, longest)


def allowed_methods(site: Site, doors: Collection[str]) -> tuple[Method, ...]:
    """What the building offers, the policy of these doors allows and each of them can do: perhaps nothing."""
    policy = policy_for(site.building, doors)
    offered = (m for m in Method if site.building.offers(m) and m in policy.methods)
    return tuple(m for m in offered if all(e.can(m) for e in site.entrances if e.id in doors))


def _settle_doors(form: GrantForm, site: Site) -> tuple[Method, tuple[str, ...]]:
    """The wished method with its doors; another one where the wished one is not for all the doors that are chosen."""
    wished = sorted((m for m in Method if site.building.offers(m)), key=lambda m: m is not form.method)
    choices = [(method, _doors_for(form, site, method)) for method in wished]
    chosen = {e.id for e in site.entrances if not e.removed and e.id in form.doors[:MOST_DOORS]} | {*choices[0][1]}
    fitting = (choice for choice in choices if chosen <= {*choice[1]})
    return next((choice for choice in fitting if choice[0] in allowed_methods(site, choice[1])), choices[0])


def _doors_for(form: GrantForm, site: Site, method: Method) -> tuple[str, ...]:
    there = [e.id for e in choosable(site, method)]
    doors = there if len(there) == 1 else [id_ for id_ in form.doors if id_ in set(there)]
    return tuple(doors[:MOST_DOORS])


def guest_mark(form: GrantForm, context: FormContext) -> str:
    """Which guest and doors a warning of access that is there already would be about; says nothing of them itself."""
    settled = settle(form, context)
    about = [settled.building_id, settled.name.casefold(), settled.email.casefold(), sorted(settled.doors)]
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()[:16]


def settle_start(form: GrantForm, zone: ZoneInfo, now: datetime) -> GrantForm:
    """The form with a whole start: what is not chosen is the next half hour, or the morning of another day."""
    local = now.astimezone(zone)
    if form.start is not Start.LATER:
        repeat = settle_repeat(form.repeat, local.date()) if form.start is Start.WEEKLY else None
        return form.model_copy(update={"start_date": None, "start_time": None, "start_fold": None, "repeat": repeat})
    soon = local.replace(minute=local.minute // 30 * 30, second=0, microsecond=0, tzinfo=None) + _STEP
    day = form.start_date or (soon.date() if form.start_time is None else local.date())
    clock = form.start_time or (soon.time() if day == soon.date() else MORNING)
    fold = fold_of(day, clock, zone, form.start_fold or Fold.LATER)
    return form.model_copy(update={"start_date": day, "start_time": clock, "start_fold": fold})


def _settle_end(form: GrantForm, zone: ZoneInfo, now: datetime, longest: timedelta) -> GrantForm:
    if form.start is Start.WEEKLY:
        form = form.model_copy(update={"length": Length.TWO_HOURS})
    if form.length is not Length.CUSTOM:
        return form.model_copy(update={"end_date": None, "end_time": None, "end_fold": None})
    try:
        starts_at = start_of(form, zone, now)
    except BadField:
        starts_at = now
    usual = (starts_at + min(_TWO_HOURS, longest)).astimezone(zone).replace(second=0, microsecond=0)
    day = form.end_date or usual.date()
    clock = form.end_time or usual.time()
    fold = fold_of(day, clock, zone, form.end_fold or Fold.EARLIER)
    return form.model_copy(update={"end_date": day, "end_time": clock, "end_fold": fold})


def readings(day: date | None, clock: time | None, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """Both instants that an ambiguous clock reading may mean, None for every other reading."""
    try:
        if day and clock is not None:
            local_instant(day, clock, zone)
    except AmbiguousTime as ambiguous:
        return ambiguous.earlier, ambiguous.later
    except TimeInGap:
        return None
    return None


def fold_of(day: date, clock: time, zone: ZoneInfo, wanted: Fold) -> Fold | None:
    """The wanted one where the clock shows this twice; None where there is nothing to choose."""
    return wanted if readings(day, clock, zone) else None


def start_of(form: GrantForm, zone: ZoneInfo, now: datetime) -> datetime:
    """When access starts; "now" is the minute that has begun, so that what is shown is what is granted."""
    if form.start is Start.NOW:
        return now.replace(second=0, microsecond=0)
    return _instant((form.start_date, Field.START_DATE), (form.start_time, Field.START_TIME), zone, form.start_fold)


def _end_of(form: GrantForm, starts_at: datetime, zone: ZoneInfo) -> datetime:
    if form.length is Length.CUSTOM:
        return _instant((form.end_date, Field.END_DATE), (form.end_time, Field.END_TIME), zone, form.end_fold)
    return end_for(form.length, starts_at, zone)


def _instant(
    day: tuple[date | None, Field], clock: tuple[time | None, Field], zone: ZoneInfo, fold: Fold | None
) -> datetime:
    if day[0] is None:
        raise BadField(day[1], "date_missing")
    if clock[0] is None:
        raise BadField(clock[1], "time_missing")
    try:
        return local_instant(day[0], clock[0], zone, fold)
    except (TimeInGap, AmbiguousTime) as bad:
        raise BadField(clock[1], bad.problem, **bad.data) from bad


def window_of(form: GrantForm, zone: ZoneInfo, now: datetime) -> Window:
    """The window that the form asks for; of access every week, that of the first visit.

    Raises:
        BadFields: a missing date or time, a reading in a gap or an ambiguous one, an end that is not after the start.
    """
    if form.start is Start.WEEKLY:
        return weekly(form.repeat, zone, now)[1]
    bad: list[BadField] = []
    starts_at = attempt(bad, lambda: start_of(form, zone, now))
    ends_at = attempt(bad, lambda: _end_of(form, starts_at or now, zone))
    if starts_at and ends_at and ends_at <= starts_at:
        bad.append(BadField("end", "end_not_after_start", start=starts_at))
    if bad or starts_at is None or ends_at is None:
        raise BadFields(bad)
    return Window(starts_at=starts_at, ends_at=ends_at)


def rule_of(form: GrantForm, zone: ZoneInfo, now: datetime) -> Rule | None:
    """By what rule access is wanted every week, None where it is wanted once; raises BadFields as `window_of`."""
    return weekly(form.repeat, zone, now)[0] if form.start is Start.WEEKLY else None


def attempt(bad: list[BadField], read: Callable[[], T]) -> T | None:
    """What `read` gives; where it refuses a field, the refusal is collected and None given."""
    try:
        return read()
    except BadField as field:
        bad.append(field)
    return None
