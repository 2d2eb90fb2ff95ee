"""Who somebody is while the clock acts in their name: a full member now, nobody, or not known at the moment."""

import pytest

from bot.demo.slack import TEAM
from bot.demo.slack.faults import http_error
from bot.domain.errors import NotAllowed
from bot.domain.roles import Holder, HolderKind, Role
from bot.slack.directory import Groups
from bot.slack.people import SlackPeople
from tests.slack.office import Office

NIGHT = "S0NIGHT"


def people(office: Office) -> SlackPeople:
    return SlackPeople(office.client, Groups(office.client, office.store, office.clock, office.tasks))


async def test_a_member_comes_with_the_groups_that_have_a_role(office: Office) -> None:
    office.sim.add_usergroup(NIGHT, "night", ["U0SAM"])
    await office.set_up(roles=[Holder(kind=HolderKind.GROUP, slack_id=NIGHT, role=Role.ISSUER)])
    sam = await people(office).person(TEAM, "U0SAM")

    assert (sam.is_member, sam.groups) == (True, frozenset({NIGHT}))


@pytest.mark.parametrize("kind", ["guest", "deleted"])
async def test_who_is_no_full_member_any_more_is_nobody(office: Office, kind: str) -> None:
    office.sim.add_user("U0X", "Xenia", kind=kind)  # type: ignore[arg-type]

    assert not (await people(office).person(TEAM, "U0X")).is_member
    assert not (await people(office).person(TEAM, "U0GONE")).is_member


async def test_a_slack_in_trouble_says_nothing_of_anybody(office: Office) -> None:
    office.sim.fault("users.info", http_error(503))

    with pytest.raises(NotAllowed, match="lookup_failed"):
        await people(office).person(TEAM, "U0SAM")
