"""A mail server in memory."""

from dataclasses import dataclass, field

from bot.domain.errors import NotSent, OutcomeUnknown, Rejected
from bot.services.mailing.mailer import Mail


@dataclass
class FakeMailer:
    """Takes what comes, unless it was told to refuse the next ones."""

    mails: list[Mail] = field(default_factory=list)
    troubles: list[NotSent | Rejected | OutcomeUnknown] = field(default_factory=list)

    async def send(self, mail: Mail) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.mails.append(mail)

    def text(self) -> str:
        """Of the newest mail."""
        return self.mails[-1].text.get_secret_value()
