"""The invented people, channels, buildings and settings that journeys begin with."""

from datetime import UTC, datetime
from pathlib import Path

from bot.config import Settings
from bot.demo.slack.records import BOT_USER
from bot.demo.slack.sim import SlackSim

TEAM = "T0KEYDESK"
RITA, SAM, ADA, OLLY = "U0RITA", "U0SAM", "U0ADA", "U0OLLY"
"""Two issuers, an admin, and somebody who may do nothing."""
DESK = "C0DESK"
BOT_TOKEN = "xoxb-canary-51c07f3e"
APP_TOKEN = "xapp-canary-b8d2406a"
SIGNING_SECRET = "not-a-secret-only-a-test"
SEAM_KEY = "seam_canary9e40d1"
WEBHOOK_SECRET = "whsec_bm90LWEtc2VjcmV0LW9ubHktYS10ZXN0"
HARBOR = "Harbor House"
DOORS = ("Lobby", "Garage", "Gym", "Unit 12B", "Mailroom", "Roof")
NEW_YORK = "America/New_York"
AFTERNOON = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
"""14:00 in New York, a Friday."""


def people(slack: SlackSim) -> None:
    slack.add_user(RITA, "Rita Reyes", NEW_YORK)
    slack.add_user(SAM, "Sam Stone", NEW_YORK)
    slack.add_user(ADA, "Ada Admin", NEW_YORK, "admin")
    slack.add_user(OLLY, "Olly Other", "Europe/London")
    slack.add_channel(DESK, "front-desk", [RITA, SAM, ADA, OLLY, BOT_USER])


def settings(folder: Path, slack_url: str, seam_url: str, *, socket: bool, webhooks: bool) -> Settings:
    return Settings(
        slack_bot_token=BOT_TOKEN,  # type: ignore[arg-type]
        slack_signing_secret=(SIGNING_SECRET,),  # type: ignore[arg-type]
        slack_app_token=APP_TOKEN if socket else None,  # type: ignore[arg-type]
        slack_api_url=f"{slack_url}/api/",
        seam_api_key=SEAM_KEY,  # type: ignore[arg-type]
        seam_api_url=seam_url,
        seam_webhook_secret=(WEBHOOK_SECRET,) if webhooks else (),  # type: ignore[arg-type]
        database_url=f"sqlite:///{folder}/keydesk.sqlite3",
        bot_admins=(ADA,),
        log_level="WARNING",
    )
