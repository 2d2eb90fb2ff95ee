"""What Seam says of a lock, as the services see it."""

from datetime import timedelta

from pydantic import JsonValue

from bot.demo.seam import SeamSim
from bot.demo.seam.locks.brands import IGLOOHOME, SMARTTHINGS
from bot.demo.seam.locks.records import Lock
from bot.domain.device import CodeRule
from bot.seam.lock_models import Device
from bot.seam.lock_translation import to_device
from tests.fakes import FakeClock
from tests.seam import samples
from tests.seam.conftest import seam_of


async def test_a_lock_of_the_simulator_is_read_whole() -> None:
    sim = SeamSim(FakeClock().now)
    rules = ({"constraint_type": "name_length", "min_length": 2, "max_length": 14},)
    locks = [Lock("Front Door", battery=0.12, constraints=rules), Lock("Attic", brand=SMARTTHINGS)]
    here = sim.add_locks("Casa Sol", "Europe/Madrid", locks)
    async with seam_of(sim) as access:
        listed = await access.catalogue.locks()
    front, attic = listed.devices

    assert (front.id, front.building_id, front.name) == (here.device_ids[0], here.account_id, "Front Door")
    assert (front.online, front.locked, front.battery_status) == (True, True, "low")
    assert front.code_rules == (CodeRule(kind="name_length", least=2, most=14),)
    assert (front.can_remotely_unlock, front.takes_codes, front.offline_only) == (True, True, False)
    assert front.facts.set_ahead == timedelta(hours=72)
    assert attic.facts.set_ahead == timedelta(hours=1)
    assert [(one.name, one.time_zone, one.id) for one in listed.systems] == [
        ("Casa Sol", "Europe/Madrid", here.account_id)
    ]


async def test_an_offline_lock_says_nothing_of_its_bolt() -> None:
    sim = SeamSim(FakeClock().now)
    here = sim.add_locks("Casa Sol", None, [Lock("Pool House", brand=IGLOOHOME, can_program_offline_access_codes=True)])
    sim.set_online(here.device_ids[0], online=False)
    async with seam_of(sim) as access:
        device = (await access.catalogue.locks()).devices[0]

    assert (device.online, device.locked, device.errors) == (False, None, ("device_disconnected",))


def test_an_absent_flag_of_a_device_is_no() -> None:
    said = Device.model_validate(samples.device(properties={"code_constraints": None, "battery_level": 0.5}))
    device = to_device(said)

    assert (device.can_remotely_lock, device.can_remotely_unlock, device.takes_codes) == (False, False, False)
    assert (device.battery_level, device.facts.keeps_windows) == (0.5, False)


def test_ways_of_making_offline_codes_are_read() -> None:
    option: samples.Json = {"display_name": "algoPIN", "min_duration": "PT1H", "max_duration": "P29DT672H"}
    times: list[JsonValue] = [{"start_time": "14:00", "end_time": "11:00"}]
    pairs: samples.Json = {"display_name": "Oracode", "time_pairs": times, "max_duration": "P1Y"}
    said = samples.device(properties={"offline_time_frame_options": [option, pairs]})
    hours, fixed = to_device(Device.model_validate(said)).offline_options

    assert (hours.shortest, hours.longest) == (timedelta(hours=1), timedelta(days=29, hours=672))
    assert not hours.has_fixed_times
    assert fixed.has_fixed_times
    assert fixed.longest is None
