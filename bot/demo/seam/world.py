"""Nothing here runs by itself: `settle` brings everything up to the injected clock, and every call begins with it."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from bot.demo.seam.errors import not_found
from bot.demo.seam.records import (
    Credential,
    Effect,
    Entrance,
    Event,
    Identity,
    Knobs,
    System,
    Trouble,
    User,
    Webhook,
)

T = TypeVar("T")

_FOREVER = datetime.max.replace(tzinfo=UTC)


class World:
    """One Seam workspace. Ids, PINs and the order of events come from the seed."""

    def __init__(self, now: Callable[[], datetime], seed: int) -> None:
        self.now = now
        self.random = Random(seed)  # noqa: S311  a simulator that can be run again, no secrets
        self.knobs = Knobs()
        self.workspace_id = self.new_id()
        self.systems: dict[str, System] = {}
        self.entrances: dict[str, Entrance] = {}
        self.identities: dict[str, Identity] = {}
        self.users: dict[str, User] = {}
        self.credentials: dict[str, Credential] = {}
        self.webhooks: dict[str, Webhook] = {}
        self.events: list[Event] = []
        self.undelivered: deque[Event] = deque()
        self._effects: list[Effect] = []
        self._under_way: dict[str, Credential] = {}
        self._codes: set[str] = set()

    def new_id(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def effect(self, verb: str, kind: str, object_id: str) -> None:
        self._effects.append((verb, kind, object_id))

    def take_effects(self) -> tuple[Effect, ...]:
        """What has happened since the last time this was asked."""
        effects = tuple(self._effects)
        self._effects.clear()
        return effects

    def emit(
        self, kind: str, at: datetime | None = None, *, extra: dict[str, object] | None = None, **ids: str
    ) -> None:
        """`at` is when it happened; Seam hears of it now."""
        now = self.now()
        event = Event(self.new_id(), kind, at or now, now, ids, extra or {})
        self.events.append(event)
        self.undelivered.append(event)

    def system(self, system_id: object) -> System:
        return _found(self.systems, system_id, "acs_system")

    def entrance(self, entrance_id: object) -> Entrance:
        return _found(self.entrances, entrance_id, "acs_entrance")

    def identity(self, identity_id: object) -> Identity:
        return _found(self.identities, identity_id, "user_identity")

    def user(self, user_id: object) -> User:
        return _found(self.users, user_id, "acs_user")

    def credential(self, credential_id: object) -> Credential:
        credential = _found(self.credentials, credential_id, "acs_credential")
        if credential.gone_at is not None:
            raise not_found("acs_credential")
        return credential

    def add(self, credential: Credential) -> None:
        self.credentials[credential.id] = credential
        self.effect("created", "acs_credential", credential.id)
        self._under_way[credential.id] = credential
        self.settle()

    def present(self) -> Iterator[Credential]:
        """What Seam still shows, those being deleted among them."""
        return (credential for credential in self.credentials.values() if credential.gone_at is None)

    def doors(self, credential: Credential) -> list[Entrance]:
        """The entrances that it really opens."""
        there = [self.entrances[key] for key in credential.entrance_ids if key in self.entrances]
        return [entrance for entrance in there if entrance.opens]

    def ask_delete(self, credentials: Iterable[Credential]) -> None:
        for credential in credentials:
            if credential.is_live:
                credential.delete_asked_at = self.now()
                self._under_way[credential.id] = credential
                self.effect("deleted", "acs_credential", credential.id)
        self.settle()

    def remove_user(self, user: User) -> None:
        """Its credentials go along; they linger as after a delete of their own."""
        del self.users[user.id]
        self.effect("deleted", "acs_user", user.id)
        self.emit("acs_user.deleted", acs_user_id=user.id, acs_system_id=user.system_id)
        self.ask_delete([credential for credential in self.present() if credential.user_id == user.id])

    def settle(self) -> None:
        """Do what is due by now: issue credentials or fail them, and let deleted ones go."""
        for credential in list(self._under_way.values()):
            self._issue(credential)
            self._let_go(credential)
            is_settled = credential.issued_at or credential.errors
            if credential.gone_at or (credential.is_live and is_settled):
                del self._under_way[credential.id]

    def next_due(self) -> datetime | None:
        """When `settle` next has something to do; None where nothing will happen by itself."""
        times = [at for one in self._under_way.values() for at in self._still_to_come(one)]
        return min((at for at in times if at != _FOREVER), default=None)

    def _still_to_come(self, credential: Credential) -> Iterator[datetime]:
        if credential.delete_asked_at is not None:
            yield self._due(credential, credential.delete_asked_at, self.knobs.delete_delay)
        elif credential.user_id in self.users and not self.users[credential.user_id].errors:
            yield self._due(credential, credential.made_at, self._issue_delay(credential))

    def _issue(self, credential: Credential) -> None:
        user = self.users.get(credential.user_id)
        is_settled = credential.issued_at or credential.errors or not credential.is_live
        due = self._due(credential, credential.made_at, self._issue_delay(credential))
        if is_settled or due > self.now() or user is None or user.errors:
            return
        failures = [self.knobs.failing[key] for key in credential.entrance_ids if key in self.knobs.failing]
        if failures:
            credential.errors += [Trouble(code, "Latch could not issue this credential", due) for code in failures]
            return
        credential.issued_at = due
        if credential.method == "code" or self.knobs.key_with_pin:
            credential.code = self._new_code()
        self.emit("acs_credential.issued", due, acs_credential_id=credential.id, acs_system_id=credential.system_id)

    def _let_go(self, credential: Credential) -> None:
        if credential.delete_asked_at is None:
            return
        due = self._due(credential, credential.delete_asked_at, self.knobs.delete_delay)
        if due <= self.now():
            credential.gone_at = due
            self.emit(
                "acs_credential.deleted", due, acs_credential_id=credential.id, acs_system_id=credential.system_id
            )

    def _issue_delay(self, credential: Credential) -> timedelta | None:
        delays = [self.knobs.pin_delays.get(key, self.knobs.pin_delay) for key in credential.entrance_ids]
        known = [delay for delay in delays if delay is not None]
        return max(known) if known and len(known) == len(delays) else None

    def _due(self, credential: Credential, since: datetime, delay: timedelta | None) -> datetime:
        """Never while the building's access system is disconnected."""
        system = self.systems[credential.system_id]
        if delay is None or system.errors:
            return _FOREVER
        return max(since + delay, system.connected_since)

    def _new_code(self) -> str:
        while (code := f"{self.random.randrange(10_000_000):07}") in self._codes:
            pass
        self._codes.add(code)
        return code


def _found(kept: dict[str, T], key: object, resource: str) -> T:
    found = kept.get(str(key).lower())
    if found is None:
        raise not_found(resource)
    return found
