"""The desk's side of web passes: who may show a PIN may give its link away, limit it, and take it back.

A grant has one link at a time. Opening it twice gives the same one, so that a double click makes one.
"""

from dataclasses import dataclass

from pydantic import SecretStr

from bot.domain.errors import WrongState
from bot.domain.grant import GrantRecord
from bot.domain.people import Person, require
from bot.domain.policy import policy_of
from bot.domain.roles import Verb
from bot.domain.web_pass import Link, WebPass, cannot_share
from bot.services.change import Change, changing
from bot.services.ids import new_id
from bot.services.messages.telling import remember
from bot.services.ports import Clock
from bot.services.store import Store, Work


@dataclass(frozen=True)
class Shared:
    """A grant with its link, for the one person who asked; both None where it has none."""

    record: GrantRecord
    web_pass: WebPass | None
    link: Link | None


class Links:
    """Where the guests' pages are; without a public address there are none."""

    def __init__(self, store: Store, public_url: str | None) -> None:
        self._store = store
        self._public_url = public_url

    @property
    def is_set_up(self) -> bool:
        return self._public_url is not None

    async def of(self, record: GrantRecord) -> Link | None:
        """The link of a grant, for a message that its guest gets; None where it has none that works now."""
        if self._public_url is None or cannot_share(record) is not None:
            return None
        async with self._store.read() as work:
            web_pass = await work.passes.of_grant(record.grant.team_id, record.grant.id)
            return None if web_pass is None else self.to(work, web_pass)

    def to(self, work: Work, web_pass: WebPass) -> Link | None:
        """The link of this pass."""
        if self._public_url is None:
            return None
        token = work.passes.token(web_pass).get_secret_value()
        return Link(pass_id=web_pass.id, url=SecretStr(f"{self._public_url}/g/{token}"))


class WebPasses:
    """Makes, limits and revokes links."""

    def __init__(self, store: Store, clock: Clock, admins: frozenset[str], links: Links) -> None:
        self._store = store
        self._clock = clock
        self._admins = admins
        self.links = links

    async def open(self, person: Person, grant_id: str) -> Shared:
        """The link of a grant, made where it has none.

        Raises:
            NoSuchGrant, NotAllowed; WrongState where there can be no link.
        """
        async with changing(self._store, self._clock, person.team_id, grant_id) as change:
            self._check(change, person)
            return self._shared(change, await _existing(change) or await _make(change, person.user_id))

    async def limit(self, person: Person, grant_id: str, most_looks: int | None) -> Shared:
        """Let the guest look at most so often in all, what they have looked already counted; None is any number.

        Raises:
            As `open`.
        """
        async with changing(self._store, self._clock, person.team_id, grant_id) as change:
            self._check(change, person)
            web_pass = await _existing(change)
            if web_pass is not None and web_pass.most_looks != most_looks:
                web_pass = web_pass.model_copy(update={"most_looks": most_looks})
                await change.work.passes.save(web_pass)
                await remember(change, "pass_limited", person.user_id, most=most_looks)
            return self._shared(change, web_pass)

    async def revoke(self, person: Person, grant_id: str) -> Shared:
        """Take the link back at once; the access itself stays. Without a link nothing happens.

        Raises:
            NoSuchGrant, NotAllowed.
        """
        async with changing(self._store, self._clock, person.team_id, grant_id) as change:
            require(person, Verb.REVEAL, change.record.building, self._admins, change.record.grant)
            web_pass = await _existing(change)
            if web_pass is not None:
                gone = web_pass.model_copy(update={"revoked_by": person.user_id, "revoked_at": change.now})
                await change.work.passes.save(gone)
                await remember(change, "pass_revoked", person.user_id, looks=web_pass.looks)
            return self._shared(change, None)

    def _check(self, change: Change, person: Person) -> None:
        require(person, Verb.REVEAL, change.record.building, self._admins, change.record.grant)
        if (problem := cannot_share(change.record)) is not None:
            raise WrongState(problem)
        if not self.links.is_set_up:
            raise WrongState("pass_no_address")

    def _shared(self, change: Change, web_pass: WebPass | None) -> Shared:
        link = None if web_pass is None else self.links.to(change.work, web_pass)
        return Shared(change.record, web_pass, link)


async def pass_if_wanted(change: Change) -> None:
    """Something was issued: where messages hold the link in place of the PIN, there has to be one."""
    if not policy_of(change.record).link_only or cannot_share(change.record) is not None:
        return
    is_first = await change.work.once.first("web_pass", change.record.grant.id, change.now)
    if is_first and not await _existing(change):  # One that was revoked stays so.
        await _make(change, None)


async def _existing(change: Change) -> WebPass | None:
    return await change.work.passes.of_grant(change.record.grant.team_id, change.record.grant.id)


async def _make(change: Change, by: str | None) -> WebPass:
    grant = change.record.grant
    made = WebPass(id=new_id(), team_id=grant.team_id, grant_id=grant.id, made_by=by, made_at=change.now)
    await change.work.passes.add(made)
    await remember(change, "pass_made", by)
    return made
