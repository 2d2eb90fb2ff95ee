"""What is not ours is counted and let be, and Seam in trouble is left alone."""

from datetime import timedelta
from itertools import pairwise

import pytest

from bot.domain.errors import NotSent
from tests.services.desk import INSTALL, TEAM, Desk
from tests.services.differing import (
    HOUR,
    MAX,
    MINUTE,
    check,
    drifts,
    managed_desk,
    ours,
    planted,
    reconcile,
    there,
    trail,
)


@pytest.fixture
async def desk() -> Desk:
    return await managed_desk()


class TestForeign:
    async def test_is_counted_and_let_be(self, desk: Desk) -> None:
        keys = (None, "pms:4711", "keydesk:another:g1", f"keydesk:{INSTALL}0:g1")
        made = {await planted(desk, key) for key in keys}

        assert await reconcile(desk) == []
        assert ((await check(desk)).foreign, (await check(desk)).other_installs) == (4, 2)
        assert made <= there(desk)

    async def test_that_takes_the_place_of_ours_before_the_delete_is_let_be(self, desk: Desk) -> None:
        """Somebody has moved the credential to a user of their own between the click and its effect."""
        extra = await planted(desk, ours("after the backup"))
        drift = (await reconcile(desk))[0]
        other = await planted(desk, "pms:4711")
        await desk.deciding.end(MAX, drift.id)
        stored = desk.seam.stored
        stored[extra].new = stored[extra].new.model_copy(update={"acs_user_id": stored[other].new.acs_user_id})

        await desk.deciding.follow(drift)

        assert extra in there(desk)
        assert "credentials.delete" not in desk.seam.calls
        assert await drifts(desk) == []
        assert len(await trail(desk, "stray_let_be")) == 1


class TestSeamInTrouble:
    async def test_is_said_with_since_when_and_left_alone_longer_and_longer(self, desk: Desk) -> None:
        began = desk.clock.now()
        asked: list[timedelta] = []
        for _ in range(40):
            desk.seam.calls.clear()
            desk.seam.fail_next("identities.all", NotSent("seam_unreachable"))
            await desk.reconciling.run(TEAM, only_failed=bool(asked))
            if desk.seam.calls:
                asked.append(desk.clock.now() - began)
            desk.clock.advance(MINUTE)

        found = await check(desk)
        assert (found.trouble, found.trouble_since) == ("seam_unreachable", began)
        pauses = [later - earlier for earlier, later in pairwise(asked)]
        assert pauses == sorted(pauses)
        assert pauses[:4] == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]

    async def test_is_over_with_the_first_answer(self, desk: Desk) -> None:
        desk.seam.fail_next("credentials.of_building", NotSent("seam_busy", retry_after=3 * MINUTE))
        await desk.reconciling.run(TEAM)
        desk.clock.advance(2 * MINUTE)
        await desk.reconciling.run(TEAM, only_failed=True)
        assert (await check(desk)).trouble == "seam_busy"

        desk.clock.advance(MINUTE)
        await desk.reconciling.run(TEAM, only_failed=True)

        assert (await check(desk)).trouble is None
        assert (await check(desk)).checked_at == desk.clock.now()

    async def test_settles_nothing(self, desk: Desk) -> None:
        await planted(desk, ours("g1"), hours=9)
        found = await reconcile(desk)
        for method in ("identities.all", "credentials.of_building", "acs_users.of_building", "credentials.get"):
            desk.seam.fail_next(method, NotSent("seam_unreachable"))
            desk.clock.advance(HOUR)
            assert await reconcile(desk) == found

    async def test_a_person_who_asks_is_told(self, desk: Desk) -> None:
        desk.seam.fail_next("acs_users.of_building", NotSent("seam_unreachable"))

        answer = await desk.deciding.check(MAX, desk.building)

        assert answer.compared is None
        assert answer.check is not None
        assert answer.check.trouble == "seam_unreachable"
