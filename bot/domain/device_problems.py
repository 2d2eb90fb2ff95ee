"""What Seam reports of a lock, in words: its whole closed lists of errors and warnings, each with what can be done.

A code that is not here is one that Seam has added since; it is said to be unknown, never left out.
"""

from collections.abc import Mapping

ERRORS: Mapping[str, str] = {
    "account_disconnected": "Its account is disconnected from Seam. An admin signs in again with Connect a building in /guest setup.",
    "salto_ks_subscription_limit_exceeded": "The Salto KS subscription has no room left. Whoever manages it adds users or removes some.",
    "dormakaba_sites_disconnected": "The dormakaba sites are disconnected. An admin connects them again in Seam.",
    "device_offline": "It is offline. Check its power, its batteries and the network there.",
    "device_removed": "It was taken off its account. Whoever manages the account adds it again.",
    "hub_disconnected": "Its hub or bridge is offline. Check the hub's power and network.",
    "device_disconnected": "It does not answer. Check its batteries and whether its network works.",
    "empty_backup_access_code_pool": "It has no backup code left. Seam fills them up; new ones come by themselves when it is online.",
    "august_lock_not_authorized": "The August account may not manage it. Its owner makes the account an owner in the August app.",
    "missing_device_credentials": "Seam lacks what it needs to speak to it. An admin enters its credentials in Seam.",
    "auxiliary_heat_running": "Its heating runs on the auxiliary source. Doors are not affected.",
    "subscription_required": "Its maker wants a paid subscription for this. Whoever manages the account takes one out.",
    "bridge_disconnected": "Its bridge is disconnected. Check that the bridge has power and is online.",
}
WARNINGS: Mapping[str, str] = {
    "partial_backup_access_code_pool": "It has few backup codes. Seam fills them up by itself.",
    "many_active_backup_codes": "Many of its backup codes are in use. Give new codes where the old ones are no longer needed.",
    "third_party_integration_detected": "Another program manages its codes too. Codes may change under way: use one program alone.",
    "ttlock_lock_gateway_unlocking_not_enabled": "Remote unlock is switched off in the TTLock app. Switch it on there.",
    "ttlock_weak_gateway_signal": "The signal of its gateway is weak. Put the gateway nearer to it.",
    "power_saving_mode": "It saves power and answers late. Change its batteries soon.",
    "temperature_threshold_exceeded": "It measures a temperature beyond its limits. Look at the place.",
    "device_communication_degraded": "It answers slowly. What is asked of it may take minutes.",
    "scheduled_maintenance_window": "Its maker works on the service. Try again when that is over.",
    "device_has_flaky_connection": "Its connection comes and goes. Check its batteries and the network there.",
    "salto_ks_office_mode": "It is in office mode: the door stays open for everybody until that is ended at Salto KS.",
    "salto_ks_privacy_mode": "It is in privacy mode: codes do not open it until somebody ends that from inside.",
    "privacy_mode": "It is in privacy mode: codes do not open it until somebody ends that from inside.",
    "salto_ks_subscription_limit_almost_reached": "The Salto KS subscription is nearly full. Whoever manages it adds users.",
    "salto_ks_lock_access_code_support_removed": "It takes no codes any more. Give another kind of access, or check it at Salto KS.",
    "unknown_issue_with_phone": "Something is wrong with a phone that holds a key for it. Seam does not say what.",
    "lockly_time_zone_not_configured": "Its time zone is not set, so codes may work at the wrong time. Set it in the Lockly app.",
    "ultraloq_time_zone_unknown": "Its time zone is not known, so codes may work at the wrong time. An admin sets it in Seam.",
    "time_zone_unknown": "Its time zone is not known, so codes may work at the wrong time. An admin sets it in Seam.",
    "time_zone_mismatch": "Its time zone is not the one that Seam has, so codes may work at the wrong time. Make them the same.",
    "two_n_device_missing_timezone": "Its time zone is not set, so codes may work at the wrong time. Set it on the 2N device.",
    "hub_required_for_additional_capabilities": "It needs a hub for remote commands and codes. Add one in its maker's app.",
    "provider_issue": "Its maker's service is in trouble. Try again later.",
    "keynest_unsupported_locker": "This KeyNest locker cannot be used through Seam.",
    "accessory_keypad_setup_required": "Its keypad is not set up, so no code can be typed. Set the keypad up in its maker's app.",
    "unreliable_online_status": "Whether it is online cannot be relied on. Look at the door before you count on it.",
    "max_access_codes_reached": "It has no room for another code. End access that is no longer needed.",
    "insufficient_permissions": "The account may not do everything with it. Its owner gives the account more rights.",
}
REFUSALS: Mapping[str, str] = {
    "not_a_door_operator": "Only the building's issuers and managers may lock or unlock its doors.",
    "not_your_door": "This door is not part of your access, or not at this time.",
    "no_remote_unlock_at_latch": "Latch doors cannot be locked or unlocked from here: Latch lets nobody do that through Seam. Give a PIN or a mobile key with /guest.",
    "no_remote_unlock": "{system} doors cannot be locked or unlocked from here. Give access with /guest.",
    "lock_cannot_unlock": "This lock cannot be unlocked from here: {maker} or its set-up does not allow it. Give a code with /guest.",
    "lock_cannot_lock": "This lock cannot be locked from here: {maker} or its set-up does not allow it. Lock it by hand.",
    "command_reason_missing": "Say why, in a few words: it is told in the building's watch channel.",
    "command_not_confirmed": "Tick this: what you ask for happens at a real door, at once.",
    "command_under_way": "Somebody has asked this of the door already, and it has not answered yet. Wait for that.",
    "commands_too_many": "That is too much for this door, or for you, in one minute. Wait a minute.",
    "no_such_command": "This command is not known here any more.",
    "no_such_door": "There is no door called {door} where you have a role. /door status lists them.",
    "command_stale": "It was not sent within half a minute, so it was not sent at all. Ask again if somebody still waits.",
    "command_lost": "No answer came, so nobody knows whether the lock has moved. Look at the door. Keydesk does not send it again by itself.",
    "command_unanswered": "The lock did not answer within 2 minutes. It may still move. Look at the door before you ask again.",
    "command_failed": "Seam reports that the lock did not do it. Look at the door, then try again.",
}
"""What somebody is told who asks something of a lock; among the sentences of `domain.problems`."""


def error_words(code: str) -> str:
    """The sentence of an error."""
    return ERRORS.get(code) or f"Seam reports an error that Keydesk does not know ({code}). Look at it in Seam."


def warning_words(code: str) -> str:
    """The sentence of a warning."""
    return WARNINGS.get(code) or f"Seam reports something that Keydesk does not know ({code}). Look at it in Seam."
