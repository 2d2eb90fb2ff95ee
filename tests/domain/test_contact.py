"""Contacts are sent on exactly as they were checked, so what is almost right is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import contact
from bot.domain.errors import BadField


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" guest@example.com ", "guest@example.com"),
        ("Jane.O'Hara+door@EXAMPLE.Co.UK", "Jane.O'Hara+door@example.co.uk"),
        ("x@a-b.example", "x@a-b.example"),
    ],
)
def test_addresses(typed: str, kept: str) -> None:
    assert contact.email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "guest",
        "@example.com",
        "guest@",
        "guest@localhost",
        "guest@@example.com",
        "a b@example.com",
        "guest@exa mple.com",
        ".guest@example.com",
        "gu..est@example.com",
        "guest@-example.com",
        "guest@example..com",
        "guest@10.0.0.1",
        "guest@exаmple.com",  # noqa: RUF001 - a Cyrillic letter that looks like a
        "gu\u0131st@example.com",
        "guest@example.com\nbcc: x@example.com",
        "<guest@example.com>",
        "a@b.example,c@d.example",
        f"{'x' * 65}@example.com",
        f"x@{'a.' * 130}com",
    ],
)
def test_no_addresses(typed: str) -> None:
    with pytest.raises(BadField) as refused:
        contact.email(typed)

    assert (refused.value.field, refused.value.problem) == ("email", "email_malformed")
    assert not typed or typed not in str(refused.value)


@given(st.text())
def test_an_accepted_address_is_stable_ascii(text: str) -> None:
    try:
        kept = contact.email(text)
    except BadField:
        return
    assert kept.isascii()
    assert contact.email(kept) == kept


@given(st.emails())
def test_ordinary_addresses_pass(address: str) -> None:
    assert contact.email(address).lower() == address.lower()


@pytest.mark.parametrize(
    ("typed", "region", "kept"),
    [
        ("+1 212 555 0100", "GB", "+12125550100"),
        ("(212) 555-0100", "US", "+12125550100"),
        ("020 7946 0958", "GB", "+442079460958"),
    ],
)
def test_numbers(typed: str, region: str, kept: str) -> None:
    assert contact.phone(typed, region) == kept


@pytest.mark.parametrize(
    "typed", ["", "12", "call me", "+1 212 555 0100 ext. 5", "+999 123456789", "1-800-FLOWERS", "+"]
)
def test_no_numbers(typed: str) -> None:
    with pytest.raises(BadField) as refused:
        contact.phone(typed, "US")

    assert (refused.value.field, refused.value.problem) == ("phone", "phone_malformed")
