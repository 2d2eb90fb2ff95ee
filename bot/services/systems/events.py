"""An event of Seam's without its payload, which may carry a PIN: what happened to which object, and how."""

from pydantic import AwareDatetime

from bot.domain.value import Value


class Event(Value):
    """What Seam says has happened; what is so now is read from the object."""

    id: str
    type: str
    """An open string: a type that Keydesk does not know changes nothing."""
    occurred_at: AwareDatetime
    credential_id: str | None = None
    """Of an access system."""
    access_code_id: str | None = None
    """Of a smart lock."""
    entrance_id: str | None = None
    """Of an access system's door, or of the device that a smart lock is."""
    building_id: str | None = None
    """Of an access system."""
    account_id: str | None = None
    attempt_id: str | None = None
    """The command that caused it."""
    how: str | None = None
    """Seam's `method` of a lock that moved: keycode, manual, automatic, remote, card or unknown."""
    why: str | None = None
    """Seam's `reason_code` of access that was denied, or `error_code` of a device that went offline."""
    battery: float | None = None
    """The level, 0 to 1."""
    battery_status: str | None = None
