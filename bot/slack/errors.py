"""What went wrong, said once: known errors in their sentence, all others as a reference id that is in the log.

Nothing here logs an error's own text: slack_sdk prints whole responses, pydantic and SQL drivers print values, and
any of them may hold a PIN or a guest's contact.
"""

import secrets
import traceback

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.domain.errors import BadField, Refused, SystemTrouble
from bot.domain.problems import sentence
from bot.domain.request import BadFields
from bot.slack.shape import Missing

log = structlog.get_logger(__name__)

UNREACHABLE = (TimeoutError, aiohttp.ClientError)
"""How a call to Slack ends that had no answer."""
VIEW_GONE = frozenset({"not_found", "view_not_found"})
"""The person closed the modal in the meantime."""
SLACK_SILENT = "Slack did not answer as it should. Try again."
OUR_FAULT = "Something went wrong in Keydesk. Try again, or ask an admin."
OLD_SCREEN = "This screen is out of date. Close it and start again."


def user_message(error: BaseException) -> str:
    """What the person reads; a fault of ours is logged under the reference that they are given."""
    match error:
        case BadFields():
            return " ".join(_field(field) for field in error.fields)
        case BadField():
            return _field(error)
        case Refused():
            reference = error.data.get("reference")
            return _with_reference(sentence(error.problem, **error.data), str(reference) if reference else None)
        case Missing():
            return OLD_SCREEN
        case SystemTrouble():
            return _with_reference(sentence(error.problem), error.request_id)
    is_slack = isinstance(error, (SlackApiError, *UNREACHABLE))
    return _with_reference(SLACK_SILENT if is_slack else OUR_FAULT, report(error))


def _with_reference(said: str, reference: str | None) -> str:
    return f"{said} (Reference: {reference})" if reference else said


def report(error: BaseException) -> str:
    """Log where it happened, without its text; the reference under which it is found."""
    reference = secrets.token_hex(4)
    frames = traceback.extract_tb(error.__traceback__)
    log.error(
        "slack_work_failed",
        reference=reference,
        kind=type(error).__name__,
        slack_error=slack_code(error) if isinstance(error, SlackApiError) else None,
        at=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-8:]],
    )
    return reference


def slack_code(error: SlackApiError) -> str:
    """Slack's `error`, or "http_503" where the answer was not Slack's JSON."""
    data = getattr(error.response, "data", error.response)
    code = data.get("error") if isinstance(data, dict) else None
    return str(code or f"http_{slack_status(error)}")


def slack_status(error: SlackApiError) -> int:
    """The HTTP status of the answer; 0 where it is not known (slack_sdk has three shapes of a response)."""
    response = error.response
    if isinstance(response, dict):
        return int(response.get("status_code") or 0)
    return int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)


def _field(field: BadField) -> str:
    return sentence(field.problem, **{name: str(value) for name, value in field.data.items()})
