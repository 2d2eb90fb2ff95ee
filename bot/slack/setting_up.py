"""What the set-up forms share: a building as it is now, for somebody who may set it up, and the forms drawn of it."""

from collections.abc import Mapping

from slack_sdk.models.views import View

from bot.domain.roles import HolderKind
from bot.services.systems.buildings import Change, Place
from bot.slack.acting import Acting
from bot.slack.blocks.setup.setup_form import setup_view
from bot.slack.desk import Desk
from bot.slack.user_groups import UserGroups


class SettingUp:
    """Reads and saves, always with the rights of the person who acts."""

    def __init__(self, desk: Desk, groups: UserGroups) -> None:
        self._desk = desk
        self._groups = groups

    async def place(self, acting: Acting, building_id: str) -> Place:
        """The building now; raises NotAllowed, Refused."""
        return await self._desk.services.buildings.place(await self._desk.person(acting), building_id)

    async def check(self, acting: Acting, building_id: str) -> Place:
        """The building as Seam has it now; raises NotAllowed, Refused, SystemTrouble."""
        return await self._desk.services.buildings.check(await self._desk.person(acting), building_id)

    async def save(self, acting: Acting, building_id: str, change: Change) -> Place:
        """Change the building's settings; who is in a group that has a role now counts at once.

        Raises:
            NotAllowed, Refused.
        """
        at = await self._desk.services.buildings.change(await self._desk.person(acting), building_id, change)
        self._desk.tasks.spawn(self._desk.directory.roles_changed(at.building.team_id))
        return at

    async def first_form(self, acting: Acting, building_id: str) -> View:
        """The first form of a building; raises NotAllowed, Refused."""
        return await self.draw_first(await self.place(acting, building_id))

    async def draw_first(self, at: Place) -> View:
        """The same, of what is known."""
        return setup_view(at, await self.group_names(at))

    async def group_names(self, at: Place) -> Mapping[str, str]:
        """The names of user groups, where the building has any; Slack is not asked for nothing."""
        has_groups = any(holder.kind is HolderKind.GROUP for holder in at.building.settings.roles)
        return await self._groups.names() if has_groups else {}

    async def redraw(self, view_id: str, view: View) -> None:
        """Show what has changed in a form below; what is typed there stays, as its blocks keep their ids."""
        await self._desk.put(view_id, view)
