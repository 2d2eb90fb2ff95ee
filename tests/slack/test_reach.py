"""Whom a request is sent to: only people who are full members now, and nobody by guess while Slack is silent."""

import pytest

from bot.demo.slack import TEAM, slack_error
from bot.demo.slack.faults import http_error
from bot.domain.approvers import Approvers
from bot.domain.errors import NotSent
from bot.domain.roles import Role
from bot.slack.directory import GROUP_USABLE, Groups
from bot.slack.reach import SlackReach
from tests.slack.office import Office

NIGHT = "S0NIGHT"


def reach(office: Office) -> SlackReach:
    return SlackReach(office.client, Groups(office.client, office.store, office.clock, office.tasks))


def level(*people: str, groups: tuple[str, ...] = ()) -> Approvers:
    return Approvers(role=Role.APPROVER, people=people, groups=groups)


async def test_people_come_first_then_the_members_of_groups_each_once(office: Office) -> None:
    office.sim.add_usergroup(NIGHT, "night", ["U0SAM", "U0RITA", "U0OLGA"])

    found = await reach(office).members(TEAM, level("U0SAM", groups=(NIGHT,)), frozenset({"U0RITA"}), 20)

    assert found == ["U0SAM", "U0OLGA"]


@pytest.mark.parametrize("kind", ["guest", "ultra", "external", "bot", "deleted"])
async def test_nobody_else_than_members_is_asked(office: Office, kind: str) -> None:
    office.sim.add_user("U0X", "Xenia", kind=kind)  # type: ignore[arg-type]

    assert await reach(office).members(TEAM, level("U0X", "U0GONE", "U0SAM"), frozenset(), 20) == ["U0SAM"]


async def test_a_large_group_is_not_asked_as_a_whole(office: Office) -> None:
    crowd = [f"U0C{number:02}" for number in range(30)]
    for user in crowd:
        office.sim.add_user(user, user)
    office.sim.add_usergroup(NIGHT, "night", crowd)

    assert len(await reach(office).members(TEAM, level(groups=(NIGHT,)), frozenset(), 20)) == 20


@pytest.mark.parametrize("method", ["users.info", "usergroups.users.list"])
async def test_a_slack_in_trouble_is_no_answer(office: Office, method: str) -> None:
    office.sim.add_usergroup(NIGHT, "night", ["U0SAM"])
    office.sim.fault(method, http_error(503))

    with pytest.raises(NotSent, match="slack_unreachable"):
        await reach(office).members(TEAM, level(groups=(NIGHT,)), frozenset(), 20)


async def test_a_group_that_is_gone_is_not_taken_for_an_empty_one_at_once(office: Office) -> None:
    """What is known of it counts for a while; then nobody can tell who is in it."""
    office.sim.add_usergroup(NIGHT, "night", ["U0SAM"])
    asked = reach(office)
    assert await asked.members(TEAM, level(groups=(NIGHT,)), frozenset(), 20) == ["U0SAM"]
    office.clock.advance(GROUP_USABLE)
    office.sim.fault("usergroups.users.list", slack_error("no_such_subteam"))

    with pytest.raises(NotSent):
        await asked.members(TEAM, level(groups=(NIGHT,)), frozenset(), 20)
