"""Lists of guests, pasted and as a file: looked through, given, retried, through a restart, and taken as CSV."""

import csv
import io
from datetime import timedelta
from pathlib import Path

from bot.demo.slack.records import Message
from tests.journeys.town import DESK, RITA, SAM
from tests.journeys.world import World, world

PASTE = """Gail Guest, gail@example.com, , Lobby; Garage, now, 2h
Hugo Guest, hugo@example, , Lobby, now, 2h
Ida Guest, ida@example.com, +12125550100, Gym, 2026-11-24 09:00, 17:00
Jo Guest, , , Mailroom, , 24.11.2026 18:00"""
CSV = "\ufeffEntrances;Until;Guest;E-mail\r\n" + "".join(
    f'"Lobby|Gym";2h;"Guest, {n}";guest{n}@example.com\r\n' for n in range(1, 13)
)


async def opened(here: World) -> None:
    await here.slack.person(RITA).command("/guest", "bulk", DESK)
    await here.slack.until(lambda: here.slack.open_views(RITA))


async def sent(here: World) -> None:
    await here.submit(here.shown())


def progress(here: World, place: str = DESK) -> Message:
    [message] = [one for one in here.slack.messages(place) if "Guest list for" in here.text(one)]
    return message


def result(here: World, user: str) -> list[list[str]]:
    """The file that the person was sent last."""
    [file] = [file for message in here.slack.dm(user) for file in message.files]
    content = here.slack.world.files.find(file["id"]).content or b""
    return list(csv.reader(io.StringIO(content.decode())))


async def test_pasted_rows_a_bad_one_and_a_failing_one_that_is_retried(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        await opened(here)
        await here.type(here.shown(), "bulk_rows", PASTE)
        await sent(here)
        assert_preview(here)

        here.seam.fail_issue(here.doors["Mailroom"])
        await sent(here)
        await here.run(timedelta(seconds=60))
        assert "3 of 3 done" in here.text(progress(here))
        assert "4. Jo Guest: failed" in here.text(progress(here))
        assert len(here.cards()) == 1
        assert len(here.pins()) == 3

        here.seam.knobs.failing.clear()
        await here.click(SAM, progress(here), "bulk_retry")
        await here.run(timedelta(seconds=60))
        assert "4. Jo Guest: issued" in here.text(progress(here))
        await assert_result(here)


def assert_preview(here: World) -> None:
    assert "3 rows can be given, 1 will be left out." in here.screen()
    assert "Row 2, Hugo Guest is left out. e-mail: This is not an e-mail address." in here.screen()
    assert "Row 3: Ida Guest · Gym · Tue 24 Nov 09:00 to 17:00, New York, 8 h · PIN" in here.screen()
    assert "[Give 3 guests access]" in here.screen()
    assert not here.seam.live_credentials()
    assert not here.cards()


async def assert_result(here: World) -> None:
    """PINs are shown one by one in the list, and stand neither in the channel nor in the file."""
    await here.click(SAM, progress(here), "bulk_list")
    await here.slack.until(lambda: here.slack.open_views(SAM))
    shown = here.shown(SAM)
    await here.click(SAM, shown, "show_pin", shown.blocks[2]["elements"][0]["value"])
    assert any(f"{pin[:3]} {pin[3:]}" in here.screen(SAM) for pin in here.pins())

    await here.slack.person(SAM).close(here.shown(SAM), whole=True)

    await here.click(SAM, progress(here), "bulk_result")
    rows = result(here, SAM)
    assert [row[0] for row in rows] == ["row", "1", "2", "3", "4"]
    assert [row[7] for row in rows[1:]] == ["issued", "left out", "issued", "issued"]
    assert len(here.pins()) == 4
    assert not any(pin in str(rows) + here.text(progress(here)) for pin in here.pins())


async def test_a_file_and_a_restart_in_the_middle(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        await opened(here)
        await here.slack.person(RITA).attach(here.shown(), "bulk_file", "guests.csv", CSV.encode("utf-16"))
        await sent(here)
        assert "All 12 rows can be given." in here.screen()

        await here.slack.person(RITA).submit(here.shown())
        await here.stop()
        assert len(here.pins()) < 24
        await here.start()
        await here.run(timedelta(seconds=60))

        assert "12 of 12 done" in here.text(progress(here))
        assert len(here.pins()) == 24
        assert "guest1@example.com" not in here.text(progress(here))
        await here.click(RITA, progress(here), "bulk_list")
        shown = here.shown()
        await here.click(RITA, shown, "end", shown.blocks[2]["elements"][0]["value"])
        await here.run(timedelta(seconds=30))
        assert "Guest, 1" in here.thread(progress(here))
        assert "2. Guest, 1: over" in here.text(progress(here))
        assert len(here.pins()) == 22
