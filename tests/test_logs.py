import io
import json
import logging
import sys
import threading
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError

from bot.logs import MASK, OWN_HANDLERS, configure_logging, log_uncaught, new_request_id

CANARY = "canary4711"
TOKENS = [f"xoxb-482913075512-{CANARY}", f"xapp-1-{CANARY}", f"seam_test_{CANARY}", f"whsec_{CANARY}=="]


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def throw(thrower: str, error: Exception) -> None:
    """As the interpreter does with an error at the top of a thread, the main one or another, or in a finalizer."""
    if thrower == "main":
        sys.excepthook(type(error), error, None)
        return

    class Dying:
        def __del__(self) -> None:
            raise error

    def fail() -> None:
        raise error

    if thrower == "finalizer":
        Dying()
        return
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


@pytest.mark.parametrize("style", ["json", "console"])
class TestRedaction:
    @pytest.fixture(autouse=True)
    def logging_on(self, style: Any, stream: io.StringIO) -> None:
        configure_logging("DEBUG", style, stream)

    @pytest.mark.parametrize(
        "key", ["code", "pin", "guest_email", "phone", "text", "body", "bot_token", "X-Token", "view"]
    )
    def test_sensitive_keys_are_masked_at_any_depth(self, stream: io.StringIO, key: str) -> None:
        structlog.get_logger("bot.test").info("hello", **{key: CANARY}, outer=[{"inner": {key: {"deep": CANARY}}}])

        assert CANARY not in stream.getvalue()
        assert MASK in stream.getvalue()

    @pytest.mark.parametrize("word", ["seam_refused", "seam_rejected", "seam_unreachable", "seam_busy"])
    def test_our_own_words_for_seam_s_troubles_can_be_read(self, stream: io.StringIO, word: str) -> None:
        structlog.get_logger("bot.test").warning(word, problem=word)

        assert stream.getvalue().count(word) == 2

    @pytest.mark.parametrize("token", TOKENS)
    def test_tokens_are_masked_wherever_they_stand(self, stream: io.StringIO, token: str) -> None:
        structlog.get_logger("bot.test").warning(f"refused {token}", why=f"({token})", all=[token])
        logging.getLogger("slack_sdk.web").error("failed with %s", token)

        assert CANARY not in stream.getvalue()

    def test_tokens_are_masked_in_tracebacks(self, stream: io.StringIO) -> None:
        try:
            int(" and ".join(TOKENS))
        except ValueError:
            structlog.get_logger("bot.test").exception("broken")
            logging.getLogger("asyncio").exception("broken by %s", TOKENS[0])

        assert "ValueError" in stream.getvalue()
        assert "canary" not in stream.getvalue()

    @pytest.mark.parametrize(
        "quoted", ["4711", "4 7 1 1", "+1 (212) 555-0100", "ada@example.com", "'98765432'", "https://a.test/canary"]
    )
    def test_pins_and_contacts_that_an_error_quotes_are_masked(self, stream: io.StringIO, quoted: str) -> None:
        nothing: dict[str, str] = {}
        for logger in (structlog.get_logger("bot.test"), logging.getLogger("slack_bolt.App")):
            try:
                nothing[f"{quoted} is no code\n{quoted}"]
            except KeyError:
                logger.exception("broken")

        assert stream.getvalue().count("KeyError") == 2
        assert "test_logs.py" in stream.getvalue()
        assert quoted.strip("'") not in stream.getvalue()

    @pytest.mark.parametrize("quoted", ["4711", "+1 (212) 555-0100", "ada@example.com", "https://a.test/g/canary"])
    def test_what_a_library_quotes_is_masked(self, stream: io.StringIO, quoted: str) -> None:
        logging.getLogger("asyncio").error("Task exception was never retrieved: KeyError(%r)", quoted)

        assert "KeyError" in stream.getvalue()
        assert quoted not in stream.getvalue()

    def test_slack_s_own_words_are_masked(self, stream: io.StringIO) -> None:
        answer = {"error": "invalid_blocks", "text": "PIN 482 9137", "url": "https://a.test/k/canary"}
        trouble = SlackApiError("The request failed", answer)  # type: ignore[no-untyped-call]
        try:
            raise trouble
        except SlackApiError:
            structlog.get_logger("bot.test").exception("broken")
            logging.getLogger("slack_sdk").exception("broken")

        assert stream.getvalue().count("invalid_blocks") == 2
        assert not [quoted for quoted in ("9137", "canary") if quoted in stream.getvalue()]

    @pytest.mark.parametrize("thrower", ["main", "thread", "finalizer"])
    def test_what_nobody_catches_is_masked_too(
        self, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], thrower: str
    ) -> None:
        for module, hook in ((sys, "excepthook"), (threading, "excepthook"), (sys, "unraisablehook")):
            monkeypatch.setattr(module, hook, getattr(module, hook))
        log_uncaught()

        throw(thrower, ValueError("PIN 4829137 of ada@example.com"))

        assert "ValueError" in stream.getvalue()
        assert not [quoted for quoted in ("4829137", "ada@") if quoted in stream.getvalue()]
        assert capsys.readouterr().err == ""

    def test_secret_values_stay_secret(self, stream: io.StringIO) -> None:
        structlog.get_logger("bot.test").info("hello", value=SecretStr(CANARY))

        assert CANARY not in stream.getvalue()

    @pytest.mark.parametrize(
        "name", ["aiosqlite", "httpx", "slack_bolt", "slack_sdk", "uvicorn.access", "botany", "new"]
    )
    def test_foreign_loggers_do_not_tell_bodies(self, stream: io.StringIO, name: str) -> None:
        logger = logging.getLogger(f"{name}.Some")
        logger.setLevel(logging.DEBUG)
        logger.info("a whole body")
        logger.warning("retrying")

        assert "body" not in stream.getvalue()
        assert "retrying" in stream.getvalue()


def test_one_json_object_per_line_with_the_request_id(stream: io.StringIO) -> None:
    configure_logging("INFO", "json", stream)

    with structlog.contextvars.bound_contextvars(request_id="r1"):
        structlog.get_logger("bot.x").info("grant_issued", grant_id="g1", status_code=200)
        logging.getLogger("uvicorn.error").info("Started")
        structlog.get_logger("bot.test").debug("too fine")

    ours, theirs = lines(stream)
    assert ours["event"] == "grant_issued"
    assert (ours["grant_id"], ours["status_code"], ours["level"]) == ("g1", 200, "info")
    assert theirs["event"] == "Started"
    assert {ours["request_id"], theirs["request_id"]} == {"r1"}


@pytest.mark.parametrize("name", OWN_HANDLERS)
def test_no_handler_writes_past_the_redaction(stream: io.StringIO, name: str) -> None:
    past = io.StringIO()
    logger = logging.getLogger(name)
    logger.addHandler(logging.StreamHandler(past))
    logger.propagate = False

    configure_logging("INFO", "json", stream)
    logger.error("refused %s", TOKENS[0])

    assert past.getvalue() == ""
    assert [line["event"] for line in lines(stream)] == [f"refused {MASK}"]


@given(st.text(), st.dictionaries(st.text(), st.text() | st.integers() | st.binary()))
def test_nothing_that_is_logged_breaks_a_line(text: str, data: dict[str, Any]) -> None:
    stream = io.StringIO()
    configure_logging("INFO", "json", stream)

    structlog.get_logger("bot.test").info(text, data=data)

    assert len(stream.getvalue().splitlines()) == 1
    assert lines(stream)[0]["event"] == text


def test_request_ids_differ() -> None:
    assert len({new_request_id() for _ in range(100)}) > 90
