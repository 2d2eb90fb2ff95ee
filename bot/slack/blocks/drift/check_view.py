"""`/guest check`: how Seam and our books compare at one building. What was found last is shown at once, and when."""

import json
from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock, StaticSelectElement
from slack_sdk.models.views import View

from bot.domain.building import Building
from bot.domain.problems import sentence
from bot.services.drift.deciding import Disagreement
from bot.services.drift.drift import Check, Drift, DriftKind, DriftState
from bot.slack.acting import Payload
from bot.slack.blocks import buttons
from bot.slack.blocks.drift.drift import drift_row
from bot.slack.blocks.forms.grant_form_fields import MOST_OPTIONS, option
from bot.slack.blocks.home.home import Section
from bot.slack.blocks.ids import ActionId, ViewId
from bot.slack.blocks.message import shown, small
from bot.slack.blocks.text import literal, mrkdwn, plain, plural
from bot.slack.blocks.times import viewer_date
from bot.slack.blocks.view_state import metadata

MOST_ROWS = 40
_TITLE = "Seam and the books"
_AGREE = "Seam and Keydesk's books agree."
_WAITS = {DriftState.OPEN, DriftState.ENDING, DriftState.RIGHTING}


def check_view(buildings: Sequence[Building], at: Disagreement, *, is_asking: bool = False) -> View:
    """One building; the others can be chosen."""
    drifts = sorted(at.drifts, key=lambda drift: drift.state not in _WAITS)
    rows = [block for drift in drifts[:MOST_ROWS] for block in drift_row(drift, at.building)]
    hidden = len(drifts) - MOST_ROWS
    return View(
        type="modal",
        callback_id=ViewId.CHECK,
        title=plain(_TITLE),
        close=plain("Close"),
        private_metadata=json.dumps({"building": at.building.id}),
        blocks=[
            *_chosen(buildings, at.building),
            SectionBlock(text=mrkdwn("Asking Seam…" if is_asking else _found(at))),
            *([] if is_asking else _foreign(at.check)),
            *rows,
            *([small(f"And {hidden} more, when some of these are decided.")] if hidden > 0 else []),
            *([] if is_asking else buttons.actions(_again())),
        ],
    )


def read_check(view: Payload) -> str:
    """The building that is shown."""
    return str(metadata(view).get("building") or "")


def drift_section(board: Sequence[Disagreement]) -> Section | None:
    """What waits at all buildings of somebody who may decide; nothing for others."""
    if not board:
        return None
    rows = [
        drift_row(drift, at.building, named=True)
        for at in board
        for drift in at.drifts
        if drift.state in _WAITS and drift.difference.kind is not DriftKind.DISCONNECTED
    ]
    troubles = [
        (SectionBlock(text=mrkdwn(f"{shown(at.building.name)}: {_trouble(at.check)}")),)
        for at in board
        if at.check is not None and at.check.trouble is not None
    ]
    return Section(_TITLE, (*troubles, *rows), elsewhere="`/guest check` shows them.", empty=_AGREE)


def _chosen(buildings: Sequence[Building], chosen: Building) -> list[Block]:
    if len(buildings) == 1:
        return [SectionBlock(text=mrkdwn(f"*{shown(chosen.name)}*"))]
    listed = [chosen, *(one for one in buildings if one.id != chosen.id)][:MOST_OPTIONS]
    options = [option(one.id, one.name) for one in sorted(listed, key=lambda one: one.name.casefold())]
    select = StaticSelectElement(
        action_id=ActionId.CHECK_BUILDING, options=options, initial_option=option(chosen.id, chosen.name)
    )
    return [SectionBlock(text=mrkdwn("*Building*"), accessory=select)]


def _found(at: Disagreement) -> str:
    check = at.check
    if check is not None and check.trouble is not None:
        return _trouble(check)
    if check is None or check.checked_at is None:
        return "Not compared yet."
    when = f"Compared {viewer_date(check.checked_at)}."
    waiting = [drift for drift in at.drifts if drift.state in _WAITS]
    back = at.compared.adopted if at.compared else 0
    adopted = f" {plural(back, 'credential')} of Seam's went back into the books." if back else ""
    if not at.drifts:
        return f"{when} {_AGREE}{adopted}"
    return f"{when} They differ in {_counted(at.drifts, waiting)}.{adopted}"


def _counted(drifts: Sequence[Drift], waiting: Sequence[Drift]) -> str:
    left = len(drifts) - len(waiting)
    return f"{plural(len(drifts), 'point')}{f', {left} of them left as they are' if left else ''}"


def _trouble(check: Check | None) -> str:
    if check is None or check.trouble is None or check.trouble_since is None:
        return ""
    last = f" Last compared {viewer_date(check.checked_at)}." if check.checked_at else ""
    why = literal(sentence(check.trouble))
    return f":warning: Seam could not be asked since {viewer_date(check.trouble_since)}.{last} {why}"


def _foreign(check: Check | None) -> list[Block]:
    if check is None or not check.foreign:
        return []
    others = f", {check.other_installs} of them to another Keydesk" if check.other_installs else ""
    verb = "belongs" if check.foreign == 1 else "belong"
    told = f"{plural(check.foreign, 'credential')} here {verb} to other programs{others}. Keydesk never touches them."
    return [small(told)]


def _again() -> ButtonElement:
    return ButtonElement(action_id=ActionId.CHECK_NOW, text=plain("Check now"), value="now", style="primary")
