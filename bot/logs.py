"""Slack's libraries log whole request bodies at INFO: what is not ours stays at WARNING, whatever LOG_LEVEL says.

The request id travels in a context variable, so tasks started by a request carry it too.
"""

import logging
import re
import secrets
import sys
import threading
from collections.abc import Mapping
from typing import Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

OURS = ("bot", "uvicorn.error")
"""Heard below WARNING too. `uvicorn.access` is not: it logs paths, and a guest page's path is a secret."""
OWN_HANDLERS = ("uvicorn", "uvicorn.access", "uvicorn.error")
"""These bring handlers and levels of their own, which would write past the redaction, or nothing at all."""

MASK = "***"
SENSITIVE_WORDS = frozenset({
    "authorization", "blocks", "body", "code", "contact", "cookie", "email", "guest", "password", "payload", "phone",
    "pin", "pins", "secret", "secrets", "signature", "text", "token", "tokens", "view",
})  # fmt: skip
HARMLESS_KEYS = frozenset({"exit_code", "status_code"})
TOKENS = re.compile(r"\b(?:xox[a-z]-|xoxe\.|xapp-|whsec_|seam_(?=[a-z_]*[A-Z0-9]))[A-Za-z0-9_+/=.-]+")
"""A key of Seam's has digits or capitals; without them it is one of our own words, such as `seam_unreachable`."""

NUMBERS = re.compile(r"\+?\d(?:[ ()./-]{0,2}\d){3,}")
CONTACTS = re.compile(r"[^\s@<>'\"]+@[^\s@<>'\"]+")
LINKS = re.compile(r"(?<=://)([^\s/<>'\"]+)/[^\s<>'\"]+")
"""Whoever has a link of ours or of Seam's is let in or signed in: the host alone is told."""

log = structlog.get_logger(__name__)


def configure_logging(level: str, style: Literal["json", "console"], stream: TextIO | None = None) -> None:
    """Send structlog and the standard library's logging to one stream, one line per entry, secrets masked."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(_keep_foreign_quiet)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*FIRST, mask_foreign],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, redact, _written(style)],
        )
    )
    _let_all_through(handler, level)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *FIRST, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _let_all_through(handler: logging.Handler, level: str) -> None:
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in OWN_HANDLERS:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        logger.setLevel(logging.NOTSET)


def _written(style: Literal["json", "console"]) -> Processor:
    if style == "console":
        return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    return structlog.processors.JSONRenderer(default=_shown)


def new_request_id() -> str:
    """Short enough to be read out on the phone."""
    return secrets.token_hex(4)


def log_uncaught() -> None:
    """What nobody catches goes to the log too, masked, and not to the terminal as Python would write it."""
    sys.excepthook = lambda kind, error, trace: log.critical("uncaught", exc_info=(kind, error, trace))
    threading.excepthook = lambda of: log.critical("uncaught", exc_info=(of.exc_type, of.exc_value, of.exc_traceback))
    sys.unraisablehook = lambda of: log.critical("uncaught", exc_info=(of.exc_type, of.exc_value, of.exc_traceback))


def mask_foreign(_logger: WrappedLogger, _method: str, entry: EventDict) -> EventDict:
    """Mask what a library quotes in its own words: asyncio, for one, tells errors that nobody looked at."""
    entry["event"] = masked(str(entry.get("event", "")))
    return entry


def mask_traceback(_logger: WrappedLogger, _method: str, entry: EventDict) -> EventDict:
    """Mask numbers, addresses and links in an error's text: libraries quote what they choked on, a PIN for one."""
    text = entry.get("exception")
    if isinstance(text, str):
        entry["exception"] = "\n".join(_masked_line(line) for line in text.split("\n"))
    return entry


def _masked_line(line: str) -> str:
    if line.lstrip(" |").startswith('File "'):
        return line
    return masked(line)


def masked(text: str) -> str:
    """The text without what may be a token, a PIN, a phone number, an e-mail address or a link.

    Tokens first: without the numbers in it, one is no longer known for a token.
    """
    return CONTACTS.sub(MASK, NUMBERS.sub(MASK, LINKS.sub(rf"\1/{MASK}", TOKENS.sub(MASK, text))))


def redact(_logger: WrappedLogger, _method: str, entry: EventDict) -> EventDict:
    """Mask what a key's name says is sensitive, and whatever looks like one of our tokens, at any depth."""
    return {key: _masked(key, value) for key, value in entry.items()}


def _masked(key: str, value: object) -> object:
    if key not in HARMLESS_KEYS and SENSITIVE_WORDS.intersection(re.split(r"[^a-z0-9]+", key.lower())):
        return MASK
    if isinstance(value, str):
        return TOKENS.sub(MASK, value)
    if isinstance(value, Mapping):
        return {str(inner): _masked(str(inner), item) for inner, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked("", item) for item in value]
    return value


def _shown(value: object) -> str:
    return TOKENS.sub(MASK, str(value))


def _keep_foreign_quiet(record: logging.LogRecord) -> bool:
    """A filter, not levels: Bolt gives loggers of its own making a level of their own."""
    return record.levelno >= logging.WARNING or any(
        record.name == name or record.name.startswith(f"{name}.") for name in OURS
    )


FIRST: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    mask_traceback,
]
"""What every entry goes through, ours and the libraries' alike."""
