"""`make bench`: all figures in a table, each beside its bar. A missed bar is no failure: the exit code is 0."""

import argparse
import asyncio
import os
import platform
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from benches.acks import acks
from benches.board import board
from benches.bulk import bulk
from benches.doors import doors
from benches.figures import Figure
from benches.reminders import MANY, reminders
from benches.start import start
from bot.logs import configure_logging


def main() -> None:
    """Run the benches that were named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benches", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="bench", help="acks, board, bulk, doors, reminders, start")
    parser.add_argument("--pending", type=int, default=MANY, help="reminders that wait while others are told")
    given = parser.parse_args()
    benches: dict[str, Callable[[], Sequence[Figure]]] = {
        "acks": lambda: asyncio.run(acks()),
        "bulk": lambda: asyncio.run(bulk()),
        "board": lambda: asyncio.run(board()),
        "doors": lambda: asyncio.run(doors()),
        "reminders": lambda: reminders(given.pending),
        "start": start,
    }
    configure_logging("ERROR", "console")
    _print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    _print(f"{'what':<58}{'measured':>11}{'bar':>14}")
    for name in given.names or benches:
        for figure in benches[name]():
            _print(figure.row())


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
