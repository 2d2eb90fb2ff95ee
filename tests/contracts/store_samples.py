"""Obvious demo rows for the store's suites."""

from datetime import UTC, datetime, time, timedelta

from bot.domain.arrival import ArrivalCheck, Fault, NotReady
from bot.domain.building import (
    Approval,
    BuildingSettings,
    Entrance,
    EntranceGroup,
    Hub,
    Method,
    MobileKeys,
    Policy,
    Stricter,
    SystemFacts,
    Template,
)
from bot.domain.grant import Credential, Door, Grant, Guest
from bot.domain.hours import read_hours
from bot.domain.mail import Mailing, MailState
from bot.domain.notices import Notices, Quiet, Weekly, Where
from bot.domain.roles import Holder, HolderKind, Role
from bot.domain.window import Window
from bot.services.ports import SystemListing
from bot.services.store import Store

T0 = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
LEASE = timedelta(seconds=60)
TEAM = "T1"
FACTS = SystemFacts(
    external_type="latch_building",
    name="Latch",
    entrances_per_code=1,
    caller_chooses_pin=False,
    remote_unlock=False,
    pin_needs_hub=True,
)

SETTINGS = BuildingSettings(
    roles=(
        Holder(kind=HolderKind.PERSON, slack_id="U1", role=Role.MANAGER),
        Holder(kind=HolderKind.GROUP, slack_id="S1", role=Role.ISSUER),
    ),
    policy=Policy(
        max_length=3 * HOUR,
        hours=read_hours("Mon-Fri 08:00-18:00"),
        methods=frozenset({Method.PIN}),
        approval=Approval.ISSUERS,
        reason_patterns=("WO-##",),
        most_open=3,
    ),
    entrance_groups=(
        EntranceGroup(id="roof", name="Roof", entrance_ids=("e1",), stricter=Stricter(hours=(), two_person=True)),
    ),
    hub=Hub.YES,
    entrance_hubs={"e1": Hub.NO},
    notice_channel="C1",
    reminder_leads=(MINUTE,),
    notices=Notices(
        where=Where.DM,
        quiet=Quiet(begins=time(22), ends=time(7)),
        digest_at=time(8),
        review=Weekly(weekday=0, at=time(9)),
        long_after=3 * HOUR,
        escalate_after=HOUR,
    ),
    mobile_keys=MobileKeys.OWN_APP,
    templates=(Template(id="t1", name="Cleaner", doors={"e1": "Gate", "e0": "Lobby"}, reminder_leads=(MINUTE,)),),
)
"""Nothing in it is a default."""


LOOKED = ArrivalCheck(
    checked_at=T0, has_asked=True, faults=(NotReady(fault=Fault.VISIT, credential_ids=("c1",), doors=("Front door",)),)
)


def listing(building_id: str = "b1", name: str = "Main Street 1") -> SystemListing:
    return SystemListing(id=building_id, name=name, time_zone="America/New_York", facts=FACTS, problem=None)


def entrance(entrance_id: str, name: str) -> Entrance:
    return Entrance(id=entrance_id, building_id="b1", name=name, can_unlock_with_code=True)


def grant(grant_id: str = "g1", **changes: object) -> Grant:
    sample = Grant(
        id=grant_id,
        team_id=TEAM,
        requester="U1",
        building_id="b1",
        guest=Guest(name="Zoë Guest", email="zoe@example.com", phone="+12125550100"),
        method=Method.PIN,
        window=Window(starts_at=T0, ends_at=T0 + 2 * HOUR),
        reason="Demo visit",
        template_id="t1",
        reminder_leads=(HOUR, MINUTE),
        mailing=Mailing(number=2, state=MailState.FAILED, asked_by="U1", at=T0, problem="mail_refused"),
        created_at=T0,
    )
    return sample.model_copy(update=changes)


def credential(credential_id: str = "c1", grant_id: str = "g1", **changes: object) -> Credential:
    sample = Credential(
        id=credential_id,
        grant_id=grant_id,
        method=Method.PIN,
        doors=(Door(entrance_id="e1", name="Front door"),),
        ends_at=T0 + 2 * HOUR,
        created_at=T0,
    )
    return sample.model_copy(update=changes)


async def seed(store: Store, *grants: Grant) -> None:
    """One building, and the grants; each one's id is its submit key."""
    async with store.write() as work:
        for team_id in {TEAM, *(g.team_id for g in grants)}:
            await work.buildings.sync(team_id, listing(), [entrance("e1", "Front door")], T0)
        for one in grants:
            assert await work.grants.add(one, one.id)
