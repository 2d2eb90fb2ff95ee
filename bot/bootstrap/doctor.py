"""Doctor only looks (but for `--create-webhook`): it may run beside the bot, and it never prints a secret twice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass

import httpx
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.bootstrap.parts import HTTP_TROUBLE, open_store, seam_client, slack_client
from bot.config import Settings
from bot.domain.errors import SystemTrouble
from bot.domain.problems import sentence
from bot.manifest import bot_scopes
from bot.seam.access_control import SeamAccessControl
from bot.seam.client import SeamClient
from bot.storage.database import database_path
from bot.storage.disk import ephemeral_filesystem
from bot.storage.secrets import SecretError
from bot.storage.store import NotMigrated, SqlStore

WEBHOOK_EVENTS = [
    "acs_credential.issued",
    "acs_credential.reissued",
    "acs_credential.invalidated",
    "acs_credential.deleted",
    "acs_system.connected",
    "acs_system.disconnected",
    "acs_entrance.added",
    "acs_entrance.removed",
]


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, what was found, and what to do about it (nothing where all is well)."""

    about: str
    found: str
    fix: str = ""
    grave: bool = False

    def line(self) -> str:
        mark = "ok  " if not self.fix else "FAIL" if self.grave else "note"
        return f"{mark}  {self.about}: {self.found}" + (f"  ->  {self.fix}" if self.fix else "")


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at everything that a start needs, in the order in which one would set it up."""
    yield await _database(settings)
    async for finding in _slack(settings):
        yield finding
    async for finding in _seam(settings):
        yield finding
    yield await _address(settings)
    async for finding in _issuers(settings):
        yield finding


async def create_webhook(settings: Settings) -> str:
    """Register the Seam webhook; the secret, which Seam shows this once.

    Raises:
        ValueError: there is no PUBLIC_URL to register.
        SystemTrouble: Seam does not do it.
    """
    if settings.public_url is None:
        msg = "PUBLIC_URL is not set: it is the https address at which Seam reaches this bot"
        raise ValueError(msg)
    async with seam_client(settings) as client:
        made = await client.webhooks_create(f"{settings.public_url}/seam/webhooks", WEBHOOK_EVENTS)
    return made.secret.get_secret_value() if made.secret else ""


async def _database(settings: Settings) -> Finding:
    path = database_path(settings.database_url)
    try:
        async with open_store(settings) as store:
            kind = ephemeral_filesystem(path)
            fix = "Set DATABASE_URL to a disk that stays: this one goes with the container or machine" if kind else ""
            return Finding(
                "database", f"{path}{f' on {kind}' if kind else ''}, install id {await store.install_id()}", fix
            )
    except NotMigrated:
        found = "not there yet" if not await asyncio.to_thread(path.exists) else "of another version"
        return Finding("database", f"{path} is {found}", "python -m bot run sets it up, or: python -m bot migrate")
    except SecretError as error:
        return Finding("database", str(error), "Give the keys that this database was begun with", grave=True)


async def _slack(settings: Settings) -> AsyncIterator[Finding]:
    client = slack_client(settings)
    fix = "Check SLACK_BOT_TOKEN: Slack app settings > OAuth & Permissions"
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        yield Finding("Slack token", str(error.response.get("error")), fix, grave=True)
        return
    except HTTP_TROUBLE:
        yield Finding("Slack", "cannot be reached", "Check the network and SLACK_API_URL", grave=True)
        return
    yield Finding("Slack token", f"workspace {answer.get('team')}, bot {answer.get('user')}")
    yield _scopes(answer.headers)
    yield await _transport(settings, client)


def _scopes(headers: Mapping[str, str]) -> Finding:
    lowered = {name.lower(): value for name, value in headers.items()}
    have = {scope.strip() for scope in lowered.get("x-oauth-scopes", "").split(",")}
    missing = sorted(set(bot_scopes()) - have)
    if not missing:
        return Finding("Slack scopes", "all granted")
    fix = "Take over the manifest (python -m bot manifest) and reinstall the app"
    return Finding("Slack scopes", f"missing: {', '.join(missing)}", fix, grave=True)


async def _transport(settings: Settings, client: AsyncWebClient) -> Finding:
    if settings.slack_app_token is None:
        return Finding("Slack transport", "signed HTTP to /slack/events")
    try:
        await client.apps_connections_open(app_token=settings.slack_app_token.get_secret_value())
    except SlackApiError as error:
        fix = "Check SLACK_APP_TOKEN: it needs connections:write"
        return Finding("Slack transport", str(error.response.get("error")), fix, grave=True)
    except HTTP_TROUBLE:
        return Finding("Slack transport", "Slack cannot be reached", "Check the network", grave=True)
    return Finding("Slack transport", "Socket Mode")


async def _seam(settings: Settings) -> AsyncIterator[Finding]:
    async with seam_client(settings) as client:
        try:
            systems = await SeamAccessControl(client).catalogue.systems()
        except SystemTrouble as trouble:
            yield Finding("Seam", trouble.problem, sentence(trouble.problem), grave=True)
            return
        fix = "" if systems else "Connect a building in Seam: Connect Webview with Latch"
        yield Finding("Seam", f"{len(systems)} access systems", fix)
        for system in systems:
            fix = sentence(system.problem) if system.problem else ""
            zone = system.time_zone or "no time zone, UTC is used"
            yield Finding(system.name, f"{system.facts.name}, {zone}", fix)
        yield await _webhook(settings, client)


async def _webhook(settings: Settings, client: SeamClient) -> Finding:
    if settings.public_url is None:
        return Finding("Seam webhook", "none: Seam is asked again and again", "Set PUBLIC_URL for quicker news")
    url = f"{settings.public_url}/seam/webhooks"
    known = [hook for hook in await client.webhooks_list() if hook.url == url]
    if not known:
        return Finding("Seam webhook", "not registered", "python -m bot doctor --create-webhook")
    if not settings.seam_webhook_secret:
        fix = "Set SEAM_WEBHOOK_SECRET to what --create-webhook printed"
        return Finding("Seam webhook", "registered, but its secret is not set", fix, grave=True)
    return Finding("Seam webhook", f"registered at {url}")


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
    fix = "" if answer.status_code == httpx.codes.OK else "The proxy must pass /slack/events and /seam/webhooks on"
    return Finding("public address", f"{settings.public_url} answers {answer.status_code}", fix)


async def _issuers(settings: Settings) -> AsyncIterator[Finding]:
    admins = len(settings.bot_admins)
    fix = "" if admins else "Set BOT_ADMINS to Slack user ids: until then nobody can set a building up"
    yield Finding("admins", f"{admins} in BOT_ADMINS", fix, grave=not admins)
    try:
        team_id = str((await slack_client(settings).auth_test())["team_id"])
        async with open_store(settings) as store:
            async for finding in _per_building(store, team_id):
                yield finding
    except (NotMigrated, SecretError, SlackApiError, *HTTP_TROUBLE):
        return  # told above already


async def _per_building(store: SqlStore, team_id: str) -> AsyncIterator[Finding]:
    async with store.read() as work:
        buildings = await work.buildings.all(team_id)
    for building in buildings:
        issuers = len(building.settings.issuers)
        fix = "" if issuers else "/guest setup in Slack names issuers; until then only admins give access"
        yield Finding(f"issuers at {building.name}", str(issuers), fix)


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
