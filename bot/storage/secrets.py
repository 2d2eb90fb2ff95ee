"""Ciphertext is bound to its team, row and field: moved to another row it does not decrypt, it raises `Tampered`.

SecretError
├── BadKey          ENCRYPTION_KEYS or the key file is unusable: an operator corrects it
├── UnknownKey      written under a key that is no longer listed: list it again, last
└── Tampered        changed, cut off, or moved from another row: never show what it might have been
"""

import binascii
import hashlib
import hmac
import json
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

KEY_BYTES = 32
NONCE_BYTES = 12
OTHERS_MAY = 0o077


class SecretError(Exception):
    """Base of what goes wrong with keys and ciphertext; never carries either."""


class BadKey(SecretError):
    """A key is malformed or not kept safely; an operator corrects it."""


class UnknownKey(SecretError):
    """The ciphertext's key is not in the list."""


class Tampered(SecretError):
    """The ciphertext does not belong to this team, row and field, or was changed."""


def new_key() -> SecretStr:
    """A fresh key in the form in which keys are configured."""
    return SecretStr(urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode())


class Keyring:
    """Keys, newest first: the newest encrypts, all decrypt, the oldest hashes.

    Raises:
        BadKey: no key, or one that is not 32 bytes in urlsafe base64.
    """

    def __init__(self, keys: Sequence[SecretStr]) -> None:
        raw = [_key_bytes(key) for key in keys]
        if not raw:
            msg = "ENCRYPTION_KEYS: at least one key is needed"
            raise BadKey(msg)
        self._ciphers = {_key_id(key): AESGCM(key) for key in raw}
        self._newest = _key_id(raw[0])
        self._hash_root = raw[-1]

    def encrypt(self, text: str, *, team_id: str, row: str, field: str) -> str:
        """A token that decrypts for the same team, row and field alone."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self._newest].encrypt(nonce, text.encode(), _place(team_id, row, field))
        return self.prefix + urlsafe_b64encode(nonce + sealed).decode()

    def decrypt(self, token: str, *, team_id: str, row: str, field: str) -> SecretStr:
        """The text of a token; raises Tampered or UnknownKey."""
        key_id, _, body = token.partition(".")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            msg = f"no key {key_id!r} in ENCRYPTION_KEYS: keep old keys in the list, after the new one"
            raise UnknownKey(msg)
        try:
            sealed = urlsafe_b64decode(body)
            clear = cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _place(team_id, row, field))
        except (InvalidTag, binascii.Error, ValueError):
            msg = f"ciphertext of {field} does not belong to this row or was changed"
            raise Tampered(msg) from None
        return SecretStr(clear.decode())

    @property
    def prefix(self) -> str:
        """How the newest key's tokens begin; a rotation writes all others anew."""
        return f"{self._newest}."

    def keyed_hash(self, text: str, purpose: str) -> str:
        """A hash that is stable and that nobody can compute without our keys; one purpose's says nothing of another's.

        It hangs on the OLDEST key, because it must outlive rotation: it is compared with rows written long ago and
        is part of keys that Seam keeps. So a rotation puts the new key first, writes every token anew, and leaves
        the oldest key as the last of the list for good; middle keys may go. A leaked oldest key that must go means a
        new start for hashes: search hashes are computed anew, and mobile-key guests get new identities in Seam.
        """
        derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=f"keydesk keyed hash: {purpose}".encode())
        return hmac.new(derived.derive(self._hash_root), text.encode(), hashlib.sha256).hexdigest()


def load_or_make_key_file(path: Path) -> tuple[SecretStr, bool]:
    """The key in a file, and whether it was made just now.

    Raises:
        BadKey: other users of the machine may read the file, or it holds no key.
    """
    made = not path.exists() and _make_key_file(path)
    if path.stat().st_mode & OTHERS_MAY:
        msg = f"{path}: other users may read this key. Run: chmod 600 {path}"
        raise BadKey(msg)
    key = SecretStr(path.read_text(encoding="ascii").strip())
    _key_bytes(key)
    return key, made


def _make_key_file(path: Path) -> bool:
    """Linked into place when it is whole: a second process that starts now never reads half a key."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(new_key().get_secret_value() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        with suppress(FileExistsError):
            os.link(draft, path)
            return True
        return False
    finally:
        draft.unlink()


def _key_bytes(key: SecretStr) -> bytes:
    try:
        raw = urlsafe_b64decode(key.get_secret_value())
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != KEY_BYTES:
        msg = f"ENCRYPTION_KEYS: a key must be {KEY_BYTES} bytes in urlsafe base64"
        raise BadKey(msg)
    return raw


def _key_id(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:8]


def _place(team_id: str, row: str, field: str) -> bytes:
    """JSON, because plain joining would let ("a", "bc") pass for ("ab", "c")."""
    return json.dumps([team_id, row, field]).encode()
