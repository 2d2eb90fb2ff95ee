"""An address that came from outside is used only where it leads to Slack, or to whoever stands in for it."""

from collections.abc import Collection
from urllib.parse import urlsplit

from slack_sdk.web.async_client import AsyncWebClient

HTTPS = 443
SLACK_API = AsyncWebClient.BASE_URL


def leads_to_slack(url: str, hosts: Collection[str], base_url: str) -> bool:
    """Whether the URL leads to one of Slack's hosts by https, or to SLACK_API_URL's host where that is set."""
    try:
        parts, port = urlsplit(url), urlsplit(url).port
    except ValueError:
        return False
    if base_url != SLACK_API and parts.hostname == urlsplit(base_url).hostname:
        return True
    return parts.scheme == "https" and parts.hostname in hosts and port in {None, HTTPS}
