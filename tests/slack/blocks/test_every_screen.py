"""What must hold on every screen, whatever the grant is like: Slack takes it, nothing leaks, nothing is promised."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue, SecretStr
from slack_sdk.models.views import View

from bot.domain.approval import ApprovalRequest, RequestKind, RequestState
from bot.domain.building import Hub, Method
from bot.domain.connection import Connection, ConnectKind, Stage
from bot.domain.grant import CredentialState, Door, EndReason, GrantRecord, GrantState
from bot.services.audit import Line
from bot.services.auditing import MOST_OF_GRANT, Page, Story
from bot.services.buildings import Place
from bot.services.connecting import Progress as Connecting
from bot.services.door_tasks import OpenTasks, TaskSeen
from bot.services.forget_guest import Asked
from bot.services.forgetting import AtSeam, Progress
from bot.services.giving import Site
from bot.services.kept import PostProgress
from bot.slack.blocks import notices
from bot.slack.blocks.add_doors_form import add_doors_view
from bot.slack.blocks.audit_view import AuditForm, audit_view, story_view
from bot.slack.blocks.card import card
from bot.slack.blocks.check_view import check_view
from bot.slack.blocks.connect_view import connect_view, connection_view
from bot.slack.blocks.extend_form import extend_view, first_form
from bot.slack.blocks.forget_form import forget_pick_view, forget_progress_view, forget_view
from bot.slack.blocks.grant_form import grant_view
from bot.slack.blocks.grant_form_state import GrantForm
from bot.slack.blocks.ids import ViewId
from bot.slack.blocks.message import Message
from bot.slack.blocks.notes import extended, note
from bot.slack.blocks.reminder import digest, past_reminder, reminder
from bot.slack.blocks.request_card import outcome, request_card
from bot.slack.blocks.request_views import approvals_view, asked_view, awaiting_view, decline_view
from bot.slack.blocks.result import (
    ended_view,
    failed_view,
    grant_view_for,
    progress_view,
    result_view,
    show_pin_view,
)
from bot.slack.blocks.setup_checks import setup_checks_view
from bot.slack.blocks.setup_form import setup_pick_view, setup_view
from bot.slack.blocks.setup_groups import setup_group_view, setup_groups_view
from bot.slack.blocks.setup_hubs import setup_hubs_view
from bot.slack.blocks.setup_policy import setup_policy_view
from bot.slack.blocks.setup_roles import setup_roles_view
from bot.slack.blocks.tasks_view import PAGE as TASKS_ON_PAGE
from bot.slack.blocks.tasks_view import cannot_view, tasks_view
from tests.slack.blocks.drifts import disagreement
from tests.slack.blocks.forms import NOW, context, site
from tests.slack.blocks.grants import (
    FAILED,
    ISSUED,
    LINK,
    NASTY,
    PENDING,
    accepted,
    asking,
    credential,
    key,
    later,
    named,
    pins_of,
    record,
    request,
    words,
)
from tests.slack.blocks.setup import nasty_place
from tests.slack.blocks.tasks import task

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
    yield card(grant, NOW)
    yield card(grant, later(3))
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
    yield note(grant, "new_pin", "U2", {"door": grant.doors[0].name})
    yield note(grant, "doors_added", "U2", {"doors": [door.name for door in grant.doors]})


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
    yield result_view(grant, pins, NOW)
    yield show_pin_view(grant, pins, NOW)
    yield failed_view(grant, NOW)
    yield ended_view(grant, NOW)
    yield from (extend_view(first_form(grant, NOW, is_change=change), grant, NOW) for change in (False, True))
    yield add_doors_view(grant, site(5).entrances, NOW)
    yield from looking_back(grant)
    for waits in (asking(grant, request(kind)) for kind in RequestKind):
        yield awaiting_view(waits, NOW)
        yield asked_view(waits, NOW)
        yield decline_view(waits, request())
        yield approvals_view([waits] * 30, "U2")
    visit = TaskSeen(task=task(door=grant.doors[0].name, cannot_why=grant.grant.guest.name), record=grant)
    yield tasks_view(OpenTasks(seen=(visit,) * TASKS_ON_PAGE, total=99), TASKS_ON_PAGE, NOW)
    yield cannot_view(visit)


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
    yield setup_pick_view([at.building], can_connect=True)
    yield setup_view(at, names)
    yield setup_roles_view(at, names)
    yield setup_policy_view(at)
    yield setup_hubs_view(at)
    yield setup_groups_view(at)
    yield setup_checks_view(at)
    yield connect_view([attempt(stage) for stage in Stage], is_first=True)
    for stage in Stage:
        found = (at.building,) * (30 if stage is Stage.CONNECTED else 0)
        url = SecretStr("https://connect.example.test/page") if stage is Stage.WAITING else None
        yield connection_view(Connecting(connection=attempt(stage), buildings=found, url=url, trouble="seam_busy"))
    if at.entrances:
        yield from (setup_group_view(at, group) for group in at.building.settings.entrance_groups[:1])


@pytest.mark.parametrize("doors", [0, 1, 10, 11, 100, 101, 500])
def test_slack_takes_the_forms_of_a_building_with_the_longest_of_everything(doors: int) -> None:
    for screen in forms(nasty_place(doors)):
        accepted(screen)


def test_a_buildings_names_are_never_markup_that_does_something() -> None:
    for screen in forms(nasty_place(3)):
        live = {token for told in _mrkdwn(screen) for token in re.findall(r"<[^>]*>", told)}
        assert {token for token in live if not token.startswith("<!date^")} <= {"<#C1>", "<@U1>"}


def test_every_view_there_is_is_looked_at_here() -> None:
    drawn = {view.to_dict()["callback_id"] for view in (*views(record()), *forms(nasty_place(3)))}

    assert drawn == set(ViewId)


@pytest.mark.parametrize("doors", [1, 10, 11, 20, 21, 100])
@pytest.mark.parametrize("state", [ISSUED, PENDING, FAILED])
def test_slack_takes_any_number_of_doors_with_the_longest_names(doors: int, state: CredentialState) -> None:
    grant = named(record([credential(n, state) for n in range(doors)], requested_ends_at=later(5)), NASTY)

    for screen in screens(grant):
        accepted(screen)


def test_slack_takes_a_hundred_doors_that_each_have_another_fate() -> None:
    mixed = [credential(n, list(CredentialState)[n % 5], ends_at=later(2 + n)) for n in range(100)]

    for screen in screens(named(record(mixed), "&" * 200)):
        accepted(screen)


def test_slack_takes_a_mobile_key_for_a_hundred_doors_with_the_longest_names() -> None:
    for screen in screens(named(record([key(*(f"Door {n}" for n in range(100)))]), "&" * 200)):
        accepted(screen)


@pytest.mark.parametrize(("state", "reason"), STATES)
@pytest.mark.parametrize("hub", list(Hub))
@pytest.mark.parametrize("method", list(Method))
def test_no_message_holds_a_pin_or_a_key(state: GrantState, reason: EndReason | None, hub: Hub, method: Method) -> None:
    for grant in _fates(state, reason, hub, method):
        digits = [pin.get_secret_value() for pin in pins_of(grant).values()]
        for message in messages(grant):
            told = accepted(message)
            bare = re.sub(r"[^0-9]", "", told)
            assert not any(pin in told.replace(" ", "") or pin in bare for pin in digits)
            assert LINK not in told
            assert "@example.com" not in told


@pytest.mark.parametrize(("state", "reason"), STATES)
@pytest.mark.parametrize("hub", [Hub.NO, Hub.UNKNOWN])
def test_without_a_known_hub_no_screen_claims_what_only_the_door_knows(
    state: GrantState, reason: EndReason | None, hub: Hub
) -> None:
    for grant in _fates(state, reason, hub, Method.PIN):
        for screen in screens(grant):
            claims = FORBIDDEN.findall(words(screen).replace("Nothing opens a door", ""))
            assert claims == []


def _fates(state: GrantState, reason: EndReason | None, hub: Hub, method: Method) -> Iterator[GrantRecord]:
    """A grant of the state with credentials in every state, one of them replaced by another."""
    states = list(CredentialState)
    for one, other in zip(states, [*states[2:], *states[:2]], strict=True):
        if method is Method.MOBILE_KEY:
            fates = [key("Front door", "Gym", state=one)]
        else:
            fates = [credential(1, one), credential(2, other), credential(3, one, replaces="c2")]
        yield record(fates, state, hub, end_reason=reason, ended_by="U2", requested_ends_at=later(4))


@given(st.text(min_size=1, max_size=200))
def test_a_guests_text_is_never_markup_that_does_something(text: str) -> None:
    grant = named(record([credential(1), credential(2, FAILED), credential(3, PENDING)]), f"<!here>{text}<@U666>")

    shown: list[View | Message] = [*messages(grant), grant_view_for(grant, pins_of(grant), NOW, waiting=HOUR)]
    for screen in shown:
        for told in _mrkdwn(screen):
            live = re.findall(r"<[^>]*>", told)
            assert all(re.fullmatch(r"<@U[12]>|<!date\^[0-9]+\^[^>]*>", token) for token in live)


@settings(max_examples=25)
@given(st.text(alphabet="ab *_~`:x", min_size=1, max_size=30))
def test_a_guests_text_is_never_formatting(text: str) -> None:
    name, door = f"Jo{text}Jo", f"Do{text}or"
    grant = named(record([credential(1), credential(2, FAILED)]), name)
    doors = [c.model_copy(update={"doors": (Door(entrance_id="e", name=door),)}) for c in grant.credentials]
    plain = named(record([credential(1), credential(2, FAILED)]), "Jo")

    for mine, bare in zip(
        messages(grant.model_copy(update={"credentials": tuple(doors)})), messages(plain), strict=True
    ):
        for sign in "*~`":
            assert _count(mine, sign) == _count(bare, sign)
        assert not any(
            re.search(r":x:|(?<!\w)_[^_]+_(?!\w)", told.replace("date_short_pretty", "")) for told in _mrkdwn(mine)
        )


def _count(screen: Message, sign: str) -> int:
    return sum(told.count(sign) for told in _mrkdwn(screen))


def _mrkdwn(screen: View | Message) -> Iterator[str]:
    """All texts in which Slack looks for markup: those of type mrkdwn, and a message's own text."""
    if isinstance(screen, Message):
        yield screen.text
    for block in screen.to_dict()["blocks"]:
        for text in (block.get("text"), *block.get("elements", ())):
            if text and text.get("type") == "mrkdwn":
                yield text["text"]


def test_the_pin_in_a_dm_stands_in_its_blocks_and_not_in_the_notification() -> None:
    grant = record([credential(1), credential(2)])

    message = notices.pin_dm(grant, pins_of(grant))

    assert "137 0001" in words(message)
    assert "137" not in message.text
