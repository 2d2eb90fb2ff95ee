"""What Slack offers of the app while one types: its commands and shortcuts, as the manifest names them."""

from dataclasses import asdict

from bot.demo.slack.installed import Installed
from bot.demo.slack.rules import Json

VERBS = (
    {"text": "/guest", "about": "Give a guest access"},
    {"text": "/guest Gail Guest", "about": "The same, with the name filled in"},
    {"text": "/guest help", "about": "What Keydesk can do"},
    {"text": "/guest list", "about": "Who has access: today, active, ending, mine"},
    {"text": "/guest find", "about": "Find a guest, a door, a reason"},
    {"text": "/guest bulk", "about": "Many guests at once, from a list"},
    {"text": "/guest end", "about": "End access of a guest, a building or an issuer"},
    {"text": "/guest approvals", "about": "What waits for your approval"},
    {"text": "/guest tasks", "about": "What is to be done at doors without a hub"},
    {"text": "/guest check", "about": "Seam against our books (managers and admins)"},
    {"text": "/guest setup", "about": "Who may give access (admins)"},
    {"text": "/guest audit", "about": "Who did what (managers and admins)"},
    {"text": "/guest forget", "about": "Remove what is known of a guest (managers and admins)"},
    {"text": "/door status", "about": "How the doors stand: locked, online, battery"},
    {"text": "/door unlock", "about": "Unlock a smart lock, with a reason"},
    {"text": "/door lock", "about": "Lock a smart lock"},
    {"text": "/door watch", "about": "Hear in this channel what happens at doors (admins)"},
    {"text": "/door unwatch", "about": "End that (admins)"},
    {"text": "/door help", "about": "What is told of doors, and what is not"},
)


def offers(installed: Installed) -> Json:
    """Commands, shortcuts and what one may type after a command."""
    return {
        "commands": [asdict(command) for command in installed.commands],
        "shortcuts": [asdict(shortcut) for shortcut in installed.shortcuts],
        "verbs": list(VERBS),
    }
