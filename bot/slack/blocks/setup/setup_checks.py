"""A short look at what a building needs to be usable: what is fine, and what to do about the rest."""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from slack_sdk.models.blocks import Block, SectionBlock
from slack_sdk.models.views import View

from bot.domain.building import Approval, Hub, Policy, Stricter
from bot.domain.problems import sentence
from bot.domain.roles import Holder, Role
from bot.services.systems.buildings import Place
from bot.slack.blocks import buttons
from bot.slack.blocks.ids import ViewId
from bot.slack.blocks.message import shown, small
from bot.slack.blocks.setup.setup_summary import HUBS, check_again, holder_words
from bot.slack.blocks.text import literal, mrkdwn, plain, plural
from bot.slack.blocks.times import viewer_date


class Check(NamedTuple):
    """One thing that was looked at; `fix` says what to do, and is empty where all is well."""

    about: str
    found: str
    fix: str = ""


def setup_checks_view(at: Place) -> View:
    """What is fine is said too: an empty list would look like nothing was checked."""
    building = at.building
    return View(
        type="modal",
        callback_id=ViewId.SETUP_CHECKS,
        title=plain("Checks"),
        close=plain("Back"),
        private_metadata=json.dumps({"building": building.id}),
        blocks=[
            SectionBlock(text=mrkdwn(f"*{shown(building.name)}*")),
            *(_line(check) for check in checks(at)),
            *buttons.actions(check_again(building.id)),
            small(f"Doors and connection as Seam said {viewer_date(building.synced_at)}"),
        ],
    )


def checks(at: Place) -> Iterator[Check]:
    """In the order in which they keep a building from being used."""
    building, settings = at.building, at.building.settings
    if building.problem:
        yield Check("Connection to Seam", "in trouble", sentence(building.problem))
    else:
        yield Check("Connection to Seam", "connected")
    yield Check("Doors", plural(len(at.entrances), "door")) if at.entrances else _NO_DOORS
    yield Check("Time zone", building.time_zone) if building.time_zone else _NO_ZONE
    yield Check("Hub", HUBS[settings.hub], _HUB_UNKNOWN if settings.hub is Hub.UNKNOWN else "")
    yield _issuers(settings.roles)
    yield _approvers(at)
    yield Check("Notice channel", "chosen") if settings.notice_channel else _NO_CHANNEL


_NO_DOORS = Check(
    "Doors", "none", "Seam lists no door. At Latch, switch on Partner access: Seam for each door, then check again."
)
_NO_ZONE = Check("Time zone", "not known", "Times are in UTC. Seam takes the zone from the building's provider.")
_HUB_UNKNOWN = "Screens say that a door may need an update by hand. Say in the form whether doors have a wired hub."
_NO_CHANNEL = Check("Notice channel", "none", "Alarms go to whoever gave the access alone. Choose one in the form.")


def _issuers(roles: Sequence[Holder]) -> Check:
    about = "Who may give access"
    if any(holder.role is Role.ISSUER for holder in roles):
        return Check(about, holder_words(Role.ISSUER, tuple(roles)))
    return Check(about, "managers and Keydesk's admins only", "Name who else may, in the form.")


def _approvers(at: Place) -> Check:
    about, settings = "Who may approve", at.building.settings
    if at.cannot_be_approved:
        return Check(about, "nobody", "Some access here needs approval. Name approvers or managers under Roles.")
    asked: list[Policy | Stricter] = [settings.policy, *(group.stricter for group in settings.entrance_groups)]
    is_needed = any(one.two_person or one.approval not in {None, Approval.NOBODY} for one in asked)
    return Check(about, "somebody is there" if is_needed else "no access here needs approval")


def _line(check: Check) -> Block:
    mark = "*Needs attention*" if check.fix else "✓"
    fix = f"\n{literal(check.fix)}" if check.fix else ""
    return SectionBlock(text=mrkdwn(f"{mark} {check.about}: {literal(check.found)}{fix}"))
