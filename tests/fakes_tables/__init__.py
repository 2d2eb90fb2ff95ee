"""The rows of the store in memory."""

from tests.fakes_tables.access import MemoryBuildings, MemoryCredentials, MemoryGrants, MemoryGuests
from tests.fakes_tables.audit import MemoryAudit
from tests.fakes_tables.bulk import MemoryBulk
from tests.fakes_tables.connections import MemoryConnections
from tests.fakes_tables.devices import MemoryDevices
from tests.fakes_tables.door_tasks import MemoryDoorTasks
from tests.fakes_tables.doors import MemoryCommands, MemoryFeed
from tests.fakes_tables.drift import MemoryDrift
from tests.fakes_tables.figures import MemoryFigures
from tests.fakes_tables.lists import MemoryLists
from tests.fakes_tables.requests import MemoryRequests
from tests.fakes_tables.reviews import MemoryReviews
from tests.fakes_tables.series import MemorySeries
from tests.fakes_tables.tables import Tables
from tests.fakes_tables.telling import MemoryOnce, MemoryPosts, MemoryViews
from tests.fakes_tables.web_passes import MemoryPasses
from tests.fakes_tables.work import MemoryDue, MemorySagas, MemorySteps

__all__ = [
    "MemoryAudit",
    "MemoryBuildings",
    "MemoryBulk",
    "MemoryCommands",
    "MemoryConnections",
    "MemoryCredentials",
    "MemoryDevices",
    "MemoryDoorTasks",
    "MemoryDrift",
    "MemoryDue",
    "MemoryFeed",
    "MemoryFigures",
    "MemoryGrants",
    "MemoryGuests",
    "MemoryLists",
    "MemoryOnce",
    "MemoryPasses",
    "MemoryPosts",
    "MemoryRequests",
    "MemoryReviews",
    "MemorySagas",
    "MemorySeries",
    "MemorySteps",
    "MemoryViews",
    "Tables",
]
