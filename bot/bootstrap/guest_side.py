"""The guests' pages, and the links to them; without PUBLIC_URL neither is there, for a guest could not reach them."""

from starlette.routing import Route

from bot.config import Settings
from bot.services.doors.commanding import Commanding
from bot.services.ports import Clock
from bot.services.web_pass.guest_page import GuestPage
from bot.services.web_pass.unlocking import Unlocking
from bot.services.web_pass.web_passes import Links, WebPasses
from bot.storage.store import SqlStore
from bot.web.guest.routes import guest_routes


class GuestSide:
    """What guests and those who give them their links need."""

    def __init__(self, settings: Settings, store: SqlStore, clock: Clock) -> None:
        self._public_url = settings.public_url
        self._store = store
        self._clock = clock
        self._page = GuestPage(store, clock)
        self.links = Links(store, self._public_url)
        self.passes = WebPasses(store, clock, frozenset(settings.bot_admins), self.links)

    def routes(self, commanding: Commanding) -> list[Route]:
        """For the web application."""
        if self._public_url is None:
            return []
        unlocking = Unlocking(self._store, self._clock, self._page, commanding)
        return guest_routes(self._page, unlocking, self._public_url, self._clock.now)
