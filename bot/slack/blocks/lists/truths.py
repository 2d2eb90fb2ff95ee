"""Three things are known of a door, each from somebody else: Seam, the provider, and whoever was at the door.

None of them follows from another; what nobody has told is "not known", never "no" and never "yes".
"""

from bot.domain.building import Hub, Method
from bot.domain.grant import Credential, CredentialState, DoorState, GrantRecord
from bot.slack.blocks.card.door_words import door_names, hears_by_itself, status_line
from bot.slack.blocks.card.lock_words import is_ready
from bot.slack.blocks.door_tasks.door_visits import visit_words
from bot.slack.blocks.message import shown

_GONE = {CredentialState.REVOKED}


def truth_lines(credential: Credential, record: GrantRecord) -> str:
    """Markup: how a credential stands, and under it what each of the three says of it."""
    provider = "the lock" if credential.is_at_lock else shown(record.building.facts.name, 50)
    told = [
        f"Accepted by Seam: {accepted(credential)}",
        f"Synced with {provider}: {synced(credential)}",
        f"Confirmed at the door: {at_door(credential, record)}",
    ]
    head = f"*{door_names(credential)}*: {status_line(credential, record)}."
    return "\n".join([head, *(f"• {one}" for one in told)])


def accepted(credential: Credential) -> str:
    """What Seam has said to it."""
    if credential.state is CredentialState.REVOKED:
        return "removed" if credential.seam_id else "never asked for"
    if credential.state is CredentialState.FAILED:
        return "yes, and failed afterwards" if credential.seam_id else "no"
    return "yes" if credential.seam_id else "not yet"


def synced(credential: Credential) -> str:
    """What the provider has, as Seam reports it."""
    match credential.state:
        case CredentialState.ISSUED:
            return "yes" if is_ready(credential) else "not yet"
        case CredentialState.REVOKED:
            return "removed, as Seam says" if credential.was_issued else "no"
        case CredentialState.REVOKING:
            return "removal not confirmed yet"
        case CredentialState.FAILED:
            return "no"
        case CredentialState.PENDING:
            return "not yet"


def at_door(credential: Credential, record: GrantRecord) -> str:
    """What is known of the door itself."""
    if credential.method is Method.MOBILE_KEY:
        return "not needed, the phone brings the key"
    if credential.is_at_lock:
        return "the lock tells Seam, see above"
    if hears_by_itself(record, credential.doors):
        return "not needed, a hub tells the door"
    if credential.door_state is DoorState.CONFIRMED and credential.state not in _GONE:
        return f"yes{visit_words(credential, record)}"
    is_hubless = record.building.settings.hub_at(door.entrance_id for door in credential.doors) is Hub.NO
    return "no, somebody has to update it" if is_hubless else "not known, it may need an update"
