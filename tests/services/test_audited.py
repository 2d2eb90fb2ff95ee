"""Each thing that a person does leaves exactly one line with their name; what Keydesk does by itself has none."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.domain.building import Hub, Method, Template
from bot.domain.errors import Refused
from bot.domain.grant import CredentialState
from bot.domain.people import Person
from bot.domain.request import BadFields
from bot.services.trail.audit import Line, Wanted
from tests.services.desk import ADMIN, OUTSIDER, RITA, SAM, TEAM, Desk

HOUR = timedelta(hours=1)


@dataclass
class Scene:
    """A grant of Rita's with two doors, the second of which has failed."""

    desk: Desk
    grant_id: str
    issued: str
    task: str = ""
    """Of the door that is there, where it has no hub."""


async def scene(what: str = "") -> Scene:
    desk = await Desk().open(hub=Hub.NO if what.startswith("task_") else Hub.UNKNOWN)
    desk.seam.failing_doors.add(desk.doors[1])
    grant_id = await desk.give(*desk.doors[:2])
    await desk.run(timedelta(seconds=10))
    [issued] = (await desk.record(grant_id)).in_state(CredentialState.ISSUED)
    return Scene(desk, grant_id, issued.id, *[task.id for task in (await desk.record(grant_id)).tasks])


async def lines(desk: Desk) -> list[Line]:
    async with desk.store.read() as work:
        return list(await work.audit.find(TEAM, Wanted(), None, 1000))[::-1]


async def save(s: Scene, person: Person) -> object:
    return await s.desk.buildings.change(
        person, s.desk.building, lambda settings: settings.model_copy(update={"hub": Hub.YES})
    )


UseCase = Callable[[Scene, Person], Awaitable[object]]
USE_CASES: dict[str, tuple[Person, UseCase]] = {
    "requested": (RITA, lambda s, who: s.desk.giving.submit(who, s.desk.draft(s.desk.doors[2]), None)),
    "revealed": (SAM, lambda s, who: s.desk.access.reveal(who, s.grant_id)),
    "extend_requested": (SAM, lambda s, who: s.desk.access.extend(who, s.grant_id, s.desk.clock.now() + 5 * HOUR)),
    "retried": (SAM, lambda s, who: s.desk.access.retry(who, s.grant_id)),
    "new_pin": (SAM, lambda s, who: s.desk.access.new_pin(who, s.grant_id, s.issued)),
    "doors_added": (SAM, lambda s, who: s.desk.access.add_doors(who, s.grant_id, [s.desk.doors[2]])),
    "ending": (SAM, lambda s, who: s.desk.access.end(who, s.grant_id)),
    "settings_saved": (ADMIN, save),
    "task_claimed": (SAM, lambda s, who: s.desk.tasks.claim(who, s.task)),
    "task_done": (SAM, lambda s, who: s.desk.tasks.done(who, s.task)),
    "task_cannot": (SAM, lambda s, who: s.desk.tasks.cannot(who, s.task, "No key")),
}


@pytest.mark.parametrize("what", USE_CASES)
async def test_a_use_case_leaves_one_line(what: str) -> None:
    here = await scene(what)
    person, use_case = USE_CASES[what]
    before = len(await lines(here.desk))

    await use_case(here, person)

    [line] = (await lines(here.desk))[before:]
    assert (line.what, line.actor, line.building_id) == (what, person.user_id, here.desk.building)
    assert (line.grant_id is None) is (what == "settings_saved")
    assert (line.guest is None) is (what == "settings_saved")


@pytest.mark.parametrize("what", USE_CASES)
async def test_what_is_refused_leaves_none_of_it(what: str) -> None:
    here = await scene(what)
    before = await lines(here.desk)

    with pytest.raises((Refused, BadFields)):
        await USE_CASES[what][1](here, OUTSIDER)

    assert await lines(here.desk) == before


async def test_settings_say_what_is_new() -> None:
    here = await scene()

    await save(here, ADMIN)

    assert (await lines(here.desk))[-1].data == {"hub": "yes"}


async def test_a_life_from_request_to_end_is_told_whole() -> None:
    desk = await Desk().open()
    grant_id = await desk.give(desk.doors[0])
    await desk.run(timedelta(seconds=10))
    await desk.access.end(SAM, grant_id)
    await desk.run(HOUR)

    told = [(line.what, line.actor) for line in await lines(desk) if line.grant_id == grant_id]

    assert sorted(told[1:3], key=str) == [("issued", None), ("revealed", RITA.user_id)]
    assert told[:1] + told[3:] == [("requested", RITA.user_id), ("ending", SAM.user_id), ("end_confirmed", None)]


async def test_an_end_by_date_is_told_when_it_begins() -> None:
    desk = await Desk().open()
    grant_id = await desk.give(desk.doors[0], view=None)
    await desk.run(3 * HOUR)

    told = [line for line in await lines(desk) if line.grant_id == grant_id][-2:]

    assert [(line.what, line.actor, line.data) for line in told] == [
        ("ending", None, {"reason": "by_date"}),
        ("end_confirmed", None, {}),
    ]


async def test_what_managers_write_for_guests_is_not_on_the_trail() -> None:
    desk = await Desk().open()
    template = Template(id="t", name="Cleaner", reason="gate code 4711")

    await desk.set_up(guest_text="Call 555 0100", templates=[template])

    saved = [line for line in await lines(desk) if line.what == "settings_saved"][-1]
    assert saved.data["guest_text"] == len("Call 555 0100")
    assert "555" not in str(saved.data)
    assert "4711" not in str(saved.data)
    assert "Cleaner" in str(saved.data)


async def test_a_link_that_the_result_shows_was_looked_at_and_so_was_one_that_slack_may_have_lost() -> None:
    desk = await Desk().open(mobile_keys="instant_key")
    await desk.give(method=Method.MOBILE_KEY)
    await desk.run(timedelta(seconds=10))

    [seen] = [line for line in await lines(desk) if line.what == "revealed"]
    assert (seen.actor, seen.data) == (RITA.user_id, {"where": "result"})
