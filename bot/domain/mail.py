"""An e-mail to a guest is sent by somebody's click or by a template, and what became of it is part of the grant."""

from enum import StrEnum

from pydantic import AwareDatetime

from bot.domain.value import Value


class MailState(StrEnum):
    WANTED = "wanted"
    """By the grant's template, as soon as something is issued."""
    QUEUED = "queued"
    SENT = "sent"
    """Taken by the mail server; whether it is read, nobody knows."""
    FAILED = "failed"


class Mailing(Value):
    """The newest e-mail of a grant; no address and no text of it."""

    number: int = 0
    state: MailState
    asked_by: str | None = None
    """None: the grant's template."""
    at: AwareDatetime
    """Since when it is so."""
    problem: str | None = None
    """A key of `domain.problems`."""
