"""Connecting a building from `/guest setup`, at the screens: who may, what the link leads to, what is found."""

import pytest

from bot.demo.slack import TEAM, Person, View, render_text
from bot.domain.connection import LINK_LASTS, ConnectKind
from bot.domain.errors import NotSent
from bot.services.trail.audit import Wanted
from tests.slack.office import ADMIN, CHANNEL, Office
from tests.slack.setting_up import REFUSED, manager, opened, part

ADMINS_ONLY = "Only Keydesk's admins (BOT_ADMINS) may do this."


async def connecting(office: Office, who: Person) -> View:
    """From the building's form to what can be connected."""
    form = await opened(office, who)
    await who.click(form, "connect")
    return await office.top(who, "connect")


async def clicked(office: Office, who: Person, action: str, value: str | None = None) -> str:
    await who.click(await office.top(who), action, value)
    return render_text(await office.top(who))


async def linked(office: Office, who: Person) -> tuple[str, str]:
    """The page at Seam, and what the screen with its link says."""
    await connecting(office, who)
    said = await clicked(office, who, "connect_latch")
    return list(office.seam.connections.pages)[-1], said


def url_of(view: View) -> str | None:
    rows = [block["elements"] for block in view.given["blocks"] if block["type"] == "actions"]
    return next((element["url"] for row in rows for element in row if "url" in element), None)


async def test_from_the_form_to_the_form_of_the_new_building(office: Office) -> None:
    ann = office.person("admin")
    page, said = await linked(office, ann)
    assert "Open Seam's page and sign in." in said
    assert url_of(await office.top(ann)) == f"https://connect.example.test/{page}"

    account = office.seam.connections.log_in(page)
    said = await clicked(office, ann, "connect_check")
    assert "The Latch account is signed in. Seam lists no building of it yet." in said
    assert "Partner access: Seam" in said
    assert "latch@getseam.com" in said
    assert url_of(await office.top(ann)) is None

    office.seam.add_door(office.seam.connections.switch_on(account, "Tower"), "Gate")
    said = await clicked(office, ann, "connect_check")
    assert "The Latch account is connected. Seam lists: Tower." in said

    said = await clicked(office, ann, "setup_building")
    assert "Who may give access at Tower?" in said
    await part(office, ann, "setup_groups")
    await ann.click(await office.top(ann), "setup_group", "new")
    await office.top(ann, "setup_group")


async def test_the_link_button_is_answered_and_changes_nothing(office: Office) -> None:
    ann = office.person("admin")
    await linked(office, ann)
    before = await office.top(ann)

    ack = await ann.click(before, "connect_page")
    await office.rest()

    assert ack.ok
    assert not office.sim.dm(ann.id)
    assert await office.top(ann) is before


async def test_the_form_is_not_left_without_a_question(office: Office) -> None:
    ann = office.person("admin")
    await connecting(office, ann)

    assert [confirm.text for confirm in ann.confirms] == ["What you have changed here and not saved is lost."]


async def test_where_there_is_no_building_yet_the_first_screen_connects_one(office: Office) -> None:
    async with office.store.write() as work:
        work.buildings._tables.buildings.clear()  # type: ignore[attr-defined]
    ann = office.person("admin")
    await ann.command("/guest", "setup", CHANNEL)

    view = await office.top(ann, "connect")

    assert "Seam lists no building yet. Connect one here." in render_text(view)
    assert "Open Seam's page" in await clicked(office, ann, "connect_latch")


async def test_the_choice_of_a_building_offers_it_too(office: Office) -> None:
    office.seam.add_building("Maple Court")
    await office.buildings.refresh(TEAM)
    ann = office.person("admin")
    await ann.command("/guest", "setup", CHANNEL)

    assert "Latch needs three steps by hand" in await clicked(office, ann, "connect")


async def test_another_admin_sees_who_began_and_not_the_link(office: Office) -> None:
    begun = await office.desk.services.connecting.begin(ADMIN, ConnectKind.LATCH)
    assert begun.url is not None
    office.desk.services.connecting._admins = frozenset({"U0ADMIN", "U0SAM"})
    office.desk.services.buildings._admins = frozenset({"U0ADMIN", "U0SAM"})
    sam = office.person("sam")
    view = await connecting(office, sam)
    assert "Latch building: waits for a sign-in" in render_text(view).replace("*", "")

    said = await clicked(office, sam, "connect_check")

    assert "The link is shown to" in said
    assert "U0ADMIN" in said or "Ann" in said
    assert begun.url.get_secret_value() not in str(office.sim.journal)


async def test_the_link_is_in_no_message_and_not_in_the_trail(office: Office) -> None:
    ann = office.person("admin")
    page, _said = await linked(office, ann)

    async with office.store.read() as work:
        lines = await work.audit.find(TEAM, Wanted(), None, 50)
    assert "connect_waiting" in [line.what for line in lines]
    assert f"example.test/{page}" not in f"{lines}{office.sim.dm(ann.id)}{office.sim.messages(CHANNEL)}"


@pytest.mark.parametrize("stage", ["old", "failed"])
async def test_a_link_that_is_over_says_so_and_a_new_one_is_a_click_away(office: Office, stage: str) -> None:
    ann = office.person("admin")
    page, _said = await linked(office, ann)
    if stage == "old":
        office.clock.advance(LINK_LASTS)
    else:
        office.seam.connections.fail_login(page)

    said = await clicked(office, ann, "connect_check")
    assert ("over a day old" if stage == "old" else "The sign-in at Seam's page did not succeed") in said
    await clicked(office, ann, "connect_latch")

    assert url_of(await office.top(ann)) not in {None, f"https://connect.example.test/{page}"}


async def test_without_seam_the_screen_says_from_when_it_is(office: Office) -> None:
    ann = office.person("admin")
    page, _said = await linked(office, ann)
    office.seam.connections.log_in(page)
    office.seam.fail_next("connections.get", NotSent("seam_unreachable"))

    said = await clicked(office, ann, "connect_check")

    assert "Seam did not answer just now. What follows may be out of date." in said


class TestRights:
    async def test_a_manager_is_not_offered_it(self, office: Office) -> None:
        await office.set_up(roles=[manager("U0OLGA")])

        form = await opened(office, office.person("olga"))

        assert "Connect a building" not in render_text(form)

    @pytest.mark.parametrize("action", ["connect", "connect_latch", "connect_check", "setup_building"])
    async def test_who_is_no_admin_any_more_gets_nothing_by_a_click(self, office: Office, action: str) -> None:
        ann = office.person("admin")
        page, _said = await linked(office, ann)
        if action == "setup_building":
            office.seam.connections.switch_on(office.seam.connections.log_in(page), "Tower")
        else:
            office.seam.connections.fail_login(page)
        await clicked(office, ann, "connect_check")
        pages, before = len(office.seam.connections.pages), await office.top(ann)
        office.desk.services.connecting._admins = frozenset()
        office.desk.services.buildings._admins = frozenset()

        await ann.click(before, action)
        await office.rest()

        told = office.sim.dm(ann.id)[-1].text
        assert told in {ADMINS_ONLY, REFUSED}
        assert await office.top(ann) is before
        assert len(office.seam.connections.pages) == pages

    async def test_an_id_that_was_made_up_has_no_effect(self, office: Office) -> None:
        ann = office.person("admin")
        await linked(office, ann)
        view = await office.top(ann)
        for block in view.given["blocks"]:
            for element in block.get("elements", ()):
                if element.get("action_id") == "connect_check":
                    element["value"] = "made up"

        await ann.click(view, "connect_check")
        await office.rest()

        assert "This connection is not known here any more." in office.sim.dm(ann.id)[-1].text
        assert await office.top(ann) is view


class TestChecks:
    async def test_a_building_in_trouble_is_checked_from_the_form(self, office: Office) -> None:
        listing = office.seam.systems[office.building]
        office.seam.systems[office.building] = listing.model_copy(update={"problem": "acs_system_disconnected"})
        await office.buildings.refresh(TEAM)
        ann = office.person("admin")
        said = render_text(await opened(office, ann))
        assert "This building is disconnected from Seam." in said
        office.seam.systems[office.building] = listing

        assert "disconnected" not in await clicked(office, ann, "setup_check")

    async def test_the_list_says_what_is_fine_and_what_is_not_and_looks_again(self, office: Office) -> None:
        ann = office.person("admin")
        await opened(office, ann)
        said = render_text(await part(office, ann, "setup_checks"))
        assert "✓ Doors: 3 doors" in said
        assert "Needs attention* Hub: not known" in said or "Needs attention Hub: not known" in said
        office.seam.add_door(office.building, "Shed")

        assert "✓ Doors: 4 doors" in await clicked(office, ann, "setup_check")
        await ann.close(await office.top(ann))
        assert "4 doors" in render_text(await office.top(ann, "setup_form"))

    async def test_who_may_not_set_it_up_any_more_checks_nothing(self, office: Office) -> None:
        await office.set_up(roles=[manager("U0OLGA")])
        olga = office.person("olga")
        await opened(office, olga)
        await part(office, olga, "setup_checks")
        await office.set_up()
        calls = len(office.seam.calls)

        await olga.click(await office.top(olga), "setup_check")
        await office.rest()

        assert office.sim.dm(olga.id)[-1].text == REFUSED
        assert len(office.seam.calls) == calls
