"""A mobile key's guest at Seam: with e-mail and phone, where nobody else has them."""

from datetime import timedelta

from bot.domain.building import Method, MobileKeys
from bot.domain.grant import GrantState, Guest
from tests.services.desk import Desk

SOON = timedelta(seconds=5)
PHONE = "+12125550100"


async def given(email: str = "gail@example.com", *, taken: bool = False) -> Desk:
    desk = await Desk().open(mobile_keys=MobileKeys.OWN_APP)
    if taken:
        await desk.seam.identities.create("another program", "Bob", "bob@example.com", PHONE)
    guest = Guest(name="Gail Guest", email=email, phone=PHONE)
    grant_id = await desk.give(method=Method.MOBILE_KEY, guest=guest)
    await desk.run(SOON)
    assert (await desk.record(grant_id)).grant.state is GrantState.ISSUED
    return desk


async def test_seam_knows_the_guest_by_e_mail_and_phone() -> None:
    desk = await given()

    [person] = desk.seam.people.values()
    assert (person.email, person.phone) == ("gail@example.com", PHONE)


async def test_a_phone_that_somebody_else_has_at_seam_does_not_keep_the_guest_out() -> None:
    desk = await given(taken=True)

    assert {person.email: person.phone for person in desk.seam.people.values()} == {
        "bob@example.com": PHONE,
        "gail@example.com": None,
    }


async def test_a_pins_guest_is_known_by_nothing_but_the_name() -> None:
    desk = await Desk().open()
    await desk.give(guest=Guest(name="Gail Guest", email="gail@example.com", phone=PHONE))
    await desk.run(SOON)

    [person] = desk.seam.people.values()
    assert (person.email, person.phone) == (None, None)
