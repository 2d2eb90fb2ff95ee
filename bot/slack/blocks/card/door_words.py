"""Accepted by Seam, synced with the provider, confirmed at the door: no word here claims more than is known.

Only a door that hears of changes by itself (a hub), or that needs none (a mobile key), works by what Seam says alone.
"""

from collections.abc import Iterable

from bot.domain.building import Hub, Method, Source
from bot.domain.grant import Credential, CredentialState, Door, DoorState, GrantRecord, GrantState
from bot.domain.problems import sentence, sentence_afterwards
from bot.domain.task import TaskKind, TaskState
from bot.slack.blocks.card.lock_words import FIXED, ending_words, is_ready, issued_words, offline_note, pending_words
from bot.slack.blocks.door_tasks.door_visits import last_task, visit_words, was_updated
from bot.slack.blocks.message import lasting_instant, names, shown
from bot.slack.blocks.text import plural

MOST_SINGLE = 10
"""More credentials than these are told in groups of equal status."""
ENDING = "ending, not yet confirmed by Seam"
_GOES_BY_OLD = "until the door is updated with the Latch Manager App it goes by the PIN or end it knows"
_MOST_GROUPS = 5
_MOST_NAMES = 4
_REFUSED_END = "extend_refused"
_NO_LINK = "no_instant_key"
_STILL_OPENS = {None, _REFUSED_END, _NO_LINK, FIXED}
"""A credential with one of these problems is issued all the same, and opens its doors."""


def current(record: GrantRecord) -> tuple[Credential, ...]:
    """Each door's newest credential; one that was replaced (New PIN, Retry) is history."""
    replaced = {c.replaces for c in record.credentials}
    return tuple(c for c in record.credentials if c.id not in replaced)


def door_names(credential: Credential) -> str:
    """Escaped for mrkdwn."""
    return names([door.name for door in credential.doors], _MOST_NAMES)


def hears_by_itself(record: GrantRecord, doors: Iterable[Door] | None = None) -> bool:
    """Whether what Seam accepts reaches these doors (all of the grant's) without anybody walking there."""
    is_pin, told = record.grant.method is Method.PIN, _of_system(record, doors)
    return not (is_pin and record.building.facts.pin_needs_hub and told) or _hub(record, told) is Hub.YES


def _of_system(record: GrantRecord, doors: Iterable[Door] | None = None) -> list[Door]:
    """Without smart locks, which hear of their codes from Seam."""
    told = record.doors if doors is None else doors
    return [door for door in told if door.source is Source.ACS]


def _hub(record: GrantRecord, doors: Iterable[Door] | None = None) -> Hub:
    told = _of_system(record, doors)
    return record.building.settings.hub_at(door.entrance_id for door in told)


def trouble_words(record: GrantRecord) -> str | None:
    """Markup: what holds the grant up, and the reference under which the log has it; None where nothing does."""
    grant = record.grant
    if grant.trouble is None or grant.state.is_over:
        return None
    return f"{shown(sentence(grant.trouble), 400)} Reference: {grant.id}."


def visit_note(record: GrantRecord) -> str | None:
    """What is to be said where a change may wait for a person at the door; None where it does not."""
    fixed = offline_note(record)
    if hears_by_itself(record):
        return fixed
    return " ".join(said for said in (_visit(record), fixed) if said)


def _visit(record: GrantRecord) -> str:
    hubs = {_hub(record, [door]) for door in _of_system(record)}
    if Hub.NO in hubs and len(hubs) > 1:
        return "Some of these doors have no hub: those need an update with the Latch Manager App after every change."
    if Hub.NO in hubs:
        return "These doors have no hub: each needs an update with the Latch Manager App after every change."
    return "Whether these doors have a hub is not known: they may need an update with the Latch Manager App."


def hub_note(record: GrantRecord) -> str | None:
    """Why nobody need go to the doors, said once where there are PINs for doors with a hub; else None."""
    has_hub = record.building.facts.pin_needs_hub and _of_system(record) and _hub(record) is Hub.YES
    is_told = has_hub and record.grant.method is Method.PIN and record.grant.state.is_open
    return "Doors with a hub hear of every PIN by themselves." if is_told else None


def status(credential: Credential, record: GrantRecord) -> str:
    """One short plain sentence without its full stop: what is known of this credential and its doors."""
    match credential.state:
        case CredentialState.PENDING:
            return _pending(credential, record)
        case CredentialState.ISSUED if record.grant.state is GrantState.ENDING:
            return ending_words(credential, record) or ENDING
        case CredentialState.ISSUED:
            return _issued(credential, record)
        case CredentialState.FAILED:
            return _failed(credential, record)
        case CredentialState.REVOKING:
            return ending_words(credential, record) or ENDING
        case CredentialState.REVOKED:
            return _failed(credential, record) if _has_failed(credential) else _revoked(credential, record)


def _pending(credential: Credential, record: GrantRecord) -> str:
    if record.grant.state is GrantState.AWAITING_APPROVAL:
        return "waits for approval"
    what = "PIN" if credential.method is Method.PIN else "mobile key"
    old = _predecessor(credential, record)
    if old is not None and old.state is CredentialState.REVOKING:
        return f"waiting until Seam has removed the old {what}"
    return pending_words(credential) if credential.is_at_lock else f"making the {what}"


def _issued(credential: Credential, record: GrantRecord) -> str:
    made = _key_issued(credential) if credential.method is Method.MOBILE_KEY else _pin_issued(credential, record)
    end = lasting_instant(credential.ends_at, record.building.zone)
    if credential.problem == FIXED and credential.ends_at != record.grant.window.ends_at:
        return f"{made}, until {end}"
    if credential.problem == _REFUSED_END:
        reference = f" Reference: {credential.reference}" if credential.reference else ""
        return f"{made}, until {end}. {(sentence(_REFUSED_END) + reference).rstrip('.')}"
    return made if credential.ends_at == record.grant.window.ends_at else f"{made}, until {end}"


def _key_issued(credential: Credential) -> str:
    if credential.problem == _NO_LINK:
        reference = f". Reference: {credential.reference}" if credential.reference else ""
        said = "Seam gave no link for the phone; the guest can use your app, or give a PIN instead"
        return f"mobile key issued, but {said}{reference}"
    return "mobile key issued, link made" if credential.instant_key_url else "mobile key issued"


def status_line(credential: Credential, record: GrantRecord) -> str:
    """The same as markup, with who was at the door, or goes there."""
    return f"{shown(status(credential, record), 400)}{visit_words(credential, record)}"


def _pin_issued(credential: Credential, record: GrantRecord) -> str:
    if credential.is_at_lock:
        return issued_words(credential, record)
    facts, hub = record.building.facts, _hub(record, credential.doors)
    if credential.door_state is DoorState.CONFIRMED:
        return "PIN issued, updated at the door"
    if hears_by_itself(record, credential.doors):
        return "PIN issued"
    replaced = "; until then it may still accept the old PIN" if _had_pin(_predecessor(credential, record)) else ""
    task = last_task(credential, record)
    changes = task is not None and task.is_open and task.kind is TaskKind.CHANGE
    if changes and not replaced and was_updated(credential, record):
        return f"PIN issued; {_GOES_BY_OLD}"
    if hub is Hub.NO:
        return f"PIN issued; the door needs an update with the Latch Manager App before it works{replaced}"
    return f"PIN issued by {facts.name}; this door may need an update with the Latch Manager App{replaced}"


def _failed(credential: Credential, record: GrantRecord) -> str:
    problem = credential.problem or "credential_failed"
    said = f"failed. {sentence(problem) if record.grant.state.is_open else sentence_afterwards(problem)}"
    return f"{said} Reference: {credential.reference}" if credential.reference else said.rstrip(".")


def _revoked(credential: Credential, record: GrantRecord) -> str:
    if credential.seam_id is None:
        return "ended before it was made"
    if credential.code is not None and credential.code.is_offline and credential.was_issued:
        return "over by its date"
    if hears_by_itself(record, credential.doors):
        return "ended, confirmed by Seam"
    task = last_task(credential, record)
    if task is not None and task.state is TaskState.DONE and task.kind is TaskKind.REMOVE:
        return "ended, confirmed by Seam, and removed at the door"
    if task is not None and task.state is TaskState.MOOT:
        return "ended, confirmed by Seam; nobody has told Keydesk that the door was ever updated with this PIN"
    return "ended, confirmed by Seam; the door may still accept the PIN until it is updated with the Latch Manager App"


def _has_failed(credential: Credential) -> bool:
    return credential.problem not in _STILL_OPENS


def _had_pin(old: Credential | None) -> bool:
    """Whether a door may know the replaced PIN: a credential that failed never reached one."""
    return old is not None and old.seam_id is not None and not _has_failed(old)


def _predecessor(credential: Credential, record: GrantRecord) -> Credential | None:
    return next((c for c in record.credentials if c.id == credential.replaces), None)


def door_lines(credentials: Iterable[Credential], record: GrantRecord) -> list[str]:
    """Markup: a line for each credential, or for each status where there are many credentials."""
    told = list(credentials)
    if len(told) <= MOST_SINGLE:
        return [f"• *{door_names(c)}*: {status_line(c, record)}." for c in told]
    groups: dict[str, list[str]] = {}
    for credential in told:
        groups.setdefault(status(credential, record), []).extend(door.name for door in credential.doors)
    lines = [
        f"• *{plural(len(doors), 'door')}*: {shown(text, 400)}. {names(doors, _MOST_NAMES)}"
        for text, doors in groups.items()
    ]
    hidden = len(lines) - _MOST_GROUPS
    return [*lines[:_MOST_GROUPS], *([f"• {plural(hidden, 'more group')} of doors"] if hidden > 0 else [])]


def progress_words(record: GrantRecord) -> str:
    """How far the doors are: "1 of 3 doors ready" only where a PIN that is made is known to reach its door."""
    told = current(record)
    if record.grant.method is Method.MOBILE_KEY:
        made = all(c.state is CredentialState.ISSUED for c in told)
        return "Mobile key issued" if made else f"Making the mobile key for {plural(len(record.doors), 'door')}"
    made_count = sum(c.state is CredentialState.ISSUED for c in told)
    if hears_by_itself(record) and made_count == sum(is_ready(c) for c in told):
        return f"{made_count} of {plural(len(told), 'door')} ready"
    return f"{made_count} of {plural(len(told), 'PIN')} made"
