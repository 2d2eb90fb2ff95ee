"""Hub "unknown" is a true answer and the default: Seam has no field for it, and a wrong yes promises too much.

The view sends user groups as ids alone; their names are Slack's and are only shown.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ConversationFilter,
    ConversationSelectElement,
    ExternalDataMultiSelectElement,
    InputBlock,
    NumberInputElement,
    Option,
    RadioButtonsElement,
    UserMultiSelectElement,
)
from slack_sdk.models.views import View

from bot.domain.building import Building, BuildingSettings, Hub, MobileKeys
from bot.domain.errors import AccessError
from bot.domain.roles import Holder, HolderKind, Role, with_holders
from bot.slack.acting import Payload
from bot.slack.blocks.grant_form_fields import MOST_OPTIONS, building_input, option
from bot.slack.blocks.ids import Field, ViewId
from bot.slack.blocks.text import clean, plain, plural
from bot.slack.blocks.times import length_words
from bot.slack.blocks.view_state import all_selected, element, metadata, selected, shown_blocks

LONGEST_DAYS = 366
_DAY = timedelta(days=1)
_LEADS = tuple(timedelta(minutes=minutes) for minutes in (3 * 24 * 60, 24 * 60, 4 * 60, 60, 30))
_MOST_LEADS = 10
_HUBS = {
    Hub.UNKNOWN: ("Not known", "Screens say that a door may need an update by hand"),
    Hub.YES: ("Yes", "Doors hear of every PIN change by themselves"),
    Hub.NO: ("No", "Every PIN change needs the Latch Manager App at the door"),
}
_KEYS = {
    MobileKeys.OFF: ("Off", "Only PINs are offered"),
    MobileKeys.INSTANT_KEY: ("Instant Key", "The guest gets a link that opens the key on their phone"),
    MobileKeys.OWN_APP: ("Our app has it", "Guests see their key in your own app"),
}
_PIN_IN_DM = "on"


class BadSettings(AccessError):
    """Values that an admin has to correct; `errors` holds a sentence by `block_id`."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)


def setup_pick_view(buildings: Sequence[Building]) -> View:
    """Which building to set up; there must be at least one."""
    return View(
        type="modal",
        callback_id=ViewId.SETUP_PICK,
        title=plain("Set up a building"),
        submit=plain("Next"),
        close=plain("Cancel"),
        blocks=[building_input(buildings, buildings[0], redraws=False)],
    )


def read_setup_pick(view: Payload) -> str | None:
    """The id of the chosen building."""
    return selected(view, Field.BUILDING)


def setup_view(building: Building, group_names: Mapping[str, str]) -> View:
    """The settings of one building as they are; `group_names` are Slack's user groups by id."""
    settings = building.settings
    return View(
        type="modal",
        callback_id=ViewId.SETUP_FORM,
        title=plain("Set up a building"),
        submit=plain("Save"),
        close=plain("Cancel"),
        private_metadata=json.dumps({"building": building.id}),
        blocks=[
            *_issuers(building, group_names),
            _radio(Field.HUB, "Do the doors have a wired hub?", _options(_HUBS), settings.hub),
            _channel(settings),
            _max_length(settings),
            _leads(settings),
            _radio(Field.MOBILE_KEYS, "Mobile keys", _options(_KEYS), settings.mobile_keys),
            _pin_in_dm(settings),
        ],
    )


def group_options(group_names: Mapping[str, str], query: str = "") -> list[Option]:
    """The answer to the options request of the user-group select: at most 100, by name."""
    found = [(name, id_) for id_, name in group_names.items() if query.casefold() in name.casefold()]
    return [option(id_, name) for name, id_ in sorted(found)[:MOST_OPTIONS]]


def read_setup(view: Payload) -> tuple[str, Callable[[BuildingSettings], BuildingSettings]]:
    """The building's id, and what becomes of its settings: those that this form does not show stay.

    Raises:
        BadSettings: a maximum length that is not a number of days from 1 to 366.
    """
    blocks = shown_blocks(view)
    typed = str(element(view, Field.MAX_LENGTH).get("value") or "").strip()
    if not re.fullmatch(r"[0-9]{1,3}", typed) or not 1 <= int(typed) <= LONGEST_DAYS:
        block = blocks.get(Field.MAX_LENGTH, Field.MAX_LENGTH.value)
        raise BadSettings({block: f"The longest access must be a whole number of days from 1 to {LONGEST_DAYS}."})
    hub, keys = selected(view, Field.HUB), selected(view, Field.MOBILE_KEYS)
    issuers = _read_issuers(view)
    update = {
        "hub": next((one for one in Hub if one == hub), Hub.UNKNOWN),
        "notice_channel": element(view, Field.NOTICE_CHANNEL).get("selected_conversation"),
        "reminder_leads": _read_leads(view),
        "mobile_keys": next((one for one in MobileKeys if one == keys), MobileKeys.OFF),
    }
    in_dm = _PIN_IN_DM in all_selected(view, Field.PIN_IN_DM)
    limits = {"max_length": int(typed) * _DAY, "pin_in_dm": in_dm}

    def change(settings: BuildingSettings) -> BuildingSettings:
        roles = with_holders(settings.roles, Role.ISSUER, issuers)
        policy = settings.policy.model_copy(update=limits)
        return settings.model_copy(update={**update, "roles": roles, "policy": policy})

    return str(metadata(view).get("building", "")), change


def saved_words(building: Building) -> str:
    """What holds from now on, in one plain sentence: the form itself is closed when it is saved."""
    settings = building.settings
    issuers = [holder for holder in settings.roles if holder.role is Role.ISSUER]
    numbers = {kind: sum(issuer.kind is kind for issuer in issuers) for kind in HolderKind}
    people = "1 person" if numbers[HolderKind.PERSON] == 1 else f"{numbers[HolderKind.PERSON]} people"
    groups = f" and {plural(numbers[HolderKind.GROUP], 'user group')}" if numbers[HolderKind.GROUP] else ""
    who = f"{people}{groups}" if issuers else "only managers and Keydesk's admins"
    leads = ", ".join(length_words(lead) for lead in sorted(settings.reminder_leads, reverse=True))
    longest = length_words(settings.policy.max_length)
    return (
        f"Saved for {clean(building.name)}: {who} may give access, for at most {longest}. "
        f"Hub: {_HUBS[settings.hub][0].lower()}. Mobile keys: {_KEYS[settings.mobile_keys][0]}. "
        f"{f'Reminders {leads} before the end' if leads else 'No reminders'}."
    )


def _read_issuers(view: Payload) -> tuple[Holder, ...]:
    people = element(view, Field.ISSUER_PEOPLE).get("selected_users") or ()
    groups = all_selected(view, Field.ISSUER_GROUPS)
    return (
        *(Holder(kind=HolderKind.PERSON, slack_id=id_, role=Role.ISSUER) for id_ in people),
        *(Holder(kind=HolderKind.GROUP, slack_id=id_, role=Role.ISSUER) for id_ in groups),
    )


def _read_leads(view: Payload) -> tuple[timedelta, ...]:
    minutes = [int(value) for value in all_selected(view, Field.REMINDER_LEADS) if value.isdecimal()]
    return tuple(timedelta(minutes=n) for n in sorted(minutes, reverse=True))


def _issuers(building: Building, group_names: Mapping[str, str]) -> list[Block]:
    issuers = [holder for holder in building.settings.roles if holder.role is Role.ISSUER]
    ids = {kind: [issuer.slack_id for issuer in issuers if issuer.kind is kind] for kind in HolderKind}
    people = UserMultiSelectElement(action_id=Field.ISSUER_PEOPLE, initial_users=ids[HolderKind.PERSON] or None)
    chosen = [option(id_, group_names.get(id_, id_)) for id_ in ids[HolderKind.GROUP]]
    groups = ExternalDataMultiSelectElement(
        action_id=Field.ISSUER_GROUPS,
        placeholder="Search user groups",
        min_query_length=0,
        initial_options=chosen or None,
    )
    label = plain(f"Who may give access at {building.name}?", 200)
    hint = plain("Without anybody here, only managers and Keydesk's admins may.")
    return [
        InputBlock(block_id=Field.ISSUER_PEOPLE, label=label, hint=hint, element=people, optional=True),
        InputBlock(block_id=Field.ISSUER_GROUPS, label=plain("And which user groups?"), element=groups, optional=True),
    ]


def _options(texts: Mapping[Hub, tuple[str, str]] | Mapping[MobileKeys, tuple[str, str]]) -> list[Option]:
    return [option(value, *words) for value, words in texts.items()]


def _radio(field: Field, label: str, options: Sequence[Option], chosen: str) -> InputBlock:
    initial = next(one for one in options if one.value == chosen)
    element_ = RadioButtonsElement(action_id=field, options=options, initial_option=initial)
    return InputBlock(block_id=field, label=plain(label), element=element_)


def _channel(settings: BuildingSettings) -> Block:
    select = ConversationSelectElement(
        action_id=Field.NOTICE_CHANNEL,
        initial_conversation=settings.notice_channel,
        filter=ConversationFilter(include=["public", "private"], exclude_external_shared_channels=True),
    )
    hint = plain("Alarms go there: a PIN that does not come, an end that is not confirmed. Invite Keydesk to it.")
    label = plain("Notice channel")
    return InputBlock(block_id=Field.NOTICE_CHANNEL, label=label, hint=hint, element=select, optional=True)


def _max_length(settings: BuildingSettings) -> Block:
    days = min(max(settings.policy.max_length // _DAY, 1), LONGEST_DAYS)
    number = NumberInputElement(
        action_id=Field.MAX_LENGTH,
        is_decimal_allowed=False,
        initial_value=str(days),
        min_value="1",
        max_value=str(LONGEST_DAYS),
    )
    return InputBlock(block_id=Field.MAX_LENGTH, label=plain("Longest access, in days"), element=number)


def _leads(settings: BuildingSettings) -> Block:
    """The usual lead times, and whichever others are set already."""
    leads = sorted({*_LEADS, *settings.reminder_leads}, reverse=True)[:_MOST_LEADS]
    options = {lead: option(str(lead // timedelta(minutes=1)), f"{length_words(lead)} before") for lead in leads}
    chosen = [options[lead] for lead in leads if lead in settings.reminder_leads]
    boxes = CheckboxesElement(
        action_id=Field.REMINDER_LEADS, options=list(options.values()), initial_options=chosen or None
    )
    return InputBlock(block_id=Field.REMINDER_LEADS, label=plain("Reminders"), element=boxes, optional=True)


def _pin_in_dm(settings: BuildingSettings) -> Block:
    box = option(_PIN_IN_DM, "Also send the PIN to the requester's DM", "Removed there when access ends")
    boxes = CheckboxesElement(
        action_id=Field.PIN_IN_DM, options=[box], initial_options=[box] if settings.policy.pin_in_dm else None
    )
    return InputBlock(block_id=Field.PIN_IN_DM, label=plain("PIN by DM"), element=boxes, optional=True)
