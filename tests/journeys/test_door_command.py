"""`/door`: a lock is unlocked from Slack, the channel that watches hears of it and of what happens there by itself."""

from datetime import timedelta
from pathlib import Path

from bot.demo.seam.locks.records import Lock
from bot.demo.slack import View
from tests.journeys.town import ADA, DESK, OLLY, RITA, TEAM
from tests.journeys.world import World, world

SOON = timedelta(seconds=10)


async def with_locks(here: World) -> tuple[str, str]:
    """Casa Sol with two locks, of which the gate never confirms."""
    casa = here.seam.add_locks("Casa Sol", "Europe/Madrid", ["Front Door", Lock("Courtyard Gate", confirms=False)])
    await here.bot.buildings.refresh(TEAM)
    await here.set_up(casa.account_id)
    front, gate = casa.device_ids
    return front, gate


async def door(here: World, text: str, user: str = RITA) -> None:
    ack = await here.slack.person(user).command("/door", text, DESK)
    assert ack.ok
    await here.bot.idle()


async def ask(here: World, verb: str, lock: str, user: str = RITA) -> View:
    await door(here, verb, user)
    view = here.shown(user)
    await here.choose(view, "door", lock, user)
    await here.type(view, "door_reason", "The courier waits", user)
    assert "Tick this" in (await here.submit(view, user))["door_sure"]
    await here.choose(view, "door_sure", ["sure"], user)
    assert not await here.submit(view, user)
    return view


async def watched(here: World) -> None:
    await door(here, "watch casa", ADA)
    assert not await here.submit(here.shown(ADA), ADA)
    assert "The doors of Casa Sol are watched" in here.dms(ADA)[-1]


async def unlocked(here: World, front: str, gate: str) -> None:
    await ask(here, "unlock", front)
    await here.run(SOON)
    assert "the lock confirmed it" in here.screen()
    assert here.seam.world.locks.devices[front].locked is False
    assert f'@{RITA} asked Front Door to unlock. "The courier waits"' in here.text(here.card()).replace("*", "")
    await here.slack.person(RITA).close(here.shown())
    await ask(here, "unlock", gate)
    await here.run(SOON)
    assert "accepted, not confirmed by the lock" in here.screen()


async def test_a_door_is_seen_watched_and_unlocked_and_its_news_come_together(tmp_path: Path) -> None:
    async with world(tmp_path, webhooks=True) as here:
        front, gate = await with_locks(here)
        await watched(here)
        await door(here, "status front")
        assert "Front Door: locked · online · battery 90%" in here.screen().replace("*", "")
        assert "Courtyard" not in here.screen()
        await here.slack.person(RITA).close(here.shown())
        await unlocked(here, front, gate)

        here.seam.tamper(gate)
        here.seam.set_battery(front, 0.05)
        here.seam.enter_code(front, "000000")
        here.seam.set_online(gate, online=False)
        await here.run(timedelta(minutes=6))

        told = "\n".join(here.text(card) for card in here.cards())
        assert all(said in told for said in ("somebody tampered with it", "a code that the lock does not know"))
        assert "000000" not in told
        assert len(here.cards()) <= 5


async def test_who_ends_the_watch_hears_nothing_more(tmp_path: Path) -> None:
    async with world(tmp_path, webhooks=True) as here:
        front, _ = await with_locks(here)
        await watched(here)

        await door(here, "unwatch", ADA)
        assert "Nobody watches the doors of Casa Sol" in here.told(ADA)
        here.seam.tamper(front)
        await here.run(timedelta(minutes=6))

        assert here.cards() == []


async def test_latch_doors_and_strangers_are_refused_in_plain_words(http_first: World) -> None:
    here = http_first
    await door(here, "unlock lobby")
    assert "Latch doors cannot be locked or unlocked from here" in here.screen()

    await door(here, "unlock", OLLY)
    assert "Only the building's issuers and managers" in here.told(OLLY) or "no role" in here.told(OLLY)
    await door(here, "help")
    assert "Accepted, not confirmed by the lock" in here.told(RITA)
    await door(here, "opne front")
    assert "does not know opne" in here.told(RITA)


async def test_a_lost_account_is_one_alarm_that_leads_to_connecting_again_and_clears_itself(tmp_path: Path) -> None:
    async with world(tmp_path, webhooks=True) as here:
        await with_locks(here)
        [casa] = [one.id for one in here.seam.world.accounts.values() if one.name == "Casa Sol"]
        await watched(here)

        here.seam.disconnect_account(casa)
        await here.run(timedelta(minutes=20))
        [alarm] = here.cards()
        assert "No new access is given here until it is back" in here.text(alarm)
        await here.click(ADA, alarm, "reconnect")
        assert "Keydesk asks Seam for a link" in here.screen(ADA)
        await here.slack.person(ADA).close(here.shown(ADA))
        await here.click(RITA, alarm, "open_list")
        assert "Casa Sol" in here.screen(RITA)

        here.seam.reconnect_account(casa)
        await here.run(timedelta(minutes=1))
        assert "This is over" in here.text(here.cards()[0])
        assert "can be used again" in "\n".join(here.text(card) for card in here.cards())


async def test_the_first_use_of_a_code_stands_on_the_card_and_the_channel_says_whose_it_was(tmp_path: Path) -> None:
    async with world(tmp_path, webhooks=True) as here:
        front, _ = await with_locks(here)
        await watched(here)
        view = await here.open_form()
        await here.type(view, "name", "Gail Guest")
        await here.choose(view, "building", "Casa Sol")
        await here.choose(here.shown(), "doors", [front])
        assert not await here.submit(here.shown())
        await here.run(SOON)
        codes = here.seam.world.locks.codes.values()
        [pin] = [str(one.code) for one in codes if one.device_id == front and not one.is_backup]

        assert here.seam.enter_code(front, pin)
        await here.run(timedelta(minutes=1))

        told = "\n".join(here.text(card) for card in here.cards())
        assert "First used" in told
        assert f"with the code of Gail Guest, given by @{RITA}" in told
        assert pin not in told
