"""Web passes: one per grant that is not revoked, found by its token alone, which stands in no row."""

from datetime import timedelta

import pytest

from bot.domain.web_pass import WebPass
from bot.services.store import Store
from tests.contracts.store_samples import T0, TEAM, grant, seed


def web_pass(pass_id: str, **changes: object) -> WebPass:
    sample = WebPass(id=pass_id, team_id=TEAM, grant_id="g1", made_by="U1", made_at=T0, most_looks=3)
    return sample.model_copy(update=changes)


async def token(store: Store, of: WebPass) -> str:
    async with store.read() as work:
        return work.passes.token(of).get_secret_value()


async def add(store: Store, *passes: WebPass) -> None:
    await seed(store, *{one.grant_id: grant(one.grant_id) for one in passes}.values())
    async with store.write() as work:
        for one in passes:
            await work.passes.add(one)


async def test_a_pass_is_found_by_its_token_and_by_its_grant(store: Store) -> None:
    one, other = web_pass("p1"), web_pass("p2", grant_id="g2")
    await add(store, one, other)

    async with store.read() as work:
        assert await work.passes.find(await token(store, one)) == one
        assert await work.passes.of_grant(TEAM, "g2") == other
        assert await work.passes.of_grant("T2", "g2") is None
        assert await work.passes.find("p1") is None


async def test_tokens_are_long_steady_and_different(store: Store) -> None:
    tokens = [await token(store, web_pass("p1", **{name: value})) for name, value in (("looks", 0), ("looks", 2))]
    others = [await token(store, web_pass("p2")), await token(store, web_pass("p1", team_id="T2"))]

    assert tokens[0] == tokens[1]
    assert len({tokens[0], *others}) == 3
    assert all(len(one) == 32 and one.isascii() for one in (*tokens, *others))


async def test_a_second_one_only_after_the_first_was_revoked(store: Store) -> None:
    first = web_pass("p1")
    await add(store, first)
    with pytest.raises(ValueError, match=r"."):
        async with store.write() as work:
            await work.passes.add(web_pass("p2"))

    async with store.write() as work:
        await work.passes.save(first.model_copy(update={"revoked_by": "U2", "revoked_at": T0, "looks": 1}))
        await work.passes.add(web_pass("p2"))

    async with store.read() as work:
        assert await work.passes.find(await token(store, first)) is None
        assert await work.passes.of_grant(TEAM, "g1") == web_pass("p2")


async def test_looks_are_kept(store: Store) -> None:
    await add(store, web_pass("p1"))
    seen = web_pass("p1", looks=2, most_looks=None, made_at=T0 + timedelta(0))
    async with store.write() as work:
        await work.passes.save(seen)

    async with store.read() as work:
        assert await work.passes.of_grant(TEAM, "g1") == seen
