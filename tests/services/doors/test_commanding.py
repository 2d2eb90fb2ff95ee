"""A lock is asked once, whatever happens; and what is said of it is what is known."""

from datetime import timedelta

import pytest

from bot.domain.command import MOST_BY_ONE, PATIENCE, STALE, Action, CommandState
from bot.domain.errors import BadField, NotAllowed, NotSent, OutcomeUnknown, Refused, Rejected, SystemTrouble
from bot.domain.grant import GrantState
from bot.services.doors.control import Attempt, AttemptState
from bot.services.trail.audit import Wanted
from tests.services.desk import ADMIN, OUTSIDER, RITA, TEAM, Desk
from tests.services.doors.watched import CASA, command, hear, told, with_lock

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def answer(state: AttemptState, *, confirmed: bool = False, problem: str | None = None) -> Attempt:
    return Attempt(id="any", state=state, is_confirmed=confirmed, problem=problem)


async def trail(desk: Desk) -> list[tuple[str, str | None, object]]:
    async with desk.store.read() as work:
        lines = await work.audit.find(TEAM, Wanted(building_ids=(CASA,)), None, 20)
    return [(line.what, line.actor, line.data.get("outcome")) for line in reversed(lines) if "lock" in line.what]


async def test_the_lock_confirms() -> None:
    desk, lock = await with_lock()

    asked = await desk.commanding.ask(RITA, lock, Action.UNLOCK, "  The courier\nwaits ", "V1")
    assert desk.seam.door_control.sent == []
    await desk.run(5 * SECOND)

    settled = await command(desk, asked)
    assert (settled.state, settled.reason) == (CommandState.CONFIRMED, "The courier waits")
    assert desk.seam.door_control.sent == [(lock, Action.UNLOCK)]
    assert await trail(desk) == [
        ("unlock_asked", RITA.user_id, "asked"),
        ("unlock_settled", RITA.user_id, "confirmed"),
    ]
    async with desk.store.read() as work:
        device = await work.devices.get(TEAM, lock)
    assert device is not None
    assert device.locked is False


@pytest.mark.parametrize(
    ("said", "state", "problem"),
    [
        (answer(AttemptState.SUCCESS), CommandState.ACCEPTED, None),
        (answer(AttemptState.ERROR, problem="device_offline"), CommandState.FAILED, "device_offline"),
        (answer(AttemptState.ERROR), CommandState.FAILED, "command_failed"),
    ],
)
async def test_what_the_attempt_says_is_what_is_told(said: Attempt, state: CommandState, problem: str | None) -> None:
    desk, lock = await with_lock()
    desk.seam.door_control.outcome = said

    asked = await desk.commanding.ask(RITA, lock, Action.LOCK, "Closing time", "V1")
    await desk.run(5 * SECOND)

    assert ((await command(desk, asked)).state, (await command(desk, asked)).problem) == (state, problem)


@pytest.mark.parametrize(
    ("trouble", "state"),
    [
        (OutcomeUnknown("seam_unreachable"), CommandState.UNKNOWN),
        (NotSent("seam_busy"), CommandState.FAILED),
        (Rejected("seam_rejected", status=400), CommandState.FAILED),
    ],
)
@pytest.mark.parametrize("after_effect", [True, False])
async def test_nothing_is_sent_again(trouble: SystemTrouble, state: CommandState, *, after_effect: bool) -> None:
    """An unlock has no idempotency key: after an unknown outcome, and after a refusal, only a person asks anew."""
    desk, lock = await with_lock()
    desk.seam.fail_next("doors.unlock", trouble, after_effect=after_effect and state is CommandState.UNKNOWN)

    asked = await desk.commanding.ask(RITA, lock, Action.UNLOCK, "The courier waits", "V1")
    await desk.run(PATIENCE * 2)

    assert (await command(desk, asked)).state is state
    assert len(desk.seam.door_control.sent) == (1 if after_effect and state is CommandState.UNKNOWN else 0)


async def test_a_lock_that_does_not_answer_is_unknown_until_it_does() -> None:
    desk, lock = await with_lock()
    desk.seam.door_control.is_silent = True
    asked = await desk.commanding.ask(RITA, lock, Action.UNLOCK, "The courier waits", "V1")

    await desk.run(PATIENCE + 10 * SECOND)
    assert (await command(desk, asked)).state is CommandState.UNKNOWN
    assert await desk.next_due() is None

    desk.seam.door_control.is_silent = False
    attempt = (await command(desk, asked)).attempt_id
    await hear(desk, "action_attempt.unlock_door.succeeded", lock, attempt_id=attempt)
    await desk.turn()

    assert (await command(desk, asked)).state is CommandState.CONFIRMED
    assert len(desk.seam.door_control.sent) == 1


async def test_trouble_with_the_question_is_no_answer() -> None:
    desk, lock = await with_lock()
    for _ in range(3):
        desk.seam.fail_next("doors.attempt", NotSent("seam_unreachable"))

    asked = await desk.commanding.ask(RITA, lock, Action.UNLOCK, "The courier waits", "V1")
    await desk.run(15 * SECOND)

    assert (await command(desk, asked)).state is CommandState.CONFIRMED


async def test_an_attempt_that_seam_forgot_is_unknown() -> None:
    desk, lock = await with_lock()
    asked = await desk.commanding.ask(RITA, lock, Action.UNLOCK, "The courier waits", "V1")
    [job] = await desk.carrying_out.jobs()
    await job
    desk.seam.door_control.attempts.clear()
    await desk.run(5 * SECOND)

    assert (await command(desk, asked)).state is CommandState.UNKNOWN


async def test_what_was_on_its_way_when_keydesk_stopped_is_unknown() -> None:
    desk, lock = await with_lock()
    asked = await desk.commanding.ask(RITA, lock, Action.UNLOCK, "The courier waits", "V1")
    [job] = await desk.carrying_out.jobs()
    job.close()
    async with desk.store.write() as work:
        sent = asked.model_copy(update={"state": CommandState.SENT, "due_at": desk.clock.now() + 60 * SECOND})
        await work.commands.save(sent)

    await desk.run(timedelta(minutes=2))

    assert (await command(desk, asked)).state is CommandState.UNKNOWN
    assert desk.seam.door_control.sent == []


async def test_what_waited_too_long_is_not_sent_any_more() -> None:
    """Keydesk was down: whoever wanted the door open has left it, and somebody else may stand there."""
    desk, lock = await with_lock()
    asked = await desk.commanding.ask(RITA, lock, Action.UNLOCK, "The courier waits", "V1")
    desk.clock.advance(STALE + SECOND)

    await desk.turn()

    assert (await command(desk, asked)).problem == "command_stale"
    assert desk.seam.door_control.sent == []


async def test_one_form_is_one_command() -> None:
    desk, lock = await with_lock()

    first = await desk.commanding.ask(RITA, lock, Action.UNLOCK, "The courier waits", "V1")
    again = await desk.commanding.ask(RITA, lock, Action.UNLOCK, "The courier waits", "V1")
    await desk.run(5 * SECOND)

    assert again.id == first.id
    assert len(desk.seam.door_control.sent) == 1


async def test_two_people_do_not_ask_the_same_of_a_door_at_once() -> None:
    desk, lock = await with_lock()
    await desk.commanding.ask(RITA, lock, Action.UNLOCK, "The courier waits", "V1")

    with pytest.raises(Refused, match="command_under_way"):
        await desk.commanding.ask(ADMIN, lock, Action.UNLOCK, "Me too", "V2")
    await desk.commanding.ask(ADMIN, lock, Action.LOCK, "No, wait", "V3")


async def test_nobody_floods_a_door() -> None:
    desk, lock = await with_lock()
    for number in range(MOST_BY_ONE):
        await desk.commanding.ask(RITA, lock, Action.UNLOCK, "Again", f"V{number}")
        await desk.run(5 * SECOND)

    with pytest.raises(Refused, match="commands_too_many"):
        await desk.commanding.ask(RITA, lock, Action.UNLOCK, "Again", "V99")
    await desk.run(timedelta(minutes=1))
    await desk.commanding.ask(RITA, lock, Action.UNLOCK, "Again", "V100")


async def test_what_a_lock_cannot_is_refused() -> None:
    desk, lock = await with_lock(can_remotely_unlock=False)

    with pytest.raises(Refused, match="lock_cannot_unlock"):
        await desk.commanding.ask(RITA, lock, Action.UNLOCK, "The courier waits", "V1")
    await desk.commanding.ask(RITA, lock, Action.LOCK, "Closing time", "V2")


async def test_never_for_latch() -> None:
    desk, _ = await with_lock()

    with pytest.raises(Refused, match="no_remote_unlock_at_latch"):
        await desk.commanding.ask(RITA, desk.doors[0], Action.UNLOCK, "The courier waits", "V1")


async def test_a_reason_is_needed() -> None:
    desk, lock = await with_lock()

    with pytest.raises(BadField, match="command_reason_missing"):
        await desk.commanding.ask(RITA, lock, Action.UNLOCK, "  ", "V1")


async def test_whoever_has_no_role_sees_and_moves_nothing() -> None:
    desk, lock = await with_lock()

    with pytest.raises(NotAllowed):
        await desk.commanding.ask(OUTSIDER, lock, Action.UNLOCK, "Let me in", "V1")
    with pytest.raises(NotAllowed):
        await desk.commanding.doors(OUTSIDER)
    with pytest.raises(NotAllowed):
        await desk.commanding.ask(RITA, "no-such-door", Action.UNLOCK, "Let me in", "V1")
    assert desk.seam.door_control.sent == []


async def test_nobody_follows_another_persons_command() -> None:
    desk, lock = await with_lock()
    asked = await desk.commanding.ask(RITA, lock, Action.UNLOCK, "The courier waits", "V1")

    with pytest.raises(NotAllowed):
        await desk.commanding.seen(ADMIN, asked.id)


async def test_the_watch_channel_hears_of_it_and_then_what_came_of_it() -> None:
    desk, lock = await with_lock()
    desk.seam.door_control.outcome = answer(AttemptState.SUCCESS)

    await desk.commanding.ask(RITA, lock, Action.UNLOCK, "The courier waits", "V1")
    await desk.run(5 * SECOND)

    assert len(told(desk)) == 1


async def grant_at(desk: Desk, lock: str) -> str:
    """An issued grant whose one door is the lock."""
    grant_id = await desk.give()
    await desk.run(10 * SECOND)
    async with desk.store.write() as work:
        record = await work.grants.record(TEAM, grant_id)
        assert record is not None
        [credential] = record.credentials
        doors = (credential.doors[0].model_copy(update={"entrance_id": lock}),)
        await work.credentials.save(credential.model_copy(update={"doors": doors}))
    return grant_id


class TestAGuest:
    async def test_opens_their_door_inside_their_window(self) -> None:
        desk, lock = await with_lock()
        grant_id = await grant_at(desk, lock)

        asked = await desk.commanding.ask_for_guest(TEAM, grant_id, lock, "page-1")
        again = await desk.commanding.ask_for_guest(TEAM, grant_id, lock, "page-1")
        await desk.run(5 * SECOND)

        assert again.id == asked.id
        assert (await command(desk, asked)).state is CommandState.CONFIRMED
        assert desk.seam.door_control.sent == [(lock, Action.UNLOCK)]
        assert (await desk.record(grant_id)).grant.first_use is not None
        assert [what for what, actor, _ in await trail(desk) if actor is None] == []

    async def test_opens_no_other_door(self) -> None:
        desk, lock = await with_lock()
        grant_id = await grant_at(desk, lock)
        other = desk.seam.add_lock("Pool House", account=CASA)
        await desk.buildings.refresh(TEAM)

        with pytest.raises(NotAllowed):
            await desk.commanding.ask_for_guest(TEAM, grant_id, other, "page-1")

    async def test_opens_nothing_after_the_end_nor_when_access_was_taken_back(self) -> None:
        desk, lock = await with_lock()
        grant_id = await grant_at(desk, lock)
        desk.clock.advance(timedelta(hours=2))
        with pytest.raises(NotAllowed):
            await desk.commanding.ask_for_guest(TEAM, grant_id, lock, "page-1")

        desk, lock = await with_lock()
        grant_id = await grant_at(desk, lock)
        await desk.access.end(RITA, grant_id)
        assert (await desk.record(grant_id)).grant.state is GrantState.ENDING
        with pytest.raises(NotAllowed):
            await desk.commanding.ask_for_guest(TEAM, grant_id, lock, "page-1")

    async def test_opens_nothing_that_was_asked_for_before_the_end_and_not_yet_sent(self) -> None:
        desk, lock = await with_lock()
        grant_id = await grant_at(desk, lock)

        asked = await desk.commanding.ask_for_guest(TEAM, grant_id, lock, "page-1")
        await desk.access.end(RITA, grant_id)
        await desk.run(5 * SECOND)

        assert ((await command(desk, asked)).state, (await command(desk, asked)).problem) == (
            CommandState.FAILED,
            "not_your_door",
        )
        assert desk.seam.door_control.sent == []

    async def test_opens_no_door_whose_own_end_has_come(self) -> None:
        """Another door of the same access was extended, this one refused."""
        desk, lock = await with_lock()
        grant_id = await grant_at(desk, lock)
        async with desk.store.write() as work:
            record = await work.grants.record(TEAM, grant_id)
            assert record is not None
            longer = record.grant.window.model_copy(update={"ends_at": record.grant.window.ends_at + HOUR})
            await work.grants.save(record.grant.model_copy(update={"window": longer}))
        desk.clock.advance(2 * HOUR)

        with pytest.raises(NotAllowed):
            await desk.commanding.ask_for_guest(TEAM, grant_id, lock, "page-1")
