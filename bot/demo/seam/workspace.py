"""Whatever is kept in one Seam workspace is reached from here; ids, PINs and the order of events come from the seed."""

from collections import deque
from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import TypeVar
from uuid import UUID

from bot.demo.seam.errors import not_found
from bot.demo.seam.records import Account, Effect, Event, Webhook, Webview

T = TypeVar("T")


class Workspace:
    """Time, chance, ids, the accounts that people have connected, and what has happened."""

    def __init__(self, now: Callable[[], datetime], seed: int) -> None:
        self.now = now
        self.random = Random(seed)  # noqa: S311  a simulator that can be run again, no secrets
        self.workspace_id = self.new_id()
        self.base_url = "https://connect.getseam.com"
        """Where people find pages of Seam's; the simulator's own address while it is served."""
        self.accounts: dict[str, Account] = {}
        self.webviews: dict[str, Webview] = {}
        self.webhooks: dict[str, Webhook] = {}
        self.events: list[Event] = []
        self.undelivered: deque[Event] = deque()
        self._effects: list[Effect] = []

    def new_id(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def effect(self, verb: str, kind: str, object_id: str) -> None:
        self._effects.append((verb, kind, object_id))

    def take_effects(self) -> tuple[Effect, ...]:
        """What has happened since the last time this was asked."""
        effects = tuple(self._effects)
        self._effects.clear()
        return effects

    def emit(
        self, kind: str, at: datetime | None = None, *, extra: dict[str, object] | None = None, **ids: str
    ) -> None:
        """`at` is when it happened; Seam hears of it now."""
        now = self.now()
        event = Event(self.new_id(), kind, at or now, now, ids, extra or {})
        self.events.append(event)
        self.undelivered.append(event)

    def webview(self, webview_id: object) -> Webview:
        return found(self.webviews, webview_id, "connect_webview")

    def account(self, account_id: object) -> Account:
        return found(self.accounts, account_id, "connected_account")


def found(kept: dict[str, T], key: object, resource: str) -> T:
    """Raises Seam's 404 for this kind of object."""
    one = kept.get(str(key).lower())
    if one is None:
        raise not_found(resource)
    return one
