"""End, as a person asks for it: the same from a card, a list, the board, and one decision about many."""

from bot.domain.approval import RequestState
from bot.domain.grant import EndReason, GrantState
from bot.services.approvals.asking import settle
from bot.services.change import Change
from bot.services.kept import PostKind
from bot.services.messages.telling import begin_end, note, tell_requester


async def end_now(change: Change, by: str) -> None:
    """Begin to end access that is not over, or withdraw what was never approved; what ends already goes on ending."""
    grant = change.record.grant
    if grant.state is GrantState.AWAITING_APPROVAL:
        await settle(change, RequestState.WITHDRAWN, by)
    elif grant.state is not GrantState.ENDING:
        await _tell_who_waits(change, by)
        await begin_end(change, EndReason.BY_PERSON, by)
        await note(change, "ending", by)
        await change.work.sagas.wake(grant.id, change.now)


async def _tell_who_waits(change: Change, by: str) -> None:
    """Somebody else's End comes before the result that the requester was promised: they are told that instead."""
    grant = change.record.grant
    if grant.state is GrantState.ISSUING and grant.requester != by:
        await tell_requester(change, PostKind.ENDED_BY_OTHER)
