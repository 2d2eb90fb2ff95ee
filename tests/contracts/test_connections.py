"""Connect Webviews and accounts, as the services may rely on them, whoever answers."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.connection import ConnectKind
from bot.services.systems.connections import Connections
from tests.contracts.benches import BENCHES, Bench

NO_SUCH = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(params=sorted(BENCHES))
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    async with BENCHES[request.param]() as made:
        yield made


@pytest.fixture
def connections(bench: Bench) -> Connections:
    return bench.access.connections


@pytest.mark.parametrize("kind", ConnectKind)
async def test_a_webview_is_made_for_every_kind_and_nobody_has_signed_in(
    connections: Connections, kind: ConnectKind
) -> None:
    made = await connections.create(kind, "ours")

    assert made.url.get_secret_value().startswith("http")
    assert (made.account_id, made.has_failed) == (None, False)
    assert await connections.get(made.id) == made


async def test_one_whose_answer_was_lost_is_found_by_its_mark_alone(connections: Connections) -> None:
    made = await connections.create(ConnectKind.LATCH, "ours")
    await connections.create(ConnectKind.LATCH, "another")

    assert await connections.find("ours") == made
    assert await connections.find("never sent") is None


async def test_a_sign_in_brings_an_account(bench: Bench, connections: Connections) -> None:
    made = await connections.create(ConnectKind.LATCH, "ours")

    signed_in = bench.log_in(made.id)

    shown = await connections.get(made.id)
    account = await connections.account(signed_in)
    assert shown is not None
    assert account is not None
    assert (shown.account_id, shown.has_failed) == (signed_in, False)
    assert (account.id, account.name, account.problem) == (signed_in, "Latch", None)


async def test_a_sign_in_that_fails_says_so(bench: Bench, connections: Connections) -> None:
    made = await connections.create(ConnectKind.LATCH, "ours")

    bench.fail_login(made.id)

    shown = await connections.get(made.id)
    assert shown is not None
    assert (shown.account_id, shown.has_failed) == (None, True)


async def test_what_is_not_there_is_none(connections: Connections) -> None:
    assert await connections.get(NO_SUCH) is None
    assert await connections.account(NO_SUCH) is None
