"""What a building is told unasked, as its people read it in Slack, in the building's own time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.demo.slack.records import BOT_USER, Message, View
from bot.domain.roles import Holder, HolderKind, Role
from tests.journeys.town import ADA, DESK, NEW_YORK, RITA, SAM
from tests.journeys.world import ISSUERS, World

NOTICES, SECRET = "C0NOTICES", "C0SECRET"
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MANAGES = Holder(kind=HolderKind.PERSON, slack_id=ADA, role=Role.MANAGER)


async def open_notices(here: World) -> View:
    """As Ada does it in `/guest setup`."""
    await here.slack.person(ADA).command("/guest", "setup", DESK)
    await here.bot.idle()
    await here.click(ADA, here.shown(ADA), "setup_notices")
    return here.shown(ADA)


async def set_notices(here: World, **typed: str) -> None:
    form = await open_notices(here)
    await here.choose(form, "notice_channel", NOTICES, ADA)
    for field, text in typed.items():
        await here.type(form, field, text, ADA)
    assert not await here.submit(form, ADA)
    await here.slack.person(ADA).close(here.shown(ADA))


def said(here: World, words: str, channel: str = NOTICES) -> list[Message]:
    return [message for message in here.slack.messages(channel) if words in here.text(message)]


async def until(here: World, day: int, hour: int, minute: int = 0) -> None:
    """Of November, in New York."""
    at = datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(NEW_YORK))
    await here.run(at - here.clock.now())


async def give_for(here: World, name: str, length: str, door: str = "Lobby") -> None:
    form = await here.fill(door, name=name)
    await here.choose(form, "length", length)
    assert not await here.submit(form)
    await here.run(5 * SECOND)
    await here.slack.person(RITA).close(here.shown())


async def test_quiet_hours_digest_and_review(here: World) -> None:
    """Friday 14:00 to Monday: nobody is woken, each morning says what is to come, and the review is answered once."""
    here.slack.add_channel(NOTICES, "building-notices", [RITA, SAM, ADA, BOT_USER])
    await here.set_up(roles=(*ISSUERS, MANAGES))
    await set_notices(here, quiet_hours="22:00-07:00", digest_at="08:00", review_at="Mon 09:00", long_after="2 days")
    await give_for(here, "Wendy Weekend", "weekend")
    await give_for(here, "Walt Week", "1w", "Gym")

    await until(here, 22, 6, 59)
    assert len(said(here, "Wendy Weekend", DESK)) == 1, "her card alone"
    await until(here, 22, 21, 51)
    [_card, after, before] = said(here, "Wendy Weekend", DESK)
    assert "ends in 23 h" in here.text(after), "due on Sunday at 06:00"
    assert "ends in 8 h 10 min" in here.text(before), "due on Monday at 05:00, an hour before the end"

    await until(here, 23, 8, 59)
    assert not here.slack.messages(NOTICES), "nobody came, and nothing was wrong"
    await until(here, 23, 9, 1)
    [review] = said(here, "weekly review")
    assert "Walt Week" in here.text(review)
    assert "Use is not known for Latch doors" in here.text(review)

    await here.click(RITA, review, "review_keep")
    await here.run(5 * SECOND)
    assert f"Kept by @{RITA}" in here.text(review)
    await until(here, 27, 8, 1)
    [friday] = said(here, "Times are those of New York")
    assert "1 ending" in here.text(friday)
    assert "Walt Week" in here.text(friday)


async def test_what_is_not_ready_before_an_arrival_is_mended_with_its_button(here: World) -> None:
    """Somebody deletes the PIN at Seam; an hour before the guest comes Rita hears of it, and retries."""
    form = await here.fill("Lobby")
    await here.click(RITA, form, "more_options")
    await here.choose(form, "start", "later")
    await here.choose(form, "start_date", "2026-11-21")
    await here.choose(form, "start_time", "10:00")
    assert not await here.submit(form)
    await here.run(5 * SECOND)
    for credential in here.seam.live_credentials():
        del here.seam.world.credentials[credential.id]

    await until(here, 21, 8, 59)
    assert not said(here, "Something is missing", DESK)
    await until(here, 21, 9, 1)
    [told] = said(here, "Something is missing", DESK)
    assert "comes Sat 21 Nov 10:00, New York, in 1 h." in here.text(told)
    assert [dm for dm in here.dms() if "Something is missing" in dm]

    await here.click(RITA, told, "retry_doors")
    await here.run(MINUTE)
    assert "That is seen to" in here.text(told)
    assert len(here.pins()) == 1


async def test_send_test_to_a_channel_that_keydesk_is_not_in(here: World) -> None:
    here.slack.add_channel(SECRET, "secret", [ADA])
    form = await open_notices(here)
    await here.click(ADA, form, "send_test")
    assert "Choose a channel first." in here.screen(ADA)

    await here.choose(form, "notice_channel", SECRET, ADA)
    assert "Keydesk is not in this channel" in here.screen(ADA)
    await here.click(ADA, form, "send_test")
    assert not here.slack.messages(SECRET)

    here.slack.world.channels[SECRET].members.append(BOT_USER)
    await here.click(ADA, form, "send_test")
    assert "The test is in the channel" in here.screen(ADA)
    [test] = here.slack.messages(SECRET)
    assert "Notices of *Harbor House* come here" in test.blocks[0]["text"]["text"]

    here.slack.world.channels[SECRET].archived = True
    await here.click(ADA, form, "send_test")
    assert "This channel is archived" in here.screen(ADA)
    here.slack.world.channels[SECRET].archived = False
