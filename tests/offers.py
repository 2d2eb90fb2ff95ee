"""What a grant's buttons may offer in each of its states: said a second time, in another way than the product does."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.domain.grant import CredentialState, GrantRecord, GrantState

ACTING = frozenset({"show_pin", "extend", "end"})
OPEN = {GrantState.AWAITING_APPROVAL, GrantState.ISSUING, GrantState.ISSUED}
NEEDS: Mapping[str, CredentialState | None] = {
    "end": None,
    "add_doors": None,
    "show_pin": CredentialState.ISSUED,
    "extend": CredentialState.ISSUED,
    "change_end": CredentialState.ISSUED,
    "new_pin": CredentialState.ISSUED,
    "retry_doors": CredentialState.FAILED,
    "guest_page": CredentialState.ISSUED,
}
"""Of an open grant: the state in which a door must be."""


DECIDING = frozenset({"approve", "decline", "claim", "release", "withdraw"})
"""What a button does with a request, whose id it carries; only one that waits can be decided."""


def allowed(record: GrantRecord) -> set[str]:
    """The actions that lead somewhere."""
    if record.grant.state not in OPEN:
        return {"again"}
    there = {c.state for c in record.credentials}
    return {"again", *(action for action, needed in NEEDS.items() if needed is None or needed in there)}


def offered(blocks: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Each action that the buttons and menus of a message offer, with the grant it would act on."""
    for block in blocks:
        for element in [*block.get("elements", ()), block.get("accessory", {})]:
            if element.get("type") == "button" and element["action_id"] in {"again", *NEEDS}:
                yield element["action_id"], element["value"]
            for option in element.get("options", ()):
                action, _, grant = option["value"].partition(":")
                yield action, grant


def deciding(blocks: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Each decision that the buttons of a message offer, with the request that it would be about."""
    for block in blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") in DECIDING:
                yield element["action_id"], element["value"]
