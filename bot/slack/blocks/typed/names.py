"""Names of templates, buildings and doors among words; what fits two of them is neither.

Nothing is looked for in the words that are somebody's name: at the beginning a capital letter says so, and only the
whole name of a door is stronger than that.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz import fuzz, process

from bot.slack.blocks.forms.grant_form_fields import folded_name

CUTOFF = 85
"""Of rapidfuzz's ratio: "loby" is "lobby", "grace" is not "garage"."""
SHORTEST_FUZZY = 5
SHORTEST_PART = 3
FILLERS = frozenset(
    {"for", "with", "at", "to", "in", "on", "and", "&", "the", "a", "an", "by", "via", "please", ",", ";"}
    | {"door", "doors", "building", "template", "using", "use"}
)
"""They name nothing by themselves."""
MOST_WORDS = 5
_NAME_WORDS = 2
_DIGITS = re.compile(r"[0-9]+")
_PARTS = re.compile(r"\w+")


class Kind(StrEnum):
    """In the order in which they are looked for."""

    BUILDING = "building"
    TEMPLATE = "template"
    DOOR = "door"


Vocabulary = Mapping[Kind, Mapping[str, str]]
"""Names by id."""


@dataclass
class Named:
    """The ids that were named, in the order of the words, and which words named them."""

    ids: dict[Kind, list[str]] = field(default_factory=lambda: {kind: [] for kind in Kind})
    read: set[int] = field(default_factory=set)
    unclear: dict[int, int] = field(default_factory=dict)
    """How many doors a word may mean, by the word's place."""


def read_names(words: Sequence[str], free: Iterable[int], vocabulary: Vocabulary) -> Named:
    """What the words name; only those in places that are `free` are looked at. The longest names are found first."""
    found, left = Named(), set(free)
    known = [(kind, _Known(names)) for kind, names in vocabulary.items() if names]
    for size in range(MOST_WORDS, 0, -1):
        for at in range(len(words) - size + 1):
            spot = range(at, at + size)
            if not left.issuperset(spot):
                continue
            text = folded_name(" ".join(words[n] for n in spot).replace(",", " ")).strip()
            named = next(((kind, ids) for kind, one in known if (ids := one.find(text, _may_guess(words, spot)))), None)
            if named is None:
                continue
            left -= set(spot)
            _note(found, spot, *named)
    return found


def _note(found: Named, spot: range, kind: Kind, ids: list[str]) -> None:
    if len(ids) > 1:
        found.unclear[spot.start] = len(ids)
        return
    found.ids[kind] += [id_ for id_ in ids if id_ not in found.ids[kind]]
    found.read |= set(spot)


def _may_guess(words: Sequence[str], spot: range) -> bool:
    return spot.start >= _NAME_WORDS or not words[spot.start][:1].isupper()


class _Known:
    """The names of one kind, made ready once: there may be hundreds, and each is compared with every run of words."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = {id_: folded_name(name) for id_, name in names.items()}
        self._apart = {id_: f" {' '.join(_PARTS.findall(name))} " for id_, name in self._names.items()}
        self._by_numbers: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
        for id_, name in self._names.items():
            self._by_numbers[tuple(_DIGITS.findall(name))][id_] = name

    def find(self, text: str, may_guess: bool) -> list[str]:  # noqa: FBT001  one of two ways to look
        """The ids of what has this name; where guessing is allowed also of what has it as a part, or nearly has it."""
        if not text:
            return []
        same = [id_ for id_, name in self._names.items() if name == text]
        if same or not may_guess:
            return same
        return self._parts(text) or self._alike(text)

    def _parts(self, text: str) -> list[str]:
        if len(text) < SHORTEST_PART or text in FILLERS or not any(map(str.isalpha, text)):
            return []
        wanted = f" {' '.join(_PARTS.findall(text))} "
        return [id_ for id_, words in self._apart.items() if wanted in words]

    def _alike(self, text: str) -> list[str]:
        if len(text) < SHORTEST_FUZZY:
            return []
        alike = self._by_numbers.get(tuple(_DIGITS.findall(text)), {})
        near = process.extract(text, alike, scorer=fuzz.ratio, score_cutoff=CUTOFF, limit=2)
        best = max((score for _, score, _ in near), default=0)
        return [id_ for _, score, id_ in near if score == best]
