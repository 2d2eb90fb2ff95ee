"""One guest is forgotten because somebody asks for it."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.building import Method, MobileKeys
from bot.domain.errors import NotSent, Rejected, WrongState
from bot.domain.grant import REMOVED, Guest
from bot.domain.request import BadFields
from bot.domain.roles import Holder, HolderKind, Role
from bot.services.kept import PostKind
from bot.services.privacy.forgetting import AtSeam
from bot.services.trail.audit import Wanted
from tests.services.desk import ADMIN, RITA, SAM, TEAM, Desk

HOUR, SECONDS = timedelta(hours=1), timedelta(seconds=10)
GAIL = Guest(name="Gail Guest", email="gail@example.com", phone="+12125550100")
RITA_ISSUES = Holder(kind=HolderKind.PERSON, slack_id=RITA.user_id, role=Role.ISSUER)
SAM_MANAGES = Holder(kind=HolderKind.PERSON, slack_id=SAM.user_id, role=Role.MANAGER)


async def given(desk: Desk, key: str, **update: Any) -> str:
    return await desk.give(**{"guest": GAIL, "view": None, "submit_key": key, **update})


async def ended(desk: Desk, key: str = "V1", **update: Any) -> str:
    grant_id = await given(desk, key, **update)
    await desk.run(SECONDS)
    await desk.access.end(ADMIN, grant_id)
    await desk.run(HOUR)
    return grant_id


async def name_of(desk: Desk, grant_id: str) -> str:
    return (await desk.record(grant_id)).grant.guest.name


class TestSearch:
    async def test_finds_each_guest_once_with_their_newest_access(self, desk: Desk) -> None:
        await given(desk, "V1")
        desk.clock.advance(timedelta(seconds=1))
        newest = await ended(desk, "V2")
        plain = await ended(desk, "V3", guest=Guest(name="gail  GUEST"))
        await ended(desk, "V4", guest=Guest(name="Olaf Other"))

        found = await desk.forgetting.search(ADMIN, "gail")

        assert [(one.grant_id, one.grants) for one in found] == [(plain, 1), (newest, 2)]
        assert [one.grants for one in await desk.forgetting.search(ADMIN, "GAIL@example.com")] == [2]
        assert await desk.forgetting.search(ADMIN, "nobody") == []


class TestForget:
    async def test_takes_the_guest_out_of_all_their_grants(self, desk: Desk) -> None:
        first, second = await ended(desk, "V1"), await ended(desk, "V2")
        other = await ended(desk, "V3", guest=Guest(name="Olaf Other"))

        forgotten = await desk.forgetting.forget(ADMIN, first, " gail GUEST ")
        await desk.run(HOUR)

        assert set(forgotten) == {first, second}
        assert [await name_of(desk, id_) for id_ in (first, second, other)] == [REMOVED.name] * 2 + ["Olaf Other"]
        progress = await desk.forgetting.progress(ADMIN, forgotten)
        assert (progress.is_settled, progress.at_seam) == (True, (AtSeam.GONE, AtSeam.GONE))
        assert progress.messages.done > 2

    async def test_leaves_a_line_for_each_with_who_asked_for_it(self, desk: Desk) -> None:
        grant_id = await ended(desk)

        await desk.forgetting.forget(ADMIN, grant_id, "Gail Guest")

        async with desk.store.read() as work:
            [line] = await work.audit.find(TEAM, Wanted(what="forgotten"), None, 9)
        assert (line.actor, line.grant_id, line.building_id) == (ADMIN.user_id, grant_id, desk.building)

    async def test_tells_who_asked_once_when_all_is_done(self, desk: Desk) -> None:
        grant_id = await ended(desk)
        desk.poster.posts.clear()

        await desk.forgetting.forget(ADMIN, grant_id, "Gail Guest")
        await desk.run(HOUR)

        [told] = desk.poster.of(PostKind.FORGOTTEN)
        assert (told.channel, told.data) == (ADMIN.user_id, {"grants": [grant_id]})

    async def test_needs_the_name_typed(self, desk: Desk) -> None:
        grant_id = await ended(desk)

        with pytest.raises(BadFields, match="name_differs"):
            await desk.forgetting.forget(ADMIN, grant_id, "Gail")

        assert await name_of(desk, grant_id) == "Gail Guest"

    async def test_waits_until_access_has_ended(self, desk: Desk) -> None:
        over, open_one = await ended(desk, "V1"), await given(desk, "V2")
        await desk.run(SECONDS)

        assert [r.grant.id for r in (await desk.forgetting.asked(ADMIN, over)).with_access] == [open_one]
        with pytest.raises(WrongState, match="guest_has_access"):
            await desk.forgetting.forget(ADMIN, over, "Gail Guest")
        await desk.access.end(ADMIN, open_one)
        with pytest.raises(WrongState, match="guest_has_access"):
            await desk.forgetting.forget(ADMIN, over, "Gail Guest")
        await desk.run(HOUR)

        assert len(await desk.forgetting.forget(ADMIN, over, "Gail Guest")) == 2

    async def test_a_second_time_changes_nothing(self, desk: Desk) -> None:
        grant_id = await ended(desk)
        await desk.forgetting.forget(ADMIN, grant_id, "Gail Guest")
        await desk.run(HOUR)
        desk.poster.posts.clear()

        with pytest.raises(WrongState, match="guest_forgotten"):
            await desk.forgetting.forget(ADMIN, grant_id, "Gail Guest")
        await desk.run(HOUR)

        assert desk.poster.posts == []
        assert await desk.forgetting.search(ADMIN, "g") == []

    async def test_while_seam_is_down_the_rest_is_done_and_seam_is_tried_on(self, desk: Desk) -> None:
        desk.seam.fail_next("identities.delete", Rejected("seam_rejected", status=400))
        grant_id = await ended(desk)
        for _ in range(8):
            desk.seam.fail_next("identities.find_by_key", NotSent("seam_unreachable"))

        await desk.forgetting.forget(ADMIN, grant_id, "Gail Guest")
        await desk.run(timedelta(minutes=1))

        progress = await desk.forgetting.progress(ADMIN, [grant_id])
        assert (progress.at_seam, progress.messages.due) == ((AtSeam.ASKED,), 0)
        assert (progress.is_settled, progress.trouble) == (False, "seam_unreachable")
        assert await name_of(desk, grant_id) == REMOVED.name
        assert desk.seam.people
        await desk.run(HOUR)

        progress = await desk.forgetting.progress(ADMIN, [grant_id])
        assert (progress.at_seam, progress.is_settled, progress.trouble) == ((AtSeam.GONE,), True, None)
        assert not desk.seam.people

    async def test_at_other_buildings_stays_for_who_does_not_manage_them(self, desk: Desk) -> None:
        other = desk.seam.add_building("Kew Court")
        gate = desk.seam.add_door(other, "Gate")
        await desk.buildings.refresh(TEAM)
        await desk.set_up(other, mobile_keys=MobileKeys.OWN_APP)
        await desk.set_up(mobile_keys=MobileKeys.OWN_APP, roles=[RITA_ISSUES, SAM_MANAGES])
        mine = await ended(desk, "V1", method=Method.MOBILE_KEY)
        theirs = await given(desk, "V2", method=Method.MOBILE_KEY, building_id=other, entrance_ids=(gate,))
        await desk.run(SECONDS)

        asked = await desk.forgetting.asked(SAM, mine)
        await desk.forgetting.forget(SAM, mine, "Gail Guest")
        await desk.run(timedelta(minutes=10))

        assert (len(asked.records), asked.elsewhere, asked.with_access) == (1, 1, ())
        assert [await name_of(desk, mine), await name_of(desk, theirs)] == [REMOVED.name, "Gail Guest"]
        assert (await desk.forgetting.progress(SAM, [mine, theirs])).at_seam == (AtSeam.IN_USE,)
        assert len(desk.seam.existing()) == len(desk.seam.people) == 1
