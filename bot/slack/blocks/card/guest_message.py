"""The text that a person copies and sends: plain, never markup, complete, and true when it is read tomorrow."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import SecretStr

from bot.domain.building import Method, MobileKeys
from bot.domain.grant import Credential, CredentialState, GrantRecord, Pin
from bot.domain.policy import policy_of
from bot.domain.web_pass import Link
from bot.slack.blocks.card.door_words import current
from bot.slack.blocks.message import chunks, lasting_instant, lasting_window
from bot.slack.blocks.text import clean, cut, pin_groups

LONGEST_PART = 2900
"""Of one text field's initial value; Slack takes 3000 characters."""
LONGEST_SUBJECT = 150
IN_THE_APP = ("Your mobile key is in the building's app: sign in with the address that this access was given to.",)
AT_THE_DOOR = ("Let it use Bluetooth when the phone asks, and hold the phone close to the door's reader.",)


def guest_message(record: GrantRecord, pins: Mapping[str, Pin], now: datetime, link: Link | None = None) -> str:
    """What the guest needs to know; empty where there is nothing yet that opens a door."""
    return "\n".join(_lines(record, pins, now, link))


def guest_message_parts(
    record: GrantRecord, pins: Mapping[str, Pin], now: datetime, link: Link | None = None
) -> list[str]:
    """The same in parts that fit a text field each: a PIN is never cut off."""
    return chunks(_lines(record, pins, now, link), LONGEST_PART)


def mail_subject(record: GrantRecord) -> str:
    """On one line, whatever somebody named the building."""
    return cut(f"Your access to {clean(record.building.name)}", LONGEST_SUBJECT)


def mail_text(record: GrantRecord, pins: Mapping[str, Pin], now: datetime, link: Link | None = None) -> SecretStr:
    """The same message for an e-mail; without PINs it says from whom the guest gets theirs."""
    lines = _lines(record, pins, now, link) or [*_opening(record), *_without_pin(record), *_closing(record)]
    return SecretStr("\n".join(lines) + "\n")


def _lines(record: GrantRecord, pins: Mapping[str, Pin], now: datetime, link: Link | None) -> list[str]:
    if not record.grant.state.is_open or record.is_overdue(now):
        return []
    if holds_link_only(record):
        return [*_opening(record), *_doors(record), *_link_lines(record, link), *_closing(record)] if link else []
    issued = [c for c in current(record) if c.state is CredentialState.ISSUED]
    is_pin = record.grant.method is Method.PIN
    access = [line for c in issued for line in (_pin_lines(c, record, pins) if is_pin else _key_lines(c, record, pins))]
    if not access:
        return []
    how = ["Type the PIN on the keypad of its door."] if is_pin else []
    page = [f"All of it on a page, with the time that is left: {link.url.get_secret_value()}"] if link else []
    return [*_opening(record), *access, *how, *page, *_closing(record)]


def holds_link_only(record: GrantRecord) -> bool:
    """Whether a message has the link of the web pass in place of the PIN or key."""
    return record.building.settings.web_passes and policy_of(record).link_only


def _link_lines(record: GrantRecord, link: Link) -> list[str]:
    what = "PIN" if record.grant.method is Method.PIN else "key"
    return [f"Open this link for your {what}: {link.url.get_secret_value()}", "It works until your access ends."]


def _doors(record: GrantRecord) -> list[str]:
    return [f"Doors: {', '.join(clean(door.name) for door in record.doors)}"]


def _opening(record: GrantRecord) -> list[str]:
    greeting = f"Hello {clean(record.grant.guest.name)}, this is your access to {clean(record.building.name)}."
    return [greeting, f"When: {lasting_window(record.grant.window, record.building.zone)}"]


def _without_pin(record: GrantRecord) -> list[str]:
    what = "PIN" if record.grant.method is Method.PIN else "key"
    return [*_doors(record), f"You get your {what} from the people who invited you."]


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
        return [*doors, f"Open this link on your phone to get your key (it works once): {link}", *AT_THE_DOOR]
    pin = _pin_lines(credential, record, pins)
    if record.building.settings.mobile_keys is MobileKeys.OWN_APP:
        return [*doors, *IN_THE_APP, *AT_THE_DOOR, *pin]
    return pin
