"""Deliveries signed as Svix signs them; everything else is refused in one way."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from bot.seam.webhooks import InvalidWebhook, UnusableEvent, is_webhook_secret, verify
from tests.seam import samples

SECRET = "whsec_" + base64.b64encode(b"a secret of the test, 32 bytes..").decode()
OLD_SECRET = "whsec_" + base64.b64encode(b"an older secret, 32 bytes long..").decode()
EVENT = {
    "event_id": "e-1",
    "event_type": "acs_credential.issued",
    "occurred_at": "2030-03-04T15:00:00Z",
    "acs_credential_id": samples.CREDENTIAL_ID,
    "acs_system_id": samples.SYSTEM_ID,
    "workspace_id": "w-1",
    "code": "482913",
}
BODY = json.dumps(EVENT).encode()
NOW = datetime(2030, 3, 4, 15, 0, tzinfo=UTC)
"""Of the product's own clock, not of the machine's."""


def signed(body: bytes = BODY, *, secret: str = SECRET, age: int = 0, family: str = "svix") -> dict[str, str]:
    sent = NOW - timedelta(seconds=age)
    return {
        f"{family}-id": "msg-1",
        f"{family}-timestamp": str(int(sent.timestamp())),
        f"{family}-signature": Webhook(secret).sign("msg-1", sent, body.decode()),
    }


@pytest.mark.parametrize("family", ["svix", "webhook", "Svix"])
def test_a_signed_event_is_read(family: str) -> None:
    event = verify(BODY, signed(family=family), [SECRET], NOW)

    assert (event.event_id, event.event_type, event.message_id) == ("e-1", "acs_credential.issued", "msg-1")
    assert event.occurred_at == datetime(2030, 3, 4, 15, 0, tzinfo=UTC)
    assert (event.acs_credential_id, event.acs_system_id) == (samples.CREDENTIAL_ID, samples.SYSTEM_ID)
    assert (event.acs_entrance_id, event.acs_user_id) == (None, None)


def test_nothing_but_ids_is_kept() -> None:
    assert "482913" not in verify(BODY, signed(), [SECRET], NOW).model_dump_json()


@pytest.mark.parametrize("secret", [SECRET, OLD_SECRET])
def test_during_a_rotation_either_secret_will_do(secret: str) -> None:
    assert verify(BODY, signed(secret=secret), [SECRET, OLD_SECRET], NOW).event_id == "e-1"


def test_one_good_signature_among_others_will_do() -> None:
    headers = signed()
    both = headers | {"svix-signature": f"v1,AAAA v2,BBBB {headers['svix-signature']}"}

    assert verify(BODY, both, [SECRET], NOW).event_id == "e-1"


@pytest.mark.parametrize("age", [290, -290, 300, -300])
def test_five_minutes_are_tolerated(age: int) -> None:
    assert verify(BODY, signed(age=age), [SECRET], NOW).event_id == "e-1"


@pytest.mark.parametrize("age", [301, -301, 90_000])
def test_more_than_five_minutes_are_not(age: int) -> None:
    with pytest.raises(InvalidWebhook):
        verify(BODY, signed(age=age), [SECRET], NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"svix-id": ""},
        {"svix-id": "msg-2"},
        {"svix-timestamp": "soon"},
        {"svix-timestamp": "nan"},
        {"svix-timestamp": "9" * 400},
        {"svix-timestamp": "9" * 12},
        {"svix-timestamp": f"{int(NOW.timestamp())}.0"},
        {"svix-timestamp": "-1"},
        {"svix-signature": ""},
        {"svix-signature": "v1"},
        {"svix-signature": "v1,,"},
        {"svix-signature": "v1,AAA"},
        {"svix-signature": "v1,\u00fc"},
        {"svix-signature": "v2,AAAA"},
    ],
)
def test_a_header_that_is_off_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(InvalidWebhook):
        verify(BODY, signed() | changes, [SECRET], NOW)


def test_two_families_of_headers_are_not_mixed() -> None:
    mixed = signed(family="webhook") | {"svix-id": "msg-2"}

    with pytest.raises(InvalidWebhook):
        verify(BODY, mixed, [SECRET], NOW)


@pytest.mark.parametrize("body", [BODY + b" ", b"", b"\xff\xfe", BODY.replace(b"e-1", b"e-2")])
def test_another_body_than_the_signed_one_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidWebhook):
        verify(body, signed(), [SECRET], NOW)


@pytest.mark.parametrize("secrets", [[], [OLD_SECRET], ["whsec_"], [""], ["whsec_\u00fc"]])
def test_without_the_right_secret_all_is_refused(secrets: list[str]) -> None:
    with pytest.raises(InvalidWebhook):
        verify(BODY, signed(), secrets, NOW)


@pytest.mark.parametrize("body", [b"", b"[]", b"hello", b'{"event_id": "e-1"}'])
def test_signed_but_not_an_event_is_told_apart(body: bytes) -> None:
    with pytest.raises(UnusableEvent):
        verify(body, signed(body), [SECRET], NOW)


@given(
    body=st.binary(max_size=200),
    headers=st.dictionaries(
        st.sampled_from(["svix-id", "svix-timestamp", "svix-signature", "webhook-id", "x"]), st.text(max_size=80)
    ),
)
def test_no_noise_gets_through_or_breaks_it(body: bytes, headers: dict[str, str]) -> None:
    with pytest.raises(InvalidWebhook):
        verify(body, headers, [SECRET], NOW)


@pytest.mark.parametrize(
    ("secret", "is_one"),
    [
        (SECRET, True),
        (SECRET.rstrip("="), True),
        ("whsec_", False),
        ("whsec_not base64!", False),
        (SECRET.removeprefix("whsec_"), False),
        ("fake_secret_00ff", False),
        ("", False),
    ],
)
def test_a_secret_is_known_by_its_prefix_and_its_base64(secret: str, *, is_one: bool) -> None:
    assert is_webhook_secret(secret) is is_one
