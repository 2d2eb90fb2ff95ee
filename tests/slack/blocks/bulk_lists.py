"""Lists of guests to draw, with the longest and nastiest of everything."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.views import View

from bot.domain.building import Method
from bot.domain.bulk.row import BulkRow, Fault, RowState, Wanted
from bot.domain.grant import CredentialState, EndReason, Grant, GrantRecord, GrantState, Guest
from bot.services.bulk.batch import Batch
from bot.services.bulk.seeing import ListSeen, RowSeen, RowStatus
from bot.slack.blocks.bulk.bulk_form import BulkForm, bulk_view, reading_view
from bot.slack.blocks.bulk.preview import preview_view
from bot.slack.blocks.bulk.progress import list_view
from tests.slack.blocks.forms import NOW, building
from tests.slack.blocks.grants import NASTY, WINDOW, credential, record

DOORS = {f"door-{n}": NASTY for n in range(5)}


def row(number: int, state: RowState, **changes: object) -> BulkRow:
    wanted = Wanted(
        guest=Guest(name=NASTY, email="zoe@example.com", phone="+12125550100"),
        entrance_ids=tuple(DOORS),
        method=Method.PIN,
        window=WINDOW,
    )
    faults = (Fault(column="entrances", said=NASTY * 3),) * (state in {RowState.BAD, RowState.REFUSED})
    kept = {"id": f"r{number}", "team_id": "T1", "batch_id": "b1", "number": number, "state": state}
    return BulkRow.model_validate(
        {**kept, "name": NASTY, "wanted": wanted, "faults": faults, "needs_approval": True, **changes}
    )


def listed(rows: Sequence[RowSeen]) -> ListSeen:
    batch = Batch(
        id="b1", team_id="T1", building_id="b1", requester="U1", channel="C1", ignored=(NASTY,) * 30, made_at=NOW
    )
    return ListSeen(batch=batch, building=building(), doors=DOORS, rows=tuple(rows))


def given(number: int, state: GrantState, *states: CredentialState, reason: EndReason | None = None) -> RowSeen:
    credentials = [credential(n, one) for n, one in enumerate(states)]
    found: GrantRecord = record(credentials, state, end_reason=reason)
    grant: Grant = found.grant.model_copy(update={"guest": Guest(name=NASTY)})
    seen = found.model_copy(update={"grant": grant})
    return RowSeen(row=row(number, RowState.READY).given(grant.id), record=seen)


ISSUED, FAILED, PENDING = CredentialState.ISSUED, CredentialState.FAILED, CredentialState.PENDING
FATES = (
    (GrantState.ISSUED, (ISSUED, ISSUED), None, RowStatus.ISSUED),
    (GrantState.ISSUED, (ISSUED, FAILED), None, RowStatus.PARTLY),
    (GrantState.ISSUING, (PENDING,), None, RowStatus.MAKING),
    (GrantState.FAILED, (CredentialState.REVOKED,), EndReason.NOTHING_ISSUED, RowStatus.FAILED),
    (GrantState.ENDED, (CredentialState.REVOKED,), EndReason.BY_DATE, RowStatus.OVER),
    (GrantState.AWAITING_APPROVAL, (PENDING,), None, RowStatus.APPROVAL),
    (GrantState.DECLINED, (CredentialState.REVOKED,), None, RowStatus.DECLINED),
)


def all_fates() -> ListSeen:
    seen = [given(n, state, *doors, reason=reason) for n, (state, doors, reason, _) in enumerate(FATES * 28)]
    return listed([*seen, RowSeen(row=row(500, RowState.REFUSED)), RowSeen(row=row(501, RowState.READY))])


def bulk_views() -> Iterator[View]:
    """Every view that is about a list."""
    yield bulk_view(BulkForm(text=NASTY), [building()])
    yield reading_view()
    yield preview_view(listed([RowSeen(row=row(1, RowState.READY)), RowSeen(row=row(2, RowState.BAD))]), 0, NOW)
    yield list_view(all_fates(), 0, NOW)
