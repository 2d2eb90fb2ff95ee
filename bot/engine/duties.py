"""What an engine drives, given to it whole: it makes nothing of this by itself."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field

from bot.engine.crons import Cron
from bot.services.grants.grant_saga import GrantSaga
from bot.services.messages.outbox import Outbox
from bot.services.messages.reminders import Reminders
from bot.services.notices.by_the_clock import ByTheClock


@dataclass(frozen=True)
class Duties:
    """All that an engine has to do."""

    saga: GrantSaga
    reminders: Reminders
    outbox: Outbox
    crons: Sequence[Cron]
    ticks: Mapping[str, Callable[[], Awaitable[None]]] = field(default_factory=dict)
    """What else sees to rows of a kind (as `Work.rows_due` names them) when one of them has come due."""
    jobs: Mapping[str, Callable[[], Awaitable[Sequence[Coroutine[object, object, None]]]]] = field(default_factory=dict)
    """The same where the network is needed: each hands out what is to be done beside the pass."""
    by_the_clock: ByTheClock | None = None
    after_pass: Callable[[bool], None] = lambda _: None
    """Called after each look at what is due, with whether anything was."""
