"""AccessError
├── BadField                 the person corrects a field
│   ├── TimeInGap
│   └── AmbiguousTime
├── Refused                  not allowed; trying again does not help
│   ├── NotAllowed
│   ├── NoSuchGrant
│   └── WrongState
└── SystemTrouble            Seam, the provider or Slack
    ├── NotSent              surely no effect: a retry is safe
    ├── Rejected             surely no effect, and a retry of the same does not help
    └── OutcomeUnknown       may have had an effect: search before sending again
"""

from datetime import date, datetime, time, timedelta


class AccessError(Exception):
    """Base of what can go wrong in words a person understands; never carries a PIN or a contact."""


class BadField(AccessError):
    """A value of the form is unusable; the same value again fails again."""

    def __init__(self, field: str, problem: str, **data: object) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem
        self.data = data


class TimeInGap(BadField):
    """The building's clock skips this reading in spring; another time is needed."""

    def __init__(self, day: date, clock: time, zone: str) -> None:
        super().__init__("time", "time_in_gap", day=day, clock=clock, zone=zone)


class AmbiguousTime(BadField):
    """The building's clock shows this reading twice in autumn; the person says which."""

    def __init__(self, day: date, clock: time, zone: str, earlier: datetime, later: datetime) -> None:
        super().__init__("time", "ambiguous_time", day=day, clock=clock, zone=zone)
        self.earlier = earlier
        self.later = later


class Refused(AccessError):
    """The rules say no; a retry does not help."""

    def __init__(self, problem: str, **data: object) -> None:
        super().__init__(problem)
        self.problem = problem
        self.data = data


class NotAllowed(Refused):
    """This person may not do this here."""


class NoSuchGrant(Refused):
    """No grant of this team has this id."""

    def __init__(self) -> None:
        super().__init__("no_such_grant")


class WrongState(Refused):
    """The grant has moved on (ended, already extended); the screen was old."""


class SystemTrouble(AccessError):
    """A system we depend on did not do its part."""

    def __init__(self, problem: str, *, request_id: str | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.request_id = request_id


class NotSent(SystemTrouble):
    """Refused before any effect (no connection, 429): sending again later is safe."""

    def __init__(self, problem: str, *, retry_after: timedelta | None = None, request_id: str | None = None) -> None:
        super().__init__(problem, request_id=request_id)
        self.retry_after = retry_after


class Rejected(SystemTrouble):
    """Answered with a definite no (4xx): the same request fails again."""

    def __init__(self, problem: str, *, status: int, detail: str = "", request_id: str | None = None) -> None:
        super().__init__(problem, request_id=request_id)
        self.status = status
        self.detail = detail


class OutcomeUnknown(SystemTrouble):
    """Timeout, reset, 5xx or an unreadable answer: the effect may be there, so search before acting again."""
