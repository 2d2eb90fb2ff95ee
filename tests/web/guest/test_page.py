"""What a guest, a program that previews links, and somebody who guesses links get."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from icalendar import Calendar

from bot.domain.building import Method
from bot.domain.text import pin_groups
from bot.web.guest.routes import A_MINUTE_PER_ADDRESS, LOOKS_A_MINUTE
from tests.services.desk import RITA, Desk
from tests.services.web_pass.passes import PUBLIC_URL, issued, shared, token_of
from tests.services.web_pass.test_guest_page import looks
from tests.web.guest.pages import SPANISH, browser, get, post

KEYS = {"mobile_keys": "instant_key"}


class Text(HTMLParser):
    """What is read on the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.said += data.split()


def words(html: str) -> str:
    return " ".join(Text(html).said)


async def pin_of(desk: Desk, grant_id: str) -> str:
    [pin] = (await desk.access.reveal(RITA, grant_id)).pins.values()
    return pin_groups(pin.get_secret_value())


async def test_the_page_says_where_and_when_and_the_pin_comes_on_a_click(desk: Desk) -> None:
    grant_id, token = await shared(desk, settings={"guest_text": "Park behind the house.\nRing twice."})
    pin = await pin_of(desk, grant_id)

    page, shown = await get(desk, f"/g/{token}"), await post(desk, f"/g/{token}")

    assert (page.status_code, shown.status_code) == (200, 200)
    for told in (
        "Harbor House",
        "Lobby",
        "From Monday, March 4, 2030, 10:00 AM EST Until Monday, March 4, 2030, 12:00 PM EST",
        "Times are those of the building: Eastern Standard Time.",
        "Time left: 1 h 59 min",
        "Park behind the house. Ring twice.",
    ):
        assert told in words(page.text), told
    assert pin not in words(page.text)
    assert f"PIN {pin}" in words(shown.text)
    assert "Show PIN" not in words(shown.text)


async def test_the_guests_name_and_contacts_stand_nowhere(desk: Desk) -> None:
    _grant_id, token = await shared(desk)

    answers = [await get(desk, f"/g/{token}{path}") for path in ("", "/qr", "/calendar.ics")]

    assert all(answer.status_code == 200 for answer in answers)
    for name in ("Gail", "gail@example.com"):
        assert all(name not in answer.text for answer in answers)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT"])
async def test_a_program_that_previews_the_link_uses_nothing_up_and_learns_no_pin(desk: Desk, method: str) -> None:
    grant_id, token = await shared(desk, view=None)
    await desk.passes.limit(RITA, grant_id, 1)
    pin = await pin_of(desk, grant_id)

    async with browser(desk) as http:
        answers = [await http.request(method, f"/g/{token}{path}") for path in ("", "/qr", "/calendar.ics")]

    assert all(pin.replace(" ", "") not in answer.text.replace(" ", "") for answer in answers)
    assert await looks(desk, grant_id) == 0
    title = answers[0].text.partition("<title>")[2].partition("</title>")[0]
    assert title == ("Guest pass" if method == "GET" else "")


async def test_every_answer_is_closed_to_others(desk: Desk) -> None:
    _grant_id, token = await shared(desk)
    for answer in (await get(desk, f"/g/{token}"), await post(desk, f"/g/{token}"), await get(desk, "/g/x")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers
        assert "//" not in answer.text, "nothing is asked of anybody else"


async def test_after_the_end_it_says_so_and_nothing_else(desk: Desk) -> None:
    grant_id, token = await shared(desk, settings={"colour": "#aa0000", "guest_text": "Ring twice."})
    await desk.access.end(RITA, grant_id)

    answers = [await get(desk, f"/g/{token}{path}") for path in ("", "/qr", "/calendar.ics")]
    answers.append(await post(desk, f"/g/{token}"))

    assert {(answer.status_code, answer.text) for answer in answers} == {(410, answers[0].text)}
    assert "This pass has ended" in words(answers[0].text)
    for told in ("Harbor House", "Lobby", "aa0000", "Ring twice", "2030", "Gail", token):
        assert told not in answers[0].text


async def test_whatever_is_wrong_with_a_link_the_answer_is_the_same(desk: Desk) -> None:
    grant_id, token = await shared(desk)
    await desk.passes.revoke(RITA, grant_id)
    wrong = [token, "x", "-", "%00", "A" * 32, "é" * 32, "a" * 4000, f"{token}A", "..%2f", "<b>"]

    answers = [await get(desk, f"/g/{one}{path}") for one in wrong for path in ("", "/qr", "/calendar.ics")]
    answers += [await post(desk, f"/g/{one}") for one in wrong]
    answers.append(await get(desk, "/nowhere"))

    told = {(a.status_code, a.text, tuple(sorted(a.headers.items()))) for a in answers}
    assert {(status, text) for status, text, _headers in told} == {(404, "Not Found")}
    assert len(told) == 1


async def test_a_link_that_is_used_up_says_what_to_do(desk: Desk) -> None:
    grant_id, token = await shared(desk)
    await desk.passes.limit(RITA, grant_id, 1)
    assert "It can be shown 1 more time." in words((await get(desk, f"/g/{token}")).text)
    await post(desk, f"/g/{token}")

    again = await post(desk, f"/g/{token}")

    assert await pin_of(desk, grant_id) not in words(again.text)
    assert "This link has been used as often as it may be." in words(again.text)


async def test_who_presses_all_day_waits(desk: Desk) -> None:
    grant_id, token = await shared(desk)
    async with browser(desk) as http:
        answers = [await http.post(f"/g/{token}") for _ in range(LOOKS_A_MINUTE + 2)]
        assert [a.status_code for a in answers] == [200] * LOOKS_A_MINUTE + [429] * 2
        assert "Wait a minute" in words(answers[-1].text)
        assert await looks(desk, grant_id) == LOOKS_A_MINUTE
        desk.clock.advance(timedelta(minutes=1))
        assert (await http.post(f"/g/{token}")).status_code == 200


async def test_who_tries_many_links_is_slowed_down(desk: Desk) -> None:
    async with browser(desk) as http:
        answers = [(await http.get(f"/g/{number}")).status_code for number in range(A_MINUTE_PER_ADDRESS + 1)]

    assert answers == [404] * A_MINUTE_PER_ADDRESS + [429]


async def test_the_guest_reads_it_in_their_language_and_can_switch(desk: Desk) -> None:
    _grant_id, token = await shared(desk)

    spanish = await get(desk, f"/g/{token}", **SPANISH)
    switched = await get(desk, f"/g/{token}?lang=en", **SPANISH)
    shown = await post(desk, f"/g/{token}?lang=es")

    assert '<html lang="es">' in spanish.text
    assert "lunes, 4 de marzo de 2030, 10:00 GMT-05:00" in words(spanish.text)
    assert '<a href="?lang=en" hreflang="en" lang="en">English</a>' in spanish.text
    assert "Show PIN" in words(switched.text)
    assert "Marque el PIN en el teclado de su puerta." in words(shown.text)


async def test_before_its_start_it_says_when_it_begins(desk: Desk) -> None:
    window = desk.draft().window
    later = window.model_copy(update={"starts_at": window.starts_at + timedelta(hours=1)})
    _grant_id, token = await shared(desk, window=later)

    assert "Starts in: 59 min" in words((await get(desk, f"/g/{token}")).text)


async def test_a_door_that_is_not_there_yet_is_not_said_to_be(desk: Desk) -> None:
    desk.seam.failing_doors.add(desk.doors[1])
    _grant_id, token = await shared(desk, *desk.doors[:2])

    shown = words((await post(desk, f"/g/{token}")).text)

    assert "Garage This door cannot be opened yet. Ask the people who invited you." in shown


async def test_a_door_that_somebody_has_to_visit_says_so(desk: Desk) -> None:
    _grant_id, token = await shared(desk, settings={"hub": "no"})

    assert "Somebody may still have to update this door" in words((await post(desk, f"/g/{token}")).text)


async def test_a_mobile_key_comes_with_its_link_and_the_steps(desk: Desk) -> None:
    _grant_id, token = await shared(desk, settings=KEYS, method=Method.MOBILE_KEY)

    page, shown = await get(desk, f"/g/{token}"), await post(desk, f"/g/{token}")

    assert "Open this page on the phone that you take to the door." in words(page.text)
    assert 'rel="noreferrer"' not in page.text
    async with desk.store.read() as work:
        found = await work.passes.find(token)
    assert found is not None
    [credential] = (await desk.record(found.grant_id)).live
    assert credential.instant_key_url is not None
    assert f'href="{credential.instant_key_url.get_secret_value()}" rel="noreferrer"' in shown.text


async def test_a_key_in_an_app_of_the_buildings_own_has_nothing_to_show(desk: Desk) -> None:
    _grant_id, token = await shared(desk, settings={"mobile_keys": "own_app"}, method=Method.MOBILE_KEY)

    page = words((await get(desk, f"/g/{token}")).text)

    assert "Open the app of the building on your phone." in page
    assert "Show key" not in page


async def test_the_calendar_entry_holds_where_and_when_and_no_link(desk: Desk) -> None:
    grant_id, token = await shared(desk)

    answer = await get(desk, f"/g/{token}/calendar.ics", **SPANISH)

    assert answer.headers["content-type"].startswith("text/calendar")
    [event] = Calendar.from_ical(answer.text).walk("VEVENT")
    window = (await desk.record(grant_id)).grant.window
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (window.starts_at, window.ends_at)
    assert (str(event["summary"]), str(event["description"])) == ("Su acceso a Harbor House", "Lobby")
    assert token not in answer.text


async def test_the_qr_code_is_of_the_link(desk: Desk) -> None:
    grant_id = await issued(desk)
    opened = await desk.passes.open(RITA, grant_id)

    answer = await get(desk, f"/g/{token_of(opened)}/qr")

    assert "<svg viewBox=" in answer.text
    assert "Scan for your access" in words(answer.text)
    assert PUBLIC_URL not in answer.text


async def test_the_building_has_its_own_colour(desk: Desk) -> None:
    _grant_id, token = await shared(desk, settings={"colour": "#ffee00"})
    async with browser(desk) as http:
        assert "-/ffee00.css" in (await http.get(f"/g/{token}")).text
        sheet = await http.get("/g/-/ffee00.css")
        assert sheet.text == ":root { --brand: #ffee00; --on-brand: #000000 }"
        assert [(await http.get(f"/g/-/{bad}.css")).status_code for bad in ("red", "0000000", "}a{b")] == [404] * 3
        assert [(await http.get(f"/g/-/pass.{kind}")).status_code for kind in ("css", "js")] == [200, 200]
