"""`/door status`: how the doors of a building stand, as our tables know it, with the time of what is told."""

import json
from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement, Option, OverflowMenuElement, SectionBlock, StaticSelectElement
from slack_sdk.models.views import View

from bot.domain.building import Building
from bot.domain.command import Action
from bot.domain.problems import sentence
from bot.services.doors.commanding import DoorSeen
from bot.slack.acting import Payload
from bot.slack.blocks import buttons
from bot.slack.blocks.doors.door_words import door_text
from bot.slack.blocks.forms.grant_form_fields import MOST_OPTIONS, option
from bot.slack.blocks.ids import ActionId, ViewId
from bot.slack.blocks.message import shown, small
from bot.slack.blocks.text import literal, mrkdwn, plain
from bot.slack.blocks.times import viewer_date
from bot.slack.blocks.view_state import metadata

MOST_DOORS = 40
NO_DOORS = "Seam lists no door of a building where you have a role."
_ACTIONS = {Action.UNLOCK: "Unlock…", Action.LOCK: "Lock…"}


def status_view(doors: Sequence[DoorSeen], building_id: str = "", sought: str = "", said: str = "") -> View:
    """One building's doors, or those of all whose name has `sought` in it; `said` is why Seam was not asked anew."""
    buildings = list({door.building.id: door.building for door in doors}.values())
    named = [one for one in buildings if sought and sought.casefold() in one.name.casefold()]
    chosen = next((one for one in buildings if one.id == building_id), next(iter(named or buildings), None))
    found = [door for door in doors if sought.casefold() in door.name.casefold()] if sought else []
    listed = found or [door for door in doors if chosen is not None and door.building.id == chosen.id]
    return View(
        type="modal",
        callback_id=ViewId.DOOR_STATUS,
        title=plain("Doors"),
        close=plain("Close"),
        private_metadata=json.dumps({"building": chosen.id if chosen else "", "sought": sought if found else ""}),
        blocks=[
            *([] if not sought or found or named else [small(f"No door is called {shown(sought, 80)}.")]),
            *([] if found or chosen is None else _chosen(buildings, chosen)),
            *([small(literal(said))] if said else []),
            *_rows(listed, named=bool(found)),
            *_foot(listed),
        ],
    )


def read_status(view: Payload) -> tuple[str, str]:
    """The building that is shown, and what was sought."""
    kept = metadata(view)
    return str(kept.get("building") or ""), str(kept.get("sought") or "")


def _chosen(buildings: Sequence[Building], chosen: Building) -> list[Block]:
    problem = [SectionBlock(text=mrkdwn(f":warning: {literal(sentence(chosen.problem))}"))] if chosen.problem else []
    if len(buildings) == 1:
        return [SectionBlock(text=mrkdwn(f"*{shown(chosen.name)}*")), *problem]
    options = [option(one.id, one.name) for one in buildings[:MOST_OPTIONS]]
    select = StaticSelectElement(
        action_id=ActionId.DOOR_BUILDING, options=options, initial_option=option(chosen.id, chosen.name)
    )
    return [SectionBlock(text=mrkdwn("*Building*"), accessory=select), *problem]


def _rows(doors: Sequence[DoorSeen], *, named: bool) -> list[Block]:
    if not doors:
        return [SectionBlock(text=mrkdwn(NO_DOORS))]
    hidden = len(doors) - MOST_DOORS
    more = [small(f"And {hidden} more: `/door status` with part of a door's name finds them.")] if hidden > 0 else []
    return [*(_row(door, named=named) for door in doors[:MOST_DOORS]), *more]


def _row(door: DoorSeen, *, named: bool) -> Block:
    where = f"\n{shown(door.building.name, 80)}" if named else ""
    offered = [action for action in _ACTIONS if door.may_command and door.can(action)]
    options = [Option(value=f"{action}:{door.entrance_id}", text=plain(_ACTIONS[action])) for action in offered]
    menu = OverflowMenuElement(action_id=ActionId.DOOR_MENU, options=options) if options else None
    return SectionBlock(text=mrkdwn(door_text(door) + where), accessory=menu)


def _foot(doors: Sequence[DoorSeen]) -> list[Block]:
    """Since when all of this is known; nothing where no lock is among the doors."""
    times = [door.device.synced_at for door in doors if door.device is not None and door.device.synced_at is not None]
    if not times:
        return []
    refresh = ButtonElement(action_id=ActionId.DOOR_REFRESH, text=plain("Ask Seam again"), value="refresh")
    return [small(f"As Seam said {viewer_date(min(times))}"), *buttons.actions(refresh)]
