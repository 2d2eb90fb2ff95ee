"""What goes over the wire, what comes back, and how a broken exchange is told."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.domain.errors import NotSent, OutcomeUnknown, SystemTrouble
from bot.seam import exchange as client_module
from bot.seam.client import SeamClient
from bot.seam.exchange import seam_http
from bot.services.meters import Outcome
from tests.seam import samples
from tests.seam.conftest import API_KEY
from tests.seam.scripted import Fault, Reply, ScriptedSeam, answer, refusal

CREATE = "/acs/credentials/create"
GET = "/acs/credentials/get"


async def create(client: SeamClient) -> object:
    return await client.acs_credentials_create({"access_method": "code"})


async def get(client: SeamClient) -> object:
    return await client.acs_credentials_get(samples.CREDENTIAL_ID)


async def test_the_key_goes_in_the_header_and_the_values_in_a_json_body(seam: ScriptedSeam, client: SeamClient) -> None:
    seam.say(GET, answer(acs_credential=samples.credential()))

    await get(client)

    request = seam.requests[0]
    assert request.headers["authorization"] == f"Bearer {API_KEY}"
    assert request.headers["content-type"] == "application/json"
    assert request.body == {"acs_credential_id": samples.CREDENTIAL_ID}


async def test_a_pin_is_in_no_repr_of_the_answer(seam: ScriptedSeam, client: SeamClient) -> None:
    seam.say(GET, answer(acs_credential=samples.credential(code="482913", unheard_of={"x": 1})))

    credential = await client.acs_credentials_get(samples.CREDENTIAL_ID)

    assert credential.code == SecretStr("482913")
    assert "482913" not in repr(credential)


async def test_a_list_holds_the_items_of_every_page(seam: ScriptedSeam, client: SeamClient) -> None:
    more: samples.Json = {"has_next_page": True, "next_page_cursor": "c1", "next_page_url": None}
    last: samples.Json = {"has_next_page": False, "next_page_cursor": None, "next_page_url": None}
    seam.say(
        "/acs/users/list",
        answer(acs_users=[samples.user(acs_user_id="one")], pagination=more),
        answer(acs_users=[samples.user(acs_user_id="two")], pagination=last),
    )

    users = await client.acs_users_list({"acs_system_id": samples.SYSTEM_ID})

    assert [user.acs_user_id for user in users] == ["one", "two"]
    assert [request.body for request in seam.requests] == [
        {"acs_system_id": samples.SYSTEM_ID},
        {"acs_system_id": samples.SYSTEM_ID, "page_cursor": "c1"},
    ]


@pytest.mark.parametrize("cursor", ["again", None])
async def test_a_list_whose_cursor_leads_nowhere_ends(
    seam: ScriptedSeam, client: SeamClient, cursor: str | None
) -> None:
    page = answer(acs_users=[], pagination={"has_next_page": True, "next_page_cursor": cursor})
    seam.say("/acs/users/list", page, page, page)

    with pytest.raises(NotSent, match="seam_unreadable"):
        await client.acs_users_list({})

    assert len(seam.requests) <= 2


async def test_a_list_without_an_end_ends(
    seam: ScriptedSeam, client: SeamClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "MAX_PAGES", 3)
    pages = [answer(acs_users=[], pagination={"has_next_page": True, "next_page_cursor": f"c{n}"}) for n in range(9)]
    seam.say("/acs/users/list", *pages)

    with pytest.raises(NotSent, match="seam_unreadable"):
        await client.acs_users_list({})

    assert len(seam.requests) == 3


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.HANG, Fault.TRICKLE, Fault.CUT])
async def test_a_broken_exchange_is_unknown_for_a_create_and_safe_for_a_read(
    seam: ScriptedSeam, hasty: SeamClient, fault: Fault
) -> None:
    seam.say(CREATE, fault)
    seam.say(GET, fault)

    with pytest.raises(OutcomeUnknown, match="seam_unreachable"):
        await create(hasty)
    with pytest.raises(NotSent, match="seam_unreachable"):
        await get(hasty)

    assert len(seam.requests) == 2, "a POST is sent once"


@pytest.mark.parametrize("call", [create, get])
async def test_no_connection_is_surely_without_effect(call: Callable[[SeamClient], Awaitable[object]]) -> None:
    async with ScriptedSeam() as gone:
        pass
    async with seam_http(gone.url, SecretStr(API_KEY)) as http:
        with pytest.raises(NotSent, match="seam_unreachable"):
            await call(SeamClient(http, total_timeout=timedelta(seconds=5)))


async def test_a_full_pool_is_surely_without_effect(seam: ScriptedSeam) -> None:
    seam.say(CREATE, Fault.HANG)
    short = timedelta(milliseconds=50)
    async with seam_http(seam.url, SecretStr(API_KEY), read_timeout=short, max_connections=1) as http:
        slow = SeamClient(http, total_timeout=timedelta(seconds=5))
        results = await asyncio.gather(create(slow), create(slow), return_exceptions=True)

    assert [type(result) for result in results] == [OutcomeUnknown, NotSent]
    assert len(seam.requests) == 1


async def test_creates_that_hang_hold_no_delete_back(seam: ScriptedSeam) -> None:
    seam.say(CREATE, Fault.HANG, Fault.HANG)
    short, key = timedelta(milliseconds=300), SecretStr(API_KEY)
    async with (
        seam_http(seam.url, key, read_timeout=short, max_connections=1) as http,
        seam_http(seam.url, key, read_timeout=short, max_connections=1) as ends,
    ):
        slow = SeamClient(http, total_timeout=timedelta(seconds=5), ends=ends)
        creates = asyncio.gather(create(slow), create(slow), return_exceptions=True)
        while not seam.requests:  # noqa: ASYNC110  the peer rings no bell
            await asyncio.sleep(0.001)
        await slow.acs_credentials_delete("c1")

        assert not creates.done()
        await creates


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>482913</html>",
        b'{"ok": true}',
        b'{"ok": false, "acs_credential": {"acs_credential_id": "x", "access_method": "code"}}',
        b'{"ok": true, "acs_credential": {"code": "482913"}}',
        b'{"ok": true, "acs_credential": [482913]}',
        b'{"ok": true, "acs_credential": ' + b"[" * 5000,
        b"\xff\xfe482913",
    ],
)
async def test_an_unreadable_answer_is_unknown_for_a_create_and_safe_for_a_read(
    seam: ScriptedSeam, client: SeamClient, body: bytes
) -> None:
    seam.say(CREATE, Reply(body=body))
    seam.say(GET, Reply(body=body))

    with pytest.raises(OutcomeUnknown) as unknown:
        await create(client)
    with pytest.raises(NotSent) as unread:
        await get(client)

    assert str(unknown.value) == str(unread.value) == "seam_unreadable"


async def test_a_huge_answer_is_not_swallowed(
    seam: ScriptedSeam, client: SeamClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "MAX_ANSWER_BYTES", 1000)
    seam.say(CREATE, Reply(body=b'{"ok": true, "x": "' + b"x" * 5000 + b'"}'))

    with pytest.raises(OutcomeUnknown, match="seam_unreadable"):
        await create(client)


async def test_a_redirect_is_not_followed(seam: ScriptedSeam, client: SeamClient) -> None:
    seam.say(CREATE, Reply(307, b"", {"location": f"{seam.url}/elsewhere"}))

    with pytest.raises(OutcomeUnknown):
        await create(client)

    assert [request.path for request in seam.requests] == [CREATE]


async def test_a_broken_compression_is_unreadable(seam: ScriptedSeam, client: SeamClient) -> None:
    seam.say(GET, Reply(body=b"not gzip", headers={"content-encoding": "gzip"}))

    with pytest.raises(NotSent, match="seam_unreadable"):
        await get(client)


async def test_the_key_is_in_no_repr_of_the_client(seam: ScriptedSeam) -> None:
    async with seam_http(seam.url, SecretStr(API_KEY)) as http:
        assert API_KEY not in repr(http) + repr(http.headers) + repr(SeamClient(http, total_timeout=timedelta(1)))


async def test_loopback_is_reached_past_the_environments_proxy(
    seam: ScriptedSeam, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "")
    seam.say(GET, answer(acs_credential=samples.credential()))

    async with seam_http(seam.url, SecretStr(API_KEY)) as http:
        await get(SeamClient(http, total_timeout=timedelta(seconds=5)))

    assert len(seam.requests) == 1


async def test_each_call_is_taken_down_by_how_it_ended(seam: ScriptedSeam) -> None:
    taken: list[Outcome] = []
    seam.say(GET, answer(acs_credential=samples.credential()))
    seam.say(GET, refusal(404, "acs_credential_not_found"))
    seam.say(GET, refusal(429, "too_many_requests"))
    seam.say(GET, Fault.RESET)
    async with seam_http(seam.url, SecretStr(API_KEY)) as http:
        client = SeamClient(
            http, total_timeout=timedelta(seconds=5), took=lambda outcome, _seconds: taken.append(outcome)
        )
        for _ in range(4):
            with contextlib.suppress(SystemTrouble):
                await get(client)

    assert taken == [Outcome.OK, Outcome.REFUSED, Outcome.BUSY, Outcome.UNREACHABLE]
