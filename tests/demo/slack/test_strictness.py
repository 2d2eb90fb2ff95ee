"""The strictness list: every phrase of what the simulated Slack promises, and the tests that hold it to that.

What passes here must pass in Slack. Where Slack's own sources settle nothing, the test's file or docstring says so and
the stricter reading is taken. The names below are checked: a test that goes away takes its line with it.
"""

from functools import reduce
from importlib import import_module

import pytest

from bot.demo.slack.methods import METHODS

WEB_API = {
    "auth.test": ["test_webapi.TestAuth.test_auth_test_names_the_bot_and_its_scopes"],
    "chat.postMessage": ["test_chat.TestPostMessage.test_what_is_posted_stands_in_the_channel"],
    "chat.update": ["test_chat.TestChangingMessages.test_text_alone_keeps_the_old_blocks"],
    "chat.delete": ["test_chat.TestChangingMessages.test_a_deleted_message_is_gone"],
    "chat.postEphemeral": ["test_chat.TestEphemeral.test_it_is_never_in_the_history"],
    "chat.getPermalink": ["test_chat.TestChangingMessages.test_permalink"],
    "views.open": ["test_views.TestTriggers.test_one_use"],
    "views.update": ["test_views.TestUpdate.test_the_id_stays_and_the_hash_changes"],
    "views.push": ["test_views.TestStack.test_three_views_and_no_more"],
    "views.publish": ["test_views.TestHome.test_one_for_each_person"],
    "conversations.open": ["test_people.TestConversations.test_opening_a_direct_message"],
    "conversations.info": ["test_people.TestConversations.test_a_private_channel_is_hidden_from_strangers"],
    "conversations.list": ["test_people.TestConversations.test_listing_by_page"],
    "conversations.members": ["test_people.TestConversations.test_members_and_joining"],
    "conversations.join": ["test_people.TestConversations.test_members_and_joining"],
    "users.info": ["test_people.TestPeople.test_a_user_has_a_zone"],
    "users.list": ["test_people.TestPeople.test_finding_people"],
    "users.lookupByEmail": ["test_people.TestPeople.test_finding_people"],
    "usergroups.list": ["test_people.TestPeople.test_user_groups"],
    "usergroups.users.list": ["test_people.TestPeople.test_user_groups"],
    "apps.connections.open": ["test_person.TestSocket.test_a_wrong_app_token_gets_no_socket"],
    "files.info": ["test_files.test_a_file_that_was_not_sent_yet_is_the_persons_alone"],
    "files.getUploadURLExternal": ["test_files.test_bytes_that_were_not_announced_are_refused"],
    "files.completeUploadExternal": ["test_files.test_the_app_uploads_in_three_steps"],
}
AROUND = {
    "a real Socket Mode WebSocket": [
        "test_person.TestJourney.test_command_form_result_card_click",
        "test_person.TestSocket.test_the_bot_comes_back_when_asked_to_reconnect",
        "test_person.TestSocket.test_ten_at_once_and_no_more",
    ],
    "response_url endpoints": ["test_replies.TestResponseUrl.test_in_channel"],
    "signed requests": ["test_wire.TestSigned.test_each_is_signed"],
    "slash commands": ["test_replies.TestPayloads.test_a_command"],
    "block_actions": ["test_replies.TestPayloads.test_a_menu_in_a_message_is_sent_at_once"],
    "view_submission/view_closed": [
        "test_replies.TestPayloads.test_a_conversation_input_may_bring_a_response_url",
        "test_replies.TestPayloads.test_the_x_clears_the_stack",
    ],
    "shortcuts": ["test_person.TestJourney.test_shortcut_and_home"],
    "message shortcuts": ["test_replies.TestPayloads.test_a_message_shortcut_brings_the_message"],
    "block_suggestion": ["test_person.TestJourney.test_searching"],
    "app_home_opened": ["test_events.TestPeople.test_a_look_at_the_home_tab"],
    "user_change": ["test_events.TestPeople.test_a_changed_person"],
    "channel events": ["test_events.TestChannels.test_the_app_hears_what_happens_to_a_channel"],
    "Slack's retry behaviour for events": [
        "test_events.TestRetries.test_at_once_then_after_a_minute_and_after_five",
        "test_events.TestRetries.test_none_where_the_bot_says_no_retry",
        "test_events.TestRetries.test_no_answer_within_three_seconds",
        "test_events.TestOverASocket.test_the_envelope_says_that_it_came_before",
    ],
}
STRICT = {
    "trigger ids single-use": ["test_views.TestTriggers.test_one_use"],
    "trigger ids, 3 s": ["test_views.TestTriggers.test_three_seconds"],
    "ack after 3 s: a command": ["test_failures.TestNoAck.test_a_command"],
    "ack after 3 s: a button": ["test_failures.TestNoAck.test_a_button_gets_a_warning_mark"],
    "ack after 3 s: a modal": ["test_failures.TestNoAck.test_a_modal_stays_and_says_so"],
    "ack after 3 s: a search": ["test_failures.TestNoAnswer.test_a_search"],
    "ack after 3 s: it does nothing": ["test_failures.TestTooLate.test_an_ack_that_comes_too_late_does_nothing"],
    "response_url 5 uses": ["test_replies.TestResponseUrl.test_five_uses"],
    "response_url 30 min": ["test_replies.TestResponseUrl.test_half_an_hour"],
    "view stack of 3": [
        "test_views.TestStack.test_three_views_and_no_more",
        "test_answers.TestBadAnswers.test_a_fourth_view_is_pushed_by_no_answer_either",
    ],
    "hash conflicts": [
        "test_views.TestUpdate.test_the_id_stays_and_the_hash_changes",
        "test_views.TestHome.test_one_for_each_person",
    ],
    "the view id kept on update": ["test_views.TestUpdate.test_the_id_stays_and_the_hash_changes"],
    "state shapes of untouched elements": ["test_state.TestUntouched.test_it_is_there_and_empty"],
    "Block Kit limits": [
        "test_blockkit.TestLimits.test_the_last_good_and_the_first_bad",
        "test_blockkit.TestLimits.test_a_message_takes_50_blocks",
        "test_blockkit.TestLimits.test_options_of_a_search_are_at_most_100",
        "test_blockkit_elements.TestWrong.test_what_an_element_must_not_hold",
        "test_views.TestUpdate.test_too_large",
    ],
    "surface rules": [
        "test_blockkit_elements.TestMatrix.test_where_each_element_may_stand",
        "test_blockkit_elements.TestMatrix.test_where_each_block_may_stand",
        "test_blockkit_whole.TestPlaces.test_a_home_has_no_title_or_submit",
    ],
    "slack_sdk's models agree": [
        "test_blockkit_whole.TestSecondOpinion.test_on_a_view",
        "test_blockkit_whole.TestSecondOpinion.test_it_is_heard",
    ],
    "Slack's error names": [
        "test_errors.test_every_error_is_one_of_slacks",
        "test_views.TestTriggers.test_a_bad_view_does_not_spend_it",
        "test_chat.TestPostMessage.test_bad_blocks_are_listed",
    ],
    "not_in_channel, channel_not_found, is_archived": [
        "test_chat.TestPostMessage.test_where_the_bot_may_not_write",
        "test_chat.TestEphemeral.test_both_must_be_there",
        "test_chat.TestChangingMessages.test_nothing_is_edited_in_an_archived_channel",
    ],
    "a download without the token is a sign-in page": [
        "test_files.test_the_app_gets_the_file_of_a_form_with_its_token",
    ],
    "missing scope": [
        "test_files.test_scopes",
        "test_webapi.TestAuth.test_a_missing_scope_says_what_is_needed",
        "test_installed.TestFromManifest.test_a_scope_it_lacks_is_missing",
        "test_events.TestWhoIsTold.test_not_without_the_scope",
    ],
    "per-channel pace": ["test_limits.TestPace.test_one_post_a_second_for_each_channel"],
    "429 with Retry-After": [
        "test_limits.TestTiers.test_so_many_a_minute",
        "test_limits.TestTiers.test_the_handler_of_slack_sdk_reads_the_answer",
    ],
    "ephemeral messages never in history": ["test_chat.TestEphemeral.test_it_is_never_in_the_history"],
    "guest users": ["test_kinds.TestGuests.test_others_see_only_where_they_are_members"],
    "external users": ["test_kinds.TestGuests.test_what_they_press_says_where_they_are_from"],
    "deactivated users": [
        "test_kinds.TestDeactivated.test_nobody_writes_to_them",
        "test_events.TestPeople.test_a_deactivated_person_is_nowhere_any_more",
    ],
    "admin users": ["test_people.TestPeople.test_kinds"],
}
LINES = [(line, name) for table in (WEB_API, AROUND, STRICT) for line, names in table.items() for name in names]


@pytest.mark.parametrize(("line", "name"), LINES, ids=[f"{line}: {name}" for line, name in LINES])
def test_each_line_has_its_test(line: str, name: str) -> None:
    module, *path = name.split(".")

    assert callable(reduce(getattr, path, import_module(f".{module}", __package__))), line
    assert path[-1].startswith("test_")


def test_every_method_is_on_the_list() -> None:
    assert set(WEB_API) == {*METHODS, "apps.connections.open"}
