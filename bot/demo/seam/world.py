"""Nothing here runs by itself: `settle` brings everything up to the injected clock, and every call begins with it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta

from bot.demo.seam.errors import not_found
from bot.demo.seam.grants import settling
from bot.demo.seam.grants.state import Grants
from bot.demo.seam.locks import acting, programming
from bot.demo.seam.locks.state import SmartLocks
from bot.demo.seam.records import Credential, Entrance, Identity, InstantKey, Knobs, System, Trouble, User
from bot.demo.seam.workspace import Workspace, found

_FOREVER = datetime.max.replace(tzinfo=UTC)


class World(Workspace):
    """What a workspace holds: Latch's access systems here, smart locks in `locks`."""

    def __init__(self, now: Callable[[], datetime], seed: int) -> None:
        super().__init__(now, seed)
        self.knobs = Knobs()
        self.locks = SmartLocks(self)
        self.grants = Grants(self.locks)
        self.systems: dict[str, System] = {}
        self.entrances: dict[str, Entrance] = {}
        self.identities: dict[str, Identity] = {}
        self.instant_keys: dict[str, InstantKey] = {}
        self.users: dict[str, User] = {}
        self.credentials: dict[str, Credential] = {}
        self._under_way: dict[str, Credential] = {}
        self._codes: set[str] = set()

    def system(self, system_id: object) -> System:
        return found(self.systems, system_id, "acs_system")

    def entrance(self, entrance_id: object) -> Entrance:
        return found(self.entrances, entrance_id, "acs_entrance")

    def identity(self, identity_id: object) -> Identity:
        return found(self.identities, identity_id, "user_identity")

    def user(self, user_id: object) -> User:
        return found(self.users, user_id, "acs_user")

    def credential(self, credential_id: object) -> Credential:
        credential = found(self.credentials, credential_id, "acs_credential")
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
        """Do what is due by now: issue credentials or fail them, let deleted ones go, and what is due at locks."""
        acting.settle(self.locks)
        programming.settle(self.locks)
        settling.settle(self.grants)
        for credential in list(self._under_way.values()):
            self._issue(credential)
            self._let_go(credential)
            is_settled = credential.issued_at or credential.errors
            if credential.gone_at or (credential.is_live and is_settled):
                del self._under_way[credential.id]

    def next_due(self) -> datetime | None:
        """When `settle` next has something to do; None where nothing will happen by itself."""
        times = [at for one in self._under_way.values() for at in self._still_to_come(one)]
        return min((at for at in (*times, *acting.still_to_come(self.locks)) if at != _FOREVER), default=None)

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
        account = self.accounts[system.account_id]
        if delay is None or system.errors or account.errors:
            return _FOREVER
        return max(since + delay, system.connected_since, account.connected_since)

    def _new_code(self) -> str:
        while (code := f"{self.random.randrange(10_000_000):07}") in self._codes:
            pass
        self._codes.add(code)
        return code
