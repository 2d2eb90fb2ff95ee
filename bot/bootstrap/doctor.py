"""Doctor only looks (but for `--create-webhook`): it may run beside the bot, and it never prints a secret twice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from datetime import timedelta

import httpx
from slack_sdk.errors import SlackApiError

from bot.bootstrap.doctor_mail import examine_mail
from bot.bootstrap.doctor_seam import create_webhook, examine_seam
from bot.bootstrap.doctor_slack import examine_channels, examine_slack
from bot.bootstrap.findings import Finding
from bot.bootstrap.parts import HTTP_TROUBLE, look_at_store, slack_client
from bot.config import Settings
from bot.domain.approvers import cannot_be_approved
from bot.domain.building import Building
from bot.domain.errors import SystemTrouble
from bot.domain.problems import sentence
from bot.domain.roles import RIGHTS, Verb
from bot.engine.clock import SystemClock
from bot.services.systems.clock_watch import ClockWatch
from bot.slack.app import installation
from bot.storage.database import database_path
from bot.storage.disk import ephemeral_filesystem
from bot.storage.secrets import SecretError
from bot.storage.store import INSTALL_ID, NotMigrated

SET_UP = "python -m bot run sets it up, or: python -m bot migrate"


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at everything that a start needs, in the order in which one would set it up."""
    yield await _database(settings)
    watch = ClockWatch(SystemClock())
    async for finding in examine_slack(settings, watch):
        yield finding
    async for finding in examine_seam(settings, watch):
        yield finding
    yield clock_finding(watch)
    yield await _address(settings)
    yield await examine_mail(settings)
    async for finding in _issuers(settings):
        yield finding


async def _database(settings: Settings) -> Finding:
    path = database_path(settings.database_url)
    if not await asyncio.to_thread(path.exists):
        return Finding("database", f"{path} is not there yet", SET_UP)
    try:
        async with look_at_store(settings) as store:
            kind = ephemeral_filesystem(path)
            fix = "Set DATABASE_URL to a disk that stays: this one goes with the container or machine" if kind else ""
            install_id = await store.recall(INSTALL_ID) or "not made yet"
            return Finding("database", f"{path}{f' on {kind}' if kind else ''}, install id {install_id}", fix)
    except NotMigrated:
        return Finding("database", f"{path} is of another version", SET_UP)
    except SecretError as error:
        return Finding("database", str(error), "Give the keys that this database was begun with", grave=True)


def clock_finding(watch: ClockWatch) -> Finding:
    """What the answers that came until now say of the machine's clock."""
    if (wrong := watch.wrong()) is None:
        return Finding("clock", "as Slack's and Seam's" if watch.has_heard else "no answer told the time")
    source, off = wrong
    way = "ahead of" if off > timedelta() else "behind"
    fix = "Switch the machine's time service (NTP) on: access ends by this clock"
    return Finding("clock", f"{abs(off.total_seconds()):.0f} s {way} {source}'s", fix, grave=True)


async def _address(settings: Settings) -> Finding:
    if settings.public_url is None:
        fix = "" if settings.socket_mode else "Set PUBLIC_URL, or use Socket Mode (SLACK_APP_TOKEN)"
        return Finding("public address", "none", fix)
    try:
        async with httpx.AsyncClient(timeout=5) as http:
            answer = await http.get(f"{settings.public_url}/healthz")
    except httpx.HTTPError as error:
        fix = "Start the bot, and check DNS, TLS and the proxy"
        return Finding("public address", f"{settings.public_url} does not answer ({type(error).__name__})", fix)
    fix = "" if answer.status_code == httpx.codes.OK else "The proxy must pass /slack/events, /seam/webhooks and /g/ on"
    return Finding("public address", f"{settings.public_url} answers {answer.status_code}", fix)


async def _issuers(settings: Settings) -> AsyncIterator[Finding]:
    admins = len(settings.bot_admins)
    fix = "" if admins else "Set BOT_ADMINS to Slack user ids: until then nobody can set a building up"
    yield Finding("admins", f"{admins} in BOT_ADMINS", fix, grave=not admins)
    try:
        async with slack_client(settings) as client:
            team_id = (await installation(client)).team_id
        async with look_at_store(settings) as store, store.read() as work:
            buildings = await work.buildings.all(team_id)
    except (NotMigrated, SecretError, SlackApiError, *HTTP_TROUBLE):
        return  # told above already
    for finding in _per_building(buildings, frozenset(settings.bot_admins)):
        yield finding
    async for finding in examine_channels(settings, buildings):
        yield finding


def _per_building(buildings: Sequence[Building], admins: frozenset[str]) -> Iterator[Finding]:
    for building in buildings:
        issuers = sum(holder.role in RIGHTS[Verb.ISSUE] for holder in building.settings.roles)
        fix = "" if issuers else "/guest setup in Slack names issuers; until then only admins give access"
        yield Finding(f"issuers at {building.name}", str(issuers), fix)
        if cannot_be_approved(building, admins):
            fix = "Name approvers or managers in /guest setup: until then such access cannot be given"
            yield Finding(f"approvers at {building.name}", "nobody, and some access needs approval", fix)


Printer = Callable[[str], None]


async def doctor(settings: Settings, say: Printer, *, webhook: bool) -> int:
    """Print a line for each finding; 1 where something grave was found, else 0."""
    if webhook:
        return await _registered(create_webhook(settings), say)
    findings = [finding async for finding in examine(settings)]
    for finding in findings:
        say(finding.line())
    return int(any(finding.grave for finding in findings))


async def _registered(made: Awaitable[str], say: Printer) -> int:
    try:
        secret = await made
    except ValueError as error:
        say(str(error))
        return 1
    except SystemTrouble as trouble:
        say(sentence(trouble.problem))
        return 1
    say("Registered. Keep this now, it is not shown again:")
    say(f"SEAM_WEBHOOK_SECRET={secret}")
    return 0
