from datetime import timedelta
from typing import Any

import pytest

from bot.demo.slack import TEAM, Person, View, render_text
from bot.domain.building import BuildingSettings, Hub
from bot.domain.roles import Role
from tests.slack.office import CHANNEL, Office

REFUSED = "Only a building's managers and Keydesk's admins may do this."


async def settings(office: Office, building_id: str | None = None) -> BuildingSettings:
    async with office.store.read() as work:
        building = await work.buildings.get(TEAM, building_id or office.building)
    assert building is not None
    return building.settings


async def opened(office: Office, who: Person) -> View:
    await who.command("/guest", "setup", CHANNEL)
    return await office.top(who, "setup_form")


async def part(office: Office, who: Person, action: str) -> View:
    """A form on top of the first one."""
    await who.click(await office.top(who), action)
    return await office.top(who, action)


async def saved(office: Office, who: Person, form: View) -> None:
    ack = await who.submit(form)
    assert ack.ok
    assert not form.errors, form.errors
    await office.rest()


def manager(user_id: str) -> dict[str, str]:
    return {"kind": "user", "slack_id": user_id, "role": "manager"}


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


class TestEveryClickIsCheckedAnew:
    """Olga was a manager when she opened the form; what she sends of it later counts for what she is then."""

    async def lose(self, office: Office) -> None:
        await office.set_up()

    async def open(self, office: Office) -> Person:
        vault = {"id": "g1", "name": "Vault", "entrance_ids": [office.doors[1]], "stricter": {"two_person": True}}
        await office.set_up(roles=[manager("U0OLGA")], entrance_groups=[vault])
        olga = office.person("olga")
        await opened(office, olga)
        return olga

    @pytest.mark.parametrize("action", ["setup_roles", "setup_policy", "setup_groups", "setup_hubs"])
    async def test_no_part_opens(self, office: Office, action: str) -> None:
        olga = await self.open(office)
        await self.lose(office)

        await olga.click(await office.top(olga), action)
        await office.rest()

        assert (await office.top(olga)).given["callback_id"] == "setup_form"
        assert REFUSED in self.told(office)

    @pytest.mark.parametrize("action", ["setup_roles", "setup_policy", "setup_hubs"])
    async def test_no_part_is_saved(self, office: Office, action: str) -> None:
        olga = await self.open(office)
        form = await part(office, olga, action)
        await self.lose(office)

        await olga.submit(form)

        assert REFUSED in "".join(form.errors.values())
        assert await settings(office) == await self.default(office)

    async def test_no_group_opens_or_is_saved(self, office: Office) -> None:
        olga = await self.open(office)
        groups = await part(office, olga, "setup_groups")
        await olga.click(groups, "setup_group", "g1")
        form = await office.top(olga, "setup_group")
        await self.lose(office)
        await olga.submit(form)
        assert REFUSED in "".join(form.errors.values())
        await olga.close(form)
        await olga.click(await office.top(olga), "setup_group", "new")
        await office.rest()

        assert (await office.top(olga)).given["callback_id"] == "setup_groups"
        assert (await settings(office)).entrance_groups == ()

    async def test_the_first_form_is_not_saved(self, office: Office) -> None:
        olga = await self.open(office)
        await self.lose(office)
        form = await office.top(olga)

        await olga.submit(form)

        assert REFUSED in "".join(form.errors.values())

    async def test_another_building_is_not_reached_by_a_forged_form(self, office: Office) -> None:
        other = office.seam.add_building("Maple Court")
        await office.buildings.refresh(TEAM)
        olga = await self.open(office)
        policy = await part(office, olga, "setup_policy")
        await olga.type_text(policy, "max_length", "1 h")
        await saved(office, olga, policy)
        sent = office.sim.deliveries[-1].payload
        forged = {**sent, "view": {**sent["view"], "private_metadata": f'{{"building": "{other}"}}'}}

        ack = await office.sim.wire.deliver("interactive", forged)

        assert REFUSED in str(ack.body)
        assert (await settings(office, other)).policy.max_length == timedelta(days=14)

    @pytest.mark.parametrize("field", ["manager_groups", "approver_groups", "viewer_groups", "issuer_groups"])
    async def test_group_names_are_for_those_who_set_up(self, office: Office, field: str) -> None:
        office.sim.add_usergroup("S0DESK", "front-desk", [])
        ann = office.person("admin")
        form = await opened(office, ann)
        if field != "issuer_groups":
            form = await part(office, ann, "setup_roles")
        assert await ann.options(form, field, "front")
        seen = office.sim.deliveries[-1].payload

        assert await self.search(office, seen) == {"options": []}

    async def test_door_names_are_for_those_who_set_up(self, office: Office) -> None:
        for number in range(120):
            office.seam.add_door(office.building, f"Room {number}")
        await office.buildings.refresh(TEAM)
        ann = office.person("admin")
        await opened(office, ann)
        hubs = await part(office, ann, "setup_hubs")
        assert await ann.options(hubs, "hub_doors", "Room 11")
        seen = office.sim.deliveries[-1].payload

        assert await self.search(office, seen) == {"options": []}

    async def search(self, office: Office, seen: Any) -> Any:
        """The same request, from Olga."""
        olga = {**seen, "user": {**seen["user"], "id": "U0OLGA"}}
        return (await office.sim.wire.deliver("interactive", olga)).body

    def told(self, office: Office) -> str:
        messages = [*office.sim.ephemerals("U0OLGA"), *office.sim.dm("U0OLGA")]
        return " ".join(message.text for message in messages)

    async def default(self, office: Office) -> BuildingSettings:
        given = await settings(office)
        assert all(holder.role is Role.ISSUER for holder in given.roles)
        return BuildingSettings(roles=given.roles)


class TestHome:
    async def test_offers_the_form(self, office: Office) -> None:
        rita = office.person("rita")
        await rita.open_home()
        await office.rest()
        assert rita.home is not None
        assert "Give a guest access" in render_text(rita.home)

        await rita.click(rita.home, "open_form")

        await office.top(rita, "grant_form")
