"""Puts any error or warning that Seam knows on an object, whether or not there is a reason for it.

It is shown, and no event tells of it. On an ACS user, a system or a credential that is not issued yet, an error also
holds up the issuing, as one that came by itself would.
"""

from collections.abc import Iterator, Mapping
from typing import Protocol

from bot.demo.seam.records import Trouble
from bot.demo.seam.troubles import ERRORS, FREE_ERRORS, NEEDED, WARNINGS
from bot.demo.seam.world import World


class Troubled(Protocol):
    """Whatever Seam shows errors and warnings of."""

    errors: list[Trouble]
    warnings: list[Trouble]


def error(world: World, object_id: str, code: str, extra: Mapping[str, object]) -> None:
    """Raises ValueError for a code that Seam's objects of this kind never have, LookupError for no object."""
    kind, planted = _find(world, object_id)
    if kind not in FREE_ERRORS and code not in ERRORS.get(kind, ()):
        msg = f"{code} is no error of a {kind}"
        raise ValueError(msg)
    planted.errors.append(_trouble(world, kind, code, extra))


def warning(world: World, object_id: str, code: str, extra: Mapping[str, object]) -> None:
    """Raises as `error` does."""
    kind, planted = _find(world, object_id)
    if code not in WARNINGS.get(kind, ()):
        msg = f"{code} is no warning of a {kind}"
        raise ValueError(msg)
    planted.warnings.append(_trouble(world, kind, code, extra))


def lift(world: World, object_id: str) -> None:
    """Everything that is wrong with it is gone. Raises LookupError for no object."""
    _, planted = _find(world, object_id)
    planted.errors.clear()
    planted.warnings.clear()


def _find(world: World, object_id: str) -> tuple[str, Troubled]:
    for kind, kept in _kept(world):
        if object_id in kept:
            return kind, kept[object_id]
    raise LookupError(object_id)


def _kept(world: World) -> Iterator[tuple[str, Mapping[str, Troubled]]]:
    yield "access_code", world.locks.codes
    yield "access_grant", world.grants.grants
    yield "access_method", world.grants.methods
    yield "acs_credential", world.credentials
    yield "acs_entrance", world.entrances
    yield "acs_system", world.systems
    yield "acs_user", world.users
    yield "connected_account", world.accounts
    yield "device", world.locks.devices
    yield "user_identity", world.identities


def _trouble(world: World, kind: str, code: str, extra: Mapping[str, object]) -> Trouble:
    message = f"Planted: {code.replace('_', ' ')}"
    return Trouble(code, message, world.now(), {**NEEDED.get((kind, code), {}), **extra})
