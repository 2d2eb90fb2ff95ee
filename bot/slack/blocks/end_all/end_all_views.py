"""What would end is shown before it ends, and then what became of each door; "ended" is said when Seam says so."""

import json
from collections.abc import Sequence

from pydantic import ValidationError
from slack_sdk.models.blocks import Block, ButtonElement, InputBlock, PlainTextInputElement, SectionBlock
from slack_sdk.models.views import View

from bot.domain.grant import GrantRecord, GrantState
from bot.services.end_all.end_all import Run
from bot.services.end_all.targets import MOST_AT_ONCE, Plan, Target, Whose
from bot.slack.acting import Payload
from bot.slack.blocks import buttons
from bot.slack.blocks.card.door_words import current, door_lines
from bot.slack.blocks.ids import ActionId, Field, ViewId
from bot.slack.blocks.lists.standing import door_list
from bot.slack.blocks.message import Message, lasting_window, packed, shown, small
from bot.slack.blocks.series.series_words import days_words
from bot.slack.blocks.text import clean, mrkdwn, plain
from bot.slack.blocks.view_state import element, metadata, place_of
from bot.slack.shape import Missing

PAGE = 10
_MOST_PLANNED = 20
_MOST_TOLD = 10
_NAME = 80
_NO_WAY_BACK = "This cannot be undone: who still needs access gets it anew. A door without a hub may open till updated."


def end_plan_view(plan: Plan, *, has_changed: bool = False) -> View:
    """What would end, and a field for the word that confirms it; without it where nothing would."""
    return View(
        type="modal",
        callback_id=ViewId.END_ALL_PLAN,
        title=plain("End access"),
        submit=plain("End all of this") if not plan.is_empty else None,
        close=plain("Cancel"),
        private_metadata=json.dumps({"whose": plan.target.whose, "id": plan.target.id, "mark": plan.mark}),
        blocks=[
            *([small("What would end has changed meanwhile. Look again.")] if has_changed else []),
            SectionBlock(text=mrkdwn(_headline(plan))),
            *packed(_planned(plan.records)),
            *_not_ended(plan),
            *_weekly(plan),
            *_listed(plan),
            *(_confirm(plan) if not plan.is_empty else []),
        ],
    )


def read_end_plan(view: Payload) -> tuple[Target, str, str]:
    """Whose access, the mark of the plan that was shown, and the word that was typed."""
    kept = metadata(view)
    try:
        target = Target.model_validate({"whose": kept.get("whose"), "id": kept.get("id")})
    except ValidationError:
        raise Missing from None
    return target, str(kept.get("mark") or ""), str(element(view, Field.END_WORD).get("value") or "")


def end_run_view(run: Run) -> View:
    """How far it is, with what is known of each door."""
    rows = [text for record in run.rows for text in _result(record)]
    first, last = run.skip + 1, run.skip + len(run.rows)
    which = [small(f"{first} to {last} of {run.total}, those still to end first.")] if run.total > len(run.rows) else []
    return View(
        type="modal",
        callback_id=ViewId.END_ALL_RUN,
        title=plain("End access"),
        close=plain("Close"),
        private_metadata=json.dumps({"run": run.id, "skip": run.skip}),
        blocks=[
            SectionBlock(text=mrkdwn(_progress(run))),
            *packed(rows),
            *which,
            *buttons.actions(
                _turn(ActionId.END_ALL_BACK, "Back", run, max(run.skip - PAGE, 0)) if run.skip else None,
                _turn(ActionId.END_ALL_MORE, "More", run, last) if last < run.total else None,
                _turn(ActionId.END_ALL_RUN, "Refresh", run, run.skip) if not run.is_done else None,
            ),
            *([] if run.is_done else [small("You can close this: a message to you tells how far it is.")]),
        ],
    )


def read_end_run(value: str) -> tuple[str, int]:
    """The run's id and where its page begins, out of a button's value."""
    run_id, _, skip = value.partition(":")
    return run_id, place_of(skip)


def end_run_message(run: Run) -> Message:
    """The same for whoever decided it, kept up to date in place."""
    waiting = [record for record in run.rows[:_MOST_TOLD] if not record.grant.state.is_over]
    text = _progress(run)
    lines = [f"• {_who(record)}: {_state(record)}" for record in waiting]
    details = buttons.actions(_turn(ActionId.END_ALL_RUN, "Details", run, 0))
    return Message(text.replace("*", ""), (SectionBlock(text=mrkdwn(text)), *packed(lines), *details))


def _headline(plan: Plan) -> str:
    count = "1 access" if len(plan.records) == 1 else f"{len(plan.records)} accesses"
    if plan.is_empty:
        return "Nothing would end: no access is open here that you can end."
    weekly = f" and {_series(len(plan.series))}" if plan.series else ""
    return f"*This ends {count}{weekly}* {_whose(plan.target, plan.records)}:"


def _series(count: int) -> str:
    return "1 weekly series" if count == 1 else f"{count} weekly series"


def _weekly(plan: Plan) -> list[Block]:
    told = [f"{shown(one.guest.name, _NAME)}, {days_words(one.rule.weekdays)}" for one in plan.series[:_MOST_TOLD]]
    hidden = len(plan.series) - _MOST_TOLD
    more = f" and {hidden} more" if hidden > 0 else ""
    return [small(f"No visit is made any more: {'; '.join(told)}{more}.")] if told else []


def _listed(plan: Plan) -> list[Block]:
    """Lists under way are told by number: their guests are many, and not given yet."""
    lists = "A list is" if len(plan.lists) == 1 else f"{len(plan.lists)} lists are"
    return [small(f"{lists} under way: {_rows(plan.rows)} not given any more.")] if plan.lists else []


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count} rows are"


def _whose(target: Target, records: Sequence[GrantRecord]) -> str:
    match target.whose:
        case Whose.GUEST:
            return f"of {shown(records[0].grant.guest.name, _NAME)}" if records else "of this guest"
        case Whose.BUILDING:
            return f"at {shown(records[0].building.name, _NAME)}" if records else "at this building"
        case Whose.GIVER:
            return f"given by <@{target.id}>"


def _planned(records: Sequence[GrantRecord]) -> list[str]:
    told = [f"• {_who(one)}: {door_list(one)}, {_until(one)}" for one in records[:_MOST_PLANNED]]
    hidden = len(records) - _MOST_PLANNED
    return [*told, *([f"• and {hidden} more"] if hidden > 0 else [])]


def _not_ended(plan: Plan) -> list[Block]:
    others = [f"{plan.others} more are open that you cannot end."] if plan.others else []
    cut = [f"Only {MOST_AT_ONCE} end at once; do this again for the others."] if plan.is_cut else []
    return [small(" ".join([*others, *cut]))] if others or cut else []


def _confirm(plan: Plan) -> list[Block]:
    field = PlainTextInputElement(action_id=Field.END_WORD, max_length=300)
    label = "the number of accesses" if plan.target.whose is Whose.GIVER else f"the {plan.target.whose}'s name"
    word = clean(plan.word)
    return [
        small(_NO_WAY_BACK),
        InputBlock(
            block_id=Field.END_WORD, label=plain(f"Type {label} to confirm"), hint=plain(word, 150), element=field
        ),
    ]


def _progress(run: Run) -> str:
    left = run.total - run.ended
    about = _whose(run.target, run.rows)
    also = _also(run)
    if not run.total:
        what = f"Ended {_series(run.series)}" if run.series else "Stopped what was still to be given of lists"
        return f"*{what}* {about}: nothing more of it is given.{also}"
    if run.is_done:
        return f"*All {run.total} have ended* {about}, confirmed by Seam. Doors without a hub may need an update.{also}"
    return f"*Ending {run.total}* {about}: {run.ended} confirmed by Seam, {left} not yet.{also}"


def _also(run: Run) -> str:
    """What ended at once, since nothing of it was at Seam yet."""
    weekly = f" {_series(run.series)} ended too: no visit is made any more." if run.series and run.total else ""
    listed = f" Of lists under way, {_rows(run.stopped)} not given any more." if run.stopped else ""
    return weekly + listed


def _result(record: GrantRecord) -> list[str]:
    """Who, and what is known of each door."""
    return [f"*{_who(record)}*: {_state(record)}", *door_lines(current(record), record)]


def _who(record: GrantRecord) -> str:
    return f"{shown(record.grant.guest.name, _NAME)}, {shown(record.building.name, _NAME)}"


def _until(record: GrantRecord) -> str:
    return lasting_window(record.grant.window, record.building.zone)


def _state(record: GrantRecord) -> str:
    match record.grant.state:
        case GrantState.ENDING:
            return "ending, not yet confirmed by Seam"
        case GrantState.ENDED:
            return "ended, confirmed by Seam"
        case GrantState.DECLINED:
            return "request withdrawn"
        case GrantState.FAILED:
            return "over before: nothing was issued"
    return "waits for its turn"


def _turn(action: ActionId, text: str, run: Run, skip: int) -> ButtonElement:
    return ButtonElement(action_id=action, text=plain(text), value=f"{run.id}:{skip}")
