"""`/guest audit` as a manager and an admin see it."""

from datetime import timedelta

import pytest

from bot.demo.slack import Person, View, render_text
from bot.domain.roles import Holder, HolderKind, Role
from tests.slack.office import ADMIN, CHANNEL, Office

MANAGER = Holder(kind=HolderKind.PERSON, slack_id="U0SAM", role=Role.MANAGER)


async def trail(office: Office, name: str) -> tuple[Person, View]:
    hand = office.person(name)
    await hand.command("/guest", "audit", CHANNEL)
    return hand, await office.top(hand, "audit")


async def choose(office: Office, hand: Person, view: View, field: str, value: str) -> str:
    await hand.choose(view, field, value)
    await office.rest()
    return render_text(await office.top(hand))


async def test_an_admin_sees_who_did_what_newest_first(both_ways: Office) -> None:
    office = both_ways
    card = await office.give("Gail Guest", "Lobby")
    await office.person("sam").click(card, "show_pin")
    await office.person("olga").click(card, "end")
    await office.rest()

    _, view = await trail(office, "admin")

    text = render_text(view)
    told = ["Refused", "PIN shown", "Issued", "Access given", "Settings saved"]
    assert [text.index(words) for words in told] == sorted(text.index(words) for words in told)
    assert "Harbor House" in text
    assert "Gail" not in text


async def test_lines_are_chosen_by_person_kind_and_building_and_cleared(office: Office) -> None:
    card = await office.give()
    await office.person("sam").click(card, "show_pin")
    hand, view = await trail(office, "admin")

    by_sam = await choose(office, hand, view, "audit_person", "U0SAM")
    assert ("PIN shown" in by_sam.split("Clear")[1], "Access given" in by_sam.split("Clear")[1]) == (True, False)
    given = await choose(office, hand, view, "audit_what", "requested")
    assert "Nothing is written that fits" in given

    await hand.click(view, "audit_clear")
    everything = render_text(await office.top(hand))

    assert "Access given" in everything.split("Clear")[1]
    assert "PIN shown" in everything.split("Clear")[1]
    other = await choose(office, hand, view, "audit_building", office.building)
    assert "Access given" in other.split("Clear")[1]


async def test_days_are_the_readers_own(office: Office) -> None:
    await office.give()
    hand, view = await trail(office, "admin")
    today = office.clock.now().date()

    until = await choose(office, hand, view, "audit_until", (today - timedelta(days=1)).isoformat())
    assert "Nothing is written that fits" in until
    until = await choose(office, hand, view, "audit_until", today.isoformat())
    assert "Access given" in until
    since = await choose(office, hand, view, "audit_since", (today + timedelta(days=1)).isoformat())
    assert "Nothing is written that fits" in since


async def test_older_lines_come_page_by_page(office: Office) -> None:
    card = await office.give()
    for _ in range(17):
        await office.person("sam").click(card, "show_pin")
        await office.person("sam").close(await office.top(office.person("sam"), "show_pin"))
    hand, view = await trail(office, "admin")
    assert "Access given" not in render_text(view).split("Clear")[1]

    await hand.click(view, "audit_older")
    assert "Access given" in render_text(await office.top(hand)).split("Clear")[1]

    await hand.click(view, "audit_newest")
    assert "Access given" not in render_text(await office.top(hand)).split("Clear")[1]


async def test_the_history_of_one_access_is_told_in_order(office: Office) -> None:
    card = await office.give("Gail Guest", "Lobby")
    await office.give("Somebody Else", "Gym")
    await office.person("sam").click(card, "end")
    await office.turn()
    hand, view = await trail(office, "admin")
    await choose(office, hand, view, "audit_what", "ending")

    await hand.click(view, "audit_story")

    text = render_text(await office.top(hand, "audit_story"))
    told = ["Gail Guest", "Access given", "Issued", "End begun", "End confirmed by Seam"]
    assert [text.index(words) for words in told] == sorted(text.index(words) for words in told)
    assert "Somebody" not in text


async def test_a_manager_sees_their_own_building_alone(office: Office) -> None:
    other = office.seam.add_building("Kew Court")
    office.seam.add_door(other, "Gate")
    await office.buildings.refresh("T0KEYDESK")
    await office.set_up(roles=(MANAGER,))
    await office.buildings.change(ADMIN, other, lambda was: was.model_copy(update={"notice_channel": "C0SECRET"}))

    _, view = await trail(office, "sam")

    assert "Harbor House" in render_text(view)
    assert "C0SECRET" not in render_text(view)
    assert "Kew Court" not in render_text(view)


@pytest.mark.parametrize("name", ["rita", "olga"])
async def test_nobody_else_sees_it(office: Office, name: str) -> None:
    hand = office.person(name)

    await hand.command("/guest", "audit", CHANNEL)
    await office.rest()

    assert hand.view is None
    assert "managers" in office.sim.ephemerals(hand.id)[-1].text
