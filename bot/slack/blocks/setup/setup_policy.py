"""A building's policy holds for everybody at once, for what is asked for from now on and for what is extended."""

import json

from slack_sdk.models.blocks import Block, InputBlock, NumberInputElement, SectionBlock
from slack_sdk.models.views import View

from bot.domain.building import Approval, BuildingSettings, Method, Policy
from bot.services.systems.buildings import Place
from bot.slack.acting import Payload
from bot.slack.blocks.ids import Field, ViewId
from bot.slack.blocks.message import shown
from bot.slack.blocks.setup.setup_fields import (
    METHOD_NAMES,
    Reading,
    boxes_input,
    hours_input,
    length_input,
    radio,
    text_input,
)
from bot.slack.blocks.setup.setup_form import Change
from bot.slack.blocks.text import mrkdwn, plain
from bot.slack.blocks.view_state import all_selected, selected

MOST_OPEN = 999
SELF, TWO = "self", "two"
ON = "on"
APPROVALS: dict[str, tuple[str, ...]] = {
    Approval.NOBODY: ("Nobody", "Access is given at once"),
    Approval.ISSUERS: ("Issuers", "Managers and admins give access at once"),
    Approval.EVERYONE: ("Everybody", "Managers and admins too"),
}
TWO_PEOPLE = ("Two people, always", "Somebody else approves, whoever asks")
_RULES = {
    SELF: ("Approvers need nobody else", "What they ask for themselves counts as approved"),
    TWO: TWO_PEOPLE,
}
_METHODS: dict[str, tuple[str, ...]] = {method: (name,) for method, name in METHOD_NAMES.items()}
LENGTH_HINT = "From the start, extensions included: such as 14 days, 12 h or 30 min."
LAPSE_HINT = "Such as 8 h."
NEXT_HINT = "Managers, then admins."
KEPT_HINT = "E-mail and phone are deleted so long after the end."
LINK_ONLY = {ON: ("Hold the web pass in place of the PIN", "Where web passes are on: the guest opens the link for it")}
PATTERN_HINT = "# is a digit: WO-#### asks for the number of a work order."


def setup_policy_view(at: Place) -> View:
    """The policy of the whole building."""
    policy = at.building.settings.policy
    return View(
        type="modal",
        callback_id=ViewId.SETUP_POLICY,
        title=plain("Policy"),
        submit=plain("Save"),
        close=plain("Back"),
        private_metadata=json.dumps({"building": at.building.id}),
        blocks=[
            SectionBlock(text=mrkdwn(f"For all doors of *{shown(at.building.name)}*. An entrance group can ask more.")),
            *_limits(policy),
            *_approval(policy),
            *reason_inputs(policy.reason_patterns, needed=policy.reason_required),
            *_data(policy),
        ],
    )


def read_setup_policy(view: Payload) -> Change:
    """The policy that the form shows.

    Raises:
        BadSettings: every field that has to be corrected.
    """
    reading, approval = Reading(view), selected(view, Field.APPROVAL)
    rules = all_selected(view, Field.APPROVAL_RULES)
    update = {
        "max_length": reading.needed_length(Field.MAX_LENGTH),
        "hours": reading.hours(Field.HOURS),
        "methods": frozenset(m for m in Method if m in all_selected(view, Field.METHODS)),
        "most_open": reading.number(Field.MOST_OPEN, MOST_OPEN),
        "approval": next((one for one in Approval if one == approval), Approval.EVERYONE),
        "self_approval": SELF in rules,
        "two_person": TWO in rules,
        "lapse_after": reading.needed_length(Field.LAPSE_AFTER),
        "escalate_after": reading.needed_length(Field.ESCALATE_AFTER),
        "reason_required": ON in all_selected(view, Field.REASON_RULE),
        "reason_patterns": read_patterns(reading),
        "pin_in_dm": ON in all_selected(view, Field.PIN_IN_DM),
        "mail_pin": ON in all_selected(view, Field.MAIL_PIN),
        "link_only": ON in all_selected(view, Field.LINK_ONLY),
        "retention": reading.needed_length(Field.RETENTION),
    }
    if not update["methods"]:
        reading.refuse(Field.METHODS, "Choose at least one method.")
    reading.done()

    def change(settings: BuildingSettings) -> BuildingSettings:
        return settings.model_copy(update={"policy": settings.policy.model_copy(update=update)})

    return change


def reason_inputs(patterns: tuple[str, ...], *, needed: bool) -> list[Block]:
    """Whether a reason is needed, and what it must contain."""
    box = {ON: ("A reason is needed", "The form asks for it at once")}
    return [
        boxes_input(Field.REASON_RULE, "Reason", box, [ON] if needed else []),
        text_input(Field.REASON_PATTERN, "It must contain", PATTERN_HINT, patterns[0] if patterns else ""),
    ]


def read_patterns(reading: Reading) -> tuple[str, ...]:
    typed = reading.text(Field.REASON_PATTERN)
    return (typed,) if typed else ()


def most_open_input(value: int | None) -> Block:
    number = NumberInputElement(
        action_id=Field.MOST_OPEN,
        is_decimal_allowed=False,
        initial_value=None if value is None else str(value),
        min_value="1",
        max_value=str(MOST_OPEN),
    )
    label, hint = plain("Most open guests per person"), plain("Nothing typed is any number.")
    return InputBlock(block_id=Field.MOST_OPEN, label=label, hint=hint, element=number, optional=True)


def _limits(policy: Policy) -> list[Block]:
    return [
        length_input(Field.MAX_LENGTH, "Longest access", LENGTH_HINT, policy.max_length),
        hours_input(policy.hours),
        boxes_input(Field.METHODS, "Methods", _METHODS, policy.methods, optional=False),
        most_open_input(policy.most_open),
    ]


def _approval(policy: Policy) -> list[Block]:
    rules = [SELF] * policy.self_approval + [TWO] * policy.two_person
    return [
        radio(Field.APPROVAL, "Who needs approval?", APPROVALS, policy.approval),
        boxes_input(Field.APPROVAL_RULES, "Approval", _RULES, rules),
        length_input(Field.LAPSE_AFTER, "A request lapses after", LAPSE_HINT, policy.lapse_after),
        length_input(Field.ESCALATE_AFTER, "The next ones are asked after", NEXT_HINT, policy.escalate_after),
    ]


def _data(policy: Policy) -> list[Block]:
    box = {ON: ("Also send the PIN to the requester's DM", "Removed there when access ends")}
    mail = {ON: ("An e-mail to the guest may hold the PIN", "Whoever reads their mail can open the door")}
    return [
        boxes_input(Field.PIN_IN_DM, "PIN by DM", box, [ON] if policy.pin_in_dm else []),
        boxes_input(Field.MAIL_PIN, "PIN by e-mail", mail, [ON] if policy.mail_pin else []),
        boxes_input(Field.LINK_ONLY, "Messages for guests", LINK_ONLY, [ON] if policy.link_only else []),
        length_input(Field.RETENTION, "Guests' contacts are kept", KEPT_HINT, policy.retention),
    ]
