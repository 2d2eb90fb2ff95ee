"""What becomes of a request while nobody decides: the next level, a claim, the lapse."""

from bot.domain.approval import RequestState
from bot.domain.grant import GrantState
from bot.services.kept import PostKind
from tests.services.approving import (
    ANA,
    BEN,
    HOUR,
    MIA,
    MINUTE,
    asked,
    request,
    story,
    strict,
)
from tests.services.desk import ADMIN, RITA, Desk


def told(desk: Desk, kind: PostKind) -> list[str | None]:
    return [post.channel for post in desk.poster.of(kind)]


async def test_those_who_do_not_answer_are_passed_over_without_a_word(desk: Desk) -> None:
    await strict(desk)
    waits = await asked(desk)

    await desk.run(15 * MINUTE)
    assert told(desk, PostKind.REQUEST) == [ANA.user_id, BEN.user_id, MIA.user_id]
    await desk.run(15 * MINUTE)
    assert told(desk, PostKind.REQUEST)[3:] == [ADMIN.user_id]
    assert (await request(desk, waits.grant_id)).escalates_at is None

    await desk.approvals.approve(ANA, RITA, waits.id)
    assert ("request_escalated", None) in await story(desk, waits.grant_id)


async def test_a_request_lapses_and_says_so(desk: Desk) -> None:
    await strict(desk, lapse_after=HOUR)
    waits = await asked(desk)
    assert waits.lapses_at == waits.asked_at + HOUR

    await desk.run(HOUR)

    assert (await request(desk, waits.grant_id)).state is RequestState.LAPSED
    assert (await desk.record(waits.grant_id)).grant.state is GrantState.DECLINED
    assert told(desk, PostKind.OUTCOME) == [RITA.user_id]
    assert len(desk.poster.redrawn(PostKind.REQUEST)) == 4
    assert await desk.next_due() is None


async def test_no_request_outlives_its_window(desk: Desk) -> None:
    await strict(desk)

    waits = await asked(desk)

    assert waits.lapses_at == (await desk.record(waits.grant_id)).grant.window.ends_at


async def test_who_looks_at_it_gets_the_time_of_a_level_once(desk: Desk) -> None:
    await strict(desk)
    waits = await asked(desk)
    await desk.run(10 * MINUTE)
    await desk.approvals.claim(ANA, waits.id)

    await desk.run(14 * MINUTE)
    await desk.approvals.claim(BEN, waits.id)
    assert told(desk, PostKind.REQUEST) == [ANA.user_id, BEN.user_id]
    await desk.run(MINUTE)
    assert told(desk, PostKind.REQUEST)[2:] == [MIA.user_id]


async def test_a_claim_is_taken_over_and_let_go_of(desk: Desk) -> None:
    await strict(desk)
    waits = await asked(desk)
    await desk.approvals.claim(ANA, waits.id)
    await desk.approvals.claim(BEN, waits.id)
    await desk.approvals.release(ANA, waits.id)
    assert (await request(desk, waits.grant_id)).claimed_by == BEN.user_id

    await desk.approvals.release(BEN, waits.id)

    assert (await request(desk, waits.grant_id)).claimed_by is None
    claims = [line for line in await story(desk, waits.grant_id) if "claim" in line[0] or "release" in line[0]]
    assert [who for _, who in claims] == [ANA.user_id, BEN.user_id, BEN.user_id]


async def test_a_claim_keeps_nobody_from_deciding(desk: Desk) -> None:
    await strict(desk)
    waits = await asked(desk)
    await desk.approvals.claim(ANA, waits.id)

    await desk.approvals.approve(BEN, RITA, waits.id)

    assert (await request(desk, waits.grant_id)).decided_by == BEN.user_id


async def test_a_stop_loses_no_request(desk: Desk) -> None:
    await strict(desk, lapse_after=HOUR)
    waits = await asked(desk)
    desk.clock.advance(3 * HOUR)
    desk.saga = desk.new_saga()

    await desk.turn()

    assert (await request(desk, waits.grant_id)).state is RequestState.LAPSED
