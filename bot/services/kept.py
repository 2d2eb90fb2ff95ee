"""What the store keeps beside grants: work under way, what is due, what is to be told. Ids only, no PIN, no contact."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime, JsonValue

from bot.domain.value import Value


class LeaseLost(Exception):
    """Another worker holds this saga now: stop at once, write nothing, tell nothing."""


class Which(StrEnum):
    """What somebody who has few places left may claim."""

    ANY = "any"
    NO_LIST = "no_list"
    """Single grants, and all that is being ended."""
    ENDING = "ending"


class Claim(Value):
    """The right to drive one grant's saga until `lease_until`; `fence` grows with every claim."""

    grant_id: str
    team_id: str
    fence: int
    wakes: int
    """Signals seen at the claim: one that comes later makes `park` run the saga again."""
    attempts: int
    lease_until: AwareDatetime


DELETE_PEOPLE = "delete_people"
"""The step of deleting a guest's identity at Seam, with all that hangs on it."""


FORGET = "forget"
"""The step that stands from forgetting a guest here until they are forgotten at Seam, with what became of it there."""
FORGET_SENT = "forget_sent"
"""The step of deleting a forgotten guest's identity, while its outcome is not known."""


class StepState(StrEnum):
    INTENT = "intent"
    DONE = "done"


class Step(Value):
    """One call with an effect: written before it is sent, completed with what came back."""

    grant_id: str
    name: str
    state: StepState
    sent_at: AwareDatetime
    result: Mapping[str, JsonValue] = {}


class DueKind(StrEnum):
    REMINDER = "reminder"
    UNSHOWN = "unshown"
    """The result should have been on the requester's screen by now; if it is not, they get a DM."""
    DOOR_TASK = "door_task"
    """A door task is to be spoken of, if nobody has done it; the row's id is the task's."""
    PLAN = "plan"
    """The building is to be told at other times: this grant's rows are to follow."""
    ARRIVAL = "arrival"
    """Somebody is to come: look whether Seam holds what they need."""
    ESCALATION = "escalation"
    """An end was not confirmed: the managers are to be written to, if it still is not."""
    NOT_USED = "not_used"
    """A guest should have come by now: look whether they used their access."""
    END_ALL = "end_all"
    """The grant is to end: somebody has decided it, with others; the row's id begins with the run's."""


class Due(Value):
    id: str
    team_id: str
    grant_id: str
    kind: DueKind
    lead: timedelta
    due_at: AwareDatetime


SERIES_ROWS = "series"
LIST_ROWS = "lists"
COMMAND_ROWS = "commands"
"""What else `Times.rows` counts, beside the kinds of due rows: series, lists of guests and commands that go on."""


@dataclass(frozen=True)
class Times:
    """When each kind of work is next due, as far as rows say; None where there is none."""

    rows: datetime | None
    sagas: datetime | None
    """When a claim may next succeed; a saga whose lane is busy counts when the lane's lease runs out."""
    posts: datetime | None

    def due(self, now: datetime) -> frozenset[str]:
        """The kinds of work for which it is time."""
        return frozenset(kind for kind, at in vars(self).items() if at is not None and at <= now)

    @property
    def first(self) -> datetime | None:
        return min((at for at in vars(self).values() if at is not None), default=None)


class PostKind(StrEnum):
    """What is told in Slack; what it says is drawn when it is sent, from the grant as it then is."""

    CARD = "card"
    NOTE = "note"
    REMINDER = "reminder"
    REMINDER_DM = "reminder_dm"
    DIGEST = "digest"
    DIGEST_DM = "digest_dm"
    PIN_READY = "pin_ready"
    PIN_DM = "pin_dm"
    LATE_PIN = "late_pin"
    ALARM = "alarm"
    FAILED = "failed"
    ENDED_BY_OTHER = "ended_by_other"
    TASKS = "tasks"
    """Door tasks of one building; put again when one is added, drawn anew with each of their grants."""
    TASK_NEWS = "task_news"
    """In the thread of those."""
    TASK_DM = "task_dm"
    REQUEST = "request"
    """To one approver: what is asked of them, and once it is decided, by whom."""
    OUTCOME = "outcome"
    """To whoever asked for it: what became of a request."""
    GONE = "gone"
    """What was issued is no longer at Seam, though nobody here has ended it."""
    DRIFT = "drift"
    """What Seam and our books disagree about at a building; of no single grant."""
    BULK = "bulk"
    """How far a list of guests is; stands for the cards of its grants."""
    BULK_LATE = "bulk_late"
    """In the thread of that: PINs of the list are late."""
    SERIES = "series"
    """The card of a series: its visits have none of their own."""
    SERIES_NOTE = "series_note"
    SERIES_NEWS = "series_news"
    """To one person: visits that were not made, and why."""
    DAY = "day"
    """Who comes and goes today at a building, and what is wrong there."""
    REVIEW = "review"
    """What has been open for long at a building, with Keep and End."""
    ARRIVAL = "arrival"
    """What is not ready before somebody comes, in the card's thread."""
    ARRIVAL_DM = "arrival_dm"
    ESCALATION = "escalation"
    """To one manager: an end that nobody confirms."""
    MAIL = "mail"
    """To the guest, by the mail server; the only one that does not go to Slack."""
    ENDED_ALL = "ended_all"
    """To whoever ended many accesses at once: how far it is."""
    FEED = "feed"
    """What happened at a building's doors, in its watch channel."""
    CLOCK = "clock"
    """To an admin: the machine's clock is wrong."""
    FORGOTTEN = "forgotten"
    """Goes out when everything that was to be forgotten is settled."""


class Post(Value):
    """One message to send or change; holds ids only, never a PIN or a contact."""

    key: str
    """Unique: putting it again re-arms the same row, which then changes its message instead of making a second one."""
    team_id: str
    kind: PostKind
    grant_id: str | None = None
    channel: str | None = None
    """Where it goes; a user id means that person's DM; None: where the grant's card is."""
    data: Mapping[str, JsonValue] = {}
    due_at: AwareDatetime
    generation: int = 0
    attempts: int = 0
    ts: str | None = None
    """Which message it is, once it was sent; with it the post is drawn into that message anew."""
    sent_channel: str | None = None


class Digest(Value):
    """What the `data` of a post that tells of several grants holds: their ids."""

    ending: Mapping[str, AwareDatetime]
    """With the end that is announced, so that a message drawn anew knows whether it has moved since."""
    missed: tuple[str, ...]
    """They ended before it could be announced."""


class PostProgress(Value):
    """Of the messages about some grants: drawn as they should be, still to be drawn, out of reach."""

    done: int = 0
    due: int = 0
    unreachable: int = 0


class LiveView(Value):
    """A modal that shows a grant while it is being made."""

    view_id: str
    team_id: str
    user_id: str
    grant_id: str
    opened_at: AwareDatetime
    acked_at: AwareDatetime | None = None
    shown_at: AwareDatetime | None = None
    """When the result was put on the screen and Slack said ok."""
    closed_at: AwareDatetime | None = None
