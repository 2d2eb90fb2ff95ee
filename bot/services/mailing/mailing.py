"""An e-mail goes the way of every message: a row first, drawn when it is sent, tried again until it is told otherwise.

A row holds no address and no PIN. Sent may mean sent twice (the server took it, and the answer was lost); both have the
same id, so that the guest's program shows one.
"""

from datetime import timedelta

from bot.domain.errors import WrongState
from bot.domain.grant import CredentialState, GrantRecord
from bot.domain.mail import Mailing, MailState
from bot.domain.people import Person, require
from bot.domain.roles import Verb
from bot.services.access import Wake
from bot.services.change import Change, changing
from bot.services.kept import Post, PostKind
from bot.services.messages.telling import remember, tell_card
from bot.services.ports import Clock
from bot.services.store import Store

PLACE = "mail"
"""All mails share one pace."""
ONE_CLICK = timedelta(minutes=1)
"""A second click within this time is the first one's double, also where the mail was sent between the two."""


def cannot_mail(record: GrantRecord) -> str | None:
    """Why nothing can be e-mailed to the guest now, a key of `domain.problems`; None where it can."""
    if not record.building.settings.mail_guests:
        return "mail_off"
    if record.grant.guest.email is None:
        return "mail_no_address"
    if not (record.grant.state.is_open and record.in_state(CredentialState.ISSUED)):
        return "mail_nothing"
    return None


class MailToGuests:
    """Sends a guest their message, when somebody asks for it."""

    def __init__(self, store: Store, clock: Clock, admins: frozenset[str], wake: Wake, *, is_set_up: bool) -> None:
        self._store = store
        self._clock = clock
        self._admins = admins
        self._wake = wake
        self._is_set_up = is_set_up

    async def ask(self, person: Person, grant_id: str) -> GrantRecord:
        """Put an e-mail to the guest into the queue; a double click puts one.

        Raises:
            NoSuchGrant, NotAllowed; WrongState where nothing can be sent.
        """
        async with changing(self._store, self._clock, person.team_id, grant_id) as change:
            require(person, Verb.REVEAL, change.record.building, self._admins, change.record.grant)
            if not self._is_set_up:
                raise WrongState("mail_not_set_up")
            if (problem := cannot_mail(change.record)) is not None:
                raise WrongState(problem)
            if not _was_just_asked(change):
                await _queue(change, person.user_id)
        self._wake()
        return change.record


async def mail_if_wanted(change: Change) -> None:
    """Something was issued: where the grant's template says so, its guest gets the message."""
    mailing = change.record.grant.mailing
    if mailing is None or mailing.state is not MailState.WANTED:
        return
    if (problem := cannot_mail(change.record)) is None:
        await _queue(change, None)
    else:
        await _settle(change, problem)


async def mailed(change: Change, problem: str | None = None) -> None:
    """The mail server took it; or for this `problem` it never will."""
    await _settle(change, problem)


async def _queue(change: Change, by: str | None) -> None:
    grant = change.record.grant
    number = (grant.mailing.number if grant.mailing else 0) + 1
    await change.grant(mailing=Mailing(number=number, state=MailState.QUEUED, asked_by=by, at=change.now))
    key = f"{PostKind.MAIL}:{grant.id}:{number}"
    post = Post(key=key, team_id=grant.team_id, kind=PostKind.MAIL, grant_id=grant.id, channel=PLACE, due_at=change.now)
    await change.work.posts.put(post)
    await remember(change, "mail_asked", by)
    await tell_card(change)


async def _settle(change: Change, problem: str | None) -> None:
    mailing = change.record.grant.mailing
    if mailing is None:
        return
    state = MailState.FAILED if problem else MailState.SENT
    settled = mailing.model_copy(update={"state": state, "at": change.now, "problem": problem})
    await change.grant(mailing=settled)
    await remember(change, "mail_failed", problem=problem) if problem else await remember(change, "mailed")
    await tell_card(change)


def _was_just_asked(change: Change) -> bool:
    mailing = change.record.grant.mailing
    if mailing is None:
        return False
    is_fresh = mailing.state is MailState.SENT and change.now - mailing.at < ONE_CLICK
    return is_fresh or mailing.state is MailState.QUEUED
