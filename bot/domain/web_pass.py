"""A web pass is a link to a guest's page. The link is in no value and in no row: it is derived where it is needed.

Looking at the page costs nothing, so that a program which previews links uses nothing up; a *look* is a click on Show.
"""

from datetime import datetime

from pydantic import AwareDatetime, SecretStr

from bot.domain.errors import AccessError
from bot.domain.grant import CredentialState, GrantRecord, GrantState
from bot.domain.value import Value

MOST_LOOKS = (1, 3, 10)
"""The limits that are offered; without one a guest may look as often as they like."""
LIVE = frozenset({GrantState.ISSUING, GrantState.ISSUED})


class NoPass(AccessError):
    """No link like this works: unknown, revoked or switched off, and nobody is told which."""


class PassOver(AccessError):
    """The access behind the link is over; of it nothing more is said than that."""


class WebPass(Value):
    """One link of one grant."""

    id: str
    team_id: str
    grant_id: str
    made_by: str | None = None
    """None: made by Keydesk, because the policy wants the link in every message."""
    made_at: AwareDatetime
    most_looks: int | None = None
    looks: int = 0
    revoked_by: str | None = None
    revoked_at: AwareDatetime | None = None

    @property
    def is_used_up(self) -> bool:
        """Whether nothing is shown with it any more."""
        return self.most_looks is not None and self.looks >= self.most_looks


class Link(Value):
    """Where a pass is opened. It opens what a PIN opens: shown where a PIN may be shown, or sent to the guest."""

    pass_id: str
    url: SecretStr


def cannot_share(record: GrantRecord) -> str | None:
    """Why no link can be made for the guest now, a key of `domain.problems`; None where it can."""
    if not record.building.settings.web_passes:
        return "pass_off"
    if record.grant.state not in LIVE or not record.in_state(CredentialState.ISSUED):
        return "pass_nothing"
    return None


def is_over(record: GrantRecord, now: datetime) -> bool:
    """Whether the guest's page says "ended", and nothing else."""
    return record.grant.state not in LIVE or record.is_overdue(now)
