"""What became of the e-mail to the guest: on the card and beside the message, without the address."""

from slack_sdk.models.blocks import Block

from bot.domain.grant import GrantRecord
from bot.domain.mail import MailState
from bot.domain.problems import sentence
from bot.slack.blocks.message import lasting_instant, small
from bot.slack.blocks.text import literal
from bot.slack.blocks.times import place


def mail_line(record: GrantRecord) -> list[Block]:
    """One line where there is something to say, at the building's time."""
    mailing = record.grant.mailing
    if mailing is None:
        return []
    at = f"{lasting_instant(mailing.at, record.building.zone)}, {place(record.building.zone)}"
    match mailing.state:
        case MailState.WANTED:
            is_over = not record.grant.state.is_open
            return [] if is_over else [small("The message for the guest is e-mailed as soon as a door is issued.")]
        case MailState.QUEUED:
            return [small("The e-mail to the guest is on its way.")]
        case MailState.SENT:
            return [small(f"E-mailed to the guest: {at}.")]
        case MailState.FAILED:
            told = literal(sentence(mailing.problem or "mail_unreachable"))
            return [small(f"*Could not be e-mailed to the guest* ({at}): {told}")]
