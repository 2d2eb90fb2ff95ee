"""Whatever a door or a guest is called: Slack takes every screen with door tasks, and none names the guest in full."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.grant import REMOVED
from bot.domain.task import TaskKind, TaskState
from bot.services.door_tasks.door_tasks import OpenTasks
from bot.services.door_tasks.visiting import MOST_ON_BOARD
from bot.slack.blocks.door_tasks.task_messages import cannot_do, late_tasks, task_board, task_news
from bot.slack.blocks.door_tasks.tasks_view import PAGE, cannot_view, tasks_view
from bot.slack.blocks.home.home import MOST_BLOCKS, home_view
from bot.slack.blocks.home.home_tasks import tasks_section
from tests.slack.blocks.forms import NOW
from tests.slack.blocks.grants import NASTY, accepted, record
from tests.slack.blocks.tasks import seen, task

NAMES = st.one_of(st.just(NASTY), st.text(min_size=1, max_size=200))


@given(door=NAMES, guest=NAMES, why=NAMES, kind=st.sampled_from(TaskKind), state=st.sampled_from(TaskState))
def test_slack_takes_every_screen(door: str, guest: str, why: str, kind: TaskKind, state: TaskState) -> None:
    by = {"settled_by": "U1", "settled_at": NOW} if state is not TaskState.OPEN else {}
    noted = {"claimed_by": "U1", "cannot_by": "U2", "cannot_why": why[:200]}
    told = [seen(task(n, door=door, kind=kind, state=state, **noted, **by), guest) for n in range(MOST_ON_BOARD)]
    open_ = OpenTasks(seen=tuple(told[:PAGE]), total=99)

    for shown in (
        task_board(told[0].record.building, told, NOW),
        task_news(told, "made", NOW),
        task_news(told, "nears", NOW),
        late_tasks(told, NOW),
        cannot_do(told[0], NOW),
        tasks_view(open_, 15, NOW),
        cannot_view(told[0]),
    ):
        assert "gail@example.com" not in accepted(shown)
    section = tasks_section(open_, NOW)
    assert section is not None
    assert len(home_view([section]).blocks or ()) <= MOST_BLOCKS


def test_the_guest_has_a_first_name_only() -> None:
    said = accepted(task_board(record().building, [seen(task(), "Gail Geraldine Guest")], NOW))

    assert "Gail" in said
    assert "Geraldine" not in said


def test_a_guest_who_was_forgotten_has_none() -> None:
    known = seen(task())
    gone = known.record.grant.model_copy(update={"guest": REMOVED, "forgotten_at": NOW})
    told = known.model_copy(update={"record": known.record.model_copy(update={"grant": gone})})

    assert "guest (removed)" in accepted(task_board(told.record.building, [told], NOW))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (TaskState.DONE, "updated at the door by <@U1>"),
        (TaskState.MOOT, "access ended before the door was told of it"),
        (TaskState.HUB_CHANGED, "the hub setting of this door was changed"),
    ],
)
def test_what_is_settled_says_how_and_offers_nothing(state: TaskState, words: str) -> None:
    one = seen(task(state=state, settled_by="U1", settled_at=NOW))

    said = accepted(task_board(one.record.building, [one], NOW))

    assert words in said
    assert "button" not in said


def test_what_was_replaced_stands_no_longer() -> None:
    old, new = seen(task(state=TaskState.SUPERSEDED)), seen(task(2, door="Garage"))

    said = accepted(task_board(old.record.building, [old, new], NOW))

    assert "Garage" in said
    assert "Lobby" not in said


def test_the_first_due_stands_first() -> None:
    later, sooner = seen(task(door="Garage", due_at=NOW + timedelta(hours=1))), seen(task(2))

    said = accepted(task_board(later.record.building, [later, sooner], NOW))

    assert said.index("Lobby") < said.rindex("Garage")
    assert "*Due since" in said


@pytest.mark.parametrize(("has_building", "words"), [(True, "Nothing is to be done"), (False, "You have no role")])
def test_an_empty_list_says_what_would_stand_there(has_building: bool, words: str) -> None:
    assert words in accepted(tasks_view(OpenTasks(has_building=has_building), 0, NOW))
