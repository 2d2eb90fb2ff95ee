"""Connecting an account: what Seam says is what is shown, through lost answers, old links and other people's eyes."""

from datetime import timedelta

import pytest

from bot.domain.connection import LINK_LASTS, ConnectKind, Stage
from bot.domain.errors import NotSent, OutcomeUnknown, Refused, Rejected
from bot.domain.people import Person
from bot.services.systems.connecting import SETTLE, Progress
from bot.services.systems.connections import Account
from bot.services.trail.audit import Line, Wanted
from tests.services.desk import ADMIN, TEAM, Desk

OTHER = Person(user_id="U0OTHER", team_id=TEAM, is_member=True)


@pytest.fixture
async def desk() -> Desk:
    desk = await Desk().open()
    desk.connecting._admins = frozenset({ADMIN.user_id, OTHER.user_id})
    return desk


async def begun(desk: Desk, kind: ConnectKind = ConnectKind.LATCH) -> Progress:
    return await desk.connecting.begin(ADMIN, kind)


async def looked(desk: Desk, progress: Progress, person: Person = ADMIN) -> Progress:
    return await desk.connecting.look(person, progress.connection.id)


def webview(desk: Desk) -> str:
    """The newest page at Seam."""
    return list(desk.seam.connections.pages)[-1]


async def trail(desk: Desk) -> list[Line]:
    async with desk.store.read() as work:
        lines = await work.audit.find(TEAM, Wanted(), None, 50)
    return [line for line in lines[::-1] if line.what.startswith("connect_")]


async def test_from_the_link_to_the_building(desk: Desk) -> None:
    made = await begun(desk)
    waiting = await looked(desk, made)
    account = desk.seam.connections.log_in(webview(desk))
    signed_in = await looked(desk, made)
    tower = desk.seam.connections.switch_on(account, "Tower")
    desk.seam.add_door(tower, "Gate")
    connected = await looked(desk, made)

    stages = [one.connection.stage for one in (made, waiting, signed_in, connected)]
    assert stages == [Stage.WAITING, Stage.WAITING, Stage.SIGNED_IN, Stage.CONNECTED]
    assert [one.url is not None for one in (made, waiting, signed_in, connected)] == [True, True, False, False]
    assert signed_in.connection.account_name == "Latch"
    assert [building.name for building in connected.buildings] == ["Tower"]
    assert (await desk.buildings.place(ADMIN, tower)).entrances[0].name == "Gate"


async def test_a_building_of_another_account_is_not_taken_for_one_of_this(desk: Desk) -> None:
    made = await begun(desk)
    desk.seam.connections.log_in(webview(desk))
    desk.seam.connections.switch_on("another account", "Tower")

    seen = await looked(desk, made)

    assert (seen.connection.stage, seen.buildings) == (Stage.SIGNED_IN, ())


async def test_the_link_is_for_whoever_began(desk: Desk) -> None:
    made = await begun(desk)

    assert (await looked(desk, made, OTHER)).url is None
    assert (await looked(desk, made)).url is not None
    assert [one.began_by for one in await desk.connecting.newest(OTHER)] == [ADMIN.user_id]


async def test_a_second_click_gives_the_same_link_and_another_kind_or_person_another(desk: Desk) -> None:
    first, second = await begun(desk), await begun(desk)
    await begun(desk, ConnectKind.SMART_LOCKS)
    await desk.connecting.begin(OTHER, ConnectKind.LATCH)

    assert (second.connection.id, second.url) == (first.connection.id, first.url)
    assert len(desk.seam.connections.pages) == 3


async def test_the_trail_tells_of_each_step_once_and_never_of_the_link(desk: Desk) -> None:
    made = await begun(desk)
    account = desk.seam.connections.log_in(webview(desk))
    tower = desk.seam.connections.switch_on(account, "Tower")
    await looked(desk, made)
    await looked(desk, made)

    lines = await trail(desk)
    assert [(line.what, line.actor) for line in lines] == [
        ("connect_asked", ADMIN.user_id),
        ("connect_waiting", None),
        ("connect_connected", None),
    ]
    assert lines[-1].data["buildings"] == [tower]
    assert made.url is not None
    assert made.url.get_secret_value() not in repr(lines)
    assert made.url.get_secret_value() not in repr(desk.store._tables)


class TestALostAnswer:
    async def test_the_link_is_found_by_our_mark(self, desk: Desk) -> None:
        desk.seam.fail_next("connections.create", OutcomeUnknown("seam_unreachable"), after_effect=True)
        unsure = await begun(desk)
        found = await begun(desk)

        assert (unsure.connection.stage, unsure.trouble, unsure.url) == (Stage.ASKED, "seam_unreachable", None)
        assert (found.connection.id, found.connection.stage) == (unsure.connection.id, Stage.WAITING)
        assert found.url is not None
        assert len(desk.seam.connections.pages) == 1

    async def test_one_that_never_was_is_given_up_and_made_anew(self, desk: Desk) -> None:
        desk.seam.fail_next("connections.create", OutcomeUnknown("seam_unreachable"))
        unsure = await begun(desk)
        soon = await looked(desk, unsure)
        desk.clock.advance(SETTLE)
        late = await looked(desk, unsure)
        again = await begun(desk)

        assert (soon.connection.stage, late.connection.stage) == (Stage.ASKED, Stage.FAILED)
        assert late.connection.problem == "no_connect_link"
        assert (again.connection.stage, len(desk.seam.connections.pages)) == (Stage.WAITING, 1)

    @pytest.mark.parametrize("no", [NotSent("seam_unreachable"), Rejected("seam_unauthorized", status=401)])
    async def test_what_surely_had_no_effect_has_failed(self, desk: Desk, no: NotSent | Rejected) -> None:
        desk.seam.fail_next("connections.create", no)

        failed = await begun(desk)

        assert (failed.connection.stage, failed.connection.problem) == (Stage.FAILED, no.problem)
        assert (await begun(desk)).connection.id != failed.connection.id


class TestALinkThatIsOver:
    async def test_an_old_one_is_shown_no_more_and_a_new_one_is_made(self, desk: Desk) -> None:
        made = await begun(desk)
        desk.clock.advance(LINK_LASTS)

        old = await looked(desk, made)
        new = await begun(desk)

        assert (old.connection.stage, old.url) == (Stage.EXPIRED, None)
        assert new.connection.id != made.connection.id

    async def test_one_that_seam_no_longer_knows(self, desk: Desk) -> None:
        made = await begun(desk)
        desk.seam.connections.pages.clear()

        assert (await looked(desk, made)).connection.stage is Stage.EXPIRED

    async def test_somebody_who_signs_in_with_an_old_one_is_seen_all_the_same(self, desk: Desk) -> None:
        made = await begun(desk)
        desk.clock.advance(LINK_LASTS)
        await looked(desk, made)
        desk.seam.connections.log_in(webview(desk))

        assert (await looked(desk, made)).connection.stage is Stage.SIGNED_IN

    async def test_a_sign_in_that_failed(self, desk: Desk) -> None:
        made = await begun(desk)
        desk.seam.connections.fail_login(webview(desk))

        failed = await looked(desk, made)

        assert (failed.connection.stage, failed.connection.problem) == (Stage.FAILED, "sign_in_failed")


async def test_what_seam_says_of_the_account_is_passed_on(desk: Desk) -> None:
    made = await begun(desk)
    account = desk.seam.connections.log_in(webview(desk))
    desk.seam.connections.accounts[account] = Account(id=account, name="Latch", problem="account_disconnected")
    troubled = await looked(desk, made)
    desk.seam.connections.accounts.clear()
    removed = await looked(desk, made)

    assert (troubled.connection.stage, troubled.connection.problem) == (Stage.SIGNED_IN, "account_disconnected")
    assert (removed.connection.stage, removed.connection.problem) == (Stage.FAILED, "account_removed")


@pytest.mark.parametrize("call", ["connections.get", "connections.account", "catalogue.systems", "catalogue.entrances"])
async def test_without_seam_the_last_that_is_known_is_shown(desk: Desk, call: str) -> None:
    made = await begun(desk)
    account = desk.seam.connections.log_in(webview(desk))
    desk.seam.connections.switch_on(account, "Tower")
    desk.clock.advance(timedelta(minutes=1))
    desk.seam.fail_next(call, NotSent("seam_unreachable"))

    seen = await looked(desk, made)

    assert (seen.trouble, seen.connection, seen.url) == ("seam_unreachable", made.connection, None)
    assert (await looked(desk, made)).connection.stage is Stage.CONNECTED


async def test_a_connection_of_nobody(desk: Desk) -> None:
    with pytest.raises(Refused) as no:
        await desk.connecting.look(ADMIN, "made up")
    assert no.value.problem == "connection_unknown"
