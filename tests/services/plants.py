"""Differences to be planted between Seam and our books, and what should be found of each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.domain.building import Building, Method
from bot.domain.grant import Credential, CredentialState, Door, Grant, GrantRecord, GrantState, Guest
from bot.domain.window import Window
from bot.services.drift.comparing import Books, Comparison, Seen, compare
from bot.services.drift.drift import DriftKind
from bot.services.ports import SeamCredential
from tests.contracts.store_samples import FACTS

NOW = datetime(2030, 3, 4, 15, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
END = NOW + 2 * HOUR
INSTALL = "mine"
BUILDING = Building(id="b1", team_id="T1", name="Harbor House", time_zone=None, facts=FACTS, synced_at=NOW)


@dataclass
class Town:
    """Seam's side and ours, planted one thing after another, with what should be said of each."""

    seen: list[SeamCredential] = field(default_factory=list)
    owners: dict[str, str | None] = field(default_factory=dict)
    records: list[GrantRecord] = field(default_factory=list)
    adopted: set[str] = field(default_factory=set)
    moving: set[str] = field(default_factory=set)
    wanted: set[tuple[DriftKind, str]] = field(default_factory=set)
    ending: set[str] = field(default_factory=set)
    foreign: int = 0
    other_installs: int = 0

    @property
    def name(self) -> str:
        return str(len(self.seen) + len(self.records))

    def at_seam(self, name: str, key: str | None, **changes: object) -> str:
        seam_id, user = f"s{name}", f"u{name}"
        self.owners[user] = key
        shown = SeamCredential(
            id=seam_id,
            acs_user_id=user,
            method=Method.PIN,
            pin=None,
            starts_at=NOW - HOUR,
            ends_at=END,
            is_ready=True,
            is_being_deleted=False,
            problem=None,
        )
        self.seen.append(shown.model_copy(update=changes))
        return seam_id

    def grant(self, name: str, state: GrantState = GrantState.ISSUED, **changes: object) -> Grant:
        made = Grant(
            id=f"g{name}",
            team_id="T1",
            requester="U1",
            building_id="b1",
            guest=Guest(name="Gail Guest"),
            method=Method.PIN,
            window=Window(starts_at=NOW - HOUR, ends_at=END),
            state=state,
            created_at=NOW - HOUR,
        )
        return made.model_copy(update=changes)

    def book(self, grant: Grant, state: CredentialState = CredentialState.ISSUED, **changes: object) -> None:
        made = Credential(
            id=f"c{grant.id}",
            grant_id=grant.id,
            method=grant.method,
            doors=(Door(entrance_id="e1", name="Lobby"),),
            state=state,
            ends_at=END,
            created_at=NOW - HOUR,
        )
        credential = made.model_copy(update=changes)
        self.records.append(GrantRecord(grant=grant, credentials=(credential,), building=BUILDING))

    def compare(self, install_id: str = INSTALL) -> Comparison:
        books = Books(records=tuple(self.records), moving=frozenset(self.moving), adopted=frozenset(self.adopted))
        return compare(Seen(credentials=tuple(self.seen), owners=self.owners), books, install_id, NOW)


def key(name: str, install: str = INSTALL) -> str:
    return f"keydesk:{install}:g{name}"


def same(town: Town, **theirs: object) -> None:
    name = town.name
    seam_id = town.at_seam(name, key(name), **theirs)
    town.book(town.grant(name), seam_id=seam_id)


def other_window(town: Town, **theirs: object) -> None:
    same(town, **theirs)
    town.wanted.add((DriftKind.WINDOW, town.seen[-1].id))


def missing(town: Town) -> None:
    name = town.name
    town.book(town.grant(name), seam_id=f"s{name}")
    town.wanted.add((DriftKind.MISSING, f"s{name}"))


def extra(town: Town, state: GrantState | None, *, has_end: bool) -> None:
    """Under our key; the grant of that key, if there is one, knows nothing of it."""
    name = town.name
    seam_id = town.at_seam(name, key(name))
    if state is not None:
        town.records.append(GrantRecord(grant=town.grant(name, state), credentials=(), building=BUILDING))
    town.wanted.add((DriftKind.EXTRA, seam_id))
    town.ending |= {seam_id} if has_end else set()


def over(town: Town, state: GrantState, ours: CredentialState, *, has_end: bool) -> None:
    """Our books have it, as something that is over."""
    name = town.name
    seam_id = town.at_seam(name, key(name))
    town.book(town.grant(name, state), ours, seam_id=seam_id)
    town.wanted.add((DriftKind.EXTRA, seam_id))
    town.ending |= {seam_id} if has_end else set()


def foreign(town: Town, owner: str | None) -> None:
    town.at_seam(town.name, owner)
    town.foreign += 1
    town.other_installs += owner is not None and owner.startswith("keydesk:")


def adopted(town: Town, of: str) -> None:
    """Another program's, under the identity that we share with it."""
    name = town.name
    town.at_seam(name, key(name))
    town.adopted.add(f"{of}{name}")
    town.foreign += 1


def unmade(town: Town, state: GrantState) -> None:
    """A create with an unknown outcome has made it, or it goes with its grant."""
    name = town.name
    town.at_seam(name, key(name))
    town.book(town.grant(name, state), CredentialState.PENDING)


def waiting(town: Town, ours: CredentialState, state: GrantState) -> None:
    """Ours, and gone from Seam, while a saga sees to it."""
    name = town.name
    town.book(town.grant(name, state), ours, seam_id=f"s{name}")


def moving(town: Town) -> None:
    same(town, ends_at=END + HOUR)
    town.moving.add(town.records[-1].grant.id)


def asked_for_another_end(town: Town) -> None:
    name = town.name
    seam_id = town.at_seam(name, key(name), ends_at=END + HOUR)
    town.book(town.grant(name, requested_ends_at=END + HOUR), seam_id=seam_id)


def past(town: Town) -> None:
    town.at_seam(town.name, key(town.name), ends_at=NOW)


def to_come(town: Town, starts_at: datetime) -> None:
    name = town.name
    seam_id = town.at_seam(name, key(name), starts_at=starts_at)
    town.book(town.grant(name, window=Window(starts_at=NOW + HOUR, ends_at=END)), seam_id=seam_id)
    town.wanted.add((DriftKind.WINDOW, seam_id))


PLANTS: dict[str, Callable[[Town], None]] = {
    "the same": same,
    "an end rounded": lambda t: same(t, ends_at=END - timedelta(milliseconds=700)),
    "a start that Seam moved": lambda t: same(t, starts_at=NOW - timedelta(minutes=1)),
    "a later end": lambda t: other_window(t, ends_at=END + HOUR),
    "an earlier end": lambda t: other_window(t, ends_at=END - HOUR),
    "no end": lambda t: other_window(t, ends_at=None),
    "a start that is not yet": lambda t: other_window(t, starts_at=NOW + HOUR),
    "a start that should be later": lambda t: to_come(t, NOW - HOUR),
    "gone": missing,
    "nobody knows it": lambda t: extra(t, None, has_end=False),
    "its grant does not have it": lambda t: extra(t, GrantState.ISSUED, has_end=False),
    "its grant was never issued": lambda t: extra(t, GrantState.FAILED, has_end=False),
    "its grant is ended": lambda t: extra(t, GrantState.ENDED, has_end=True),
    "taken back": lambda t: over(t, GrantState.ISSUED, CredentialState.REVOKED, has_end=True),
    "ended": lambda t: over(t, GrantState.ENDED, CredentialState.FAILED, has_end=True),
    "failed with its grant": lambda t: over(t, GrantState.FAILED, CredentialState.FAILED, has_end=False),
    "no identity": lambda t: foreign(t, None),
    "another program": lambda t: foreign(t, "pms:4711"),
    "another install": lambda t: foreign(t, "keydesk:yours:g1"),
    "an install whose id begins as ours": lambda t: foreign(t, f"keydesk:{INSTALL}2:g1"),
    "adopted": lambda t: adopted(t, "s"),
    "of an adopted user": lambda t: adopted(t, "u"),
    "under way": lambda t: unmade(t, GrantState.ISSUING),
    "ending with its grant": lambda t: unmade(t, GrantState.ENDING),
    "waited for": lambda t: waiting(t, CredentialState.PENDING, GrantState.ISSUING),
    "being taken back": lambda t: waiting(t, CredentialState.REVOKING, GrantState.ISSUED),
    "of an ending grant": lambda t: waiting(t, CredentialState.ISSUED, GrantState.ENDING),
    "an end under way": moving,
    "an end that is asked for": asked_for_another_end,
    "past": past,
}
