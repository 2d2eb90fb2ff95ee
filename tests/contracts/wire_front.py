"""The in-memory access system behind Seam's routes, so that the adapter meets the contract over real HTTP.

Only the shapes are Seam's here; the rules are those of `tests.fakes`.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.domain.building import Method
from bot.domain.connection import ConnectKind
from bot.domain.errors import Rejected
from bot.services.ports import NewCredential
from tests.contracts.wire_shapes import (
    credential_json,
    entrance_json,
    event_json,
    identity_json,
    there,
    user_json,
    webview_json,
)
from tests.fakes import FakeAccessControl

Json = dict[str, Any]
T = TypeVar("T")
GONE = Rejected("seam_rejected", status=404, detail="object_not_found")


def wire_front(world: FakeAccessControl) -> Starlette:
    """An app that answers as Seam does, from the world."""
    front = _Front(world)
    return Starlette(
        routes=[Route(path, _endpoint(handler), methods=["POST"]) for path, handler in front.routes().items()]
    )


def _endpoint(handler: Callable[[Json], Awaitable[Json]]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse({"ok": True, **await handler(await request.json())})
        except Rejected as no:
            error = {"type": no.detail, "message": "no", "request_id": "req-1"}
            return JSONResponse({"ok": False, "error": error}, no.status)

    return endpoint


class _Front:
    def __init__(self, world: FakeAccessControl) -> None:
        self._world = world

    def routes(self) -> dict[str, Callable[[Json], Awaitable[Json]]]:
        return {
            "/acs/systems/list": self._systems,
            "/events/list": self._events,
            "/acs/entrances/list": self._entrances,
            "/connect_webviews/create": self._webview_create,
            "/connect_webviews/get": self._webview_get,
            "/connect_webviews/list": self._webview_list,
            "/connected_accounts/get": self._account_get,
            "/user_identities/create": self._identity_create,
            "/user_identities/get": self._identity_get,
            "/user_identities/list": self._identity_list,
            "/user_identities/delete": self._identity_delete,
            "/user_identities/add_acs_user": self._adopt,
            "/user_identities/generate_instant_key": self._instant_key,
            "/acs/users/create": self._user_create,
            "/acs/users/get": self._user_get,
            "/acs/users/list": self._user_list,
            "/acs/users/delete": self._user_delete,
            "/acs/credentials/create": self._credential_create,
            "/acs/credentials/get": self._credential_get,
            "/acs/credentials/list": self._credential_list,
            "/acs/credentials/update": self._credential_update,
            "/acs/credentials/delete": self._credential_delete,
            "/acs/credentials/list_accessible_entrances": self._credential_entrances,
        }

    async def _systems(self, _: Json) -> Json:
        systems = await self._world.catalogue.systems()
        return {
            "acs_systems": [
                {
                    "acs_system_id": system.id,
                    "name": system.name,
                    "external_type": system.facts.external_type,
                    "location": {"time_zone": system.time_zone},
                }
                for system in systems
            ]
        }

    async def _events(self, body: Json) -> Json:
        """In the wrong order: Seam's list has none."""
        since, until = (datetime.fromisoformat(at) for at in body["between"])
        return {"events": [event_json(event) for event in reversed(await self._world.events.between(since, until))]}

    async def _entrances(self, body: Json) -> Json:
        doors = await self._world.catalogue.entrances(body["acs_system_id"])
        return {"acs_entrances": [entrance_json(door) for door in doors]}

    async def _webview_create(self, body: Json) -> Json:
        [mark] = body["custom_metadata"].values()
        return {"connect_webview": webview_json(await self._world.connections.create(ConnectKind.LATCH, mark))}

    async def _webview_get(self, body: Json) -> Json:
        return {"connect_webview": webview_json(there(await self._world.connections.get(body["connect_webview_id"])))}

    async def _webview_list(self, body: Json) -> Json:
        [mark] = body["custom_metadata_has"].values()
        found = await self._world.connections.find(mark)
        return {"connect_webviews": [webview_json(found)] if found else []}

    async def _account_get(self, body: Json) -> Json:
        account = there(await self._world.connections.account(body["connected_account_id"]))
        told = {"connected_account_id": account.id, "account_type_display_name": account.name}
        return {"connected_account": {**told, "errors": [{"error_code": account.problem}] if account.problem else []}}

    async def _identity_create(self, body: Json) -> Json:
        contacts = body.get("email_address"), body.get("phone_number")
        made = await self._world.identities.create(body["user_identity_key"], body["full_name"], *contacts)
        return {"user_identity": identity_json(made)}

    async def _identity_get(self, body: Json) -> Json:
        person = there(await self._world.identities.find_by_key(body["user_identity_key"]))
        return {"user_identity": identity_json(person)}

    async def _identity_list(self, body: Json) -> Json:
        """A partial match, as Seam's search is."""
        wanted = body.get("search", "").casefold()
        people = [person for person in self._world.people.values() if wanted in (person.email or "").casefold()]
        return {"user_identities": [identity_json(person) for person in people]}

    async def _identity_delete(self, body: Json) -> Json:
        if body["user_identity_id"] not in self._world.people:
            raise GONE
        await self._world.identities.delete(body["user_identity_id"])
        return {}

    async def _adopt(self, body: Json) -> Json:
        await self._world.acs_users.adopt(body["acs_user_id"], body["user_identity_id"])
        return {}

    async def _instant_key(self, body: Json) -> Json:
        link = await self._world.identities.make_instant_key(body["user_identity_id"])
        return {"instant_key": {"instant_key_url": link.get_secret_value()}}

    async def _user_create(self, body: Json) -> Json:
        made = await self._world.acs_users.create(
            body["acs_system_id"], body["user_identity_id"], body["full_name"], body.get("email_address")
        )
        return {"acs_user": user_json(made)}

    async def _user_get(self, body: Json) -> Json:
        return {"acs_user": user_json(there(await self._world.acs_users.get(body["acs_user_id"])))}

    async def _user_list(self, body: Json) -> Json:
        """Ignores every filter but the system: the adapter must not rely on them."""
        users = [user for user in self._world.users.values() if user.building_id == body["acs_system_id"]]
        return {"acs_users": [user_json(user) for user in users]}

    async def _user_delete(self, body: Json) -> Json:
        there(await self._world.acs_users.get(body["acs_user_id"]))
        await self._world.acs_users.delete(body["acs_user_id"])
        return {}

    async def _credential_create(self, body: Json) -> Json:
        new = NewCredential(
            acs_user_id=body["acs_user_id"],
            method=Method(body["access_method"]),
            entrance_ids=tuple(body["allowed_acs_entrance_ids"]),
            starts_at=datetime.fromisoformat(body["starts_at"]),
            ends_at=datetime.fromisoformat(body["ends_at"]),
        )
        return {"acs_credential": credential_json(await self._world.credentials.create(new))}

    async def _credential_get(self, body: Json) -> Json:
        return {"acs_credential": credential_json(there(await self._world.credentials.get(body["acs_credential_id"])))}

    async def _credential_list(self, body: Json) -> Json:
        credentials = self._world.credentials
        if "acs_system_id" in body:
            found = await credentials.of_building(body["acs_system_id"])
            there = [credential_json(one) | {"acs_system_id": body["acs_system_id"]} for one in found]
            return {"acs_credentials": there, "pagination": {"has_next_page": False}}
        if "user_identity_id" in body:
            found = await credentials.of_identity(body["user_identity_id"])
        else:
            found = await credentials.of_user(body["acs_user_id"])
        return {"acs_credentials": [credential_json(one) for one in found], "pagination": {"has_next_page": False}}

    async def _credential_update(self, body: Json) -> Json:
        ends_at = datetime.fromisoformat(body["ends_at"])
        await self._world.credentials.change_end(body["acs_credential_id"], ends_at)
        return {}

    async def _credential_delete(self, body: Json) -> Json:
        there(await self._world.credentials.get(body["acs_credential_id"]))
        await self._world.credentials.delete(body["acs_credential_id"])
        return {}

    async def _credential_entrances(self, body: Json) -> Json:
        ids = await self._world.credentials.entrances(body["acs_credential_id"])
        return {"acs_entrances": [entrance_json(self._world.doors[door]) for door in sorted(ids)]}
