"""The scan itself: whatever is planted is found where it was planted, and what may stand where it stands is not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.demo.seam.records import Entry
from tests.canaries import Canaries
from tests.journeys.town import BOT_TOKEN, DESK, OLLY, RITA
from tests.journeys.world import World, world
from tests.leaks import Leak, leaks

SEAM_ID, MOMENT = b"9f1c2d3e-4a5b-4c6d-8e7f-0a1b2c3d4e5f", b"2026-11-20 19:00:00.000000"
EMAIL, PHONE = "canary.guest@example.com", "2125550177"
Plant = Callable[[World, Path, str], object]


def tell(where: str, only_for: str | None = None) -> Plant:
    """As the block of a message."""
    said = "It is {}."
    return lambda here, _folder, secret: here.slack.world.record_message(
        where, {"blocks": [{"text": said.format(secret)}]}, only_for=only_for
    )


def record(kind: str, where: str) -> Plant:
    return lambda here, _folder, secret: here.slack.world.record(kind, where, {"of": [secret]})


def write(name: str, before: bytes = b"", after: bytes = b"") -> Plant:
    return lambda _here, folder, secret: (folder / name).write_bytes(before + secret.encode() + after)


PLANTS: dict[str, Plant] = {
    f"channel_message {DESK}": tell(DESK),
    f"dm {RITA}": tell(RITA),
    f"ephemeral {OLLY}": tell(DESK, OLLY),
    f"notification_text {DESK}": record("notification_text", DESK),
    f"metadata {DESK}": record("metadata", DESK),
    f"file {DESK}": record("file", DESK),
    "options doors": record("options", "doors"),
    "log": lambda here, _folder, secret: here.log.write(f'{{"event": "x", "of": "[{secret}]"}}\n'),
    "metrics": lambda here, _folder, secret: here.others.update(metrics=f'keydesk_grants{{of="{secret}"}} 1\n'),
    "file older.sqlite3": write("older.sqlite3", SEAM_ID, MOMENT),
    "file keydesk.sqlite3-journal": write("keydesk.sqlite3-journal", b"\x00\x03"),
    "file audit.csv": write("audit.csv", b"1,", b"\r\n"),
}
"""The place that the scan is to name, and how something gets there."""


async def test_whatever_leaks_is_found(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        await here.open_form(text=f"Gail Guest lobby {EMAIL} +1{PHONE}")
        assert not await here.submit(here.shown())
        await here.settle()
        [pin] = here.pins()
        assert not leaks(here.evidence(tmp_path))

        secrets = {"pin": pin, "contact": EMAIL, "token": BOT_TOKEN}
        planted = [(place, kind) for place in PLANTS for kind in secrets]
        assert [one for one in planted if not found(here, tmp_path, *one, secrets[one[1]])] == []

        record("view", OLLY)(here, tmp_path, pin)
        here.seam.journal.add(Entry(here.clock.now(), "/x", {"key": BOT_TOKEN}, 200))
        assert leaks(here.evidence(tmp_path)) == [Leak("pin", f"view {OLLY}", pin), Leak("token", "Seam", BOT_TOKEN)]
        here.slack.world.sent.pop()
        here.seam.journal._entries.pop()


def found(here: World, folder: Path, place: str, kind: str, secret: str) -> bool:
    """Whether the scan names the leak, and nothing else; it is taken away again."""
    sent, logged, files = len(here.slack.world.sent), here.log.tell(), set(folder.iterdir())
    PLANTS[place](here, folder, secret)
    seen = leaks(here.evidence(folder))
    del here.slack.world.sent[sent:]
    here.log.truncate(logged)
    here.log.seek(logged)
    here.others.clear()
    for path in set(folder.iterdir()) - files:
        path.unlink()
    return seen == [Leak(kind, place, secret)]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("the PIN is 4829137", {"pin"}),
        ("482 9137", {"pin"}),
        ("4-8-2-9-1-3-7", {"pin"}),
        ("a14829137f", set()),
        ("id 94829137", set()),
        ("1795204829137.0", set()),
        ("code 4711.", {"pin"}),
        ("at 14:4711 or v4711", set()),
        ("+1 (212) 555-0177", {"contact"}),
        ("212.555.0177", {"contact"}),
        ("CANARY.guest@Example.com", {"contact"}),
        ("x=https://a.test/g/9f", {"link"}),
        ("Bearer xoxb-canary", {"token"}),
    ],
)
def test_secrets_are_known_in_every_shape_and_nothing_else_is(text: str, kinds: set[str]) -> None:
    wanted = Canaries(
        tokens=frozenset({"xoxb-canary"}),
        pins=frozenset({"4829137", "4711"}),
        contacts=frozenset({EMAIL, PHONE}),
        links=frozenset({"https://a.test/g/9f"}),
    )

    assert wanted.found_in(text).keys() == kinds


@pytest.mark.parametrize(
    ("around", "stands"),
    [
        (b"%s", True),
        (b"issued%shttps", True),
        (SEAM_ID + b"%s" + MOMENT, True),
        (b"0123456789abcdef" * 2 + b"%s\x00", True),
        (b"9f1c2d3e-4a5b-4c6d-8e7f-0a1b2%s", False),
        (b"9f1c2d3e4a5b4c6d8%sffffffff", False),
        (b"17%s0.000100", False),
        (b"+1%s99", False),
    ],
)
def test_in_the_bytes_of_a_file_a_pin_is_told_from_part_of_an_id(around: bytes, stands: bool) -> None:
    found = Canaries(pins=frozenset({"4829137"})).found_in(around % b"4829137")

    assert bool(found) is stands
