"""Connect Webviews of the access system in memory, and the people who sign in on them."""

from dataclasses import dataclass, field, replace

from pydantic import SecretStr

from bot.domain.connection import ConnectKind
from bot.services.systems.connections import Account, Webview
from tests.fake_world import FakeWorld


@dataclass(frozen=True)
class StoredWebview:
    """A page as the fake keeps it."""

    webview: Webview
    kind: ConnectKind
    mark: str


@dataclass
class FakeConnections:
    world: FakeWorld
    pages: dict[str, StoredWebview] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)

    async def create(self, kind: ConnectKind, mark: str) -> Webview:
        with self.world.call("connections.create"):
            id_ = self.world.new_id("webview")
            url = SecretStr(f"https://connect.example.test/{id_}")
            made = Webview(id=id_, url=url, has_failed=False, account_id=None)
            self.pages[id_] = StoredWebview(made, kind, mark)
            return made

    async def find(self, mark: str) -> Webview | None:
        with self.world.call("connections.find"):
            return next((page.webview for page in self.pages.values() if page.mark == mark), None)

    async def get(self, webview_id: str) -> Webview | None:
        with self.world.call("connections.get"):
            page = self.pages.get(webview_id)
            return page.webview if page else None

    async def account(self, account_id: str) -> Account | None:
        with self.world.call("connections.account"):
            return self.accounts.get(account_id)

    def log_in(self, webview_id: str) -> str:
        """Somebody signs in on the page; the id of the account."""
        account = Account(id=self.world.new_id("account"), name="Latch", problem=None)
        self.accounts[account.id] = account
        self._change(webview_id, account_id=account.id)
        return account.id

    def fail_login(self, webview_id: str) -> None:
        self._change(webview_id, has_failed=True)

    def switch_on(self, account_id: str, name: str) -> str:
        """The provider lets Seam see a building of the account; its id."""
        building = self.world.add_building(name)
        listing = self.world.systems[building]
        self.world.systems[building] = listing.model_copy(update={"account_id": account_id})
        return building

    def _change(self, webview_id: str, **changes: object) -> None:
        page = self.pages[webview_id]
        self.pages[webview_id] = replace(page, webview=page.webview.model_copy(update=changes))
