"""Posts as the outbox hands them over, and grants in a given place or state."""

from datetime import datetime

from bot.demo.slack import TEAM
from bot.domain.grant import Grant
from bot.services.kept import Digest, Post, PostKind
from tests.slack.office import CHANNEL, Office, grant_id


def post(kind: PostKind, grant: str | None = None, **update: object) -> Post:
    key = f"{kind}:{grant}"
    fields = {"key": key, "team_id": TEAM, "kind": kind, "grant_id": grant, "due_at": "2030-03-04T15:00:00Z"}
    return Post.model_validate({**fields, **update})


async def change(office: Office, grant: str, **update: object) -> Grant:
    async with office.store.write() as work:
        record = await work.grants.record(TEAM, grant)
        assert record is not None
        changed = record.grant.model_copy(update=update)
        await work.grants.save(changed)
    return changed


async def grant_in(office: Office, channel: str | None = CHANNEL) -> str:
    """A grant whose updates are wanted in the channel, its card not yet posted."""
    key = grant_id(await office.give())
    await change(office, key, channel=channel, card_channel=None, card_ts=None)
    return key


async def end_of(office: Office, grant: str) -> datetime:
    async with office.store.read() as work:
        record = await work.grants.record(TEAM, grant)
    assert record is not None
    return record.grant.window.ends_at


async def reminder(office: Office, grant: str, **update: object) -> Post:
    """Of the end as it is now, an hour before it."""
    data = {"lead": 3600, "ends_at": (await end_of(office, grant)).isoformat()}
    return post(PostKind.REMINDER, grant, **{"data": data, **update})


async def digest(office: Office, *grants: str, **update: object) -> Post:
    """Of grants that are about to end."""
    told = Digest(ending={grant: await end_of(office, grant) for grant in grants}, missed=())
    return post(PostKind.DIGEST, None, **{"channel": CHANNEL, "data": told.model_dump(mode="json"), **update})
