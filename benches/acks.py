"""Both servers run in processes of their own and are asked in turn, so that the machine's moods strike both alike."""

import asyncio
import json
import tempfile
from collections.abc import Callable
from contextlib import ExitStack

from benches.figures import Figure, median, milliseconds, quantile
from benches.payloads import Signed, Templates, templates
from benches.wire import Answer, Line, process

PATH = "/slack/events"
COMMANDS, SUBMITS, AT_ONCE, EACH = 300, 40, 16, 25
WARM_UP = 10
REST, SAGA_REST, QUIET = 0.01, 0.4, 3.0
"""Seconds between two requests: what a request leaves behind is done by then, and is not measured."""


async def acks() -> list[Figure]:
    with ExitStack() as stack:
        sims = stack.enter_context(process("benches.serve", "sims"))
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="keydesk-bench-"))
        bare = stack.enter_context(process("benches.serve", "bare", sims["slack"]))
        bot = stack.enter_context(process("benches.serve", "bot", sims["slack"], sims["seam"], folder))
        made = await templates(sims["seam"])
        return [
            await _command(bare["web"], bot["web"], made),
            *await _submit(bare["web"], bot, made),
            await _crowd(bot["web"], made),
        ]


async def _command(bare: str, bot: str, made: Templates) -> Figure:
    ours, theirs = await _in_turn(bare, bot, made.command, COMMANDS, REST)
    detail = f"Keydesk {milliseconds(median(ours))}, bare Bolt {milliseconds(median(theirs))}; {COMMANDS} each"
    return Figure("slash-command ack, p50, against bare Bolt ack()", median(ours) / median(theirs), 2, detail=detail)


async def _submit(bare: str, bot: dict[str, str], made: Templates) -> list[Figure]:
    line = Line(bot["control"])
    ours, theirs = await _in_turn(bare, bot["web"], made.submission, SUBMITS, SAGA_REST)
    await asyncio.sleep(QUIET)
    commits = json.loads((await line.post("/commits", b"", {})).body)
    await line.close()
    store, file, ack = median(commits["store"]), median(commits["file"]), median(theirs)
    what = f"Keydesk {milliseconds(median(ours))}, bare {milliseconds(ack)}, commit"
    return [
        Figure(
            "submit ack, 1 connection, against bare ack + 1.5 commits",
            median(ours) / (ack + 1.5 * store),
            1,
            detail=f"{what} through the store {milliseconds(store)}; {SUBMITS} each",
        ),
        Figure(
            "  the same with the commit of a bare SQLite file",
            median(ours) / (ack + 1.5 * file),
            None,
            detail=f"{what} {milliseconds(file)}",
        ),
    ]


async def _crowd(bot: str, made: Templates) -> Figure:
    """Sixteen people submit without a pause, while the grants of all of them are issued."""
    lines = [Line(bot) for _ in range(AT_ONCE)]
    times: list[float] = []

    async def one(line: Line) -> None:
        times.extend([(await _ask(line, made.submission())).seconds for _ in range(EACH)])

    await asyncio.gather(*map(one, lines))
    for line in lines:
        await line.close()
    detail = f"p50 {milliseconds(median(times))}, most {milliseconds(max(times))}; {len(times)} submits"
    return Figure("submit ack, 16 connections, p99", quantile(times, 0.99) * 1000, 150, "ms", detail)


async def _in_turn(
    bare: str, bot: str, make: Callable[[], Signed], times: int, rest: float
) -> tuple[list[float], list[float]]:
    """Seconds per answer of the bot and of the bare app."""
    ours, theirs = Line(bot), Line(bare)
    measured: dict[Line, list[float]] = {ours: [], theirs: []}
    for _ in range(WARM_UP + times):
        for line in (theirs, ours):
            measured[line].append((await _ask(line, make())).seconds)
        await asyncio.sleep(rest)
    for line in (ours, theirs):
        await line.close()
    return measured[ours][WARM_UP:], measured[theirs][WARM_UP:]


async def _ask(line: Line, signed: Signed) -> Answer:
    answer = await line.post(PATH, *signed)
    if answer.status != 200 or b'"errors"' in answer.body:  # noqa: PLR2004
        msg = f"{answer.status}: {answer.body[:300]!r}"
        raise RuntimeError(msg)
    return answer
