"""Hub "unknown" is a true answer and the default: Seam has no field for it, and a wrong yes promises too much.

This form holds what every building needs; what is rarer has forms of its own that open on top of it. Each saves only
what it shows.
"""

import json
from collections.abc import Callable, Mapping, Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
)
from slack_sdk.models.views import View

from bot.domain.building import Building, BuildingSettings, Hub, MobileKeys
from bot.domain.roles import Role, with_holders
from bot.services.systems.buildings import Place
from bot.slack.acting import Payload
from bot.slack.blocks import buttons
from bot.slack.blocks.forms.grant_form_fields import building_input
from bot.slack.blocks.ids import ActionId, Field, ViewId
from bot.slack.blocks.setup.setup_fields import Reading, holder_inputs, radio
from bot.slack.blocks.setup.setup_summary import HUBS, holder_words, summary
from bot.slack.blocks.text import clean, plain
from bot.slack.blocks.times import length_words
from bot.slack.blocks.view_state import metadata, selected

Change = Callable[[BuildingSettings], BuildingSettings]

_HUBS: dict[str, tuple[str, ...]] = {
    Hub.UNKNOWN: ("Not known", "Screens say that a door may need an update by hand"),
    Hub.YES: ("Yes", "Doors hear of every PIN change by themselves"),
    Hub.NO: ("No", "Every PIN change needs the Latch Manager App at the door"),
}
_KEYS: dict[str, tuple[str, ...]] = {
    MobileKeys.OFF: ("Off", "Only PINs are offered"),
    MobileKeys.INSTANT_KEY: ("Instant Key", "The guest gets a link that opens the key on their phone"),
    MobileKeys.OWN_APP: ("Our app has it", "Guests see their key in your own app"),
}
_PARTS = {
    ActionId.SETUP_ROLES: "Roles",
    ActionId.SETUP_POLICY: "Policy",
    ActionId.SETUP_GROUPS: "Entrance groups",
    ActionId.SETUP_TEMPLATES: "Templates",
    ActionId.SETUP_MESSAGE: "Message for guests",
    ActionId.SETUP_HUBS: "Hubs per door",
    ActionId.SETUP_LOCKS: "Smart locks",
    ActionId.SETUP_NOTICES: "Reminders and notices",
    ActionId.SETUP_WATCH: "News of doors",
    ActionId.SETUP_CHECKS: "Checks",
}


def setup_pick_view(buildings: Sequence[Building], *, can_connect: bool = False) -> View:
    """Which building to set up; there must be at least one."""
    connect = ButtonElement(action_id=ActionId.CONNECT, text=plain("Connect a building"), value="all")
    return View(
        type="modal",
        callback_id=ViewId.SETUP_PICK,
        title=plain("Set up a building"),
        submit=plain("Next"),
        close=plain("Cancel"),
        blocks=[
            building_input(buildings, buildings[0], redraws=False),
            *buttons.actions(connect if can_connect else None),
        ],
    )


def read_setup_pick(view: Payload) -> str | None:
    """The id of the chosen building."""
    return selected(view, Field.BUILDING)


def setup_view(at: Place, group_names: Mapping[str, str]) -> View:
    """What holds at the building, and its settings; `group_names` are Slack's user groups by id."""
    building, settings = at.building, at.building.settings
    label = f"Who may give access at {clean(building.name)}?"
    hint = "Without anybody here, only managers and Keydesk's admins may."
    return View(
        type="modal",
        callback_id=ViewId.SETUP_FORM,
        title=plain("Set up a building"),
        submit=plain("Save"),
        close=plain("Cancel"),
        private_metadata=json.dumps({"building": building.id}),
        blocks=[
            *summary(at),
            _parts(at),
            *holder_inputs(Role.ISSUER, label, hint, settings.roles, group_names),
            radio(Field.HUB, "Do the doors have a wired hub?", _HUBS, settings.hub),
            radio(Field.MOBILE_KEYS, "Mobile keys", _KEYS, settings.mobile_keys),
        ],
    )


def building_of(view: Payload) -> str:
    """The building that a set-up form is about."""
    return str(metadata(view).get("building", ""))


def read_setup(view: Payload) -> Change:
    """What becomes of the building's settings: those that this form does not show stay."""
    issuers = Reading(view).holders(Role.ISSUER)
    hub, keys = selected(view, Field.HUB), selected(view, Field.MOBILE_KEYS)
    update = {
        "hub": next((one for one in Hub if one == hub), Hub.UNKNOWN),
        "mobile_keys": next((one for one in MobileKeys if one == keys), MobileKeys.OFF),
    }

    def change(settings: BuildingSettings) -> BuildingSettings:
        return settings.model_copy(update={**update, "roles": with_holders(settings.roles, Role.ISSUER, issuers)})

    return change


def saved_words(building: Building) -> str:
    """What holds from now on, in one plain sentence: the form itself is closed when it is saved."""
    settings = building.settings
    has_issuers = any(holder.role is Role.ISSUER for holder in settings.roles)
    who = holder_words(Role.ISSUER, settings.roles) if has_issuers else "only managers and Keydesk's admins"
    longest = length_words(settings.policy.max_length)
    return (
        f"Saved for {clean(building.name)}: {who} may give access, for at most {longest}. "
        f"Hub: {HUBS[settings.hub]}. Mobile keys: {_KEYS[settings.mobile_keys][0]}."
    )


def _parts(at: Place) -> Block:
    id_ = at.building.id
    parts = [ButtonElement(action_id=action, text=plain(text), value=id_) for action, text in _PARTS.items()]
    return ActionsBlock(block_id="setup_parts", elements=[*parts, *[_connect()] * at.can_connect])


def _connect() -> ButtonElement:
    """It takes the place of the form, with what is typed there."""
    confirm = ConfirmObject(
        title=plain("Leave this form?"),
        text=plain("What you have changed here and not saved is lost."),
        confirm=plain("Connect a building"),
        deny=plain("Stay"),
    )
    text = plain("Connect a building")
    return ButtonElement(action_id=ActionId.CONNECT, text=text, value="all", confirm=confirm)
