"""How a lock stands, in words: as Seam last told, and unknown where it does not tell."""

from collections.abc import Iterator

from bot.domain.device import Device
from bot.domain.device_problems import error_words, warning_words
from bot.services.doors.commanding import DoorSeen
from bot.slack.blocks.message import shown
from bot.slack.blocks.text import literal

_NOT_TOLD = "{} tells nothing of this door: not whether it is locked, nor who opens it."
_MOST_PROBLEMS = 5
_LOW = {"low", "critical"}


def door_text(door: DoorSeen) -> str:
    """Markup: the door with all that is known of it."""
    name = f"*{shown(door.name, 100)}*"
    if door.device is None:
        return f"{name}\n{_NOT_TOLD.format(literal(door.building.facts.name))}"
    return "\n".join([f"{name}: {state_words(door.device)}", *problem_lines(door.device)])


def state_words(device: Device) -> str:
    """Locked or not, online or not, and the battery."""
    return " · ".join([_bolt(device), "online" if device.online else "*offline*", *_battery(device)])


def problem_lines(device: Device) -> list[str]:
    """Each error and warning with what can be done."""
    errors = [f":warning: {literal(error_words(code))}" for code in dict.fromkeys(device.errors)]
    warnings = [f"• {literal(warning_words(code))}" for code in dict.fromkeys(device.warnings)]
    told = [*errors, *warnings]
    hidden = len(told) - _MOST_PROBLEMS
    return [*told[:_MOST_PROBLEMS], *([f"• and {hidden} more, in Seam"] if hidden > 0 else [])]


def _bolt(device: Device) -> str:
    if not device.online or device.locked is None:
        return "not known whether it is locked"
    if device.door_open:
        return "open"
    return "locked" if device.locked else "*unlocked*"


def _battery(device: Device) -> Iterator[str]:
    if device.battery_level is None:
        return
    words = f"battery {device.battery_level:.0%}"
    yield f"*{words}, {device.battery_status}*" if device.battery_status in _LOW else words
