"""The message for the guest, written in the set-up, goes out by e-mail on a click; the card says what became of it."""

from datetime import timedelta

from tests.journeys.test_set_up import open_part, open_setup
from tests.journeys.town import ADA, RITA
from tests.journeys.world import World
from tests.mail.postbox import postbox

SOON = timedelta(seconds=5)


async def test_a_click_sends_the_message_once_and_the_card_says_when(http_first: World) -> None:
    here = http_first
    async with postbox() as box:
        await with_mail(here, box.port)
        await write_message(here)
        await here.open_form(text="Gail Guest lobby gail@example.com")
        assert not await here.submit(here.shown())
        await here.run(SOON)
        assert "Park behind the house." in here.screen()

        result = here.shown()
        await here.click(RITA, result, "mail_guest")
        await here.click(RITA, result, "mail_guest")
        await here.run(SOON)

        [mail] = box.mails
        assert (mail["To"], mail["Subject"]) == ("gail@example.com", "Your access to Harbor House")
        [pin] = here.pins()
        assert pin[:3] not in box.text()
        assert "Park behind the house." in box.text()
        assert "E-mailed to the guest: Fri 20 Nov 14:00, New York." in here.text(here.card())
        assert "gail@example.com" not in here.text(here.card())
        await refused(here, box.replies)
        here.others["mail"] = box.text()
        await here.stop()


async def refused(here: World, replies: list[str]) -> None:
    await here.run(timedelta(minutes=2))
    replies.append("550 no such mailbox")
    await here.click(RITA, here.card(), "mail_guest")
    await here.run(SOON)
    assert "Could not be e-mailed to the guest (Fri 20 Nov 14:02, New York)" in here.text(here.card())


async def with_mail(here: World, port: int) -> None:
    """The same bot, started with a mail server."""
    await here.stop()
    server = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_from": "desk@example.com", "smtp_tls": "off"}
    here.settings = here.settings.model_copy(update=server)
    await here.start()


async def write_message(here: World) -> None:
    setup = await open_setup(here)
    message = await open_part(here, "setup_message", ADA)
    await here.type(message, "guest_text", "Park behind the house.", ADA)
    await here.choose(message, "mail_guests", ["on"], ADA)
    assert not await here.submit(message, ADA)
    assert "Messages for guests may be e-mailed" in here.text(setup)
    await here.slack.person(ADA).close(setup)
