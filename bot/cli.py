"""Exit codes are a contract with platforms and scripts: 0 done, 1 failed or another process is in the way, 2 misused.

Each command imports what it needs when it runs, so that `--help` and `manifest` work without settings or a database.
"""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TypeAlias

from bot import manifest
from bot.config import ConfigError, Settings, load_settings
from bot.links import is_public

OK = 0
FAILED = 1
MISUSED = 2
INTERRUPTED = 130
"""Ctrl+C before the command took signals into its own hands; the number is the shell's."""

Command = Callable[[argparse.Namespace], int]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001  no public name


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and give its exit code; a usage error leaves by SystemExit with code 2, as in argparse."""
    given = _parser().parse_args(argv)
    command: Command = given.command
    try:
        return command(given)
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Keydesk: guest access for buildings, from Slack."
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="command")
    _add(commands, "run", _run, "the whole bot in one process")
    _add(commands, "web", _run, "the part that Slack and Seam talk to; on SQLite the whole bot")
    _add(commands, "worker", _worker, "a process that works in the background; on SQLite there is none to start")
    demo = _add(commands, "demo", _demo, "the bot between simulators of Slack and Seam, as a page in the browser")
    demo.add_argument("--told", action="store_true", help="tell the main job step by step in the terminal instead")
    demo.add_argument("--port", type=int, default=8808, help="where the page is, on this machine alone")
    demo.add_argument("--no-browser", action="store_true", help="print the address and open nothing")
    doctor = _add(commands, "doctor", _doctor, "check tokens, Seam, database and addresses, with a fix for each fault")
    doctor.add_argument(
        "--create-webhook", action="store_true", help="register the Seam webhook and print its secret once"
    )
    _add(commands, "migrate", _migrate, "bring the database to this version")
    _add_audit(commands)
    _add_keys(commands)
    printed = _add(commands, "manifest", _manifest, "print the Slack app manifest")
    where = printed.add_mutually_exclusive_group(required=True)
    where.add_argument("--url", type=_https_url, help="the https address at which Slack reaches this bot")
    where.add_argument("--socket", action="store_true", help="for Socket Mode, which needs no address")
    return parser


def _add(commands: Commands, name: str, command: Command, text: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(command=command)
    return parser


def _add_audit(commands: Commands) -> None:
    audit = commands.add_parser("audit", help="check the audit trail, or write it as CSV; both beside the running bot")
    ways = audit.add_subparsers(title="commands", required=True, metavar="command")
    verify = _add(ways, "verify", _verify_audit, "follow the chain; name the first row that is not as written")
    verify.add_argument(
        "--noted", type=_head, metavar="NUMBER:HASH", help="what an earlier check printed: that row must still be there"
    )
    export = _add(ways, "export", _export_audit, "write the trail as CSV, safe to open in a spreadsheet")
    export.add_argument("--out", type=Path, required=True, help="a file that is not there yet")
    export.add_argument("--since", type=_day, metavar="DATE", help="from this day on, UTC")
    export.add_argument("--until", type=_day, metavar="DATE", help="before this day, UTC")


def _add_keys(commands: Commands) -> None:
    keys = commands.add_parser("keys", help="make an encryption key, or change to a new one while the bot is stopped")
    ways = keys.add_subparsers(title="commands", required=True, metavar="command")
    _add(ways, "new", _new_key, "print a key for ENCRYPTION_KEYS")
    _add(ways, "rotate", _rotate_keys, "write all that is encrypted anew under the newest key; may be run again")


def _head(text: str) -> str:
    if not re.fullmatch("[0-9]{1,18}:[0-9a-f]{64}", text):
        msg = "must be a number, a colon and a hash, as audit verify prints them"
        raise argparse.ArgumentTypeError(msg)
    return text


def _day(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        msg = "must be a date such as 2026-11-20"
        raise argparse.ArgumentTypeError(msg) from None


def _https_url(text: str) -> str:
    if not is_public(text) or "?" in text or "#" in text:
        msg = "must be https://host with a public name, without user, port, query or fragment"
        raise argparse.ArgumentTypeError(msg)
    return text


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _complain(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _with_settings(work: Callable[[Settings], int]) -> int:
    """Load the settings, do the work, and say in one line why it could not start."""
    from bot.storage.lock import AlreadyRunning

    try:
        return work(load_settings())
    except ConfigError as error:
        _complain(str(error))
        return MISUSED
    except AlreadyRunning as error:
        _complain(str(error))
        return FAILED


def _start(work: Callable[[Settings], int | None]) -> int:
    """Do what needs the database, and say in one line what is in the way."""

    def started(settings: Settings) -> int:
        from bot.bootstrap import CannotStart, Misconfigured

        try:
            return work(settings) or OK
        except Misconfigured as error:
            _complain(str(error))
            return MISUSED
        except CannotStart as error:
            _complain(str(error))
            return FAILED

    return _with_settings(started)


def _run(_given: argparse.Namespace) -> int:
    def work(settings: Settings) -> None:
        from bot import bootstrap

        bootstrap.run(settings)

    return _start(work)


def _worker(_given: argparse.Namespace) -> int:
    def work(_settings: Settings) -> int:
        _say("On SQLite the web process does all the work; there is no worker to start.")
        return OK

    return _with_settings(work)


def _doctor(given: argparse.Namespace) -> int:
    def work(settings: Settings) -> int:
        from bot import bootstrap

        return bootstrap.doctor(settings, create_webhook=given.create_webhook)

    return _with_settings(work)


def _migrate(_given: argparse.Namespace) -> int:
    def work(settings: Settings) -> None:
        from bot import bootstrap

        bootstrap.migrate(settings)

    return _start(work)


def _verify_audit(given: argparse.Namespace) -> int:
    def work(settings: Settings) -> int:
        from bot import bootstrap

        return bootstrap.verify_audit(settings, given.noted)

    return _start(work)


def _export_audit(given: argparse.Namespace) -> int:
    def work(settings: Settings) -> int:
        from bot import bootstrap

        return bootstrap.export_audit(settings, given.out, given.since, given.until)

    return _start(work)


def _new_key(_given: argparse.Namespace) -> int:
    from bot.storage.secrets import new_key

    _say(new_key().get_secret_value())
    return OK


def _rotate_keys(_given: argparse.Namespace) -> int:
    def work(settings: Settings) -> int:
        from bot import bootstrap

        return bootstrap.rotate_keys(settings)

    return _start(work)


def _demo(given: argparse.Namespace) -> int:
    if given.told:
        from bot.demo import journey

        return journey.main()
    from bot.demo.page import opening

    return opening.main(given.port, browser=not given.no_browser)


def _manifest(given: argparse.Namespace) -> int:
    _say((manifest.for_socket_mode() if given.socket else manifest.for_http(given.url)).rstrip())
    return OK
