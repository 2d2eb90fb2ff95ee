"""A calendar is shared and synchronised with strangers: the entry says where and when, and holds no link and no PIN."""

from icalendar import Calendar, Event

from bot.domain.text import clean
from bot.services.web_pass.guest_page import Sight
from bot.web.guest.languages import translations


def calendar_file(sight: Sight, language: str) -> bytes:
    """The access as an iCalendar file (RFC 5545); taken over twice it is one entry."""
    building, window = clean(sight.record.building.name), sight.record.grant.window
    event = Event()
    event.add("uid", f"{sight.web_pass.id}@keydesk")
    event.add("dtstamp", sight.now)
    event.add("dtstart", window.starts_at)
    event.add("dtend", window.ends_at)
    event.add("summary", translations(language).gettext("Your access to %(building)s") % {"building": building})
    event.add("location", building)
    event.add("description", ", ".join(dict.fromkeys(clean(door.name) for door in sight.record.doors)))
    calendar = Calendar()
    calendar.add("prodid", "-//Keydesk//Guest access//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
