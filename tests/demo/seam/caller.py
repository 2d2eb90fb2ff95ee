"""Calls the simulator over HTTP, without the bot's client: shared, both would be wrong together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from bot.demo.seam import SeamSim

KEY = {"authorization": "Bearer seam_test_key"}


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2030, 3, 4, 15, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def move(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    def after(self, hours: float) -> str:
        return (self.time + timedelta(hours=hours)).isoformat()


@dataclass
class Caller:
    """`ok` wants a 200 and gives its JSON; `refused` wants an error and gives status and Seam's `error`."""

    http: httpx.AsyncClient
    clock: Clock
    seen: list[tuple[str, httpx.Response]] = field(default_factory=list)
    fine: list[tuple[str, httpx.Response]] = field(default_factory=list)

    async def post(self, path: str, **body: Any) -> httpx.Response:
        answer = await self.http.post(path, json=body, headers=KEY)
        self.seen.append((path, answer))
        return answer

    async def ok(self, path: str, **body: Any) -> Any:
        answer = await self.post(path, **body)
        assert answer.status_code == 200, answer.text
        assert answer.json()["ok"] is True
        self.fine.append((path, answer))
        return answer.json()

    async def refused(self, path: str, **body: Any) -> tuple[int, Any]:
        answer = await self.post(path, **body)
        assert answer.json()["ok"] is False
        assert answer.headers["seam-request-id"] == answer.json()["error"]["request_id"]
        return answer.status_code, answer.json()["error"]

    async def identity(self, **body: Any) -> str:
        answer = await self.ok("/user_identities/create", **({"full_name": "Ann Guest"} | body))
        return str(answer["user_identity"]["user_identity_id"])

    async def user(self, system_id: str, **body: Any) -> str:
        answer = await self.ok("/acs/users/create", acs_system_id=system_id, full_name="Ann Guest", **body)
        return str(answer["acs_user"]["acs_user_id"])

    async def credential(self, user_id: str, *entrance_ids: str, **body: Any) -> Any:
        answer = await self.ok("/acs/credentials/create", **self.asked(user_id, *entrance_ids, **body))
        return answer["acs_credential"]

    async def read(self, credential_id: str) -> Any:
        return (await self.ok("/acs/credentials/get", acs_credential_id=credential_id))["acs_credential"]

    def asked(self, user_id: str, *entrance_ids: str, **body: Any) -> dict[str, Any]:
        """A create of a PIN for two hours, as a body that may be changed."""
        return {
            "acs_user_id": user_id,
            "access_method": "code",
            "allowed_acs_entrance_ids": [*entrance_ids],
            "starts_at": self.clock.after(hours=0),
            "ends_at": self.clock.after(hours=2),
            **body,
        }


def codes(shown: Any, kind: str) -> list[str]:
    """The codes of an object's `errors` or `warnings`."""
    return [entry[f"{kind}_code"] for entry in shown[f"{kind}s"]]


@asynccontextmanager
async def served(sim: SeamSim, clock: Clock) -> AsyncIterator[Caller]:
    """Over a real socket; for what only a connection can show."""
    async with sim.serve() as url, httpx.AsyncClient(base_url=url, trust_env=False) as http:
        yield Caller(http, clock)
