"""What goes and what stays is said before it is done; nothing is promised of what is out of Keydesk's reach."""

import json
from collections.abc import Sequence

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ExternalDataSelectElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.domain.grant import GrantRecord, Guest
from bot.domain.problems import sentence
from bot.domain.request import LONGEST_NAME
from bot.services.privacy.forget_guest import MOST_AT_ONCE, Asked, Found
from bot.services.privacy.forgetting import AtSeam, Progress
from bot.slack.acting import Payload
from bot.slack.blocks import buttons
from bot.slack.blocks.forms.grant_form_fields import MOST_OPTIONS, option
from bot.slack.blocks.ids import ActionId, Field, ViewId
from bot.slack.blocks.message import Message, lasting_window, names, packed, shown, simple, small
from bot.slack.blocks.text import clean, mrkdwn, plain, plural
from bot.slack.blocks.view_state import element, metadata, selected

_MOST_LISTED = 10
_MOST_BUILDINGS = 5
_GOES = (
    "*Removed for good*, from Keydesk's database and its messages in Slack: name, e-mail, phone number and reasons. "
    "At Seam: the guest, where no other access hangs on them."
)
_STAYS = (
    "*What stays*: doors, times and who gave access, and the audit trail, which knows the guest by a pseudonym. "
    "Keydesk cannot reach notifications on phones, exports, and what people have copied."
)
_AFTERWARDS = "Nothing else of the guest is kept, but copies in the database's file until the next night."
_NO_ACCESS = "Whoever is forgotten has no access any more. This access has to end first:"
_AT_SEAM = {
    AtSeam.GONE: "removed",
    AtSeam.IN_USE: "stays while another access of the guest is open, and goes with it",
    AtSeam.SHARED: "stays: access that is not in our books hangs on the guest; look with /guest check",
    AtSeam.REFUSED: "Seam refused; an admin removes the guest in the Seam Console",
}


def forget_pick_view(nobody: str = "") -> View:
    """Whom to forget; `nobody` is a name that was asked for and not found."""
    said = [SectionBlock(text=plain(f"Nobody called {clean(nobody)} is known here."))] if nobody else []
    search = ExternalDataSelectElement(
        action_id=Field.GUEST, placeholder="Search a name or an e-mail", min_query_length=2
    )
    return View(
        type="modal",
        callback_id=ViewId.FORGET_PICK,
        title=plain("Forget a guest"),
        submit=plain("Next"),
        close=plain("Cancel"),
        blocks=[*said, InputBlock(block_id=Field.GUEST, label=plain("Which guest?"), element=search)],
    )


def guest_options(found: Sequence[Found]) -> list[Option]:
    """The answer to the search; an e-mail tells two of one name apart, and is shown in part."""
    return [option(one.grant_id, _named(one.guest), _last(one)) for one in found[:MOST_OPTIONS]]


def read_forget_pick(view: Payload) -> str:
    """The newest grant of the chosen guest."""
    return selected(view, Field.GUEST) or ""


def forget_view(asked: Asked) -> View:
    """What will be removed and what stays, and a field for the name; without it where access has to end first."""
    blocks = [*_about(asked), *(_to_end(asked) if asked.with_access else _to_confirm())]
    kept = {"grant": asked.records[0].grant.id, "grants": asked.grant_ids}
    return View(
        type="modal",
        callback_id=ViewId.FORGET_FORM,
        title=plain("Forget a guest"),
        submit=None if asked.with_access else plain("Forget this guest"),
        close=plain("Cancel"),
        private_metadata=json.dumps(kept),
        blocks=blocks,
    )


def read_forget(view: Payload) -> tuple[str, str]:
    """The guest's newest grant and the name that was typed."""
    return str(metadata(view).get("grant", "")), str(element(view, Field.TYPED_NAME).get("value") or "")


def forget_progress_view(progress: Progress, grant_ids: Sequence[str]) -> View:
    """How far it is; a click looks again while something is under way."""
    again = ButtonElement(action_id=ActionId.FORGET_PROGRESS, text=plain("Check again"), value="again")
    return View(
        type="modal",
        callback_id=ViewId.FORGET_PROGRESS,
        title=plain("Forget a guest"),
        close=plain("Close"),
        private_metadata=json.dumps({"grants": [*grant_ids]}),
        blocks=[
            *packed(_told(progress)),
            *([] if progress.is_settled else buttons.actions(again)),
            small("You get a message when all is done." if not progress.is_settled else _AFTERWARDS),
        ],
    )


def read_forgotten(view: Payload) -> tuple[str, ...]:
    """The grants that a view of ours is about."""
    return tuple(str(grant_id) for grant_id in metadata(view).get("grants") or ())


def forgotten_message(progress: Progress) -> Message:
    """The result, for whoever asked; it says "the guest", because it stays."""
    first, *rest = _told(progress)
    return simple(first, *packed(rest), small(_AFTERWARDS))


def _told(progress: Progress) -> list[str]:
    messages = progress.messages
    told = [f"A guest is forgotten: removed from Keydesk's database ({_times(len(progress.at_seam))})."]
    told.append(
        f"• Messages in Slack: {messages.done} of {messages.done + messages.due + messages.unreachable} changed."
    )
    if messages.unreachable:
        told.append(
            f"• {plural(messages.unreachable, 'message')} cannot be changed any more and may still name the guest."
        )
    waiting = progress.at_seam.count(AtSeam.ASKED)
    if waiting:
        why = f" {shown(sentence(progress.trouble), 300)}" if progress.trouble else ""
        told.append(f"• At Seam: still to be removed ({_times(waiting)}).{why} Keydesk keeps trying.")
    known = [at_seam for at_seam in _AT_SEAM if at_seam in progress.at_seam]
    return told + [f"• At Seam: {_AT_SEAM[one]} ({_times(progress.at_seam.count(one))})." for one in known]


def _about(asked: Asked) -> list[Block]:
    where = names(list(dict.fromkeys(record.building.name for record in asked.records)), _MOST_BUILDINGS)
    head = f"*{shown(_named(asked.guest))}*\nAccess given {_times(len(asked.records))}, at {where}."
    more = []
    if asked.elsewhere:
        more.append(f"Access given {_times(asked.elsewhere)} at buildings that you do not manage stays as it is.")
    if len(asked.records) > MOST_AT_ONCE:
        more.append(f"The newest {MOST_AT_ONCE} are forgotten now; do it again for the others.")
    return [SectionBlock(text=mrkdwn(text)) for text in (head, _GOES, _STAYS, *more)]


def _to_end(asked: Asked) -> list[Block]:
    check = ButtonElement(action_id=ActionId.FORGET_CHECK, text=plain("Check again"), value="again")
    open_ones = [_open_access(record) for record in asked.with_access[:_MOST_LISTED]]
    return [SectionBlock(text=plain(_NO_ACCESS)), *open_ones, *buttons.actions(check)]


def _open_access(record: GrantRecord) -> Block:
    window = lasting_window(record.grant.window, record.building.zone)
    end = buttons.end(record, ActionId.FORGET_END)
    ending = "" if end else " Ending: Seam has not confirmed it yet."
    return SectionBlock(text=mrkdwn(f"{shown(record.building.name)}, {window}.{ending}"), accessory=end)


def _to_confirm() -> list[Block]:
    typed = PlainTextInputElement(action_id=Field.TYPED_NAME, max_length=LONGEST_NAME)
    label = plain("Type the guest's name to confirm")
    hint = plain("This cannot be undone.")
    return [InputBlock(block_id=Field.TYPED_NAME, label=label, hint=hint, element=typed)]


def _named(guest: Guest) -> str:
    return f"{guest.name}{_mail(guest)}"


def _mail(guest: Guest) -> str:
    if not guest.email:
        return ""
    local, _, domain = guest.email.partition("@")
    return f" ({local[:1]}…@{domain})"


def _last(one: Found) -> str:
    return f"Access given {_times(one.grants)}, last until {one.last_at:%Y-%m-%d}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
