"""Words after `/guest`, read at two buildings on a Friday at 14:00."""

from datetime import timedelta

from bot.domain.building import BuildingSettings, Entrance, MobileKeys, Template
from bot.domain.window import Length
from bot.services.grants.sites import Site
from bot.slack.blocks.forms.grant_form import live_line
from bot.slack.blocks.forms.grant_form_state import GrantForm, settle
from bot.slack.blocks.typed.reading import read_typed
from tests.slack.blocks.forms import context, site

DOORS = ("Main Lobby", "Garage", "Gym", "Door 1", "Door 10", "Roof East", "Roof West")
CLEANER = Template(
    id="t1",
    name="Cleaner",
    doors={"b1-0": "Main Lobby"},
    length=Length.CUSTOM,
    span=timedelta(hours=4),
    reason="Cleaning",
)


def place(building_id: str, name: str, doors: tuple[str, ...], *templates: Template) -> Site:
    empty = site(
        0, building_id, name=name, settings=BuildingSettings(mobile_keys=MobileKeys.INSTANT_KEY, templates=templates)
    )
    there = [Entrance(id=f"{building_id}-{n}", building_id=building_id, name=door) for n, door in enumerate(doors)]
    return empty.model_copy(update={"entrances": tuple(there)})


ABOUT = context(place("b1", "Harbor House", DOORS, CLEANER), place("b2", "Kew Court", ("Front gate", "Back gate")))
"""Friday, 14:00."""


def read(text: str) -> GrantForm:
    return settle(read_typed(text, GrantForm(building_id="b1"), ABOUT), ABOUT)


def line(text: str) -> str:
    """What would be granted, without the zone and the length."""
    return live_line(read(text), ABOUT).split(", New York")[0]


def doors(text: str) -> list[str]:
    names = {door.id: door.name for one in ABOUT.sites for door in one.entrances}
    return [names[id_] for id_ in read(text).doors]
