"""A lock's code is made by Seam, to be put on the lock, or there: only the last one is called ready."""

from bot.domain.building import Source
from bot.domain.grant import Credential, CredentialState, GrantRecord
from bot.domain.problems import sentence
from bot.slack.blocks.message import lasting_instant, names, shown

SET = "PIN set on the lock"
FIXED = "offline_keeps_end"
_MOST_NAMES = 3


def pending_words(credential: Credential) -> str:
    """Seam was asked, and the lock has not got it."""
    code = credential.code
    if code is not None and code.trouble is not None:
        return f"not on the lock yet. {_sentence(code.trouble)}"
    return "making the PIN" if credential.seam_id is None else "Seam is putting the PIN on the lock"


def issued_words(credential: Credential, record: GrantRecord) -> str:
    """The PIN is known; whether the lock knows it is said with it."""
    code, zone = credential.code, record.building.zone
    if code is None:
        return "PIN issued"
    if code.is_offline:
        end = lasting_instant(credential.ends_at, zone)
        said = f"PIN issued; an offline PIN can be neither changed nor ended before {end}"
    elif code.backup_id is not None:
        said = "backup PIN, set on the lock"
    elif code.is_set:
        said = SET
    elif code.set_from is not None and code.trouble is None:
        said = f"PIN made; it will be set on the lock from {lasting_instant(code.set_from, zone)} on"
    else:
        said = "PIN made, but it is not on the lock yet"
    if code.end_moves:
        said += "; Seam has taken another end, which the lock has not confirmed yet"
    notes = [_sentence(key) for key in ((code.trouble,) if code.trouble else ()) + code.warnings]
    return ". ".join([said, *notes])


def ending_words(credential: Credential, record: GrantRecord) -> str | None:
    """What End does not do, where it does not; None for every other credential."""
    if credential.code is None or not credential.code.is_offline or not credential.was_issued:
        return None
    end = lasting_instant(credential.ends_at, record.building.zone)
    return f"an offline PIN cannot be ended: it keeps working until {end}"


def is_ready(credential: Credential) -> bool:
    """Whether what was issued is where it has to be."""
    return credential.state is CredentialState.ISSUED and (credential.code is None or credential.code.is_set)


def offline_note(record: GrantRecord) -> str | None:
    """Said before Extend and End, where they do less than they seem to."""
    fixed = [c for c in record.in_state(CredentialState.ISSUED) if ending_words(c, record) is not None]
    if not fixed:
        return None
    doors = names([door.name for c in fixed for door in c.doors], _MOST_NAMES)
    until = lasting_instant(max(c.ends_at for c in fixed), record.building.zone)
    return f"{doors}: an offline PIN can be neither changed nor ended; it keeps working until {until}."


def not_on_locks(record: GrantRecord) -> str:
    """Locks that have not got their PIN: " *Unit 3 has not got its PIN yet.*"; empty where there is none."""
    waiting = [c for c in record.in_state(CredentialState.ISSUED) if not is_ready(c)]
    doors = [door.name for c in waiting for door in c.doors]
    if not doors:
        return ""
    verb = "has not got its PIN" if len(doors) == 1 else "have not got their PINs"
    return f" *{names(doors, _MOST_NAMES)} {verb} yet.*"


def maker(record: GrantRecord, credentials: tuple[Credential, ...]) -> str:
    """Who makes them, escaped: "Latch", or the lock where they are codes on locks."""
    sources = {door.source for credential in credentials for door in credential.doors}
    return "The lock" if sources == {Source.DEVICE} else shown(record.building.facts.name, 100)


def _sentence(key: str) -> str:
    return sentence(key).rstrip(".")
