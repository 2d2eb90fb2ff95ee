"""A note is one line of the card's thread, drawn from what was stored with it: a name in there is a person's typing."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import JsonValue
from slack_sdk.models.blocks import Block

from bot.domain.approval import RequestKind
from bot.domain.grant import Credential, CredentialState, GrantRecord
from bot.domain.problems import sentence
from bot.slack.blocks.card.door_words import current, door_names, visit_note
from bot.slack.blocks.message import Message, lasting_change, lasting_instant, names, packed, shown, simple
from bot.slack.blocks.series.series_words import day_words
from bot.slack.blocks.text import escape, plural
from bot.slack.blocks.times import place

_MOST_NAMES = 10
_MOST_TOLD = 10
_REFUSED = "extend_refused"
_LINES = {
    "requested": "{who} gave access to {doors}.",
    "issued": "Access to {doors} is issued.{visit}",
    "revealed": "PIN shown to {who}.",
    "extend_requested": "{who} asked for another end.",
    "ending": "{who} ended access. Seam has not confirmed it yet.",
    "end_confirmed": "The end of access is confirmed by Seam.{visit}",
    "failed": "Nothing could be issued; what was begun is removed.",
    "request_made": "{who} asked for {asked}. It waits for approval.",
    "request_approved": "{who} approved {asked}.",
    "request_declined": "{who} declined {asked}.",
    "request_lapsed": "Nobody decided on {asked} in time.",
    "request_withdrawn": "{who} withdrew {asked}.",
    "retried": "{who} retries {doors}.",
    "new_pin": "{who} asked for a new PIN for {door}. The old PIN is ended first.",
    "code_rotated": "The PIN of {door} has changed by itself: tell the guest the new one, which Show PIN shows.",
    "backup_wanted": "{who} asked for the backup code of {door}.",
    "backup_used": "{door} has its backup code: Show PIN shows it.",
    "doors_added": "{who} added {doors}.",
    "adopted": "{doors}: found in Seam, belongs to this access, and is shown with it again.",
    "righted": "The end of {door} is set right at Seam.",
}
_ASKED: Mapping[str, str] = {
    RequestKind.ACCESS: "this access",
    RequestKind.LATER_END: "a later end",
    RequestKind.MORE_DOORS: "further doors",
}
_UNKNOWN = "{who} changed this access; its card says how it stands."


def note(record: GrantRecord, what: str, actor: str | None, data: Mapping[str, JsonValue]) -> Message:
    """The line for something that happened; `what` and `data` are as the services stored them."""
    if what == "extended":
        old, new = datetime.fromisoformat(str(data["old"])), datetime.fromisoformat(str(data["new"]))
        return extended(record, old, new, moved=_number(data.get("moved")), refused=_number(data.get("refused")))
    who = f"<@{actor}>" if actor else "Keydesk"
    return simple(f"{_of_visit(record)}{_line(record, what, who, data)}")


def _of_visit(record: GrantRecord) -> str:
    """The visits of a series share a thread."""
    day = record.grant.visit_date
    return f"{escape(day_words(day))}: " if day is not None else ""


def extended(record: GrantRecord, old_end: datetime, new_end: datetime, *, moved: int, refused: int) -> Message:
    """What became of a change of the end, per door; "accepted by Seam" is not yet "known at the door".

    The grant's end is the latest of its doors': where one door refused to end sooner, it has not moved at all.
    """
    zone = record.building.zone
    if not moved:
        text = f"The end stays {lasting_instant(old_end, zone)}, {place(zone)}: Seam accepted no other."
        return simple(text, *_ends(record, only_refused=True))
    visit = f" {note_}" if (note_ := visit_note(record)) else ""
    if refused:
        text = f"New end accepted by Seam for {moved} of {plural(moved + refused, 'door')}, {place(zone)}.{visit}"
        return simple(text, *_ends(record))
    text = f"New end accepted by Seam: {lasting_change(old_end, new_end, zone)}, {place(zone)}.{visit}"
    return simple(text, *_ends(record)) if moved > 1 else simple(text)


def _ends(record: GrantRecord, *, only_refused: bool = False) -> list[Block]:
    """The end of each door as it is now; those that refused first."""
    told = [c for c in current(record) if c.state is CredentialState.ISSUED]
    told.sort(key=lambda c: c.problem != _REFUSED)
    if only_refused:
        told = [c for c in told if c.problem == _REFUSED]
    hidden = len(told) - _MOST_TOLD
    more = [f"• and {hidden} more"] if hidden > 0 else []
    return packed([*(_end(c, record) for c in told[:_MOST_TOLD]), *more])


def _end(credential: Credential, record: GrantRecord) -> str:
    end = f"• *{door_names(credential)}* ends {lasting_instant(credential.ends_at, record.building.zone)}"
    return f"{end}: {shown(sentence(_REFUSED), 400)}" if credential.problem == _REFUSED else f"{end}."


def _number(value: JsonValue) -> int:
    return value if isinstance(value, int) else 0


def _line(record: GrantRecord, what: str, who: str, data: Mapping[str, JsonValue]) -> str:
    visit = visit_note(record)
    places = {
        "who": who,
        "doors": _doors(data.get("doors")),
        "door": shown(str(data.get("door", "a door"))),
        "asked": _ASKED.get(str(data.get("kind")), "a change"),
        "visit": f" {visit}" if visit else "",
    }
    return _LINES.get(what, _UNKNOWN).format(**places)


def _doors(told: JsonValue) -> str:
    """A count or names, as the services store them."""
    if isinstance(told, list):
        return names([str(name) for name in told], _MOST_NAMES)
    return plural(told, "door") if isinstance(told, int) else "the doors"
