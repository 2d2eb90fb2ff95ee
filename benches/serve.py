"""What is measured runs in a process of its own: `python -m benches.serve sims | bare | bot …`, until stdin closes.

The first line on stdout is JSON with the addresses.
"""

import asyncio
import gc
import json
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from benches import house
from bot.bootstrap.product import Product, product
from bot.demo.serving import serve
from bot.logs import configure_logging

Endpoint = Callable[[Request], Awaitable[Response]]
COMMITS = 100


@asynccontextmanager
async def sims() -> AsyncIterator[dict[str, str]]:
    """The Seam simulator, and the Slack one with modals that always open: the bench makes up its trigger ids."""
    slack, seam = house.slack_sim(), house.seam_sim()

    async def modal(_request: Request) -> Response:
        return JSONResponse({"ok": True, "view": {"id": "V0", "hash": "0"}})

    modals = [Route(f"/api/views.{verb}", modal, methods=["POST"]) for verb in ("open", "update", "push")]
    app = Starlette(routes=[*modals, Mount("/", slack.app)])
    async with serve(app) as slack_url, seam.serve() as seam_url:
        slack.served_at(slack_url)
        yield {"slack": slack_url, "seam": seam_url}


@asynccontextmanager
async def bare(slack_url: str) -> AsyncIterator[dict[str, str]]:
    """What anybody would write: Bolt with its own adapter and signature check, and `ack()` alone."""
    client = AsyncWebClient(token=house.BOT_TOKEN, base_url=f"{slack_url}/api/")
    app = AsyncApp(client=client, signing_secret=house.SIGNING_SECRET, process_before_response=True)

    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    app.command("/guest")(acknowledge)
    app.view("grant_form")(acknowledge)
    handler = AsyncSlackRequestHandler(app)
    web = Starlette(routes=[Route("/slack/events", handler.handle, methods=["POST"])])
    async with serve(web) as url:
        yield {"web": url}


@asynccontextmanager
async def bot(slack_url: str, seam_url: str, folder: str) -> AsyncIterator[dict[str, str]]:
    """The product, and beside it what times durable commits in the same process."""
    async with AsyncExitStack() as stack:
        made = await stack.enter_async_context(product(house.settings(slack_url, seam_url, Path(folder))))
        control = Starlette(routes=[Route("/commits", _commits(made, Path(folder)), methods=["POST"])])
        yield {
            "web": await stack.enter_async_context(serve(made.web)),
            "control": await stack.enter_async_context(serve(control)),
        }


def _commits(made: Product, folder: Path) -> Endpoint:
    async def endpoint(_request: Request) -> Response:
        through_store = []
        for number in range(COMMITS):
            started = time.perf_counter()
            async with made.store.write() as work:
                await work.once.first("bench", f"{started}:{number}", house.now())
            through_store.append(time.perf_counter() - started)
        return JSONResponse({"store": through_store, "file": _file_commits(folder / "bench.sqlite3")})

    return endpoint


def _file_commits(path: Path) -> list[float]:
    """The same write without any library between: what the disk alone costs."""
    times = []
    with sqlite3.connect(path, isolation_level=None) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS once (key TEXT PRIMARY KEY)")
        for _ in range(COMMITS):
            started = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO once VALUES (?)", (str(started),))
            connection.execute("COMMIT")
            times.append(time.perf_counter() - started)
    connection.close()
    return times


async def _main(mode: str, *arguments: str) -> None:
    async with {"sims": sims, "bare": bare, "bot": bot}[mode](*arguments) as addresses:  # type: ignore[operator]
        gc.collect()
        gc.freeze()
        sys.stdout.write(json.dumps(addresses) + "\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    configure_logging("ERROR", "console")
    asyncio.run(_main(*sys.argv[1:]))
