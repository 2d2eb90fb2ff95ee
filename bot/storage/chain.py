"""A chain shows what was changed inside it, but not that its tail was cut: for that its head is sealed with our key.

An auditor needs no key to follow the chain (each hash is a plain SHA-256). Nobody without the key can make a head, so
the number of rows and the last hash stand firm against somebody who can write the database and no more.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import NamedTuple, Self

from bot.storage.secrets import Keyring

BEGINNING = "0" * 64
"""What stands for the hash before the first row."""
CONTENT = ("team_id", "number", "at", "actor", "what", "building_id", "grant_id", "guest", "data")
"""The columns that a row's hash covers, in this order."""


def digest(previous: str, content: Sequence[str | int | None]) -> str:
    """The hash of a row over the one before it and the values of `CONTENT`; JSON, so that no two contents meet."""
    return hashlib.sha256((previous + json.dumps(list(content), separators=(",", ":"))).encode()).hexdigest()


class Head(NamedTuple):
    """How far a team's chain goes."""

    number: int
    hash: str

    def sealed(self, keyring: Keyring, team_id: str) -> str:
        """As it is kept in `meta`."""
        return f"{self.number}:{self.hash}:{_seal(keyring, team_id, self)}"

    @classmethod
    def noted(cls, text: str) -> Self:
        """A head as it was printed; raises ValueError where it is none."""
        number, _, last = text.partition(":")
        return cls(int(number), last)

    @classmethod
    def unsealed(cls, kept: str, keyring: Keyring, team_id: str) -> Self | None:
        """The head that was kept; None where the seal does not hold."""
        number, _, rest = kept.partition(":")
        last, _, seal = rest.partition(":")
        head = cls(int(number) if number.isdecimal() else -1, last)
        try:
            holds = hmac.compare_digest(seal.encode(), _seal(keyring, team_id, head).encode())
        except UnicodeEncodeError:  # bytes that are no text, read from a damaged file
            return None
        return head if holds else None

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


NO_ROWS = Head(0, BEGINNING)


def head_name(team_id: str) -> str:
    """Under which name in `meta` a team's head is kept."""
    return f"audit_head:{team_id}"


def _seal(keyring: Keyring, team_id: str, head: Head) -> str:
    return keyring.keyed_hash(str(head), f"audit head, {team_id}")
