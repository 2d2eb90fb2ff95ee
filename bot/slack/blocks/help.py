"""Names only what exists: a verb in here without a listener would be a dead end for the person who types it."""

from difflib import get_close_matches

from slack_sdk.models.blocks import SectionBlock

from bot.slack.blocks import buttons
from bot.slack.blocks.message import Message, shown
from bot.slack.blocks.text import mrkdwn

VERBS = ("help", "bulk", "approvals", "setup", "audit", "check", "end", "find", "forget", "list", "tasks")
_CLOSE = 0.75
_COMMANDS = """*Commands*
• `/guest` gives a guest access: a PIN per door, or a mobile key
• `/guest NAME` and what else you know, in any order: `/guest Gail Guest lobby until tomorrow 6pm`, `fri 9-17`, \
`for 3 days`, a template, an e-mail. The form shows what was understood
• `/guest list` shows who has access: today, active, ending, mine, or a building's name
• `/guest find` TEXT finds a guest by name, e-mail, last digits of the phone, door or reason
• `/guest bulk` gives many guests access at once, from pasted rows or a CSV file
• `/guest end` ends all access of a guest, at a building, or given by one person, once you have seen what that is
• `/guest approvals` lists what waits for your approval
• `/guest setup` sets up a building: who may give access, hub, reminders (managers and admins), or connects one (admins)
• `/guest tasks` lists what is to be done at doors without a hub
• `/guest audit` shows who did what, and whom Keydesk refused (managers and admins)
• `/guest check` compares Seam with Keydesk's books, and says what differs (managers and admins)
• `/guest forget` removes what is known of a guest (managers and admins)
• `/door help` says how doors are seen, unlocked and watched
• `/guest help` shows this"""
_BUTTONS = """*On a card*
• *Show PIN* shows the PINs to you alone, and records that you looked
• *Extend* moves the end; the old end holds until Seam confirms the new one
• *End access* takes access back; it is over when Seam confirms it, and a door without a hub may need an update
• *Retry failed doors* tries those doors again
• *More* adds doors, makes a new PIN, changes the end, or gives the same again"""
_WHO = (
    "PINs never stand in a channel. Show PIN, Extend and End are for the requester and for the building's issuers "
    "and managers."
)


def help_message(typed: str = "") -> Message:
    """The answer to `/guest help`, and to a word that is close to a verb, which it then names first."""
    texts = (*_meant(typed), _COMMANDS, _BUTTONS, _WHO)
    blocks = [SectionBlock(text=mrkdwn(text)) for text in texts]
    return Message("How to give guests access with /guest", (*blocks, *buttons.actions(buttons.open_form())))


def _meant(typed: str) -> list[str]:
    verb = verb_hint(typed)
    if verb is None or verb == typed.casefold():
        return []
    return [f"*Did you mean `/guest {verb}`?* For a guest of the name {shown(typed)}, press Open."]


def verb_hint(text: str) -> str | None:
    """The verb that a single word is, or nearly is: "hlep" means help. Two words are a guest's name."""
    words = text.casefold().split()
    close = get_close_matches(words[0], VERBS, n=1, cutoff=_CLOSE) if len(words) == 1 else []
    return close[0] if close else None
