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
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

KEY_BYTES = 32
NONCE_BYTES = 12
HASH_KEY = "hash_key"


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
    """Keys, newest first: the newest encrypts, all decrypt. What hashes is a key of its own, kept in the database.

    Raises:
        BadKey: no key, or one that is not 32 bytes in urlsafe base64.
    """

    def __init__(self, keys: Sequence[SecretStr], hash_key: SecretStr | None = None) -> None:
        raw = [key_bytes(key) for key in keys]
        if not raw:
            msg = "ENCRYPTION_KEYS: at least one key is needed"
            raise BadKey(msg)
        self._keys = tuple(keys)
        self._ciphers = {_key_id(key): AESGCM(key) for key in raw}
        self._newest = _key_id(raw[0])
        self._hash_root = None if hash_key is None else key_bytes(hash_key)

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

    @property
    def key_ids(self) -> tuple[str, ...]:
        """What may be told of the keys, newest first."""
        return tuple(self._ciphers)

    def wrap(self, hash_key: SecretStr) -> str:
        """The key of the hashes as it is kept in the database."""
        return self.encrypt(hash_key.get_secret_value(), team_id="", row=HASH_KEY, field="value")

    def unwrap(self, kept: str) -> SecretStr:
        """The key of the hashes; raises Tampered or UnknownKey."""
        return self.decrypt(kept, team_id="", row=HASH_KEY, field="value")

    def hashing_with(self, hash_key: SecretStr) -> Self:
        """The same keys, able to hash."""
        return type(self)(self._keys, hash_key)

    def hashing_with_the_oldest(self) -> Self:
        """As databases were begun that have no key of their own for hashes."""
        return self.hashing_with(self._keys[-1])

    @property
    def hash_key(self) -> SecretStr | None:
        return None if self._hash_root is None else SecretStr(urlsafe_b64encode(self._hash_root).decode())

    def keyed_hash(self, text: str, purpose: str) -> str:
        """A hash that is stable and that nobody can compute without our keys; one purpose's says nothing of another's.

        It is compared with rows written long ago and is part of keys that Seam keeps, so it must outlive every
        rotation. Its key is therefore made once, kept in the database under the newest encryption key, and known to
        nobody who has an old one.
        """
        if self._hash_root is None:
            msg = "nothing is hashed before the database is open: the key of the hashes is in it"
            raise RuntimeError(msg)
        derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=f"keydesk keyed hash: {purpose}".encode())
        return hmac.new(derived.derive(self._hash_root), text.encode(), hashlib.sha256).hexdigest()


def key_bytes(key: SecretStr) -> bytes:
    """A key as it is used; raises BadKey."""
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
