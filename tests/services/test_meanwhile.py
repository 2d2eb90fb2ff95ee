"""What a person, an event or a late effect does in the middle of a call to Seam is kept."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from bot.domain.building import Method, MobileKeys
from bot.domain.errors import NotSent, OutcomeUnknown, Rejected
from bot.domain.grant import CredentialState, GrantState
from bot.services.kept import PostKind
from bot.services.systems.webhooks import Webhooks
from tests.services.desk import RITA, SETTLE, Desk
from tests.services.events import deleted

KEY = Method.MOBILE_KEY


def during(target: Any, name: str, act: Callable[[], Awaitable[object]]) -> None:
    """Let something happen at the end of the next call of a method."""
    real = getattr(target, name)

    async def call(*args: Any) -> Any:
        setattr(target, name, real)
        try:
            return await real(*args)
        finally:
            await act()

    setattr(target, name, call)


async def test_a_late_delete_of_the_guest_after_the_next_grant_came() -> None:
    desk = await Desk().open(mobile_keys=MobileKeys.OWN_APP)
    first = await desk.give(method=KEY, submit_key="a")
    await desk.run(timedelta(seconds=5))
    identity = next(iter(desk.seam.people))
    desk.seam.fail_next("identities.delete", OutcomeUnknown("seam_unreachable"))
    await desk.access.end(RITA, first)
    await desk.turn()
    second = await desk.give(method=KEY, submit_key="b", view="V2")
    await desk.run(SETTLE - timedelta(seconds=1))
    await desk.seam.identities.delete(identity)  # the late effect, within the settling time
    await desk.run(timedelta(minutes=1))

    assert (await desk.record(second)).grant.state is GrantState.ISSUED
    assert len(desk.seam.existing()) == 1


async def test_new_pin_during_look_again_that_finds_it_gone(desk: Desk) -> None:
    grant = await desk.give()
    await desk.run(timedelta(seconds=5))
    old = (await desk.record(grant)).credentials[0]
    desk.seam.mark_deleted(desk.seam.stored[str(old.seam_id)])
    await Webhooks(desk.store, desk.clock, lambda: None).receive(deleted("m1", old.seam_id))
    during(desk.seam.credentials, "get", lambda: desk.access.new_pin(RITA, grant, old.id))
    await desk.run(timedelta(minutes=5))

    assert not (await desk.record(grant)).in_state(CredentialState.PENDING)
    assert len(desk.seam.existing()) == 1


async def test_new_pin_during_extend_that_finds_it_gone(desk: Desk) -> None:
    grant = await desk.give()
    await desk.run(timedelta(seconds=5))
    old = (await desk.record(grant)).credentials[0]
    desk.seam.mark_deleted(desk.seam.stored[str(old.seam_id)])
    await desk.access.extend(RITA, grant, desk.clock.now() + timedelta(hours=4))
    during(desk.seam.credentials, "get", lambda: desk.access.new_pin(RITA, grant, old.id))
    await desk.run(timedelta(minutes=5))

    assert not (await desk.record(grant)).in_state(CredentialState.PENDING)


async def test_retry_while_nothing_issued_is_decided(desk: Desk) -> None:
    desk.seam.failing_doors.add(desk.doors[0])
    desk.seam.pin_delay = timedelta(seconds=1)
    desk.seam.delete_delay = timedelta(seconds=30)
    grant = await desk.give()

    async def click() -> None:
        desk.seam.failing_doors.clear()
        await desk.access.retry(RITA, grant)

    during(desk.seam.credentials, "delete", click)
    await desk.run(timedelta(minutes=3))

    assert (await desk.record(grant)).grant.state is GrantState.ISSUED


async def test_add_doors_during_the_turn_that_decides_issued() -> None:
    desk = await Desk().open(policy={"pin_in_dm": True})
    desk.seam.failing_doors.add(desk.doors[1])
    desk.seam.delete_delay = timedelta(seconds=30)
    grant = await desk.give(*desk.doors[:2])
    during(desk.seam.credentials, "delete", lambda: desk.access.add_doors(RITA, grant, [desk.doors[2]]))
    await desk.run(timedelta(minutes=3))
    record = await desk.record(grant)

    assert len(record.in_state(CredentialState.ISSUED)) == 2
    assert desk.poster.of(PostKind.PIN_DM)[-1].key.endswith(":3")


async def test_end_during_the_look_that_finds_the_pin(desk: Desk) -> None:
    desk.seam.pin_delay = timedelta(seconds=1)
    grant = await desk.give()
    for _ in range(100):
        desk.seam.fail_next("credentials.delete", NotSent("seam_unreachable"))
    await desk.turn()
    during(desk.seam.credentials, "get", lambda: desk.access.end(RITA, grant))
    await desk.run(timedelta(minutes=1))

    assert (await desk.record(grant)).grant.state is GrantState.ENDING
    assert not (await desk.access.reveal(RITA, grant)).pins


async def test_an_extension_makes_no_second_instant_key() -> None:
    desk = await Desk().open(mobile_keys=MobileKeys.INSTANT_KEY)
    desk.seam.fail_next("identities.make_instant_key", OutcomeUnknown("seam_unreachable"), after_effect=True)
    grant = await desk.give(method=KEY)
    await desk.run(timedelta(seconds=5))
    await desk.access.extend(RITA, grant, desk.clock.now() + timedelta(hours=4))
    await desk.run(timedelta(seconds=30))

    assert desk.seam.calls.count("identities.make_instant_key") == 1


async def test_a_webhook_during_look_again_is_not_lost(desk: Desk) -> None:
    grant = await desk.give()
    await desk.run(timedelta(seconds=5))
    old = (await desk.record(grant)).credentials[0]
    hooks = Webhooks(desk.store, desk.clock, lambda: None)
    await hooks.receive(deleted("m1", old.seam_id))

    async def gone() -> None:
        desk.seam.mark_deleted(desk.seam.stored[str(old.seam_id)])
        await hooks.receive(deleted("m2", old.seam_id))

    during(desk.seam.credentials, "get", gone)
    await desk.run(timedelta(minutes=1))

    assert (await desk.record(grant)).credentials[0].state is CredentialState.FAILED


async def test_patience_counts_from_the_accepted_change_not_from_an_outage(desk: Desk) -> None:
    grant = await desk.give()
    await desk.run(timedelta(seconds=5))
    end = desk.clock.now() + timedelta(hours=5)
    for _ in range(8):
        desk.seam.fail_next("credentials.change_end", NotSent("seam_unreachable"))
    real = desk.seam.credentials.change_end
    todo: list[tuple[datetime, str, datetime]] = []

    async def slow(seam_id: str, ends_at: datetime) -> None:
        if not desk.seam._faults["credentials.change_end"]:
            todo.append((desk.clock.now() + timedelta(seconds=3), seam_id, ends_at))
            return
        await real(seam_id, ends_at)

    desk.seam.credentials.change_end = slow  # type: ignore[assignment]
    await desk.access.extend(RITA, grant, end)
    for _ in range(1200):
        await desk.run(timedelta(seconds=1))
        for one in [one for one in todo if one[0] <= desk.clock.now()]:
            todo.remove(one)
            await real(one[1], one[2])

    assert {c.ends_at for c in desk.seam.existing()} == {end}
    assert (await desk.record(grant)).grant.window.ends_at == end


async def test_a_refused_delete_does_not_keep_an_unknown_create_alive(desk: Desk) -> None:
    grant = await desk.give(desk.doors[0])
    await desk.run(timedelta(seconds=5))
    desk.seam.fail_next("credentials.create", OutcomeUnknown("seam_unreachable"), after_effect=True)
    await desk.access.add_doors(RITA, grant, [desk.doors[1]])
    await desk.turn()
    first = (await desk.record(grant)).credentials[0].seam_id
    real = desk.seam.credentials.delete

    async def refuse(seam_id: str) -> None:
        if seam_id == first:
            raise Rejected("seam_rejected", status=400)
        await real(seam_id)

    desk.seam.credentials.delete = refuse  # type: ignore[assignment]
    await desk.access.end(RITA, grant)
    await desk.run(timedelta(minutes=20))

    assert [c.id for c in desk.seam.existing()] == [first]


async def test_a_refused_delete_does_not_slow_the_other_doors_pin(desk: Desk) -> None:
    grant = await desk.give(desk.doors[0])
    await desk.run(timedelta(seconds=5))
    old = (await desk.record(grant)).credentials[0]
    real = desk.seam.credentials.delete

    async def refuse(seam_id: str) -> None:
        if seam_id == old.seam_id:
            raise Rejected("seam_rejected", status=400)
        await real(seam_id)

    desk.seam.credentials.delete = refuse  # type: ignore[assignment]
    await desk.access.new_pin(RITA, grant, old.id)
    await desk.run(timedelta(minutes=15))
    desk.seam.pin_delay = timedelta(seconds=4)
    await desk.access.add_doors(RITA, grant, [desk.doors[1]])
    await desk.run(timedelta(seconds=30))

    assert (await desk.record(grant)).in_state(CredentialState.ISSUED)


async def test_access_that_held_until_seam_lost_it_ends_by_date_and_not_as_failed(desk: Desk) -> None:
    grant = await desk.give()
    await desk.run(timedelta(minutes=60))
    old = (await desk.record(grant)).credentials[0]
    desk.seam.mark_deleted(desk.seam.stored[str(old.seam_id)])
    await Webhooks(desk.store, desk.clock, lambda: None).receive(deleted("m1", old.seam_id))
    await desk.run(timedelta(minutes=90))

    assert (await desk.record(grant)).grant.state is GrantState.ENDED
