"""A submitted form becomes a grant in one transaction before Slack's ack: after it nothing is lost, before it nothing
exists. The same form sent twice is one grant, held by a unique key in that transaction.
"""

from collections.abc import Iterator, Sequence

from bot.domain.approval import RequestKind, Why
from bot.domain.approvers import approvers
from bot.domain.building import Building, Entrance, Method
from bot.domain.chosen_code import check_code
from bot.domain.errors import BadField, NoSuchGrant, NotAllowed, Refused
from bot.domain.grant import Grant, GrantRecord, GrantState
from bot.domain.offline import check_offline, may_stand, to_be_given
from bot.domain.people import Person, may, require, roles_of
from bot.domain.policy import Asked, judge_every, policies_of, policy_for
from bot.domain.recurrence import Visit
from bot.domain.request import BadFields, GrantDraft, VisitOf, check
from bot.domain.roles import Verb
from bot.domain.series import Series
from bot.services.access import Wake
from bot.services.approvals.asking import Wish, ask
from bot.services.bulk.batch import Batch
from bot.services.change import Change
from bot.services.doors.uses import plan_use
from bot.services.grants.judging import allow
from bot.services.grants.making import as_door, as_template, credentials_for
from bot.services.grants.showing import expect_result
from bot.services.grants.sites import Offer, Site
from bot.services.ids import new_id
from bot.services.kept import LiveView
from bot.services.limits import Limits
from bot.services.messages.telling import first_card, plan_reminders
from bot.services.notices.planning import plan_arrival
from bot.services.ports import Clock
from bot.services.series.beginning import as_visit, begin_series, draft_of, remember_asked, visit_made
from bot.services.store import Store, Work


class Giving:
    """Gives access to a guest."""

    def __init__(self, store: Store, clock: Clock, admins: frozenset[str], wake: Wake, limits: Limits) -> None:
        self._store = store
        self._clock = clock
        self.admins = admins
        self._wake = wake
        self.limits = limits

    async def offer(self, person: Person) -> Offer:
        """The buildings where the person may give access, with their doors, from our own tables."""
        async with self._store.read() as work:
            buildings = await work.buildings.all(person.team_id)
            mine = [b for b in buildings if may(person, Verb.ISSUE, b, self.admins)]
            doors = await work.buildings.all_entrances(person.team_id)
            last = await work.grants.last_building(person.team_id, person.user_id)
            sites = [await self._site(work, person, b, doors.get(b.id, ())) for b in mine]
        ids = [b.id for b in mine]
        preselected = last if last in ids else ids[0] if ids else None
        return Offer(sites=tuple(sites), preselected=preselected)

    async def last(self, person: Person) -> GrantRecord | None:
        """What the person gave or asked for last, wherever that was."""
        async with self._store.read() as work:
            return await work.grants.newest_of(person.team_id, person.user_id)

    async def entrances(self, person: Person, building_id: str) -> Sequence[Entrance]:
        """The doors of one building, for somebody who may give access there; nobody else learns their names."""
        async with self._store.read() as work:
            building = await work.buildings.get(person.team_id, building_id)
            if building is None or not may(person, Verb.ISSUE, building, self.admins):
                return ()
            return _there(await work.buildings.entrances(person.team_id, building_id))

    async def same_guest(self, person: Person, building_id: str, name: str, email: str | None) -> Sequence[GrantRecord]:
        """Open grants of a guest with this name or e-mail at the building, for somebody who may give access there."""
        if not name.strip():
            return ()
        async with self._store.read() as work:
            building = await work.buildings.get(person.team_id, building_id)
            if not may(person, Verb.ISSUE, building, self.admins):
                return ()
            return await work.grants.open_for_guest(person.team_id, building_id, name, email)

    async def submit(self, person: Person, draft: GrantDraft, view_id: str | None) -> GrantRecord:
        """Keep the grant with all that follows from it; a second submit of the same form returns the first's grant.

        Raises:
            NotAllowed: the person may not give access at this building (or there is none such).
            BadFields: what the person has to correct.
            Refused: it needs an approval that nobody here can give, or it is too much at once.
        """
        if draft.rule is not None:
            visit = VisitOf(series_id=new_id(), day=draft.rule.first_day)
            draft = draft.model_copy(update={"visit": visit})
        async with self._store.write() as work:
            record = await self.give(work, person, draft, view_id)
        self._wake()
        return record

    async def give(
        self, work: Work, person: Person, draft: GrantDraft, view_id: str | None = None, batch: Batch | None = None
    ) -> GrantRecord:
        """The same within a transaction of somebody else's, who rings the bell; `batch` is the list that it is of."""
        site = await self._allowed_site(work, person, draft)
        draft = _as_locks_can(draft, site)
        try:
            why = _somebody_approves(self._judge(draft, site), site)
            if batch is None:
                self.limits.spend(person, site.building.id)
        except (BadFields, Refused):
            # The same form was taken before: what has changed since then does not undo that.
            if (first := await _first(work, draft)) is None:
                raise
            return first
        grant = self._grant(draft, site, why)
        if batch is not None:
            place = {"batch_id": batch.id, "card_channel": batch.card_channel, "card_ts": batch.card_ts}
            grant = grant.model_copy(update=place)
        return await self._keep(work, draft, grant, site, view_id, why)

    async def visit(self, work: Work, person: Person, series: Series, visit: Visit) -> GrantRecord:
        """Keep one visit of a series, judged as if `person` asked for it now; an approval of the series counts for it.

        Raises as `submit`; Refused where it needs an approval that the series never got.
        """
        draft = draft_of(series, visit)
        site = await self._allowed_site(work, person, draft)
        draft = _as_locks_can(draft, site)
        if site.building.settings.template(draft.template_id) is None:
            draft = draft.model_copy(update={"template_id": None})
        others = site.model_copy(update={"already_open": site.already_open - 1})  # The series itself is counted.
        why = self._judge(draft, others)
        if why is not None and series.approved_by is None:
            raise Refused("series_needs_approval")
        return await self._keep(work, draft, self._grant(draft, site, None), site, None, None)

    async def _allowed_site(self, work: Work, person: Person, draft: GrantDraft) -> Site:
        building = await work.buildings.get(draft.team_id, draft.building_id)
        require(person, Verb.ISSUE, building, self.admins)
        if building is None:
            raise NotAllowed("not_an_issuer")
        doors = await work.buildings.entrances(draft.team_id, building.id)
        return await self._site(work, person, building, doors)

    def _judge(self, draft: GrantDraft, site: Site) -> Why | None:
        building, policy = site.building, policy_for(site.building, draft.entrance_ids)
        asked = Asked(window=draft.window, method=draft.method, reason=draft.reason, already_open=site.already_open)
        verdict = judge_every(asked, draft.rule, building, policy, site.roles)
        bad = check(draft, building, site.entrances, self._clock.now())
        return allow(verdict, (*bad, *_at_locks(draft, site)))

    async def _site(self, work: Work, person: Person, building: Building, doors: Sequence[Entrance]) -> Site:
        is_counted = any(policy.most_open is not None for policy in policies_of(building))
        who = person.team_id, building.id, person.user_id
        return Site(
            building=building,
            entrances=_there(doors),
            roles=roles_of(person, building, self.admins),
            already_open=await work.grants.count_open(*who) if is_counted else 0,
            approvers=approvers(building, self.admins, without=person.user_id),
            locks=tuple(await work.devices.at(person.team_id, building.id)),
        )

    async def _keep(
        self, work: Work, draft: GrantDraft, grant: Grant, site: Site, view_id: str | None, why: Why | None
    ) -> GrantRecord:
        now = self._clock.now()
        if not await work.grants.add(grant, draft.submit_key):
            if (first := await _first(work, draft)) is None:
                raise NoSuchGrant
            return first
        there = {e.id: e for e in site.entrances}
        doors = [as_door(there[id_]) for id_ in dict.fromkeys(draft.entrance_ids)]
        change = Change(work, GrantRecord(grant=grant, credentials=(), building=site.building), now)
        await change.add(*credentials_for(grant.id, grant.method, doors, grant.window.ends_at, now))
        await _keep_chosen(change, draft)
        await work.sagas.start(grant.team_id, grant.id, grant.guest_key or grant.id, now)
        await remember_asked(change, draft, len(doors))
        if draft.rule is not None:
            await begin_series(change, draft, draft.rule, doors)
        await plan_arrival(change)
        await plan_use(change)
        if view_id is not None:
            await self._follow(change, view_id)
        elif draft.visit is not None and why is None:
            await expect_result(change)
        if why is None:
            await plan_reminders(change)
        else:
            wish = Wish(kind=RequestKind.ACCESS, why=why, by=grant.requester, rule=draft.rule)
            await ask(change, wish, self.admins)
        await first_card(change)
        return change.record

    def _grant(self, draft: GrantDraft, site: Site, why: Why | None) -> Grant:
        template = site.building.settings.template(draft.template_id)
        keyed = draft.method is Method.MOBILE_KEY and draft.guest.email is not None
        grant = Grant(
            id=new_id(),
            team_id=draft.team_id,
            requester=draft.requester,
            building_id=draft.building_id,
            guest=draft.guest,
            method=draft.method,
            window=draft.window,
            standing=draft.window.length if draft.standing else None,
            reason=draft.reason,
            state=GrantState.AWAITING_APPROVAL if why else GrantState.ISSUING,
            channel=draft.channel,
            guest_key=self._store.guest_key(draft.team_id, draft.guest.email or "") if keyed else None,
            created_at=self._clock.now(),
        )
        return grant.model_copy(update={**as_visit(draft.visit), **as_template(template, grant.created_at)})

    async def _follow(self, change: Change, view_id: str) -> None:
        """The modal that will show the result, and the moment from which on its absence is told in a DM."""
        grant = change.record.grant
        view = LiveView(
            view_id=view_id,
            team_id=grant.team_id,
            user_id=grant.requester,
            grant_id=grant.id,
            opened_at=change.now,
        )
        await change.work.views.put(view)
        if grant.state is GrantState.ISSUING:
            await expect_result(change)


def _as_locks_can(draft: GrantDraft, site: Site) -> GrantDraft:
    """Offline codes end on the hour or the day: all doors of the grant then do, and policy judges that end."""
    window = to_be_given(site.chosen(draft.entrance_ids), draft.window)
    return draft.model_copy(update={"window": window})


async def _keep_chosen(change: Change, draft: GrantDraft) -> None:
    """The code that a person chose waits where it will stand, as secret as one that was made."""
    if draft.code is None:
        return
    for credential in change.record.credentials:
        await change.work.credentials.keep_pin(credential.id, draft.code)


def _at_locks(draft: GrantDraft, site: Site) -> Iterator[BadField]:
    """What the chosen locks cannot do; a code can be chosen for locks alone."""
    locks = site.chosen(draft.entrance_ids)
    yield from check_offline(locks, draft.window)
    if draft.standing and not may_stand(locks, draft.entrance_ids):
        yield BadField("doors", "standing_not_here")
    if draft.code is not None:
        yield from check_code(draft.code.get_secret_value(), locks)
        if len(locks) < len(set(draft.entrance_ids)):
            yield BadField("code", "code_not_chosen_here", door=site.building.facts.name)


def _there(entrances: Sequence[Entrance]) -> tuple[Entrance, ...]:
    return tuple(e for e in entrances if not e.removed)


def _somebody_approves(why: Why | None, site: Site) -> Why | None:
    if why is not None and not site.approvers:
        raise Refused("nobody_can_approve", building_id=site.building.id)
    return why


async def _first(work: Work, draft: GrantDraft) -> GrantRecord | None:
    """The grant that the first submit of this form made, or another worker of this visit."""
    grant = await work.grants.by_submit_key(draft.team_id, draft.submit_key)
    grant_id = grant.id if grant is not None else await visit_made(work, draft)
    return await work.grants.record(draft.team_id, grant_id) if grant_id is not None else None
