"""Every time is shown in the building's zone: the guest stands at its door. The viewer's own time is only an echo."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.errors import BadField
from bot.domain.problems import sentence
from bot.domain.window import Window

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def offset(instant: datetime, zone: ZoneInfo) -> str:
    """The zone's distance from UTC at that instant: "UTC-05:00"."""
    seconds = int((instant.astimezone(zone).utcoffset() or timedelta()).total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"UTC{'-' if seconds < 0 else '+'}{hours:02}:{minutes:02}"


def clock(instant: datetime, zone: ZoneInfo) -> str:
    """The reading "14:00"; with the offset where the clock shows this reading twice (autumn): "01:30 (UTC-04:00)"."""
    local = instant.astimezone(zone)
    readings = {local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
    reading = f"{local.hour:02}:{local.minute:02}"
    return reading if len(readings) == 1 else f"{reading} ({offset(instant, zone)})"


def day(instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    """The building's date in words: "Today", "Tomorrow" or "Fri 20 Nov", with the year where it is another."""
    return date_words(instant.astimezone(zone).date(), now.astimezone(zone).date())


def date_words(wanted: date, today: date) -> str:
    """The same for a date that has no clock reading yet."""
    if wanted == today:
        return "Today"
    if wanted == today + timedelta(days=1):
        return "Tomorrow"
    return _calendar(wanted, today)


def _calendar(wanted: date, today: date) -> str:
    year = "" if wanted.year == today.year else f" {wanted.year}"
    return f"{_DAYS[wanted.weekday()]} {wanted.day} {_MONTHS[wanted.month - 1]}{year}"


def instant(instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Day and clock: "Today 14:00"."""
    return f"{day(instant, zone, now)} {clock(instant, zone)}"


def in_sentence(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """The same inside a sentence: "today 14:00"."""
    words = instant(at, zone, now)
    return words[0].lower() + words[1:] if words.startswith("To") else words


def change(old: datetime, new: datetime, zone: ZoneInfo, now: datetime) -> str:
    """From one end to another: "Today 16:59 → 17:59", "Today 16:59 → tomorrow 09:00"."""
    same_day = day(old, zone, now) == day(new, zone, now)
    return f"{instant(old, zone, now)} → {clock(new, zone) if same_day else in_sentence(new, zone, now)}"


def span(window: Window, zone: ZoneInfo, now: datetime) -> str:
    """From start to end: "Today 14:00 to 16:00", "Today 22:00 to tomorrow 02:00"."""
    start = instant(window.starts_at, zone, now)
    end_day = day(window.ends_at, zone, now)
    if day(window.starts_at, zone, now) == end_day:
        return f"{start} to {clock(window.ends_at, zone)}"
    return f"{start} to {in_sentence(window.ends_at, zone, now)}"


def length_words(length: timedelta) -> str:
    """In words: "2 h", "1 day", "2 days 3 h", "45 min": days of 24 h, the rest dropped: never more than there is."""
    minutes = int(max(length, timedelta()) / timedelta(minutes=1))
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [f"{days} day{'s' * (days != 1)}"] * bool(days)
    parts += [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes and not days)
    return " ".join(parts) or "less than 1 min"


def place(zone: ZoneInfo) -> str:
    """The zone as people say it: "New York". `Etc/GMT+5` means five hours *behind* UTC, so those read as offsets."""
    if zone.key.startswith("Etc/GMT"):
        return offset(datetime(2000, 1, 1, tzinfo=UTC), zone)
    return zone.key.rsplit("/", 1)[-1].replace("_", " ")


def window_line(window: Window, zone: ZoneInfo, now: datetime) -> str:
    """The live line: "Today 14:00 to 16:00, New York, 2 h"."""
    return f"{span(window, zone, now)}, {place(zone)}, {length_words(window.length)}"


def viewer_date(instant: datetime) -> str:
    """Markup that Slack shows in each viewer's own zone; notifications show the fallback, so that names its zone."""
    at = instant.astimezone(UTC)
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{at:%Y-%m-%d %H:%M} UTC>"


def worded(bad: BadField, zone: ZoneInfo, now: datetime) -> str:
    """The field's sentence, complete in itself, with every time of it in the building's zone."""
    return sentence(bad.problem, **{name: _in_words(name, value, zone, now) for name, value in bad.data.items()})


def _in_words(name: str, value: object, zone: ZoneInfo, now: datetime) -> str:
    match value:
        case datetime():
            return in_sentence(value, zone, now)
        case date():
            return _calendar(value, now.astimezone(zone).date())
        case time():
            return f"{value.hour:02}:{value.minute:02}"
        case timedelta():
            return length_words(value)
    return place(zone) if name == "zone" else str(value)
