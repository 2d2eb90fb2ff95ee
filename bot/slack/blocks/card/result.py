"""A view with PINs comes back whole in the next payload: no id in here is made from a PIN, and nothing here is logged.

Progress and result are one view, drawn anew whenever the grant changes; Show PIN is the same content on its own.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from slack_sdk.models.blocks import (
    Block,
    DividerBlock,
    HeaderBlock,
    InputBlock,
    InteractiveElement,
    PlainTextInputElement,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.domain.building import Method, MobileKeys
from bot.domain.grant import Credential, CredentialState, EndReason, GrantRecord, GrantState, Pin
from bot.domain.policy import policy_of
from bot.domain.web_pass import Link
from bot.services.grants.showing import SAYS_LATE_AFTER
from bot.slack.blocks import buttons
from bot.slack.blocks.approvals.request_views import awaiting_view
from bot.slack.blocks.card.card import pending_end, state_line
from bot.slack.blocks.card.door_words import (
    current,
    door_lines,
    door_names,
    hub_note,
    progress_words,
    status,
    status_line,
    trouble_words,
)
from bot.slack.blocks.card.guest_message import guest_message_parts
from bot.slack.blocks.card.lock_words import maker
from bot.slack.blocks.card.mail_words import mail_line
from bot.slack.blocks.ids import Field, ViewId
from bot.slack.blocks.message import packed, shown, small
from bot.slack.blocks.text import escape, mrkdwn, pin_groups, plain
from bot.slack.blocks.times import window_line

MOST_LARGE = 20
"""More PINs than these are told as lines: a view holds 100 blocks."""
_NAME = 200


def grant_view_for(
    record: GrantRecord, pins: Mapping[str, Pin], now: datetime, *, waiting: timedelta, link: Link | None = None
) -> View:
    """The view of a grant as it is now; `waiting` is how long its person has been looking at the progress."""
    match record.grant.state:
        case GrantState.AWAITING_APPROVAL:
            return awaiting_view(record, now)
        case GrantState.ISSUED:
            return result_view(record, pins, now, link)
        case GrantState.FAILED:
            return failed_view(record, now)
        case GrantState.ENDING if record.grant.end_reason is EndReason.NOTHING_ISSUED:
            return failed_view(record, now)
        case GrantState.ENDING | GrantState.ENDED | GrantState.DECLINED:
            return ended_view(record, now)
        case _:
            return progress_view(record, pins, now, waiting=waiting)


def progress_view(
    record: GrantRecord, pins: Mapping[str, Pin], now: datetime, *, waiting: timedelta = timedelta()
) -> View:
    """How far the doors are, with the PINs that are there already."""
    return _view(ViewId.GRANT_PROGRESS, record, _progress(record, pins, now, waiting))


def result_view(record: GrantRecord, pins: Mapping[str, Pin], now: datetime, link: Link | None = None) -> View:
    """The PINs or the key, what is known of the doors, and a message for the guest."""
    return _view(ViewId.GRANT_PROGRESS, record, _result(record, pins, now, link, buttons.web_pass(record)))


def failed_view(record: GrantRecord, now: datetime) -> View:
    """Nothing could be issued: why, per door, and what to do next."""
    return _view(ViewId.GRANT_PROGRESS, record, _without_access(record, now))


def ended_view(record: GrantRecord, now: datetime) -> View:
    """Access ends or is over: what is known of each door."""
    return _view(ViewId.GRANT_PROGRESS, record, _without_access(record, now))


def show_pin_view(record: GrantRecord, pins: Mapping[str, Pin], now: datetime, link: Link | None = None) -> View:
    """What Show PIN opens: the same content at any later time. Web pass is a button beside Show PIN itself."""
    is_open = record.grant.state in {GrantState.ISSUING, GrantState.ISSUED}
    return _view(ViewId.SHOW_PIN, record, _result(record, pins, now, link) if is_open else _without_access(record, now))


def _view(callback: ViewId, record: GrantRecord, blocks: list[Block]) -> View:
    """Slack wants a submit button where there is an input; a submission of these views changes nothing."""
    has_input = any(isinstance(block, InputBlock) for block in blocks)
    return View(
        type="modal",
        callback_id=callback,
        title=plain("Guest access"),
        submit=plain("Done") if has_input else None,
        close=plain("Close"),
        notify_on_close=True,
        private_metadata=record.grant.id,
        blocks=blocks,
    )


def _guest(record: GrantRecord) -> Block:
    return SectionBlock(text=mrkdwn(f"*{shown(record.grant.guest.name, _NAME)}*, {shown(record.building.name, _NAME)}"))


def _when(record: GrantRecord, now: datetime) -> Block:
    lines = [window_line(record.grant.window, record.building.zone, now)]
    if record.grant.series_id is not None:
        lines.append("One visit of a weekly series: each visit gets its own, and the card shows the next ones.")
    if record.grant.requested_ends_at is not None:
        lines.append(pending_end(record, record.grant.requested_ends_at))
    return SectionBlock(text=mrkdwn(escape("\n".join(lines))))


def _progress(record: GrantRecord, pins: Mapping[str, Pin], now: datetime, waiting: timedelta) -> list[Block]:
    grant = record.grant
    waits = [c for c in current(record) if c.state is not CredentialState.ISSUED]
    held_up = trouble_words(record)
    trouble = [small(held_up)] if held_up else []
    is_late = waiting >= SAYS_LATE_AFTER and any(c.state is CredentialState.PENDING for c in waits)
    if is_late:
        what = "PIN" if grant.method is Method.PIN else "mobile key"
        name = maker(record, record.in_state(CredentialState.PENDING))
        hint = f"{name} has not made the {what} yet. You can close this, I will message you."
    else:
        hint = "You can close this: I will message you."
    return [
        _guest(record),
        SectionBlock(text=mrkdwn(f"*{progress_words(record)}*")),
        *_access(record, pins),
        *packed(door_lines(waits, record)),
        *trouble,
        _when(record, now),
        SectionBlock(text=mrkdwn(hint)),
        *(buttons.actions(buttons.use_backup(record), buttons.end(record)) if is_late else []),
    ]


def _result(
    record: GrantRecord,
    pins: Mapping[str, Pin],
    now: datetime,
    link: Link | None,
    share: InteractiveElement | None = None,
) -> list[Block]:
    hub = hub_note(record)
    others = [c for c in current(record) if c.state is not CredentialState.ISSUED]
    return [
        _guest(record),
        SectionBlock(text=mrkdwn(state_line(record, now))),
        *_access(record, pins),
        *packed(door_lines(others, record)),
        *([small(hub)] if hub else []),
        *buttons.actions(buttons.retry(record), buttons.use_backup(record)),
        _when(record, now),
        *_messages(record, pins, now, link),
        *mail_line(record),
        *buttons.actions(buttons.mail(record), share),
    ]


def _without_access(record: GrantRecord, now: datetime) -> list[Block]:
    return [
        _guest(record),
        SectionBlock(text=mrkdwn(state_line(record, now))),
        *packed(door_lines(current(record), record)),
        _when(record, now),
        *buttons.actions(buttons.again(record)),
    ]


def _access(record: GrantRecord, pins: Mapping[str, Pin]) -> list[Block]:
    """What opens the doors: large where there is room, else a line each with the statuses told in groups."""
    issued = [c for c in current(record) if c.state is CredentialState.ISSUED]
    if record.grant.method is Method.MOBILE_KEY:
        return [block for credential in issued for block in _key(credential, record, pins)]
    if len(issued) <= MOST_LARGE:
        return [block for credential in issued for block in _large(credential, record, pins)]
    lines = [f"{door_names(c)}: *{_groups(c, pins)}*" for c in issued]
    return [*packed(lines), DividerBlock(), *packed(door_lines(issued, record))]


def _large(credential: Credential, record: GrantRecord, pins: Mapping[str, Pin]) -> list[Block]:
    return [
        SectionBlock(text=mrkdwn(f"*{door_names(credential)}*")),
        HeaderBlock(text=plain(_groups(credential, pins))),
        small(f"{status_line(credential, record)}."),
    ]


def _groups(credential: Credential, pins: Mapping[str, Pin]) -> str:
    pin = pins.get(credential.id)
    return pin_groups(pin.get_secret_value()) if pin else "No PIN is kept here. Make a new PIN."


def _key(credential: Credential, record: GrantRecord, pins: Mapping[str, Pin]) -> list[Block]:
    """A mobile key; a PIN that came with it is shown where there is one, and never missed where there is none."""
    lines = [
        *(f"• *{shown(door.name, 100)}*" for door in credential.doors),
        f"{shown(status(credential, record), 400)}.",
    ]
    if credential.instant_key_url is not None:
        lines.append("Send the guest the link below: whoever opens it first gets the key, once, on one phone.")
    elif credential.state is CredentialState.ISSUED and record.building.settings.mobile_keys is MobileKeys.OWN_APP:
        lines.append(
            "The guest finds it in your app, signed in with the address given here. Whether they have is not known."
        )
    if credential.id not in pins:
        return packed(lines)
    lines.append(f"{shown(record.building.facts.name, 100)} made a PIN along with it:")
    return [*packed(lines), HeaderBlock(text=plain(_groups(credential, pins)))]


def _messages(record: GrantRecord, pins: Mapping[str, Pin], now: datetime, link: Link | None) -> list[Block]:
    """Slack keeps what a field holds while its ids stay: other content has other ids."""
    parts = guest_message_parts(record, pins, now, link)
    version = _version(record, link)
    return [
        InputBlock(
            block_id=f"{Field.GUEST_MESSAGE}:{version}:{number}",
            label=plain("Message for the guest" if len(parts) == 1 else f"Message for the guest, part {number}"),
            hint=plain("Copy it and send it yourself: Keydesk sends a guest nothing unless you tell it to."),
            element=PlainTextInputElement(action_id=Field.GUEST_MESSAGE, initial_value=part, multiline=True),
            optional=True,
        )
        for number, part in enumerate(parts, start=1)
    ]


def _version(record: GrantRecord, link: Link | None) -> str:
    """Changes whenever the message may; made of ids and times, never of what is secret."""
    issued = [f"{c.id} {c.ends_at} {c.instant_key_url is None}" for c in record.in_state(CredentialState.ISSUED)]
    told, where = record.building.settings.guest_text, (link and link.pass_id, policy_of(record).link_only)
    return hashlib.sha256(f"{record.grant.window.ends_at} {issued} {told} {where}".encode()).hexdigest()[:12]
