"""What Seam says is wrong with the codes of smart locks, once each, with what to do next.

Keys are Seam's own, of the enumerations in its OpenAPI (`@seamapi/types` 1.977.0), and a few of ours.
"""

from bot.domain.device_problems import ERRORS, WARNINGS

CODE_ERRORS: dict[str, str] = {
    "provider_issue": "The lock's maker has a problem of its own. Seam keeps trying; use another door or a key meanwhile.",
    "failed_to_set_on_device": "The lock did not take the PIN. Seam keeps trying; check that the lock is online, or use another door.",
    "failed_to_remove_from_device": "The lock did not let go of the PIN, so it may still open. Seam keeps trying; check at the lock, or delete it in the maker's app.",
    "duplicate_code_on_device": "Another code with these digits is on the lock already. Retry for other digits, or delete the other one in the maker's app.",
    "no_space_for_access_code_on_device": "The lock has no room for another code. End access that is not needed, or delete old codes in the maker's app, then retry.",
    "conflicting_external_modification": "Somebody changed this PIN in the maker's app. Seam is putting it back; ask them not to, or make a new PIN.",
    "access_code_inactive": "The lock's maker has switched this PIN off. Make a new PIN.",
    "insufficient_permissions": "The connected account may not manage this lock's codes. Give it the right in the maker's app, then retry.",
}
CODE_WARNINGS: dict[str, str] = {
    "delay_in_setting_on_device": "Setting the PIN on the lock takes longer than it should. Check that the lock is online.",
    "delay_in_removing_from_device": "Removing the PIN from the lock takes longer than it should: it may still open. Check that the lock is online.",
    "code_rotates_periodically": "This PIN changes by itself, and Keydesk looks every five minutes. Look it up again with Show PIN each time it is needed.",
    "external_modification_in_effect": "Somebody changed this PIN in the maker's app. Compare it at the lock, or make a new PIN.",
    "third_party_integration_detected": "Another program manages this lock too and may change its PINs. Switch that off in the maker's app.",
    "time_frame_adjusted_for_unknown_time_zone": "The lock's time zone is not known, so Seam widened the hours of this PIN. Set the zone in the maker's app.",
    "igloo_algopin_must_be_used_within_24_hours": "The guest must use this PIN once within 24 hours of its start, else it never works.",
    "management_transferred": "This PIN is managed outside Seam now. Make a new PIN, or manage it in the maker's app.",
    "using_backup_access_code": "A backup code has taken the place of this PIN. Show PIN shows the one that works.",
    "being_deleted": "This is being deleted at Seam. Wait until it is gone, or make a new one.",
    "unknown_issue_with_access_code": "Something is wrong with this PIN, and Seam does not say what. Try it at the lock, or make a new PIN.",
}
OURS: dict[str, str] = {
    "code_failed": "Seam reports an error for this PIN. Retry it, or choose another door.",
    "duplicate_access_code": "Another code with these digits is on the lock already. Choose other digits.",
    "code_not_set": "The lock has not got the PIN, though it should have by now.",
    "no_backup_code": "No backup code is ready on this lock. Make a new PIN, or use another door.",
    "offline_keeps_end": "An offline PIN can be neither changed nor ended before its end. Give access again where more time is needed.",
    "offline_fixed_times": "{door} makes PINs for fixed times only, which Keydesk cannot choose. Make this PIN in the maker's app.",
    "offline_too_long": "{door} makes PINs for up to 28 days, or for 29 to 367 whole days. Choose another end.",
    "standing_too_long": "Standing access is looked at again after 90 days at the latest. Choose an earlier end.",
    "standing_not_here": "Standing access is possible at smart locks whose PINs can be renewed. Choose such doors alone.",
    "locks_not_compared": "PINs of smart locks are followed one by one and are not compared here. Each access says how its PINs stand.",
    "code_not_chosen_here": "{door} chooses its PINs itself. Leave the PIN empty, or give this door by itself.",
    "code_malformed": "Write the PIN with digits only.",
    "code_length": "{door} takes PINs of {lengths} digits.",
    "code_weak": "This PIN is too easy to guess: no repeats, no runs, no years or dates. Choose other digits, or leave it empty.",
}
LOCK_AFTERWARDS: dict[str, str] = {
    "access_code_inactive": "The lock's maker has switched this PIN off.",
    "code_failed": "Seam reported an error for this PIN. Give again, with another door if it fails again.",
    "conflicting_external_modification": "Somebody changed this PIN in the maker's app.",
    "duplicate_code_on_device": "Another code with these digits was on the lock already. Give again for other digits.",
    "external_modification_in_effect": "Somebody changed this PIN in the maker's app.",
    "insufficient_permissions": "The connected account may not manage this lock's codes. Give it the right in the maker's app.",
    "management_transferred": "This PIN is managed outside Seam. Delete it in the maker's app if it is still there.",
    "no_backup_code": "No backup code was ready on this lock.",
    "no_space_for_access_code_on_device": "The lock had no room for another code. Delete old codes in the maker's app.",
    "unknown_issue_with_access_code": "Something was wrong with this PIN, and Seam does not say what.",
}
"""Those that differ once a grant is over."""
CONSTRAINTS: dict[str, str] = {
    "code_no_zeros": "{door} takes no 0 in a PIN.",
    "code_cannot_start_with_12": "{door} takes no PIN that starts with 12.",
    "code_no_triple_consecutive_ints": "{door} takes no three digits in a row that are the same or follow each other.",
    "code_no_ascending_or_descending_sequence": "{door} takes no PIN that only counts up or down.",
    "code_at_least_three_unique_digits": "{door} wants at least three different digits.",
    "code_no_all_same_digits": "{door} takes no PIN of one digit alone.",
    "code_unique_first_four_digits": "{door} wants four different digits at the beginning.",
    "code_cannot_contain_089": "{door} has no 0, 8 or 9.",
    "code_cannot_contain_0789": "{door} has no 0, 7, 8 or 9.",
}
_OF_DEVICES = {code: said for code, said in {**WARNINGS, **ERRORS}.items() if code != "account_disconnected"}
"""A code shows its lock's errors too; that an account is lost is said of its building."""
LOCK_SENTENCES: dict[str, str] = {
    **_OF_DEVICES,
    **CODE_WARNINGS,
    **CODE_ERRORS,
    **OURS,
    **CONSTRAINTS,
}
