"""What travels over SMTP, and what a server's answer means for the mail."""

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.domain.errors import NotSent, OutcomeUnknown, Rejected
from bot.mail.smtp import SmtpMailer, SmtpServer, written
from bot.services.mailing.mailer import Mail
from bot.slack.blocks.text import clean
from tests.fakes import FakeClock
from tests.mail.postbox import postbox

MAIL = Mail(id="m1", to="gail@example.com", subject="Zoë's access", text=SecretStr("Hello\n.\nPIN 137 0001\n"))


def mailer(port: int, **changes: object) -> SmtpMailer:
    server = {"host": "127.0.0.1", "port": port, "sender": "Front desk <desk@example.com>", "tls": "off", **changes}
    return SmtpMailer(SmtpServer(**server), FakeClock())  # type: ignore[arg-type]


async def test_the_mail_arrives_whole() -> None:
    async with postbox() as box:
        await mailer(box.port).look()
        await mailer(box.port).send(MAIL)

    [mail] = box.mails
    assert (box.to, mail["To"]) == (["gail@example.com"], "gail@example.com")
    assert mail["From"] == "Front desk <desk@example.com>"
    assert (mail["Subject"], mail["Message-ID"]) == ("Zoë's access", "<m1@example.com>")
    assert box.text().replace("\r\n", "\n") == "Hello\n.\nPIN 137 0001\n"


@pytest.mark.parametrize(
    ("reply", "error"),
    [("550 gail@example.com unknown", Rejected), ("451 later, gail@example.com", NotSent), ("535 no", NotSent)],
)
async def test_what_the_server_says_is_sorted_out_and_its_words_are_not_logged(
    reply: str, error: type[Exception]
) -> None:
    async with postbox() as box:
        box.replies.append(reply)
        with structlog.testing.capture_logs() as logs, pytest.raises(error) as caught:
            await mailer(box.port).send(MAIL)

    assert "gail" not in f"{logs} {caught.value}"


async def test_a_server_that_is_not_there_was_sent_nothing() -> None:
    async with postbox() as box:
        port = box.port
    with pytest.raises(NotSent):
        await mailer(port).send(MAIL)


async def test_without_the_promised_encryption_nothing_is_sent() -> None:
    async with postbox() as box:
        with pytest.raises((NotSent, OutcomeUnknown)):
            await mailer(box.port, tls="starttls").send(MAIL)
        with pytest.raises((NotSent, OutcomeUnknown, Rejected)):
            await mailer(box.port, user="desk", password=SecretStr("secret")).send(MAIL)

    assert box.mails == []


@given(st.text())
def test_no_text_makes_another_header(text: str) -> None:
    mail = MAIL.model_copy(update={"subject": clean(f"Access to {text}"), "text": SecretStr(text)})

    message = written(mail, "desk@example.com", 0)
    head = message.as_bytes().split(b"\r\n\r\n")[0].lower()

    assert head.count(b"\r\nto:") == 1
    assert b"\r\nbcc:" not in head


@pytest.mark.parametrize("field", ["to", "subject"])
def test_a_line_break_in_a_header_is_refused(field: str) -> None:
    with pytest.raises(ValueError, match="carriage return"):
        written(MAIL.model_copy(update={field: "a@example.com\r\nBcc: b@example.com"}), "desk@example.com", 0)


def test_whoever_prints_the_mail_sees_no_pin() -> None:
    assert "137" not in repr(MAIL)
