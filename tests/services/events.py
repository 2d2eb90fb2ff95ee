"""Events as Seam tells of them."""

from datetime import UTC, datetime

from bot.services.systems.events import Event


def deleted(event_id: str, credential_id: str | None, at: datetime = datetime(2030, 3, 4, 15, 0, tzinfo=UTC)) -> Event:
    return Event(id=event_id, type="acs_credential.deleted", occurred_at=at, credential_id=credential_id)
