"""Which credentials a grant gets: a PIN for each door or one mobile key for all, and what takes an old one's place."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.building import Entrance, Method, Template
from bot.domain.grant import Credential, CredentialState, Door, DoorState
from bot.domain.mail import Mailing, MailState
from bot.services.change import Change
from bot.services.ids import new_id


def credentials_for(
    grant_id: str, method: Method, doors: Sequence[Door], ends_at: datetime, now: datetime
) -> list[Credential]:
    """A PIN opens one door (Latch, a lock), a mobile key all of them: so many credentials, or one."""
    groups = [(door,) for door in doors] if method is Method.PIN else [tuple(doors)]
    return [
        Credential(id=new_id(), grant_id=grant_id, method=method, doors=group, ends_at=ends_at, created_at=now)
        for group in groups
    ]


def as_door(entrance: Entrance) -> Door:
    """An entrance as a grant keeps it."""
    return Door(entrance_id=entrance.id, name=entrance.name, source=entrance.source)


def as_template(template: Template | None, now: datetime) -> Mapping[str, object]:
    """What a grant keeps of the template that it is made with."""
    if template is None:
        return {}
    mailing = Mailing(state=MailState.WANTED, at=now) if template.mail else None
    return {"template_id": template.id, "reminder_leads": template.reminder_leads, "mailing": mailing}


async def replace(change: Change, old: Credential) -> None:
    """A successor that is made when `old` is gone; one that never came to be at Seam is gone at once."""
    state = CredentialState.REVOKED if old.seam_id is None else CredentialState.REVOKING
    await change.credential(old.id, state=state, revoking_at=change.now)
    new = old.model_copy(
        update={
            "id": new_id(),
            "state": CredentialState.PENDING,
            "door_state": DoorState.UNKNOWN,
            "seam_id": None,
            "has_pin": False,
            "was_issued": False,
            "instant_key_url": None,
            "problem": None,
            "reference": None,
            "replaces": old.id,
            "ends_at": change.record.grant.window.ends_at,
            "created_at": change.now,
            "revoking_at": None,
            "warned_after": 0,
            "code": None,
        }
    )
    await change.add(new)
