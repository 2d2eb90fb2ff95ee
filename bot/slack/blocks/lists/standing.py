"""How a grant stands, in a few words of markup: "Ready" only where everything that is known says that the door opens.

A list may be read for hours, so no word here stops being true by itself.
"""

from collections.abc import Callable, Mapping

from bot.domain.building import Hub, Method
from bot.domain.grant import Credential, CredentialState, DoorState, GrantRecord, GrantState
from bot.domain.missing import missing
from bot.domain.problems import sentence
from bot.domain.trouble import Trouble
from bot.services.lists.lists import Row
from bot.slack.blocks.approvals.request_words import decided_words, waits_words
from bot.slack.blocks.card.door_words import current, hears_by_itself, progress_words
from bot.slack.blocks.card.lock_words import not_on_locks
from bot.slack.blocks.card.missing_words import building_words, fault_words
from bot.slack.blocks.message import lasting_instant, names, shown
from bot.slack.blocks.text import plural

_MOST_NAMES = 3


def standing(row: Row) -> str:
    """What is wrong, or else how far it is."""
    if row.troubles:
        return " ".join(f":warning: {_TROUBLES[trouble](row.record)}" for trouble in row.troubles)
    return _STANDS[row.record.grant.state](row.record)


def door_list(record: GrantRecord) -> str:
    """The first doors by name, escaped, and a count of the others."""
    return names([door.name for door in record.doors], _MOST_NAMES)


def _failed(record: GrantRecord) -> str:
    failed = record.in_state(CredentialState.FAILED)
    doors = names([door.name for one in failed for door in one.doors], _MOST_NAMES)
    why = sentence(failed[0].problem or "credential_failed")
    return f"*No access:* {doors}. {shown(why, 300)}"


def _late(record: GrantRecord) -> str:
    doors = names([door.name for one in record.late(1) for door in one.doors], _MOST_NAMES)
    return f"*Late:* {shown(record.building.facts.name, 50)} has not made the {_what(record)} yet: {doors}."


def _tasks(record: GrantRecord) -> str:
    """By name of the door: whether the task is late is seen among the door tasks."""
    doors = names([task.door for task in record.tasks if task.is_open], _MOST_NAMES)
    return f"*Door task due:* {doors} not updated yet."


def _held_up(record: GrantRecord) -> str:
    return f"*Held up:* {shown(sentence(record.grant.trouble or ''), 300)}"


def _missing(record: GrantRecord) -> str:
    return f"*Something is missing:* {' '.join(fault_words(one, record) for one in missing(record))}"


_TROUBLES: Mapping[Trouble, Callable[[GrantRecord], str]] = {
    Trouble.NOTHING_ISSUED: lambda _: "*Failed:* nothing could be issued. Open it to see why, or give it again.",
    Trouble.FAILED_DOOR: _failed,
    Trouble.LATE_PIN: _late,
    Trouble.HELD_UP: _held_up,
    Trouble.MISSING: _missing,
    Trouble.TASK_LATE: _tasks,
    Trouble.END_NOT_CONFIRMED: lambda _: "*End not confirmed:* Seam still knows this access; doors may still open.",
}


def _waits(record: GrantRecord) -> str:
    request = record.waiting
    return f"*Not ready:* waits for approval. {waits_words(request, record.building) if request else ''}".rstrip()


def _declined(record: GrantRecord) -> str:
    return f"{decided_words(record.request)} Nothing was issued." if record.request else "Declined."


def _issuing(record: GrantRecord) -> str:
    return f"*Not ready yet:* {progress_words(record)}."


def _issued(record: GrantRecord) -> str:
    told = current(record)
    issued = [one for one in told if one.state is CredentialState.ISSUED]
    waiting = [task.door for task in record.tasks if task.is_open]
    if not issued or len(issued) < len(told):
        said = f"*Not ready:* {len(issued)} of {plural(len(told), 'door')} issued."
    elif unset := not_on_locks(record):
        said = f"*Not ready:*{unset}"
    elif waiting:
        said = f"*Not ready:* {names(waiting, _MOST_NAMES)} not updated yet."
    elif lost := building_words(record):
        said = f"{_what(record)} issued. {lost}"
    elif all(_is_known_at_door(one, record) for one in issued):
        said = "*Ready.*"
    else:
        said = f"{_what(record)} issued; {_visit(record)}."
    return f"{said}{_moving(record)}"


def _is_known_at_door(credential: Credential, record: GrantRecord) -> bool:
    """By what the settings say of hubs now: what was stored under other settings says nothing of the door."""
    return credential.door_state is DoorState.CONFIRMED or hears_by_itself(record, credential.doors)


def _visit(record: GrantRecord) -> str:
    hub = record.building.settings.hub_at(door.entrance_id for door in record.doors)
    may = "" if hub is Hub.NO else "may "
    doors = f"the door {may}need{'' if may else 's'}" if len(record.doors) == 1 else f"the doors {may}need"
    return f"{doors} an update with the Latch Manager App"


def _moving(record: GrantRecord) -> str:
    wanted = record.grant.requested_ends_at
    if wanted is None:
        return ""
    return f" Its end moves to {lasting_instant(wanted, record.building.zone)} once Seam has confirmed that."


def _what(record: GrantRecord) -> str:
    return "PIN" if record.grant.method is Method.PIN else "mobile key"


_STANDS: Mapping[GrantState, Callable[[GrantRecord], str]] = {
    GrantState.AWAITING_APPROVAL: _waits,
    GrantState.DECLINED: _declined,
    GrantState.ISSUING: _issuing,
    GrantState.ISSUED: _issued,
    GrantState.ENDING: lambda _: "*Ending:* Seam has not confirmed it yet.",
    GrantState.ENDED: lambda _: "Ended, confirmed by Seam.",
    GrantState.FAILED: lambda _: "Failed: nothing could be issued.",
}
