"""A name is text, whatever somebody typed: shown once to be red with autoescape off."""

from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from pydantic import SecretStr

from bot.domain.building import Building, BuildingSettings
from bot.domain.grant import Door, GrantRecord
from bot.domain.web_pass import WebPass
from bot.services.web_pass.guest_page import Sight
from bot.web.guest.calendar import calendar_file
from bot.web.guest.drawing import pass_page, qr_page
from tests.slack.blocks.forms import NOW
from tests.slack.blocks.grants import WINDOW, credential, record

BITS = [
    "<script>",
    "</title>",
    "\"'",
    "{{ 7*7 }}",
    "{% raw %}",
    "&lt;",
    "-->",
    "\r\nDTSTART:1",
    "%(x)s",
    "javascript:",
    "\x00",
    "\u202e",
]
names = st.lists(st.sampled_from(BITS) | st.text(max_size=5), min_size=1, max_size=6).map("".join)


class Outline(HTMLParser):
    """The elements and attributes of a page, without its text and the values."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _value in attrs)))


def sight(name: str) -> Sight:
    doors = (Door(entrance_id="e1", name=name), Door(entrance_id="e2", name=name))
    given_ = record([credential(1, doors=doors)])
    where: Building = given_.building.model_copy(
        update={"name": name, "settings": BuildingSettings(guest_text=f".{name}")}
    )
    guest = given_.grant.guest.model_copy(update={"name": name})
    grant = given_.grant.model_copy(update={"guest": guest, "reason": name})
    drawn: GrantRecord = given_.model_copy(update={"building": where, "grant": grant})
    web_pass = WebPass(id="p1", team_id="T1", grant_id="g1", made_at=NOW)
    return Sight(drawn, web_pass, NOW, {"c1": SecretStr("1370001")})


def outline(seen: Sight) -> list[object]:
    pages = [pass_page(seen, "token", language) for language in ("en", "es")]
    return [Outline(page).found for page in (*pages, qr_page(seen, "<svg></svg>", "en"))]


@settings(max_examples=60)
@given(names.filter(lambda name: bool(name.strip())))
def test_no_name_becomes_markup_or_another_line_of_a_calendar(name: str) -> None:
    assert outline(sight(f"x{name}")) == outline(sight("x"))

    [event] = Calendar.from_ical(calendar_file(sight(f"x{name}"), "en").decode()).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (WINDOW.starts_at, WINDOW.ends_at)
    assert set(event) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION"}
