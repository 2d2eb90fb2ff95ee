"""Every button carries the grant's id alone; what it may do is decided at the click, from the stored grant."""

from slack_sdk.models.blocks import ActionsBlock, ButtonElement, ConfirmObject, InteractiveElement, OverflowMenuElement

from bot.domain.building import Method
from bot.domain.grant import CredentialState, GrantRecord, GrantState
from bot.domain.mail import MailState
from bot.domain.policy import policy_of
from bot.domain.web_pass import cannot_share
from bot.services.locks.backups import can_use_backup
from bot.services.mailing.mailing import cannot_mail
from bot.slack.blocks.card.door_words import visit_note
from bot.slack.blocks.forms.grant_form_fields import option
from bot.slack.blocks.ids import ActionId
from bot.slack.blocks.text import clean, cut, plain, plural

_MORE = (ActionId.ADD_DOORS, ActionId.NEW_PIN, ActionId.CHANGE_END, ActionId.AGAIN)
_MORE_TEXTS = {
    ActionId.ADD_DOORS: ("Add door", "For the same window"),
    ActionId.NEW_PIN: ("New PIN", "The old PIN is ended first"),
    ActionId.CHANGE_END: ("Change end", "Later or earlier"),
    ActionId.AGAIN: ("Give again", "The same guest and doors, a new window"),
}
_NAME_IN_CONFIRM = 80


def actions(*elements: InteractiveElement | None) -> list[ActionsBlock]:
    """One row of the buttons that there are; no row where there is none."""
    there = [element for element in elements if element is not None]
    return [ActionsBlock(elements=there)] if there else []


def show_pin(record: GrantRecord) -> ButtonElement | None:
    """There only while there is something to show."""
    if not (record.grant.state.is_open and record.in_state(CredentialState.ISSUED)):
        return None
    text = "Show PIN" if record.grant.method is Method.PIN else "Show key"
    return _button(ActionId.SHOW_PIN, text, record, style="primary")


def extend(record: GrantRecord) -> ButtonElement | None:
    """There only once a door is issued: before that there is no end to move."""
    is_possible = record.grant.state.is_open and record.in_state(CredentialState.ISSUED)
    return _button(ActionId.EXTEND, "Extend", record) if is_possible else None


def end(record: GrantRecord, action: ActionId = ActionId.END, value: str | None = None) -> ButtonElement | None:
    """Asks once more, naming the guest; `value` where the action is about something else than the grant."""
    if not record.grant.state.is_open:
        return None
    if record.grant.state is GrantState.AWAITING_APPROVAL:
        return _button(action, "Withdraw request", record, style="danger", confirm=_confirm_withdrawal(record))
    guest = cut(clean(record.grant.guest.name), _NAME_IN_CONFIRM)
    doors = _which(record)
    confirm = ConfirmObject(
        title=plain("End access?"),
        text=plain(f"This ends access of {guest} to {doors}. {visit_note(record) or ''}".strip()),
        confirm=plain("End access"),
        deny=plain("Keep access"),
        style="danger",
    )
    return ButtonElement(
        action_id=action, text=plain("End access"), value=value or record.grant.id, style="danger", confirm=confirm
    )


def withdraw(record: GrantRecord) -> ButtonElement | None:
    """Takes a change back that waits for its approval; access itself stays."""
    request = record.waiting
    if request is None or record.grant.state is GrantState.AWAITING_APPROVAL:
        return None
    return ButtonElement(
        action_id=ActionId.WITHDRAW,
        text=plain("Withdraw request"),
        value=request.id,
        confirm=_confirm_withdrawal(record),
    )


def _confirm_withdrawal(record: GrantRecord) -> ConfirmObject:
    guest = cut(clean(record.grant.guest.name), _NAME_IN_CONFIRM)
    return ConfirmObject(
        title=plain("Withdraw request?"),
        text=plain(f"Nobody is asked for an approval for {guest} any more."),
        confirm=plain("Withdraw"),
        deny=plain("Keep waiting"),
        style="danger",
    )


def _which(record: GrantRecord) -> str:
    doors = record.doors
    return cut(clean(doors[0].name), _NAME_IN_CONFIRM) if len(doors) == 1 else plural(len(doors), "door")


def retry(record: GrantRecord) -> ButtonElement | None:
    """There only while a door has failed and the grant is open."""
    is_possible = record.grant.state.is_open and record.in_state(CredentialState.FAILED)
    return _button(ActionId.RETRY_DOORS, "Retry failed doors", record) if is_possible else None


def use_backup(record: GrantRecord) -> ButtonElement | None:
    """There while a lock has not got its PIN, and another one is ready on it."""
    is_possible = record.grant.state.is_open and any(can_use_backup(c) for c in record.live)
    return _button(ActionId.USE_BACKUP, "Use backup code", record) if is_possible else None


def again(record: GrantRecord) -> ButtonElement | None:
    """What is left to do with a grant that ends or is over."""
    is_past = record.grant.state.is_over or record.grant.state is GrantState.ENDING
    return _button(ActionId.AGAIN, "Give again", record) if is_past else None


def more(record: GrantRecord) -> OverflowMenuElement | None:
    """The overflow menu of an open grant; each option's value is what to do, then the grant's id."""
    if record.grant.state not in {GrantState.ISSUING, GrantState.ISSUED}:
        return None
    has_issued = bool(record.in_state(CredentialState.ISSUED))
    possible = {
        ActionId.ADD_DOORS: True,
        ActionId.NEW_PIN: has_issued and record.grant.method is Method.PIN,
        ActionId.CHANGE_END: has_issued,
        ActionId.AGAIN: True,
    }
    options = [option(f"{action}:{record.grant.id}", *_MORE_TEXTS[action]) for action in _MORE if possible[action]]
    return OverflowMenuElement(action_id=ActionId.MORE, options=options)


def read_more(value: str) -> tuple[ActionId, str] | None:
    """What was chosen in the overflow menu and for which grant; None for a choice that is no longer known."""
    action, _, grant_id = value.partition(":")
    return (ActionId(action), grant_id) if action in set(_MORE) and grant_id else None


def mail(record: GrantRecord) -> ButtonElement | None:
    """There while the guest can be sent something; says before what will be in it."""
    if cannot_mail(record) is not None:
        return None
    is_pin = record.grant.method is Method.PIN
    if record.building.settings.web_passes and policy_of(record).link_only:
        holds = "It holds the link of the web pass, and no PIN: the policy here says so."
    elif not is_pin:
        holds = "It holds the link to the key, where there is one."
    elif policy_of(record).mail_pin:
        holds = "It holds the PIN: the policy here allows that."
    else:
        holds = "It does not hold the PIN: the policy here says so. Tell the guest the PIN yourself."
    is_again = record.grant.mailing is not None and record.grant.mailing.state is MailState.SENT
    confirm = ConfirmObject(
        title=plain("Send it again?" if is_again else "E-mail to the guest?"),
        text=plain(f"The message goes to the address that was given with this access. {holds}"),
        confirm=plain("Send"),
        deny=plain("Don't send"),
    )
    text = "E-mail to guest again" if is_again else "E-mail to guest"
    return _button(ActionId.MAIL_GUEST, text, record, confirm=confirm)


def web_pass(record: GrantRecord) -> ButtonElement | None:
    """There while the guest may have a page of their own; a click makes its link."""
    return None if cannot_share(record) else _button(ActionId.GUEST_PAGE, "Web pass", record)


def open_form() -> ButtonElement:
    """Stands in for a modal that did not open: a click gives a fresh trigger."""
    return ButtonElement(action_id=ActionId.OPEN_FORM, text=plain("Open"), value="open", style="primary")


def _button(
    action: ActionId, text: str, record: GrantRecord, style: str | None = None, confirm: ConfirmObject | None = None
) -> ButtonElement:
    return ButtonElement(action_id=action, text=plain(text), value=record.grant.id, style=style, confirm=confirm)
