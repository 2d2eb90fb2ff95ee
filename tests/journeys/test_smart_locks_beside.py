"""Seam may hold much that Keydesk does not use: smart locks, their codes, events of every kind."""

from datetime import timedelta
from pathlib import Path

from tests.journeys.world import World, world


def life_at_smart_locks(here: World) -> None:
    """What makes an event at a lock, but for the codes that Seam itself puts there."""
    casa = here.seam.add_locks("Casa Sol", "Europe/Madrid", ["Front Door", "Pool House"])
    front, pool = casa.device_ids
    key = here.seam.add_code_outside(front, "4711", "Cleaner")
    here.seam.open_door(front, key)
    here.seam.enter_code(front, "000000")
    here.seam.lock_by_hand(front)
    here.seam.set_battery(front, 0.05)
    here.seam.set_flaky(front, flaky=True)
    here.seam.set_online(pool, online=False)
    here.seam.tamper(front)
    here.seam.delete_outside(key)
    here.seam.remove_device(pool)
    here.seam.disconnect_account(casa.account_id)


async def test_none_of_it_is_in_the_way(tmp_path: Path) -> None:
    async with world(tmp_path, webhooks=True) as here:
        life_at_smart_locks(here)
        await here.settle()
        card = await here.issued("Lobby")
        await here.run(timedelta(minutes=20))

        kinds = {sent.event_type for sent in here.seam.post.deliveries}
        assert {"lock.unlocked", "device.removed", "connected_account.disconnected"} <= kinds
        assert {sent.status for sent in here.seam.post.deliveries} == {204}
        assert "Show PIN" in here.text(card)
        assert [held.name for held in here.seam.snapshot().buildings] == ["Harbor House", "Casa Sol"]
