"""A customer's end of a webhook, which checks deliveries as Seam's customers do: with Svix's scheme."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks import Webhook
from starlette.requests import Request
from starlette.responses import Response


@dataclass
class Receiver:
    """Takes every delivery and answers with the next of `statuses`, then 200."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: Request) -> Response:
        self.got.append((dict(request.headers), await request.body()))
        self.came.set()
        return Response(status_code=self.statuses.pop(0) if self.statuses else 200)

    def events(self, secret: str) -> list[Any]:
        """Verified, with the headers under the names that the library knows."""
        return [Webhook(secret).verify(body, as_standard(headers)) for headers, body in self.got]


def as_standard(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("svix-", "webhook-"): value for name, value in headers.items()}
