"""Written the moment an effect is there and before any answer: it holds what happened, not what the caller heard."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, overload

from bot.demo.seam.records import Effect, Entry

T = TypeVar("T")


class Journal(Sequence[Entry]):
    """Every call, in order; entries are only ever added."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._added = asyncio.Event()

    def add(self, entry: Entry) -> None:
        self._entries.append(entry)
        self._added.set()
        self._added = asyncio.Event()

    def effects(self, verb: str | None = None, kind: str | None = None) -> Iterator[Effect]:
        """What happened, such as everything ("created", "acs_credential")."""
        for entry in self._entries:
            for effect in entry.effects:
                if verb in {None, effect[0]} and kind in {None, effect[1]}:
                    yield effect

    async def until(self, check: Callable[[], T], seconds: float = 5.0) -> T:
        """The first true value of `check`, asked after each call. Raises TimeoutError after `seconds` of real time."""
        async with asyncio.timeout(seconds):
            while not (found := check()):
                await self._added.wait()
        return found

    @overload
    def __getitem__(self, index: int) -> Entry: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...

    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        return self._entries[index]

    def __len__(self) -> int:
        return len(self._entries)
