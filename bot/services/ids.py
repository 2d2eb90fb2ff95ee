"""Ids go into buttons and modals, where people can read them: they say nothing and cannot be guessed."""

import secrets


def new_id() -> str:
    """64 random bits in hexadecimal."""
    return secrets.token_hex(8)
