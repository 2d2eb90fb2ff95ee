"""The result of a list as CSV. No PIN and no contact is in it, and no cell that a spreadsheet would run.

Rows are known by the number that they had in the person's own list.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.building import Method
from bot.domain.grant import Credential, CredentialState
from bot.domain.problems import sentence, sentence_afterwards
from bot.services.bulk.seeing import ListSeen, RowSeen, RowStatus
from bot.services.trail.audit_csv import written

COLUMNS = ("row", "name", "entrances", "start", "end", "time zone", "method", "status", "what to do", "access id")


def result_csv(found: ListSeen) -> str:
    """One line for each row, the ones that were left out too; CRLF, UTF-8 without a byte order mark."""
    return written(COLUMNS) + "".join(written(_cells(one, found)) for one in found.rows)


def why(one: RowSeen) -> str:
    """Why a row has not come to what was wanted, and what to do; empty where it has."""
    if one.record is None:
        return " ".join(f"{fault.column}: {fault.said}" for fault in one.row.faults)
    grant = one.record.grant
    if one.status not in {RowStatus.FAILED, RowStatus.PARTLY}:
        return sentence(grant.trouble) if grant.trouble is not None and not grant.state.is_over else ""
    failed = [credential for credential in one.record.credentials if _has_failed(credential)]
    say = sentence_afterwards if grant.state.is_over else sentence
    return " ".join(dict.fromkeys(f"{_doors(one)}: {say(one.problem or '')}" for one in failed))


def _cells(one: RowSeen, found: ListSeen) -> list[str]:
    zone, wanted, record = found.building.zone, one.row.wanted, one.record
    doors: list[str] = []
    if record is not None:
        doors = [door.name for door in record.doors]
    elif wanted is not None:
        doors = [found.doors.get(id_, id_) for id_ in wanted.entrance_ids]
    window = record.grant.window if record else wanted.window if wanted else None
    method = record.grant.method if record else wanted.method if wanted else None
    return [
        str(one.row.number),
        one.name,
        "; ".join(doors),
        _local(window.starts_at, zone) if window else "",
        _local(window.ends_at, zone) if window else "",
        zone.key,
        {Method.PIN: "PIN", Method.MOBILE_KEY: "mobile key", None: ""}[method],
        one.status,
        why(one),
        record.grant.id if record else "",
    ]


def _local(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _has_failed(credential: Credential) -> bool:
    return credential.problem is not None and credential.state in {CredentialState.FAILED, CredentialState.REVOKED}


def _doors(credential: Credential) -> str:
    return ", ".join(door.name for door in credential.doors)
