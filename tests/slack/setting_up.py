"""Somebody who goes through the set-up forms."""

from bot.demo.slack import TEAM, Person, View
from bot.domain.building import BuildingSettings
from tests.slack.office import CHANNEL, Office

REFUSED = "Only a building's managers and Keydesk's admins may do this."


async def settings(office: Office, building_id: str | None = None) -> BuildingSettings:
    async with office.store.read() as work:
        building = await work.buildings.get(TEAM, building_id or office.building)
    assert building is not None
    return building.settings


async def opened(office: Office, who: Person) -> View:
    await who.command("/guest", "setup", CHANNEL)
    return await office.top(who, "setup_form")


async def part(office: Office, who: Person, action: str) -> View:
    """A form on top of the first one."""
    await who.click(await office.top(who), action)
    return await office.top(who, action)


async def saved(office: Office, who: Person, form: View) -> None:
    ack = await who.submit(form)
    assert ack.ok
    assert not form.errors, form.errors
    await office.rest()


def manager(user_id: str) -> dict[str, str]:
    return {"kind": "user", "slack_id": user_id, "role": "manager"}
