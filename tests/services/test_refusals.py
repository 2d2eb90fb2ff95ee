"""Who was refused what stands in the audit trail, whatever became of the refused transaction, and in few rows."""

from collections.abc import Coroutine
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadField, NotAllowed, WrongState
from bot.services.trail.audit import Line, Wanted
from bot.services.trail.refusals import MOST_DIFFERENT, Refusals
from tests.fakes import FakeClock
from tests.fakes_store import MemoryStore

TEAM = "T1"
SECOND = timedelta(seconds=1)


class Door:
    """Refusals with what they leave to be done after the answer."""

    def __init__(self) -> None:
        self.clock, self.store = FakeClock(), MemoryStore()
        self.later: list[Coroutine[object, object, None]] = []
        self.refusals = Refusals(self.store, self.clock, self.later.append)

    def refuse(self, user: str = "UOLLY", verb: str = "reveal", building: str | None = "b1") -> None:
        about = {"verb": verb, "building_id": building, "grant_id": "g1"}
        self.refusals.not_allowed(TEAM, user, NotAllowed("not_yours", **about))

    async def lines(self) -> list[Line]:
        while self.later:
            await self.later.pop(0)
        async with self.store.read() as work:
            return list(await work.audit.find(TEAM, Wanted(), None, 10_000))[::-1]


async def test_a_refusal_says_who_what_and_where() -> None:
    door = Door()

    door.refuse()

    [line] = await door.lines()
    assert (line.actor, line.what, line.building_id, line.grant_id) == ("UOLLY", "refused", "b1", "g1")
    assert line.data == {"problem": "not_yours", "verb": "reveal"}


async def test_somebody_who_is_nobody_here_is_named_too() -> None:
    door = Door()

    door.refusals.not_allowed(TEAM, "UFOREIGN", NotAllowed("not_a_member"))

    [line] = await door.lines()
    assert (line.actor, line.building_id, line.data) == ("UFOREIGN", None, {"problem": "not_a_member"})


async def test_the_same_again_is_counted_when_the_minute_is_over() -> None:
    door = Door()
    for _ in range(50):
        door.refuse()
        door.clock.advance(SECOND)
    assert len(await door.lines()) == 1

    door.clock.advance(timedelta(minutes=1))
    door.refuse("USAM")

    first, counted, sam = await door.lines()
    assert "times" not in first.data
    assert (counted.actor, counted.data["times"]) == ("UOLLY", 49)
    assert sam.actor == "USAM"


async def test_what_was_only_counted_is_written_for_whoever_looks() -> None:
    door = Door()
    for _ in range(3):
        door.refuse()

    await door.refusals.write_counts()
    await door.refusals.write_counts()

    assert [line.data.get("times", 1) for line in await door.lines()] == [2, 1]


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 40), st.floats(0, 50)), max_size=200))
async def test_every_refusal_counts_and_nobody_fills_the_disk(refused: list[tuple[str, int, float]]) -> None:
    door = Door()
    began = door.clock.now()
    for user, building, pause in refused:
        door.refuse(user, building=f"b{building}")
        door.clock.advance(timedelta(seconds=pause))
    await door.refusals.write_counts()

    lines = await door.lines()

    minutes = (door.clock.now() - began) // timedelta(minutes=1) + 1
    for user in "ABC":
        of_user = [line for line in lines if line.actor == user]
        assert sum(int(str(line.data.get("times", 1))) for line in of_user) == sum(one[0] == user for one in refused)
        assert len(of_user) <= (2 * MOST_DIFFERENT + 1) * minutes


async def test_a_policys_no_is_a_refusal_and_a_slip_of_the_hand_is_none() -> None:
    door = Door()
    bad = [BadField("name", "name_missing"), BadField("end", "too_long"), BadField("email", "email_malformed")]

    door.refusals.by_policy(TEAM, "URITA", bad, "b1")
    door.refusals.by_policy(TEAM, "URITA", bad[::2], "b1")

    [line] = await door.lines()
    assert (line.actor, line.building_id, line.data) == ("URITA", "b1", {"problem": "too_long"})


async def test_a_click_that_the_policy_forbids_by_now_is_a_refusal_and_an_old_screen_is_none() -> None:
    door = Door()

    door.refusals.refused(TEAM, "URITA", WrongState("not_allowed_any_more", building_id="b1", grant_id="g1"))
    door.refusals.refused(TEAM, "URITA", WrongState("already_ended"))

    [line] = await door.lines()
    assert (line.actor, line.building_id, line.grant_id) == ("URITA", "b1", "g1")
    assert line.data == {"problem": "not_allowed_any_more"}
