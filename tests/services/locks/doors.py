"""A desk with a smart lock or more beside the building of an access system."""

from datetime import timedelta

from bot.domain.grant import Credential
from bot.seam.systems.smart_lock import maker_of
from tests.services.desk import Desk

CASA = "account-1"
HOURS = timedelta(hours=1)
OFFLINE = {
    "facts": maker_of("igloohome"),
    "can_program_online_codes": False,
    "can_program_offline_codes": True,
    "supports_backup_pool": False,
}


async def casa(*names: str, **what: object) -> tuple[Desk, list[str]]:
    """A desk at whose Casa Sol grants are given; the locks' ids."""
    desk = Desk()
    locks = [desk.seam.add_lock(name, CASA, **what) for name in names or ("Front Door",)]
    await desk.open()
    await desk.set_up(CASA)
    desk.building = CASA
    return desk, locks


async def codes(desk: Desk, grant_id: str) -> list[Credential]:
    return [c for c in (await desk.record(grant_id)).credentials if c.is_at_lock]


def live(desk: Desk) -> list[str]:
    """The locks on which a code of ours is at Seam, and nobody has asked for its end."""
    now = desk.clock.now()
    return [one.device_id for one in desk.seam.lock_codes.values() if one.deleted_at is None and now < one.ends_at]
