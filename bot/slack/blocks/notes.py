"""A note is one line of the card's thread, drawn from what was stored with it: a name in there is a person's typing."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import JsonValue

from bot.domain.grant import Credential, GrantRecord
from bot.domain.problems import sentence
from bot.slack.blocks.door_words import current, door_names, visit_note
from bot.slack.blocks.message import Message, lasting_instant, names, packed, shown, simple
from bot.slack.blocks.text import plural
from bot.slack.blocks.times import place

_MOST_NAMES = 10
_MOST_REFUSED = 10
_LINES = {
    "requested": "{who} gave access to {doors}.",
    "issued": "Access to {doors} is issued.{visit}",
    "revealed": "PIN shown to {who}.",
    "extend_requested": "{who} asked for another end.",
    "ending": "{who} ended access. Seam has not confirmed it yet.",
    "end_confirmed": "The end of access is confirmed by Seam.{visit}",
    "failed": "Nothing could be issued; what was begun is removed.",
    "retried": "{who} retries {doors}.",
    "new_pin": "{who} asked for a new PIN for {door}. The old PIN is ended first.",
    "doors_added": "{who} added {doors}.",
}
_UNKNOWN = "{who} changed this access; its card says how it stands."


def note(record: GrantRecord, what: str, actor: str | None, data: Mapping[str, JsonValue]) -> Message:
    """The line for something that happened; `what` and `data` are as the services stored them."""
    if what == "extended":
        old, new = datetime.fromisoformat(str(data["old"])), datetime.fromisoformat(str(data["new"]))
        return extended(record, old, new)
    who = f"<@{actor}>" if actor else "Keydesk"
    return simple(_line(record, what, who, data))


def extended(record: GrantRecord, old_end: datetime, new_end: datetime) -> Message:
    """What became of a change of the end, per door; "accepted by Seam" is not yet "known at the door"."""
    zone = record.building.zone
    refused = [c for c in current(record) if c.problem == "extend_refused"]
    old, new = lasting_instant(old_end, zone), lasting_instant(new_end, zone)
    if old_end == new_end:
        text = f"The end stays {old}, {place(zone)}: Seam accepted no other."
    else:
        text = f"New end accepted by Seam: {old} → {new}, {place(zone)}."
        visit = visit_note(record)
        text += f" {visit}" if visit else ""
    hidden = len(refused) - _MOST_REFUSED
    lines = [_refused(c, record) for c in refused[:_MOST_REFUSED]]
    return simple(text, *packed([*lines, *([f"• and {hidden} more"] if hidden > 0 else [])]))


def _refused(credential: Credential, record: GrantRecord) -> str:
    end = lasting_instant(credential.ends_at, record.building.zone)
    return f"• *{door_names(credential)}* ends {end}: {shown(sentence('extend_refused'), 400)}"


def _line(record: GrantRecord, what: str, who: str, data: Mapping[str, JsonValue]) -> str:
    visit = visit_note(record)
    places = {
        "who": who,
        "doors": _doors(data.get("doors")),
        "door": shown(str(data.get("door", "a door"))),
        "visit": f" {visit}" if visit else "",
    }
    return _LINES.get(what, _UNKNOWN).format(**places)


def _doors(told: JsonValue) -> str:
    """A count or names, as the services store them."""
    if isinstance(told, list):
        return names([str(name) for name in told], _MOST_NAMES)
    return plural(told, "door") if isinstance(told, int) else "the doors"
