"""What was typed after `/guest list`: the word of a list, a building, or both; what fits two is neither, and is said.

Whoever typed is always shown some list, and above it what else can be typed.
"""

from collections.abc import Mapping, Sequence

from bot.domain.building import Building
from bot.services.lists.kinds import Kind
from bot.services.lists.likeness import closest, words_of
from bot.slack.blocks.lists.list_view import MINE, ListForm
from bot.slack.blocks.message import names, shown

_LISTS: Mapping[str, str] = {
    "today": Kind.TODAY,
    "arriving": Kind.TODAY,
    "active": Kind.ACTIVE,
    "ending": Kind.ENDING,
    "problem": Kind.PROBLEM,
    "problems": Kind.PROBLEM,
    "open": Kind.OPEN,
    "mine": MINE,
}
_BUILDING = {"building", "buildings"}
_MOST_NAMES = 5
_CAN_BE = (
    "You can type `today`, `active`, `ending`, `problems`, `open` or `mine`, the name of a building, or both. "
    "`/guest find` looks for guests."
)


def first_list(text: str, buildings: Sequence[Building]) -> tuple[ListForm, str]:
    """The list that is shown first, and what is to be said above it (markup) where not all was understood."""
    words = words_of(text)
    if not words:
        return ListForm(), ""
    if (whole := _called(words, buildings)) is not None:
        return ListForm(shown=Kind.OPEN, building_id=whole.id), ""
    kind = next((_LISTS[word] for word in (words[0], words[-1]) if word in _LISTS), None)
    rest = [word for word in words if word not in _BUILDING and (kind is None or _LISTS.get(word) != kind)]
    if not rest:
        return (ListForm(shown=kind), "") if kind else (ListForm(), _CAN_BE)
    return _at(" ".join(rest), kind, buildings)


def _called(words: Sequence[str], buildings: Sequence[Building]) -> Building | None:
    found = [building for building in buildings if words_of(building.name) == words]
    return found[0] if len(found) == 1 else None


def _at(name: str, kind: str | None, buildings: Sequence[Building]) -> tuple[ListForm, str]:
    by_id = {building.id: building.name for building in buildings}
    found = closest(name, by_id)
    if len(found) == 1:
        return ListForm(shown=kind or Kind.OPEN, building_id=found[0]), ""
    if found:
        fitting = names([by_id[id_] for id_ in found], _MOST_NAMES)
        said = f"{shown(name, 100)} fits {fitting}. Type more of the name, or choose one above."
        return ListForm(shown=kind or Kind.OPEN), said
    return ListForm(shown=kind or Kind.TODAY), f"No building of yours is called {shown(name, 100)}. {_CAN_BE}"
