"""Drawn with autoescape on: a name is text, whatever somebody typed, and nothing here makes markup of it.

The guest's name stands nowhere: whoever finds a link learns no name with it. A PIN stands only where it was asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.domain.building import Building, Method, MobileKeys
from bot.domain.command import Action
from bot.domain.grant import Credential, CredentialState, DoorState, GrantRecord
from bot.domain.text import clean, pin_groups
from bot.services.web_pass.guest_page import Sight
from bot.services.web_pass.unlocking import Moved
from bot.web.guest.languages import (
    LANGUAGES,
    clock_words,
    day_words,
    span_words,
    translations,
    zone_words,
)

TEMPLATES = Path(__file__).parent / "templates"
PLAIN_COLOUR = "1f4e79"
NOTHING: Mapping[str, str] = {}
_LOOPBACK = ("127.0.0.1", "localhost")


@dataclass(frozen=True)
class Way:
    """One credential as its guest sees it: the doors, and what opens them where that is shown."""

    doors: tuple[str, ...]
    entrances: tuple[str, ...]
    state: CredentialState
    pin: str | None = None
    until: str | None = None
    """Where this one ends at another time than the whole."""
    key_url: str | None = None
    needs_visit: bool = False
    """Somebody has still to go to the door for this PIN."""


@dataclass(frozen=True)
class Moment:
    """A time as it is read, and as the script counts."""

    day: str
    clock: str
    seconds: int

    @classmethod
    def of(cls, at: datetime, building: Building, language: str) -> "Moment":
        zone = building.zone
        return cls(day_words(at, zone, language), clock_words(at, zone, language), int(at.timestamp()))


def pass_page(
    sight: Sight, token: str, language: str, *, is_paused: bool = False, held: Mapping[str, str] = NOTHING
) -> str:
    """What the guest sees while their access lasts; `held` is where unlocking goes, by entrance."""
    ways = [_way(one, sight, language) for one in sight.record.live]
    return _draw(
        "pass.html",
        language,
        "./",
        sight.record.building,
        **_window(sight, language),
        token=token,
        ways=ways,
        waits=any(way.state is CredentialState.PENDING for way in ways),
        can_show=any(_opens(one) for one in sight.record.in_state(CredentialState.ISSUED)),
        is_shown=sight.pins is not None,
        is_paused=is_paused,
        held=held,
        web_pass=sight.web_pass,
        is_pin=sight.record.grant.method is Method.PIN,
        own_app=_is_in_own_app(sight.record),
        told=sight.record.building.settings.guest_text.strip(),
    )


def qr_page(sight: Sight, code: str, language: str) -> str:
    """For the desk to show or to print: the link as an image of `code`, which is SVG of ours."""
    building = sight.record.building
    return _draw("qr.html", language, "../", building, **_window(sight, language), code=Markup(code))  # noqa: S704


def command_page(moved: Moved, token: str, again: str | None, language: str) -> str:
    """What is known of a command of the guest's; `again` is where Lock again goes."""
    command = moved.command
    return _draw(
        "command.html",
        language,
        "../../",
        moved.sight.record.building,
        token=token,
        door=clean(moved.door),
        is_open=command.state.is_open,
        state=command.state,
        unlocks=command.action is Action.UNLOCK,
        again=again,
    )


def refused_page(token: str, problem: str, language: str) -> str:
    """Why a lock was not asked."""
    return _draw("refused.html", language, "../../../", None, token=token, problem=problem)


def over_page(language: str) -> str:
    """What is left when access is over: that, and no name, no door, no building."""
    return _draw("over.html", language, "./", None)


def _window(sight: Sight, language: str) -> dict[str, Any]:
    building, window = sight.record.building, sight.record.grant.window
    has_begun = sight.now >= window.starts_at
    next_at = window.ends_at if has_begun else window.starts_at
    return {
        "starts": Moment.of(window.starts_at, building, language),
        "ends": Moment.of(window.ends_at, building, language),
        "zone": zone_words(window.ends_at, building.zone, language),
        "has_begun": has_begun,
        "now": int(sight.now.timestamp()),
        "left": span_words(next_at - sight.now),
    }


def _way(credential: Credential, sight: Sight, language: str) -> Way:
    doors, building = tuple(clean(door.name) for door in credential.doors), sight.record.building
    entrances = tuple(door.entrance_id for door in credential.doors)
    if sight.pins is None or credential.state is not CredentialState.ISSUED:
        return Way(doors, entrances, credential.state)
    pin = sight.pins.get(credential.id)
    other_end = credential.ends_at != sight.record.grant.window.ends_at
    until = Moment.of(credential.ends_at, building, language) if other_end else None
    return Way(
        doors,
        entrances,
        credential.state,
        pin=pin_groups(pin.get_secret_value()) if pin else None,
        until=f"{until.day}, {until.clock}" if until else None,
        key_url=_key_url(credential),
        needs_visit=credential.door_state is DoorState.TASK_DUE,
    )


def _opens(credential: Credential) -> bool:
    """Whether there is something to show of it."""
    return credential.has_pin or _key_url(credential) is not None


def _key_url(credential: Credential) -> str | None:
    """Seam's link, where it is one that a browser opens as a page."""
    if credential.instant_key_url is None:
        return None
    url = credential.instant_key_url.get_secret_value()
    parts = urlsplit(url)
    is_web = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    return url if is_web else None


def _is_in_own_app(record: GrantRecord) -> bool:
    is_key = record.grant.method is Method.MOBILE_KEY
    return is_key and record.building.settings.mobile_keys is MobileKeys.OWN_APP


def _draw(name: str, language: str, root: str, building: Building | None, **about: Any) -> str:  # noqa: ANN401  Jinja's own
    colour = building.settings.colour if building else None
    return (
        _environment(language)
        .get_template(name)
        .render(
            **about,
            language=language,
            languages=LANGUAGES,
            root=root,
            brand=clean(building.name) if building else None,
            colour=(colour or PLAIN_COLOUR).removeprefix("#"),
        )
    )


@cache
def _environment(language: str) -> Environment:
    made = Environment(
        autoescape=True,
        loader=FileSystemLoader(TEMPLATES),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    return made
