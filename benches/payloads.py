"""Real payloads, made once by the Slack simulator with the real bot, then sent again under other ids."""

import copy
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benches import house
from bot.bootstrap.product import Product, product
from bot.demo.serving import serve
from bot.demo.slack import SlackSim

_numbers = count(1)
Signed = tuple[bytes, dict[str, str]]


@dataclass(frozen=True)
class Desk:
    """Rita at a desk whose bot runs in this process."""

    slack: SlackSim
    bot: Product

    async def fill_in(self, doors: list[str]) -> None:
        """Open the form and fill it in, up to the submit button."""
        rita = self.slack.person(house.RITA)
        await rita.command("/guest", "", house.DESK)
        await self.slack.until(lambda: rita.view)
        [view] = self.slack.open_views(house.RITA)
        await rita.type_text(view, "name", f"Guest {next(_numbers)}")
        await rita.choose(view, "doors", doors)
        await self.bot.idle()

    async def submit(self) -> str:
        """The view's id, which is the grant's submit key."""
        rita = self.slack.person(house.RITA)
        view = rita.view
        if view is None or not (await rita.submit(view)).ok:
            msg = "the form was not accepted"
            raise RuntimeError(msg)
        return view.id


@asynccontextmanager
async def desk(seam_url: str) -> AsyncIterator[Desk]:
    slack = house.slack_sim()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="keydesk-bench-")))
        slack_url = await stack.enter_async_context(slack.serve())
        bot = await stack.enter_async_context(product(house.settings(slack_url, seam_url, folder)))
        slack.connect_http(f"{await stack.enter_async_context(serve(bot.web))}/slack/events")
        yield Desk(slack, bot)


class Templates:
    """A slash command and a submission of one door, as Slack would send them."""

    def __init__(self, slack: SlackSim) -> None:
        self._slack = slack
        self._command = next(d.payload for d in slack.deliveries if d.kind == "slash_commands")
        self._submission = next(d.payload for d in slack.deliveries if d.payload.get("type") == "view_submission")

    def command(self) -> Signed:
        return self._signed({**self._command, "trigger_id": f"bench.{next(_numbers)}"})

    def submission(self) -> Signed:
        number = next(_numbers)
        payload: dict[str, Any] = copy.deepcopy(self._submission)
        payload["trigger_id"] = f"bench.{number}"
        payload["view"] |= {"id": f"VBENCH{number}", "root_view_id": f"VBENCH{number}"}
        payload["view"]["state"]["values"]["name"]["name"]["value"] = f"Bench Guest {number}"
        return self._signed({"payload": json.dumps(payload)})

    def _signed(self, form: dict[str, Any]) -> Signed:
        raw = urlencode(form).encode()
        return raw, self._slack.wire.signed(raw) | {"content-type": "application/x-www-form-urlencoded"}


async def templates(seam_url: str) -> Templates:
    """Made with a bot of this process, which then ends."""
    async with desk(seam_url) as at:
        await at.fill_in(["Door 00"])
        await at.submit()
        return Templates(at.slack)
