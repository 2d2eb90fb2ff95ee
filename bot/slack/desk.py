"""What the listeners share. Opening a modal never delays an ack: both must be done within three seconds."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BadField, NotAllowed, Refused
from bot.domain.grant import GrantRecord
from bot.domain.people import Person
from bot.services.access import Access
from bot.services.approvals.approvals import Approvals
from bot.services.bulk.bulk import Bulk
from bot.services.door_tasks.door_tasks import DoorTasks
from bot.services.doors.commanding import Commanding
from bot.services.drift.deciding import Deciding
from bot.services.end_all.end_all import EndAll
from bot.services.grants.giving import Giving
from bot.services.grants.showing import Showing
from bot.services.lists.finding import Finding
from bot.services.lists.lists import Lists
from bot.services.locks.attaching import Attaching
from bot.services.mailing.mailing import MailToGuests
from bot.services.notices.reviewing import Reviewing
from bot.services.ports import Clock
from bot.services.privacy.forget_guest import ForgetGuest
from bot.services.series.managing import ManagingSeries
from bot.services.systems.buildings import Buildings
from bot.services.systems.connecting import Connecting
from bot.services.trail.auditing import Auditing
from bot.services.trail.refusals import Refusals
from bot.services.web_pass.web_passes import WebPasses
from bot.slack.acting import Acting
from bot.slack.blocks.approvals.request_views import asked_view
from bot.slack.blocks.message import Message, referred, simple
from bot.slack.blocks.text import literal
from bot.slack.directory import Directory
from bot.slack.errors import UNREACHABLE, VIEW_GONE, report, slack_code, user_message
from bot.slack.live_modals import LiveModals
from bot.slack.replies import Replies
from bot.slack.tasks import Tasks

CLICK_AGAIN = "Slack did not open the window in time. Click again."


@dataclass(frozen=True)
class Services:
    """The use cases that Slack drives."""

    giving: Giving
    access: Access
    buildings: Buildings
    showing: Showing
    refusals: Refusals
    auditing: Auditing
    approvals: Approvals
    forgetting: ForgetGuest
    tasks: DoorTasks
    deciding: Deciding
    connecting: Connecting
    bulk: Bulk
    series: ManagingSeries
    lists: Lists
    finding: Finding
    reviewing: Reviewing
    mailing: MailToGuests
    end_all: EndAll
    passes: WebPasses
    commanding: Commanding
    locks: Attaching


@dataclass(frozen=True)
class Desk:
    """The hands of every listener."""

    client: AsyncWebClient
    services: Services
    directory: Directory
    replies: Replies
    tasks: Tasks
    clock: Clock
    live: LiveModals
    region: str = "US"
    """Where a phone number without a country code belongs."""

    async def person(self, acting: Acting) -> Person:
        """Who acts, with their rights as of now.

        Raises:
            NotAllowed: no full member of our team, or Slack does not tell in time.
        """
        person = await self.directory.person(acting.team_id, acting.user_id)
        if not person.is_member:
            raise NotAllowed("not_a_member")
        return person

    def later(self, acting: Acting, work: Coroutine[object, object, None]) -> None:
        """Go on after the ack; what goes wrong is told to the person."""
        self.tasks.spawn(self._told(acting, work))

    def open(
        self, acting: Acting, draw: Callable[[], Awaitable[View]], fallback: Callable[[], Message] | None = None
    ) -> None:
        """Draw a modal and open it on this click's trigger; where Slack did not take it, say so with a way out."""
        self.later(acting, self._open(acting, draw, fallback or (lambda: simple(CLICK_AGAIN))))

    async def put(self, view_id: str, view: View) -> None:
        """Show what has changed in a view below the one that was sent; what is typed there stays."""
        try:
            await self.client.views_update(view_id=view_id, view=view)
        except SlackApiError as error:
            if slack_code(error) not in VIEW_GONE:
                raise

    def refused(self, acting: Acting, error: BaseException) -> None:
        """Every error that reaches a person comes by here, and what their rights refused goes into the audit trail."""
        if isinstance(error, NotAllowed):
            self.services.refusals.not_allowed(self.directory.team_id, acting.user_id, error)
        elif isinstance(error, Refused):
            self.services.refusals.refused(self.directory.team_id, acting.user_id, error)

    def refused_by_policy(
        self, acting: Acting, fields: Sequence[BadField], building_id: str | None, grant_id: str | None = None
    ) -> None:
        """The form itself says what is wrong; a policy's no goes into the audit trail as well."""
        self.services.refusals.by_policy(self.directory.team_id, acting.user_id, fields, building_id, grant_id)

    def sent(self, person: Person, record: GrantRecord) -> Mapping[str, Any]:
        """How a change's form is acked: it closes, or says whom the change waits for."""
        if record.waiting is None or record.waiting.asked_by != person.user_id:
            return {}
        first = self.services.access.approvers(person, record)
        return {"response_action": "update", "view": asked_view(record, self.clock.now(), first)}

    def refused_approval(self, acting: Acting, fields: Sequence[BadField], record: GrantRecord) -> None:
        """An approver wanted to, and it cannot be any more."""
        about = (record.building.id, record.grant.id)
        self.services.refusals.approval(self.directory.team_id, acting.user_id, fields, *about)

    async def say(self, acting: Acting, text: str) -> None:
        """Tell the person something in plain words."""
        await self.replies.say(acting, simple(literal(text)))

    async def _open(self, acting: Acting, draw: Callable[[], Awaitable[View]], fallback: Callable[[], Message]) -> None:
        view = await draw()
        call = self.client.views_push if acting.in_modal else self.client.views_open
        try:
            await call(trigger_id=acting.trigger_id or "", view=view)
        except (SlackApiError, *UNREACHABLE) as error:
            await self.replies.say(acting, referred(fallback(), report(error)))

    async def _told(self, acting: Acting, work: Coroutine[object, object, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001  the edge: after the ack nobody else can tell the person
            self.refused(acting, error)
            await self.say(acting, user_message(error))
