"""What Seam is asked of access grants."""

from typing import Any

from bot.demo.seam import SeamSim
from tests.demo.seam.caller import Caller

HOUR = 3600


async def create(seam: Caller, identity: str, *device_ids: str, **body: Any) -> Any:
    asked = {
        "user_identity_id": identity,
        "device_ids": [*device_ids],
        "requested_access_methods": [{"mode": "code"}],
        "starts_at": seam.clock.after(0),
        "ends_at": seam.clock.after(2),
        **body,
    }
    return (await seam.ok("/access_grants/create", **asked))["access_grant"]


async def read(seam: Caller, grant: Any) -> Any:
    return (await seam.ok("/access_grants/get", access_grant_id=grant["access_grant_id"]))["access_grant"]


async def method_of(seam: Caller, grant: Any) -> Any:
    [one] = (await seam.ok("/access_methods/list", access_grant_id=grant["access_grant_id"]))["access_methods"]
    return one


async def told(sim: SeamSim, seam: Caller, grant: Any) -> list[str]:
    """In the order in which they were made."""
    key = grant["access_grant_id"]
    found = (await seam.ok("/events/list", since="2030-01-01", access_grant_id=key))["events"]
    shown = {event["event_id"]: event["event_type"] for event in found}
    return [shown[event.id] for event in sim.world.events if event.id in shown]


async def code_of(seam: Caller, device_id: str) -> str:
    [code] = (await seam.ok("/access_codes/list", device_id=device_id))["access_codes"]
    return str(code["access_code_id"])
