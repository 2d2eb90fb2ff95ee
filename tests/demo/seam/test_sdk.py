"""Seam's official SDK drives the whole simulator: another client than the bot's, by other people, of a newer Seam."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from seam.exceptions import (
    SeamActionAttemptFailedError,
    SeamActionAttemptTimeoutError,
    SeamHttpApiError,
    SeamHttpInvalidInputError,
    SeamHttpUnauthorizedError,
)
from seam.seam import Seam
from seam.seam_webhook import SeamWebhook

from bot.demo.seam import BuildingIds, Fault, SeamSim
from bot.demo.seam.http import ENDPOINTS
from tests.demo.seam.caller import Clock
from tests.demo.seam.everything import REFUSED, everything
from tests.demo.seam.receiver import Receiver
from tests.demo.seam.sdk import sdk, served_to_sdk

SOON = {"timeout": 5.0, "polling_interval": 0.01}


@pytest.fixture
async def seam(sim: SeamSim) -> AsyncIterator[Seam]:
    async with sim.serve() as url:
        made = sdk(url, httpx_options={"trust_env": False})
        yield made
        made.close()


async def test_every_endpoint_is_known_to_the_sdk_and_understood_by_it(
    sim: SeamSim, clock: Clock, house: BuildingIds
) -> None:
    async with served_to_sdk(sim, clock) as caller:
        assert set(ENDPOINTS) - set(caller.methods) == set()
        await everything(sim, caller, house)

    assert {path for path, _ in caller.fine} == set(ENDPOINTS) - REFUSED
    assert {entry.path for entry in sim.journal} == set(ENDPOINTS) - REFUSED


async def test_a_wrong_key_is_an_error_of_its_own(sim: SeamSim) -> None:
    async with sim.serve() as url:
        stranger = Seam(api_key="seam_other", endpoint=url, httpx_options={"trust_env": False})
        with pytest.raises(SeamHttpUnauthorizedError):
            await asyncio.to_thread(stranger.devices.list)
        stranger.close()


async def test_refusals_come_with_their_type_and_fields(sim: SeamSim, seam: Seam, house: BuildingIds) -> None:
    with pytest.raises(SeamHttpInvalidInputError) as refused:
        await asyncio.to_thread(seam.acs.users.list, limit=0)
    assert refused.value.get_validation_error_messages("limit") == ["Number must be greater than 0"]

    with pytest.raises(SeamHttpApiError) as missing:
        await asyncio.to_thread(seam.devices.get, device_id=house.system_id)
    assert (missing.value.status_code, missing.value.code) == (404, "device_not_found")
    assert sim.journal[-1].status == 404


async def test_a_read_is_tried_again_and_a_create_is_not(sim: SeamSim, seam: Seam, house: BuildingIds) -> None:
    sim.fault(Fault("/devices/list", "status", status=503, times=2))
    sim.fault(Fault("/acs/users/create", "status", times=2))
    listed = await asyncio.to_thread(seam.devices.list)
    with pytest.raises(SeamHttpApiError):
        await asyncio.to_thread(seam.acs.users.create, acs_system_id=house.system_id, full_name="Ann")

    assert list(listed) == []
    assert [entry.path for entry in sim.journal] == ["/devices/list"] * 3 + ["/acs/users/create"]


async def test_an_answer_that_is_none_is_an_error(sim: SeamSim, seam: Seam) -> None:
    sim.set_outage(outage=True)
    with pytest.raises(httpx.HTTPStatusError):
        await asyncio.to_thread(seam.locks.unlock_door, device_id="x")


async def test_pages(sim: SeamSim, seam: Seam, house: BuildingIds) -> None:
    sim.knobs.page_cap = 3
    pages = seam.create_paginator(seam.acs.entrances.list, {"acs_system_id": house.system_id})
    found = await asyncio.to_thread(pages.flatten_to_list)

    assert [door.acs_entrance_id for door in found] == [*house.entrance_ids]


class TestWaiting:
    @pytest.fixture
    def front(self, sim: SeamSim) -> str:
        return sim.add_locks("Casa Sol", "Europe/Madrid", ["Front"]).device_ids[0]

    async def test_until_it_is_done(self, seam: Seam, front: str) -> None:
        done: Any = await asyncio.to_thread(seam.locks.unlock_door, device_id=front, wait_for_action_attempt=SOON)

        assert (done.status, done.result.was_confirmed_by_device) == ("success", True)

    async def test_until_it_has_failed(self, sim: SeamSim, seam: Seam, front: str) -> None:
        sim.set_online(front, online=False)
        with pytest.raises(SeamActionAttemptFailedError) as failed:
            await asyncio.to_thread(seam.locks.unlock_door, device_id=front, wait_for_action_attempt=SOON)

        assert failed.value.code == "device_disconnected"

    async def test_in_vain(self, sim: SeamSim, seam: Seam, front: str) -> None:
        sim.lock_knobs.action_delay = None
        soon = {"timeout": 0.05, "polling_interval": 0.01}
        with pytest.raises(SeamActionAttemptTimeoutError):
            await asyncio.to_thread(seam.locks.unlock_door, device_id=front, wait_for_action_attempt=soon)


async def test_its_webhook_check_takes_our_deliveries(
    sim: SeamSim, seam: Seam, house: BuildingIds, receiver: Receiver
) -> None:
    made = await asyncio.to_thread(seam.webhooks.create, url=receiver.url, event_types=["acs_user.created"])
    user = await asyncio.to_thread(seam.acs.users.create, acs_system_id=house.system_id, full_name="Ann")
    await sim.settle_events()
    [(headers, body)] = receiver.got
    event: Any = SeamWebhook(str(made.secret)).verify(body.decode(), headers)

    assert (event.event_type, event.acs_user_id) == ("acs_user.created", user.acs_user_id)
