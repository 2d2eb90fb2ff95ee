"""Whoever is forgotten is in no list any more, as far as whoever says so may reach."""

from datetime import timedelta

from bot.domain.building import Policy
from bot.domain.roles import Holder, HolderKind, Role
from bot.services.bulk.seeing import RowStatus
from bot.services.kept import PostKind
from tests.services.bulk.lists import HOUR, MINUTE, NO, preview, start
from tests.services.desk import ADMIN, RITA, SAM, TEAM, Desk


async def test_a_forgotten_guest_is_in_no_list(desk: Desk) -> None:
    desk.seam.fail_next("credentials.create", NO)
    batch = await start(desk, "name,doors,end\nGail,Lobby,2h\nGail,Moon,2h")
    await desk.run(MINUTE)
    grant_id = (await desk.bulk.look(RITA, batch)).rows[0].row.grant_id
    assert grant_id is not None
    await desk.forgetting.forget(ADMIN, grant_id, "Gail")
    await desk.run(MINUTE)

    found = await desk.bulk.look(RITA, batch)
    assert "Gail" not in str(found)
    assert not any(one.can_retry for one in found.rows)
    assert PostKind.BULK in {post.kind for post in desk.poster.posts if post.ts is not None}


async def refused(desk: Desk, building: str | None = None) -> str:
    """A list whose only row, Gail's, the rules refused at its turn."""
    found = await preview(desk, "name,doors,end\nGail,Lobby,10 min", SAM, building_id=building or desk.building)
    desk.clock.advance(HOUR)
    await desk.bulk.start(SAM, found.batch.id)
    await desk.run(MINUTE)
    return found.batch.id


async def over(desk: Desk, name: str) -> str:
    grant_id = await desk.give(name=name, view=None)
    await desk.run(MINUTE)
    await desk.access.end(RITA, grant_id)
    await desk.run(MINUTE)
    return grant_id


async def test_forgetting_is_drawn_into_every_list_and_reaches_only_ones_own_buildings(desk: Desk) -> None:
    annex = desk.seam.add_building("Annex")
    desk.seam.add_door(annex, "Lobby")
    await desk.buildings.refresh(TEAM)
    await desk.set_up(annex)
    manages = Holder(kind=HolderKind.PERSON, slack_id=RITA.user_id, role=Role.MANAGER)
    issues = Holder(kind=HolderKind.PERSON, slack_id=SAM.user_id, role=Role.ISSUER)
    await desk.set_up(roles=[manages, issues])
    here, there, grant_id = await refused(desk), await refused(desk, annex), await over(desk, "Gail")
    desk.poster.posts.clear()

    await desk.forgetting.forget(RITA, grant_id, "Gail")
    assert (await desk.forgetting.progress(RITA, [grant_id])).messages.due
    await desk.run(MINUTE)

    assert [(await desk.bulk.look(SAM, batch)).rows[0].name for batch in (here, there)] == ["", "Gail"]
    assert desk.poster.redrawn(PostKind.BULK) == {f"{PostKind.BULK}:{here}"}


async def test_an_old_access_that_is_forgotten_leaves_todays_list_alone(desk: Desk) -> None:
    await desk.set_up(policy=Policy(retention=timedelta(days=30)))
    old = await over(desk, "Gail")
    desk.clock.advance(timedelta(days=31))
    found = await preview(desk, "name,doors,end\nGail,Lobby,2h")
    await desk.retention.run(TEAM)
    assert (await desk.record(old)).grant.forgotten_at is not None
    await desk.bulk.start(RITA, found.batch.id)
    await desk.run(MINUTE)

    [row] = (await desk.bulk.look(RITA, found.batch.id)).rows
    assert (row.name, row.status) == ("Gail", RowStatus.ISSUED)


async def test_what_is_left_of_a_started_list_is_wiped_after_a_day(desk: Desk) -> None:
    batch = await start(desk, "name,doors,end\nGail,Lobby,2h\nHugo,Moon,2h")
    await desk.run(MINUTE)
    desk.poster.posts.clear()
    desk.clock.advance(timedelta(hours=25))
    await desk.retention.run(TEAM)
    for post in await desk.outbox.claim():
        await desk.outbox.send(post)
    assert desk.poster.redrawn(PostKind.BULK) == {f"{PostKind.BULK}:{batch}"}

    gail, hugo = (await desk.bulk.look(RITA, batch)).rows
    assert gail.name == "Gail"
    assert hugo.name == ""
