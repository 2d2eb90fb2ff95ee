"""Each problem that a person may meet, once, with a sentence that says what to do next.

Keys are stored and logged; sentences are shown. `{name}` places are filled by the screen. Sentences carry no markup.
"""

SENTENCES: dict[str, str] = {
    # Seam, the provider, a building
    "acs_system_disconnected": "This building is disconnected from Seam. An admin connects it again with Connect a building in /guest setup.",
    "account_disconnected": "The building's account is disconnected from Seam. An admin signs in again with Connect a building in /guest setup.",
    "provider_service_unavailable": "The lock provider's service is down. Seam keeps trying; try again in a few minutes.",
    "setup_required": "This building is not fully set up at Latch or Seam yet. An admin finishes the set-up in Seam.",
    "seam_unreachable": "Seam cannot be reached right now. Nothing is lost: this goes on by itself as soon as Seam answers.",
    "slack_unreachable": "Slack does not answer right now. Nothing is lost: this goes on by itself.",
    "seam_busy": "Seam asks for a pause. Nothing is lost: this goes on by itself.",
    "seam_unauthorized": "Seam refuses the API key. An admin checks SEAM_API_KEY; `python -m bot doctor` says more.",
    "seam_rejected": "Seam refused this request. Try again; if it is refused again, give the reference to an admin.",
    "seam_unreadable": "Seam gave an answer that makes no sense. The result is being looked up.",
    # Connecting an account
    "connection_unknown": "This connection is not known here any more. Open /guest setup again.",
    "no_connect_link": "Seam made no link. Make a new one.",
    "sign_in_failed": "The sign-in at Seam's page did not succeed; Seam does not say why. Make a new link and sign in again.",
    "account_removed": "The account was removed from Seam again. Make a new link and sign in once more.",
    # Doors
    "entrance_removed": "This door is no longer in Seam. Choose another door, or ask an admin to check the building in Seam.",
    "entrance_not_capable": "This door cannot do this kind of access. Choose another door or method.",
    "entrance_mismatch": "Seam made a credential that does not open this door. Seam was asked to take it back; retry, or use another door.",
    # People at Seam
    "latch_conflict_with_resident_user": "This guest already exists in Latch Mission Control. Manage their access there, or use another e-mail.",
    "latch_resident_user": "This guest is a resident in Latch Mission Control. Manage their access there, or use a PIN instead.",
    "identity_not_ours": "This e-mail belongs to a person whom another program manages in Seam. Use another e-mail, or a PIN.",
    "failed_to_create_on_acs_system": "Latch could not create the guest. Retry; if it fails again, an admin checks the building in Seam.",
    "failed_to_update_on_acs_system": "Latch could not update the guest. Retry; if it fails again, an admin checks the building in Seam.",
    "deleted_externally": "The guest was deleted outside Keydesk. Give access again.",
    # Credentials
    "credential_failed": "Latch reports an error for this door. Retry it, or choose another door.",
    "invalidated": "Latch has made this credential unusable. Make a new PIN, or give access again.",
    "gone_at_seam": "This credential was deleted outside Keydesk. Make a new PIN, or give access again.",
    "extend_refused": "Seam refused the new end for this door; the old end still holds. Where other doors have the new end, make a new PIN for this one; else give again for a longer time.",
    "no_instant_key": "The mobile key is issued, but Seam gave no link for the phone. The guest can use your app, or give a PIN instead.",
    "ended_before_made": "Access was ended before this door was ready.",
    # Fields
    "name_missing": "Enter the guest's name.",
    "name_too_long": "Use at most 200 characters for the name.",
    "email_malformed": "This is not an e-mail address. Example: guest@example.com",
    "email_needed": "A mobile key needs the guest's e-mail address.",
    "phone_malformed": "This is not a phone number. Start with + and the country code, for example +1 212 555 0100",
    "doors_missing": "Choose at least one door.",
    "building_unknown": "This building is not known here any more. Open the form again.",
    "door_unknown": "One of the doors is no longer there. Choose the doors again.",
    "door_cannot": "{door} cannot do this. Choose another door or method.",
    "method_not_offered": "Mobile keys are not set up for this building. Choose PIN, or ask an admin to switch them on in /guest setup.",
    "end_not_after_start": "The end must be after the start, {start}.",
    "start_in_past": "The start is in the past. Choose Now or a later time.",
    "end_unchanged": "This is the end already. Choose another one.",
    "end_in_past": "The end is in the past. Choose a later time.",
    "too_long": "Longer than {maximum} is not possible here. Choose an end up to {latest}.",
    "outside_hours": "Access here must lie within {hours}, {zone} time. Choose another start or end.",
    "no_hours": "The policies of these doors leave no time at which all of them may be opened. Choose fewer doors.",
    "hours_malformed": "Write the hours as weekdays and times, for example Mon-Fri 08:00-18:00, Sat 10:00-14:00",
    "pin_not_allowed": "PINs are not allowed here. Choose another method or other doors.",
    "mobile_key_not_allowed": "Mobile keys are not allowed here. Choose another method or other doors.",
    "reason_missing": "A reason is needed here. Enter why the guest gets access.",
    "reason_unlike": "The reason must contain {pattern} here (# is a digit).",
    "too_many_open": "You have {most} guests with open access here already, which is the most. End one of them first.",
    "time_in_gap": "On {day} the clock in {zone} skips {clock} (daylight saving). Choose another time.",
    "ambiguous_time": "On {day} the clock in {zone} shows {clock} twice. Choose which one is meant below.",
    "date_missing": "Choose a date.",
    "time_missing": "Choose a time.",
    "building_disconnected": "{building} is disconnected: {why}",
    "reason_too_long": "Use at most 500 characters for the reason.",
    # Lists of guests
    "list_too_large": "This file is too large. A list has at most {most} guests: split it and give it in parts.",
    "list_is_workbook": 'This is an Excel workbook. Save it as "CSV UTF-8" and choose that file.',
    "list_not_utf8": 'This is not a text file that Keydesk can read. In a spreadsheet, save it as "CSV UTF-8".',
    "list_row_too_long": "Row {row} is much too long: a quotation mark is probably missing there or before.",
    "list_malformed": "This is not a list that Keydesk can read: a quotation mark is probably missing.",
    "list_empty": "There is no guest in this list. Put one guest in each row.",
    "list_too_long": "This list has about {rows} rows. At most {most} guests are possible at once: split it and give it in parts.",
    "list_no_header": "The first row of a file must name the columns: name, e-mail, phone, entrances, start, end, method.",
    "list_column_missing": "There is no column for the {column}. Columns: name, e-mail, phone, entrances, start, end, method.",
    "list_column_twice": "Two columns are for the {column}. Keep one of them.",
    "list_nothing": "Paste rows or choose a file.",
    "list_both": "You have pasted rows and chosen a file. Keep one of the two.",
    "list_file_gone": "Slack does not give this file to Keydesk. Choose it again.",
    "list_gone": "This list is not kept any more. Start again with /guest bulk.",
    "list_started": "This list was started already.",
    "list_nothing_good": "No row can be given as it stands. Correct the list and start again with /guest bulk.",
    "list_not_yours": "Only the person who brought this list, and the building's issuers and managers, may do this.",
    "list_nothing_to_retry": "No row needs a retry.",
    "list_cells_left": "This row has more cells than there are columns. Put a text with a comma or semicolon into quotation marks.",
    "list_end_missing": "Say when access ends, for example 2026-11-24 18:00, 18:00, 2h or 3d.",
    "list_start_unread": "This is no date and time. Write 2026-11-24 09:00, 24.11.2026 09:00 or now.",
    "list_end_unread": "This is no date, time or length. Write 2026-11-24 18:00, 24.11.2026 18:00, 18:00, 2h or 3d.",
    "list_date_two_ways": "This date can be read in two ways. Write 2026-11-24 or 24.11.2026.",
    "list_no_such_date": "There is no such date.",
    "list_no_such_time": "There is no such time of day.",
    "list_time_twice": "On {day} the clock in {zone} shows {clock} twice. Write the offset with it, for example {example}.",
    "list_method_unread": "Write PIN or mobile key.",
    "list_door_unknown": "There is no door called {door} here.",
    "list_door_like": "There is no door called {door} here. Is {like} meant?",
    "list_door_twice": "Several doors here are called {door}. Give this guest access with /guest, where they can be told apart.",
    "list_too_many_doors": "At most {most} doors are possible for one guest at once.",
    "list_row_twice": "Row {row} gives this guest the same door at the same time. Leave one of them out; for two people of one name, add their e-mails.",
    "list_has_access": "This guest has access to {door} until {until} already. Extend that; for another person of this name, add their e-mail.",
    "list_requester_gone": "The person who brought this list may not give access here any more.",
    # Refusals
    "not_a_member": "Keydesk is for full members of this Slack workspace.",
    "not_an_issuer": "You may not give access here. A manager or an admin can add you in /guest setup.",
    "not_yours": "Only the person who gave this access and the building's issuers and managers may do this.",
    "no_role_here": "You have no role at this building. A manager or an admin can give you one in /guest setup.",
    "approvers_only": "Only the building's approvers and managers, and Keydesk's admins, may do this.",
    "managers_only": "Only a building's managers and Keydesk's admins may do this.",
    "admins_only": "Only Keydesk's admins (BOT_ADMINS) may do this.",
    "nobody_can_approve": "This needs approval, and nobody here can give it. A manager or an admin can name approvers in /guest setup.",
    "request_waits": "A change of this access waits for approval already. Withdraw it on the card first, or wait for the decision.",
    "request_lapsed": "Nobody decided in time: this request has lapsed.",
    "not_approved_yet": "This access waits for approval. Withdraw it, or wait for the decision.",
    "already_decided": "This was decided or withdrawn meanwhile. Nothing was changed by your click.",
    "own_request": "You asked for this yourself: somebody else decides it.",
    "no_such_request": "This request is not known here any more.",
    "not_your_request": "Only who asked for this, and whoever may end this access, can withdraw it.",
    "asker_may_not": "The person who asked may not do this here any more. Decline it, or give access yourself.",
    "asker_lookup_failed": "Slack did not tell in time who asked for this, so nothing was done. Try again.",
    "overtaken": "The end of this access is as late as this by now. Decline the request.",
    "decline_reason_missing": "Say why, in a few words: the person who asked will read it.",
    "not_allowed_any_more": "The policy here no longer allows this access as it is. End it, or change its end with More.",
    "lookup_failed": "Slack did not tell in time who you are, so nothing was done. Try again.",
    "no_such_grant": "This access is not known here any more.",
    "already_ended": "This access has already ended. You can give it again.",
    "already_ending": "This access is already being ended.",
    "not_ready_to_extend": "The doors are not ready yet. Extend when the PIN is there.",
    "nothing_to_retry": "No door needs a retry.",
    "no_pin_yet": "There is no PIN yet. You get a message when Latch has made it.",
    "no_such_task": "This door task is not known here any more.",
    "task_claimed": "Somebody else has claimed this already; the task says who.",
    "task_done": "This door was updated already; the task says by whom.",
    "task_superseded": "Something newer has to be done at this door: its task stands beside this one.",
    "task_moot": "Nothing is to be done here any more: access ended before the door was told of it.",
    "task_hub_changed": "Nothing is to be done here any more: the door's hub setting was changed in /guest setup.",
    "guest_has_access": "This guest still has access. End it first, then forget them.",
    "guest_forgotten": "This guest is forgotten already.",
    "name_differs": "This is not the guest's name. Type it as it stands above.",
    "drift_settled": "This is not so any more: nothing is left to decide.",
    "drift_decided": "Somebody has decided this already.",
    "drift_moved_on": "This access has changed meanwhile. Check again with /guest check.",
    "not_ours_any_more": "It belongs to somebody else by now, so Keydesk let it be.",
    "right_refused": "Seam refused the end that Keydesk has on its books. Keydesk still takes the access back at its own end.",
    "pin_wiped": "The PIN is no longer kept: access has ended.",
}


AFTERWARDS: dict[str, str] = {
    "credential_failed": "Latch reported an error for this door. Give again, with another door if it fails again.",
    "entrance_mismatch": "Seam made a credential that does not open this door. Give again, with another door if it fails again.",
    "failed_to_create_on_acs_system": "Latch could not create the guest. Give again; if it fails again, an admin checks the building in Seam.",
    "failed_to_update_on_acs_system": "Latch could not update the guest. Give again; if it fails again, an admin checks the building in Seam.",
    "invalidated": "Latch has made this credential unusable. Give again.",
    "gone_at_seam": "This credential was deleted outside Keydesk. Give again.",
    "extend_refused": "Seam refused the new end for this door; the old end held.",
    "seam_rejected": "Seam refused this request. Give again; if it is refused again, give the reference to an admin.",
}
"""The sentences that differ once a grant is over: nothing of it can be retried, it can only be given again."""


def sentence_afterwards(problem: str) -> str:
    """The sentence for a problem of a grant that is over."""
    known = problem if problem in SENTENCES else "seam_rejected"
    return AFTERWARDS.get(known) or sentence(known)


def sentence(problem: str, **data: object) -> str:
    """The sentence for a problem key; an unknown key reads as a refusal by Seam, never as nothing."""
    template = SENTENCES.get(problem, SENTENCES["seam_rejected"])
    try:
        return template.format(**data)
    except KeyError:
        return template
