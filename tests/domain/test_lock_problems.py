"""Every error and warning that Seam names for smart locks and their codes has a sentence that says what to do."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.device_problems import ERRORS, WARNINGS
from bot.domain.lock_problems import CODE_ERRORS, CODE_WARNINGS, CONSTRAINTS, LOCK_SENTENCES
from bot.domain.problems import SENTENCES, sentence

OPENAPI = Path(__file__).resolve().parents[2] / ".." / "shared" / "seam" / "openapi.json"
TABLE = {
    ("access_code", "error_code"): {*CODE_ERRORS, *ERRORS},
    ("access_code", "warning_code"): {*CODE_WARNINGS, *WARNINGS},
    ("device", "error_code"): {*ERRORS},
    ("device", "warning_code"): {*WARNINGS},
}
NEXT_STEPS = (
    *("Seam keeps", "Seam goes on", "Seam then", "Seam fills", "Seam widened", "Check", "check", "Retry", "retry"),
    *("Make", "make", "Add", "Ask", "ask", "Set", "Show PIN", "Look", "Switch", "switch", "Delete", "delete", "End"),
    *(
        "Choose",
        "choose",
        "Use",
        "use",
        "Give",
        "Renew",
        "Remove",
        "Move",
        "Try",
        "Wait",
        "Compare",
        "Change",
        "connects",
    ),
)


def enumerated(node: object, name: str) -> Iterator[str]:
    """The values of an enumeration, wherever it stands."""
    if isinstance(node, dict):
        found = node.get(name)
        if isinstance(found, dict):
            yield from found.get("enum", ())
        for value in node.values():
            yield from enumerated(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from enumerated(value, name)


@pytest.mark.parametrize(("kind", "name"), TABLE)
def test_every_member_of_seam_s_enumerations_has_a_sentence(kind: str, name: str) -> None:
    if not OPENAPI.exists():
        pytest.skip("Seam's OpenAPI is not beside the repository")
    schema = json.loads(OPENAPI.read_text())["components"]["schemas"][kind]

    assert set(enumerated(schema, name)) <= TABLE[kind, name]


@pytest.mark.parametrize("code", sorted({*CODE_ERRORS, *CODE_WARNINGS}))
def test_what_a_person_reads_says_what_to_do(code: str) -> None:
    said = sentence(code)

    assert said == LOCK_SENTENCES[code] == SENTENCES[code]
    assert any(word in said for word in NEXT_STEPS), said
    assert said.endswith(".")
    assert "_" not in said


def test_constraints_are_told_by_the_lock_s_name() -> None:
    assert all(sentence(key, door="Front Door").startswith("Front Door ") for key in CONSTRAINTS)
