"""What is sent to Seam must be exact, so a contact that is almost right is refused at its field, never repaired."""

import re
import unicodedata

import phonenumbers

from bot.domain.errors import BadField

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?", re.ASCII)
_DIALLED = re.compile(r"\+?[\d\s()./-]+", re.ASCII)
_LONGEST = 254
EMAIL_IN_TEXT = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
NUMBER_IN_TEXT = re.compile(r"\+?\(?\d(?:[\s().-]*\d){6,}")
"""Seven digits and more are nobody's name, whatever the region says of such a number."""
LIKE_EMAIL = re.compile(r"\S+@\S+")
"""What is meant as an address, malformed ones too."""
_EMPTY_PAIR = re.compile(r"\(\s*\)|<\s*>|\[\s*\]")
_AROUND = " ,;:|-\u2013\u2014(<["
_LONGEST_LOCAL = 64


def folded(name: str) -> str:
    """A name as it is compared: case, width and spacing make no difference."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def bare_name(name: str) -> str:
    """The name without e-mail addresses and phone numbers: names are told in channels."""
    bare = NUMBER_IN_TEXT.sub(" ", LIKE_EMAIL.sub(" ", EMAIL_IN_TEXT.sub(" ", name)))
    return " ".join(_EMPTY_PAIR.sub(" ", bare).split()).strip(_AROUND)


def email(text: str) -> str:
    """The address with its domain in lower case; ASCII only, so that two look-alike letters never meet.

    Raises:
        BadField: `email_malformed`.
    """
    local, at, domain = text.strip().rpartition("@")
    labels = domain.split(".")
    is_domain = len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdigit()
    is_short = len(local) <= _LONGEST_LOCAL and len(text.strip()) <= _LONGEST
    if not (at and is_short and is_domain and _LOCAL.fullmatch(local)):
        raise BadField("email", "email_malformed")
    return f"{local}@{domain.lower()}"


def phone(text: str, region: str) -> str:
    """The number in E.164 ("+12125550100"); without a country code it is read as one of `region` ("US").

    Raises:
        BadField: `phone_malformed`.
    """
    try:
        number = phonenumbers.parse(text if _DIALLED.fullmatch(text.strip()) else "", region)
    except phonenumbers.NumberParseException as error:
        raise BadField("phone", "phone_malformed") from error
    if not phonenumbers.is_possible_number(number):
        raise BadField("phone", "phone_malformed")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
