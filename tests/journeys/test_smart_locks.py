"""Smart locks as doors: a PIN from `/guest` to its end, beside Latch in one grant, and one that nobody can end."""

from dataclasses import replace
from datetime import timedelta

from bot.demo.seam.locks.brands import IGLOOHOME, SMARTTHINGS, YALE
from bot.demo.seam.locks.records import Lock
from tests.journeys.town import ADA, DESK, RITA, TEAM
from tests.journeys.world import World

SOON = timedelta(seconds=5)
POOL = Lock(
    "Pool House",
    brand=IGLOOHOME,
    can_program_online_access_codes=None,
    can_program_offline_access_codes=True,
    code_lengths=(9,),
    has_backup_pool=False,
)


async def casa_sol(here: World, *locks: Lock) -> list[str]:
    """The locks of an account, whose building Rita may give access at; their ids."""
    made = here.seam.add_locks("Casa Sol", "America/New_York", list(locks))
    await here.bot.buildings.refresh(TEAM)
    await here.set_up(made.account_id)
    here.doors |= {lock.name: id_ for lock, id_ in zip(locks, made.device_ids, strict=True)}
    return list(made.device_ids)


async def fill(here: World, *doors: str) -> None:
    view = await here.open_form()
    await here.type(view, "name", "Gail Guest")
    await here.choose(view, "building", "Casa Sol")
    await here.choose(here.shown(), "doors", [here.doors[door] for door in doors])


async def attach(here: World, lock: str) -> None:
    """Ada puts a lock among the doors of Harbor House."""
    await here.slack.person(ADA).command("/guest", "setup", DESK)
    await here.bot.idle()
    await here.choose(here.shown(ADA), "building", "Harbor House", ADA)
    await here.submit(here.shown(ADA), ADA)
    await here.click(ADA, here.shown(ADA), "setup_locks")
    await here.choose(here.shown(ADA), "setup_locks", [here.doors[lock]], ADA)
    assert not await here.submit(here.shown(ADA), ADA)


def keypad(here: World, lock: str) -> list[str]:
    return [entry.code for entry in here.seam.world.locks.devices[lock].keypad.values()]


async def test_a_pin_from_the_command_to_its_end(here: World) -> None:
    (front,) = await casa_sol(here, Lock("Front Door", brand=replace(YALE), has_backup_pool=False))
    await fill(here, "Front Door")
    await here.submit(here.shown())
    await here.run(SOON)
    [pin] = keypad(here, front)

    assert "PIN set on the lock" in here.screen()
    assert here.seam.enter_code(front, pin)
    assert pin not in here.text(here.card())
    assert "Latch" not in here.text(here.card())

    await here.click(RITA, here.card(), "end")
    await here.run(timedelta(seconds=10))
    assert "confirmed by Seam" in here.text(here.card())
    assert not here.seam.enter_code(front, pin)


async def test_a_lobby_of_latch_and_a_lock_are_one_grant(here: World) -> None:
    (unit,) = await casa_sol(here, Lock("Unit 12B", brand=SMARTTHINGS, has_backup_pool=False))
    await attach(here, "Unit 12B")
    view = await here.open_form()
    await here.choose(view, "building", "Harbor House")
    await here.type(here.shown(), "name", "Gail Guest")
    await here.choose(here.shown(), "doors", [here.doors[door] for door in ("Lobby", "Unit 12B")])
    await here.submit(here.shown())
    await here.run(SOON)

    assert len(here.pins()) == len(keypad(here, unit)) == 1
    assert "2 of 2" not in here.text(here.card())
    assert "Unit 12B" in here.text(here.card())
    await here.click(RITA, here.card(), "end")
    await here.run(timedelta(seconds=10))
    assert (here.pins(), keypad(here, unit)) == ([], [])


async def test_an_offline_pin_says_before_and_after_that_it_stays(here: World) -> None:
    await casa_sol(here, POOL)
    await fill(here, "Pool House")
    assert "can be neither changed nor ended before" in here.screen()
    await here.submit(here.shown())
    await here.run(SOON)
    assert "an offline PIN can be neither changed nor ended before" in here.text(here.card())

    await here.click(RITA, here.card(), "end")
    await here.run(timedelta(minutes=15))
    assert "an offline PIN cannot be ended: it keeps working until" in here.text(here.card())
    await here.run(timedelta(hours=3))
    assert "Ended by" in here.text(here.card())
