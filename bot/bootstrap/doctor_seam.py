"""What doctor asks Seam: the key, the buildings behind it, and the webhook that tells of news."""

from collections.abc import AsyncIterator, Sequence

from bot.bootstrap.findings import Finding
from bot.bootstrap.parts import seam_client
from bot.config import Settings
from bot.domain.errors import SystemTrouble
from bot.domain.problems import sentence
from bot.seam.access_control import SeamAccessControl
from bot.seam.client import SeamClient
from bot.seam.events import EVENT_TYPES
from bot.services.systems.clock_watch import ClockWatch

ALL_EVENTS = "*"
FIXES = {
    "seam_unreachable": "Check the network and SEAM_API_URL, then run doctor again",
    "seam_busy": "Run doctor again in a minute",
    "seam_unauthorized": "Check SEAM_API_KEY: Seam Console > Developer > API Keys",
    "seam_rejected": "Run doctor again; if Seam refuses again, ask Seam's support",
    "seam_unreadable": "Check that SEAM_API_URL is Seam's address",
}


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
        made = await client.webhooks_create(f"{settings.public_url}/seam/webhooks", EVENT_TYPES)
    return made.secret.get_secret_value() if made.secret else ""


async def examine_seam(settings: Settings, watch: ClockWatch) -> AsyncIterator[Finding]:
    async with seam_client(settings, watch=watch) as client:
        try:
            systems = await SeamAccessControl(client).catalogue.systems()
        except SystemTrouble as trouble:
            yield _trouble("Seam", trouble)
            return
        fix = "" if systems else "Connect a building: /guest setup in Slack"
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
    try:
        known = [hook for hook in await client.webhooks_list() if hook.url == url]
    except SystemTrouble as trouble:
        return _trouble("Seam webhook", trouble)
    if not known:
        return Finding("Seam webhook", "not registered", "python -m bot doctor --create-webhook")
    if not settings.seam_webhook_secret:
        fix = "Set SEAM_WEBHOOK_SECRET to what --create-webhook printed"
        return Finding("Seam webhook", "registered, but its secret is not set", fix, grave=True)
    if missing := _missing([hook.event_types for hook in known]):
        fix = "Delete the webhook in the Seam Console, then: python -m bot doctor --create-webhook"
        return Finding("Seam webhook", f"does not tell of {', '.join(missing)}", fix)
    return Finding("Seam webhook", f"registered at {url}")


def _trouble(about: str, trouble: SystemTrouble) -> Finding:
    return Finding(about, trouble.problem, FIXES.get(trouble.problem, sentence(trouble.problem)), grave=True)


def _missing(registered: Sequence[Sequence[str] | None]) -> list[str]:
    """The events that we want and that no webhook sends; Seam may leave a list out, which says nothing."""
    told = {event for events in registered for event in events or ()}
    return [] if None in registered or ALL_EVENTS in told else sorted(set(EVENT_TYPES) - told)
