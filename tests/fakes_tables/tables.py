"""Rows are frozen values, so that a copy of the dicts is a copy of everything."""

from dataclasses import dataclass, field
from datetime import datetime

from pydantic import AwareDatetime

from bot.domain.approval import ApprovalRequest
from bot.domain.building import Building, Entrance
from bot.domain.bulk.row import BulkRow
from bot.domain.command import Command
from bot.domain.connection import Connection
from bot.domain.device import Device
from bot.domain.feed import Happening
from bot.domain.grant import Credential, Grant, Pin
from bot.domain.series import Series
from bot.domain.task import DoorTask
from bot.domain.value import Value
from bot.domain.web_pass import WebPass
from bot.services.bulk.batch import Batch
from bot.services.drift.drift import Check, Drift
from bot.services.kept import Due, LiveView, Post, Step
from bot.services.notices.reviews import ReviewRow
from bot.services.trail.audit import Line


class SagaRow(Value):
    grant_id: str
    team_id: str
    lane: str
    due_at: AwareDatetime | None
    lease_until: AwareDatetime | None = None
    fence: int = 0
    wakes: int = 0
    attempts: int = 0


class PostRow(Value):
    post: Post
    state: str = "due"
    lease_until: AwareDatetime | None = None


@dataclass
class Tables:
    grants: dict[str, Grant] = field(default_factory=dict)
    submitted: dict[tuple[str, str], str] = field(default_factory=dict)
    credentials: dict[str, Credential] = field(default_factory=dict)
    pins: dict[str, Pin] = field(default_factory=dict)
    steps: dict[tuple[str, str], Step] = field(default_factory=dict)
    sagas: dict[str, SagaRow] = field(default_factory=dict)
    due: dict[str, Due] = field(default_factory=dict)
    posts: dict[tuple[str, str], PostRow] = field(default_factory=dict)
    digest_rows: dict[tuple[str, str, str], None] = field(default_factory=dict)
    """Grant id, team id and key of the post that tells of it."""
    door_tasks: dict[str, DoorTask] = field(default_factory=dict)
    requests: dict[str, ApprovalRequest] = field(default_factory=dict)
    series: dict[str, Series] = field(default_factory=dict)
    views: dict[tuple[str, str], LiveView] = field(default_factory=dict)
    audit: dict[int, Line] = field(default_factory=dict)
    buildings: dict[tuple[str, str], Building] = field(default_factory=dict)
    entrances: dict[tuple[str, str, str], Entrance] = field(default_factory=dict)
    devices: dict[tuple[str, str], Device] = field(default_factory=dict)
    once: dict[tuple[str, str], datetime] = field(default_factory=dict)
    drift: dict[str, Drift] = field(default_factory=dict)
    connections: dict[str, Connection] = field(default_factory=dict)
    batches: dict[str, Batch] = field(default_factory=dict)
    bulk_rows: dict[str, BulkRow] = field(default_factory=dict)
    reviews: dict[str, ReviewRow] = field(default_factory=dict)
    web_passes: dict[str, WebPass] = field(default_factory=dict)
    commands: dict[str, Command] = field(default_factory=dict)
    command_keys: dict[tuple[str, str], str] = field(default_factory=dict)
    happenings: dict[tuple[str, str], Happening] = field(default_factory=dict)
    checks: dict[tuple[str, str], Check] = field(default_factory=dict)
    events_read: dict[str, datetime] = field(default_factory=dict)

    def copy(self) -> "Tables":
        return Tables(**{name: dict(rows) for name, rows in vars(self).items()})

    def check(self) -> None:
        """As foreign keys do at commit; raises LookupError."""
        tables = (
            self.credentials,
            self.steps,
            self.sagas,
            self.due,
            self.views,
            self.requests,
            self.door_tasks,
            self.reviews,
            self.web_passes,
        )
        named = {row.grant_id for table in tables for row in table.values()} | {row[0] for row in self.digest_rows}
        orphans = named - set(self.grants)
        homeless = {g.id for g in self.grants.values() if (g.team_id, g.building_id) not in self.buildings}
        if orphans or homeless:
            msg = f"no grant {sorted(orphans)}, no building for grant {sorted(homeless)}"
            raise LookupError(msg)
