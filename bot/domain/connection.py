"""Signed in is not yet a building: Latch lists doors only when it has switched them on for Seam, by hand, later."""

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime

from bot.domain.value import Value

LINK_LASTS = timedelta(hours=24)
"""Seam names no end of a link, so this one is ours: from then on it is shown no more, and a new one is offered."""


class ConnectKind(StrEnum):
    """What the page at Seam offers to sign in to."""

    LATCH = "latch"
    SMART_LOCKS = "smart_locks"
    ANYTHING = "anything"


class Stage(StrEnum):
    """How far a connection has come, as Seam last said."""

    ASKED = "asked"
    """Whether Seam has made the link is not known."""
    WAITING = "waiting"
    """The link is there, and nobody has signed in yet."""
    EXPIRED = "expired"
    FAILED = "failed"
    """Seam made no link, or the sign-in did not succeed."""
    SIGNED_IN = "signed_in"
    """The account is at Seam; no building came with it so far."""
    CONNECTED = "connected"
    """There are buildings of this account."""


class Connection(Value):
    """One attempt to connect an account; the link itself is not kept: Seam is asked for it when it is shown."""

    id: str
    team_id: str
    kind: ConnectKind
    began_by: str
    began_at: AwareDatetime
    checked_at: AwareDatetime
    stage: Stage = Stage.ASKED
    webview_id: str | None = None
    account_id: str | None = None
    account_name: str | None = None
    building_ids: tuple[str, ...] = ()
    problem: str | None = None
    """A key of `domain.problems`: what Seam says is wrong with the account, or why there is no link."""

    def at(self, stage: Stage, **known: object) -> "Connection":
        """As it is from now on; an earlier problem is no longer one."""
        return self.model_copy(update={"problem": None, **known, "stage": stage})

    def is_old(self, now: datetime) -> bool:
        """Whether its link is not to be used any more."""
        return now - self.began_at >= LINK_LASTS
