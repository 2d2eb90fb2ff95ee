"""What the requester or the building is told apart from the card; only `pin_dm` holds PINs, and its text never does."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from slack_sdk.models.blocks import Block

from bot.domain.building import Method
from bot.domain.grant import CredentialState, GrantRecord, Pin
from bot.services.grants.watching import GONE
from bot.slack.blocks import buttons
from bot.slack.blocks.card.card import state_line
from bot.slack.blocks.card.door_words import current, door_lines, door_names, trouble_words, visit_note
from bot.slack.blocks.card.lock_words import is_ready, maker, not_on_locks
from bot.slack.blocks.message import Message, lasting_window, packed, shown, simple, small
from bot.slack.blocks.text import pin_groups, plural
from bot.slack.blocks.times import length_words

_NAME = 100
_MOST_PIN_CHARACTERS = 8000
"""Of the PIN lines of one message, well under what Slack takes for all blocks together."""
ALARM_MINUTES = 30


def pin_ready_dm(record: GrantRecord) -> Message:
    """The result was not seen in the modal: here is where to see it."""
    told = current(record)
    issued = sum(c.state is CredentialState.ISSUED for c in told)
    if record.grant.method is Method.MOBILE_KEY:
        text = f"The mobile key for {_whose(record)} is {'issued' if issued else 'not issued'}."
    else:
        verb = "is" if len(told) == 1 else "are"
        text = f"{issued} of {plural(len(told), 'PIN')} for {_whose(record)} {verb} issued."
    text += _next_time(record)
    row = buttons.actions(buttons.show_pin(record), buttons.retry(record), buttons.end(record))
    others = [c for c in told if c.state is not CredentialState.ISSUED]
    return simple(text, *packed(door_lines(others, record)), *_visit(record), *row)


def _next_time(record: GrantRecord) -> str:
    """Which visit of a series it is: they all look alike."""
    if record.grant.series_id is None:
        return ""
    return f" Visit {lasting_window(record.grant.window, record.building.zone)}."


def late_pin(record: GrantRecord, minutes: int, now: datetime) -> Message:
    """The PIN is late: what to do by hand. At 30 minutes the building is told as well, by `late_pin_alarm`."""
    held_up = trouble_words(record) or _reference(record)
    hand = (
        "Check that the building is online in the Latch Manager App or Latch Mission Control, "
        "or end this access and use another door."
    )
    asking = "Keydesk keeps asking and tells you when it is there."
    urgent = " The building's notice channel is told as well." if minutes >= ALARM_MINUTES else ""
    text = f"{_not_made(record, minutes, now)} {held_up} {hand} {asking}{urgent}"
    row = buttons.actions(buttons.show_pin(record), buttons.end(record))
    return simple(text, *packed(door_lines(record.late(minutes), record)), *row)


def no_longer_late(record: GrantRecord, now: datetime) -> Message:
    """What takes the place of `late_pin` and `late_pin_alarm`: the PIN came, failed, or is not wanted any more."""
    what = "PIN" if record.grant.method is Method.PIN else "mobile key"
    text = f"The {what} for {_whose(record)} was late. {state_line(record, now)}"
    return simple(text, *buttons.actions(buttons.show_pin(record), buttons.end(record)))


def late_pin_alarm(record: GrantRecord, now: datetime) -> Message:
    """For the building's notice channel: somebody has to look after the door or the access system."""
    text = (
        f"{_not_made(record, ALARM_MINUTES, now)} Given by <@{record.grant.requester}>. "
        "Please check the building in the Latch Manager App or Latch Mission Control. Keydesk keeps asking. "
        f"{_reference(record)}"
    )
    return simple(text, *packed(door_lines(record.late(ALARM_MINUTES), record)))


def not_on_lock(record: GrantRecord) -> Message:
    """For the building's notice channel: the guest has a PIN that their door does not know."""
    waiting = [c for c in record.in_state(CredentialState.ISSUED) if not is_ready(c)]
    text = (
        f"{_whose(record)}:{not_on_locks(record)} The guest may stand before a closed door. Check the lock's power "
        "and network, or use a backup PIN or another door. Seam keeps trying. "
        f"{_reference(record)}"
    )
    row = buttons.actions(buttons.use_backup(record), buttons.end(record))
    return simple(text, *packed(door_lines(waiting, record)), *row)


def end_not_confirmed(record: GrantRecord, since: datetime, now: datetime) -> Message:
    """For the building's notice channel: Seam has not confirmed an end for long."""
    text = (
        f"The end of access of {_whose(record)} is not confirmed by Seam since {length_words(now - since)}: "
        "the guest may still have access. Please check the guest in Latch Mission Control, and remove them there "
        f"if they are still listed. Keydesk keeps asking Seam. {_reference(record)}"
    )
    unconfirmed = [c for c in current(record) if c.state is not CredentialState.REVOKED]
    return simple(text, *packed(door_lines(unconfirmed, record)), *_visit(record))


def gone(record: GrantRecord) -> Message:
    """What was issued is no longer at Seam, and nobody here has ended it: it opens nothing, whoever holds it."""
    failed = [c for c in record.in_state(CredentialState.FAILED) if c.problem == GONE]
    what = "PIN" if record.grant.method is Method.PIN else "mobile key"
    lost = f"{len(failed)} {what}s" if len(failed) > 1 else f"A {what}"
    verb = "were" if len(failed) > 1 else "was"
    text = f"{lost} of {_whose(record)} {verb} deleted outside Keydesk. The guest may stand before a closed door."
    row = buttons.actions(buttons.retry(record), buttons.end(record))
    return simple(text, *packed(door_lines(failed, record)), *_visit(record), *row)


def grant_failed(record: GrantRecord) -> Message:
    """Nothing of the grant could be issued: why, and what to do next."""
    text = f"Access of {_whose(record)} could not be given. Nothing opens a door."
    return simple(text, *packed(door_lines(current(record), record)), *buttons.actions(buttons.again(record)))


def pin_dm(record: GrantRecord, pins: Mapping[str, Pin]) -> Message:
    """The PINs in the requester's DM, where the building's policy wants them there; redacted when access ends."""
    lines = [f"{door_names(c)}: *{pin_groups(pins[c.id].get_secret_value())}*" for c in current(record) if c.id in pins]
    kept: list[str] = []
    for line in lines:
        if sum(map(len, kept)) + len(line) <= _MOST_PIN_CHARACTERS:
            kept.append(line)
    left_out = len(lines) - len(kept)
    more = [small(f"And {plural(left_out, 'more PIN')}: use Show PIN.")] if left_out else []
    others = packed(door_lines([c for c in current(record) if c.id not in pins], record))
    window = small(lasting_window(record.grant.window, record.building.zone))
    row = buttons.actions(buttons.show_pin(record))
    return simple(f"Access of {_whose(record)}:", *packed(kept), *more, *others, window, *_visit(record), *row)


def pin_dm_redacted(record: GrantRecord, now: datetime) -> Message:
    """What takes the place of `pin_dm` from the end on, or once the building does not want PINs there."""
    return simple(f"{_stands(record, now)} The PINs that stood here were removed.")


def standing(record: GrantRecord, now: datetime) -> Message:
    """What takes the place of a notice that has nothing to say or to offer any more."""
    return simple(_stands(record, now))


def withdrawn() -> Message:
    """What takes the place of a guest's name in a channel that others read by now."""
    return simple("This access is no longer shown here: the channel is shared or archived, or Keydesk is no member.")


def about(record: GrantRecord, message: Message) -> Message:
    """The same message where no card above it says whose access it is about."""
    whose = _whose(record)
    return Message(f"{whose}: {message.text}", (small(whose), *message.blocks))


def open_form_fallback(reason: str) -> Message:
    """Stands in for a modal that Slack did not open; `reason` is a plain sentence."""
    return simple(f"{shown(reason, 400)} Open it here.", *buttons.actions(buttons.open_form()))


def _not_made(record: GrantRecord, minutes: int, now: datetime) -> str:
    first = min((c.created_at for c in record.late(minutes)), default=now)
    waited = length_words(max(now - first, timedelta(minutes=minutes)))
    what = "PIN" if record.grant.method is Method.PIN else "mobile key"
    name = maker(record, record.late(minutes))
    return f"{name} has not made the {what} for {_whose(record)} yet, after {waited}."


def _stands(record: GrantRecord, now: datetime) -> str:
    return f"Access of {_whose(record)}: {state_line(record, now)}"


def _visit(record: GrantRecord) -> list[Block]:
    note = visit_note(record)
    return [small(note)] if note else []


def _whose(record: GrantRecord) -> str:
    return f"*{shown(record.grant.guest.name, _NAME)}* at {shown(record.building.name, _NAME)}"


def _reference(record: GrantRecord) -> str:
    """What the log knows all by that concerns this grant."""
    return f"Reference: {record.grant.id}."
