"""The demo is the product with other addresses; what makes it harmless is refused or fixed here, not promised.

Nothing of the shell's settings counts in it, and a real token in the shell keeps it from starting at all.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.config import SECRETS, Settings
from bot.links import is_loopback


class NotADemo(Exception):
    """One line that says what would make this more than a demo, and what to do."""


def refuse_real_secrets() -> None:
    """Refuse to go on beside real secrets.

    Raises:
        NotADemo: the environment holds a token or key, or names a file with one.
    """
    names = [name for secret in SECRETS for name in (secret, f"{secret}_FILE")]
    if found := [name for name in names if os.environ.get(name)]:
        msg = f"The demo does not start beside real secrets: unset {', '.join(found)} in this shell first."
        raise NotADemo(msg)


def demo_settings(
    slack_url: str, seam_url: str, folder: Path, admins: tuple[str, ...], *, public_url: str, **secrets: str
) -> Settings:
    """Settings for the simulators at these addresses, with the database in `folder`.

    `public_url` is where the bot will be served. `secrets` are the simulators' own: `bot_token`, `signing_secret`,
    `seam_key`, `webhook_secret` and `encryption_key`.

    Raises:
        NotADemo: an address is not on loopback, or the environment holds real secrets.
    """
    refuse_real_secrets()
    _stay_here(slack_url, seam_url, public_url)
    given: dict[str, Any] = {
        "SLACK_BOT_TOKEN": secrets["bot_token"],
        "SLACK_SIGNING_SECRET": secrets["signing_secret"],
        "SLACK_API_URL": f"{slack_url}/api/",
        "SEAM_API_KEY": secrets["seam_key"],
        "SEAM_API_URL": seam_url,
        "SEAM_WEBHOOK_SECRET": secrets["webhook_secret"],
        "PUBLIC_URL": public_url,
        "ENCRYPTION_KEYS": secrets["encryption_key"],
        "DATABASE_URL": f"sqlite:///{folder}/keydesk.sqlite3",
        "BOT_ADMINS": admins,
        "LOG_LEVEL": "WARNING",
        "LOG_FORMAT": "console",
    }
    return Settings(**_defaults() | given)


def _stay_here(*urls: str) -> None:
    for url in urls:
        if not is_loopback(urlsplit(url).hostname or ""):
            msg = f"The demo talks to this machine alone, and {urlsplit(url).hostname} is another one."
            raise NotADemo(msg)


def _defaults() -> dict[str, Any]:
    """Given outright, so that no variable of the shell is looked at."""
    fields = Settings.model_fields.values()
    return {str(field.validation_alias): field.default for field in fields if not field.is_required()}
