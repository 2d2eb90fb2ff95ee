"""A series begins with its first visit, in the same transaction: that one shows at once whether it can be had.

Where an approval is needed, approvers decide on the first visit with the rule before them, and so on the series.
"""

from collections.abc import Mapping, Sequence

from bot.domain.approval import RequestState
from bot.domain.grant import Door, GrantState
from bot.domain.recurrence import Rule, Visit
from bot.domain.request import GrantDraft, VisitOf
from bot.domain.series import Series, SeriesState
from bot.services.change import Change
from bot.services.ids import new_id
from bot.services.messages.telling import remember
from bot.services.series.series_telling import note_series, remember_series, tell_series
from bot.services.store import Work


async def begin_series(change: Change, draft: GrantDraft, rule: Rule, doors: Sequence[Door]) -> None:
    """Keep the series of which the grant is the first visit."""
    grant = change.record.grant
    waits = grant.state is GrantState.AWAITING_APPROVAL
    series = Series(
        id=grant.series_id or grant.id,
        team_id=grant.team_id,
        requester=grant.requester,
        building_id=grant.building_id,
        guest=grant.guest,
        method=grant.method,
        doors=tuple(doors),
        rule=rule,
        reason=grant.reason,
        template_id=draft.template_id,
        channel=draft.channel,
        state=SeriesState.WAITING if waits else SeriesState.ACTIVE,
        next_at=None if waits else change.now,
        created_at=change.now,
    )
    await change.work.series.add(series)
    told = rule.model_dump(mode="json")
    await remember_series(change.work, series, "series_made", change.now, grant.requester, **told)


def draft_of(series: Series, visit: Visit) -> GrantDraft:
    """What the series asks for on that day. That a day has one visit, the key of series and day sees to."""
    return GrantDraft(
        team_id=series.team_id,
        requester=series.requester,
        building_id=series.building_id,
        entrance_ids=tuple(door.entrance_id for door in series.doors),
        method=series.method,
        guest=series.guest,
        window=visit.window,
        reason=series.reason,
        template_id=series.template_id,
        channel=series.channel,
        submit_key=f"visit:{new_id()}",
        visit=VisitOf(series_id=series.id, day=visit.day, card_channel=series.card_channel, card_ts=series.card_ts),
    )


def as_visit(visit: VisitOf | None) -> Mapping[str, object]:
    """What makes a grant a visit of a series: that it ends as it does every week, nothing announces."""
    if visit is None:
        return {}
    place = {"card_channel": visit.card_channel, "card_ts": visit.card_ts}
    return {"series_id": visit.series_id, "visit_date": visit.day, "reminder_leads": (), **place}


async def remember_asked(change: Change, draft: GrantDraft, doors: int) -> None:
    """Somebody asked for it, or the clock for a visit of what somebody asked for."""
    grant, visit = change.record.grant, draft.visit
    if visit is None or draft.rule is not None:
        await remember(change, "requested", grant.requester, doors=doors, method=grant.method)
    else:
        await remember(change, "visit_made", None, series=visit.series_id, day=visit.day.isoformat(), doors=doors)


async def visit_made(work: Work, draft: GrantDraft) -> str | None:
    """The grant that the visit has already, where the draft is about one."""
    visit = draft.visit
    return (await work.series.visits(draft.team_id, visit.series_id)).get(visit.day) if visit is not None else None


async def series_approved(change: Change) -> None:
    """Approvers agreed to the first visit, and with it to the rule: the other visits are made as approved."""
    series, request = await _of(change), change.record.request
    if series is not None and series.state is SeriesState.WAITING and request is not None:
        update = {"state": SeriesState.ACTIVE, "approved_by": request.decided_by, "next_at": change.now}
        await change.work.series.save(series.model_copy(update=update))
        await tell_series(change.work, series, change.now)


async def series_not_given(change: Change, state: RequestState, by: str | None) -> None:
    """Its first visit will not be given: nor will any other."""
    series = await _of(change)
    if series is not None and series.state is SeriesState.WAITING:
        ended = {"state": SeriesState.ENDED, "ended_by": by, "ended_at": change.now, "next_at": None}
        await change.work.series.save(series.model_copy(update=ended))
        await note_series(change.work, series, "series_ended", change.now, by, because=state)


async def _of(change: Change) -> Series | None:
    grant = change.record.grant
    return None if grant.series_id is None else await change.work.series.get(grant.team_id, grant.series_id)
