"""What `/guest help` answers, and which typing mistakes lead there."""

import pytest

from bot.slack.blocks.help import VERBS, help_message, verb_hint
from tests.slack.blocks.grants import accepted, buttons, words


def test_help_names_every_verb_and_button_and_opens_the_form() -> None:
    shown = help_message()

    accepted(shown)
    for told in (*(f"`/guest {verb}`" for verb in VERBS), "`/guest NAME`", "*Show PIN*", "*Extend*", "*End access*"):
        assert told in words(shown)
    assert list(buttons(shown)) == ["Open"]


@pytest.mark.parametrize(
    ("text", "verb"),
    [("hlep", "help"), ("HELP", "help"), (" help ", "help"), ("hepl", "help"), ("stup", "setup"), ("setpu", "setup")],
)
def test_a_word_close_to_a_verb_means_it(text: str, verb: str) -> None:
    assert verb_hint(text) == verb


def test_the_verb_that_was_meant_is_named_first() -> None:
    assert words(help_message("setpu")).startswith("*Did you mean `/guest setup`?* For a guest of the name setpu")
    assert "Did you mean" not in words(help_message("help")) + words(help_message())


@pytest.mark.parametrize("name", ["", "Ann Lee", "Helen", "Seth", "Philip", "help me", "Zoë", "李小龍"])
def test_a_name_is_a_name(name: str) -> None:
    assert verb_hint(name) is None
