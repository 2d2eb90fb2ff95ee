"""The link opens what a PIN opens: it stands in a modal of one entitled person, never in a channel, never in a log.

A modal with it comes back whole in the next payload, as one with a PIN does.
"""

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ConfirmObject,
    InputBlock,
    Option,
    PlainTextInputElement,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.domain.building import Method
from bot.domain.web_pass import MOST_LOOKS, Link, WebPass
from bot.services.web_pass.web_passes import Shared
from bot.slack.acting import Payload
from bot.slack.blocks import buttons
from bot.slack.blocks.ids import ActionId, Field, ViewId
from bot.slack.blocks.message import lasting_instant, shown
from bot.slack.blocks.text import mrkdwn, plain
from bot.slack.blocks.times import place

ANY = "any"
_NAME = 200


def pass_view(shared: Shared) -> View:
    """The link to copy, with what can be done with it; or that there is none."""
    record, has_link = shared.record, shared.link is not None
    who = f"*{shown(record.grant.guest.name, _NAME)}*, {shown(record.building.name, _NAME)}"
    blocks = _with_link(shared, shared.web_pass, shared.link) if shared.web_pass and shared.link else _without(shared)
    return View(
        type="modal",
        callback_id=ViewId.GUEST_PAGE,
        title=plain("Web pass"),
        submit=plain("Done") if has_link else None,
        close=plain("Close"),
        private_metadata=record.grant.id,
        blocks=[SectionBlock(text=mrkdwn(who)), *blocks],
    )


def read_pass(view: Payload) -> str:
    """The id of the grant that the modal is about."""
    return str(view["private_metadata"])


def read_limit(value: str) -> int | None:
    """How many looks were chosen; None is any number, and so is what is not offered."""
    return next((most for most in MOST_LOOKS if str(most) == value), None)


def _with_link(shared: Shared, web_pass: WebPass, link: Link) -> list[Block]:
    record = shared.record
    zone, ends_at = record.building.zone, record.grant.window.ends_at
    until = f"{lasting_instant(ends_at, zone)}, {place(zone)}"
    field = InputBlock(
        block_id=f"{Field.PAGE_LINK}:{web_pass.id}",
        label=plain("Link for the guest"),
        hint=plain(f"Send it to the guest alone: whoever has it can see the {_what(shared)}, until {until}."),
        element=PlainTextInputElement(action_id=Field.PAGE_LINK, initial_value=link.url.get_secret_value()),
        optional=True,
    )
    qr = ButtonElement(
        action_id=ActionId.PAGE_QR, text=plain("QR code to show or print"), url=f"{link.url.get_secret_value()}/qr"
    )
    return [field, _looks(shared, web_pass), *buttons.actions(qr, _revoke(record.grant.id))]


def _looks(shared: Shared, web_pass: WebPass) -> Block:
    seen = {0: "not yet", 1: "once"}.get(web_pass.looks, f"{web_pass.looks} times")
    used_up = " *Nothing more is shown: the limit is reached.*" if web_pass.is_used_up else ""
    options = {ANY: _option(ANY, "As often as wanted"), **{str(n): _option(str(n), _times(n)) for n in MOST_LOOKS}}
    limit = StaticSelectElement(
        action_id=ActionId.PAGE_LIMIT,
        placeholder=plain("Limit"),
        options=[*options.values()],
        initial_option=options.get(str(web_pass.most_looks), options[ANY]),
    )
    told = f"Looked at the {_what(shared)} on the page: {seen}.{used_up} The page may show it:"
    return SectionBlock(text=mrkdwn(told), accessory=limit)


def _what(shared: Shared) -> str:
    return "PIN" if shared.record.grant.method is Method.PIN else "key"


def _times(most: int) -> str:
    return "Once in all" if most == 1 else f"{most} times in all"


def _option(value: str, text: str) -> Option:
    return Option(value=value, text=plain(text))


def _revoke(grant_id: str) -> ButtonElement:
    confirm = ConfirmObject(
        title=plain("Revoke the link?"),
        text=plain("The page is gone at once. The access itself stays: a PIN that was seen goes on working."),
        confirm=plain("Revoke link"),
        deny=plain("Keep link"),
        style="danger",
    )
    return ButtonElement(
        action_id=ActionId.PAGE_REVOKE, text=plain("Revoke link"), value=grant_id, style="danger", confirm=confirm
    )


def _without(shared: Shared) -> list[Block]:
    told = "The link is revoked and leads nowhere. The access itself stays."
    again = ButtonElement(
        action_id=ActionId.GUEST_PAGE, text=plain("Make a new link"), value=shared.record.grant.id, style="primary"
    )
    return [SectionBlock(text=plain(told)), *buttons.actions(again)]
