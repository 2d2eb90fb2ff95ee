"""Words that speak of time, or take something back, and cannot be made a field: said as not understood, never a name.

All that stands with such a word is left out with it: half of "tonight until friday" is another window.
"""

import re
from collections.abc import Callable, Sequence

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_WEEKDAY = "(?:mon|tues?|wed(?:nes)?|thu(?:r|rs)?|fri|sat(?:ur)?|sun)(?:days?)?"
_REPEATED = "every|everyday|each|daily|nightly|weekly|monthly|weekdays?|(?:mon|tues|wednes|thurs|fri|satur|sun)days"
_NUMBER = re.compile(r"[0-9]{1,4}(?:\.[0-9]+)?|one|two|three|four|five|six|half|[0-3]?[0-9](?:st|nd|rd|th)")
_UNIT = "hours?|hrs?|h|minutes?|mins?|days?|nights?|weeks?|wks?|fortnights?|months?|years?"
_OF_TIME = re.compile(
    rf"{_REPEATED}|today|tonight|tomorrow|tmrw|yesterday|weekends?|{_WEEKDAY}|{_WEEKDAY}[-/]{_WEEKDAY}"
    rf"|[0-9]+[:h][0-9]{{2}}|[0-9]+(?:am|pm)|[0-9:apm]+-[0-9:]+(?:am|pm)?|[0-9]+(?:\.[0-9]+)?(?:{_UNIT})"
    r"|[0-9]{4}-[0-9]+-[0-9]+|[0-9]+/[0-9]+(?:/[0-9]+)?|[0-9]+\.[0-9]+\.[0-9]*"
)
_MAYBE_A_NAME = re.compile(
    rf"{_MONTH}|{_UNIT}|am|pm|o'clock|mornings?|afternoons?|evenings?|noon|midday|midnight|later|soon|asap|forever"
    r"|always|permanent(?:ly)?|indefinitely"
)
_NAME_WORDS = 2
_BEFORE = frozenset(
    {"for", "in", "on", "at", "by", "the", "this", "next", "last", "until", "till", "from", "to", "of", "a", "an"}
    | {"about", "early", "late", "mid", "end", "all"}
)
_BETWEEN = _BEFORE | frozenset({"and", "or", "other", "second", "-", ",", "&"})
_TAKES_BACK = frozenset({"not", "except", "excluding", "without"})
_MAY_TAKE_BACK = frozenset({"no", "but"})
_WEEKLY = re.compile(rf"(?i)\b(?:{_REPEATED})\b")


def vague(words: Sequence[str], at: int, is_read: Callable[[int], bool]) -> int:
    """How many words from `at` speak of a time that nobody can tell; 0 where none does, or one that `is_read`."""
    first = at
    while first < len(words) and (words[first].casefold() in _BEFORE or _NUMBER.fullmatch(words[first].casefold())):
        first += 1
        if first < len(words) and is_read(first):
            return 0
    if first == len(words) or not _is_of_time(words, first):
        return 0
    end = after = first + 1
    while after < len(words):
        if _is_of_time(words, after) or _NUMBER.fullmatch(words[after].casefold()):
            end = after + 1
        elif words[after].casefold() not in _BETWEEN:
            break
        after += 1
    return end - at


def _is_of_time(words: Sequence[str], at: int) -> bool:
    """A month and the like is part of a name where a name begins: "April June", "May Day"."""
    word = words[at].casefold()
    if _OF_TIME.fullmatch(word):
        return True
    is_name = at == 0 or (at < _NAME_WORDS and words[at][:1].isupper())
    return not is_name and bool(_MAYBE_A_NAME.fullmatch(word))


def taken_back(words: Sequence[str]) -> set[int]:
    """The places from a "not" to the next comma: what is named there is not wanted, and the rest is unclear."""
    places: set[int] = set()
    is_back = False
    for at, word in enumerate(words):
        if word in {",", ";"}:
            is_back = False
        elif word.casefold() in _TAKES_BACK or (at > 0 and word in _MAY_TAKE_BACK):
            is_back = True
        if is_back:
            places.add(at)
    return places


def is_weekly(text: str) -> bool:
    """Whether it asks for access again and again."""
    return bool(_WEEKLY.search(text))
