"""The mail server in memory behaves as the one that speaks SMTP."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest
from pydantic import SecretStr

from bot.domain.errors import NotSent, Rejected
from bot.mail.smtp import SmtpMailer, SmtpServer
from bot.services.mailing.mailer import Mail, Mailer
from tests.fake_mailer import FakeMailer
from tests.fakes import FakeClock
from tests.mail.postbox import postbox

MAIL = Mail(id="m1", to="gail@example.com", subject="Your access", text=SecretStr("Hello\n"))


@dataclass
class Side:
    mailer: Mailer
    arrived: Callable[[], list[str]]
    """The subjects of what was taken."""
    refuse: Callable[[], None]
    busy: Callable[[], None]


@pytest.fixture(params=["memory", "smtp"])
async def side(request: pytest.FixtureRequest) -> AsyncIterator[Side]:
    if request.param == "memory":
        fake = FakeMailer()
        yield Side(
            fake,
            lambda: [mail.subject for mail in fake.mails],
            lambda: fake.troubles.append(Rejected("mail_refused", status=550)),
            lambda: fake.troubles.append(NotSent("mail_unreachable")),
        )
        return
    async with postbox() as box:
        server = SmtpServer(host="127.0.0.1", port=box.port, sender="desk@example.com", tls="off")
        yield Side(
            SmtpMailer(server, FakeClock()),
            lambda: [str(mail["Subject"]) for mail in box.mails],
            lambda: box.replies.append("550 no such mailbox"),
            lambda: box.replies.append("451 later"),
        )


async def test_what_is_taken_arrives_once(side: Side) -> None:
    await side.mailer.send(MAIL)

    assert side.arrived() == ["Your access"]


async def test_a_final_no_and_a_passing_one_are_told_apart_and_pass(side: Side) -> None:
    side.refuse()
    with pytest.raises(Rejected, match="mail_refused"):
        await side.mailer.send(MAIL)
    side.busy()
    with pytest.raises(NotSent, match="mail_unreachable"):
        await side.mailer.send(MAIL)

    await side.mailer.send(MAIL)

    assert side.arrived() == ["Your access"]
