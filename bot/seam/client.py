"""One short method per endpoint, named after Seam's route; what a failure means is in `exchange`."""

from collections.abc import Sequence

from pydantic import SecretStr

from bot.seam import models as wire
from bot.seam.door_calls import DoorCalls
from bot.seam.exchange import Body


class SeamClient(DoorCalls):
    """All of Seam that the product calls."""

    async def user_identities_create(self, body: Body) -> wire.UserIdentity:
        answer = await self._post("/user_identities/create", body, wire.UserIdentityAnswer, effect=True)
        return answer.user_identity

    async def user_identities_get(self, body: Body) -> wire.UserIdentity:
        """By `user_identity_id` or `user_identity_key`; a 404 is `Rejected`, as for every get."""
        answer = await self._post("/user_identities/get", body, wire.UserIdentityAnswer, effect=False)
        return answer.user_identity

    async def user_identities_list(self, body: Body) -> list[wire.UserIdentity]:
        """All pages, as for every list."""
        pages = self._pages("/user_identities/list", body, wire.UserIdentitiesPage)
        return [identity async for page in pages for identity in page.user_identities]

    async def user_identities_add_acs_user(self, *, acs_user_id: str, user_identity_id: str) -> None:
        body: Body = {"acs_user_id": acs_user_id, "user_identity_id": user_identity_id}
        await self._post("/user_identities/add_acs_user", body, wire.Answer, effect=True)

    async def user_identities_delete(self, user_identity_id: str) -> None:
        """Cascades to the identity's ACS users and credentials."""
        body: Body = {"user_identity_id": user_identity_id}
        await self._post("/user_identities/delete", body, wire.Answer, effect=True)

    async def user_identities_generate_instant_key(self, user_identity_id: str, *, max_use_count: int) -> SecretStr:
        body: Body = {"user_identity_id": user_identity_id, "max_use_count": max_use_count}
        answer = await self._post("/user_identities/generate_instant_key", body, wire.InstantKeyAnswer, effect=True)
        return answer.instant_key.instant_key_url

    async def acs_systems_list(self) -> tuple[wire.AcsSystem, ...]:
        """Not paginated by Seam."""
        return (await self._post("/acs/systems/list", {}, wire.AcsSystemsAnswer, effect=False)).acs_systems

    async def acs_systems_get(self, acs_system_id: str) -> wire.AcsSystem:
        body: Body = {"acs_system_id": acs_system_id}
        return (await self._post("/acs/systems/get", body, wire.AcsSystemAnswer, effect=False)).acs_system

    async def acs_entrances_list(self, body: Body) -> list[wire.AcsEntrance]:
        pages = self._pages("/acs/entrances/list", body, wire.AcsEntrancesPage)
        return [entrance async for page in pages for entrance in page.acs_entrances]

    async def acs_entrances_get(self, acs_entrance_id: str) -> wire.AcsEntrance:
        body: Body = {"acs_entrance_id": acs_entrance_id}
        return (await self._post("/acs/entrances/get", body, wire.AcsEntranceAnswer, effect=False)).acs_entrance

    async def acs_users_create(self, body: Body) -> wire.AcsUser:
        return (await self._post("/acs/users/create", body, wire.AcsUserAnswer, effect=True)).acs_user

    async def acs_users_get(self, acs_user_id: str) -> wire.AcsUser:
        body: Body = {"acs_user_id": acs_user_id}
        return (await self._post("/acs/users/get", body, wire.AcsUserAnswer, effect=False)).acs_user

    async def acs_users_list(self, body: Body) -> list[wire.AcsUser]:
        pages = self._pages("/acs/users/list", body, wire.AcsUsersPage)
        return [user async for page in pages for user in page.acs_users]

    async def acs_users_delete(self, acs_user_id: str) -> None:
        await self._post("/acs/users/delete", {"acs_user_id": acs_user_id}, wire.Answer, effect=True)

    async def acs_credentials_create(self, body: Body) -> wire.AcsCredential:
        answer = await self._post("/acs/credentials/create", body, wire.AcsCredentialAnswer, effect=True)
        return answer.acs_credential

    async def acs_credentials_get(self, acs_credential_id: str) -> wire.AcsCredential:
        body: Body = {"acs_credential_id": acs_credential_id}
        answer = await self._post("/acs/credentials/get", body, wire.AcsCredentialAnswer, effect=False)
        return answer.acs_credential

    async def acs_credentials_list(self, body: Body) -> list[wire.AcsCredential]:
        pages = self._pages("/acs/credentials/list", body, wire.AcsCredentialsPage)
        return [credential async for page in pages for credential in page.acs_credentials]

    async def acs_credentials_update(self, acs_credential_id: str, *, ends_at: str) -> None:
        """Seam's SDK drops the credential in this answer, so it is not relied upon: read it with get."""
        body: Body = {"acs_credential_id": acs_credential_id, "ends_at": ends_at}
        await self._post("/acs/credentials/update", body, wire.Answer, effect=True)

    async def acs_credentials_delete(self, acs_credential_id: str) -> None:
        body: Body = {"acs_credential_id": acs_credential_id}
        await self._post("/acs/credentials/delete", body, wire.Answer, effect=True)

    async def acs_credentials_list_accessible_entrances(self, acs_credential_id: str) -> list[wire.AcsEntrance]:
        pages = self._pages(
            "/acs/credentials/list_accessible_entrances",
            {"acs_credential_id": acs_credential_id},
            wire.AcsEntrancesPage,
        )
        return [entrance async for page in pages for entrance in page.acs_entrances]

    async def connect_webviews_create(self, body: Body) -> wire.ConnectWebview:
        answer = await self._post("/connect_webviews/create", body, wire.ConnectWebviewAnswer, effect=True)
        return answer.connect_webview

    async def connect_webviews_get(self, connect_webview_id: str) -> wire.ConnectWebview:
        body: Body = {"connect_webview_id": connect_webview_id}
        answer = await self._post("/connect_webviews/get", body, wire.ConnectWebviewAnswer, effect=False)
        return answer.connect_webview

    async def connect_webviews_list(self, body: Body) -> list[wire.ConnectWebview]:
        pages = self._pages("/connect_webviews/list", body, wire.ConnectWebviewsPage)
        return [webview async for page in pages for webview in page.connect_webviews]

    async def connected_accounts_get(self, connected_account_id: str) -> wire.ConnectedAccount:
        body: Body = {"connected_account_id": connected_account_id}
        answer = await self._post("/connected_accounts/get", body, wire.ConnectedAccountAnswer, effect=False)
        return answer.connected_account

    async def events_list(self, body: Body) -> tuple[wire.Event, ...]:
        """Unordered and not paginated by Seam; it wants `since` or `between`."""
        return (await self._post("/events/list", body, wire.EventsAnswer, effect=False)).events

    async def workspaces_get(self) -> wire.Workspace:
        """The one that the key belongs to."""
        return (await self._post("/workspaces/get", {}, wire.WorkspaceAnswer, effect=False)).workspace

    async def webhooks_create(self, url: str, event_types: Sequence[str]) -> wire.Webhook:
        """The only answer that carries the webhook's secret."""
        body: Body = {"url": url, "event_types": [*event_types]}
        return (await self._post("/webhooks/create", body, wire.WebhookAnswer, effect=True)).webhook

    async def webhooks_list(self) -> tuple[wire.Webhook, ...]:
        return (await self._post("/webhooks/list", {}, wire.WebhooksAnswer, effect=False)).webhooks
