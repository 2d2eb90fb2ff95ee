"""A wrong guess costs more than an empty field: only what is plain in the text is taken, all of it changeable."""

import contextlib
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import phonenumbers

from bot.domain import contact
from bot.domain.contact import EMAIL_IN_TEXT, LIKE_EMAIL, NUMBER_IN_TEXT
from bot.domain.errors import BadField
from bot.domain.request import LONGEST_NAME
from bot.domain.value import Value
from bot.domain.window import Length
from bot.slack.blocks.forms.grant_form_state import GrantForm, Start
from bot.slack.blocks.text import clean

_LINK = re.compile(r"<(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_LABELLED = re.compile(
    r"(?im)^[ \t>*_-]*(?:guest|visitor|contractor|cleaner|name)(?:'?s? name)?[* \t_]*[:=][* \t_]*(.+)$"
)
_CUE = re.compile(r"(?i)\b(?:for|guest|visitor|contractor|cleaner|named|called|let)\s+(?:(?:mr|mrs|ms|dr)\b\.?\s+)?")
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*\.?")
_NAME_ENDS = re.compile(
    r"[,;|()\n<>]|\s[-\u2013\u2014]\s|\b(?:on|from|until|at|to|email|e-mail|phone|tel)\b", re.IGNORECASE
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NO_NAMES = frozenset(
    {"today", "tomorrow", "the", "a", "an", "our", "my", "access", "door", "doors", "lobby", "gym", "garage"}
    | {"unit", "apt", "apartment", "building", "floor", "room", "suite", "please", "hi", "hello", "thanks"}
)
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DATES = (
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b"),
    re.compile(r"\b(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<y>\d{4})\b"),
    re.compile(r"\b(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})\b"),
    re.compile(rf"(?i)\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b(?:,?\s+(?P<y>\d{{4}})\b)?"),
    re.compile(rf"(?i)\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,?\s+(?P<y>\d{{4}})\b)?"),
)
_LONGEST_TEXT = 3000
"""Read before the ack: the search for addresses takes time that grows with the square of a message's length."""
_FEWEST_WORDS, _MOST_WORDS = 2, 4


class Prefill(Value):
    """What was found; empty where nothing, or more than one thing, was."""

    name: str = ""
    email: str = ""
    phone: str = ""
    dates: tuple[date, ...] = ()
    """Days from today on in the building's calendar, earliest first: a start, and perhaps an end."""

    def fill(self, form: GrantForm, today: date) -> GrantForm:
        """The form with what was found put where the person has not typed anything."""
        found = {"name": form.name or self.name, "email": form.email or self.email, "phone": form.phone or self.phone}
        times: dict[str, object] = {}
        if self.dates and self.dates[0] > today:
            times |= {"start": Start.LATER, "start_date": self.dates[0]}
        if len(self.dates) > 1:
            times |= {"length": Length.CUSTOM, "end_date": self.dates[-1]}
        return form.model_copy(update={**found, **times})


def from_text(text: str, region: str, now: datetime, zone: ZoneInfo) -> Prefill:
    """What a message says of a guest, in Slack's own text form (`<mailto:a@b.c|a@b.c>`, `&amp;`)."""
    plain = plain_text(text[:_LONGEST_TEXT])
    _, emails, phones = take_contacts(plain, region)
    dates = sorted(set(_dates(EMAIL_IN_TEXT.sub(" ", plain), region, now.astimezone(zone).date())))
    return Prefill(
        name=bare_name(_name(plain)),
        email=emails[0] if len(emails) == 1 else "",
        phone=phones[0] if len(phones) == 1 else "",
        dates=(dates[0], dates[-1]) if len(dates) > 1 else tuple(dates),
    )


def take_contacts(plain: str, region: str) -> tuple[str, list[str], list[str]]:
    """The text without its e-mail addresses and phone numbers, and these, each once."""
    emails = list(dict.fromkeys(_emails(plain)))
    rest = EMAIL_IN_TEXT.sub(" ", plain)
    phones = []
    for match in reversed(list(phonenumbers.PhoneNumberMatcher(_without_dates(rest), region))):
        phones.append(phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164))
        rest = f"{rest[: match.start]} {rest[match.end :]}"
    return rest, emails, list(dict.fromkeys(reversed(phones)))


def contacts_in(text: str) -> list[str]:
    """What is dialled or written to, and not spoken: it is nobody's name."""
    return [*NUMBER_IN_TEXT.findall(text), *LIKE_EMAIL.findall(text)]


def bare_name(name: str) -> str:
    """The name without contacts: names are told in channels."""
    return contact.bare_name(clean(name))[:LONGEST_NAME].rstrip()


def plain_text(text: str) -> str:
    """What Slack sent as people see it."""
    shown = _LINK.sub(_link_text, text)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _link_text(link: re.Match[str]) -> str:
    """An address or number as it is; a mention or a web link ends whatever stood before it."""
    scheme, _, target = link["target"].partition(":")
    if scheme == "mailto":
        return target
    return link["label"] or target if scheme == "tel" else " , "


def _emails(text: str) -> Iterator[str]:
    for found in EMAIL_IN_TEXT.findall(text):
        with contextlib.suppress(BadField):
            yield contact.email(found)


def _without_dates(text: str) -> str:
    """As long as the text, so that what is found in it has its place there."""
    for pattern in _DATES[:3]:
        text = pattern.sub(lambda found: "," * len(found[0]), text)
    return text


def _dates(text: str, region: str, today: date) -> Iterator[date]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            with contextlib.suppress(ValueError):
                day = _date(match.groupdict(), region, today)
                if day >= today:
                    yield day
    if re.search(r"(?i)\btoday\b", text):
        yield today
    if re.search(r"(?i)\btomorrow\b", text):
        yield today + timedelta(days=1)


def _date(parts: dict[str, str | None], region: str, today: date) -> date:
    """The date; without a year the next such day. "3/4/2026" is in March in the US and in April elsewhere."""
    if "first" in parts:
        first, second = int(parts["first"] or 0), int(parts["second"] or 0)
        month, day = (first, second) if region == "US" else (second, first)
    else:
        name = parts.get("month")
        month = _MONTHS.index(name.lower()[:3]) + 1 if name else int(parts["m"] or 0)
        day = int(parts["d"] or 0)
    year = int(parts["y"] or today.year)
    found = date(year, month, day)
    return found if parts["y"] or found >= today else date(year + 1, month, day)


def _name(text: str) -> str:
    """A labelled name ("Guest: Jane Doe"), else capitalised words after a cue or right before the e-mail."""
    labelled = _LABELLED.search(text)
    if labelled:
        value = EMAIL_IN_TEXT.split(labelled[1], maxsplit=1)[0]
        return _NAME_ENDS.split(value, maxsplit=1)[0].strip(" *_.")
    for cue in _CUE.finditer(text):
        if run := _capitals(re.findall(r"\S+", text[cue.end() :].split("\n", maxsplit=1)[0])):
            return run
    before, email, _ = text.partition(next(iter(EMAIL_IN_TEXT.findall(text)), "\n"))
    words = re.findall(r"\S+", before.rsplit("\n", 1)[-1].rstrip(" (<:,-")) if "@" in email else []
    return _capitals(words[::-1], backwards=True)


def _capitals(words: list[str], *, backwards: bool = False) -> str:
    """The run of capitalised words at the start, if it can be a first and a last name."""
    run: list[str] = []
    for word in words:
        bare = word.rstrip(",;:!?)").lstrip("(") if not backwards else word
        if not (_WORD.fullmatch(bare) and bare[0].isupper()) or _is_no_name(bare):
            break
        run.append(bare)
        if bare != word:
            break
    if not _FEWEST_WORDS <= len(run) <= _MOST_WORDS:
        return ""
    return " ".join(run[::-1] if backwards else run).rstrip(".")


def _is_no_name(word: str) -> bool:
    lower = word.lower().rstrip(".")
    return lower in _NO_NAMES or (lower[:3] in _DAYS and lower.endswith("day"))
