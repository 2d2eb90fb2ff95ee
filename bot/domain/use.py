"""How a guest used their access, as far as the locks tell; Latch doors tell nothing of it."""

from pydantic import AwareDatetime

from bot.domain.value import Value


class FirstUse(Value):
    """The first time that one of the guest's codes opened a door inside the window."""

    at: AwareDatetime
    entrance_id: str
