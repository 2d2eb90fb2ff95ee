"""What differs between Seam and our books is found, told once, and seen to; what is not ours is never touched."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.domain.building import Method
from bot.domain.errors import OutcomeUnknown
from bot.domain.grant import CredentialState, GrantState
from bot.services.drift.drift import DriftKind, DriftState
from bot.services.kept import PostKind
from tests.services.desk import RITA, TEAM, Desk
from tests.services.differing import (
    HOUR,
    MINUTE,
    check,
    issued,
    managed_desk,
    ours,
    planted,
    reconcile,
    seam_id,
    there,
    trail,
)


@pytest.fixture
async def desk() -> Desk:
    return await managed_desk()


class TestNothing:
    async def test_is_said_where_both_agree(self, desk: Desk) -> None:
        await issued(desk, *desk.doors)

        assert await reconcile(desk) == []
        assert (await check(desk)).checked_at is not None
        assert not await trail(desk, "compared")
        assert not desk.poster.of(PostKind.DRIFT)

    async def test_is_changed_at_seam_by_a_look(self, desk: Desk) -> None:
        await issued(desk, *desk.doors)
        await planted(desk, None)
        await planted(desk, "keydesk:another:g1")
        await planted(desk, ours("nobody"))

        await desk.reconciling.run(TEAM)

        changes = {"create", "change_end", "delete", "adopt", "make_instant_key"}
        assert not [call for call in desk.seam.calls if call.partition(".")[2] in changes]

    async def test_is_found_while_a_pin_is_made_with_its_answer_lost(self, desk: Desk) -> None:
        desk.seam.fail_next("credentials.create", OutcomeUnknown("seam_unreachable"), after_effect=True)
        await desk.give()
        await desk.turn()
        assert len(there(desk)) == 1

        assert await reconcile(desk) == []

        await desk.run(MINUTE)
        assert len(there(desk)) == 1
        assert await reconcile(desk) == []

    @pytest.mark.parametrize("moment", ["credentials.of_building", "acs_users.of_building"])
    async def test_is_found_that_only_came_while_seam_was_read(self, desk: Desk, moment: str) -> None:
        """Given, ended and extended in the middle of a comparison."""
        ending, moving = await issued(desk), await issued(desk, desk.doors[1])
        during(desk, moment, lambda: meanwhile(desk, ending, moving))

        assert await reconcile(desk) == []
        assert not desk.poster.of(PostKind.DRIFT)


async def meanwhile(desk: Desk, ending: str, moving: str) -> None:
    await desk.access.end(RITA, ending)
    await desk.access.extend(RITA, moving, desk.clock.now() + 5 * HOUR)
    await desk.give(desk.doors[2])
    await desk.turn()


def during(desk: Desk, method: str, act: Callable[[], Awaitable[None]]) -> None:
    """Something happens just after the first answer of a method."""
    port, _, name = method.partition(".")
    target = getattr(desk.seam, port)
    real = getattr(target, name)

    async def call(*args: object) -> object:
        setattr(target, name, real)
        answer = await real(*args)
        await act()
        return answer

    setattr(target, name, call)


class TestMissing:
    async def test_the_grant_is_looked_at_and_the_requester_is_told(self, desk: Desk) -> None:
        grant = await issued(desk)
        desk.seam.mark_deleted(desk.seam.stored[await seam_id(desk, grant)])

        await reconcile(desk)

        credential = (await desk.record(grant)).credentials[0]
        assert (credential.state, credential.problem) == (CredentialState.FAILED, "gone_at_seam")
        assert [post.channel for post in desk.poster.of(PostKind.GONE)] == [RITA.user_id]
        assert await reconcile(desk) == []

    async def test_nothing_else_of_the_grant_is_touched(self, desk: Desk) -> None:
        grant = await issued(desk, *desk.doors)
        gone = await seam_id(desk, grant, 1)
        desk.seam.mark_deleted(desk.seam.stored[gone])
        left = there(desk)

        await reconcile(desk)

        assert there(desk) == left
        assert (await desk.record(grant)).grant.state is GrantState.ISSUED


class TestExtra:
    async def test_that_nobody_knows_waits_for_a_person(self, desk: Desk) -> None:
        extra = await planted(desk, ours("after the backup"), door=1)

        found = await reconcile(desk)

        assert [(d.difference.kind, d.difference.seam_id, d.state) for d in found] == [
            (DriftKind.EXTRA, extra, DriftState.OPEN)
        ]
        assert found[0].difference.doors == ("Garage",)
        assert extra in there(desk)

    async def test_is_told_once_and_shown_until_it_is_gone(self, desk: Desk) -> None:
        extra = await planted(desk, ours("after the backup"))
        for _ in range(3):
            await reconcile(desk)
            desk.clock.advance(15 * MINUTE)
        assert len(desk.poster.of(PostKind.DRIFT)) == 1
        assert len(await trail(desk, "compared")) == 1

        desk.seam.mark_deleted(desk.seam.stored[extra])

        assert await reconcile(desk) == []
        assert len(desk.poster.of(PostKind.DRIFT)) == 1
        assert desk.poster.redrawn(PostKind.DRIFT) == {desk.poster.of(PostKind.DRIFT)[0].key}
        assert [line.data for line in await trail(desk, "compared")] == [{"settled": 1}, {"extra": 1}]

    async def test_is_ended_by_itself_where_our_books_hold_its_end(self, desk: Desk) -> None:
        grant = await issued(desk)
        await desk.access.end(RITA, grant)
        await desk.run(MINUTE)
        back = await planted(desk, ours(grant))

        assert await reconcile(desk) == []

        assert back not in there(desk)
        assert [line.data for line in await trail(desk, "stray_ended")] == [{"credential": back}]

    async def test_of_a_grant_that_never_was_issued_waits_for_a_person(self, desk: Desk) -> None:
        """Our books say that nothing was made: they may be older than what was."""
        desk.seam.failing_doors.add(desk.doors[0])
        grant = await desk.give()
        await desk.run(5 * MINUTE)
        assert (await desk.record(grant)).grant.state is GrantState.FAILED
        extra = await planted(desk, ours(grant), door=1)

        assert [d.state for d in await reconcile(desk)] == [DriftState.OPEN]
        assert extra in there(desk)

    async def test_that_fits_one_grant_goes_back_into_it(self, desk: Desk) -> None:
        """A door that was added after the backup that was restored."""
        grant = await issued(desk)
        extra = await planted(desk, ours(grant), door=1)
        desk.seam.stored[extra].ends_at = (await desk.record(grant)).grant.window.ends_at

        assert await reconcile(desk) == []

        added = (await desk.record(grant)).credentials[1]
        assert (added.seam_id, added.state, added.doors[0].name) == (extra, CredentialState.ISSUED, "Garage")
        assert added.has_pin
        assert [line.actor for line in await trail(desk, "adopted")] == [None]
        await desk.access.end(RITA, grant)
        await desk.run(MINUTE)
        assert not there(desk)

    @pytest.mark.parametrize(("door", "hours"), [(0, 2), (1, 9)], ids=["the same door", "another end"])
    async def test_that_fits_no_grant_is_not_guessed_at(self, desk: Desk, door: int, hours: int) -> None:
        grant = await issued(desk)
        extra = await planted(desk, ours(grant), door=door, hours=hours)

        found = await reconcile(desk)

        assert [(d.difference.seam_id, d.difference.grant_id) for d in found] == [(extra, grant)]
        assert len((await desk.record(grant)).credentials) == 1

    async def test_that_a_shared_guest_has_from_another_program_is_let_be(self, desk: Desk) -> None:
        await desk.set_up(mobile_keys="own_app")
        elsewhere = await desk.give_elsewhere(desk.doors[1])
        await desk.give(desk.doors[0], method=Method.MOBILE_KEY)
        await desk.run(timedelta(seconds=5))

        assert await reconcile(desk) == []
        assert elsewhere in there(desk)
        assert (await check(desk)).foreign == 1
