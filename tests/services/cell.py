"""Where a use case is tried: what `test_rights` places for each role and kind of person."""

from dataclasses import dataclass

from bot.domain.people import Person
from tests.services.desk import Desk


@dataclass
class Cell:
    """One person before one building and one grant there."""

    desk: Desk
    person: Person
    building: str
    doors: list[str]
    grant_id: str
    credential_id: str
    task_id: str
    request_id: str
    connection_id: str
    lock: str
    """A smart lock of the building."""
