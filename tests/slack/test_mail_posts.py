"""What an e-mail to a guest holds: never a PIN where the policy says link only, and nothing once access has ended."""

from datetime import timedelta

import pytest

from bot.domain.building import Method
from bot.domain.errors import NotSent, OutcomeUnknown, Rejected
from bot.domain.grant import Guest
from bot.domain.mail import MailState
from bot.services.kept import Post, PostKind
from bot.services.messages.outbox import Outbox, PostRefused, Sent
from bot.services.trail.audit import Wanted
from bot.slack.mail_posts import MailPosts
from tests.fake_mailer import FakeMailer
from tests.services.desk import RITA, TEAM, Desk

GAIL = Guest(name="Gail Guest", email="gail@example.com")
SOON = timedelta(seconds=5)


class Office:
    """A desk whose mails go to a mail server in memory."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.mailer = FakeMailer()
        self.mails = MailPosts(self.desk.store, self.desk.clock, self.mailer, self.desk.passes.links)
        self.desk.outbox = Outbox(self.desk.store, self.desk.clock, self)

    async def deliver(self, post: Post) -> Sent:
        deliver = self.mails.deliver if post.kind is PostKind.MAIL else self.desk.poster.deliver
        return await deliver(post)

    async def asked(self, *, method: Method = Method.PIN, **settings: object) -> str:
        text = "Park behind the house.\nRing twice."
        await self.desk.open(mail_guests=True, mobile_keys="instant_key", guest_text=text, **settings)
        grant_id = await self.desk.give(guest=GAIL, method=method)
        await self.desk.run(SOON)
        await self.desk.mailing.ask(RITA, grant_id)
        return grant_id

    async def pin(self, grant_id: str) -> str:
        async with self.desk.store.read() as work:
            [pin] = (await work.credentials.pins(TEAM, grant_id)).values()
        return pin.get_secret_value()

    async def state(self, grant_id: str) -> tuple[MailState, str | None]:
        mailing = (await self.desk.record(grant_id)).grant.mailing
        assert mailing is not None
        return mailing.state, mailing.problem


async def test_link_only_is_the_default_and_holds_no_pin() -> None:
    office = Office()
    grant_id = await office.asked()
    await office.desk.run(SOON)

    pin = await office.pin(grant_id)
    assert pin not in office.mailer.text().replace(" ", "")
    assert "Doors: Lobby\nYou get your PIN from the people who invited you." in office.mailer.text()
    assert office.mailer.text().endswith("\n\nPark behind the house.\nRing twice.\n")
    assert (office.mailer.mails[0].to, office.mailer.mails[0].subject) == (GAIL.email, "Your access to Harbor House")


async def test_the_pin_goes_along_where_the_policy_says_so_and_that_is_recorded() -> None:
    office = Office()
    grant_id = await office.asked(policy={"mail_pin": True})
    await office.desk.run(SOON)

    assert f"PIN {(await office.pin(grant_id))[:3]}" in office.mailer.text()
    async with office.desk.store.read() as work:
        lines = await work.audit.find(TEAM, Wanted(), None, 99)
    [revealed] = [line for line in lines if line.data.get("where") == "mail"]
    assert (revealed.what, revealed.actor) == ("revealed", RITA.user_id)


async def test_a_link_to_a_key_is_no_pin() -> None:
    office = Office()
    await office.asked(method=Method.MOBILE_KEY)
    await office.desk.run(SOON)

    assert "Open this link on your phone" in office.mailer.text()


async def test_the_link_of_a_web_pass_takes_the_place_of_the_pin_and_that_is_recorded() -> None:
    office = Office()
    await office.asked(web_passes=True, policy={"mail_pin": True, "link_only": True})
    await office.desk.run(SOON)

    assert "Open this link for your PIN: https://desk.example/g/" in office.mailer.text()
    assert "PIN 1" not in office.mailer.text()
    async with office.desk.store.read() as work:
        lines = await work.audit.find(TEAM, Wanted(), None, 99)
    assert [line.what for line in lines if line.data.get("where") == "mail"] == ["revealed"]


async def test_an_entrance_group_can_forbid_what_the_building_allows() -> None:
    office = Office()
    group = {"id": "g", "name": "Lobby", "entrance_ids": [office.desk.doors[0]], "stricter": {"mail_pin": False}}
    await office.asked(policy={"mail_pin": True}, entrance_groups=[group])
    await office.desk.run(SOON)

    assert "You get your PIN from" in office.mailer.text()


async def test_what_has_ended_before_its_turn_is_not_sent() -> None:
    office = Office()
    grant_id = await office.asked()
    await office.desk.access.end(RITA, grant_id)
    await office.desk.run(SOON)

    assert not office.mailer.mails
    assert await office.state(grant_id) == (MailState.FAILED, "mail_nothing")


@pytest.mark.parametrize("trouble", [NotSent("mail_unreachable"), OutcomeUnknown("mail_unreachable")])
async def test_it_is_tried_again_as_the_same_mail_and_then_given_up(trouble: NotSent | OutcomeUnknown) -> None:
    office = Office()
    office.mailer.troubles = [trouble] * 2
    grant_id = await office.asked()
    await office.desk.run(timedelta(seconds=30))
    assert await office.state(grant_id) == (MailState.SENT, None)

    office.mailer.troubles = [trouble] * 99
    await office.desk.run(timedelta(minutes=1))
    await office.desk.mailing.ask(RITA, grant_id)
    await office.desk.run(timedelta(minutes=45))
    assert await office.state(grant_id) == (MailState.FAILED, "mail_unreachable")
    assert len(office.mailer.mails) == 1


async def test_a_final_no_is_not_tried_again() -> None:
    office = Office()
    office.mailer.troubles = [Rejected("mail_refused", status=550)]
    grant_id = await office.asked()
    await office.desk.run(timedelta(minutes=5))

    assert await office.state(grant_id) == (MailState.FAILED, "mail_refused")
    assert not office.mailer.mails


async def test_without_a_server_the_reason_is_kept() -> None:
    office = Office()
    office.mails = MailPosts(office.desk.store, office.desk.clock, None, office.desk.passes.links)
    grant_id = await office.asked()
    await office.desk.run(SOON)

    assert await office.state(grant_id) == (MailState.FAILED, "mail_not_set_up")


async def test_a_forgotten_guest_is_sent_nothing() -> None:
    office = Office()
    grant_id = await office.asked()
    await office.desk.run(SOON)
    record = await office.desk.record(grant_id)
    async with office.desk.store.write() as work:
        await work.grants.save(record.grant.model_copy(update={"guest": Guest(name="guest (removed)")}))
    now = office.desk.clock.now()
    post = Post(key="mail:x", team_id=TEAM, kind=PostKind.MAIL, grant_id=grant_id, channel="mail", due_at=now)

    with pytest.raises(PostRefused, match="mail_no_address"):
        await office.mails.deliver(post)
