"""The whole way counts for Keydesk, from the submit button to "issued" in the database; for the loop only its calls.

Seam's official SDK is no dependency of the project, so the loop calls the same endpoints with plain httpx.
"""

import asyncio
import time
from datetime import timedelta

import httpx

from benches import house
from benches.figures import Figure
from benches.payloads import Desk, desk
from benches.wire import process
from bot.demo.slack import TEAM
from bot.domain.grant import CredentialState, GrantState

PER_CALL = 0.1
"""Seconds that Seam takes for each call, half before its effect and half after."""
PATIENCE = 60


async def doors() -> list[Figure]:
    with process("benches.serve", "sims") as sims:
        async with desk(sims["seam"]) as at:
            await at.fill_in(list(house.DOORS))
            slow(sims["seam"])
            ours = await _issue(at)
        serial = await asyncio.to_thread(_serial, sims["seam"])
    detail = f"Keydesk {ours:.2f} s to the last PIN, loop {serial:.2f} s; {PER_CALL * 1000:.0f} ms per call"
    return [Figure("20 doors by PIN, against the serial loop", ours / serial, 1 / 6, detail=detail)]


async def _issue(at: Desk) -> float:
    started = time.perf_counter()
    submit_key = await at.submit()
    while time.perf_counter() - started < PATIENCE:
        async with at.bot.store.read() as work:
            grant = await work.grants.by_submit_key(TEAM, submit_key)
            record = grant and await work.grants.record(TEAM, grant.id)
        if record and record.grant.state is GrantState.ISSUED:
            if len(record.in_state(CredentialState.ISSUED)) != len(house.DOORS):
                break
            return time.perf_counter() - started
        await asyncio.sleep(0.005)
    msg = "not all doors were issued"
    raise RuntimeError(msg)


def slow(seam_url: str) -> None:
    """Every call takes `PER_CALL` from now on."""
    half = PER_CALL / 2
    rule = {"path": "*", "kind": "slow", "times": None, "at_least": half, "at_most": half}
    httpx.post(f"{seam_url}/_sim/faults", json={"faults": [rule]}, trust_env=False).raise_for_status()


def _serial(seam_url: str) -> float:
    headers = {"authorization": f"Bearer {house.SEAM_KEY}"}
    with httpx.Client(base_url=seam_url, headers=headers, trust_env=False, timeout=10) as seam:

        def call(path: str, **body: object) -> dict[str, dict[str, str]]:
            answer: dict[str, dict[str, str]] = seam.post(path, json=body).raise_for_status().json()
            return answer

        identity = call("/user_identities/create", full_name="Guest")["user_identity"]["user_identity_id"]
        place = {"acs_system_id": house.SYSTEM, "user_identity_id": identity}
        user = call("/acs/users/create", full_name="Guest", **place)["acs_user"]["acs_user_id"]
        window = {"starts_at": house.now().isoformat(), "ends_at": (house.now() + timedelta(hours=2)).isoformat()}
        started = time.perf_counter()
        for door in house.DOORS.values():
            what = {"acs_user_id": user, "access_method": "code", "allowed_acs_entrance_ids": [door], **window}
            made = call("/acs/credentials/create", **what)["acs_credential"]["acs_credential_id"]
            call("/acs/credentials/list_accessible_entrances", acs_credential_id=made)
        return time.perf_counter() - started
