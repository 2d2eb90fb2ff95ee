"""Connect Webviews: Seam does not say why a sign-in failed, and names no end of a link."""

from collections.abc import Mapping

from bot.domain.connection import ConnectKind
from bot.seam.client import SeamClient
from bot.seam.errors import or_none
from bot.seam.exchange import Body
from bot.seam.translation import to_account, to_webview
from bot.services.systems.connections import Account, Webview

MARK = "keydesk_connection"
"""Our key in Seam's `custom_metadata`; the account that comes of a webview carries it on."""
_OFFERED: Mapping[ConnectKind, Body] = {
    ConnectKind.LATCH: {"accepted_providers": ["latch"]},
    ConnectKind.SMART_LOCKS: {"provider_category": "consumer_smartlocks"},
    ConnectKind.ANYTHING: {},
}


class SeamConnections:
    """Fulfils `services.systems.connections.Connections`."""

    def __init__(self, client: SeamClient) -> None:
        self._client = client

    async def create(self, kind: ConnectKind, mark: str) -> Webview:
        body: Body = {**_OFFERED[kind], "custom_metadata": {MARK: mark}}
        return to_webview(await self._client.connect_webviews_create(body))

    async def find(self, mark: str) -> Webview | None:
        found = await self._client.connect_webviews_list({"custom_metadata_has": {MARK: mark}})
        return to_webview(found[0]) if found else None

    async def get(self, webview_id: str) -> Webview | None:
        found = await or_none(self._client.connect_webviews_get(webview_id))
        return to_webview(found) if found else None

    async def account(self, account_id: str) -> Account | None:
        found = await or_none(self._client.connected_accounts_get(account_id))
        return to_account(found) if found else None
