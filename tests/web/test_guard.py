import asyncio
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.web import guard
from bot.web.bodies import MAX_BODY_BYTES
from bot.web.guard import raw_endpoint, slack_endpoint, verify_slack

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECRETS = ("new-secret", "old-secret")
BODY = b"command=%2Fguest&text=Ada"


def signed(body: bytes = BODY, secret: str = "new-secret", at: datetime = NOW) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}"}


class TestVerify:
    @pytest.mark.parametrize("secret", SECRETS)
    def test_accepts_what_any_of_the_secrets_signed(self, secret: str) -> None:
        assert verify_slack(signed(secret=secret), BODY, SECRETS, NOW)

    @pytest.mark.parametrize("seconds", [-300, 0, 300])
    def test_accepts_five_minutes_either_way(self, seconds: int) -> None:
        assert verify_slack(signed(at=NOW + timedelta(seconds=seconds)), BODY, SECRETS, NOW)

    @pytest.mark.parametrize("seconds", [-3600, -301, 301, 3600])
    def test_refuses_older_and_newer(self, seconds: int) -> None:
        assert not verify_slack(signed(at=NOW + timedelta(seconds=seconds)), BODY, SECRETS, NOW)

    def test_refuses_a_secret_that_is_not_ours(self) -> None:
        assert not verify_slack(signed(secret="other"), BODY, SECRETS, NOW)

    def test_refuses_everything_without_a_secret(self) -> None:
        assert not verify_slack(signed(secret=""), BODY, ("",), NOW)
        assert not verify_slack(signed(), BODY, (), NOW)

    @pytest.mark.parametrize("stamp", ["", "abc", "1.0", "-1", "+1", " 1", "1\n", "٣", "9" * 5000])
    def test_a_malformed_stamp_is_refused_quietly(self, stamp: str) -> None:
        assert not verify_slack(signed() | {"x-slack-request-timestamp": stamp}, BODY, SECRETS, NOW)

    @pytest.mark.parametrize("signature", ["", "v0=", "v1=" + "0" * 64, "v0=" + "é" * 64, "v0=" + "F" * 64, "0" * 64])
    def test_a_malformed_signature_is_refused_quietly(self, signature: str) -> None:
        assert not verify_slack(signed() | {"x-slack-signature": signature}, BODY, SECRETS, NOW)

    @pytest.mark.parametrize("name", ["x-slack-request-timestamp", "x-slack-signature"])
    def test_a_missing_header_is_refused(self, name: str) -> None:
        headers = signed()
        del headers[name]

        assert not verify_slack(headers, BODY, SECRETS, NOW)

    @given(st.integers(min_value=0, max_value=len(BODY) - 1), st.integers(min_value=1, max_value=255))
    def test_every_byte_of_the_body_counts(self, place: int, change: int) -> None:
        body = bytearray(BODY)
        body[place] ^= change

        assert not verify_slack(signed(), bytes(body), SECRETS, NOW)

    @given(st.dictionaries(st.sampled_from(list(signed())), st.text()), st.binary())
    def test_nothing_makes_it_raise(self, headers: dict[str, str], body: bytes) -> None:
        assert not verify_slack(headers, body, SECRETS, NOW)


class Desk:
    """A handler behind the guard that remembers what reached it."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.now = NOW
        self.status = 200
        guarded = slack_endpoint(self.handle, SECRETS, lambda: self.now)
        self.app = Starlette(routes=[Route("/", guarded, methods=["POST"])])

    async def handle(self, _request: Request, body: bytes) -> Response:
        self.bodies.append(body)
        return PlainTextResponse("handled", status_code=self.status)

    async def post(
        self, body: bytes, headers: dict[str, str] | list[tuple[str, str]] | list[tuple[bytes, bytes]]
    ) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://desk") as client:
            return await client.post("/", content=body, headers=headers)


@pytest.fixture
def desk() -> Desk:
    return Desk()


class TestEndpoint:
    async def test_a_signed_request_reaches_the_handler_byte_for_byte(self, desk: Desk) -> None:
        answer = await desk.post(BODY, signed())

        assert (answer.status_code, answer.text) == (200, "handled")
        assert desk.bodies == [BODY]

    @pytest.mark.parametrize(
        ("body", "headers"),
        [
            (BODY, {}),
            (b"ssl_check=1&token=x", {}),
            (b'{"type":"url_verification","challenge":"x"}', {"content-type": "application/json"}),
            (b"[" * 100_000, {"content-type": "application/json"}),
            (b"\xff\xfe", signed()),
            (BODY, signed(secret="other")),
        ],
    )
    async def test_everything_else_gets_one_and_the_same_answer(
        self, desk: Desk, body: bytes, headers: dict[str, str]
    ) -> None:
        answer = await desk.post(body, headers)

        assert (answer.status_code, answer.text) == (401, "unauthorized")
        assert desk.bodies == []

    async def test_a_header_given_twice_is_refused(self, desk: Desk) -> None:
        twice = [*signed().items(), ("x-slack-signature", "v0=" + "0" * 64)]

        assert (await desk.post(BODY, twice)).status_code == 401

    async def test_more_than_256_kb_is_refused_even_when_signed(self, desk: Desk) -> None:
        body = b"x" * (MAX_BODY_BYTES + 1)

        assert (await desk.post(body, signed(body))).status_code == 401
        assert (await desk.post(body[:-1], signed(body[:-1]))).status_code == 200

    async def test_a_replay_has_no_second_effect(self, desk: Desk) -> None:
        answers = await asyncio.gather(*(desk.post(BODY, signed()) for _ in range(20)))

        assert {answer.status_code for answer in answers} == {200}
        assert desk.bodies == [BODY]

    async def test_a_replay_is_remembered_as_long_as_its_stamp_is_good(self, desk: Desk) -> None:
        ahead = signed(at=NOW + timedelta(seconds=300))
        await desk.post(BODY, ahead)
        desk.now = NOW + timedelta(seconds=600)

        await desk.post(BODY, ahead)

        assert desk.bodies == [BODY]

    async def test_the_memory_of_replays_does_not_grow_for_ever(self) -> None:
        seen = guard.SeenSignatures()
        for number in range(1000):
            seen.is_new(str(number), NOW)

        assert seen.is_new("later", NOW + timedelta(hours=1))
        assert seen.is_new("0", NOW + timedelta(hours=1))
        assert len(seen) == 2

    async def test_slack_may_deliver_again_what_failed_here(self, desk: Desk) -> None:
        desk.status = 500
        await desk.post(BODY, signed())
        desk.status = 200

        assert (await desk.post(BODY, signed())).text == "handled"

    def test_without_a_secret_there_is_no_endpoint(self) -> None:
        with pytest.raises(ValueError, match="signing secret"):
            slack_endpoint(Desk().handle, (), lambda: NOW)


async def test_other_webhooks_have_the_same_bounds() -> None:
    desk = Desk()
    app = Starlette(routes=[Route("/", raw_endpoint(desk.handle), methods=["POST"])])
    desk.app = app

    assert (await desk.post(b"x" * (MAX_BODY_BYTES + 1), {})).status_code == 401
    assert (await desk.post(b"x", {})).text == "handled"
