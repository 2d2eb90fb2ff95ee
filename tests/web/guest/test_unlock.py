"""A guest unlocks the lock of theirs: inside the window, once per press, and told what is known."""

import html
import re
from datetime import timedelta

import httpx
import pytest

from bot.domain.command import Action, CommandState
from bot.services.doors.control import Attempt, AttemptState
from bot.services.trail.audit import Wanted
from tests.services.desk import RITA, TEAM, Desk
from tests.services.doors.test_commanding import grant_at
from tests.services.doors.watched import with_lock
from tests.services.web_pass.passes import token_of
from tests.web.guest.pages import browser
from tests.web.guest.test_page import words

SECOND = timedelta(seconds=1)


class Guest:
    """A guest of one lock, with their link open in a browser."""

    def __init__(self, desk: Desk, lock: str, grant_id: str, token: str, http: httpx.AsyncClient) -> None:
        self.desk, self.lock, self.grant_id, self.token, self.http = desk, lock, grant_id, token, http

    async def show(self) -> str:
        """Where the button sends what it sends; empty where there is no button."""
        page = (await self.http.post(f"/g/{self.token}")).text
        found = re.search(r'action="\./([^"]+)" data-hold', page)
        return f"/g/{html.unescape(found[1])}" if found else ""

    async def press(self, where: str) -> httpx.Response:
        return await self.http.post(where, follow_redirects=True)

    async def unlock(self) -> httpx.Response:
        return await self.press(await self.show())

    @property
    def sent(self) -> list[tuple[str, Action]]:
        return self.desk.seam.door_control.sent


async def guest(**lock: object) -> Guest:
    desk, door = await with_lock(**lock)
    grant_id = await grant_at(desk, door)
    await desk.set_up(web_passes=True)
    token = token_of(await desk.passes.open(RITA, grant_id))
    return Guest(desk, door, grant_id, token, browser(desk))


async def test_the_button_comes_with_the_look_and_what_becomes_of_it_is_told_and_written_down() -> None:
    here = await guest()
    assert "data-hold" not in (await here.http.get(f"/g/{here.token}")).text

    asked = await here.unlock()
    assert "Asking the lock" in words(asked.text)
    await here.desk.run(5 * SECOND)
    done = await here.http.get(asked.url)

    assert "Unlocked: the lock confirmed it." in words(done.text)
    assert here.sent == [(here.lock, Action.UNLOCK)]
    async with here.desk.store.read() as work:
        lines = await work.audit.find(TEAM, Wanted(grant_id=here.grant_id), None, 50)
    told = [(line.what, line.actor) for line in reversed(lines) if line.what.startswith("unlock")]
    assert told == [("unlock_asked", None), ("unlock_settled", None)]


async def test_lock_again_needs_no_look() -> None:
    here = await guest()
    asked = await here.unlock()
    await here.desk.run(5 * SECOND)
    page = (await here.http.get(asked.url)).text
    [where] = re.findall(r'action="\.\./([^"]+)"', page)

    locked = await here.press(f"/g/{here.token}/{html.unescape(where)}")
    await here.desk.run(5 * SECOND)

    assert "Locked: the lock confirmed it." in words((await here.http.get(locked.url)).text)
    assert [action for _lock, action in here.sent] == [Action.UNLOCK, Action.LOCK]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (AttemptState.SUCCESS, "The lock was told to unlock and has not confirmed it."),
        (AttemptState.ERROR, "It did not work: the door was not unlocked."),
    ],
)
async def test_no_more_is_told_than_is_known(state: AttemptState, said: str) -> None:
    here = await guest()
    here.desk.seam.door_control.outcome = Attempt(id="any", state=state)

    asked = await here.unlock()
    await here.desk.run(5 * SECOND)

    assert said in words((await here.http.get(asked.url)).text)


async def test_one_press_sent_twice_is_one_command() -> None:
    here = await guest()
    where = await here.show()

    answers = [await here.press(where) for _ in range(3)]
    await here.desk.run(5 * SECOND)

    assert len({str(answer.url) for answer in answers}) == 1
    assert len(here.sent) == 1


async def test_without_a_look_nothing_moves_and_show_is_pressed_first() -> None:
    here = await guest()
    bare = re.sub(r"&shown=.*", "", await here.show())

    for where in (bare, f"{bare}&shown=guessed"):
        answer = await here.press(where)
        assert answer.url.path == f"/g/{here.token}"
        assert "Show PIN" in words(answer.text)
    await here.desk.run(5 * SECOND)

    assert here.sent == []


@pytest.mark.parametrize(
    "change",
    [("/0/", "/7/"), ("/0/", f"/{'9' * 5000}/"), ("/unlock", "/open"), ("once=", "once=x"), ("/door/", "/doors/")],
    ids=["no such door", "no number", "no such act", "odd once", "elsewhere"],
)
async def test_an_address_that_nobody_was_given_is_not_there(change: tuple[str, str]) -> None:
    here = await guest()
    where = (await here.show()).replace(*change)

    assert (await here.press(where)).status_code == 404
    assert here.sent == []


async def test_a_preview_of_the_buttons_address_moves_nothing() -> None:
    here = await guest()
    where = await here.show()

    assert [(await here.http.request(method, where)).status_code for method in ("GET", "HEAD")] == [405, 405]
    assert here.sent == []


async def test_before_and_after_the_window_and_without_the_capability_there_is_no_button() -> None:
    here = await guest(can_remotely_unlock=False)
    assert not await here.show()

    here = await guest()
    where = await here.show()
    ends_at = (await here.desk.record(here.grant_id)).grant.window.ends_at
    here.desk.clock.advance(ends_at - here.desk.clock.now())
    assert "This pass has ended" in words((await here.press(where)).text)
    assert here.sent == []


async def test_a_used_up_link_has_no_button() -> None:
    here = await guest()
    await here.desk.passes.limit(RITA, here.grant_id, 1)
    assert await here.show()

    assert not await here.show()


async def test_who_unlocks_all_the_time_waits() -> None:
    here = await guest()
    answers = []
    for _ in range(8):
        answers.append(await here.unlock())
        await here.desk.run(5 * SECOND)

    assert "Asked very often just now." in words(answers[-1].text)
    assert len(here.sent) < 8


async def test_nobody_sees_what_became_of_somebody_elses_command() -> None:
    here = await guest()
    mine = await here.desk.commanding.ask(RITA, here.lock, Action.UNLOCK, "A courier", "V1")

    answer = await here.http.get(f"/g/{here.token}/command/{mine.id}")

    assert (answer.status_code, answer.text) == (404, "Not Found")
    assert mine.state is CommandState.ASKED
