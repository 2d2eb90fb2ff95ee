"""`None` in a capability means that Seam does not say, never "no": an absent flag on an ACS entrance is unknown."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime
from pydantic import Field as Constrained

from bot.domain.colour import Colour
from bot.domain.feed import Watch
from bot.domain.hours import Hours
from bot.domain.notices import Notices
from bot.domain.roles import Holder
from bot.domain.value import Value
from bot.domain.window import Length, named_zone


class Method(StrEnum):
    """How the guest opens doors; the values are Seam's `access_method`."""

    PIN = "code"
    MOBILE_KEY = "mobile_key"


class Hub(StrEnum):
    """Whether the building's doors hear of PIN changes through a wired hub. Seam has no field for it."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """What an entrance is at Seam, and with it which of Seam's objects open it."""

    ACS = "acs_entrance"
    DEVICE = "device"
    """A smart lock: opened by access codes of its own, see `domain.device`."""


class MobileKeys(StrEnum):
    """How a mobile key reaches a phone here; without a way it is not offered."""

    OFF = "off"
    INSTANT_KEY = "instant_key"
    OWN_APP = "own_app"


class SystemFacts(Value):
    """What is fixed about an access system, whatever building it stands in."""

    external_type: str
    name: str
    entrances_per_code: int | None
    """Latch: 1, so N doors are N credentials and N different PINs (Seam's Latch guide)."""
    caller_chooses_pin: bool
    remote_unlock: bool
    pin_needs_hub: bool
    """A PIN change reaches a door by itself only through the wired hub."""
    tells_use: bool = False
    """Whether Seam says that somebody came in; of Latch it has no such event."""
    source: Source = Source.ACS
    """What the building is made of; smart locks may stand in the building of an access system too."""


class Entrance(Value):
    """A point of entry: one `acs_entrance`, or one smart lock (`device`), whose id it then has."""

    id: str
    building_id: str
    name: str
    can_unlock_with_code: bool | None = None
    can_unlock_with_mobile_key: bool | None = None
    is_connected: bool | None = None
    """Seam's hint for a hub; never taken as proof."""
    removed: bool = False
    source: Source = Source.ACS

    def can(self, method: Method) -> bool:
        """Whether this door may be offered for the method: unknown counts as yes, Seam decides at create."""
        flag = self.can_unlock_with_code if method is Method.PIN else self.can_unlock_with_mobile_key
        return flag is not False


class Approval(StrEnum):
    """Whose requests wait for an approver; a later one in this list asks more of people than an earlier one."""

    NOBODY = "nobody"
    ISSUERS = "issuers"
    """Managers and admins give access at once."""
    EVERYONE = "everyone"


class Policy(Value):
    """What access may be like at a building; `domain.policy` says what follows from it."""

    max_length: timedelta = timedelta(days=14)
    """In real hours, from the start to the latest end that an extension can reach."""
    hours: Hours | None = None
    """The whole access must lie within these; None is any time."""
    methods: frozenset[Method] = frozenset(Method)
    approval: Approval = Approval.NOBODY
    self_approval: bool = False
    """Whether an approver's own request counts as approved."""
    two_person: bool = False
    """Somebody else always approves, whoever asks: stronger than `approval` and `self_approval`."""
    reason_required: bool = False
    reason_patterns: tuple[str, ...] = ()
    """What the reason must contain, # standing for a digit: "WO-####"."""
    pin_in_dm: bool = False
    mail_pin: bool = False
    """Whether an e-mail to the guest may hold the PIN; without it, it holds a link at most."""
    link_only: bool = False
    """Whether messages for guests hold the link of their web pass in place of the PIN or key."""
    retention: timedelta = timedelta(days=30)
    """How long a guest's contacts are kept after the end."""
    most_open: int | None = None
    """How many open grants one requester may have here at a time."""
    lapse_after: timedelta = timedelta(hours=8)
    """How long a request waits for a decision."""
    escalate_after: timedelta = timedelta(minutes=15)
    """After how long the next ones are asked to decide."""


class Stricter(Value):
    """What an entrance group asks beyond its building's policy, field by field; None asks nothing more."""

    max_length: timedelta | None = None
    hours: Hours | None = None
    methods: frozenset[Method] | None = None
    approval: Approval | None = None
    self_approval: bool | None = None
    two_person: bool | None = None
    reason_required: bool | None = None
    reason_patterns: tuple[str, ...] | None = None
    pin_in_dm: bool | None = None
    mail_pin: bool | None = None
    link_only: bool | None = None
    retention: timedelta | None = None
    most_open: int | None = None
    lapse_after: timedelta | None = None
    escalate_after: timedelta | None = None


class EntranceGroup(Value):
    """Doors of one building that need more care than the others: the roof, the server room."""

    id: str
    name: str
    entrance_ids: tuple[str, ...] = ()
    stricter: Stricter = Stricter()


class Template(Value):
    """What a kind of guest usually gets: chosen in the form it fills the rest in, and changes nothing of the rules."""

    id: str
    name: str
    doors: Mapping[str, str] = Constrained(default_factory=dict)
    """By entrance id the name a door had when it was chosen, so that one which is gone can still be named."""
    method: Method = Method.PIN
    length: Length = Length.TWO_HOURS
    span: timedelta | None = None
    """How long, where `length` is CUSTOM; None otherwise."""
    reminder_leads: tuple[timedelta, ...] | None = None
    """Of the grants made with it; None is as the building."""
    reason: str = ""
    mail: bool = False
    """Whether the message for the guest is e-mailed as soon as something is issued."""


class BuildingSettings(Value):
    """What a manager sets in `/guest setup`; the defaults hold without any set-up: deny, tell the truth."""

    roles: tuple[Holder, ...] = ()
    policy: Policy = Policy()
    entrance_groups: tuple[EntranceGroup, ...] = ()
    hub: Hub = Hub.UNKNOWN
    entrance_hubs: Mapping[str, Hub] = Constrained(default_factory=dict)
    """By entrance id, where a door is not like the building."""
    notice_channel: str | None = None
    reminder_leads: tuple[timedelta, ...] = (timedelta(hours=24), timedelta(hours=1))
    notices: Notices = Notices()
    watch: Watch = Watch()
    """Where the news of its doors go."""
    mobile_keys: MobileKeys = MobileKeys.OFF
    templates: tuple[Template, ...] = ()
    guest_text: str = ""
    """What every guest of the building should know: how to get in, where to park."""
    mail_guests: bool = False
    """Whether messages for guests may be e-mailed at all."""
    web_passes: bool = False
    """Whether guests may have a page of their own, by link; switched off, no link of the building works."""
    colour: Colour | None = None
    """The building's own, on its guests' pages."""

    def template(self, template_id: str | None) -> Template | None:
        """The template of this id, None where there is none (any more)."""
        return next((template for template in self.templates if template.id == template_id), None)

    def hub_at(self, entrance_ids: Iterable[str]) -> Hub:
        """What holds for all of these doors together: one without a hub needs a visit, one not known may need one."""
        hubs = {self.entrance_hubs.get(id_, self.hub) for id_ in entrance_ids} or {self.hub}
        return next(hub for hub in (Hub.NO, Hub.UNKNOWN, Hub.YES) if hub in hubs)


class Building(Value):
    """One `acs_system`, or the smart locks of one connected account, as last read from Seam, with our settings."""

    id: str
    team_id: str
    name: str
    time_zone: str | None
    facts: SystemFacts
    problem: str | None = None
    """Seam's error code while the system is disconnected or its provider is down."""
    synced_at: AwareDatetime
    settings: BuildingSettings = BuildingSettings()

    @property
    def zone(self) -> ZoneInfo:
        """The building's zone; UTC where Seam names none or one that does not exist."""
        return named_zone(self.time_zone)

    def offers(self, method: Method) -> bool:
        return method is Method.PIN or self.settings.mobile_keys is not MobileKeys.OFF
