"""Signed with the wall clock, whatever clock the simulator runs by: receivers check a delivery's age against theirs."""

import base64
import json
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx
from standardwebhooks import Webhook as Signer

from bot.demo.seam import render
from bot.demo.seam.endpoints import Answer, Endpoint, change, delete, read
from bot.demo.seam.errors import invalid
from bot.demo.seam.fields import TEXT, Body, many
from bot.demo.seam.records import Delivery, Event, Webhook
from bot.demo.seam.workspace import found
from bot.demo.seam.world import World

_TRIES = 3
_EVERYTHING = "*"
_LOOPBACK = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Never used: everything here is plain HTTP. It saves reading the certificates of the world for each delivery."""


@dataclass
class Post:
    """Delivers what has happened.

    `is_on` False keeps events back until it is on again; `copies` 2 doubles each; `is_in_order` False mixes up what is
    delivered together.
    """

    world: World
    is_on: bool = True
    copies: int = 1
    is_in_order: bool = True
    deliveries: list[Delivery] = field(default_factory=list)

    async def deliver(self) -> None:
        """Everything not yet delivered; a receiver that fails three times misses the event for good."""
        if self.is_on and not self.is_in_order:
            self.world.random.shuffle(self.world.undelivered)
        async with httpx.AsyncClient(verify=_LOOPBACK, trust_env=False, timeout=5) as http:
            while self.is_on and self.world.undelivered:
                event = self.world.undelivered.popleft()
                for webhook in list(self.world.webhooks.values()):
                    if {_EVERYTHING, event.type} & set(webhook.event_types):
                        for _ in range(self.copies):
                            await self._send(http, webhook, event)

    def lose_waiting(self) -> None:
        """The events kept back are never delivered; `events/list` still has them."""
        self.world.undelivered.clear()

    async def _send(self, http: httpx.AsyncClient, webhook: Webhook, event: Event) -> None:
        body = json.dumps(render.event(self.world, event))
        message_id = f"msg_{event.id}"
        for attempt in range(1, _TRIES + 1):
            status = await _posted(http, webhook.url, body, _signed(webhook.secret, message_id, body, self.world.now()))
            self.deliveries.append(Delivery(self.world.now(), event.id, event.type, webhook.url, attempt, status))
            if status is not None and httpx.codes.is_success(status):
                return


def _signed(secret: str, message_id: str, body: str, at: datetime) -> dict[str, str]:
    return {
        "content-type": "application/json",
        "svix-id": message_id,
        "svix-timestamp": str(int(at.timestamp())),
        "svix-signature": Signer(secret).sign(message_id, at, body),
    }


async def _posted(http: httpx.AsyncClient, url: str, body: str, headers: Mapping[str, str]) -> int | None:
    try:
        return (await http.post(url, content=body, headers=headers)).status_code
    except httpx.TransportError:
        return None


def _create(world: World, body: Body) -> Answer:
    """The secret is in this answer alone."""
    url = str(body["url"])
    if not _is_loopback(url):
        raise invalid(url="This simulator delivers to loopback alone")
    types = body.get("event_types", [_EVERYTHING])
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"
    made = Webhook(world.new_id(), url, tuple(types) if isinstance(types, list) else (), secret)
    world.webhooks[made.id] = made
    world.effect("created", "webhook", made.id)
    return {"webhook": _shown(made) | {"secret": secret}}


def _list(world: World, _body: Body) -> Answer:
    return {"webhooks": [_shown(one) for one in world.webhooks.values()]}


def _get(world: World, body: Body) -> Answer:
    return {"webhook": _shown(found(world.webhooks, body["webhook_id"], "webhook"))}


def _update(world: World, body: Body) -> Answer:
    """What it is told of; where to cannot be changed."""
    webhook, types = found(world.webhooks, body["webhook_id"], "webhook"), body["event_types"]
    webhook.event_types = tuple(types) if isinstance(types, list) else ()
    world.effect("updated", "webhook", webhook.id)
    return {}


def _delete(world: World, body: Body) -> Answer:
    webhook = found(world.webhooks, body["webhook_id"], "webhook")
    del world.webhooks[webhook.id]
    world.effect("deleted", "webhook", webhook.id)
    return {}


def _shown(webhook: Webhook) -> Answer:
    return {"webhook_id": webhook.id, "url": webhook.url, "event_types": [*webhook.event_types]}


def _is_loopback(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "http" and (
            parts.hostname == "localhost" or ip_address(parts.hostname or "").is_loopback
        )
    except ValueError:
        return False


ENDPOINTS: Mapping[str, Endpoint] = {
    "/webhooks/create": Endpoint(_create, {"url": TEXT.must, "event_types": many(TEXT)}),
    "/webhooks/list": read(_list),
    "/webhooks/get": read(_get, {"webhook_id": TEXT.must}),
    "/webhooks/update": change(_update, {"webhook_id": TEXT.must, "event_types": many(TEXT).must}, "PUT"),
    "/webhooks/delete": delete(_delete, {"webhook_id": TEXT.must}),
}
