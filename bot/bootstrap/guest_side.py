"""The guests' pages, and the links to them; without PUBLIC_URL neither is there, for a guest could not reach them."""

from starlette.routing import Route

from bot.config import Settings
from bot.services.ports import Clock
from bot.services.web_pass.guest_page import GuestPage
from bot.services.web_pass.web_passes import Links, WebPasses
from bot.storage.store import SqlStore
from bot.web.guest.routes import guest_routes


class GuestSide:
    """What guests and those who give them their links need."""

    def __init__(self, settings: Settings, store: SqlStore, clock: Clock) -> None:
        self._public_url = settings.public_url
        self._page = GuestPage(store, clock)
        self._now = clock.now
        self.links = Links(store, self._public_url)
        self.passes = WebPasses(store, clock, frozenset(settings.bot_admins), self.links)

    def routes(self) -> list[Route]:
        """For the web application."""
        return [] if self._public_url is None else guest_routes(self._page, self._public_url, self._now)
