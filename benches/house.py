"""One building of twenty doors with fixed ids, so that every process of a bench speaks of the same doors."""

import base64
from datetime import UTC, datetime
from pathlib import Path

from bot.bootstrap.demo import demo_settings
from bot.config import Settings
from bot.demo.seam import Door, SeamSim
from bot.demo.slack import BOT_USER, SlackSim

RITA, DESK = "U0RITA", "C0DESK"
SYSTEM = "00000000-0000-4000-8000-000000000000"
MANY = 1_000_000
DOORS = {f"Door {number:02}": f"00000000-0000-4000-8000-0000000001{number:02}" for number in range(20)}
SIGNING_SECRET, BOT_TOKEN, SEAM_KEY, WEBHOOK_SECRET = "bench", "xoxb-bench", "seam_bench", "whsec_YmVuY2g="
_KEY = base64.urlsafe_b64encode(bytes(32)).decode()


def now() -> datetime:
    return datetime.now(UTC)


def seam_sim() -> SeamSim:
    seam = SeamSim(now, SEAM_KEY)
    seam.add_building("Bench House", "UTC", [Door(name, id_) for name, id_ in DOORS.items()], system_id=SYSTEM)
    return seam


def slack_sim() -> SlackSim:
    slack = SlackSim(now, signing_secret=SIGNING_SECRET, bot_token=BOT_TOKEN)
    slack.without_limits()
    slack.add_user(RITA, "Rita Reyes")
    slack.add_channel(DESK, "front-desk", [RITA, BOT_USER])
    return slack


def settings(slack_url: str, seam_url: str, folder: Path) -> Settings:
    keys = {
        "bot_token": BOT_TOKEN,
        "signing_secret": SIGNING_SECRET,
        "seam_key": SEAM_KEY,
        "webhook_secret": WEBHOOK_SECRET,
        "encryption_key": _KEY,
    }
    usual = demo_settings(slack_url, seam_url, folder, (RITA,), public_url=slack_url, **keys)  # nobody opens a page
    return usual.model_copy(update={"per_minute": MANY})  # one person stands for a whole desk
