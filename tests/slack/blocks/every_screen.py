"""Every screen and message there is, drawn for one grant, or for a building."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import product

from pydantic import JsonValue, SecretStr
from slack_sdk.models.views import View

from bot.domain.approval import ApprovalRequest, RequestKind, RequestState
from bot.domain.connection import Connection, ConnectKind, Stage
from bot.domain.grant import EndReason, GrantRecord, GrantState
from bot.domain.roles import Verb
from bot.domain.series import SeriesRecord
from bot.domain.trouble import troubles
from bot.domain.web_pass import Link, WebPass
from bot.services.door_tasks.door_tasks import OpenTasks, TaskSeen
from bot.services.end_all.end_all import Run
from bot.services.end_all.targets import Plan, Target, Whose
from bot.services.grants.sites import Site
from bot.services.kept import PostProgress
from bot.services.lists.finding import Sought
from bot.services.lists.kinds import Kind
from bot.services.lists.lists import MOST_LINES, Detail, Listed, Row
from bot.services.locks.attaching import Choice
from bot.services.privacy.forget_guest import Asked
from bot.services.privacy.forgetting import AtSeam, Progress
from bot.services.systems.buildings import Place
from bot.services.systems.connecting import Progress as Connecting
from bot.services.trail.audit import Line
from bot.services.trail.auditing import MOST_OF_GRANT, Page, Story
from bot.services.web_pass.web_passes import Shared
from bot.slack.blocks.approvals.request_card import outcome, request_card
from bot.slack.blocks.approvals.request_views import approvals_view, asked_view, awaiting_view, decline_view
from bot.slack.blocks.card import notices
from bot.slack.blocks.card.card import card
from bot.slack.blocks.card.reminder import digest, past_reminder, reminder
from bot.slack.blocks.card.result import (
    ended_view,
    failed_view,
    grant_view_for,
    progress_view,
    result_view,
    show_pin_view,
)
from bot.slack.blocks.door_tasks.tasks_view import PAGE as TASKS_ON_PAGE
from bot.slack.blocks.door_tasks.tasks_view import cannot_view, tasks_view
from bot.slack.blocks.drift.check_view import check_view
from bot.slack.blocks.end_all.end_all_views import end_plan_view, end_run_message, end_run_view
from bot.slack.blocks.end_all.pick_view import end_pick_view
from bot.slack.blocks.forms.add_doors_form import add_doors_view
from bot.slack.blocks.forms.extend_form import extend_view
from bot.slack.blocks.forms.extend_form_state import first_form
from bot.slack.blocks.forms.forget_form import forget_pick_view, forget_progress_view, forget_view
from bot.slack.blocks.forms.grant_form import grant_view
from bot.slack.blocks.forms.grant_form_state import GrantForm
from bot.slack.blocks.lists.grant_view import grant_detail_view
from bot.slack.blocks.lists.list_view import PAGE as ON_PAGE
from bot.slack.blocks.lists.list_view import ListForm, find_view, list_view
from bot.slack.blocks.message import Message
from bot.slack.blocks.notes import extended, note
from bot.slack.blocks.series.series_card import series_card
from bot.slack.blocks.series.series_messages import series_news
from bot.slack.blocks.series.visits_view import end_series_view, visits_view
from bot.slack.blocks.setup.connect_view import connect_view, connection_view
from bot.slack.blocks.setup.setup_checks import setup_checks_view
from bot.slack.blocks.setup.setup_form import setup_pick_view, setup_view
from bot.slack.blocks.setup.setup_groups import setup_group_view, setup_groups_view
from bot.slack.blocks.setup.setup_hubs import setup_hubs_view
from bot.slack.blocks.setup.setup_locks import setup_locks_view
from bot.slack.blocks.setup.setup_message import setup_message_view
from bot.slack.blocks.setup.setup_notices import setup_notices_view
from bot.slack.blocks.setup.setup_policy import setup_policy_view
from bot.slack.blocks.setup.setup_roles import setup_roles_view
from bot.slack.blocks.setup.setup_template import setup_template_view
from bot.slack.blocks.setup.setup_templates import setup_templates_view
from bot.slack.blocks.trail.audit_view import AuditForm, audit_view, story_view
from bot.slack.blocks.web_pass.pass_view import pass_view
from tests.slack.blocks.bulk_lists import bulk_views
from tests.slack.blocks.doors.screens import door_messages, door_views
from tests.slack.blocks.drifts import disagreement
from tests.slack.blocks.forms import NOW, building, context, site
from tests.slack.blocks.grants import (
    NASTY,
    asking,
    later,
    pins_of,
    record,
    request,
)
from tests.slack.blocks.notices.samples import unasked
from tests.slack.blocks.series.cleaning import series_of
from tests.slack.blocks.tasks import task
from tests.some_locks import some_lock

HOUR = timedelta(hours=1)
FORBIDDEN = re.compile(r"\b(ready|active|activated|extended|working|works now|opens)\b", re.IGNORECASE)
NOTES = ("requested", "issued", "revealed", "extend_requested", "ending", "end_confirmed", "failed", "retried")
STATES = [
    *((state, None) for state in (GrantState.ISSUING, GrantState.ISSUED, GrantState.FAILED)),
    *((state, reason) for state in (GrantState.ENDING, GrantState.ENDED) for reason in EndReason),
    (GrantState.AWAITING_APPROVAL, None),
    (GrantState.DECLINED, None),
]


def messages(grant: GrantRecord) -> Iterator[Message]:
    """Every message about a grant but the one that the building's policy lets hold a PIN."""
    yield from (card(grant, at) for at in (NOW, later(3)))
    yield from (*of_series(series_of(grant)), *unasked(grant))
    yield reminder(grant, HOUR, later(1))
    yield past_reminder(grant, NOW)
    yield digest([grant, grant], NOW, missed=[grant], settled=[grant])
    yield notices.pin_ready_dm(grant)
    yield from (notices.late_pin(grant, minutes, later(1)) for minutes in (2, 10, 30))
    yield notices.late_pin_alarm(grant, later(1))
    yield notices.end_not_confirmed(grant, NOW, later(1))
    yield notices.grant_failed(grant)
    yield notices.gone(grant)
    yield notices.no_longer_late(grant, later(1))
    yield notices.standing(grant, NOW)
    yield notices.pin_dm_redacted(grant, NOW)
    yield from (extended(grant, later(2), end, moved=n, refused=1) for end in (later(2), later(4)) for n in (0, 1))
    yield extended(grant, later(2), later(4), moved=1, refused=0)
    yield from (note(grant, what, "U2", {"doors": 3}) for what in NOTES)
    for asked in asked_about(grant):
        waits = asking(grant, asked)
        yield card(waits, NOW)
        yield request_card(waits, asked, "U2")
        yield outcome(waits, asked)
        yield note(waits, f"request_{asked.state}", "U2", {"kind": asked.kind})
    yield end_run_message(ended_all(grant, Whose.GUEST))
    yield from (*door_messages(grant), *changed(grant))


def changed(grant: GrantRecord) -> Iterator[Message]:
    yield note(grant, "new_pin", "U2", {"door": grant.doors[0].name})
    yield note(grant, "doors_added", "U2", {"doors": [door.name for door in grant.doors]})


def of_series(series: SeriesRecord) -> Iterator[Message]:
    yield series_card(series, NOW)
    yield series_news(series, {"what": "series_door_gone", "day": "2026-11-24"}, NOW)


def asked_about(grant: GrantRecord) -> Iterator[ApprovalRequest]:
    """A request of each kind in each state, whatever is typed into it named as the guest is."""
    for kind, state in product(RequestKind, RequestState):
        doors = {door.entrance_id: door.name for door in grant.doors} if kind is RequestKind.MORE_DOORS else {}
        yield request(kind, state, doors=doors, claimed_by="U2", decline_reason=grant.grant.guest.name)


def views(grant: GrantRecord) -> Iterator[View]:
    pins = pins_of(grant)
    for waiting in (timedelta(), timedelta(seconds=10)):
        yield grant_view_for(grant, pins, NOW, waiting=waiting)
        yield progress_view(grant, pins, NOW, waiting=waiting)
    yield visits_view(series_of(grant), NOW)
    yield end_series_view(series_of(grant), NOW)
    yield result_view(grant, pins, NOW)
    yield show_pin_view(grant, pins, NOW)
    yield from web_pass_views(grant)
    yield failed_view(grant, NOW)
    yield ended_view(grant, NOW)
    yield from (extend_view(first_form(grant, NOW, is_change=change), grant, NOW) for change in (False, True))
    yield add_doors_view(grant, site(5).entrances, NOW)
    yield from looking_back(grant)
    yield from among_others(grant)
    for waits in (asking(grant, request(kind)) for kind in RequestKind):
        yield awaiting_view(waits, NOW)
        yield asked_view(waits, NOW)
        yield decline_view(waits, request())
        yield approvals_view([waits] * 30, "U2")
    visit = TaskSeen(task=task(door=grant.doors[0].name, cannot_why=grant.grant.guest.name), record=grant)
    yield tasks_view(OpenTasks(seen=(visit,) * TASKS_ON_PAGE, total=99), TASKS_ON_PAGE, NOW)
    yield cannot_view(visit)


def web_pass_views(grant: GrantRecord) -> Iterator[View]:
    made = WebPass(id="p1", team_id="T1", grant_id="g1", made_at=NOW, most_looks=3, looks=3)
    yield pass_view(Shared(grant, made, Link(pass_id="p1", url=SecretStr(f"https://desk.example/g/{'x' * 32}"))))
    yield pass_view(Shared(grant, None, None))


def among_others(grant: GrantRecord) -> Iterator[View]:
    """The grant in lists and at a closer look, to somebody who may do everything with it."""
    line = Line(
        number=9, hash="0" * 64, team_id="T1", at=NOW, actor="U2", what="new", guest=None, data={"doors": "Lobby"}
    )
    row = Row(record=grant, may=frozenset(Verb), troubles=troubles(grant, later(1)))
    page = Listed(rows=(row,) * ON_PAGE, skip=ON_PAGE, total=99)
    yield list_view(ListForm(shown=Kind.OPEN), page, [grant.building, building("b2", name=grant.building.name)])
    yield find_view(Sought(text=grant.grant.guest.name, listed=page, is_cut=True))
    for whose in Whose:
        ending = Plan(target=Target(whose=whose, id="U1"), records=(grant,) * 30, others=2, is_cut=True, word="3")
        yield end_plan_view(ending, has_changed=True)
        yield end_run_view(ended_all(grant, whose))
    yield grant_detail_view(Detail(row=row, lines=(line,) * MOST_LINES), NOW)


def ended_all(grant: GrantRecord, whose: Whose) -> Run:
    target = Target(whose=whose, id="U1")
    return Run(id="r", target=target, by="U2", total=99, ended=3, ending=2, rows=(grant,) * ON_PAGE, skip=9)


def looking_back(grant: GrantRecord) -> Iterator[View]:
    """What managers see of a grant, and of its guest who is to be forgotten."""
    doors: list[JsonValue] = [door.name for door in grant.doors]
    data = {"doors": doors, "nested": {"deep": doors}}
    about = {"team_id": "T1", "building_id": grant.building.id, "grant_id": grant.grant.id, "hash": "0" * 64}
    line = Line.model_validate(
        {**about, "number": 9, "at": NOW, "actor": "U2", "what": "new", "guest": "a", "data": data}
    )
    yield audit_view(AuditForm(before=9), Page(lines=(line,) * 15, buildings=(grant.building,), has_older=True))
    yield story_view(Story(lines=(line,) * MOST_OF_GRANT, record=grant))
    yield forget_pick_view(grant.grant.guest.name)
    yield forget_view(Asked(guest=grant.grant.guest, records=(grant,) * 101, elsewhere=2))
    waits = Progress(
        at_seam=tuple(AtSeam) * 20, messages=PostProgress(due=1, unreachable=2), trouble="seam_unreachable"
    )
    yield forget_progress_view(waits, [grant.grant.id] * 100)


def screens(grant: GrantRecord) -> Iterator[View | Message]:
    yield from views(grant)
    yield from messages(grant)
    yield notices.pin_dm(grant, pins_of(grant))


def attempt(stage: Stage) -> Connection:
    """A connection with the longest of everything."""
    begun = Connection(
        id="c1", team_id="T1", kind=ConnectKind.ANYTHING, began_by="U1", began_at=NOW, checked_at=NOW, stage=stage
    )
    return begun.model_copy(update={"account_name": NASTY, "problem": "account_disconnected"})


def forms(at: Place) -> Iterator[View]:
    """The screens that are about no grant yet, or about none."""
    names = {f"S{number}": NASTY for number in range(100)}
    yield grant_view(GrantForm(more=True), context(Site(building=at.building, entrances=at.entrances)))
    yield audit_view(AuditForm(), Page(lines=(), buildings=(at.building,), has_older=False))
    yield story_view(Story(lines=(), record=record()))
    yield check_view([at.building], disagreement(at.building, tuple(door.name for door in at.entrances)))
    yield from (end_pick_view(whose, [at.building], nobody=NASTY) for whose in Whose)
    yield setup_pick_view([at.building], can_connect=True)
    yield setup_view(at, names)
    yield from (setup_roles_view(at, names), setup_policy_view(at))
    elsewhere = Choice(lock=some_lock(NASTY), at=NASTY, is_here=False)
    yield from (setup_hubs_view(at), setup_locks_view(at.building, [elsewhere]))
    yield setup_groups_view(at)
    yield from (setup_templates_view(at), setup_message_view(at))
    yield setup_checks_view(at)
    yield from bulk_views()
    yield setup_notices_view(at, "C1", "Keydesk can post in this channel.")
    yield from door_views(at)
    yield connect_view([attempt(stage) for stage in Stage], is_first=True)
    for stage in Stage:
        found = (at.building,) * (30 if stage is Stage.CONNECTED else 0)
        url = SecretStr("https://connect.example.test/page") if stage is Stage.WAITING else None
        yield connection_view(Connecting(connection=attempt(stage), buildings=found, url=url, trouble="seam_busy"))
    if at.entrances:
        yield from (setup_group_view(at, group) for group in at.building.settings.entrance_groups[:1])
        yield from (setup_template_view(at, template) for template in at.building.settings.templates[:1])
