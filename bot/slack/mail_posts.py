"""An e-mail is drawn when it is sent, from the grant as it then is: what has ended meanwhile is not sent at all."""

import hashlib

from bot.domain.errors import NotSent, OutcomeUnknown, Rejected
from bot.domain.policy import policy_of
from bot.services.change import changing
from bot.services.kept import Post
from bot.services.mailing.mailer import Mail, Mailer
from bot.services.mailing.mailing import PLACE, cannot_mail
from bot.services.messages.outbox import PostLater, PostRefused, Sent
from bot.services.messages.telling import remember
from bot.services.ports import Clock
from bot.services.store import Store
from bot.services.web_pass.web_passes import Links
from bot.slack.blocks.card.guest_message import holds_link_only, mail_subject, mail_text

MOST_TRIES = 9
"""With the outbox's pauses about a quarter of an hour."""


class MailPosts:
    """Hands the messages for guests to the mail server."""

    def __init__(self, store: Store, clock: Clock, mailer: Mailer | None, links: Links) -> None:
        self._store = store
        self._links = links
        self._clock = clock
        self._mailer = mailer

    async def deliver(self, post: Post) -> Sent:
        """Send one mail.

        Raises:
            PostLater, PostRefused with a key of `domain.problems`.
        """
        if self._mailer is None:
            raise PostRefused("mail_not_set_up")
        mail = await self._mail(post)
        try:
            await self._mailer.send(mail)
        except Rejected as rejected:
            raise PostRefused(rejected.problem) from None
        except (NotSent, OutcomeUnknown) as trouble:
            if post.attempts >= MOST_TRIES:
                raise PostRefused(trouble.problem) from None
            raise PostLater from None
        return Sent(channel=PLACE, ts=mail.id)

    async def _mail(self, post: Post) -> Mail:
        """The mail as of now; that a PIN or a key's link leaves with it is recorded before it does."""
        async with changing(self._store, self._clock, post.team_id, post.grant_id or "") as change:
            record = change.record
            address = record.grant.guest.email
            if (problem := cannot_mail(record)) is not None or address is None:
                raise PostRefused(problem or "mail_no_address")
            may_hold_pin = policy_of(record).mail_pin and not holds_link_only(record)
            pins = await change.work.credentials.pins(post.team_id, record.grant.id) if may_hold_pin else {}
            link = await self._links.of(record)
            opens = link is not None or bool(pins) or any(one.instant_key_url for one in record.live)
            if opens and await change.work.once.first("revealed", post.key, change.now):
                asked_by = record.grant.mailing.asked_by if record.grant.mailing else None
                await remember(change, "revealed", asked_by, where="mail")
        text = mail_text(record, pins, self._clock.now(), link)
        return Mail(id=_mail_id(post), to=address, subject=mail_subject(record), text=text)


def _mail_id(post: Post) -> str:
    """Says nothing of the grant, and is the same for every try."""
    return hashlib.sha256(f"{post.team_id} {post.key}".encode()).hexdigest()[:32]
