"""Fields that most people never need stay behind a button, but one that the policy asks for is never hidden."""

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    ConversationFilter,
    ConversationSelectElement,
    EmailInputElement,
    InputBlock,
    PlainTextInputElement,
)

from bot.domain.building import Method, Policy
from bot.domain.policy import needs_reason
from bot.domain.request import LONGEST_REASON
from bot.slack.blocks.forms.grant_form_state import GrantForm
from bot.slack.blocks.ids import Field
from bot.slack.blocks.text import clean, cut, plain

_LONGEST_PHONE = 40
_LONGEST_EMAIL = 254
_LONGEST_PATTERNS = 300


def details(form: GrantForm, policy: Policy) -> list[Block]:
    """The fields below the times: what is needed, and behind More options what is not."""
    email = [_email(form)] if form.more or form.method is Method.MOBILE_KEY else []
    if form.more:
        return [*email, _phone(form), _reason(form, policy), _channel(form)]
    is_needed = needs_reason(policy)
    button = ButtonElement(action_id=Field.MORE_OPTIONS, text=plain("More options"), value="more")
    rest = f"Start, every week, e-mail, phone, {'' if is_needed else 'reason, '}where updates go."
    more = [ActionsBlock(block_id=Field.MORE_OPTIONS, elements=[button]), ContextBlock(elements=[plain(rest)])]
    return [*email, *([_reason(form, policy)] if is_needed else []), *more]


def _email(form: GrantForm) -> InputBlock:
    is_needed = form.method is Method.MOBILE_KEY
    element = EmailInputElement(action_id=Field.EMAIL, initial_value=form.email[:_LONGEST_EMAIL] or None)
    return InputBlock(block_id=Field.EMAIL, label=plain("E-mail"), element=element, optional=not is_needed)


def _phone(form: GrantForm) -> InputBlock:
    phone = form.phone[:_LONGEST_PHONE] or None
    element = PlainTextInputElement(action_id=Field.PHONE, initial_value=phone, max_length=_LONGEST_PHONE)
    return InputBlock(block_id=Field.PHONE, label=plain("Phone"), element=element, optional=True)


def _reason(form: GrantForm, policy: Policy) -> InputBlock:
    reason = form.reason[:LONGEST_REASON] or None
    patterns = cut(clean(" and ".join(policy.reason_patterns)), _LONGEST_PATTERNS)
    hint = plain(f"With {patterns} in it, # being a digit.") if patterns else None
    element = PlainTextInputElement(
        action_id=Field.REASON, initial_value=reason, max_length=LONGEST_REASON, multiline=True
    )
    is_optional = not needs_reason(policy)
    return InputBlock(block_id=Field.REASON, label=plain("Reason"), hint=hint, element=element, optional=is_optional)


def _channel(form: GrantForm) -> InputBlock:
    element = ConversationSelectElement(
        action_id=Field.CHANNEL,
        initial_conversation=form.channel,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    hint = plain("Never with the PIN. Without a channel, or where Keydesk is no member: a message to you.")
    return InputBlock(
        block_id=Field.CHANNEL, label=plain("Channel for updates"), hint=hint, element=element, optional=True
    )
