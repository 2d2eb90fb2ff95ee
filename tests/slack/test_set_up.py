from bot.demo.slack import TEAM, render_text
from bot.domain.building import Hub
from tests.slack.office import CHANNEL, Office


async def hub(office: Office) -> Hub:
    async with office.store.read() as work:
        building = await work.buildings.get(TEAM, office.building)
    assert building is not None
    return building.settings.hub


class TestSetUp:
    async def test_an_admin_saves_a_building(self, office: Office) -> None:
        ann = office.person("admin")
        await ann.command("/guest", "setup", CHANNEL)
        form = await office.top(ann, "setup_form")
        await ann.choose(form, "hub", "yes")

        await ann.submit(form)

        assert await hub(office) is Hub.YES
        assert ann.view is None
        await office.rest()
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

    async def test_nobody_else_gets_in(self, office: Office) -> None:
        rita = office.person("rita")
        await rita.command("/guest", "setup", CHANNEL)
        await office.rest()
        assert rita.view is None
        assert "Only a building's managers and Keydesk's admins may" in office.sim.ephemerals(rita.id)[-1].text

    async def test_a_user_group_may_issue_from_then_on(self, office: Office) -> None:
        office.sim.add_usergroup("S0DESK", "front-desk", ["U0OLGA"])
        ann, olga = office.person("admin"), office.person("olga")
        await ann.command("/guest", "setup", CHANNEL)
        form = await office.top(ann)
        await ann.options(form, "issuer_groups", "front")
        await ann.choose(form, "issuer_groups", ["front-desk"])
        await ann.submit(form)
        await office.rest()

        await olga.command("/guest", "", CHANNEL)

        await office.top(olga, "grant_form")

    async def test_group_names_are_for_admins_alone(self, office: Office) -> None:
        office.sim.add_usergroup("S0DESK", "front-desk", [])
        ann = office.person("admin")
        await ann.command("/guest", "setup", CHANNEL)
        await office.top(ann)
        await ann.options(await office.top(ann), "issuer_groups", "front")
        seen = office.sim.deliveries[-1].payload
        olga = {**seen, "user": {**seen["user"], "id": "U0OLGA"}}

        ack = await office.sim.wire.deliver("interactive", olga)

        assert ack.body == {"options": []}


class TestHome:
    async def test_offers_the_form(self, office: Office) -> None:
        rita = office.person("rita")
        await rita.open_home()
        await office.rest()
        assert rita.home is not None
        assert "Give a guest access" in render_text(rita.home)

        await rita.click(rita.home, "open_form")

        await office.top(rita, "grant_form")
