"""What Seam's own sandbox can be asked to play; connections and removal on the locks alone that have the flag."""

from collections.abc import Mapping

from bot.demo.seam.endpoints import Answer, Endpoint
from bot.demo.seam.errors import invalid
from bot.demo.seam.fields import NAME, PIN, UUID, Body
from bot.demo.seam.locks import acting, incidents, keypad, render, unmanaged
from bot.demo.seam.locks.records import Device
from bot.demo.seam.locks.render_codes import unmanaged_code
from bot.demo.seam.world import World


def _connect(world: World, body: Body) -> Answer:
    incidents.set_online(world.locks, _playable(world, body), online=True, code="device_disconnected")
    return {}


def _disconnect(world: World, body: Body) -> Answer:
    incidents.set_online(world.locks, _playable(world, body), online=False, code="device_disconnected")
    return {}


def _remove(world: World, body: Body) -> Answer:
    incidents.remove(world.locks, _playable(world, body))
    return {}


def _playable(world: World, body: Body) -> Device:
    device = world.locks.device(body["device_id"])
    if not device.lock.brand.can_simulate:
        raise invalid(device_id="The device cannot simulate this")
    return device


def _keypad_code_entry(world: World, body: Body) -> Answer:
    device = world.locks.device(body["device_id"])
    incidents.enter(world.locks, device, keypad.find(device, world.locks.codes, str(body["code"])))
    return _played(world, device, "SIMULATE_KEYPAD_CODE_ENTRY")


def _manual_lock_via_keypad(world: World, body: Body) -> Answer:
    device = world.locks.device(body["device_id"])
    incidents.lock_by_hand(world.locks, device, method="keycode")
    return _played(world, device, "SIMULATE_MANUAL_LOCK_VIA_KEYPAD")


def _played(world: World, device: Device, action: str) -> Answer:
    attempt = world.locks.start(action, device)
    acting.finish(world.locks, attempt, world.now())
    return {"action_attempt": render.attempt(attempt, as_pending=True)}


def _create_unmanaged(world: World, body: Body) -> Answer:
    device = world.locks.device(body["device_id"])
    made = unmanaged.add(world.locks, device, str(body["code"]), str(body["name"]))
    world.effect("created", "access_code", made.id)
    return {"access_code": unmanaged_code(world.locks, made)}


_DEVICE = {"device_id": UUID.must}
ENDPOINTS: Mapping[str, Endpoint] = {
    "/devices/simulate/connect": Endpoint(_connect, _DEVICE),
    "/devices/simulate/disconnect": Endpoint(_disconnect, _DEVICE),
    "/devices/simulate/remove": Endpoint(_remove, _DEVICE),
    "/locks/simulate/keypad_code_entry": Endpoint(_keypad_code_entry, {**_DEVICE, "code": NAME.must}),
    "/locks/simulate/manual_lock_via_keypad": Endpoint(_manual_lock_via_keypad, _DEVICE),
    "/access_codes/simulate/create_unmanaged_access_code": Endpoint(
        _create_unmanaged, {**_DEVICE, "code": PIN.must, "name": NAME.must}
    ),
}
