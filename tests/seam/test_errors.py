"""Which error an answer becomes; a wrong line here makes a second PIN or loses a guest's first."""

import json
from datetime import timedelta

import pytest

from bot.domain.errors import NotSent, OutcomeUnknown, Rejected
from bot.seam.errors import from_answer


def envelope(kind: object, message: str = "no", request_id: object = "req-1") -> bytes:
    return json.dumps({"ok": False, "error": {"type": kind, "message": message, "request_id": request_id}}).encode()


@pytest.mark.parametrize("effect", [True, False])
class TestRefusals:
    @pytest.mark.parametrize("status", [400, 404, 405, 409, 422])
    def test_is_a_definite_no(self, status: int, *, effect: bool) -> None:
        error = from_answer(status, {}, envelope("some_kind_of_no"), effect=effect)

        assert isinstance(error, Rejected)
        assert (error.problem, error.status, error.detail) == ("seam_rejected", status, "some_kind_of_no")
        assert error.request_id == "req-1"

    @pytest.mark.parametrize("status", [401, 403])
    def test_blames_the_key(self, status: int, *, effect: bool) -> None:
        error = from_answer(status, {}, envelope("unauthorized"), effect=effect)

        assert isinstance(error, Rejected)
        assert error.problem == "seam_unauthorized"

    def test_says_what_is_known(self, *, effect: bool) -> None:
        error = from_answer(400, {}, envelope("latch_conflict_with_resident_user"), effect=effect)

        assert error.problem == "latch_conflict_with_resident_user"

    @pytest.mark.parametrize(
        "body", [b"", b"404", b"<html>", b"[]", b'{"error": "no"}', envelope(["x"]), envelope("Guest 482913")]
    )
    def test_survives_a_body_that_is_not_an_envelope(self, body: bytes, *, effect: bool) -> None:
        error = from_answer(404, {"seam-request-id": "req-2"}, body, effect=effect)

        assert isinstance(error, Rejected)
        assert error.detail == ""
        assert error.request_id in {"req-1", "req-2"}

    def test_repeats_no_message_and_no_odd_request_id(self, *, effect: bool) -> None:
        body = envelope("invalid_input", "ann@example.com has 482913", "ann@example.com")

        error = from_answer(400, {}, body, effect=effect)

        assert "482913" not in f"{error!r}{vars(error)}"
        assert "ann@" not in f"{error!r}{vars(error)}"


class TestNoAnswer:
    @pytest.mark.parametrize("status", [302, 408, 500, 502, 503, 504, 599])
    def test_may_have_had_an_effect(self, status: int) -> None:
        error = from_answer(status, {}, b"<html>", effect=True)

        assert isinstance(error, OutcomeUnknown)
        assert error.problem == "seam_unreachable"

    def test_is_safe_to_read_again(self) -> None:
        error = from_answer(503, {"retry-after": "7"}, b"", effect=False)

        assert isinstance(error, NotSent)
        assert error.retry_after == timedelta(seconds=7)


class TestBusy:
    @pytest.mark.parametrize(
        ("headers", "pause"),
        [
            ({}, None),
            ({"retry-after": "12"}, timedelta(seconds=12)),
            ({"retry-after": "0"}, timedelta(0)),
            ({"retry-after": "86400"}, timedelta(minutes=5)),
            ({"retry-after": "9" * 5000}, timedelta(minutes=5)),
            ({"retry-after": "-3"}, None),
            ({"retry-after": "soon"}, None),
            ({"retry-after": "\u0661"}, None),
            (
                {"retry-after": "Mon, 04 Mar 2030 15:00:20 GMT", "date": "Mon, 04 Mar 2030 15:00:00 GMT"},
                timedelta(seconds=20),
            ),
            (
                {"retry-after": "Mon, 04 Mar 2030 14:00:00 GMT", "date": "Mon, 04 Mar 2030 15:00:00 GMT"},
                timedelta(0),
            ),
            (
                {"retry-after": "Mon, 04 Mar 2099 14:00:00 GMT", "date": "Mon, 04 Mar 2030 15:00:00 GMT"},
                timedelta(minutes=5),
            ),
            ({"retry-after": "Mon, 04 Mar 2030 15:00:20 GMT"}, None),
        ],
    )
    def test_pauses_as_asked_within_reason(self, headers: dict[str, str], pause: timedelta | None) -> None:
        error = from_answer(429, headers, b"Too Many Requests", effect=True)

        assert isinstance(error, NotSent)
        assert error.problem == "seam_busy"
        assert error.retry_after == pause
