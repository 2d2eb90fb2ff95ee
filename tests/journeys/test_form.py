"""What the form keeps, offers and refuses; each refusal stands at its field and nothing typed is lost."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.slack import Refused, View
from bot.demo.slack.records import BOT_USER
from bot.domain.building import MobileKeys
from tests.journeys.town import DESK, RITA
from tests.journeys.world import World, world
from tests.some import first

SOON = timedelta(seconds=5)


async def more_options(here: World) -> View:
    """The filled form with all its fields."""
    view = await here.fill("Lobby")
    await here.click(RITA, view, "more_options")
    return view


async def test_another_building_keeps_what_was_typed(http_first: World) -> None:
    here = http_first
    kew = await here.add_building("Kew Court", "Europe/London", ["Front gate", "Bin store"])
    view = await here.fill("Lobby", name="Zoë <Guest> & Söhne")
    await here.click(RITA, view, "more_options")
    await here.type(view, "email", "zoe@example.com")
    await here.type(view, "reason", "Plumbing")
    await here.choose(view, "length", "1d")

    await here.choose(view, "building", kew)

    shown = here.screen()
    assert "Guest's name: Zoë <Guest> & Söhne" in shown
    assert "zoe@example.com" in shown
    assert "Reason (optional): Plumbing" in shown
    assert "How long: 1 day" in shown
    assert "Front gate" in shown
    assert "Lobby" not in shown
    assert "Today 19:00 to tomorrow 19:00, London, 1 day" in shown
    await here.choose(view, "doors", [here.doors["Bin store"]])
    assert not await here.submit(view)
    await here.run(SOON)
    assert here.pins()
    assert "Zoë <Guest> & Söhne" in here.text(here.card())
    assert "Kew Court" in here.text(here.card())

    await here.slack.person(RITA).close(here.shown())
    await here.open_form()
    assert "Building: Kew Court" in here.screen()


@pytest.mark.parametrize("socket", first([False, True]), ids=["http", "socket"])
async def test_a_hundred_doors_are_a_select_of_several(tmp_path: Path, *, socket: bool) -> None:
    names = [f"Unit {number}" for number in range(1, 101)]
    async with world(tmp_path, doors=names, socket=socket) as here:
        await here.give("Unit 2", "Unit 100")
        await here.run(SOON)

        assert len(here.pins()) == 2
        assert "Unit 100" in here.screen()


@pytest.mark.parametrize("socket", first([False, True]), ids=["http", "socket"])
async def test_more_than_a_hundred_doors_are_found_by_search(tmp_path: Path, *, socket: bool) -> None:
    names = [f"Unit {number}" for number in range(1, 121)]
    async with world(tmp_path, doors=names, socket=socket) as here:
        view = await here.open_form()
        person = here.slack.person(RITA)
        await here.type(view, "name", "Gail Guest")
        everything = await person.options(view, "doors", "")
        found = await person.options(view, "doors", "uNIT 11")
        assert len(everything) == 100
        assert [option["text"]["text"] for option in found][:2] == ["Unit 11", "Unit 110"]
        assert len(found) == 11
        await here.choose(view, "doors", ["Unit 11", "Unit 117"])
        assert not await here.submit(view)
        await here.run(SOON)

        assert len(here.pins()) == 2


@pytest.mark.long
async def test_no_door_cannot_be_sent(here: World) -> None:
    view = await here.open_form()
    await here.type(view, "name", "Gail Guest")

    with pytest.raises(Refused, match="required"):
        await here.slack.person(RITA).submit(view)


async def test_what_is_malformed_is_said_at_its_field_and_all_at_once(http_first: World) -> None:
    here = http_first
    view = await more_options(here)
    await here.type(view, "email", "gail..guest@example.com")
    await here.type(view, "phone", "12")

    errors = await here.submit(view)

    assert errors["email"] == "This is not an e-mail address. Example: guest@example.com"
    assert errors["phone"].startswith("This is not a phone number. Start with + and the country code")
    assert "Guest's name: Gail Guest" in here.screen()
    assert not here.seam.credentials_created()

    await here.type(view, "email", "gail.guest@example.com")
    await here.type(view, "phone", "(212) 555-0100")
    assert not await here.submit(view)
    await here.run(SOON)
    assert here.pins()


@pytest.mark.long
async def test_a_key_without_an_email_cannot_be_sent(here: World) -> None:
    await here.set_up(mobile_keys=MobileKeys.INSTANT_KEY)
    view = await here.fill("Lobby")
    await here.choose(view, "method", "mobile_key")
    await here.choose(view, "doors", [here.doors["Lobby"]])

    with pytest.raises(Refused, match="required"):
        await here.slack.person(RITA).submit(view)


async def test_the_start_may_be_later_but_not_in_the_past(here: World) -> None:
    view = await more_options(here)
    await here.choose(view, "start", "later")
    await here.choose(view, "start_date", "2026-11-20")
    await here.choose(view, "start_time", "13:00")
    assert "The start is in the past. Choose Now or a later time." in here.screen()
    errors = await here.submit(view)
    assert errors == {"start_time": "The start is in the past. Choose Now or a later time."}

    await here.choose(view, "start_date", "2026-11-21")
    assert "Tomorrow 13:00 to 15:00, New York, 2 h" in here.screen()
    assert not await here.submit(view)
    await here.run(SOON)
    [pin] = here.seam.live_credentials()
    assert pin.starts_at == datetime(2026, 11, 21, 18, tzinfo=UTC)
    assert "Issued. Starts Sat 21 Nov 13:00" in here.text(here.card())


async def test_no_longer_than_the_maximum_and_not_before_the_start(here: World) -> None:
    view = await here.fill("Lobby")
    await here.choose(view, "length", "custom")
    await here.choose(view, "end_date", "2026-12-24")
    errors = await here.submit(view)
    assert errors["end_time"].startswith("Longer than 14 days is not possible here. Choose an end up to ")

    await here.choose(view, "end_date", "2026-11-20")
    await here.choose(view, "end_time", "13:00")
    errors = await here.submit(view)
    assert errors["end_time"].startswith("The end must be after the start")

    await here.choose(view, "end_time", "15:15")
    assert "Today 14:00 to 15:15, New York, 1 h 15 min" in here.screen()
    assert not await here.submit(view)


async def test_a_time_that_the_clock_skips_is_refused_at_the_field(tmp_path: Path) -> None:
    async with world(tmp_path, at=datetime(2027, 3, 12, 20, tzinfo=UTC)) as here:
        view = await here.fill("Lobby")
        await here.choose(view, "length", "custom")
        await here.choose(view, "end_date", "2027-03-14")
        await here.choose(view, "end_time", "02:30")

        errors = await here.submit(view)

        assert "skips 02:30 (daylight saving). Choose another time." in errors["end_time"]
        await here.choose(view, "end_time", "03:30")
        assert not await here.submit(view)
        await here.run(SOON)
        assert here.pins()


@pytest.mark.parametrize(("fold", "hour"), first([(None, 5), ("later", 6)]), ids=["default", "second"])
async def test_a_time_that_comes_twice_is_asked_after(tmp_path: Path, fold: str | None, hour: int) -> None:
    async with world(tmp_path, at=datetime(2026, 10, 31, 20, tzinfo=UTC)) as here:
        view = await here.fill("Lobby")
        await here.choose(view, "length", "custom")
        await here.choose(view, "end_date", "2026-11-01")
        await here.choose(view, "end_time", "01:30")
        assert "comes twice that day" in here.screen()
        if fold:
            await here.choose(view, "end_fold", fold)
        assert not await here.submit(view)
        await here.run(SOON)

        [pin] = here.seam.live_credentials()
        assert pin.ends_at == datetime(2026, 11, 1, hour, 30, tzinfo=UTC)


async def test_a_disconnected_building_is_said_and_gives_nothing(here: World) -> None:
    here.seam.disconnect(here.building)
    await here.run(timedelta(minutes=15))
    view = await here.open_form()
    assert "This building is disconnected from Seam." in here.screen()
    assert "as of" in here.screen()
    await here.type(view, "name", "Gail Guest")
    await here.choose(view, "doors", [here.doors["Lobby"]])

    errors = await here.submit(view)

    assert "Harbor House is disconnected" in errors["doors"]
    assert not here.seam.credentials_created()


@pytest.mark.long
async def test_another_channel_may_be_chosen_for_the_updates(here: World) -> None:
    here.slack.add_channel("C0NIGHT", "night-desk", [RITA, BOT_USER])
    view = await more_options(here)
    await here.choose(view, "channel", "C0NIGHT")
    assert not await here.submit(view)
    await here.run(SOON)

    assert "Gail Guest" in here.text(here.card("C0NIGHT"))
    assert not here.cards(DESK)


async def test_seam_down_the_form_opens_and_the_grant_follows_later(here: World) -> None:
    here.seam.faults.outage = True
    await here.give("Lobby")
    await here.run(timedelta(minutes=1))
    assert "Seam cannot be reached right now. Nothing is lost" in here.screen()

    here.seam.faults.clear()
    await here.run(timedelta(minutes=5))

    assert len(here.pins()) == 1
    assert any("1 of 1 PIN" in said for said in here.dms())
