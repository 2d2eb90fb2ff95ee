"""The story asserts what it tells: a screen is printed and checked in one call, so the two cannot part ways."""

import re
import textwrap
from collections.abc import Iterable
from typing import TextIO

from bot.demo.slack import Message, View
from bot.demo.stage import NAMES, ZONE, Stage

WIDTH = 80
_GUTTER = "    | "
_TIED = re.compile(r"\[[^\[\]\n]{1,24}\]|\([o ]\)")
"""A button or a box: it stays on one line, a box with the first word of its label."""
_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


class StoryBroken(Exception):
    """A step did not show what the story says; the text is the one line for the reader."""


class Teller:
    """Prints plain text of at most 80 columns; colour only where `colour` is asked for."""

    def __init__(self, out: TextIO, stage: Stage, *, colour: bool = False) -> None:
        self._out = out
        self._stage = stage
        self._colour = colour
        self._chapter = "the beginning"
        self._number = 0
        self._figures: list[tuple[str, int]] = []

    def chapter(self, title: str) -> None:
        self._number += 1
        self._chapter = f"{self._number}. {title}"
        self._line()
        self._line(f"{self._chapter}".ljust(WIDTH - 5) + self._time("%H:%M"), _BOLD)
        self._line("=" * WIDTH, _DIM)

    def say(self, text: str) -> None:
        """What somebody does, or what happens."""
        self._line()
        for line in textwrap.wrap(text, WIDTH):
            self._line(line)

    def screen(self, whose: str, shown: View, *expected: str) -> None:
        """A modal on the screen of the person with this user id."""
        self._show(f"{NAMES[whose]}'s screen", self._stage.read(shown), expected)

    def channel(self, shown: Message, *expected: str) -> None:
        """The card in the channel, for all to see."""
        self._show("#front-desk", self._stage.read(shown), expected)

    def thread(self, shown: Message, *expected: str) -> None:
        """A reply under the card that is shown in the channel too."""
        self._show("#front-desk, in the card's thread and in the channel", self._stage.read(shown), expected)

    def message(self, whose: str, shown: Message, *expected: str) -> None:
        """A direct message, or one that only this person sees."""
        self._show(f"Keydesk to {NAMES[whose]}", self._stage.read(shown), expected)

    def dialog(self, whose: str, *expected: str) -> None:
        """The confirmation that the person has just agreed to."""
        asked = self._stage.person(whose).confirms[-1]
        self._show(f"{NAMES[whose]}'s screen asks", f"{asked.title}\n{asked.text}\n[{asked.confirm}]", expected)

    def note(self, what: str, figure: int) -> None:
        """A figure for the sum at the end."""
        self._figures.append((what, figure))

    def sum_up(self) -> None:
        self._line()
        for what, figure in self._figures:
            self._line(f"  {what.ljust(58, '.')} {figure}")

    def expect(self, holds: object, what: str) -> None:
        """Go on only where it holds; raises StoryBroken."""
        if not holds:
            msg = f"{self._chapter}: the story says {what!r}, and it is not so."
            raise StoryBroken(msg)

    def _show(self, title: str, text: str, expected: Iterable[str]) -> None:
        self._line()
        self._line(f"  {title}  ({self._time('%H:%M:%S')})", _BOLD)
        for line in text.splitlines():
            for part in _wrapped(line):
                self._line(f"{_GUTTER}{part}".rstrip())
        for words in expected:
            self.expect(words in text, words)

    def _time(self, form: str) -> str:
        return self._stage.clock.now().astimezone(ZONE).strftime(form)

    def _line(self, text: str = "", style: str = "") -> None:
        styled = f"{style}{text}{_PLAIN}" if self._colour and style and text else text
        self._out.write(f"{styled}\n")


def _wrapped(line: str) -> list[str]:
    tied = _TIED.sub(lambda match: match[0].replace(" ", "\0"), line).replace("\0]\x20", "\0]\0")
    tied = re.sub(r"(\[x\]|\(o\)|\(\0\)) ", "\\1\0", tied)
    parts = textwrap.wrap(tied, WIDTH - len(_GUTTER), subsequent_indent="  ", break_on_hyphens=False)
    return [part.replace("\0", " ") for part in parts] or [""]
