"""Where the news of a building's doors go, and which. Latch doors have none: that is said, not left to be noticed."""

import json
from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import (
    Block,
    ConversationFilter,
    ConversationSelectElement,
    InputBlock,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.domain.building import Building, BuildingSettings, Entrance, Source
from bot.domain.feed import FeedKind, Watch
from bot.services.systems.buildings import Change, Place
from bot.slack.acting import Payload
from bot.slack.blocks.forms.grant_form_fields import MOST_OPTIONS, option
from bot.slack.blocks.ids import ActionId, Field, ViewId
from bot.slack.blocks.message import names, shown, small
from bot.slack.blocks.setup.setup_fields import boxes_input
from bot.slack.blocks.text import clean, literal, mrkdwn, plain, plural
from bot.slack.blocks.view_state import all_selected, element, metadata

_GUESTS = (FeedKind.UNLOCKED, FeedKind.LOCKED, FeedKind.DENIED, FeedKind.COMMANDED, FeedKind.OUTSIDE, FeedKind.NOT_USED)
_LOCKS = tuple(kind for kind in FeedKind if kind not in _GUESTS)
_WORDS: Mapping[FeedKind, tuple[str, ...]] = {
    FeedKind.UNLOCKED: ("Unlocked", "Who, where the lock tells whose code it was"),
    FeedKind.LOCKED: ("Locked",),
    FeedKind.DENIED: ("Access denied", "A wrong code, one whose time is over, too many tries"),
    FeedKind.COMMANDED: ("Unlocked or locked with Keydesk", "By whom, why, and what came of it"),
    FeedKind.OUTSIDE: ("Code used outside its time",),
    FeedKind.NOT_USED: ("Code not used an hour after the start", "Where the locks tell"),
    FeedKind.OFFLINE: ("Offline",),
    FeedKind.ONLINE: ("Online again",),
    FeedKind.FLAKY: ("Connection comes and goes",),
    FeedKind.STEADY: ("Connection steady again",),
    FeedKind.LOW_BATTERY: ("Battery low",),
    FeedKind.TAMPERED: ("Tampered with",),
    FeedKind.REMOVED: ("Removed",),
}
_HOW = (
    "The first news comes at once, what follows within 5 minutes in one message. That the building's account or system "
    "is disconnected is always told."
)
_LATCH = (
    "{} tells nothing of who opens a door, whether it is locked or offline: Seam has no such events for it. "
    "Of {} nothing will be heard."
)


def watch_form(at: Place, others: Sequence[Building], channel: str | None, said: str = "") -> View:
    """The form; `channel` is the chosen one, `said` what was found out about it, `others` can be chosen instead."""
    building, watch = at.building, at.building.settings.watch
    return View(
        type="modal",
        callback_id=ViewId.DOOR_WATCH,
        title=plain("Watch doors"),
        submit=plain("Save"),
        close=plain("Cancel"),
        private_metadata=json.dumps({"building": building.id}),
        blocks=[
            *_building(building, others),
            SectionBlock(text=mrkdwn(_HOW)),
            *_silent(building, at.entrances),
            _channel(channel),
            *([small(literal(said))] if said else []),
            _kinds(Field.WATCH_GUESTS, "Of people", _GUESTS, watch),
            _kinds(Field.WATCH_LOCKS, "Of locks", _LOCKS, watch),
        ],
    )


def watched_channel(view: Payload) -> str | None:
    """The channel as it stands in the form."""
    channel: str | None = element(view, Field.WATCH_CHANNEL).get("selected_conversation")
    return channel


def read_watch_form(view: Payload) -> Change:
    """The settings that the form shows."""
    wanted = {*all_selected(view, Field.WATCH_GUESTS), *all_selected(view, Field.WATCH_LOCKS)}
    quiet = frozenset(kind for kind in FeedKind if kind not in wanted)
    return watching(Watch(channel=watched_channel(view), quiet=quiet))


def watching(watch: Watch) -> Change:
    """The settings with this in place of what was watched."""

    def change(settings: BuildingSettings) -> BuildingSettings:
        return settings.model_copy(update={"watch": watch})

    return change


def building_watched(view: Payload) -> str:
    """The building that the form is about."""
    return str(metadata(view).get("building") or "")


def watch_words(building: Building) -> str:
    """What holds from now on, in one plain sentence."""
    watch, name = building.settings.watch, clean(building.name)
    if watch.channel is None:
        return f"Nobody watches the doors of {name} any more."
    told = len(FeedKind) - len(watch.quiet)
    return f"The doors of {name} are watched in <#{watch.channel}>: {plural(told, 'kind')} of news."


def _building(building: Building, others: Sequence[Building]) -> list[Block]:
    if not others:
        return [SectionBlock(text=mrkdwn(f"*{shown(building.name)}*"))]
    listed = sorted([building, *others], key=lambda one: one.name.casefold())[:MOST_OPTIONS]
    select = StaticSelectElement(
        action_id=ActionId.WATCH_BUILDING,
        options=[option(one.id, one.name) for one in listed],
        initial_option=option(building.id, building.name),
    )
    return [SectionBlock(text=mrkdwn("*Building*"), accessory=select)]


def _silent(building: Building, entrances: Sequence[Entrance]) -> list[Block]:
    """The doors of which nothing will be heard."""
    silent = [door.name for door in entrances if door.source is Source.ACS]
    if not silent or building.facts.tells_use:
        return []
    told = _LATCH.format(literal(building.facts.name), names(silent, 5))
    return [SectionBlock(text=mrkdwn(f":information_source: {told}"))]


def _channel(channel: str | None) -> InputBlock:
    select = ConversationSelectElement(
        action_id=Field.WATCH_CHANNEL,
        initial_conversation=channel,
        filter=ConversationFilter(include=["public", "private"], exclude_external_shared_channels=True),
    )
    return InputBlock(
        block_id=Field.WATCH_CHANNEL,
        label=plain("Watch channel"),
        hint=plain("Guests are named there. Empty: nobody watches."),
        element=select,
        optional=True,
        dispatch_action=True,
    )


def _kinds(field: Field, label: str, kinds: Sequence[FeedKind], watch: Watch) -> InputBlock:
    options = {kind.value: _WORDS[kind] for kind in kinds}
    return boxes_input(field, label, options, [kind.value for kind in kinds if kind not in watch.quiet])
