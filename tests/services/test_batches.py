import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.batches import as_they_finish, batches

pairs = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=40)


@given(pairs, st.integers(1, 10))
def test_every_item_is_in_one_batch_and_no_place_in_two(items: list[tuple[int, int]], size: int) -> None:
    numbered = list(enumerate(items))

    def places(item: tuple[int, tuple[int, int]]) -> list[tuple[str, int]]:
        return [("left", item[1][0]), ("right", item[1][1])]

    made = list(batches(numbered, places, size))

    assert sorted(item for batch in made for item in batch) == numbered
    seen = [place for batch in made for place in {place for item in batch for place in places(item)}]
    assert len(seen) == len(set(seen))


class TestAsTheyFinish:
    async def test_what_finished_is_kept_while_a_slow_one_runs(self) -> None:
        kept: list[int] = []
        release = asyncio.Event()

        async def quick(number: int) -> int:
            return number

        async def slow() -> int:
            await release.wait()
            return 9

        async def keep(given: Sequence[int]) -> None:
            kept.extend(given)
            release.set()

        await as_they_finish([quick(1), quick(2), slow()], keep)

        assert sorted(kept[:2]) == [1, 2]
        assert kept[2:] == [9]

    async def test_an_error_comes_after_the_others_were_kept(self) -> None:
        kept: list[int] = []

        async def good() -> int:
            return 1

        async def bad() -> int:
            raise LookupError

        async def keep(given: Sequence[int]) -> None:
            kept.extend(given)

        with pytest.raises(LookupError):
            await as_they_finish([bad(), good()], keep)

        assert kept == [1]
