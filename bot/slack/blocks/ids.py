"""Slack echoes these strings back from screens that are weeks old: change a value and old buttons go dead."""

from enum import StrEnum


class ViewId(StrEnum):
    """`callback_id` of a modal; the listener of a submission or a closed view is found by it."""

    GRANT_FORM = "grant_form"
    GRANT_PROGRESS = "grant_progress"
    """Progress and result are one view, updated in place."""
    SHOW_PIN = "show_pin"
    EXTEND_FORM = "extend_form"
    ADD_DOORS_FORM = "add_doors_form"
    SETUP_FORM = "setup_form"
    SETUP_PICK = "setup_pick"
    AUDIT = "audit"
    AUDIT_STORY = "audit_story"


class ShortcutId(StrEnum):
    """`callback_id` of a shortcut; the manifest names the same ones."""

    GIVE_ACCESS = "give_access"
    GIVE_ACCESS_FROM_MESSAGE = "give_access_from_message"


class ActionId(StrEnum):
    """`action_id` of a button or menu; its value is an opaque id, never a name or a PIN."""

    SHOW_PIN = "show_pin"
    EXTEND = "extend"
    END = "end"
    RETRY_DOORS = "retry_doors"
    MORE = "more"
    """The overflow menu of a card; the options' values start with one of the four below."""
    ADD_DOORS = "add_doors"
    NEW_PIN = "new_pin"
    CHANGE_END = "change_end"
    AGAIN = "again"
    OPEN_FORM = "open_form"
    """The button of the message that stands in for a modal which did not open."""
    AUDIT_STORY = "audit_story"
    AUDIT_OLDER = "audit_older"
    AUDIT_NEWEST = "audit_newest"
    AUDIT_CLEAR = "audit_clear"


class Field(StrEnum):
    """`action_id` of a form field, and its `block_id` too unless the field belongs to one building.

    Slack keeps what was typed across `views.update` only while both ids stay the same.
    """

    NAME = "name"
    BUILDING = "building"
    DOORS = "doors"
    METHOD = "method"
    START = "start"
    START_DATE = "start_date"
    START_TIME = "start_time"
    START_FOLD = "start_fold"
    LENGTH = "length"
    END_DATE = "end_date"
    END_TIME = "end_time"
    END_FOLD = "end_fold"
    EMAIL = "email"
    PHONE = "phone"
    REASON = "reason"
    CHANNEL = "channel"
    MORE_OPTIONS = "more_options"
    GUEST_MESSAGE = "guest_message"
    ISSUER_PEOPLE = "issuer_people"
    ISSUER_GROUPS = "issuer_groups"
    HUB = "hub"
    NOTICE_CHANNEL = "notice_channel"
    MAX_LENGTH = "max_length"
    REMINDER_LEADS = "reminder_leads"
    MOBILE_KEYS = "mobile_keys"
    PIN_IN_DM = "pin_in_dm"
    AUDIT_BUILDING = "audit_building"
    AUDIT_PERSON = "audit_person"
    AUDIT_WHAT = "audit_what"
    AUDIT_SINCE = "audit_since"
    AUDIT_UNTIL = "audit_until"
