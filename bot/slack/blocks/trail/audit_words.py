"""A new kind of line needs no word here to be shown, only to be found by it; and its data is ids, numbers and times."""

from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from bot.services.trail.audit import Line
from bot.slack.blocks.message import shown
from bot.slack.blocks.text import cut, literal
from bot.slack.blocks.times import viewer_date

WORDS = {
    "requested": "Access given",
    "issued": "Issued",
    "revealed": "PIN shown",
    "extend_requested": "Another end asked for",
    "extended": "End answered by Seam",
    "new_pin": "New PIN asked for",
    "doors_added": "Doors added",
    "retried": "Failed doors retried",
    "mail_asked": "E-mail to the guest asked for",
    "mailed": "E-mailed to the guest",
    "mail_failed": "E-mail to the guest failed",
    "door_failed": "A door failed",
    "code_set": "The lock has its PIN",
    "code_rotated": "A PIN changed by itself",
    "backup_wanted": "Backup code asked for",
    "backup_used": "Backup code used",
    "ending": "End begun",
    "end_confirmed": "End confirmed by Seam",
    "failed": "Nothing could be issued",
    "task_made": "Door task made",
    "task_claimed": "Door task claimed",
    "task_done": "Door updated",
    "task_cannot": "Door could not be updated",
    "task_closed": "Door task closed by itself",
    "refused": "Refused",
    "request_made": "Approval asked for",
    "request_sent": "Approvers asked",
    "request_escalated": "Next approvers asked",
    "request_claimed": "Request looked at",
    "request_released": "Request let go of",
    "request_approved": "Request approved",
    "request_declined": "Request declined",
    "request_lapsed": "Request lapsed",
    "request_withdrawn": "Request withdrawn",
    "forgotten": "Guest forgotten",
    "forgotten_at_seam": "Guest forgotten at Seam",
    "compared": "Seam compared with the books",
    "adopted": "Credential taken back into the books",
    "stray_end": "End of an unknown credential begun",
    "stray_ended": "End of an unknown credential confirmed",
    "stray_let_be": "Unknown credential let be",
    "drift_left": "Difference left as it is",
    "righting": "End at Seam to be set right",
    "righted": "End at Seam set right",
    "building_disconnected": "Building disconnected",
    "building_back": "Building back",
    "retention_run": "Retention run",
    "series_made": "Weekly access given",
    "series_ended": "Weekly access ended",
    "series_over": "Weekly access over",
    "series_forgotten": "Weekly access forgotten",
    "visit_made": "Visit made",
    "visit_refused": "Visit not made",
    "visit_missed": "Visit missed",
    "visit_skipped": "Visit skipped",
    "visit_unskipped": "Skipping taken back",
    "connect_asked": "Connecting a building begun",
    "connect_waiting": "Link to sign in made",
    "connect_expired": "Link to sign in ran out",
    "connect_failed": "Connecting failed",
    "connect_signed_in": "Account signed in",
    "connect_connected": "Account connected",
    "settings_saved": "Settings saved",
    "locks_moved": "Smart locks moved",
    "review_kept": "Kept in a review",
    "not_ready": "Something missing before an arrival",
    "end_escalated": "Managers told of an unconfirmed end",
    "exported": "Trail exported",
    "pass_made": "Web pass made",
    "pass_limited": "Looks at a web pass limited",
    "pass_revoked": "Web pass revoked",
    "keys_rotated": "Encryption keys changed",
    "bulk_started": "List of guests started",
    "bulk_stopped": "Rows of a list stopped",
    "bulk_retried": "Rows of a list retried",
    "bulk_exported": "Result of a list taken",
    "unlock_asked": "Unlocking a door asked for",
    "unlock_settled": "Unlocking a door answered",
    "lock_asked": "Locking a door asked for",
    "lock_settled": "Locking a door answered",
    "first_used": "First used",
    "used_outside": "Used outside its time",
    "audit_head_lost": "Seal of the trail lost",
}
_LONGEST_VALUE = 80
_LONGEST_DATA = 300
_LONGEST_NAME = 80


def words(what: str) -> str:
    """What happened, in a few words."""
    return WORDS.get(what) or _spaced(what).capitalize()


def line_text(line: Line, building: str | None) -> str:
    """A line of the trail as markup; `building` is the name of its building where that shall stand there."""
    who = f"<@{line.actor}>" if line.actor else "Keydesk"
    where = [shown(building, _LONGEST_NAME)] if building else []
    guest = [f"guest {line.guest[:8]}"] if line.guest else []
    data = shown("; ".join(_told(line.data)), _LONGEST_DATA)
    head = f"*{literal(words(line.what))}*: {' · '.join([who, *where, *guest])}"
    return f"{viewer_date(line.at)} {head}{f' · {data}' if data else ''}"


def _told(data: Mapping[str, JsonValue]) -> Iterator[str]:
    for name, value in data.items():
        if value is not None:
            yield f"{_spaced(name)} {_value(value)}"


def _value(value: JsonValue) -> str:
    if isinstance(value, Mapping):
        return ", ".join(_told(value))
    if isinstance(value, list):
        return ", ".join(map(_value, value)) or "none"
    return cut(str(value), _LONGEST_VALUE)


def _spaced(name: str) -> str:
    return name.replace("_", " ")
