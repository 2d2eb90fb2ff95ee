"""Where a secret may stand: before the person whom it is for, and nowhere else.

A token may stand nowhere. A PIN or link may stand in a view or an ephemeral message of somebody who asked for the
access or was shown it by a click that is on the audit trail, in a DM where a building's policy says so, and in mail to
the guest. A contact may stand in a view. Nothing of it may stand in a channel, a notification, metadata, a log, a file
or a metric.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

from bot.bootstrap.parts import KEY_FILE
from bot.demo.slack.records import Call
from bot.demo.slack.sim import SlackSim
from tests.canaries import Canaries, Evidence, canaries

OPENS = frozenset({"pin", "link"})
OF_MAIL = frozenset({"link", "contact"})
"""A PIN only where the building's policy says so, which the journey of mail looks at itself."""
SHOWN_TO = "('requested', 'revealed', 'connect_asked')"
"""Lines of the trail whose actor has been shown what opens a door, or an account."""


class Leak(NamedTuple):
    """What was found where it may not be."""

    kind: str
    place: str
    value: str


def leaks(evidence: Evidence) -> list[Leak]:
    """Everything that stands where it may not, sorted."""
    wanted = canaries(evidence)
    return sorted({*_sent(evidence, wanted), *_written(evidence, wanted), *_to_seam(evidence, wanted)})


def _found(wanted: Canaries, text: str | bytes, place: str, allowed: frozenset[str] = frozenset()) -> Iterator[Leak]:
    for kind, values in wanted.found_in(text).items():
        if kind not in allowed:
            yield from (Leak(kind, place, value) for value in values)


def _sent(evidence: Evidence, wanted: Canaries) -> Iterator[Leak]:
    """What Slack was given, also what a fault kept from its people."""
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for sent in evidence.slack.everything_sent():
        said[sent.kind, sent.where].append(sent.text)
    for call in evidence.slack.journal:
        if (call.error or "").startswith("fault:"):
            said[_kept_back(evidence.slack, call)].append(json.dumps(call.args))
    readers, dms = _readers(evidence)
    for (kind, where), texts in said.items():
        allowed = _allowed(kind, is_reader=where in readers, dms=dms)
        yield from _found(wanted, "\n".join(texts), f"{kind} {where}", allowed)


def _kept_back(slack: SlackSim, call: Call) -> tuple[str, str]:
    """Kind and reader of what a fault kept from its reader."""
    args, modals = call.args, slack.world.modals
    if call.method == "views.publish":
        return "view", str(args["user_id"])
    if call.method.startswith("views."):
        return "view", modals.reader_of(args["view_id"]) if "view_id" in args else modals.reader(args["trigger_id"])
    return ("ephemeral", str(args["user"])) if call.method == "chat.postEphemeral" else ("call", call.method)


def _allowed(kind: str, *, is_reader: bool, dms: bool) -> frozenset[str]:
    if kind == "view":
        return OPENS | {"contact"} if is_reader else frozenset({"contact"})
    if kind == "ephemeral" and is_reader:
        return OPENS
    return OPENS if kind == "dm" and dms else frozenset()


def _readers(evidence: Evidence) -> tuple[set[str], bool]:
    """Who has asked for access or was shown it by the trail, and whether a building sends PINs by DM."""
    with closing(_database(evidence)) as connection:
        shown = f"SELECT actor FROM audit WHERE actor NOT NULL AND what IN {SHOWN_TO}"  # noqa: S608  our own words
        actors = connection.execute(shown).fetchall()
        policies = connection.execute("SELECT settings FROM buildings").fetchall()
        return {actor for (actor,) in actors}, any('"pin_in_dm": true' in settings for (settings,) in policies)


def _written(evidence: Evidence, wanted: Canaries) -> Iterator[Leak]:
    """Logs, each value of the database, and every file byte for byte: its log, copies of both, exports."""
    yield from _found(wanted, evidence.log, "log")
    for name, text in evidence.others.items():
        yield from _found(wanted, text, name, OF_MAIL if name == "mail" else frozenset())
    for table, values in _tables(evidence):
        yield from _found(wanted, values, f"table {table}")
    for path in evidence.folder.rglob("*"):
        if path.is_file() and path.name != KEY_FILE:
            yield from _found(wanted, path.read_bytes(), f"file {path.name}")


def _tables(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Apart from its bytes: there a value stands beside another, and digits beside an id are taken for part of it."""
    with closing(_database(evidence)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        for (table,) in tables:
            rows = connection.execute(f"SELECT * FROM {table}")  # noqa: S608  a name from the schema
            yield table, "\n".join(str(value) for row in rows for value in row if value is not None)


def _database(evidence: Evidence) -> sqlite3.Connection:
    return sqlite3.connect(f"{(evidence.folder / 'keydesk.sqlite3').as_uri()}?mode=ro", uri=True)


def _to_seam(evidence: Evidence, wanted: Canaries) -> Iterator[Leak]:
    """It is told what it needs of guests and doors, but nobody's token."""
    told = json.dumps([[entry.path, entry.body] for entry in evidence.seam.journal], default=str)
    yield from _found(Canaries(tokens=wanted.tokens), told, "Seam")
