"""What Slack offers of the app while one types: all of it from manifest.yml, as Slack itself has it."""

from functools import cache

from bot.demo.slack.rules import Json
from bot.manifest import features

VERBS = (
    {"text": "/guest", "about": "Give a guest access"},
    {"text": "/guest Gail Guest", "about": "The same, with the name filled in"},
    {"text": "/guest help", "about": "What Keydesk can do"},
    {"text": "/guest setup", "about": "Who may give access (admins)"},
)


@cache
def offers() -> Json:
    """Commands, shortcuts and what one may type after a command."""
    known = features()
    commands = [
        {key: one.get(key, "") for key in ("command", "usage_hint", "description")} for one in known["slash_commands"]
    ]
    return {"commands": commands, "shortcuts": known["shortcuts"], "verbs": list(VERBS)}
