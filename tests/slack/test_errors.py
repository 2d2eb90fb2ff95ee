import logging

import pytest
import structlog
from slack_sdk.errors import SlackApiError

from bot.domain.errors import BadField, NotAllowed, Rejected
from bot.domain.request import BadFields
from bot.slack.errors import slack_code, slack_status, user_message

CANARY = "4711 0815"


def api_error(response: object) -> SlackApiError:
    return SlackApiError("failed", response)  # type: ignore[no-untyped-call]


class TestWhatIsSaid:
    def test_a_refusal_says_who_can_help(self) -> None:
        assert "A manager or an admin can add you" in user_message(NotAllowed("not_an_issuer"))

    def test_bad_fields_are_all_said(self) -> None:
        said = user_message(BadFields([BadField("name", "name_missing"), BadField("doors", "doors_missing")]))
        assert "Enter the guest's name." in said
        assert "Choose at least one door." in said

    def test_trouble_at_seam_gives_its_reference(self) -> None:
        said = user_message(Rejected("seam_rejected", status=400, request_id="req-1"))
        assert "Seam refused this request" in said
        assert "req-1" in said

    @pytest.mark.parametrize("error", [TimeoutError(), api_error({"ok": False, "error": "fatal_error"})])
    def test_trouble_at_slack_is_called_that(self, error: Exception) -> None:
        assert user_message(error).startswith("Slack did not answer")

    @pytest.mark.parametrize(
        "error", [ValueError(CANARY), api_error({"ok": False, "error": "invalid_blocks", "view": CANARY})]
    )
    def test_a_fault_s_own_text_reaches_neither_the_person_nor_the_log(self, error: Exception) -> None:
        with structlog.testing.capture_logs() as logs:
            said = user_message(error)

        assert CANARY not in said
        assert CANARY not in str(logs)
        assert str(logs[0]["reference"]) in said
        assert logs[0]["log_level"] == logging.getLevelName(logging.ERROR).lower()


class TestSlackSAnswers:
    def test_of_every_shape_have_a_code(self) -> None:
        class Html:
            status = 502

        assert slack_code(api_error({"error": "not_found"})) == "not_found"
        assert slack_code(api_error(Html())) == "http_502"
        assert slack_status(api_error({"status_code": 429})) == 429
        assert slack_code(api_error(None)) == "http_0"
