"""manifest.yml is the one source: what is printed differs from it in addresses only, or lacks them (Socket Mode)."""

from pathlib import Path
from typing import Any

import yaml

MANIFEST = Path(__file__).resolve().parent.parent / "manifest.yml"
EVENTS_PATH = "/slack/events"
URL_KEYS = frozenset({"url", "request_url", "message_menu_options_url"})


def for_http(public_url: str) -> str:
    """The manifest as YAML, for an app that Slack reaches at this https address."""
    return _yaml(_with_urls(read(), f"{public_url.rstrip('/')}{EVENTS_PATH}"))


def for_socket_mode() -> str:
    """The manifest as YAML, for an app that opens the connection itself and needs no public address."""
    manifest = _with_urls(read(), None)
    manifest["settings"]["socket_mode_enabled"] = True
    return _yaml(manifest)


def bot_scopes() -> tuple[str, ...]:
    """The scopes that the bot token needs."""
    return tuple(read()["oauth_config"]["scopes"]["bot"])


def read() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    return loaded


def _with_urls(part: Any, url: str | None) -> Any:  # noqa: ANN401  any YAML in, the same shape out
    if isinstance(part, list):
        return [_with_urls(item, url) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _with_urls(value, url) for key, value in part.items() if url is not None or key not in URL_KEYS}
    return {key: url if key in URL_KEYS else value for key, value in kept.items()}


def _yaml(manifest: dict[str, Any]) -> str:
    return yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=120)
