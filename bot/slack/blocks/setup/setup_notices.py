"""When a building is told of what, and where. Times are typed, because Slack's pickers cannot be emptied again."""

import json
import re
from datetime import time, timedelta

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ConversationFilter,
    ConversationSelectElement,
    InputBlock,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.domain.building import BuildingSettings
from bot.domain.hours import WEEK
from bot.domain.notices import Notices, Quiet, Weekly, Where
from bot.services.systems.buildings import Change, Place
from bot.slack.acting import Payload
from bot.slack.blocks import buttons
from bot.slack.blocks.ids import ActionId, Field, ViewId
from bot.slack.blocks.message import shown, small
from bot.slack.blocks.setup.setup_fields import Reading, boxes_input, length_input, radio, text_input
from bot.slack.blocks.text import literal, mrkdwn, plain
from bot.slack.blocks.times import length_words, place
from bot.slack.blocks.view_state import all_selected, element, selected

_LEADS = tuple(timedelta(minutes=minutes) for minutes in (3 * 24 * 60, 24 * 60, 4 * 60, 60, 30))
_MOST_LEADS = 10
_WHERE: dict[str, tuple[str, ...]] = {
    Where.BOTH: ("Channel and DM", "In the card's thread, and to whoever gave the access"),
    Where.CHANNEL: ("Channel", "In the card's thread alone"),
    Where.DM: ("DM", "To whoever gave the access alone"),
}
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
BAD_QUIET = "Write two times such as 22:00-07:00, at most 16 h apart, or nothing."
BAD_TIME = "Write a time such as 08:00, or nothing."
BAD_REVIEW = "Write a weekday and a time such as Mon 09:00, or nothing."


def setup_notices_view(at: Place, channel: str | None, said: str | None = None) -> View:
    """The form; `channel` is the chosen one, and `said` what was found out about it."""
    building, settings = at.building, at.building.settings
    about = f"*{shown(building.name)}*. Times are those of its clock, {place(building.zone)}."
    return View(
        type="modal",
        callback_id=ViewId.SETUP_NOTICES,
        title=plain("Notices"),
        submit=plain("Save"),
        close=plain("Back"),
        private_metadata=json.dumps({"building": building.id}),
        blocks=[
            SectionBlock(text=mrkdwn(about)),
            _channel(channel),
            *([small(literal(said))] if said else []),
            *buttons.actions(_test(building.id)),
            _leads(settings),
            radio(Field.REMINDERS_WHERE, "Where do reminders go?", _WHERE, settings.notices.where),
            *_times(settings.notices),
            *_lengths(settings.notices),
        ],
    )


def chosen_channel(view: Payload) -> str | None:
    """The notice channel as it stands in the form."""
    channel: str | None = element(view, Field.NOTICE_CHANNEL).get("selected_conversation")
    return channel


def read_setup_notices(view: Payload) -> Change:
    """The settings that the form shows.

    Raises:
        BadSettings: every field that has to be corrected.
    """
    reading, where = Reading(view), selected(view, Field.REMINDERS_WHERE)
    notices = Notices(
        where=next((one for one in Where if one == where), Where.BOTH),
        quiet=_read_quiet(reading),
        digest_at=_read_digest(reading),
        review=_read_review(reading),
        long_after=reading.needed_length(Field.LONG_AFTER),
        escalate_after=reading.needed_length(Field.END_ESCALATE_AFTER),
    )
    reading.done()
    update = {"notices": notices, "reminder_leads": _read_leads(view), "notice_channel": chosen_channel(view)}

    def change(settings: BuildingSettings) -> BuildingSettings:
        return settings.model_copy(update=update)

    return change


def notices_words(settings: BuildingSettings) -> str:
    """Markup: when and where the building is told of what."""
    notices = settings.notices
    leads = ", ".join(length_words(lead) for lead in sorted(settings.reminder_leads, reverse=True))
    where = {Where.BOTH: "", Where.CHANNEL: " in the channel", Where.DM: " by DM"}[notices.where]
    quiet = f", not {_typed_quiet(notices.quiet)}" if notices.quiet else ""
    channel = f"<#{settings.notice_channel}>" if settings.notice_channel else "none"
    digest = f" Digest {_typed(notices.digest_at)}." if notices.digest_at else ""
    review = f" Review {_typed_review(notices.review)}." if notices.review else ""
    reminders = f"Reminders {leads} before the end{where}{quiet}" if leads else "No reminders"
    return f"Notice channel: {channel}.{digest}{review} {reminders}."


def _channel(channel: str | None) -> Block:
    select = ConversationSelectElement(
        action_id=Field.NOTICE_CHANNEL,
        initial_conversation=channel,
        filter=ConversationFilter(include=["public", "private"], exclude_external_shared_channels=True),
    )
    hint = plain("Alarms, digest and review go there. Without one, managers are written to. Invite Keydesk to it.")
    return InputBlock(
        block_id=Field.NOTICE_CHANNEL,
        label=plain("Notice channel"),
        hint=hint,
        element=select,
        optional=True,
        dispatch_action=True,
    )


def _test(building_id: str) -> ButtonElement:
    return ButtonElement(action_id=ActionId.SEND_TEST, text=plain("Send test"), value=building_id)


def _leads(settings: BuildingSettings) -> Block:
    """The usual lead times, and whichever others are set already."""
    leads = sorted({*_LEADS, *settings.reminder_leads}, reverse=True)[:_MOST_LEADS]
    options = {str(lead // timedelta(minutes=1)): (f"{length_words(lead)} before",) for lead in leads}
    chosen = [str(lead // timedelta(minutes=1)) for lead in settings.reminder_leads]
    return boxes_input(Field.REMINDER_LEADS, "Reminders", options, chosen)


def _times(notices: Notices) -> list[Block]:
    quiet = "Such as 22:00-07:00. What is due then is said before, or right after. Empty is never."
    digest = "Such as 08:00: who comes, whose access ends, what is wrong. Empty is none."
    review = "Such as Mon 09:00: what is open for long, and ends that Seam does not confirm. Empty is none."
    typed_digest = _typed(notices.digest_at) if notices.digest_at else ""
    typed_review = _typed_review(notices.review) if notices.review else ""
    typed_quiet = _typed_quiet(notices.quiet) if notices.quiet else ""
    return [
        text_input(Field.QUIET_HOURS, "Quiet hours", quiet, typed_quiet, most=20),
        text_input(Field.DIGEST_AT, "Daily digest at", digest, typed_digest, most=20),
        text_input(Field.REVIEW_AT, "Weekly review at", review, typed_review, most=20),
    ]


def _lengths(notices: Notices) -> list[Block]:
    long_hint = "The review asks whether it should go on."
    end_hint = "The managers get a DM when Seam has not confirmed an end for so long."
    return [
        length_input(Field.LONG_AFTER, "Long-lived access is open for", long_hint, notices.long_after),
        length_input(Field.END_ESCALATE_AFTER, "An end is escalated after", end_hint, notices.escalate_after),
    ]


def _read_leads(view: Payload) -> tuple[timedelta, ...]:
    minutes = [int(value) for value in all_selected(view, Field.REMINDER_LEADS) if value.isdecimal()]
    return tuple(timedelta(minutes=n) for n in sorted(minutes, reverse=True))


def _read_time(text: str) -> time | None:
    found = _TIME.fullmatch(text.strip())
    return time(int(found[1]), int(found[2])) if found else None


def _read_quiet(reading: Reading) -> Quiet | None:
    typed = reading.text(Field.QUIET_HOURS).replace("\N{EN DASH}", "-")
    first, _, last = typed.partition("-")
    begins, ends = _read_time(first), _read_time(last)
    if begins is not None and ends is not None:
        try:
            return Quiet(begins=begins, ends=ends)
        except ValueError:
            pass  # They leave too little of the day: said at the field below.
    if typed:
        reading.refuse(Field.QUIET_HOURS, BAD_QUIET)
    return None


def _read_digest(reading: Reading) -> time | None:
    typed = reading.text(Field.DIGEST_AT)
    at = _read_time(typed)
    if typed and at is None:
        reading.refuse(Field.DIGEST_AT, BAD_TIME)
    return at


def _read_review(reading: Reading) -> Weekly | None:
    typed = reading.text(Field.REVIEW_AT)
    day, _, clock = typed.partition(" ")
    at, days = _read_time(clock), [name.casefold() for name in WEEK]
    if at is not None and day.casefold()[:3] in days:
        return Weekly(weekday=days.index(day.casefold()[:3]), at=at)
    if typed:
        reading.refuse(Field.REVIEW_AT, BAD_REVIEW)
    return None


def _typed(at: time) -> str:
    return f"{at.hour:02}:{at.minute:02}"


def _typed_quiet(quiet: Quiet) -> str:
    return f"{_typed(quiet.begins)}-{_typed(quiet.ends)}"


def _typed_review(review: Weekly) -> str:
    return f"{WEEK[review.weekday]} {_typed(review.at)}"
