"""Buildings and doors to draw the form for, and what Slack sends back of a view that nobody touched."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from slack_sdk.models.views import View

from bot.domain.building import Building, BuildingSettings, Entrance, MobileKeys, SystemFacts
from bot.services.grants.sites import Site
from bot.slack.blocks.forms.grant_form_state import FormContext

NOW = datetime(2026, 11, 20, 19, 0, 30, tzinfo=UTC)
"""A Friday, 14:00 in New York."""
LATCH = SystemFacts(
    external_type="latch_building",
    name="Latch",
    entrances_per_code=1,
    caller_chooses_pin=False,
    remote_unlock=False,
    pin_needs_hub=True,
)


def building(building_id: str = "b1", *, mobile_keys: bool = False, **changes: object) -> Building:
    keys = MobileKeys.INSTANT_KEY if mobile_keys else MobileKeys.OFF
    plain = Building(
        id=building_id,
        team_id="T1",
        name=f"Building {building_id}",
        time_zone="America/New_York",
        facts=LATCH,
        synced_at=NOW,
        settings=BuildingSettings(mobile_keys=keys),
    )
    return plain.model_copy(update=changes)


def site(doors: int, building_id: str = "b1", *, mobile_keys: bool = False, **changes: object) -> Site:
    entrances = (
        Entrance(id=f"{building_id}-door-{n}", building_id=building_id, name=f"Door {n}") for n in range(1, doors + 1)
    )
    return Site(building=building(building_id, mobile_keys=mobile_keys, **changes), entrances=tuple(entrances))


def context(*sites: Site, now: datetime = NOW) -> FormContext:
    return FormContext(sites=sites or (site(3),), now=now)


def untouched(view: View) -> dict[str, Any]:
    """The payload of a submission in which every input still has its initial value."""
    drawn = view.to_dict()
    inputs = [block for block in drawn["blocks"] if block["type"] == "input"]
    values = {b["block_id"]: {b["element"]["action_id"]: _VALUES[b["element"]["type"]](b["element"])} for b in inputs}
    return {**drawn, "state": {"values": values}}


def _kept(given: str, sent: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda element: {"type": element["type"], sent: element.get(given)}


def _many(element: dict[str, Any]) -> dict[str, Any]:
    return {"type": element["type"], "selected_options": element.get("initial_options", [])}


_VALUES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "plain_text_input": _kept("initial_value", "value"),
    "email_text_input": _kept("initial_value", "value"),
    "static_select": _kept("initial_option", "selected_option"),
    "radio_buttons": _kept("initial_option", "selected_option"),
    "datepicker": _kept("initial_date", "selected_date"),
    "timepicker": _kept("initial_time", "selected_time"),
    "conversations_select": _kept("initial_conversation", "selected_conversation"),
    "checkboxes": _many,
    "multi_static_select": _many,
    "multi_external_select": _many,
}


def input_blocks(view: View) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block for block in view.to_dict()["blocks"] if block["type"] == "input"}


def shown_text(view: View) -> str:
    """The words of the blocks that are no inputs, as a person reads them down the screen."""
    texts = [block["text"]["text"] for block in view.to_dict()["blocks"] if block["type"] == "section"]
    return "\n".join(texts)
