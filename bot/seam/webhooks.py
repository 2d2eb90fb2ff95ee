"""The signature covers the raw bytes: verify first, parse after, and keep nothing but ids (an event may carry a PIN).

Seam delivers by Svix: `svix-*` headers (or `webhook-*`), HMAC-SHA256 over `id.timestamp.body`, 300 s of tolerance
either way, up to eight deliveries over about 27 hours in any order. A replay within the tolerance verifies: callers
drop known `message_id` and `event_id`.
"""

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError
from standardwebhooks import Webhook

from bot.seam.models import Event

SECRET_PREFIX = "whsec_"  # noqa: S105  the public prefix of every Svix secret

TOLERANCE = timedelta(seconds=300)
_FIELDS = ("id", "timestamp", "signature")
_MOST_DIGITS = 12
"""Of a time in seconds: more of them are no date that Python has."""


class InvalidWebhook(ValueError):
    """Not signed with one of our secrets, too old, too new, or malformed: answer 401."""


class UnusableEvent(InvalidWebhook):
    """Signed by Seam, but not an event: answer 2xx, another delivery of it would be the same."""


class SeamEvent(Event):
    """What happened to which object; the object itself is fetched before anything is done."""

    message_id: str
    """Svix's id of the delivery: the same for each retry of it."""


def is_webhook_secret(secret: str) -> bool:
    """Whether this is a Svix secret; to be asked at start, because a wrong one only shows as refused deliveries."""
    key = secret.removeprefix(SECRET_PREFIX)
    if key == secret:
        return False
    try:
        return bool(base64.b64decode(key + "=" * (-len(key) % 4), validate=True))
    except (binascii.Error, ValueError):
        return False


def verify(raw_body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> SeamEvent:
    """The event of a signed delivery; any of the secrets may have signed it (rotation).

    The library's own `verify` knows only the machine's clock, so the age is held against `now` here.

    Raises `InvalidWebhook`, whatever is wrong with the headers, the body or the secrets.
    """
    signed = _signed_headers(headers)
    sent = _sent_at(signed["webhook-timestamp"])
    if sent is None or abs(now - sent) > TOLERANCE or not signed["webhook-id"]:
        raise InvalidWebhook
    if not any(_is_signed_with(secret, raw_body, signed, sent) for secret in secrets):
        raise InvalidWebhook
    try:
        event = Event.model_validate_json(raw_body)
    except ValidationError:
        raise UnusableEvent from None
    return SeamEvent(message_id=signed["webhook-id"], **event.model_dump())


def _signed_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """One family of header names whole, never a mix of both: the signature must be of the id that is kept."""
    given = {name.lower(): value for name, value in headers.items()}
    family = "svix" if "svix-id" in given else "webhook"
    return {f"webhook-{field}": given.get(f"{family}-{field}", "") for field in _FIELDS}


def _sent_at(timestamp: str) -> datetime | None:
    is_number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _MOST_DIGITS
    try:
        return datetime.fromtimestamp(int(timestamp), UTC) if is_number else None
    except (OverflowError, ValueError):
        return None


def _is_signed_with(secret: str, raw_body: bytes, signed: Mapping[str, str], sent: datetime) -> bool:
    """One of the signatures of the header is ours; it carries several while a secret is rotated at Seam."""
    if not is_webhook_secret(secret):
        return False
    try:
        wanted = Webhook(secret).sign(signed["webhook-id"], sent, raw_body.decode())
    except UnicodeDecodeError:
        return False
    given = signed["webhook-signature"].split(" ")
    return any(hmac.compare_digest(wanted.encode(), one.encode("utf-8", "replace")) for one in given)
