from datetime import timedelta

from bot.demo.slack import TEAM, render_text
from bot.domain.building import Hub
from tests.slack.office import CHANNEL, Office
from tests.slack.setting_up import REFUSED, manager, opened, part, saved, settings


class TestTheFirstForm:
    async def test_an_admin_saves_a_building(self, office: Office) -> None:
        ann = office.person("admin")
        form = await opened(office, ann)
        await ann.choose(form, "hub", "yes")

        await saved(office, ann, form)

        assert (await settings(office)).hub is Hub.YES
        assert ann.view is None
        told = office.sim.dm(ann.id)[-1].text
        assert told.startswith("Saved for Harbor House: 2 people may give access, for at most")
        assert "Hub: yes." in told

    async def test_several_buildings_are_chosen_from(self, office: Office) -> None:
        office.seam.add_building("Maple Court")
        await office.buildings.refresh(TEAM)
        ann = office.person("admin")
        await ann.command("/guest", "setup", CHANNEL)
        pick = await office.top(ann, "setup_pick")
        await ann.choose(pick, "building", "Maple Court")
        await office.rest()
        assert not office.sim.dm(ann.id)

        await ann.submit(pick)

        assert "Maple Court" in render_text(await office.top(ann, "setup_form"))

    async def test_a_manager_sees_their_own_building_alone(self, office: Office) -> None:
        office.seam.add_building("Maple Court")
        await office.buildings.refresh(TEAM)
        await office.set_up(roles=[manager("U0OLGA")])

        form = await opened(office, office.person("olga"))

        assert "Harbor House" in render_text(form)

    async def test_nobody_else_gets_in(self, office: Office) -> None:
        rita = office.person("rita")
        await rita.command("/guest", "setup", CHANNEL)
        await office.rest()
        assert rita.view is None
        assert REFUSED in office.sim.ephemerals(rita.id)[-1].text

    async def test_a_user_group_may_issue_from_then_on(self, office: Office) -> None:
        office.sim.add_usergroup("S0DESK", "front-desk", ["U0OLGA"])
        ann, olga = office.person("admin"), office.person("olga")
        form = await opened(office, ann)
        await ann.options(form, "issuer_groups", "front")
        await ann.choose(form, "issuer_groups", ["front-desk"])
        await saved(office, ann, form)

        await olga.command("/guest", "", CHANNEL)

        await office.top(olga, "grant_form")


class TestParts:
    async def test_a_manager_is_named_and_may_set_up_at_once(self, office: Office) -> None:
        ann, olga = office.person("admin"), office.person("olga")
        await opened(office, ann)
        form = await part(office, ann, "setup_roles")
        await ann.choose(form, "manager_people", ["U0OLGA"])

        await saved(office, ann, form)

        assert "Managers: 1 person; issuers: 2 people" in render_text(await office.top(ann, "setup_form"))
        await opened(office, olga)

    async def test_what_is_typed_below_stays_when_a_part_is_saved(self, office: Office) -> None:
        ann = office.person("admin")
        form = await opened(office, ann)
        await ann.choose(form, "hub", "no")
        policy = await part(office, ann, "setup_policy")
        await ann.type_text(policy, "max_length", "12 h")
        await saved(office, ann, policy)
        assert (await settings(office)).policy.max_length == timedelta(hours=12)

        below = await office.top(ann, "setup_form")
        assert "at most 12 h" in render_text(below)
        await saved(office, ann, below)

        kept = await settings(office)
        assert (kept.hub, kept.policy.max_length) == (Hub.NO, timedelta(hours=12))

    async def test_what_cannot_be_read_is_told_at_its_field(self, office: Office) -> None:
        ann = office.person("admin")
        await opened(office, ann)
        policy = await part(office, ann, "setup_policy")
        await ann.type_text(policy, "hours", "weekdays")

        await ann.submit(policy)

        assert list(policy.errors) == ["hours"]
        assert (await settings(office)).policy.hours is None

    async def test_an_entrance_group_is_made_changed_and_removed(self, office: Office) -> None:
        ann = office.person("admin")
        await opened(office, ann)
        groups = await part(office, ann, "setup_groups")
        await ann.click(groups, "setup_group", "new")
        group = await office.top(ann, "setup_group")
        await ann.type_text(group, "group_name", "Vault")
        await ann.choose(group, "group_doors", ["Garage"])
        await ann.choose(group, "approval_rules", ["two"])
        await saved(office, ann, group)
        [vault] = (await settings(office)).entrance_groups
        assert (vault.name, vault.entrance_ids, vault.stricter.two_person) == ("Vault", (office.doors[1],), True)

        groups = await office.top(ann, "setup_groups")
        assert "Vault" in render_text(groups)
        await ann.click(groups, "setup_group", vault.id)
        group = await office.top(ann, "setup_group")
        await ann.choose(group, "remove_group", ["on"])
        await saved(office, ann, group)

        assert (await settings(office)).entrance_groups == ()
        assert "Vault" not in render_text(await office.top(ann, "setup_groups"))

    async def test_a_door_has_another_hub_than_its_building(self, office: Office) -> None:
        ann = office.person("admin")
        await opened(office, ann)
        hubs = await part(office, ann, "setup_hubs")
        await ann.choose(hubs, "hub_doors", ["Lobby"])
        await saved(office, ann, hubs)

        assert (await settings(office)).entrance_hubs == {office.doors[0]: Hub.YES}
        assert "with one: Lobby" in render_text(await office.top(ann, "setup_form"))

    async def test_a_dead_end_is_shown_where_it_is_made(self, office: Office) -> None:
        """Only admins can approve here; with Ann as the only one, her own requests wait for nobody."""
        ann = office.person("admin")
        await opened(office, ann)
        policy = await part(office, ann, "setup_policy")
        await ann.choose(policy, "approval_rules", ["two"])
        await saved(office, ann, policy)
        await ann.close(await office.top(ann, "setup_form"))

        await ann.command("/guest", "", CHANNEL)

        assert "Needs approval by somebody else, and nobody here can give it." in render_text(await office.top(ann))
