"""A row of words of which each gets one meaning: whoever takes a word has it, and the next reader sees what is left."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from bot.slack.blocks.text import clean
from bot.slack.blocks.typed.names import FILLERS

MOST_WORDS = 40
_WORD = re.compile(r"[^\s,;]+|[,;]")
_DASHES = re.compile(r"[\u2010-\u2015]")
_DATE = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.")
_BEFORE_COMMA = re.compile(r" (?=[,;])")
_TIGHT = re.compile(r"(?<=[0-9m]) ?- ?(?=[0-9])")
"""Between two readings of the clock: "9 - 17" is one word."""


class Run(NamedTuple):
    """Words side by side; `is_unread` where they began like something and it could not be told what."""

    places: tuple[int, ...]
    text: str
    is_unread: bool


class Row:
    """The words as typed, the same without the marks around them, and which of them have a meaning already."""

    def __init__(self, text: str) -> None:
        words = _WORD.findall(_TIGHT.sub("-", _DASHES.sub("-", clean(text))))
        self.words, self.beyond = words[:MOST_WORDS], " ".join(words[MOST_WORDS:])
        self.bare = [_bare(word) for word in self.words]
        self._taken: set[int] = set()
        self._unread: set[int] = set()

    @property
    def free(self) -> set[int]:
        return set(range(len(self.words))) - self._taken - self._unread

    def take(self, read: Collection[int], unread: Collection[int] = ()) -> None:
        """These words have a meaning now, and those will get none."""
        self._taken.update(read)
        self._unread.update(unread)

    def take_words(self, *wanted: str) -> bool:
        """Take these words, side by side in any case of letters, wherever they first stand."""
        for at in range(len(self.bare) - len(wanted) + 1):
            spot = range(at, at + len(wanted))
            if self.free.issuperset(spot) and [self.bare[n].casefold() for n in spot] == list(wanted):
                self.take(spot)
                return True
        return False

    def runs(self) -> list[Run]:
        """What has no meaning, in the order of the words, without what only joins others at its edges."""
        return sorted([*self._runs(self.free, is_unread=False), *self._runs(self._unread, is_unread=True)])

    def _runs(self, among: set[int], *, is_unread: bool) -> Iterator[Run]:
        places: list[int] = []
        for at in range(len(self.words) + 1):
            if at in among:
                places.append(at)
                continue
            while places and not is_unread and self.bare[places[0]].casefold() in FILLERS:
                places.pop(0)
            while places and not is_unread and self.bare[places[-1]].casefold() in FILLERS:
                places.pop()
            if places:
                text = _BEFORE_COMMA.sub("", " ".join(self.words[n] for n in places))
                yield Run(tuple(places), text, is_unread)
            places = []


def _bare(word: str) -> str:
    """Without the marks around it; the point at the end of a date stays."""
    bare = word.strip("!?()\"'") or word
    return bare if _DATE.fullmatch(bare) else bare.rstrip(".") or bare
