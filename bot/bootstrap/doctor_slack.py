"""What doctor asks Slack: the tokens, the scopes, how events arrive, and whether notices have somewhere to go."""

from collections.abc import AsyncIterator, Mapping, Sequence

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.bootstrap.findings import Finding
from bot.bootstrap.parts import HTTP_TROUBLE, slack_client
from bot.config import Settings
from bot.domain.building import Building
from bot.manifest import bot_scopes
from bot.services.systems.clock_watch import ClockWatch


async def examine_slack(settings: Settings, watch: ClockWatch) -> AsyncIterator[Finding]:
    fix = "Check SLACK_BOT_TOKEN: Slack app settings > OAuth & Permissions"
    async with slack_client(settings, watch) as client:
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


async def examine_channels(settings: Settings, buildings: Sequence[Building]) -> AsyncIterator[Finding]:
    """Notice channels that the bot cannot see: what is meant for them goes nowhere."""
    async with slack_client(settings) as client:
        for building in buildings:
            channel = building.settings.notice_channel
            if channel is not None and (found := await _unseen(client, channel)):
                fix = "Invite the bot to the channel, or choose another one in /guest setup"
                yield Finding(f"notices of {building.name}", f"{channel}: {found}", fix)


async def _unseen(client: AsyncWebClient, channel: str) -> str:
    """Slack's word for why the bot does not see the channel; empty where it does."""
    try:
        await client.conversations_info(channel=channel)
    except SlackApiError as error:
        return str(error.response.get("error"))
    except HTTP_TROUBLE:
        return "Slack cannot be reached"
    return ""
