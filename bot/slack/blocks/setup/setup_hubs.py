"""A door with a hub in a building without one (or the other way round) is named; all others are as the building."""

import json
from collections.abc import Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.domain.building import BuildingSettings, Entrance, Hub
from bot.services.systems.buildings import Place
from bot.slack.acting import Payload
from bot.slack.blocks.ids import Field, ViewId
from bot.slack.blocks.message import names, small
from bot.slack.blocks.setup.setup_fields import Reading, doors_choice
from bot.slack.blocks.setup.setup_form import Change
from bot.slack.blocks.setup.setup_summary import HUBS
from bot.slack.blocks.text import plain
from bot.slack.blocks.view_state import all_selected

_FIELDS = {
    Hub.YES: (Field.HUB_DOORS, "Doors with a hub", "They hear of every PIN change by themselves."),
    Hub.NO: (Field.HUBLESS_DOORS, "Doors without a hub", "Every PIN change needs somebody at the door."),
}
_MOST_NAMED = 10


def setup_hubs_view(at: Place) -> View:
    """The doors that are not like their building."""
    settings = at.building.settings
    set_as = {own: [id_ for id_, hub in settings.entrance_hubs.items() if hub is own] for own in _FIELDS}
    choices = [(*texts, set_as[own]) for own, texts in _FIELDS.items()]
    fields = [doors_choice(field, label, at.entrances, chosen, hint=hint) for field, label, hint, chosen in choices]
    return View(
        type="modal",
        callback_id=ViewId.SETUP_HUBS,
        title=plain("Hubs per door"),
        submit=plain("Save") if at.entrances else None,
        close=plain("Back"),
        private_metadata=json.dumps({"building": at.building.id}),
        blocks=[
            small(f"The other doors are as the building: {HUBS[settings.hub]}."),
            *_hint(at),
            *(fields if at.entrances else []),
        ],
    )


def read_setup_hubs(view: Payload, there: Sequence[Entrance]) -> Change:
    """What is set for the doors that are `there`; for others it stays, they may come back.

    Raises:
        BadSettings: a door is named as both.
    """
    chosen = {hub: all_selected(view, field) for hub, (field, *_) in _FIELDS.items()}
    reading, known = Reading(view), {door.id: door.name for door in there}
    if twice := [known[id_] for id_ in chosen[Hub.YES] if id_ in chosen[Hub.NO] and id_ in known]:
        reading.refuse(Field.HUBLESS_DOORS, f"{twice[0]} is named as both. Choose one.")
    reading.done()

    def change(settings: BuildingSettings) -> BuildingSettings:
        gone = {id_: hub for id_, hub in settings.entrance_hubs.items() if id_ not in known}
        named = {id_: hub for hub, ids in chosen.items() for id_ in ids if id_ in known}
        return settings.model_copy(update={"entrance_hubs": {**gone, **named}})

    return change


def _hint(at: Place) -> list[Block]:
    connected = [door.name for door in at.entrances if door.is_connected]
    told = f"Seam shows as connected, which is a hint and no proof: {names(connected, _MOST_NAMED)}."
    return [small(told)] if connected else []
