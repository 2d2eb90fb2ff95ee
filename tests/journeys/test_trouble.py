"""What goes wrong at Seam or at Slack is said with what to do next, and nothing is made twice."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.demo.seam import Fault
from bot.demo.slack import http_error, reset
from bot.domain.building import MobileKeys
from tests.journeys.town import DESK, RITA, SAM
from tests.journeys.world import World
from tests.some import some

SOON = timedelta(seconds=5)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    "fault",
    some(
        [
            Fault("/acs/credentials/create", "reset", after_effect=True),
            Fault("/acs/credentials/create", "status", status=502, after_effect=True),
            Fault("/acs/credentials/create", "html"),
            Fault("/acs/credentials/create", "status", status=500),
            Fault("/acs/credentials/create", "status", status=429, retry_after="7"),
            Fault("/acs/users/create", "reset", after_effect=True),
            Fault("/user_identities/create", "malformed"),
            Fault("/acs/credentials/get", "status", status=503, times=3),
        ],
        every=4,
    ),
    ids=lambda fault: f"{fault.path.rsplit('/', 2)[1]}-{fault.kind}-{fault.status}-{fault.after_effect}",
)
async def test_a_call_with_an_unclear_end_is_made_good_and_nothing_is_doubled(here: World, fault: Fault) -> None:
    here.seam.fault(fault)
    await here.give("Lobby", "Garage")
    await here.run(2 * MINUTE)

    assert len(here.seam.credentials_created()) == len(here.pins()) == 2
    assert len(here.seam.world.users) == len(here.seam.world.identities) == 1
    assert "Issued." in here.text(here.card())
    assert all(f"{pin[:3]} {pin[3:]}" in here.screen() for pin in here.pins())


@pytest.mark.long
async def test_a_resident_has_a_sentence_of_their_own(here: World) -> None:
    await here.set_up(mobile_keys=MobileKeys.INSTANT_KEY)
    here.seam.knobs.resident_emails = {"gail@example.com"}
    view = await here.fill("Lobby")
    await here.choose(view, "method", "mobile_key")
    await here.choose(view, "doors", [here.doors["Lobby"]])
    await here.type(view, "email", "gail@example.com")
    assert not await here.submit(view)
    await here.run(MINUTE)

    assert "already exists in Latch Mission Control" in here.screen()
    assert "Failed" in here.text(here.card())
    assert not here.seam.live_credentials()


@pytest.mark.long
async def test_a_door_that_was_taken_away_meanwhile_is_said(here: World) -> None:
    view = await here.fill("Gym", "Lobby")
    here.seam.remove_entrance(here.doors["Gym"])
    assert not await here.submit(view)
    await here.run(MINUTE)

    assert "Gym: failed. This door is no longer in Seam." in here.screen()
    assert "Partly issued: 1 of 2 doors" in here.text(here.card())
    assert len(here.pins()) == 1


async def test_a_credential_that_does_not_open_the_door_is_no_access(here: World) -> None:
    here.seam.world.entrances[here.doors["Gym"]].opens = False
    await here.give("Gym", "Lobby")
    await here.run(MINUTE)

    assert "Gym: failed. Seam made a credential that does not open this door." in here.text(here.card())
    assert [key.entrance_ids for key in here.seam.live_credentials()] == [(here.doors["Lobby"],)]


@pytest.mark.long
async def test_a_key_that_seam_refuses_is_said_with_what_to_do(here: World) -> None:
    here.seam.fault(Fault("/*", "status", status=401, times=None))
    await here.give("Lobby")
    await here.run(MINUTE)

    assert "Seam refuses the API key. An admin checks SEAM_API_KEY" in here.screen()
    here.seam.faults.clear()
    await here.run(timedelta(minutes=10))
    assert len(here.pins()) == 1


async def test_a_pin_deleted_by_somebody_else_is_told_when_it_is_extended(here: World) -> None:
    card = await here.issued("Lobby")
    [key] = here.seam.live_credentials()
    here.seam.world.ask_delete([key])
    await here.click(RITA, card, "extend")
    assert not await here.submit(here.shown())
    await here.run(MINUTE)

    assert "New end accepted" not in here.thread(card)
    assert "deleted outside Keydesk" in here.text(card)


async def test_a_name_is_shown_as_typed_and_calls_nobody(http_first: World) -> None:
    here = http_first
    name = "<!channel> *Zoë* & <@U0SAM> \u202eevil\u202c"
    await here.give("Lobby", name=name)
    await here.run(SOON)

    card = here.card()
    assert "<!channel> *Zoë* & <@U0SAM> evil" in here.text(card)
    assert "&lt;!channel&gt;" in card.text
    assert not any("\u202e" in sent.text for sent in here.slack.everything_sent())
    assert not any("<!channel>" in text for text in markup(card.blocks))


def markup(value: object) -> Iterator[str]:
    """Every text in there that Slack would read as mrkdwn."""
    if isinstance(value, list):
        for item in value:
            yield from markup(item)
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield str(value["text"])
        yield from markup(list(value.values()))


@pytest.mark.long
async def test_many_at_once_keep_slacks_pace(here: World) -> None:
    for number in range(4):
        await here.give("Lobby", name=f"Guest {number}")
        await here.slack.person(RITA).close(here.shown())
    await here.run(MINUTE)

    assert len(here.cards()) == 4
    assert all("Issued." in here.text(card) for card in here.cards())
    posts = [call for call in here.slack.calls("chat.postMessage") if call.args["channel"] == DESK]
    assert len(posts) == 8
    assert not [call for call in posts if call.error]


@pytest.mark.long
async def test_a_card_posted_twice_after_an_unclear_answer_does_no_harm(here: World) -> None:
    here.slack.fault("chat.postMessage", reset(after_effect=True))
    await here.issued("Lobby")
    await here.run(MINUTE)

    for card in here.cards():
        await here.click(SAM, card, "show_pin")
        assert here.pins()[0][:3] in here.screen(SAM)
        await here.slack.person(SAM).close(here.shown(SAM))
    assert len(here.pins()) == 1


@pytest.mark.long
async def test_a_button_of_a_grant_that_is_not_known_says_so(here: World) -> None:
    card = await here.issued("Lobby")
    [row] = [block for block in card.blocks if block["type"] == "actions"]
    for element in row["elements"]:
        element["value"] = "no-such-grant"
    here.old_screens = True

    for action in ("show_pin", "extend", "end"):
        await here.click(RITA, card, action)
        assert "This access is not known here any more." in here.told(RITA)
    assert here.pins()


async def test_a_submit_that_slack_cannot_vouch_for_keeps_the_form(here: World) -> None:
    view = await here.fill("Lobby")
    here.clock.advance(timedelta(seconds=61))
    here.slack.fault("users.info", http_error(500))

    errors = await here.submit(view)

    assert "Slack did not tell in time who you are, so nothing was done. Try again." in errors["name"]
    assert not await here.submit(view)
    await here.run(SOON)
    assert len(here.pins()) == 1
