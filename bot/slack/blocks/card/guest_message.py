"""The text that a person copies and sends: plain, never markup, complete, and true when it is read tomorrow."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import SecretStr

from bot.domain.building import Method, MobileKeys
from bot.domain.grant import Credential, CredentialState, GrantRecord, Pin
from bot.slack.blocks.card.door_words import current
from bot.slack.blocks.message import chunks, lasting_instant, lasting_window
from bot.slack.blocks.text import clean, cut, pin_groups

LONGEST_PART = 2900
"""Of one text field's initial value; Slack takes 3000 characters."""
LONGEST_SUBJECT = 150


def guest_message(record: GrantRecord, pins: Mapping[str, Pin], now: datetime) -> str:
    """What the guest needs to know; empty where there is nothing yet that opens a door."""
    return "\n".join(_lines(record, pins, now))


def guest_message_parts(record: GrantRecord, pins: Mapping[str, Pin], now: datetime) -> list[str]:
    """The same in parts that fit a text field each: a PIN is never cut off."""
    return chunks(_lines(record, pins, now), LONGEST_PART)


def mail_subject(record: GrantRecord) -> str:
    """On one line, whatever somebody named the building."""
    return cut(f"Your access to {clean(record.building.name)}", LONGEST_SUBJECT)


def mail_text(record: GrantRecord, pins: Mapping[str, Pin], now: datetime) -> SecretStr:
    """The same message for an e-mail; without PINs it says from whom the guest gets theirs."""
    lines = _lines(record, pins, now) or [*_opening(record), *_without_pin(record), *_closing(record)]
    return SecretStr("\n".join(lines) + "\n")


def _lines(record: GrantRecord, pins: Mapping[str, Pin], now: datetime) -> list[str]:
    if not record.grant.state.is_open or record.is_overdue(now):
        return []
    issued = [c for c in current(record) if c.state is CredentialState.ISSUED]
    is_pin = record.grant.method is Method.PIN
    access = [line for c in issued for line in (_pin_lines(c, record, pins) if is_pin else _key_lines(c, record, pins))]
    if not access:
        return []
    how = ["Type the PIN on the keypad of its door."] if is_pin else []
    return [*_opening(record), *access, *how, *_closing(record)]


def _opening(record: GrantRecord) -> list[str]:
    greeting = f"Hello {clean(record.grant.guest.name)}, this is your access to {clean(record.building.name)}."
    return [greeting, f"When: {lasting_window(record.grant.window, record.building.zone)}"]


def _without_pin(record: GrantRecord) -> list[str]:
    doors = ", ".join(clean(door.name) for door in record.doors)
    what = "PIN" if record.grant.method is Method.PIN else "key"
    return [f"Doors: {doors}", f"You get your {what} from the people who invited you."]


def _closing(record: GrantRecord) -> list[str]:
    """What the building tells every guest, line by line as it was written."""
    told = [clean(line) for line in record.building.settings.guest_text.splitlines()]
    return ["", *told] if any(told) else []


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
