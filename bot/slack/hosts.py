"""An address that came from outside is used only where it leads to Slack, or to whoever stands in for it."""

from collections.abc import Collection

from slack_sdk.web.async_client import AsyncWebClient

from bot.links import host_of, is_here, is_public, same_origin

SLACK_API = AsyncWebClient.BASE_URL


def leads_to_slack(url: str, hosts: Collection[str], base_url: str) -> bool:
    """Whether the URL leads to one of Slack's hosts by https, or to SLACK_API_URL's where that is set."""
    if base_url != SLACK_API and same_origin(url, base_url):
        return is_public(url) or is_here(url)
    return is_public(url) and host_of(url) in hosts
