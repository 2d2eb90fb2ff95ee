"""`/guest forget` as a manager or an admin goes through it."""

import pytest

from bot.demo.slack import Message, Person, View, http_error, render_text, slack_error
from bot.domain.errors import NotSent, Rejected
from tests.slack.office import CHANNEL, Office


async def ended(office: Office, name: str = "Gail Guest") -> Message:
    card = await office.give(name, "Lobby")
    await office.person("sam").click(card, "end")
    await office.turn(8)
    return card


async def asked(office: Office, text: str, callback_id: str = "forget_form") -> tuple[Person, View]:
    hand = office.person("admin")
    await hand.command("/guest", f"forget {text}".strip(), CHANNEL)
    return hand, await office.top(hand, callback_id)


async def confirm(office: Office, hand: Person, form: View, name: str = "Gail Guest") -> View:
    await hand.type_text(form, "typed_name", name)
    await hand.submit(form)
    return await office.top(hand)


def about_gail(office: Office) -> list[str]:
    texts = [f"{render_text(m)} {m.text}" for m in office.sim.world.history(CHANNEL)]
    texts += [f"{render_text(m)} {m.text}" for user in ("U0RITA", "U0SAM") for m in office.sim.dm(user)]
    return [text for text in texts if "Gail" in text]


async def test_from_the_name_to_the_last_message(both_ways: Office) -> None:
    office = both_ways
    await ended(office)
    assert about_gail(office)
    hand, form = await asked(office, "gail")
    told = render_text(form)
    assert all(words in told for words in ("Gail Guest", "Harbor House", "Removed for good", "What stays", "pseudonym"))

    progress = await confirm(office, hand, form)
    assert "removed from Keydesk's database" in render_text(progress)
    assert "Check again" in render_text(progress)
    await office.turn(12)

    await hand.click(progress, "forget_progress")
    done = render_text(await office.top(hand, "forget_progress"))
    assert "At Seam: removed" in done
    assert "Check again" not in done
    assert about_gail(office) == []
    [dm] = [render_text(m) for m in office.sim.dm(hand.id) if "forgotten" in render_text(m)]
    assert "At Seam: removed" in dm


async def test_a_guest_is_found_by_search(office: Office) -> None:
    await ended(office)
    await ended(office, "Olaf Other")
    hand, form = await asked(office, "", "forget_pick")

    offered = await hand.options(form, "guest", "ola")
    await hand.choose(form, "guest", offered[0]["value"])
    await hand.submit(form)

    assert len(offered) == 1
    assert "Olaf Other" in render_text(await office.top(hand, "forget_form"))


async def test_nobody_of_the_name_is_said(office: Office) -> None:
    _, form = await asked(office, "Nemo", "forget_pick")

    assert "Nobody called Nemo is known here" in render_text(form)


async def test_a_wrong_name_forgets_nobody(office: Office) -> None:
    await ended(office)
    hand, form = await asked(office, "gail")

    assert await confirm(office, hand, form, "Gale Guest") is form

    assert "This is not the guest's name" in " ".join(form.errors.values())
    assert about_gail(office)


async def test_who_has_access_is_not_forgotten_before_it_ends(office: Office) -> None:
    await office.give("Gail Guest", "Lobby")
    hand, form = await asked(office, "gail")
    assert "This access has to end first" in render_text(form)
    assert "Forget this guest" not in render_text(form)

    await hand.click(form, "forget_end")
    assert "Seam has not confirmed it yet" in render_text(await office.top(hand, "forget_form"))
    await office.turn()
    await hand.click(form, "forget_check")
    form = await office.top(hand, "forget_form")

    assert "Forget this guest" in render_text(form)
    await confirm(office, hand, form)
    await office.turn(12)
    assert about_gail(office) == []


async def test_what_cannot_be_reached_is_told(office: Office) -> None:
    await ended(office)
    hand, form = await asked(office, "gail")
    office.seam.fail_next("identities.find_by_key", NotSent("seam_unreachable"))
    office.sim.fault("chat.update", http_error(503))
    office.sim.fault("chat.update", slack_error("edit_window_closed"), times=20)
    progress = await confirm(office, hand, form)
    await office.turn(1)
    await hand.click(progress, "forget_progress")
    assert "Keydesk keeps trying" in render_text(await office.top(hand))

    await office.turn(30)

    [dm] = [render_text(m) for m in office.sim.dm(hand.id) if "forgotten" in render_text(m)]
    assert "messages cannot be changed any more and may still name the guest" in dm
    assert "0 of" in dm
    assert about_gail(office)


async def test_seams_refusal_is_told(office: Office) -> None:
    for _ in range(2):
        office.seam.fail_next("identities.delete", Rejected("seam_rejected", status=400))
    await ended(office)
    hand, form = await asked(office, "gail")
    await confirm(office, hand, form)

    await office.turn(12)

    [dm] = [render_text(m) for m in office.sim.dm(hand.id) if "forgotten" in render_text(m)]
    assert "Seam refused; an admin removes the guest in the Seam Console" in dm


async def test_a_card_of_a_forgotten_guest_can_be_given_again(office: Office) -> None:
    card = await ended(office)
    hand, form = await asked(office, "gail")
    await confirm(office, hand, form)
    await office.turn(12)
    rita = office.person("rita")

    await rita.click(card, "again")

    again = render_text(await office.top(rita, "grant_form"))
    assert "removed" not in again
    assert "Lobby" in again


@pytest.mark.parametrize("name", ["sam", "olga"])
async def test_nobody_else_may(office: Office, name: str) -> None:
    await ended(office)
    hand = office.person(name)

    await hand.command("/guest", "forget Gail Guest", CHANNEL)
    await office.rest()

    assert hand.view is None
    assert "managers" in office.sim.ephemerals(hand.id)[-1].text
