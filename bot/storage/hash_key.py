"""Databases begun before hashes had a key of their own hash with the oldest encryption key of that time.

Such a key is taken over as the key of the hashes at the next start: whoever has it can still hash with it, but once the
encryption keys are rotated it opens nothing.
"""

from bot.storage.secrets import BadKey, Keyring

OLDEST_KEY = "oldest_key_check"
"""The name under which such a database keeps a mark of that key."""


def able_to_hash(keyring: Keyring, kept: str | None, mark: str | None) -> Keyring:
    """The keys with the key of the hashes that the database keeps; without one where it was never opened.

    Raises:
        SecretError: the keys are not those under which the database was written.
    """
    if kept is not None:
        return keyring.hashing_with(keyring.unwrap(kept))
    if mark is None:
        return keyring
    old = keyring.hashing_with_the_oldest()
    if mark != old.keyed_hash("keydesk", "check of the oldest key"):
        msg = "ENCRYPTION_KEYS: the oldest key is missing. Put the key that was used first at the end of the list"
        raise BadKey(msg)
    return old
