"""One connection per mail. What a server says may repeat the address, so only its three-digit code is ever logged."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from http import HTTPStatus
from typing import Literal

import aiosmtplib
import structlog
from pydantic import SecretStr

from bot.domain.errors import NotSent, OutcomeUnknown, Rejected
from bot.services.mailing.mailer import Mail
from bot.services.ports import Clock

log = structlog.get_logger(__name__)

TIMEOUT_SECONDS = 20
_PERMANENT = HTTPStatus.INTERNAL_SERVER_ERROR.value
"""SMTP's replies from 500 on are final (RFC 5321, 4.2.1)."""
_LOGIN = range(530, 539)
"""The server refuses us, not the mail (RFC 4954, 6): it waits until an admin has mended that."""


@dataclass(frozen=True)
class SmtpServer:
    """Where mail is handed over, and as whom."""

    host: str
    port: int
    sender: str
    tls: Literal["starttls", "tls", "off"]
    user: str | None = None
    password: SecretStr | None = None


class SmtpMailer:
    """Fulfils `Mailer`."""

    def __init__(self, server: SmtpServer, clock: Clock) -> None:
        self._server = server
        self._clock = clock

    async def send(self, mail: Mail) -> None:
        """Hand one mail to the server.

        Raises:
            NotSent, Rejected, OutcomeUnknown.
        """
        message = written(mail, self._server.sender, self._clock.now().timestamp())
        try:
            async with self._client() as client:
                await client.send_message(message)
        except (aiosmtplib.SMTPException, OSError) as error:
            raise sorted_out(error) from None

    async def look(self) -> None:
        """Connect and log in, and send nothing.

        Raises:
            NotSent, Rejected, OutcomeUnknown.
        """
        try:
            async with self._client() as client:
                await client.noop()
        except (aiosmtplib.SMTPException, OSError) as error:
            raise sorted_out(error) from None

    def _client(self) -> aiosmtplib.SMTP:
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls == "tls",
            start_tls=server.tls == "starttls",
            username=server.user,
            password=server.password.get_secret_value() if server.password else None,
            timeout=TIMEOUT_SECONDS,
            # Without it the name of this machine is looked up, which blocks, and told to the server.
            local_hostname=domain_of(server.sender),
        )


def written(mail: Mail, sender: str, at: float) -> EmailMessage:
    """The mail as it travels; a line break in a header is refused by EmailMessage with a ValueError."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = formatdate(at)
    message["Message-ID"] = f"<{mail.id}@{domain_of(sender)}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text.get_secret_value())
    return message


def domain_of(sender: str) -> str:
    """Of "Keydesk <desk@example.com>" the "example.com"."""
    return sender.rpartition("@")[2].rstrip(">")


def sorted_out(error: Exception) -> NotSent | Rejected | OutcomeUnknown:
    """What an error of the conversation means for the mail."""
    code = _code(error)
    log.warning("mail_not_taken", smtp_code=code, error=type(error).__name__)
    if isinstance(error, aiosmtplib.SMTPConnectError | ConnectionRefusedError) or code in _LOGIN:
        return NotSent("mail_unreachable")
    if code >= _PERMANENT:
        return Rejected("mail_refused", status=code)
    return NotSent("mail_unreachable") if code else OutcomeUnknown("mail_unreachable")


def _code(error: Exception) -> int:
    """The server's reply; of several recipients there is only ours. 0 where it did not reply."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return max((one.code for one in error.recipients), default=0)
    return error.code if isinstance(error, aiosmtplib.SMTPResponseException) else 0
