"""The answer to a view_submission: errors may name input blocks only, and an empty answer closes the view."""

from bot.demo.slack.modals import checked
from bot.demo.slack.records import Ack, SlackError, View
from bot.demo.slack.rules import Json
from bot.demo.slack.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


def take(world: Workspace, view: View, ack: Ack) -> str | None:
    """Apply the answer; what was wrong with it, or None. A wrong one leaves the view open with Slack's own note."""
    problem = ack.problem
    if problem is None:
        world.record("view", view.user, ack.body)
        try:
            _apply(world, view, ack.body)
        except SlackError as error:
            problem = f"{error.code} {error.extra or ''}".strip()
            world.violations.append(f"answer to {view.given.get('callback_id')}: {problem}")
    if problem:
        view.note = TROUBLE
    world.bell.ring()
    return problem


def _apply(world: Workspace, view: View, answer: Json) -> None:
    action = answer.get("response_action")
    if action is None and not answer:
        world.modals.drop(view)
    elif action == "clear":
        world.modals.clear(view.user)
    elif action == "errors":
        view.errors = _errors(view, answer.get("errors"))
    elif action == "update":
        world.modals.replace(view, checked(answer.get("view"), "modal"))
    elif action == "push":
        above = checked(answer.get("view"), "modal")
        if not view.is_open:
            raise SlackError("not_found")
        world.modals.put_on_top(world.modals.stacks[view.user], above, view.channel)
    else:
        raise SlackError("invalid_response_action")


def _errors(view: View, errors: object) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise SlackError("invalid_errors")
    for block_id, text in errors.items():
        if block_id not in inputs or not isinstance(text, str) or not text:
            raise SlackError("invalid_errors", block_id=block_id)
    return dict(errors)
