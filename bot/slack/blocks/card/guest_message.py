"""The text that a person copies and sends: plain, never markup, complete, and true when it is read tomorrow."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.building import Method, MobileKeys
from bot.domain.grant import Credential, CredentialState, GrantRecord, Pin
from bot.slack.blocks.card.door_words import current
from bot.slack.blocks.message import chunks, lasting_instant, lasting_window
from bot.slack.blocks.text import clean, pin_groups

LONGEST_PART = 2900
"""Of one text field's initial value; Slack takes 3000 characters."""


def guest_message(record: GrantRecord, pins: Mapping[str, Pin], now: datetime) -> str:
    """What the guest needs to know; empty where there is nothing yet that opens a door."""
    return "\n".join(_lines(record, pins, now))


def guest_message_parts(record: GrantRecord, pins: Mapping[str, Pin], now: datetime) -> list[str]:
    """The same in parts that fit a text field each: a PIN is never cut off."""
    return chunks(_lines(record, pins, now), LONGEST_PART)


def _lines(record: GrantRecord, pins: Mapping[str, Pin], now: datetime) -> list[str]:
    if not record.grant.state.is_open or record.is_overdue(now):
        return []
    issued = [c for c in current(record) if c.state is CredentialState.ISSUED]
    is_pin = record.grant.method is Method.PIN
    access = [line for c in issued for line in (_pin_lines(c, record, pins) if is_pin else _key_lines(c, record, pins))]
    if not access:
        return []
    greeting = f"Hello {clean(record.grant.guest.name)}, this is your access to {clean(record.building.name)}."
    when = f"When: {lasting_window(record.grant.window, record.building.zone)}"
    how = ["Type the PIN on the keypad of its door."] if is_pin else []
    return [greeting, when, *access, *how]


def _pin_lines(credential: Credential, record: GrantRecord, pins: Mapping[str, Pin]) -> list[str]:
    pin = pins.get(credential.id)
    if pin is None:
        return []
    doors = ", ".join(clean(door.name) for door in credential.doors)
    return [f"{doors}: PIN {pin_groups(pin.get_secret_value())}{_until(credential, record)}"]


def _until(credential: Credential, record: GrantRecord) -> str:
    """Said only where this door's end is not the one of the whole window."""
    if credential.ends_at == record.grant.window.ends_at:
        return ""
    return f" (until {lasting_instant(credential.ends_at, record.building.zone)})"


def _key_lines(credential: Credential, record: GrantRecord, pins: Mapping[str, Pin]) -> list[str]:
    doors = ["Doors:", *(f"- {clean(door.name)}" for door in credential.doors)]
    if credential.instant_key_url is not None:
        link = credential.instant_key_url.get_secret_value()
        return [*doors, f"Open this link on your phone to get your key (it works once): {link}"]
    pin = _pin_lines(credential, record, pins)
    if record.building.settings.mobile_keys is MobileKeys.OWN_APP:
        return [*doors, "Your mobile key is in the building's app.", *pin]
    return pin
