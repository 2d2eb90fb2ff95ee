"""What Seam and our books disagree about, in words and buttons; of no guest by name, because it is told in channels.

A button carries the difference's id alone; whether there is anything left to decide is looked at when it is clicked.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement, ConfirmObject, SectionBlock

from bot.domain.building import Building, Hub, Method
from bot.domain.problems import sentence
from bot.services.drift.drift import Difference, Drift, DriftKind, DriftState
from bot.slack.blocks import buttons
from bot.slack.blocks.ids import ActionId
from bot.slack.blocks.lists.list_view import AT
from bot.slack.blocks.message import Message, lasting_instant, names, shown, simple, small
from bot.slack.blocks.text import literal, mrkdwn, plain, plural
from bot.slack.blocks.times import length_words, place

MOST_TOLD = 15
"""Of one message: Slack takes 50 blocks."""
_MOST_DOORS = 5
_WHAT = {Method.PIN: "PIN", Method.MOBILE_KEY: "mobile key"}
_HELD = "No new access is given here until it is back; whoever tries is told so."
_STANDS = "may be late to change or to end. Ends by date hold where the doors know them already."
_VISIT = "A door without a hub may go on accepting it until somebody updates it with the Latch Manager App."


def drift_message(building: Building, drifts: Sequence[Drift], open_grants: int = 0) -> Message:
    """What was found at once, each with what has become of it since; `open_grants` are at risk with the building."""
    left_out = len(drifts) - MOST_TOLD
    rows = [block for drift in drifts[:MOST_TOLD] for block in drift_row(drift, building)]
    more = [small(f"And {left_out} more: `/guest check` shows them.")] if left_out > 0 else []
    return simple(_head(building, drifts), *rows, *_at_risk(drifts, open_grants), *more)


def back_message(building: Building, drift: Drift) -> Message:
    """A building can be used again."""
    since = (drift.settled_at or drift.found_at) - drift.found_at
    return simple(f"*{shown(building.name)}* can be used again, after {length_words(since)}.")


def drift_row(drift: Drift, building: Building, *, named: bool = False) -> tuple[Block, ...]:
    """One difference with its buttons; `named` where it stands among those of other buildings."""
    where = f"{shown(building.name)}, " if named else ""
    lines = [f"{where}{_said(drift.difference, building)}", *_state(drift)]
    return (SectionBlock(text=mrkdwn("\n".join(lines))), *_buttons(drift, building))


def _head(building: Building, drifts: Sequence[Drift]) -> str:
    name = f"*{shown(building.name)}*"
    if all(drift.difference.kind is DriftKind.DISCONNECTED for drift in drifts):
        return f"{name} cannot be used as it should." if _is_open(drifts) else f"{name} could not be used for a while."
    verb = "differ" if _is_open(drifts) else "differed"
    return f"{name}: Seam and Keydesk's books {verb} in {plural(len(drifts), 'point')}."


def _at_risk(drifts: Sequence[Drift], open_grants: int) -> list[Block]:
    """What it means for access here, while it lasts."""
    lasts = [one for one in drifts if one.difference.kind is DriftKind.DISCONNECTED and one.state is DriftState.OPEN]
    if not lasts:
        return []
    stand = f" {open_grants} open {'access' if open_grants == 1 else 'accesses'} {_STANDS}" if open_grants else ""
    return [small(f"{_HELD}{stand}")]


def _is_open(drifts: Sequence[Drift]) -> bool:
    return any(drift.state not in {DriftState.SETTLED, DriftState.LEFT} for drift in drifts)


def _said(one: Difference, building: Building) -> str:
    match one.kind:
        case DriftKind.DISCONNECTED:
            return literal(sentence(one.trouble or ""))
        case DriftKind.MISSING:
            return f"{_subject(one)}{_by(one)} was deleted outside Keydesk and opens nothing. Its card says so."
        case DriftKind.WINDOW:
            return f"{_subject(one)}{_by(one)}: {_window(one, building)}"
        case DriftKind.EXTRA:
            return f"{_subject(one)}, {_until(one, building)}: {_extra(one)}"


def _extra(one: Difference) -> str:
    if one.has_end:
        return "Keydesk made it and has ended it, and Seam still has it."
    if one.grant_id is not None:
        return f"Keydesk made it for access{_by(one)} that does not have it on the books, so nobody here would end it."
    return "Keydesk made it and does not have it on its books: an older backup may have been restored."


def _window(one: Difference, building: Building) -> str:
    zone = building.zone
    if one.ours is None or one.theirs is None:
        return "Seam shows another time."
    if one.is_end:
        ours = _at(one.ours.ends_at, building)
        theirs = f"ends it {_at(one.theirs.ends_at, building)}" if one.theirs.ends_at else "has no end for it"
        return f"Seam {theirs}, Keydesk's books say {ours}, {place(zone)}."
    ours, theirs = (_at(times.starts_at, building) for times in (one.ours, one.theirs))
    return (
        f"Seam begins it {theirs}, Keydesk's books say {ours}, {place(zone)}. "
        "Seam cannot change a beginning: make a new PIN with More on the card."
    )


def _subject(one: Difference) -> str:
    what = _WHAT.get(one.method or Method.PIN, "credential")
    doors = f"*{names(one.doors, _MOST_DOORS)}*" if one.doors else "a door"
    return f"A {what} for {doors}"


def _by(one: Difference) -> str:
    return f" given by <@{one.requester}>" if one.requester else ""


def _until(one: Difference, building: Building) -> str:
    end = one.theirs.ends_at if one.theirs else None
    return f"until {_at(end, building)}, {place(building.zone)}" if end else "without an end"


def _at(at: datetime | None, building: Building) -> str:
    return lasting_instant(at, building.zone) if at is not None else "at once"


def _state(drift: Drift) -> list[str]:
    """What has become of it; nothing while it waits, unless what was decided could not be done."""
    who = f"<@{drift.decided_by}>" if drift.decided_by else "Keydesk"
    problem = f" {literal(sentence(drift.problem))}" if drift.problem else ""
    match drift.state:
        case DriftState.OPEN:
            return [problem.strip()] if problem else []
        case DriftState.LEFT:
            return [f"_{who} leaves it as it is._"]
        case DriftState.ENDING:
            return [f"_{who} ends it; Seam has not confirmed it yet._{problem}"]
        case DriftState.RIGHTING:
            return [f"_{who} has it set right; Seam has not confirmed it yet._"]
        case DriftState.SETTLED:
            return [f"_{_settled(drift, who)}_{problem}"]


def _settled(drift: Drift, who: str) -> str:
    if drift.problem:
        return "Not ended."
    if drift.due_at is not None:
        return f"Ended by {who}, confirmed by Seam."
    return _OVER[drift.difference.kind]


_OVER: Mapping[DriftKind, str] = {
    DriftKind.MISSING: "Seen to.",
    DriftKind.EXTRA: "It is no longer there, or on the books by now.",
    DriftKind.WINDOW: "Seam and the books agree again.",
    DriftKind.DISCONNECTED: "This is over.",
}


def _buttons(drift: Drift, building: Building) -> list[Block]:
    """Only while somebody may decide."""
    one = drift.difference
    if drift.state is DriftState.OPEN and one.kind is DriftKind.DISCONNECTED:
        return [*buttons.actions(_reconnect(building), _show_open(building))]
    if drift.state is not DriftState.OPEN or one.kind not in {DriftKind.EXTRA, DriftKind.WINDOW}:
        return []
    leave = ButtonElement(action_id=ActionId.DRIFT_LEAVE, text=plain("Leave it"), value=drift.id)
    if one.kind is DriftKind.EXTRA:
        return [*buttons.actions(_end(drift, building), leave)]
    return [*buttons.actions(_set_right(drift) if one.is_end else None, leave)]


def _reconnect(building: Building) -> ButtonElement:
    """Leads admins to the link: whoever has that could sign in, so it is shown to the one who asks alone."""
    return ButtonElement(action_id=ActionId.RECONNECT, text=plain("Connect again"), value=building.id, style="primary")


def _show_open(building: Building) -> ButtonElement:
    return ButtonElement(action_id=ActionId.OPEN_LIST, text=plain("Show open access"), value=f"{AT}:{building.id}")


def _end(drift: Drift, building: Building) -> ButtonElement:
    what, one = _WHAT.get(drift.difference.method or Method.PIN, "credential"), drift.difference
    visit = building.facts.pin_needs_hub and building.settings.hub is not Hub.YES and one.method is Method.PIN
    confirm = ConfirmObject(
        title=plain(f"End this {what}?"),
        text=plain(f"Whoever holds it cannot come in with it any more. {_VISIT if visit else ''}".strip()),
        confirm=plain("End it"),
        deny=plain("Keep it"),
        style="danger",
    )
    return ButtonElement(
        action_id=ActionId.DRIFT_END, text=plain("End it"), value=drift.id, style="danger", confirm=confirm
    )


def _set_right(drift: Drift) -> ButtonElement:
    confirm = ConfirmObject(
        title=plain("Set it right?"),
        text=plain("Seam is asked for the end that Keydesk has on its books."),
        confirm=plain("Set it right"),
        deny=plain("Not now"),
    )
    return ButtonElement(
        action_id=ActionId.DRIFT_RIGHT, text=plain("Set it right"), value=drift.id, style="primary", confirm=confirm
    )
