"""Who may end something of a guest's finds that guest, and a limit is one on what they may end."""

from datetime import timedelta

import pytest

from bot.domain.grant import Guest
from bot.domain.roles import Holder, HolderKind, Role
from bot.services.end_all import guests, targets
from bot.services.end_all.targets import Target, Whose
from tests.services.desk import ADMIN, RITA, SAM, Desk

MINUTE = timedelta(minutes=1)


async def test_what_others_hold_elsewhere_hides_nobody(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many newer namesakes there are at another building, or are over here."""
    monkeypatch.setattr(guests, "MOST_READ", 2)
    monkeypatch.setattr(guests, "MOST_FOUND", 2)
    monkeypatch.setattr(targets, "MOST_AT_ONCE", 2)
    other = desk.seam.add_building("Maple Court")
    door = desk.seam.add_door(other, "Side door")
    await desk.open()
    await desk.set_up(other, roles=[Holder(kind=HolderKind.PERSON, slack_id=ADMIN.user_id, role=Role.ISSUER)])
    ann = await desk.give(name="Cleaner Ann", view=None, submit_key="ann")
    for name in ("Cleaner Bo", "Cleaner Cy"):
        await desk.access.end(RITA, await desk.give(name=name, view=None, submit_key=name))
    await desk.run(MINUTE)
    theirs = desk.draft().window.model_copy(update={"ends_at": desk.clock.now() + MINUTE * 30})
    for name in ("Cleaner Di", "Cleaner Ed", "Cleaner Ann"):
        draft = desk.draft(door, name=name, building_id=other, requester=RITA.user_id, submit_key=name, window=theirs)
        await desk.giving.submit(ADMIN, draft, None)

    assert [grant.id for grant in await desk.end_all.guests(SAM, "cleaner")] == [ann]
    for target in (Target(whose=Whose.GIVER, id=RITA.user_id), Target(whose=Whose.GUEST, id=ann)):
        plan = await desk.end_all.plan(SAM, target)
        assert ([*plan.ids], plan.is_cut) == ([ann], False)
        assert plan.others


@pytest.mark.parametrize("typed", ["Gial", "guest gail", "GÁIL", "gail@example.com", "0100"])
async def test_a_guest_is_found_however_they_are_remembered(desk: Desk, typed: str) -> None:
    await desk.open()
    gail = Guest(name="Gail Guest", email="gail@example.com", phone="+12125550100")
    record = await desk.giving.submit(RITA, desk.draft(guest=gail), None)

    assert [grant.id for grant in await desk.end_all.guests(RITA, typed)] == [record.grant.id]
