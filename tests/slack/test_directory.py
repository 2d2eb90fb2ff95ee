from datetime import timedelta
from typing import Any

import pytest

from bot.demo.slack import TEAM, hang, slack_error
from bot.domain.errors import NotAllowed
from bot.domain.roles import Holder, HolderKind, Role
from bot.slack.directory import Groups, person_of
from tests.slack.office import Office

MEMBER = {"id": "U1", "team_id": TEAM, "deleted": False, "is_bot": False, "is_restricted": False, "tz": "Europe/Rome"}
GROUP = Holder(kind=HolderKind.GROUP, slack_id="S0DESK", role=Role.ISSUER)


class TestWhoIsAMember:
    def test_a_full_member_is(self) -> None:
        person = person_of(MEMBER, "U1", TEAM)
        assert person.is_member
        assert person.time_zone == "Europe/Rome"

    @pytest.mark.parametrize(
        "flag", ["deleted", "is_bot", "is_workflow_bot", "is_restricted", "is_ultra_restricted", "is_stranger"]
    )
    def test_everybody_else_is_not(self, flag: str) -> None:
        assert not person_of({**MEMBER, flag: True}, "U1", TEAM).is_member

    @pytest.mark.parametrize("user", [{}, {**MEMBER, "team_id": "T0OTHER"}, {**MEMBER, "id": "U2"}])
    def test_an_answer_about_somebody_else_counts_for_nothing(self, user: dict[str, Any]) -> None:
        assert not person_of(user, "U1", TEAM).is_member

    def test_having_authorised_an_app_says_nothing(self) -> None:
        assert person_of({**MEMBER, "is_app_user": True}, "U1", TEAM).is_member

    def test_an_enterprise_user_belongs_to_each_of_their_teams(self) -> None:
        user = {**MEMBER, "team_id": "T0HOME", "enterprise_user": {"teams": ["T0HOME", TEAM]}}
        assert person_of(user, "U1", TEAM).is_member

    @pytest.mark.parametrize("kind", ["guest", "ultra", "external", "bot", "deleted"])
    async def test_as_slack_shows_them(self, office: Office, kind: Any) -> None:
        office.sim.add_user("U0X", "Xenia", kind=kind)
        assert not (await office.desk.directory.person(TEAM, "U0X")).is_member


class TestLookUp:
    async def test_is_kept_for_a_minute(self, office: Office) -> None:
        for _ in range(3):
            await office.desk.directory.person(TEAM, "U0RITA")
        assert len(office.sim.calls("users.info")) == 1

        office.sim.add_user("U0RITA", "Rita", kind="deleted")
        office.clock.advance(timedelta(seconds=60))

        assert not (await office.desk.directory.person(TEAM, "U0RITA")).is_member

    async def test_another_team_s_people_are_no_members_and_not_looked_up(self, office: Office) -> None:
        assert not (await office.desk.directory.person("T0OTHER", "U0RITA")).is_member
        assert office.sim.calls("users.info") == []

    async def test_an_error_refuses_even_when_old_rights_are_known(self, office: Office) -> None:
        await office.desk.directory.person(TEAM, "U0RITA")
        office.clock.advance(timedelta(minutes=2))
        office.sim.fault("users.info", slack_error("user_not_found"))
        with pytest.raises(NotAllowed, match="lookup_failed"):
            await office.desk.directory.person(TEAM, "U0RITA")

    async def test_no_answer_in_time_refuses(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bot.slack.directory.LIMIT", timedelta(milliseconds=50))
        office.sim.fault("users.info", hang())
        with pytest.raises(NotAllowed, match="lookup_failed"):
            await office.desk.directory.person(TEAM, "U0RITA")


class TestGroups:
    @pytest.fixture
    async def groups(self, office: Office) -> Groups:
        office.sim.add_usergroup("S0DESK", "front-desk", ["U0OLGA"])
        office.sim.add_usergroup("S0UNNAMED", "others", ["U0OLGA"])
        await office.set_up(roles=(GROUP,))
        return Groups(office.client, office.store, office.clock, office.tasks)

    async def test_counts_only_groups_that_a_building_names(self, groups: Groups) -> None:
        assert await groups.of(TEAM, "U0OLGA") == {"S0DESK"}
        assert await groups.of(TEAM, "U0RITA") == frozenset()

    async def test_a_group_that_is_named_later_counts_within_a_minute(self, office: Office, groups: Groups) -> None:
        assert await groups.of(TEAM, "U0OLGA") == {"S0DESK"}
        await office.set_up(roles=())
        assert await groups.of(TEAM, "U0OLGA") == {"S0DESK"}

        office.clock.advance(timedelta(seconds=60))

        assert await groups.of(TEAM, "U0OLGA") == frozenset()

    async def test_an_older_answer_holds_while_it_is_read_anew(self, office: Office, groups: Groups) -> None:
        await groups.refresh(TEAM)
        office.sim.add_usergroup("S0DESK", "front-desk", ["U0RITA"])
        office.clock.advance(timedelta(minutes=11))

        assert await groups.of(TEAM, "U0RITA") == frozenset()
        await office.rest()
        assert await groups.of(TEAM, "U0RITA") == {"S0DESK"}
        assert len(office.sim.calls("usergroups.users.list")) == 2

    async def test_one_that_cannot_be_read_for_long_has_no_members(self, office: Office, groups: Groups) -> None:
        await groups.refresh(TEAM)
        office.sim.fault("usergroups.users.list", slack_error("ratelimited"), times=5)
        office.clock.advance(timedelta(minutes=31))
        assert await groups.of(TEAM, "U0OLGA") == frozenset()
