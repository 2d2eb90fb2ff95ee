import pytest

from bot.domain.chosen_code import check_code, is_weak, may_choose
from bot.domain.device import CodeRule
from bot.domain.problems import sentence
from tests.some_locks import some_lock

WEAK = (
    *("0000", "111111", "1234", "4321", "987654", "1212", "4545", "123123", "480480", "1984", "2026", "1999"),
    *("2412", "1224", "0101", "241299", "991224", "122499", "24121999", "19991224", "1221", "112211", "7007"),
)
STRONG = ("4807", "9361", "739164", "48071", "5038274", "93618407")


@pytest.mark.parametrize("code", WEAK)
def test_what_is_tried_first_is_refused(code: str) -> None:
    assert is_weak(code)


@pytest.mark.parametrize("code", STRONG)
def test_what_nobody_would_guess_is_not(code: str) -> None:
    assert not is_weak(code)


@pytest.mark.parametrize(
    ("kind", "refused", "taken"),
    [
        ("no_zeros", "4807", "4857"),
        ("cannot_start_with_12", "1284", "2184"),
        ("no_triple_consecutive_ints", "91234", "91284"),
        ("no_ascending_or_descending_sequence", "3456", "3465"),
        ("at_least_three_unique_digits", "4744", "4748"),
        ("no_all_same_digits", "7777", "4877"),
        ("unique_first_four_digits", "48485", "48635"),
        ("cannot_contain_089", "4357", "4356"),
        ("cannot_contain_0789", "4357", "4356"),
    ],
)
def test_what_the_keypad_does_not_take_has_a_sentence(kind: str, refused: str, taken: str) -> None:
    lock = some_lock(code_rules=[CodeRule(kind=kind)], code_lengths=(4, 5))
    refused = refused if kind != "cannot_contain_089" else "4359"

    told = {bad.problem: sentence(bad.problem, **bad.data) for bad in check_code(refused, [lock])}

    assert f"code_{kind}" in told
    assert told[f"code_{kind}"].startswith("Front Door ")
    assert f"code_{kind}" not in {bad.problem for bad in check_code(taken, [lock])}


def test_each_lock_has_its_lengths() -> None:
    locks = [some_lock(), some_lock("Shed", code_lengths=(8,))]

    told = [sentence(bad.problem, **bad.data) for bad in check_code("4807", locks)]

    assert told == ["Shed takes PINs of 8 digits."]


def test_only_digits_are_a_code() -> None:
    assert [bad.problem for bad in check_code("48a7", [some_lock()])] == ["code_malformed"]


def test_some_locks_choose_themselves() -> None:
    closed = some_lock(code_rules=[CodeRule(kind="cannot_specify_pin_code")])
    offline = some_lock(can_program_online_codes=False, can_program_offline_codes=True)

    assert may_choose([some_lock()])
    assert not may_choose([])
    assert not may_choose([some_lock(), closed])
    assert [bad.problem for bad in check_code("4807", [offline])] == ["code_not_chosen_here"]
