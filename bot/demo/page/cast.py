"""Who is there: people with and without rights, and channels that the bot may, may not and must not write to."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.demo.seam import SeamSim, seed
from bot.demo.slack import BOT_USER, SlackSim
from bot.demo.slack.records import Kind

RITA, SAM, ADA, MO, OLLY, GUS, EVE = "U0RITA", "U0SAM", "U0ADA", "U0MO", "U0OLLY", "U0GUS", "U0EVE"
FRONT_DESK, HARBOR_HOUSE, MAINTENANCE, GENERAL = "C0DESK", "C0HARBOR", "C0MAINT", "C0GENERAL"
PARCELS, VENDORS = "C0PARCELS", "C0VENDORS"
NEW_YORK = "America/New_York"
ZONES = (NEW_YORK, "America/Los_Angeles", "Europe/London", "Europe/Berlin", "Asia/Kolkata", "Asia/Tokyo", "UTC")
FIRST_PERSON, FIRST_CHANNEL = RITA, FRONT_DESK


@dataclass(frozen=True)
class Role:
    """Somebody to act as; `about` says what one can try with them."""

    id: str
    name: str
    role: str
    zone: str
    about: str
    kind: Kind = "member"


PEOPLE = (
    Role(RITA, "Rita Reyes", "Front desk", NEW_YORK, "May give access. Try /guest."),
    Role(SAM, "Sam Stone", "Front desk, late shift", NEW_YORK, "May see, extend and end what Rita gave."),
    Role(
        ADA,
        "Ada Admin",
        "Admin",
        NEW_YORK,
        "Says who may give access (/guest setup) and approves the roof deck.",
        "admin",
    ),
    Role(MO, "Mo Mills", "Maintenance", "Europe/London", "Looks after Mill Lane's doors, may not give access."),
    Role(OLLY, "Olly Other", "Leasing", NEW_YORK, "A colleague whom nobody allowed to give access."),
    Role(GUS, "Gus Guest", "Guest account", NEW_YORK, "A guest of the Slack workspace: refused everywhere.", "guest"),
    Role(
        EVE, "Eve Extern", "Other organisation", "Europe/Berlin", "Comes in by a shared channel: refused.", "external"
    ),
)
BY_ID: Mapping[str, Role] = {role.id: role for role in PEOPLE}
_TEAM = [RITA, SAM, ADA, MO, OLLY]


def furnish(slack: SlackSim, seam: SeamSim) -> None:
    """People and channels into Slack, buildings into Seam."""
    for role in PEOPLE:
        slack.add_user(role.id, role.name, role.zone, role.kind)
    slack.add_channel(FRONT_DESK, "front-desk", [*_TEAM, GUS, BOT_USER])
    slack.add_channel(HARBOR_HOUSE, "harbor-house", [RITA, SAM, ADA, OLLY, BOT_USER])
    slack.add_channel(MAINTENANCE, "maintenance", [MO, ADA, SAM, BOT_USER])
    slack.add_channel(GENERAL, "general", [*_TEAM, BOT_USER])
    slack.add_channel(PARCELS, "parcels", [RITA, SAM])
    slack.add_channel(VENDORS, "vendors-shared", [RITA, ADA, EVE, BOT_USER], ext_shared=True)
    seed(seam)
