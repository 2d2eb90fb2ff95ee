"""The audit trail, on every store."""

from datetime import timedelta

import pytest

from bot.domain.grant import Guest
from bot.services.store import Store
from bot.services.trail.audit import Entry, Line, Wanted
from tests.contracts.store_samples import HOUR, T0, TEAM

ZOE = Guest(name="Zoë Guest", email="zoe@example.com")
EVERYTHING = Wanted()


def entry(what: str = "requested", **changes: object) -> Entry:
    plain = Entry(team_id=TEAM, at=T0, actor="U1", what=what, building_id="b1", grant_id="g1", data={"doors": 2})
    return plain.model_copy(update=changes)


async def found(store: Store, wanted: Wanted, before: int | None = None, limit: int = 10) -> list[Line]:
    async with store.read() as work:
        return list(await work.audit.find(TEAM, wanted, before, limit))


async def test_lines_come_newest_first_and_page_by_page(store: Store) -> None:
    async with store.write() as work:
        for number in range(5):
            await work.audit.add(entry(f"step{number}"))
        await work.audit.add(entry("elsewhere", team_id="T2"))

    first = await found(store, EVERYTHING, limit=3)
    rest = await found(store, EVERYTHING, before=first[-1].number, limit=3)

    assert [(line.number, line.what) for line in first] == [(5, "step4"), (4, "step3"), (3, "step2")]
    assert [line.what for line in rest] == ["step1", "step0"]


async def test_a_line_is_what_was_entered(store: Store) -> None:
    async with store.write() as work:
        await work.audit.add(entry(data={"doors": ["Löbby", "=1+1"], "n": None, "a": [1, {"b": True}]}), ZOE)
        await work.audit.add(Entry(team_id=TEAM, at=T0 + timedelta(microseconds=1), actor=None, what="cleaned"))

    bare, line = await found(store, EVERYTHING)

    assert Entry(**{name: getattr(line, name) for name in Entry.model_fields}) == entry(
        data={"doors": ["Löbby", "=1+1"], "n": None, "a": [1, {"b": True}]}
    )
    assert (bare.actor, bare.building_id, bare.grant_id, bare.guest, bare.data) == (None, None, None, None, {})
    assert bare.at == T0 + timedelta(microseconds=1)


async def test_a_guest_is_a_pseudonym_that_stays_the_same(store: Store) -> None:
    others = [Guest(name="Someone Else", email="ZOE@example.com "), Guest(name="Zoë Guest"), Guest(name="zoë  guest")]
    async with store.write() as work:
        for guest in (ZOE, *others):
            await work.audit.add(entry(), guest)

    same_name, name, same_mail, mail = [line.guest or "" for line in await found(store, EVERYTHING)]

    assert mail == same_mail
    assert name == same_name != mail
    assert not any("zo" in guest.casefold() for guest in (mail, name))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(building_ids=("b2", "b9")), ["revealed"]),
        (Wanted(building_ids=()), []),
        (Wanted(actor="U2"), ["ended"]),
        (Wanted(what="requested"), ["requested"]),
        (Wanted(grant_id="g2"), ["ended"]),
        (Wanted(since=T0 + HOUR), ["ended", "revealed"]),
        (Wanted(until=T0 + HOUR), ["requested"]),
        (Wanted(since=T0 + HOUR, until=T0 + 2 * HOUR, building_ids=("b1", "b2")), ["revealed"]),
    ],
)
async def test_lines_are_found_by_what_is_wanted(store: Store, wanted: Wanted, expected: list[str]) -> None:
    async with store.write() as work:
        await work.audit.add(entry("requested"))
        await work.audit.add(entry("revealed", at=T0 + HOUR, building_id="b2"))
        await work.audit.add(entry("ended", at=T0 + 2 * HOUR, actor="U2", grant_id="g2"))

    assert [line.what for line in await found(store, wanted)] == expected


async def test_a_transaction_that_fails_leaves_no_line(store: Store) -> None:
    async def fail() -> None:
        async with store.write() as work:
            await work.audit.add(entry())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    assert await found(store, EVERYTHING) == []
