"""Seam's own SDK as the caller, with its verbs, queries and models: what it cannot read, no customer can."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

import httpx
from seam.seam import Seam

from bot.demo.seam import SeamSim
from tests.demo.seam.caller import Caller, Clock


def routes(owner: object) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every endpoint that the SDK knows, by Seam's path."""
    for name in dir(owner):
        if name.startswith("_") or name in {"client", "defaults"}:
            continue
        part = getattr(owner, name)
        if hasattr(part, "__seam_path__"):
            yield part.__seam_path__, part
        elif type(part).__module__.startswith("seam.routes"):
            yield from routes(part)


@dataclass
class SdkCaller(Caller):
    """`post` goes through the SDK's method for this path; what the SDK makes of the answer must agree with it."""

    methods: dict[str, Callable[..., Any]] = field(default_factory=dict)
    answers: list[httpx.Response] = field(default_factory=list)

    async def post(self, path: str, **body: Any) -> httpx.Response:
        made = await asyncio.to_thread(self.methods[path], **body)
        assert_agrees(made, self.answers[-1].json(), path)
        self.seen.append((path, self.answers[-1]))
        return self.answers[-1]


def assert_agrees(made: Any, answer: Any, path: str) -> None:
    """The SDK gives an object or a list of the answer, and nothing where Seam says ok alone."""
    if made is not None:
        said = [value for value in answer.values() if isinstance(value, dict | list)]
        differences = min(([*_differences(made, value, path)] for value in said), key=len)
        assert differences == [], "\n".join(differences)


def _differences(made: Any, said: Any, where: str) -> Iterator[str]:
    """What one of both leaves out is nothing, an empty list or None to the other."""
    if isinstance(made, list) and isinstance(said, list) and len(made) == len(said):
        for index, pair in enumerate(zip(made, said, strict=True)):
            yield from _differences(*pair, f"{where}[{index}]")
    elif is_dataclass(made) and isinstance(said, dict):
        for one in fields(made):
            name = one.name.rstrip("_")  # a word of Python's, such as `from`
            yield from _differences(getattr(made, one.name), said.get(name), f"{where}.{name}")
    elif made != said and (made or said):
        yield f"{where}: {made!r} is not {said!r}"


def sdk(url: str, **options: Any) -> Seam:
    return Seam(api_key="seam_test_key", endpoint=url, wait_for_action_attempt=False, **options)


@asynccontextmanager
async def served_to_sdk(sim: SeamSim, clock: Clock) -> AsyncIterator[SdkCaller]:
    answers: list[httpx.Response] = []

    def keep(answer: httpx.Response) -> None:
        answer.read()
        answers.append(answer)

    async with sim.serve() as url, httpx.AsyncClient(base_url=url, trust_env=False) as http:
        seam = sdk(url, httpx_options={"event_hooks": {"response": [keep]}, "trust_env": False})
        try:
            yield SdkCaller(http, clock, methods=dict(routes(seam)), answers=answers)
        finally:
            seam.close()
