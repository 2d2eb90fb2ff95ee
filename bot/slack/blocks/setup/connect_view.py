"""Connecting an account: the link stands here and nowhere else, and "signed in" is never called a building.

What Latch has to do by hand comes from Seam's Latch guide; nothing of it can be seen or hurried through Seam.
"""

from collections.abc import Iterator, Mapping, Sequence

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock
from slack_sdk.models.views import View

from bot.domain.building import Building
from bot.domain.connection import Connection, ConnectKind, Stage
from bot.domain.problems import sentence
from bot.services.systems.connecting import Progress
from bot.slack.blocks import buttons
from bot.slack.blocks.ids import ActionId, ViewId
from bot.slack.blocks.message import names, shown, small
from bot.slack.blocks.text import clean, cut, literal, mrkdwn, plain
from bot.slack.blocks.times import viewer_date

KINDS: Mapping[ActionId, ConnectKind] = {
    ActionId.CONNECT_LATCH: ConnectKind.LATCH,
    ActionId.CONNECT_LOCKS: ConnectKind.SMART_LOCKS,
    ActionId.CONNECT_ANYTHING: ConnectKind.ANYTHING,
}
_ACTIONS = {kind: action for action, kind in KINDS.items()}
_NAMES = {
    ConnectKind.LATCH: "Latch building",
    ConnectKind.SMART_LOCKS: "Smart locks",
    ConnectKind.ANYTHING: "Anything Seam offers",
}
_NO_BUILDING = "Seam lists no building yet. Connect one here."
_HOW = (
    "Buildings come to Keydesk through Seam. Keydesk asks Seam for a link; you sign in there with the account of the "
    "building's provider. Whoever has the link can sign in with it, so it is shown to you alone: do not pass it on."
)
_LOCKS = "Keydesk gives access at buildings with an access system, such as Latch. Smart locks stay in Seam for now."
_BEFORE = (
    "*Latch needs three steps by hand*\n"
    "1. Write to integrations@latch.com that you want to use Seam.\n"
    "2. In Latch Mission Control switch on *Partner access: Seam* for each door.\n"
    "3. After you have signed in, write the ids of your Seam workspace and of your Latch buildings to "
    "latch@getseam.com.\n"
    "Doors do not appear at once, but when Latch has done its part."
)
_STAGES = {
    Stage.ASKED: "Seam has not said whether it made the link. Check again in a minute.",
    Stage.WAITING: "waiting for a sign-in",
    Stage.EXPIRED: "This link is not shown any more: it is over a day old, or Seam does not know it. Make a new one.",
}
_SHORT = {
    Stage.ASKED: "link asked for",
    Stage.WAITING: "waits for a sign-in",
    Stage.EXPIRED: "link ran out",
    Stage.FAILED: "failed",
    Stage.SIGNED_IN: "signed in, no building yet",
    Stage.CONNECTED: "connected",
}
_OWN_WORDS = ("seam_unauthorized", "sign_in_failed", "account_removed")
"""Problems whose sentence is true here too; others speak of a grant that goes on by itself."""
_MOST_BUILDINGS = 20
_BUTTON_NAME = 60


def connect_view(newest: Sequence[Connection], *, is_first: bool = False) -> View:
    """What can be connected, and what came of the newest attempts; `is_first` where there is no building yet."""
    first = [SectionBlock(text=plain(_NO_BUILDING))] if is_first else []
    kinds = [_begin(kind, _NAMES[kind], is_primary=kind is ConnectKind.LATCH) for kind in ConnectKind]
    blocks = [*first, SectionBlock(text=plain(_HOW)), *buttons.actions(*kinds), _section(_BEFORE), small(_LOCKS)]
    return _view([*blocks, *map(_attempt, newest)])


def connection_view(progress: Progress) -> View:
    """How far one attempt has come, and what to do next."""
    known = progress.connection
    head = _section(f"*{_NAMES[known.kind]}*\n{_begun(known)}")
    told = [head, *map(_section, _told(progress)), *map(_building, progress.buildings[:_MOST_BUILDINGS])]
    return _view([*told, *_buttons(progress), small(f"As Seam said {viewer_date(known.checked_at)}")])


def _told(progress: Progress) -> Iterator[str]:
    known = progress.connection
    if progress.trouble:
        why = _why(progress.trouble, "Seam did not answer just now.")
        yield f":warning: {literal(why)} What follows may be out of date. Check again in a minute."
    match known.stage:
        case Stage.WAITING:
            yield _waiting(progress)
        case Stage.FAILED:
            yield literal(_why(known.problem, sentence("no_connect_link")))
        case Stage.SIGNED_IN:
            yield from _signed_in(known)
        case Stage.CONNECTED:
            listed = names([building.name for building in progress.buildings], _MOST_BUILDINGS)
            yield f"{_account(known)} is connected. Seam lists: {listed or 'its buildings are being read'}."
        case _:
            yield _STAGES[known.stage]
    if known.problem and known.stage in {Stage.SIGNED_IN, Stage.CONNECTED}:
        yield f":warning: {literal(sentence(known.problem))}"


def _waiting(progress: Progress) -> str:
    if progress.url is not None:
        return "Open Seam's page and sign in. When it says that you are done, come back and check."
    by = progress.connection.began_by
    return f"Nobody has signed in yet. The link is shown to <@{by}> alone; you can make one of your own."


def _signed_in(known: Connection) -> Iterator[str]:
    yield f"{_account(known)} is signed in. Seam lists no building of it yet."
    if known.kind is ConnectKind.LATCH or known.account_name == "Latch":
        yield _BEFORE
    else:
        yield _LOCKS


def _account(known: Connection) -> str:
    return f"The {shown(known.account_name or 'new', 60)} account"


def _building(building: Building) -> Block:
    text = f"Set up {cut(clean(building.name), _BUTTON_NAME)}"
    button = ButtonElement(action_id=ActionId.SETUP_BUILDING, text=plain(text), value=building.id, style="primary")
    trouble = f"\n:warning: {literal(sentence(building.problem))}" if building.problem else ""
    return SectionBlock(text=mrkdwn(f"*{shown(building.name)}*{trouble}"), accessory=button)


def _buttons(progress: Progress) -> list[Block]:
    known, url = progress.connection, progress.url
    is_over = known.stage in {Stage.EXPIRED, Stage.FAILED}
    can_begin = is_over or (known.stage is Stage.WAITING and url is None)
    page = None
    if url is not None:
        page = ButtonElement(
            action_id=ActionId.CONNECT_PAGE,
            text=plain("Open Seam's page"),
            value=known.id,
            url=url.get_secret_value(),
            style="primary",
        )
    check = ButtonElement(action_id=ActionId.CONNECT_CHECK, text=plain("Check now"), value=known.id)
    begin = _begin(known.kind, "Make a new link", is_primary=is_over)
    back = ButtonElement(action_id=ActionId.CONNECT, text=plain("All connections"), value="all")
    return [*buttons.actions(page, check, begin if can_begin else None, back)]


def _begin(kind: ConnectKind, text: str, *, is_primary: bool) -> ButtonElement:
    style = "primary" if is_primary else None
    return ButtonElement(action_id=_ACTIONS[kind], text=plain(text), value=kind.value, style=style)


def _attempt(known: Connection) -> Block:
    look = ButtonElement(action_id=ActionId.CONNECT_CHECK, text=plain("Check now"), value=known.id)
    return SectionBlock(text=mrkdwn(f"*{_NAMES[known.kind]}*: {_SHORT[known.stage]}\n{_begun(known)}"), accessory=look)


def _begun(known: Connection) -> str:
    return f"Begun by <@{known.began_by}>, {viewer_date(known.began_at)}"


def _why(problem: str | None, otherwise: str) -> str:
    return sentence(problem) if problem in _OWN_WORDS else otherwise


def _section(markup: str) -> Block:
    return SectionBlock(text=mrkdwn(markup))


def _view(blocks: Sequence[Block]) -> View:
    return View(
        type="modal",
        callback_id=ViewId.CONNECT,
        title=plain("Connect a building"),
        close=plain("Close"),
        blocks=[*blocks],
    )
