"""No error is of our own making: each name that the Web API answers with is one of Slack's.

Slack's method pages document most of them; the others are listed with what is known of them.
"""

import re
from pathlib import Path

import bot.demo.slack

DOCUMENTED = {
    "cannot_reply_to_message", "cant_delete_message", "cant_update_message", "channel_not_found",
    "duplicate_external_id", "exchanged_trigger_id", "expired_trigger_id", "file_not_found", "hash_conflict",
    "invalid_arguments", "invalid_auth", "invalid_blocks", "invalid_blocks_format", "invalid_cursor", "invalid_limit",
    "invalid_metadata_format", "invalid_trigger_id", "invalid_types", "is_archived", "is_inactive",
    "message_not_found", "messages_tab_disabled", "method_not_supported_for_channel_type", "missing_scope",
    "msg_blocks_too_long", "msg_too_long", "no_such_subteam", "no_text", "not_allowed_token_type", "not_authed",
    "not_enabled", "not_found", "not_in_channel", "push_limit_reached", "ratelimited", "too_many_users",
    "unknown_method", "user_disabled", "user_not_found", "user_not_in_channel", "users_list_not_supplied",
    "users_not_found", "view_too_large",
}  # fmt: skip
ELSEWHERE = {
    "cannot_dm_bot": "on the pages of older methods that opened direct messages",
    "invalid_json": "on the page about the Web API as a whole",
    "json_not_object": "on the page about the Web API as a whole",
    "thread_not_found": "on the page of conversations.replies; what a post into no thread gets is not settled",
}
NOT_SENT = {"invalid_errors", "invalid_response_action"}
"""An ack that Slack does not take ends in silence; these stand in `violations` alone."""


def _raised() -> set[str]:
    sources = Path(bot.demo.slack.__file__).parent.glob("*.py")
    text = "\n".join(source.read_text() for source in sources)
    pairs = re.findall(r'SlackError\("(\w+)"(?: if [^)]+ else "(\w+)")?', text)
    return {code for pair in pairs for code in pair if code}


def test_every_error_is_one_of_slacks() -> None:
    assert _raised() == DOCUMENTED | ELSEWHERE.keys() | NOT_SENT
