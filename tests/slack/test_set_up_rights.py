"""Each click of the set-up is checked anew."""

from datetime import timedelta
from typing import Any

import pytest

from bot.demo.slack import TEAM, Person, render_text
from bot.domain.building import BuildingSettings
from bot.domain.roles import Role
from tests.slack.office import Office
from tests.slack.setting_up import REFUSED, manager, opened, part, saved, settings


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
