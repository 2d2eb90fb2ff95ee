"""A link for the guest: to the entitled person alone, with what they can do with it, and never in a channel."""

from bot.demo.slack import render_text
from bot.demo.slack.records import Message, View
from bot.domain.web_pass import WebPass
from tests.slack.office import CHANNEL, Office, grant_id


async def opened(office: Office, card: Message, who: str = "sam") -> View:
    person = office.person(who)
    await person.click(card, "guest_page")
    return await office.top(person, "guest_page")


def link(view: View) -> str:
    [field] = [block for block in view.given["blocks"] if block["type"] == "input"]
    return str(field["element"]["initial_value"])


async def stored(office: Office, card: Message) -> WebPass | None:
    async with office.store.read() as work:
        return await work.passes.of_grant("T0KEYDESK", grant_id(card))


async def test_a_click_makes_the_link_and_the_next_one_finds_it(office: Office) -> None:
    await office.set_up(web_passes=True)
    card = await office.give()

    first, second = await opened(office, card), await opened(office, card, "rita")

    assert link(first).startswith("https://desk.example/g/")
    assert link(first) == link(second)
    [qr] = [e for block in first.given["blocks"] for e in block.get("elements", ()) if e["action_id"] == "page_qr"]
    assert qr["url"] == f"{link(first)}/qr"
    everywhere = str([message.blocks for message in office.sim.messages(CHANNEL)])
    assert link(first).rpartition("/")[2] not in everywhere


async def test_a_limit_holds_and_a_revoked_link_is_gone_until_there_is_a_new_one(office: Office) -> None:
    await office.set_up(web_passes=True)
    card, sam = await office.give(), office.person("sam")
    view = await opened(office, card)
    old = link(view)

    await sam.choose(view, "page_limit", "3")
    await office.rest()
    limited = await stored(office, card)
    await sam.click(view, "page_revoke")
    await office.rest()

    assert limited is not None
    assert limited.most_looks == 3
    assert "the access itself stays" in sam.confirms[-1].text.lower()
    assert "The link is revoked and leads nowhere." in render_text(view)
    assert await stored(office, card) is None
    await sam.click(view, "guest_page")
    await office.rest()
    assert link(view) != old
    await sam.submit(view)
    assert sam.view is None


async def test_who_may_not_show_the_pin_gets_no_link(office: Office) -> None:
    await office.set_up(web_passes=True)
    card, olga = await office.give(), office.person("olga")

    await olga.click(card, "guest_page")
    await office.rest()

    assert olga.view is None
    assert "Only the person who gave this access" in office.sim.ephemerals(olga.id)[-1].text
    assert await stored(office, card) is None


async def test_the_button_is_there_while_the_building_has_web_passes(office: Office) -> None:
    assert "Web pass" not in render_text(await office.give())
    await office.set_up(web_passes=True)
    card = await office.give("Ann Other")
    assert "Web pass" in render_text(card)

    await office.set_up(web_passes=False)
    await office.person("sam").click(card, "guest_page")
    await office.rest()

    assert "switched off here" in office.sim.ephemerals("U0SAM")[-1].text


async def test_where_the_policy_says_so_the_message_holds_the_link_alone(office: Office) -> None:
    await office.set_up(web_passes=True, policy={"link_only": True})
    card, sam = await office.give(), office.person("sam")
    await sam.click(card, "show_pin")

    view = await office.top(sam, "show_pin")

    told = link(view)
    assert "Doors: Lobby\nOpen this link for your PIN: https://desk.example/g/" in told
    pin = office.seam.existing()[0].pin
    assert pin is not None
    assert pin[:3] not in told
    assert pin[:3] in render_text(view), "the desk sees it"
