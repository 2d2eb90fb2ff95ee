"""An error's text reaches the operator's terminal and a log: it never holds the value that was refused."""

import binascii
import re
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Callable
from datetime import timedelta
from email.utils import getaddresses
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from bot.links import is_here, is_public

KEY_BYTES = 32


def _no_spaces(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[!-~]+", secret.get_secret_value()):
        msg = "must be printable ASCII without spaces"
        raise ValueError(msg)
    return secret


def _starts_with(prefix: str) -> Callable[[SecretStr], SecretStr]:
    def check(secret: SecretStr) -> SecretStr:
        if not secret.get_secret_value().startswith(prefix):
            msg = f"must start with {prefix}"
            raise ValueError(msg)
        return secret

    return check


def _webhook_secret(secret: SecretStr) -> SecretStr:
    try:
        key = b64decode(secret.get_secret_value().removeprefix("whsec_"), validate=True)
    except binascii.Error:
        key = b""
    if not key:
        msg = "must be whsec_ and then base64"
        raise ValueError(msg)
    return secret


def _encryption_key(secret: SecretStr) -> SecretStr:
    try:
        size = len(urlsafe_b64decode(secret.get_secret_value()))
    except (binascii.Error, ValueError):
        size = 0
    if size != KEY_BYTES:
        msg = f"must hold keys of {KEY_BYTES} bytes in urlsafe base64"
        raise ValueError(msg)
    return secret


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _seconds(value: object) -> object:
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        msg = "must be a number of seconds"
        raise ValueError(msg) from None


def _url(url: str) -> str:
    """An https URL to a public name, or a URL to this machine: a token must neither leak nor go astray."""
    if not (is_public(url) or is_here(url)):
        msg = "must be an https:// URL with a public name, without user or port, or lead to 127.0.0.1 or localhost"
        raise ValueError(msg)
    if "?" in url or "#" in url:
        msg = "must have no query and no fragment"
        raise ValueError(msg)
    return url.rstrip("/")


def _database_url(url: str) -> str:
    if url.startswith("postgres"):
        msg = "names PostgreSQL, and this version runs on SQLite only: leave it unset, or give sqlite:///data/file.sqlite3"
        raise ValueError(msg)
    match = re.fullmatch(r"sqlite(?:\+aiosqlite)?:///(?P<path>[^?]+)", url)
    if match is None or match["path"] == ":memory:":
        msg = "must name an SQLite file, for example sqlite:///data/keydesk.sqlite3"
        raise ValueError(msg)
    return f"sqlite+aiosqlite:///{match['path']}"


def _user_id(user_id: str) -> str:
    if not re.fullmatch(r"[UW][A-Z0-9]+", user_id):
        msg = "must hold Slack user ids such as U012ABCDEF"
        raise ValueError(msg)
    return user_id


def _sender(sender: str) -> str:
    """One address, a name before it or not; no line break gets into a header."""
    addresses = getaddresses([sender])
    address = addresses[0][1] if len(addresses) == 1 else ""
    if not re.fullmatch(r"[!-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", address) or not sender.isprintable():
        msg = "must be one e-mail address, such as desk@example.com or Front desk <desk@example.com>"
        raise ValueError(msg)
    return sender


Secret = Annotated[SecretStr, AfterValidator(_no_spaces)]
BotToken = Annotated[Secret, AfterValidator(_starts_with("xoxb-"))]
AppToken = Annotated[Secret, AfterValidator(_starts_with("xapp-"))]
SeamKey = Annotated[Secret, AfterValidator(_starts_with("seam_"))]
WebhookSecret = Annotated[Secret, AfterValidator(_starts_with("whsec_")), AfterValidator(_webhook_secret)]
EncryptionKey = Annotated[Secret, AfterValidator(_encryption_key)]
UserId = Annotated[str, AfterValidator(_user_id)]
Url = Annotated[str, AfterValidator(_url)]
ApiUrl = Annotated[Url, AfterValidator(lambda url: f"{url}/")]
DatabaseUrl = Annotated[str, AfterValidator(_database_url)]
Sender = Annotated[str, AfterValidator(_sender)]
Lower = BeforeValidator(lambda value: value.lower() if isinstance(value, str) else value)
Upper = BeforeValidator(lambda value: value.upper() if isinstance(value, str) else value)
Listed = BeforeValidator(_split)
Seconds = Annotated[timedelta, BeforeValidator(_seconds), Field(gt=timedelta(0))]
