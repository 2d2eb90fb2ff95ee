from bot.demo.slack import render_text
from tests.slack.office import CHANNEL, Office, grant_id


class TestMore:
    async def test_adds_a_door_for_the_same_window(self, office: Office) -> None:
        card, sam = await office.give(), office.person("sam")

        await sam.choose(card, "more", f"add_doors:{grant_id(card)}")
        form = await office.top(sam, "add_doors_form")
        await sam.choose(form, "doors", ["Gym"])
        await sam.submit(form)
        await office.turn()

        first, second = office.seam.existing()
        assert first.ends_at == second.ends_at
        assert first.pin != second.pin

    async def test_no_door_is_answered_at_the_field(self, office: Office) -> None:
        card, sam = await office.give(), office.person("sam")
        await sam.choose(card, "more", f"add_doors:{grant_id(card)}")
        form = await office.top(sam)
        await sam.choose(form, "doors", ["Gym"])
        office.seam.doors.pop(office.doors[2])
        await office.buildings.refresh("T0KEYDESK")

        await sam.submit(form)

        assert "no longer there" in " ".join(form.errors.values())

    async def test_ticking_a_door_is_no_message(self, office: Office) -> None:
        card, sam = await office.give(), office.person("sam")
        await sam.choose(card, "more", f"add_doors:{grant_id(card)}")
        await sam.choose(await office.top(sam), "doors", ["Gym"])
        await office.rest()
        assert not office.sim.dm(sam.id)

    async def test_a_search_finds_no_door_that_it_has_already(self, office: Office) -> None:
        for number in range(120):
            office.seam.add_door(office.building, f"Unit {number}")
        await office.buildings.refresh("T0KEYDESK")
        rita = office.person("rita")
        await rita.command("/guest", "Gail Guest", CHANNEL)
        form = await office.top(rita)
        await rita.options(form, "doors", "unit 3")
        await rita.choose(form, "doors", ["Unit 3"])
        await rita.submit(form)
        await office.turn()
        card = office.cards()[-1]
        await rita.choose(card, "more", f"add_doors:{grant_id(card)}")

        found = await rita.options(await office.top(rita, "add_doors_form"), "doors", "unit 3")

        names = [one["text"]["text"] for one in found]
        assert "Unit 3" not in names
        assert "Unit 30" in names

    async def test_makes_a_new_pin_for_the_chosen_door(self, office: Office) -> None:
        card, sam = await office.give("Gail Guest", "Lobby", "Gym"), office.person("sam")
        before = {credential.new.entrance_ids: credential.pin for credential in office.seam.existing()}

        await sam.choose(card, "more", f"new_pin:{grant_id(card)}")
        form = await office.top(sam, "new_pin_form")
        await sam.choose(form, "doors", "Gym")
        await sam.submit(form)
        await office.turn(10)

        after = {credential.new.entrance_ids: credential.pin for credential in office.seam.existing()}
        lobby, gym = (office.doors[0],), (office.doors[2],)
        assert after[lobby] == before[lobby]
        assert after[gym] != before[gym]

    async def test_changes_the_end(self, office: Office) -> None:
        card, sam = await office.give(), office.person("sam")
        await sam.choose(card, "more", f"change_end:{grant_id(card)}")
        form = await office.top(sam, "extend_form")
        assert "Change end" in render_text(form)

    async def test_gives_the_same_again(self, office: Office) -> None:
        card, sam = await office.give(), office.person("sam")
        await sam.choose(card, "more", f"again:{grant_id(card)}")
        shown = render_text(await office.top(sam, "grant_form"))
        assert "Gail Guest" in shown
        assert "[x] Lobby" in shown
