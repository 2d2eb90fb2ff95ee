"""What a webhook should have told is read from Seam's list of events; and what both tell is one event."""

from datetime import datetime, timedelta

import pytest

from bot.domain.errors import NotSent
from bot.domain.grant import CredentialState
from bot.services.systems.catching_up import MARKS_KEPT, MOST_BACK, OVERLAP, CatchingUp
from bot.services.systems.webhooks import SEAM_EVENT, Webhooks
from tests.services.desk import TEAM, Desk
from tests.services.events import deleted

MINUTE = timedelta(minutes=1)


class Room:
    """A desk without a webhook, and how often its buildings were to be read anew."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.refreshed = 0
        self.webhooks = Webhooks(desk.store, desk.clock, lambda: None, self._refresh)
        self.catching_up = self.new_process()

    def _refresh(self) -> None:
        self.refreshed += 1

    def new_process(self) -> CatchingUp:
        desk = self.desk
        return CatchingUp(desk.store, desk.clock, desk.seam.events, self.webhooks, ("cron:events",))

    async def issued(self) -> tuple[str, str]:
        """A grant that is issued, its first events read; its id and its credential's at Seam."""
        grant = await self.desk.give()
        await self.desk.run(timedelta(seconds=5))
        await self.catching_up.run(TEAM)
        return grant, str((await self.desk.record(grant)).credentials[0].seam_id)

    def delete_elsewhere(self, seam_id: str) -> None:
        self.desk.seam.mark_deleted(self.desk.seam.stored[seam_id])

    async def state(self, grant: str) -> CredentialState:
        await self.desk.turn()
        return (await self.desk.record(grant)).credentials[0].state


@pytest.fixture
async def room(desk: Desk) -> Room:
    return Room(desk)


async def test_a_pin_deleted_elsewhere_is_noticed_without_a_webhook(room: Room) -> None:
    grant, seam_id = await room.issued()
    room.delete_elsewhere(seam_id)
    assert await room.state(grant) is CredentialState.ISSUED

    assert await room.catching_up.run(TEAM) == 1

    assert await room.state(grant) is CredentialState.FAILED


async def test_an_event_is_taken_in_once_whether_it_comes_by_webhook_or_by_the_list(room: Room) -> None:
    _, seam_id = await room.issued()
    room.delete_elsewhere(seam_id)
    event = room.desk.seam.told[-1]

    assert await room.webhooks.receive(event)
    assert await room.catching_up.run(TEAM) == 0
    assert not await room.webhooks.receive(event)


async def test_what_came_while_keydesk_was_down_is_read_at_the_start(room: Room) -> None:
    grant, seam_id = await room.issued()
    room.desk.clock.advance(MINUTE)
    room.delete_elsewhere(seam_id)
    room.desk.clock.advance(timedelta(minutes=90))

    await room.new_process().run(TEAM)

    assert await room.state(grant) is CredentialState.FAILED


async def test_an_event_that_seam_lists_late_is_not_lost(room: Room) -> None:
    """A newer one has been read already when it comes."""
    grant, seam_id = await room.issued()
    room.desk.clock.advance(OVERLAP)
    late = room.desk.clock.now() - OVERLAP + MINUTE
    room.desk.seam.tell("acs_credential.issued", None, room.desk.clock.now())
    await room.catching_up.run(TEAM)
    room.desk.seam.stored[seam_id].deleted_at = late

    room.desk.seam.told.append(deleted("late", seam_id, late))
    assert await room.catching_up.run(TEAM) == 1

    assert await room.state(grant) is CredentialState.FAILED


async def test_a_run_that_fails_is_made_up_for_by_the_next(room: Room) -> None:
    grant, seam_id = await room.issued()
    room.delete_elsewhere(seam_id)
    room.desk.seam.fail_next("events.between", NotSent("seam_unreachable"))

    with pytest.raises(NotSent):
        await room.catching_up.run(TEAM)
    room.desk.clock.advance(timedelta(minutes=40))
    await room.catching_up.run(TEAM)

    assert await room.state(grant) is CredentialState.FAILED


async def test_what_happened_to_doors_has_the_buildings_read_anew(room: Room) -> None:
    for kind in ("acs_entrance.added", "acs_system.disconnected", "acs_credential.issued"):
        room.desk.seam.tell(kind, None, room.desk.clock.now())

    await room.catching_up.run(TEAM)
    await room.catching_up.run(TEAM)

    assert room.refreshed == 2


async def test_a_very_old_place_in_the_list_is_cut(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    await room.catching_up.run(TEAM)
    room.desk.clock.advance(timedelta(days=365))
    asked: list[datetime] = []

    async def between(since: datetime, _until: datetime) -> list[object]:
        asked.append(since)
        return []

    monkeypatch.setattr(room.desk.seam.events, "between", between)
    await room.catching_up.run(TEAM)

    assert asked == [room.desk.clock.now() - MOST_BACK]


async def test_a_clock_of_seams_that_is_ahead_does_not_hide_what_comes_next(room: Room) -> None:
    grant, seam_id = await room.issued()
    await room.webhooks.receive(ahead := deleted("ahead", None, room.desk.clock.now() + timedelta(minutes=50)))
    room.desk.seam.told.append(ahead)
    await room.catching_up.run(TEAM)
    room.delete_elsewhere(seam_id)

    await room.catching_up.run(TEAM)

    assert await room.state(grant) is CredentialState.FAILED


async def test_marks_do_not_pile_up(room: Room) -> None:
    await room.webhooks.receive(deleted("old", None))
    async with room.desk.store.write() as work:
        await work.once.first("cron:events", "old", room.desk.clock.now())
        await work.once.first("retention", "old", room.desk.clock.now())
    room.desk.clock.advance(MARKS_KEPT + MINUTE)

    await room.catching_up.run(TEAM)

    async with room.desk.store.read() as work:
        assert not await work.once.seen(SEAM_EVENT, "old")
        assert not await work.once.seen("cron:events", "old")
        assert await work.once.seen("retention", "old")
