"""Deliveries go over a real socket to a receiver that checks them as Seam's customers do: with Svix's scheme."""

import asyncio
from datetime import timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError
from starlette.applications import Starlette

from bot.demo.seam import BuildingIds, SeamSim
from bot.demo.serving import serve
from tests.demo.seam.caller import Caller, Clock
from tests.demo.seam.receiver import Receiver, as_standard


async def subscribe(seam: Caller, url: str, *event_types: str) -> str:
    asked = {"event_types": [*event_types]} if event_types else {}
    return str((await seam.ok("/webhooks/create", url=url, **asked))["webhook"]["secret"])


async def test_a_pin_that_is_issued_is_told_with_a_signature(
    sim: SeamSim, clock: Clock, seam: Caller, house: BuildingIds, receiver: Receiver
) -> None:
    sim.set_pin_delay(timedelta(seconds=30))
    secret = await subscribe(seam, receiver.url, "acs_credential.issued")
    made = await seam.credential(await seam.user(house.system_id), house.entrance_ids[0])
    await sim.settle_events()
    before = list(receiver.got)
    clock.move(30)
    await sim.settle_events()
    await sim.settle_events()

    assert before == []
    assert secret.startswith("whsec_")
    [event] = receiver.events(secret)
    assert (event["event_type"], event["acs_credential_id"]) == ("acs_credential.issued", made["acs_credential_id"])
    assert "code" not in event
    [listed] = (await seam.ok("/events/list", since="2030-01-01", event_type="acs_credential.issued"))["events"]
    assert listed == event
    assert [(one.event_id, one.attempt, one.status) for one in sim.post.deliveries] == [(event["event_id"], 1, 200)]


async def test_another_secret_or_another_body_does_not_verify(
    sim: SeamSim, seam: Caller, house: BuildingIds, receiver: Receiver
) -> None:
    secret = await subscribe(seam, receiver.url, "acs_user.created")
    other = await subscribe(seam, receiver.url, "acs_user.deleted")
    await seam.user(house.system_id)
    await sim.settle_events()
    [(headers, body)] = receiver.got

    with pytest.raises(WebhookVerificationError):
        receiver.events(other)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body + b" ", as_standard(headers))


async def test_everything_is_delivered_where_no_type_is_named(
    sim: SeamSim, seam: Caller, house: BuildingIds, receiver: Receiver
) -> None:
    secret = await subscribe(seam, receiver.url)
    await seam.ok("/acs/users/delete", acs_user_id=await seam.user(house.system_id))
    await sim.settle_events()

    types = [event["event_type"] for event in receiver.events(secret)]
    assert types[-2:] == ["acs_user.created", "acs_user.deleted"]


@pytest.mark.parametrize(
    ("statuses", "attempts"),
    [([500, 503], [500, 503, 200]), ([500, 500, 500], [500, 500, 500]), ([401] * 3, [401] * 3), ([204], [204])],
)
async def test_three_tries_and_then_it_is_missed(
    sim: SeamSim, seam: Caller, house: BuildingIds, receiver: Receiver, statuses: list[int], attempts: list[int]
) -> None:
    receiver.statuses = [*statuses]
    await subscribe(seam, receiver.url, "acs_user.created")
    await seam.user(house.system_id)
    await sim.settle_events()
    await sim.settle_events()

    assert [one.status for one in sim.post.deliveries] == attempts
    assert len({headers["svix-id"] for headers, _ in receiver.got}) == 1


async def test_a_receiver_that_is_not_there_is_no_error(sim: SeamSim, seam: Caller, house: BuildingIds) -> None:
    async with serve(Starlette()) as url:
        pass
    await subscribe(seam, url, "acs_user.created")
    await seam.user(house.system_id)
    await sim.settle_events()

    assert [(one.attempt, one.status) for one in sim.post.deliveries] == [(1, None), (2, None), (3, None)]


async def test_doubled_late_or_never(sim: SeamSim, seam: Caller, house: BuildingIds, receiver: Receiver) -> None:
    secret = await subscribe(seam, receiver.url, "acs_user.created")
    sim.post.copies = 2
    doubled = await seam.user(house.system_id)
    await sim.settle_events()
    sim.post.copies = 1
    sim.post.is_on = False
    lost = await seam.user(house.system_id)
    await sim.settle_events()
    sim.post.lose_waiting()
    late = await seam.user(house.system_id)
    await sim.settle_events()
    while_off = len(receiver.got)
    sim.post.is_on = True
    await sim.settle_events()

    assert while_off == 2
    assert [event["acs_user_id"] for event in receiver.events(secret)] == [doubled, doubled, late]
    listed = (await seam.ok("/events/list", since="2030-01-01", event_type="acs_user.created"))["events"]
    assert {event["acs_user_id"] for event in listed} == {doubled, lost, late}


async def test_deliveries_go_on_by_themselves_in_a_demo(
    sim: SeamSim, seam: Caller, house: BuildingIds, receiver: Receiver
) -> None:
    await subscribe(seam, receiver.url, "acs_user.created")
    settling = asyncio.create_task(sim.keep_settling(timedelta(milliseconds=1)))
    await seam.user(house.system_id)
    async with asyncio.timeout(5):
        await receiver.came.wait()

    settling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await settling


@pytest.mark.parametrize(
    "url",
    [
        "https://keydesk.example/seam/webhooks",
        "http://192.0.2.7/x",
        "ftp://127.0.0.1/x",
        "127.0.0.1",
        "http://[::1",
        "",
    ],
)
async def test_nothing_is_delivered_beyond_loopback(sim: SeamSim, seam: Caller, url: str) -> None:
    status, error = await seam.refused("/webhooks/create", url=url)

    assert (status, "url" in error["validation_errors"]) == (400, True)
    assert sim.world.webhooks == {}


async def test_the_secret_is_told_once(sim: SeamSim, seam: Caller) -> None:
    secret = await subscribe(seam, "http://localhost:9/x", "acs_user.created")
    [listed] = (await seam.ok("/webhooks/list"))["webhooks"]

    assert "secret" not in listed
    assert secret not in repr(sim.world.webhooks)
    await seam.ok("/webhooks/delete", webhook_id=listed["webhook_id"])
    assert (await seam.ok("/webhooks/list"))["webhooks"] == []


async def test_out_of_order_where_that_is_asked_for(
    sim: SeamSim, seam: Caller, house: BuildingIds, receiver: Receiver
) -> None:
    secret = await subscribe(seam, receiver.url, "acs_user.created")
    sim.post.is_in_order = False
    users = [await seam.user(house.system_id) for _ in range(20)]
    await sim.settle_events()

    came = [event["acs_user_id"] for event in receiver.events(secret)]
    assert came != users
    assert sorted(came) == sorted(users)


async def test_what_it_is_told_of_can_be_changed_and_the_address_not(
    sim: SeamSim, seam: Caller, house: BuildingIds, receiver: Receiver
) -> None:
    await subscribe(seam, receiver.url, "acs_user.created")
    [made] = (await seam.ok("/webhooks/list"))["webhooks"]
    key = made["webhook_id"]
    await seam.ok("/webhooks/update", webhook_id=key, event_types=["acs_user.deleted"])
    shown = (await seam.ok("/webhooks/get", webhook_id=key))["webhook"]
    status, _ = await seam.refused("/webhooks/update", webhook_id=key, event_types=[], url="http://127.0.0.1:9/")
    await seam.user(house.system_id)
    await sim.settle_events()

    assert shown == {**made, "event_types": ["acs_user.deleted"]}
    assert status == 400
    assert receiver.got == []
