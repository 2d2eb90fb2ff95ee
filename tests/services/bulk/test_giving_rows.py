"""Each row is an ordinary grant, once, whatever comes between; one message tells of them all."""

import csv
import io
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.building import Method, Policy
from bot.domain.grant import GrantRecord, Guest
from bot.services.bulk.bulk import Bulk
from bot.services.bulk.giving_rows import GivingRows
from bot.services.bulk.seeing import RowStatus
from bot.services.kept import PostKind
from bot.services.trail.audit import Wanted
from bot.services.trail.refusals import Refusals
from tests.services.bulk.lists import HOUR, MINUTE, created, kinds, preview, rows, start, statuses
from tests.services.desk import RITA, SAM, TEAM, Desk


async def test_every_row_is_issued_and_told_of_in_one_message(desk: Desk) -> None:
    batch = await start(desk, rows(25))
    await desk.run(MINUTE)

    assert await statuses(desk, batch) == [RowStatus.ISSUED] * 25
    assert created(desk) == 25
    assert kinds(desk.poster.posts) == {PostKind.BULK}
    [first] = desk.poster.of(PostKind.BULK)
    assert first.channel == "C0DESK"
    record = (await desk.bulk.look(RITA, batch)).rows[0].record
    assert record is not None
    assert (record.grant.card_channel, record.grant.card_ts) == ("C0DESK", "1.0")
    assert record.grant.guest == Guest(name="Guest 001", email="guest1@example.com")


async def test_pressing_twice_starts_it_once(desk: Desk) -> None:
    found = await preview(desk, rows(3))
    for _ in range(2):
        await desk.bulk.start(RITA, found.batch.id)
        await desk.run(MINUTE)
    await desk.bulk.start(RITA, found.batch.id)
    await desk.run(MINUTE)

    assert created(desk) == 3


async def test_bad_rows_are_left_out(desk: Desk) -> None:
    batch = await start(desk, "name,doors,end\nGail,Lobby,2h\nHugo,Moon,2h")
    await desk.run(MINUTE)

    assert await statuses(desk, batch) == [RowStatus.ISSUED, RowStatus.LEFT_OUT]


async def test_a_fault_in_the_middle_of_some_rows_doubles_and_loses_none(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, give, given = await start(desk, rows(15)), desk.giving.give, 0

    async def failing(*args: Any, **more: Any) -> GrantRecord:
        nonlocal given
        given += 1
        if given == 13:
            raise RuntimeError
        return await give(*args, **more)

    monkeypatch.setattr(desk.giving, "give", failing)
    [job] = await desk.giving_rows.jobs()
    with pytest.raises(RuntimeError):
        await job
    await desk.run(MINUTE)

    assert await statuses(desk, batch) == [RowStatus.ISSUED] * 15
    assert created(desk) == 15


async def test_who_may_not_any_more_gives_nothing_more(desk: Desk) -> None:
    batch = await start(desk, rows(55))
    [job] = await desk.giving_rows.jobs()
    assert not await desk.giving_rows.jobs()
    await job
    desk.people.known[RITA.user_id] = RITA.model_copy(update={"is_member": False})
    await desk.run(MINUTE)

    found = await desk.bulk.look(SAM, batch)
    assert [one.status for one in found.rows] == [RowStatus.ISSUED] * 50 + [RowStatus.REFUSED] * 5
    assert "may not give access here any more" in found.rows[-1].row.faults[0].said


async def test_while_slack_does_not_say_who_it_is_nothing_is_given(desk: Desk) -> None:
    desk.people.silent = True
    batch = await start(desk, rows(2))
    await desk.run(MINUTE)
    assert await statuses(desk, batch) == [RowStatus.WAITING] * 2

    desk.people.silent = False
    await desk.run(MINUTE)
    assert await statuses(desk, batch) == [RowStatus.ISSUED] * 2


async def test_a_policy_set_meanwhile_counts(desk: Desk) -> None:
    found = await preview(desk, rows(2))
    await desk.set_up(policy=Policy(most_open=1))
    await desk.bulk.start(RITA, found.batch.id)
    await desk.run(MINUTE)

    assert await statuses(desk, found.batch.id) == [RowStatus.ISSUED, RowStatus.REFUSED]


async def test_what_is_refused_of_a_list_is_on_the_trail_without_the_guest(desk: Desk) -> None:
    later: list[Coroutine[object, object, None]] = []
    refusals = Refusals(desk.store, desk.clock, later.append)
    desk.bulk = Bulk(desk.store, desk.clock, desk.giving, desk.access, refusals, lambda: None)
    desk.giving_rows = GivingRows(desk.store, desk.clock, desk.giving, desk.people, refusals, lambda: None)
    await desk.set_up(policy=Policy(max_length=3 * HOUR))
    found = await preview(desk, f"{rows(1)}\nHugo,hugo@example.com,Lobby,4h\nIda,,Lobby,5h\nJo,,Moon,1h")
    await desk.set_up(policy=Policy(methods=frozenset({Method.MOBILE_KEY})))
    await desk.bulk.start(RITA, found.batch.id)
    await desk.turn()
    await desk.bulk.retry(RITA, found.batch.id)
    desk.people.known[RITA.user_id] = RITA.model_copy(update={"is_member": False})
    await desk.turn()
    for writing in later:
        await writing
    await refusals.write_counts()

    async with desk.store.read() as work:
        lines = await work.audit.find(TEAM, Wanted(what="refused"), None, 100)
    assert {(line.actor, line.building_id) for line in lines} == {(RITA.user_id, desk.building)}
    assert [dict(line.data) for line in lines][::-1] == [
        {"problem": "too_long"},
        {"problem": "pin_not_allowed"},
        {"problem": "not_a_member", "verb": "issue"},
        {"problem": "too_long", "times": 1},
    ]


async def test_the_same_list_brought_twice_gives_everybody_access_once(desk: Desk) -> None:
    first, second = await preview(desk, rows(2)), await preview(desk, rows(2))
    for found in (first, second):
        await desk.bulk.start(RITA, found.batch.id)
    await desk.run(MINUTE)

    assert created(desk) == 2
    became = [await statuses(desk, found.batch.id) for found in (first, second)]
    assert sorted(became) == [[RowStatus.ISSUED] * 2, [RowStatus.REFUSED] * 2]


async def test_a_row_that_waited_begins_now_and_one_that_waited_too_long_is_refused(desk: Desk) -> None:
    found = await preview(desk, "name,doors,end\nGail,Lobby,10 min\nHugo,Lobby,2h")
    desk.clock.advance(30 * MINUTE)
    await desk.bulk.start(RITA, found.batch.id)
    await desk.run(MINUTE)

    late, good = (await desk.bulk.look(RITA, found.batch.id)).rows
    assert late.status is RowStatus.REFUSED
    assert good.record is not None
    assert good.record.grant.window.length == 90 * MINUTE


async def test_the_result_has_no_contact_no_pin_and_no_formula(desk: Desk) -> None:
    text = "name,email,phone,doors,end\n=HYPERLINK(1),gail@example.com,+12125550100,Lobby,2h\n@SUM,,,Moon,2h"
    batch = await start(desk, text)
    await desk.run(MINUTE)

    result = await desk.bulk.result(RITA, batch)

    header, good, bad = csv.reader(io.StringIO(result))
    assert header[:2] == ["row", "name"]
    assert good[:3] == ["2", "'=HYPERLINK(1)", "Lobby"]
    assert good[7] == "issued"
    assert bad[:2] == ["3", "'@SUM"]
    assert bad[7:9] == ["left out", "entrances: There is no door called Moon here."]
    [pin] = [one.pin for one in desk.seam.existing()]
    assert not any(secret in result for secret in (pin, "gail@example.com", "2125550100"))


async def test_late_pins_of_a_list_are_told_of_once(desk: Desk) -> None:
    desk.seam.pin_delay = HOUR
    await start(desk, rows(5))
    await desk.run(15 * MINUTE)

    assert len(desk.poster.of(PostKind.BULK_LATE)) == 2
    assert not desk.poster.of(PostKind.LATE_PIN)


async def test_reminders_of_a_list_come_as_one(desk: Desk) -> None:
    await start(desk, rows(12))
    await desk.run(timedelta(minutes=61))

    assert len(desk.poster.of(PostKind.DIGEST)) == 1
    assert not desk.poster.of(PostKind.REMINDER)
