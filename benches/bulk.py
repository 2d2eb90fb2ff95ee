"""A list of two hundred guests, from the press of the button to the last PIN, against Seam's own pace.

That pace is what nobody can beat: for each guest the three creates that Seam needs, and a look at the PIN, as many
guests at a time as Keydesk has under way, with nothing kept and nothing told.
"""

import asyncio
import time
from datetime import timedelta
from typing import Any

import httpx

from benches import house
from benches.doors import PER_CALL, slow
from benches.figures import Figure
from benches.payloads import Desk, desk
from benches.wire import process
from bot.bootstrap.product import CREATES_AT_ONCE
from bot.slack.blocks.ids import ViewId

GUESTS = 200
PATIENCE = 180
DOOR = "Door 00"


async def bulk() -> list[Figure]:
    with process("benches.serve", "sims") as sims:
        async with desk(sims["seam"]) as at:
            slow(sims["seam"])
            await _preview(at)
            ours = await _give(at)
        pace = await _pace(sims["seam"])
    detail = f"Keydesk {ours:.2f} s to the last PIN, Seam's pace {pace:.2f} s; {PER_CALL * 1000:.0f} ms per call"
    return [Figure(f"{GUESTS} guests of a list, against Seam's own pace", ours / pace, 1.3, detail=detail)]


async def _give(at: Desk) -> float:
    started = time.perf_counter()
    rita = at.slack.person(house.RITA)
    if rita.view is None or not (await rita.submit(rita.view)).ok:
        msg = "the list was not started"
        raise RuntimeError(msg)
    await at.slack.until(lambda: _is_done(at), seconds=PATIENCE)
    return time.perf_counter() - started


def _is_done(at: Desk) -> bool:
    """As the list's message says, so that asking costs the bot nothing; it is drawn anew every three seconds."""
    messages = at.slack.messages(house.DESK)
    return bool(messages) and f"{GUESTS} of {GUESTS} done" in messages[-1].text


async def _preview(at: Desk) -> None:
    rita = at.slack.person(house.RITA)
    await rita.command("/guest", "bulk", house.DESK)
    await at.slack.until(lambda: rita.view)
    [form] = at.slack.open_views(house.RITA)
    rows = "".join(f"Guest {number},{DOOR},2h\n" for number in range(GUESTS))
    await rita.attach(form, "bulk_file", "guests.csv", f"name,entrances,end\n{rows}".encode())
    await rita.submit(form)
    await at.slack.until(lambda: rita.view and rita.view.given["callback_id"] == ViewId.BULK_PREVIEW, seconds=PATIENCE)


async def _pace(seam_url: str) -> float:
    headers = {"authorization": f"Bearer {house.SEAM_KEY}"}
    at_once = asyncio.Semaphore(CREATES_AT_ONCE)
    async with httpx.AsyncClient(base_url=seam_url, headers=headers, trust_env=False, timeout=30) as seam:

        async def guest(number: int) -> None:
            async with at_once:
                await _one(seam, number)

        started = time.perf_counter()
        await asyncio.gather(*[guest(number) for number in range(GUESTS)])
        return time.perf_counter() - started


async def _one(seam: httpx.AsyncClient, number: int) -> None:
    """As Seam's Latch guide has it: an identity, an ACS user, a credential, and what the credential opens."""

    async def call(path: str, **body: object) -> dict[str, Any]:
        answer: dict[str, Any] = (await seam.post(path, json=body)).raise_for_status().json()
        return answer

    identity = (await call("/user_identities/create", full_name=f"Guest {number}"))["user_identity"]
    place = {"acs_system_id": house.SYSTEM, "user_identity_id": identity["user_identity_id"]}
    user = (await call("/acs/users/create", full_name=f"Guest {number}", **place))["acs_user"]["acs_user_id"]
    window = {"starts_at": house.now().isoformat(), "ends_at": (house.now() + timedelta(hours=2)).isoformat()}
    what = {"acs_user_id": user, "access_method": "code", "allowed_acs_entrance_ids": [house.DOORS[DOOR]], **window}
    made = (await call("/acs/credentials/create", **what))["acs_credential"]["acs_credential_id"]
    await call("/acs/credentials/list_accessible_entrances", acs_credential_id=made)
