"""What the simulated Seam keeps of access grants."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.demo.seam.records import Trouble
from bot.demo.seam.wire import Json


@dataclass
class Requested:
    """What was asked for, and what came of it."""

    mode: str
    code: str | None = field(repr=False)
    made_at: datetime
    method_ids: list[str] = field(default_factory=list)


@dataclass
class Grant:
    """One identity, one window, some locks; `delete_asked_at` is Seam's ok to a delete."""

    id: str
    identity_id: str
    key: str | None
    reservation_key: str | None
    name: str | None
    device_ids: tuple[str, ...]
    entrance_ids: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime | None
    made_at: datetime
    requested: list[Requested] = field(default_factory=list)
    delete_asked_at: datetime | None = None
    gone_at: datetime | None = None
    errors: list[Trouble] = field(default_factory=list)
    warnings: list[Trouble] = field(default_factory=list)


@dataclass
class Moving:
    """A window that has changed and is not on every lock yet."""

    before: Json
    after: Json
    asked_at: datetime


@dataclass
class Method:
    """A PIN on all locks of its grant; it is issued while every lock has it as it is wanted."""

    id: str
    grant_id: str
    mode: str
    made_at: datetime
    code: str | None = field(repr=False)
    code_ids: tuple[str, ...]
    issued_at: datetime | None = None
    was_issued: bool = False
    moving: Moving | None = None
    is_late_told: bool = False
    delete_asked_at: datetime | None = None
    gone_at: datetime | None = None
    failure: Trouble | None = None
    errors: list[Trouble] = field(default_factory=list)
    warnings: list[Trouble] = field(default_factory=list)

    @property
    def is_live(self) -> bool:
        return self.delete_asked_at is None and self.gone_at is None
