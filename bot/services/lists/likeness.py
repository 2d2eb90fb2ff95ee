"""How well what somebody typed fits to words that are kept: slips of the finger are forgiven, other words are not.

Each word that was typed must be found. One edit in four letters is forgiven, so that "Gial" finds Gail, "Ann" not Ian.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

EQUAL, BEGINS, HOLDS, LIKE = 100, 90, 75, 70
"""Points: the whole word, its beginning, a part of it, or (times the likeness) nearly it."""
LIKE_ENOUGH = 0.7
SHORTEST_PART = 3


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: case, accents, width and punctuation make no difference."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return kept.split()


def ranked(typed: str, texts: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Points by key of the texts in which each typed word is found: those of the word that is found worst."""
    wanted = words_of(typed)
    words = {key: {word for text in found for word in words_of(text)} for key, found in texts.items()}
    if not wanted:
        return {}
    points = [_points(one, set().union(*words.values())) for one in wanted]
    best = {key: min(_best(of, here) for of in points) for key, here in words.items()}
    return {key: found for key, found in best.items() if found}


def _best(points: Mapping[str, int], words: Iterable[str]) -> int:
    return max((points.get(word, 0) for word in words), default=0)


def _points(typed: str, words: Iterable[str]) -> dict[str, int]:
    """Points of those words that the typed one may mean."""
    vocabulary = list(words)
    similar = process.extract(
        typed, vocabulary, scorer=OSA.normalized_similarity, processor=None, score_cutoff=LIKE_ENOUGH, limit=None
    )
    points = {word: round(likeness * LIKE) for word, likeness, _ in similar}
    for word in vocabulary:
        if word == typed:
            points[word] = EQUAL
        elif word.startswith(typed):
            points[word] = BEGINS
        elif typed in word and len(typed) >= SHORTEST_PART:
            points[word] = HOLDS
    return points


def closest(typed: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The key of the name that fits best, of all of them where several fit equally well; nothing where none fits."""
    points = ranked(typed, {key: [name] for key, name in names.items()})
    best = max(points.values(), default=0)
    return tuple(key for key, found in points.items() if found == best)
