"""The desk's side: one link per grant, for those who may show the PIN, and no trace of it in the trail."""

from datetime import timedelta

import pytest

from bot.domain.errors import NotAllowed, WrongState
from bot.domain.web_pass import NoPass, WebPass
from bot.services.trail.audit import Line, Wanted
from bot.services.web_pass.web_passes import Links, WebPasses
from tests.services.desk import ADMIN, OUTSIDER, RITA, SAM, TEAM, Desk
from tests.services.web_pass.passes import PUBLIC_URL, issued, shared, token_of

LINK_ONLY = {"policy": {"link_only": True}}


async def trail(desk: Desk, *wanted: str) -> list[Line]:
    async with desk.store.read() as work:
        return [line for line in await work.audit.find(TEAM, Wanted(), None, 99) if line.what in wanted]


async def live(desk: Desk, grant_id: str) -> WebPass | None:
    async with desk.store.read() as work:
        return await work.passes.of_grant(TEAM, grant_id)


async def test_two_clicks_of_two_people_give_the_same_link(desk: Desk) -> None:
    grant_id = await issued(desk)

    links = [await desk.passes.open(person, grant_id) for person in (RITA, SAM)]

    assert links[0].link == links[1].link
    [made] = await trail(desk, "pass_made")
    assert (made.actor, made.grant_id) == (RITA.user_id, grant_id)
    assert token_of(links[0]) not in f"{links} {made}"


async def test_only_who_may_show_the_pin_may_share_limit_or_revoke_it(desk: Desk) -> None:
    grant_id = await issued(desk)
    for act in (desk.passes.open, desk.passes.revoke):
        with pytest.raises(NotAllowed):
            await act(OUTSIDER, grant_id)
    with pytest.raises(NotAllowed):
        await desk.passes.limit(OUTSIDER, grant_id, 1)

    assert await live(desk, grant_id) is None


async def test_a_link_that_was_revoked_is_dead_for_good_and_another_one_lives(desk: Desk) -> None:
    grant_id, token = await shared(desk)

    gone = await desk.passes.revoke(SAM, grant_id)
    await desk.passes.revoke(SAM, grant_id)

    assert (gone.web_pass, gone.link) == (None, None)
    with pytest.raises(NoPass):
        await desk.guest_page.look(token)
    assert token_of(await desk.passes.open(RITA, grant_id)) != token
    assert [line.actor for line in await trail(desk, "pass_revoked")] == [SAM.user_id]


async def test_a_limit_can_be_set_and_lifted(desk: Desk) -> None:
    grant_id, _token = await shared(desk)

    limited = await desk.passes.limit(RITA, grant_id, 3)
    lifted = await desk.passes.limit(RITA, grant_id, None)

    assert [one.web_pass and one.web_pass.most_looks for one in (limited, lifted)] == [3, None]
    assert [line.data["most"] for line in reversed(await trail(desk, "pass_limited"))] == [3, None]


async def test_nothing_is_shared_where_it_is_off_has_no_address_or_opens_nothing(desk: Desk) -> None:
    grant_id = await issued(desk, settings={"web_passes": False})
    await refused(desk.passes, grant_id, "pass_off")
    await desk.set_up(web_passes=True)
    nowhere = WebPasses(desk.store, desk.clock, frozenset({ADMIN.user_id}), Links(desk.store, None))
    await refused(nowhere, grant_id, "pass_no_address")
    await desk.access.end(RITA, grant_id)
    await refused(desk.passes, grant_id, "pass_nothing")

    assert await live(desk, grant_id) is None


async def refused(passes: WebPasses, grant_id: str, problem: str) -> None:
    with pytest.raises(WrongState, match=problem):
        await passes.open(RITA, grant_id)


async def test_where_messages_hold_the_link_it_is_made_with_the_pin_once(desk: Desk) -> None:
    grant_id = await issued(desk, settings=LINK_ONLY)
    made = await live(desk, grant_id)
    assert made is not None
    assert made.made_by is None
    await desk.passes.revoke(RITA, grant_id)

    await desk.access.add_doors(RITA, grant_id, [desk.doors[1]])
    await desk.run(timedelta(minutes=1))

    assert await live(desk, grant_id) is None


async def test_messages_get_a_link_while_it_works(desk: Desk) -> None:
    links = Links(desk.store, PUBLIC_URL)
    grant_id = await issued(desk)
    assert await links.of(await desk.record(grant_id)) is None

    opened = await desk.passes.open(RITA, grant_id)

    assert await links.of(await desk.record(grant_id)) == opened.link
    await desk.access.end(RITA, grant_id)
    assert await links.of(await desk.record(grant_id)) is None
