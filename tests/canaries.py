"""Secrets of a test, and how they are found again: in one piece, in groups of digits, in text and in raw bytes.

Nothing has to be planted: every PIN that a simulator has made, every token of the settings, whatever is kept encrypted
and every address that people typed is one. Test values are therefore unlike anything else that is written.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bot.bootstrap.parts import KEY_FILE, keyring
from bot.config import Settings
from bot.demo.seam import SeamSim
from bot.demo.slack.sim import SlackSim
from bot.storage.rotation import SEALED
from bot.storage.secrets import Tampered

BETWEEN_DIGITS = " .-()/"
SHORTEST = 6
"""Digits: a year or a time of day is no PIN; codes of locks that are shorter are looked for as words."""
OF_IDS = frozenset(b"0123456789abcdef-:. ")
LONGEST_RUN = 200
IDS = re.compile(
    rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|20\d\d-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{6})?|1\d{9}\.\d{6}"
    rb"|[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{16}"
)
"""Ids of Seam's, moments, Slack's stamps, and hashes and ids of ours."""
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
PASS = re.compile(r"/g/([\w-]{16,})")
"""What makes a guest's page theirs."""
NOBODY_S = frozenset({"desk@example.com", "guest@example.com"})
"""The sender of mail, and the example that stands in our own words."""


@dataclass(frozen=True)
class Canaries:
    """`tokens` may stand nowhere, the others where `tests.leaks` allows it."""

    tokens: frozenset[str] = frozenset()
    pins: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()
    """E-mail addresses, and phone numbers without the country's digits."""
    links: frozenset[str] = frozenset()
    """Whoever has one is let in or signed in."""

    def found_in(self, text: str | bytes) -> dict[str, set[str]]:
        """What stands in a text, or in the bytes of a file, by its kind."""
        raw = text.encode() if isinstance(text, str) else text
        bare, low = raw.translate(None, BETWEEN_DIGITS.encode()), raw.lower()
        stands = _stands if isinstance(text, str) else _stands_in_a_file
        found = {
            "token": {token for token in self.tokens if token.encode() in raw},
            "link": {link for link in self.links if link.encode() in raw},
            "pin": {pin for pin in self.pins if stands(pin, raw, bare)},
            "contact": {one for one in self.contacts if _reaches(one, raw, bare, low)},
        }
        return {kind: values for kind, values in found.items() if values}


def _reaches(contact: str, raw: bytes, bare: bytes, low: bytes) -> bool:
    return _stands(contact, raw, bare) if contact.isdigit() else contact.encode() in low


def _stands(digits: str, raw: bytes, bare: bytes) -> bool:
    """Whether these digits stand there and are not part of a longer number, an id or a hash."""
    if digits.encode() not in bare:
        return False
    if len(digits) < SHORTEST:
        return re.search(rf"(?<![\w.:/+-]){digits}(?![\w:/-]|\.\d)".encode(), raw) is not None
    between = f"[{re.escape(BETWEEN_DIGITS)}]{{0,2}}"
    return re.search(f"(?<![0-9a-fA-F]){between.join(digits)}(?![0-9a-fA-F])".encode(), raw) is not None


def _stands_in_a_file(digits: str, raw: bytes, _bare: bytes) -> bool:
    """The values of a row stand there side by side: ids and times around the digits are taken away first.

    Shorter codes are in any file somewhere; they are looked for in the values of the tables.
    """
    if len(digits) < SHORTEST:
        return False
    at = raw.find(digits.encode())
    while at >= 0:
        left, right = at, at + len(digits)
        while left > 0 and raw[left - 1] in OF_IDS and at - left < LONGEST_RUN:
            left -= 1
        while right < len(raw) and raw[right] in OF_IDS and right - at < LONGEST_RUN:
            right += 1
        if re.search(rf"(?<!\d){digits}(?!\d)".encode(), IDS.sub(b"|", raw[left:right])):
            return True
        at = raw.find(digits.encode(), at + 1)
    return False


@dataclass
class Evidence:
    """All that a test leaves behind."""

    settings: Settings
    slack: SlackSim
    seam: SeamSim
    folder: Path
    log: str = ""
    others: dict[str, str] = field(default_factory=dict)
    """Texts that were taken elsewhere, such as metrics and mail, by what they are."""


def canaries(evidence: Evidence) -> Canaries:
    """Everything of this test that is a secret."""
    kept = dict(sealed(evidence))
    return Canaries(
        tokens=frozenset(tokens(evidence.settings, evidence.folder)),
        pins=frozenset({*pins(evidence.seam), *kept.get("pin", ())}),
        contacts=frozenset(
            {*addresses(evidence.slack), *kept.get("guest_email", ()), *phones(kept.get("guest_phone", ()))}
        ),
        links=frozenset({*links(evidence.seam), *passes(evidence.slack), *kept.get("instant_key_url", ())}),
    )


def tokens(settings: Settings, folder: Path) -> Iterator[str]:
    for name in ("slack_bot_token", "slack_app_token", "seam_api_key", "smtp_password"):
        secret = getattr(settings, name)
        if secret is not None:
            yield secret.get_secret_value()
    for secret in (*settings.slack_signing_secret, *settings.seam_webhook_secret, *settings.encryption_keys):
        yield secret.get_secret_value()
    if (path := folder / KEY_FILE).exists():
        yield from path.read_text(encoding="ascii").split()


def pins(seam: SeamSim) -> Iterator[str]:
    """Every code that was ever made, in the simulated Latch and at the simulated locks."""
    yield from (one.code for one in seam.world.credentials.values() if one.code)
    yield from (one.code for one in seam.world.locks.codes.values() if one.code)


def links(seam: SeamSim) -> Iterator[str]:
    yield from (one.url for one in seam.world.instant_keys.values())
    yield from (one.token for one in seam.world.webviews.values())


def passes(slack: SlackSim) -> Iterator[str]:
    """Whatever was told of one, wherever."""
    for sent in slack.everything_sent():
        yield from PASS.findall(sent.text)


def addresses(slack: SlackSim) -> set[str]:
    """The e-mail addresses that people have typed."""
    staff = {*NOBODY_S, *(user.email for user in slack.world.users.values() if user.email)}
    typed = " ".join(_strings([delivery.payload for delivery in slack.deliveries]))
    return {found.lower() for found in ADDRESS.findall(typed)} - staff


def phones(numbers: Iterable[str]) -> Iterator[str]:
    """As somebody would find them: without the plus and the first digit of the country."""
    return (number.lstrip("+")[1:] for number in numbers)


def sealed(evidence: Evidence) -> dict[str, list[str]]:
    """What stands encrypted in the database, by field."""
    found: dict[str, list[str]] = {}
    if not evidence.settings.encryption_keys and not (evidence.folder / KEY_FILE).exists():
        return found  # a test has taken the key away
    path, keys = evidence.folder / "keydesk.sqlite3", keyring(evidence.settings, make=False)
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        for table, name in SEALED:
            select = f"SELECT team_id, id, {name}_token FROM {table.name} WHERE {name}_token NOT NULL"  # noqa: S608
            for team_id, row, token in connection.execute(select):
                try:
                    clear = keys.decrypt(token, team_id=team_id, row=row, field=name)
                except Tampered:  # a test has moved it
                    continue
                found.setdefault(name, []).append(clear.get_secret_value())
    return found


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
