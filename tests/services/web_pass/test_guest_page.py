"""The guest's side: a look is written down before it is shown, and a dead link says nothing of what it was."""

from datetime import timedelta

import pytest

from bot.domain.building import Method
from bot.domain.web_pass import NoPass, PassOver
from tests.services.desk import RITA, SAM, TEAM, Desk
from tests.services.web_pass.passes import shared
from tests.services.web_pass.test_web_passes import trail

SOON = timedelta(seconds=5)


async def looks(desk: Desk, grant_id: str) -> int:
    async with desk.store.read() as work:
        found = await work.passes.of_grant(TEAM, grant_id)
    assert found is not None
    return found.looks


async def test_the_page_itself_shows_no_pin_and_counts_nothing(desk: Desk) -> None:
    grant_id, token = await shared(desk, view=None)

    seen = [await desk.guest_page.look(token) for _ in range(20)]

    assert {one.pins for one in seen} == {None}
    assert await looks(desk, grant_id) == 0
    assert await trail(desk, "revealed") == []


async def test_each_look_at_the_pin_is_counted_and_written_down(desk: Desk) -> None:
    grant_id, token = await shared(desk, view=None)

    seen = [await desk.guest_page.show(token) for _ in range(2)]

    assert seen[0].pins == seen[1].pins == (await desk.access.reveal(SAM, grant_id)).pins
    assert len(seen[0].pins or {}) == 1
    assert await looks(desk, grant_id) == 2
    lines = [(line.actor, line.grant_id, line.data) for line in await trail(desk, "revealed") if not line.actor]
    assert lines == [(None, grant_id, {"where": "web pass"})] * 2


async def test_a_link_that_is_used_up_shows_nothing_more_until_the_limit_is_lifted(desk: Desk) -> None:
    grant_id, token = await shared(desk, view=None)
    await desk.passes.limit(RITA, grant_id, 1)

    first, second = [await desk.guest_page.show(token) for _ in range(2)]

    assert first.pins
    assert (second.pins, second.web_pass.is_used_up) == (None, True)
    assert len(await trail(desk, "revealed")) == await looks(desk, grant_id) == 1
    await desk.passes.limit(RITA, grant_id, 3)
    assert (await desk.guest_page.show(token)).pins


async def test_after_the_end_it_is_over_and_after_a_new_end_it_is_not(desk: Desk) -> None:
    grant_id, token = await shared(desk)
    ends_at = (await desk.record(grant_id)).grant.window.ends_at
    await desk.access.extend(RITA, grant_id, ends_at + timedelta(hours=1))
    await desk.run(SOON)
    await desk.run(ends_at + timedelta(minutes=1) - desk.clock.now())
    await desk.guest_page.look(token)

    await desk.access.end(RITA, grant_id)

    for act in (desk.guest_page.look, desk.guest_page.show):
        with pytest.raises(PassOver):
            await act(token)


async def test_at_its_end_it_is_over_before_anything_has_happened(desk: Desk) -> None:
    grant_id, token = await shared(desk)
    desk.clock.advance((await desk.record(grant_id)).grant.window.ends_at - desk.clock.now())

    with pytest.raises(PassOver):
        await desk.guest_page.show(token)
    assert await looks(desk, grant_id) == 0


async def test_unknown_revoked_switched_off_and_forgotten_are_the_same(desk: Desk) -> None:
    grant_id, token = await shared(desk)
    for unknown in ("", "x" * 32, token[:-1], f"{token}A", token.swapcase()):
        await nothing(desk, unknown)

    await desk.set_up(web_passes=False)
    await nothing(desk, token)
    await desk.set_up(web_passes=True)
    await desk.guest_page.look(token)
    await desk.access.end(RITA, grant_id)
    await desk.run(SOON)
    async with desk.store.write() as work:
        record = await work.grants.record(TEAM, grant_id)
        assert record is not None
        await work.grants.save(record.grant.model_copy(update={"forgotten_at": desk.clock.now()}))
    await nothing(desk, token)


async def nothing(desk: Desk, token: str) -> None:
    for act in (desk.guest_page.look, desk.guest_page.show):
        with pytest.raises(NoPass):
            await act(token)


async def test_a_mobile_key_is_seen_with_its_link(desk: Desk) -> None:
    _grant_id, token = await shared(desk, settings={"mobile_keys": "instant_key"}, method=Method.MOBILE_KEY, view=None)

    [credential] = (await desk.guest_page.show(token)).record.live

    assert credential.instant_key_url is not None
