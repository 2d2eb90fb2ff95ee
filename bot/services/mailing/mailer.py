"""The mail server as the services see it. Like every port it raises the `SystemTrouble` family and nothing else."""

from typing import Protocol

from pydantic import SecretStr

from bot.domain.value import Value


class Mail(Value):
    """One e-mail in plain text; the address and a PIN in it are for the mail server alone, never for a log."""

    id: str
    """The same for every try, so that a mail which arrives twice is shown once."""
    to: str
    subject: str
    text: SecretStr


class Mailer(Protocol):
    """A mail server."""

    async def send(self, mail: Mail) -> None:
        """Hand it over.

        Raises:
            NotSent, Rejected, OutcomeUnknown.
        """
