"""A failed exchange with Seam, told as `SystemTrouble`; the one question is whether there may have been an effect.

Seam's error messages are never passed on: they may echo a value that was sent. Only `error.type` and the request
id come through, and only where they look like what they should be.
"""

import re
from collections.abc import Awaitable, Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TypeVar

from pydantic import ValidationError

from bot.domain.errors import NotSent, OutcomeUnknown, Rejected, SystemTrouble
from bot.domain.problems import SENTENCES
from bot.seam.models import ErrorAnswer, ErrorBody
from bot.services.meters import Outcome

T = TypeVar("T")

LONGEST_PAUSE = timedelta(minutes=5)
"""A longer Retry-After is taken as this: a guest is at the door, and Seam documents no such header."""

_ERROR_TYPE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_REQUEST_ID = re.compile(r"[A-Za-z0-9_.:-]{1,100}")
_UNAUTHORIZED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_NO_ANSWER = {HTTPStatus.REQUEST_TIMEOUT}
"""The 4xx that a proxy may give after it has passed the request on."""


def trouble(
    problem: str, *, effect: bool, retry_after: timedelta | None = None, request_id: str | None = None
) -> SystemTrouble:
    """No usable answer: a call with an effect may have had it, a read may simply be sent again."""
    if effect:
        return OutcomeUnknown(problem, request_id=request_id)
    return NotSent(problem, retry_after=retry_after, request_id=request_id)


def outcome_of(error: BaseException) -> Outcome:
    """How a call that ended so is counted."""
    if isinstance(error, Rejected):
        return Outcome.REFUSED
    is_busy = isinstance(error, NotSent) and error.problem == "seam_busy"
    return Outcome.BUSY if is_busy else Outcome.UNREACHABLE


def from_answer(status: int, headers: Mapping[str, str], body: bytes, *, effect: bool) -> SystemTrouble:
    """What an answer other than 2xx means.

    A 404 from Seam carries an `error.type` (`detail`); one without is some proxy's and says nothing about an object.
    """
    error = _error_body(body)
    request_id = _matching(_REQUEST_ID, error.request_id) or _matching(_REQUEST_ID, headers.get("seam-request-id"))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return NotSent("seam_busy", retry_after=pause(headers), request_id=request_id)
    if not _is_client_error(status) or status in _NO_ANSWER:
        return trouble("seam_unreachable", effect=effect, retry_after=pause(headers), request_id=request_id)
    kind = _matching(_ERROR_TYPE, error.type)
    known = kind if kind in SENTENCES else "seam_rejected"
    problem = "seam_unauthorized" if status in _UNAUTHORIZED else known
    return Rejected(problem, status=status, detail=kind or "", request_id=request_id)


async def or_none(call: Awaitable[T]) -> T | None:
    """The object, or None where Seam says that it does not exist: a typed 404, never a proxy's bare one."""
    try:
        return await call
    except Rejected as no:
        if no.status == HTTPStatus.NOT_FOUND and no.detail:
            return None
        raise


def pause(headers: Mapping[str, str]) -> timedelta | None:
    """The pause that Retry-After asks for, in seconds or as a date read against the answer's own Date; else None."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal():
        return timedelta(seconds=min(float(value), LONGEST_PAUSE.total_seconds()))
    try:
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, timedelta(0)), LONGEST_PAUSE)


def _is_client_error(status: int) -> bool:
    return HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR


def _error_body(body: bytes) -> ErrorBody:
    try:
        return ErrorAnswer.model_validate_json(body).error
    except ValidationError:
        return ErrorBody()


def _matching(pattern: re.Pattern[str], value: object) -> str | None:
    return value if isinstance(value, str) and pattern.fullmatch(value) else None
