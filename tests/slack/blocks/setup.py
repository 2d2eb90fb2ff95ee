"""Buildings to set up: every setting that the forms can make, and what comes back of a form that nobody touched."""

from datetime import time, timedelta

from hypothesis import strategies as st

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
    Template,
)
from bot.domain.hours import read_hours
from bot.domain.notices import Notices, Quiet, Weekly, Where
from bot.domain.roles import GIVEN, Holder, HolderKind, Role
from bot.domain.window import Length
from bot.services.systems.buildings import Place
from tests.slack.blocks.forms import building, site
from tests.slack.blocks.grants import NASTY

DOORS = site(5).entrances
GONE = "b1-door-99"
"""A door that Seam does not list now."""

ROLE_ORDER = (Role.MANAGER, Role.APPROVER, Role.VIEWER, Role.ISSUER)
"""In which the forms leave them behind: a role that is saved goes to the end."""

slack_ids = st.from_regex(r"[US][A-Z0-9]{8}", fullmatch=True)
minutes = st.integers(1, 366 * 24 * 60).map(lambda n: timedelta(minutes=n))
hours = st.sampled_from(["", "never", "Mon-Fri 08:00-18:00", "Sat 22:00-02:00"]).map(read_hours)
methods = st.sets(st.sampled_from(Method), min_size=1).map(frozenset)
patterns = st.sampled_from([(), ("WO-####",)])
most_open = st.none() | st.integers(1, 999)
policies = st.builds(
    Policy,
    max_length=minutes,
    hours=hours,
    methods=methods,
    approval=st.sampled_from(Approval),
    self_approval=st.booleans(),
    two_person=st.booleans(),
    reason_required=st.booleans(),
    reason_patterns=patterns,
    pin_in_dm=st.booleans(),
    mail_pin=st.booleans(),
    link_only=st.booleans(),
    retention=minutes,
    most_open=most_open,
    lapse_after=minutes,
    escalate_after=minutes,
)
stricter = st.builds(
    Stricter,
    max_length=st.none() | minutes,
    hours=hours,
    methods=st.none() | st.sampled_from(Method).map(lambda method: frozenset({method})),
    approval=st.sampled_from([None, Approval.ISSUERS, Approval.EVERYONE]),
    two_person=st.sampled_from([None, True]),
    reason_required=st.sampled_from([None, True]),
    reason_patterns=st.sampled_from([None, ("WO-####",)]),
    pin_in_dm=st.sampled_from([None, False]),
    mail_pin=st.sampled_from([None, False]),
    link_only=st.sampled_from([None, True]),
    most_open=most_open,
    retention=st.none() | minutes,
)
some_doors = st.lists(st.sampled_from([door.id for door in DOORS]), min_size=1, unique=True).map(sorted)
groups = st.lists(
    st.builds(
        lambda id_, doors, gone, asks: EntranceGroup(id=id_, name="Vault", entrance_ids=(*doors, *gone), stricter=asks),
        st.uuids().map(str),
        some_doors,
        st.sampled_from([(), (GONE,)]),
        stricter,
    ),
    max_size=3,
    unique_by=lambda group: group.id,
).map(tuple)
templates = st.lists(
    st.builds(
        Template,
        id=st.uuids().map(str),
        name=st.sampled_from(["Cleaner", "Mover"]),
        doors=some_doors.map(lambda ids: {door.id: door.name for door in DOORS if door.id in ids}),
        method=st.sampled_from(Method),
        length=st.just(Length.CUSTOM),
        span=minutes,
        reminder_leads=st.none() | st.just((timedelta(hours=2),)),
        reason=st.sampled_from(["", "Cleaning & more"]),
        mail=st.booleans(),
    ),
    max_size=2,
    unique_by=lambda template: template.name,
).map(tuple)
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))
notices = st.builds(
    Notices,
    where=st.sampled_from(Where),
    quiet=st.none() | st.just(Quiet(begins=time(22), ends=time(7, 30))),
    digest_at=st.none() | clocks,
    review=st.none() | st.builds(Weekly, weekday=st.integers(0, 6), at=clocks),
    long_after=minutes,
    escalate_after=minutes,
)
settings = st.builds(
    BuildingSettings,
    templates=templates,
    roles=st.lists(slack_ids, max_size=8, unique=True).map(
        lambda ids: tuple(holder(id_, role) for role in ROLE_ORDER for id_ in sorted(ids, reverse=True))
    ),
    policy=policies,
    entrance_groups=groups,
    hub=st.sampled_from(Hub),
    entrance_hubs=st.dictionaries(
        st.sampled_from([*(door.id for door in DOORS), GONE]), st.sampled_from([Hub.YES, Hub.NO])
    ),
    notice_channel=st.none() | st.just("C1"),
    reminder_leads=st.lists(st.integers(1, 20_000), max_size=5, unique=True).map(
        lambda found: tuple(timedelta(minutes=n) for n in sorted(found, reverse=True))
    ),
    notices=notices,
    mobile_keys=st.sampled_from(MobileKeys),
    guest_text=st.sampled_from(["", "Park <behind> the house.\nRing twice."]),
    mail_guests=st.booleans(),
    web_passes=st.booleans(),
    colour=st.none() | st.just("#1a7f5a"),
)


def holder(slack_id: str, role: Role) -> Holder:
    kind = HolderKind.GROUP if slack_id.startswith("S") else HolderKind.PERSON
    return Holder(kind=kind, slack_id=slack_id, role=role)


def place(kept: BuildingSettings | None = None, doors: tuple[Entrance, ...] = DOORS, *, stuck: bool = False) -> Place:
    return Place(building=building(settings=kept or BuildingSettings()), entrances=doors, cannot_be_approved=stuck)


def nasty_place(doors: int) -> Place:
    """As large as Slack, Seam and the forms let it become, everything named so that it would do harm."""
    there = tuple(door.model_copy(update={"name": NASTY, "is_connected": True}) for door in site(doors).entrances)
    ids = [door.id for door in there]
    asks = Stricter(
        hours=read_hours("Mon-Sun 08:00-12:00 13:00-18:00"),
        reason_patterns=("W" * 100,),
        methods=frozenset({Method.PIN}),
    )
    kept = BuildingSettings(
        roles=tuple(holder(f"{kind}{n}", role) for role in GIVEN for kind in "US" for n in range(100)),
        policy=Policy(hours=asks.hours, reason_patterns=("&" * 100,), most_open=999, approval=Approval.EVERYONE),
        entrance_groups=tuple(
            EntranceGroup(id=f"g{n}", name=NASTY[:60], entrance_ids=tuple(ids[:100]), stricter=asks) for n in range(40)
        ),
        entrance_hubs={id_: (Hub.YES, Hub.NO)[n % 2] for n, id_ in enumerate(ids[:200])},
        notice_channel="C1",
        guest_text=(NASTY * 20)[:1500],
        mail_guests=True,
        web_passes=True,
        templates=tuple(
            Template(id=f"t{n}", name=NASTY[:60], doors={**dict.fromkeys(ids[:100], NASTY), GONE: NASTY}, reason=NASTY)
            for n in range(30)
        ),
    )
    where = building(name=NASTY, settings=kept, problem="acs_system_disconnected", time_zone=None)
    return Place(building=where, entrances=there, cannot_be_approved=True, can_connect=True)
