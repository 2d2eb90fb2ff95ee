"""What is looked at before somebody comes, and what is said of it: nothing where all is well."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from bot.domain.arrival import ArrivalCheck, Fault
from bot.domain.building import Approval, Hub, Method
from bot.domain.errors import NotSent
from bot.domain.grant import CredentialState, GrantRecord
from bot.domain.missing import standing
from bot.domain.notices import Notices, Where
from bot.domain.trouble import Trouble
from bot.services.kept import DueKind, PostKind
from bot.services.lists.kinds import Kind
from bot.services.lists.lists import Ask
from bot.services.notices.arrivals import FEW
from bot.services.notices.readiness import Seen, is_held
from bot.services.trail.audit import Wanted
from tests.services.desk import RITA, TEAM
from tests.services.notices.notice_desk import HOUR, MINUTE, NoticeDesk, opened

TOMORROW = 20 * HOUR
"""One look is to come: an hour before."""
LOOKED = TOMORROW - 59 * MINUTE


async def looked(desk: NoticeDesk, grant: str) -> ArrivalCheck:
    check = (await desk.record(grant)).grant.arrival
    assert check is not None, "nobody has looked"
    return check


async def found(desk: NoticeDesk, grant: str) -> list[Fault]:
    return [one.fault for one in (await looked(desk, grant)).faults]


async def coming(desk: NoticeDesk, *doors: str) -> str:
    return await desk.given(*doors, starts=TOMORROW)


def told(desk: NoticeDesk) -> list[str | None]:
    return [post.channel for post in [*desk.told(PostKind.ARRIVAL), *desk.told(PostKind.ARRIVAL_DM)]]


def lose(desk: NoticeDesk) -> None:
    """Somebody deletes all credentials, and no event tells of it."""
    desk.seam.stored.clear()


async def test_where_seam_holds_it_nothing_is_said_and_the_card_is_marked() -> None:
    desk = await opened()
    grant = await coming(desk)
    await desk.run(LOOKED)

    start = (await desk.record(grant)).grant.window.starts_at
    assert await looked(desk, grant) == ArrivalCheck(checked_at=start - HOUR, has_asked=True)
    assert not told(desk)
    assert is_held(await desk.record(grant))
    await desk.access.new_pin(RITA, grant, (await desk.record(grant)).credentials[0].id)
    await desk.run(MINUTE)
    assert not is_held(await desk.record(grant)), "nobody has looked at the new one"


async def test_what_is_gone_at_seam_is_told_once_and_can_be_retried() -> None:
    desk = await opened()
    grant = await coming(desk)
    lose(desk)
    await desk.run(LOOKED)

    assert await found(desk, grant) == [Fault.FAILED]
    assert told(desk) == ["C0DESK", RITA.user_id]
    assert PostKind.GONE not in desk.poster.kinds()
    await desk.access.retry(RITA, grant)
    await desk.run(MINUTE)
    record = await desk.record(grant)
    assert [c.state for c in record.live] == [CredentialState.ISSUED]
    assert standing(await looked(desk, grant), record) == ()
    assert desk.poster.redrawn(PostKind.ARRIVAL)


@pytest.mark.parametrize(("where", "places"), [(Where.CHANNEL, ["C0DESK"]), (Where.DM, [RITA.user_id])])
async def test_it_is_told_where_reminders_go(where: Where, places: list[str]) -> None:
    desk = await opened(notices=Notices(where=where))
    await coming(desk)
    lose(desk)
    await desk.run(LOOKED)

    assert told(desk) == places


async def problems(desk: NoticeDesk) -> list[tuple[Trouble, ...]]:
    [listed] = await desk.lists.pages(RITA, [Ask(kind=Kind.PROBLEM, limit=5)])
    return [row.troubles for row in listed.rows]


async def test_another_window_at_seam() -> None:
    desk = await opened()
    grant = await coming(desk)
    [stored] = desk.seam.stored.values()
    stored.ends_at -= timedelta(minutes=30)
    await desk.run(LOOKED)

    assert await found(desk, grant) == [Fault.WINDOW]
    assert await problems(desk) == [(Trouble.MISSING,)], "the board says what the notice says"
    await desk.access.new_pin(RITA, grant, (await desk.record(grant)).credentials[0].id)
    await desk.run(MINUTE)
    assert standing(await looked(desk, grant), await desk.record(grant)) == ()
    assert await problems(desk) == []


async def test_a_pin_that_is_not_there_yet() -> None:
    desk = await opened()
    desk.seam.pin_delay = timedelta(days=2)
    grant = await coming(desk)
    await desk.run(LOOKED)

    assert await found(desk, grant) == [Fault.NOT_YET]


async def test_a_door_that_seam_does_not_list_any_more_and_a_building_that_is_lost() -> None:
    desk = await opened()
    grant = await coming(desk)
    del desk.seam.doors[desk.doors[0]]
    listing = desk.seam.systems[desk.building]
    desk.seam.systems[desk.building] = listing.model_copy(update={"problem": "acs_system_disconnected"})
    await desk.buildings.refresh(TEAM)
    await desk.run(LOOKED)

    assert await found(desk, grant) == [Fault.BUILDING, Fault.REMOVED]
    assert await problems(desk) == [(Trouble.MISSING,)]


async def test_a_door_without_a_hub_that_nobody_has_updated() -> None:
    desk = await opened(hub=Hub.NO)
    grant = await coming(desk)
    await desk.run(LOOKED)
    assert await found(desk, grant) == [Fault.VISIT]

    [task] = (await desk.record(grant)).tasks
    await desk.tasks.done(RITA, task.id)
    assert standing(await looked(desk, grant), await desk.record(grant)) == ()


async def test_what_nobody_has_approved() -> None:
    desk = await opened(policy={"approval": Approval.EVERYONE})
    grant = await coming(desk)
    await desk.run(7 * HOUR)
    async with desk.store.write() as work:
        [row] = await desk.rows(DueKind.ARRIVAL)
        await work.due.put([row.model_copy(update={"due_at": desk.clock.now()})])
    await desk.turn()

    assert await found(desk, grant) == [Fault.APPROVAL]


async def test_a_whole_building_is_asked_with_one_list() -> None:
    desk = await opened()
    for _ in range(FEW + 1):
        await coming(desk)
    desk.seam.calls.clear()
    await desk.run(LOOKED)

    assert [call for call in desk.seam.calls if call.startswith("credentials")] == ["credentials.of_building"]


async def test_while_seam_is_silent_it_is_asked_again_and_in_the_end_our_own_books_are_told() -> None:
    desk = await opened(hub=Hub.NO)
    grant = await coming(desk)
    for _ in range(20):
        desk.seam.fail_next("credentials.get", NotSent("seam_unreachable"))
    await desk.run(TOMORROW - 50 * MINUTE)
    assert not told(desk)

    await desk.run(10 * MINUTE)
    check = await looked(desk, grant)
    assert not check.has_asked
    assert await found(desk, grant) == [Fault.VISIT]
    assert len(told(desk)) == 2


async def test_after_the_start_nothing_is_told() -> None:
    """Keydesk was away."""
    desk = await opened()
    grant = await coming(desk)
    lose(desk)
    desk.clock.advance(TOMORROW + MINUTE)
    await desk.turn()

    assert (await desk.record(grant)).grant.arrival is None
    assert not told(desk)
    assert not await desk.rows(DueKind.ARRIVAL)


async def test_of_two_workers_one_tells_and_a_look_that_was_cut_off_is_made_again() -> None:
    desk = await opened()
    grant = await coming(desk)
    lose(desk)
    desk.clock.advance(TOMORROW - HOUR)
    for work in await desk.unasked.arrivals.due():
        work.close()
    other = type(desk.unasked.arrivals)(desk.store, desk.clock, desk.seam)
    third = type(desk.unasked.arrivals)(desk.store, desk.clock, desk.seam)
    for work in [*await other.due(), *await third.due()]:
        await work
    await desk.turn()

    assert await found(desk, grant) == [Fault.FAILED]
    assert len(told(desk)) == 2
    async with desk.store.read() as reading:
        assert len(await reading.audit.find(TEAM, Wanted(what="not_ready"), None, 9)) == 1


async def test_a_mobile_key_is_looked_at_too() -> None:
    desk = await opened(mobile_keys="instant_key")
    window = desk.draft().window
    later = window.model_copy(update={"starts_at": window.starts_at + TOMORROW, "ends_at": window.ends_at + TOMORROW})
    grant = await desk.give(method=Method.MOBILE_KEY, window=later)
    await desk.run(LOOKED)

    assert is_held(await desk.record(grant))


async def test_a_pin_that_is_made_while_seam_is_being_asked_is_not_called_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = await opened()
    grant = await coming(desk)
    await desk.run(LOOKED - 2 * MINUTE)
    arrivals = desk.unasked.arrivals
    ask = arrivals._seen

    async def meanwhile(building_id: str, records: Iterable[GrantRecord]) -> Seen:
        found = await ask(building_id, records)
        await desk.access.new_pin(RITA, grant, (await desk.record(grant)).credentials[0].id)
        for _ in range(20):
            desk.clock.advance(timedelta(seconds=1))
            await desk.turn()
        return found

    monkeypatch.setattr(arrivals, "_seen", meanwhile)
    await desk.run(3 * MINUTE)

    record = await desk.record(grant)
    assert [c.state for c in record.credentials] == [CredentialState.REVOKED, CredentialState.ISSUED]
    assert [one.id for one in desk.seam.existing()] == [record.credentials[1].seam_id]
    assert not told(desk)
    assert not is_held(record), "nobody has looked at the new one"
