"""Asks for access codes as a caller would, and tells what has become of them."""

from dataclasses import dataclass
from typing import Any

from bot.demo.seam import SeamSim
from tests.demo.seam.caller import Caller


@dataclass
class Codes:
    """`make` is a PIN for a lock from two to four hours from now, unless said otherwise."""

    sim: SeamSim
    seam: Caller

    def asked(self, device_id: str, **body: Any) -> dict[str, Any]:
        window = {"starts_at": self.seam.clock.after(hours=2), "ends_at": self.seam.clock.after(hours=4)}
        return {"device_id": device_id, **window, **body}

    async def make(self, device_id: str, **body: Any) -> Any:
        return (await self.seam.ok("/access_codes/create", **self.asked(device_id, **body)))["access_code"]

    async def now(self, device_id: str, **body: Any) -> Any:
        """One that starts at once."""
        return await self.make(device_id, starts_at=self.seam.clock.after(hours=0), **body)

    async def ongoing(self, device_id: str, **body: Any) -> Any:
        return (await self.seam.ok("/access_codes/create", device_id=device_id, **body))["access_code"]

    async def refused(self, device_id: str, **body: Any) -> Any:
        """What is wrong, by field; None leaves a field out."""
        asked = {name: value for name, value in self.asked(device_id, **body).items() if value is not None}
        status, error = await self.seam.refused("/access_codes/create", **asked)
        assert status == 400
        return error["validation_errors"]

    async def read(self, code: Any) -> Any:
        return (await self.seam.ok("/access_codes/get", access_code_id=code["access_code_id"]))["access_code"]

    async def is_gone(self, code: Any) -> bool:
        answer = await self.seam.post("/access_codes/get", access_code_id=code["access_code_id"])
        return answer.status_code == 404 and answer.json()["error"]["type"] == "access_code_not_found"

    async def told(self, code: Any) -> list[Any]:
        """The events of its life in the order in which they were made, without the one about its making."""
        key = code["access_code_id"]
        found = (await self.seam.ok("/events/list", since="2030-01-01", access_code_id=key))["events"]
        shown = {event["event_id"]: event for event in found if event["event_type"].startswith("access_code.")}
        ordered = [shown[event.id] for event in self.sim.world.events if event.id in shown]
        return [event for event in ordered if event["event_type"] != "access_code.created"]

    async def kinds(self, code: Any) -> list[str]:
        return [event["event_type"].removeprefix("access_code.") for event in await self.told(code)]

    async def of(self, device_id: str) -> list[Any]:
        found: list[Any] = (await self.seam.ok("/access_codes/list", device_id=device_id))["access_codes"]
        return found

    def opens(self, code: Any) -> bool:
        return self.sim.open_door(code["device_id"], code["access_code_id"])


def mutations(code: Any) -> list[str]:
    return [one["mutation_code"] for one in code["pending_mutations"]]
