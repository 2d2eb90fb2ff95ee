"""All that stands on the screens of the workspace, and what its buttons offer."""

from typing import TYPE_CHECKING

from bot.demo.slack.records import BOT_USER, Message
from tests.journeys.town import TEAM
from tests.offers import ACTING, allowed, deciding, offered

if TYPE_CHECKING:
    from tests.journeys.world import World


def standing(here: "World") -> list[Message]:
    """Every message of the bot that somebody can press a button of, in channels and in direct messages."""
    sent = [message for message in here.slack.world.posted if message.user == BOT_USER and not message.deleted]
    return [message for message in sent if not here.slack.world.channels[message.channel].archived]


async def assert_no_dead_buttons(here: "World") -> None:
    """Every button that carries a grant's id offers what that grant's state allows."""
    async with here.bot.store.read() as work:
        for message in standing(here):
            for action, grant in offered(message.blocks):
                record = await work.grants.record(TEAM, grant)
                assert record is not None, f"{action} of no grant"
                assert action in allowed(record), f"{action} of a grant that is {record.grant.state}:\n{message.text}"
            for action, asked in deciding(message.blocks):
                request = await work.requests.get(TEAM, asked)
                assert request is not None, f"{action} of no request"
                assert request.waits, f"{action} of a request that was {request.state}:\n{message.text}"


def offering(here: "World", grant: str) -> list[Message]:
    """The messages with a button that would show a PIN of the grant, extend it or end it."""
    found = ((message, set(offered(message.blocks))) for message in standing(here))
    return [message for message, there in found if there & {(action, grant) for action in ACTING}]


def grant_of(card: Message) -> str:
    return next(grant for _, grant in offered(card.blocks))
