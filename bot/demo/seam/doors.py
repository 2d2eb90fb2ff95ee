"""What is so at a Latch door, which may be something else than Seam says: without a hub nobody has told the door."""

from datetime import datetime

from bot.demo.seam.records import Credential, Entrance, Known
from bot.demo.seam.world import World


def refusal(world: World, door: Entrance, credential: Credential) -> str | None:
    """Why this door stays shut, as Seam's `reason_code`; None where it opens."""
    holder = world.users.get(credential.user_id)
    if not door.opens or (holder is not None and holder.is_suspended):
        return "credential_error"
    by_phone = credential.method == "mobile_key" and current(door, credential) is not None
    known = current(door, credential) if by_phone else known_at(door, credential)
    if known is None or world.now() < known.starts_at:
        return "unknown_code"
    return "expired_code" if is_over(known.ends_at, world.now()) else None


def known_at(door: Entrance, credential: Credential) -> Known | None:
    """What the door was told of this credential's PIN."""
    return current(door, credential) if door.told is None else door.told.get(credential.id)


def current(door: Entrance, credential: Credential) -> Known | None:
    """What Latch would tell the door now."""
    is_held = credential.issued_at is not None and credential.gone_at is None
    if not is_held or credential.invalidated_at is not None or door.id not in credential.entrance_ids:
        return None
    return Known(credential.starts_at, credential.ends_at)


def all_current(world: World, door: Entrance) -> dict[str, Known]:
    every = ((one.id, current(door, one)) for one in world.credentials.values())
    return {key: known for key, known in every if known is not None}


def is_over(end: datetime | None, now: datetime) -> bool:
    return end is not None and end <= now
