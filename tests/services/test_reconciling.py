"""What differs between Seam and our books is found, told once, and seen to; what is not ours is never touched."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.domain.building import Method
from bot.domain.errors import NotAllowed, NotSent, OutcomeUnknown, Rejected, WrongState
from bot.domain.grant import CredentialState, GrantState
from bot.domain.people import Person
from bot.domain.roles import Holder, HolderKind, Role
from bot.services.audit import Line, Wanted
from bot.services.drift import Check, Drift, DriftKind, DriftState
from bot.services.kept import PostKind
from bot.services.ports import NewCredential
from tests.services.desk import ADMIN, INSTALL, OUTSIDER, RITA, SAM, TEAM, Desk

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
MAX = Person(user_id="U0MAX", team_id=TEAM, is_member=True)
"""A manager."""


@pytest.fixture
async def desk() -> Desk:
    roles = [(RITA, Role.ISSUER), (SAM, Role.ISSUER), (MAX, Role.MANAGER)]
    holders = [Holder(kind=HolderKind.PERSON, slack_id=who.user_id, role=role) for who, role in roles]
    return await Desk().open(roles=holders)


async def issued(desk: Desk, *doors: str) -> str:
    grant = await desk.give(*doors)
    await desk.run(timedelta(seconds=5))
    return grant


async def seam_id(desk: Desk, grant: str, number: int = 0) -> str:
    return str((await desk.record(grant)).credentials[number].seam_id)


async def planted(desk: Desk, key: str | None, *, door: int = 0, hours: int = 2) -> str:
    """A credential at Seam under an identity of this key, made by nobody here; its id."""
    seam, now = desk.seam, desk.clock.now()
    known = await seam.identities.find_by_key(key) if key else None
    identity = known or await seam.identities.create(key or f"nobody {len(seam.people)}", "Somebody")
    users = await seam.acs_users.find(desk.building, identity.id)
    user = users[0] if users else await seam.acs_users.create(desk.building, identity.id, "Somebody")
    if key is None:
        seam.users[user.id] = user.model_copy(update={"identity_id": None})
    new = NewCredential(
        acs_user_id=user.id,
        method=Method.PIN,
        entrance_ids=(desk.doors[door],),
        starts_at=now,
        ends_at=now + timedelta(hours=hours),
    )
    made = await seam.credentials.create(new)
    seam.calls.clear()
    return made.id


def ours(owner: str) -> str:
    return f"keydesk:{INSTALL}:{owner}"


async def drifts(desk: Desk) -> list[Drift]:
    async with desk.store.read() as work:
        return list(await work.drift.unsettled(TEAM, desk.building))


async def check(desk: Desk) -> Check:
    async with desk.store.read() as work:
        found = await work.drift.check(TEAM, desk.building)
    assert found is not None
    return found


async def trail(desk: Desk, what: str) -> list[Line]:
    async with desk.store.read() as work:
        return list(await work.audit.find(TEAM, Wanted(what=what), None, 50))


def there(desk: Desk) -> set[str]:
    return {one.id for one in desk.seam.existing()}


async def reconcile(desk: Desk) -> list[Drift]:
    """One comparison, and what follows from it; what is not settled then."""
    await desk.reconciling.run(TEAM)
    await desk.strays.run(TEAM)
    await desk.run(timedelta(seconds=5))
    return await drifts(desk)


class TestNothing:
    async def test_is_said_where_both_agree(self, desk: Desk) -> None:
        await issued(desk, *desk.doors)

        assert await reconcile(desk) == []
        assert (await check(desk)).checked_at is not None
        assert not await trail(desk, "compared")
        assert not desk.poster.of(PostKind.DRIFT)

    async def test_is_changed_at_seam_by_a_look(self, desk: Desk) -> None:
        await issued(desk, *desk.doors)
        await planted(desk, None)
        await planted(desk, "keydesk:another:g1")
        await planted(desk, ours("nobody"))

        await desk.reconciling.run(TEAM)

        changes = {"create", "change_end", "delete", "adopt", "make_instant_key"}
        assert not [call for call in desk.seam.calls if call.partition(".")[2] in changes]

    async def test_is_found_while_a_pin_is_made_with_its_answer_lost(self, desk: Desk) -> None:
        desk.seam.fail_next("credentials.create", OutcomeUnknown("seam_unreachable"), after_effect=True)
        await desk.give()
        await desk.turn()
        assert len(there(desk)) == 1

        assert await reconcile(desk) == []

        await desk.run(MINUTE)
        assert len(there(desk)) == 1
        assert await reconcile(desk) == []

    @pytest.mark.parametrize("moment", ["credentials.of_building", "acs_users.of_building"])
    async def test_is_found_that_only_came_while_seam_was_read(self, desk: Desk, moment: str) -> None:
        """Given, ended and extended in the middle of a comparison."""
        ending, moving = await issued(desk), await issued(desk, desk.doors[1])
        during(desk, moment, lambda: meanwhile(desk, ending, moving))

        assert await reconcile(desk) == []
        assert not desk.poster.of(PostKind.DRIFT)


async def meanwhile(desk: Desk, ending: str, moving: str) -> None:
    await desk.access.end(RITA, ending)
    await desk.access.extend(RITA, moving, desk.clock.now() + 5 * HOUR)
    await desk.give(desk.doors[2])
    await desk.turn()


def during(desk: Desk, method: str, act: Callable[[], Awaitable[None]]) -> None:
    """Something happens just after the first answer of a method."""
    port, _, name = method.partition(".")
    target = getattr(desk.seam, port)
    real = getattr(target, name)

    async def call(*args: object) -> object:
        setattr(target, name, real)
        answer = await real(*args)
        await act()
        return answer

    setattr(target, name, call)


class TestMissing:
    async def test_the_grant_is_looked_at_and_the_requester_is_told(self, desk: Desk) -> None:
        grant = await issued(desk)
        desk.seam.mark_deleted(desk.seam.stored[await seam_id(desk, grant)])

        await reconcile(desk)

        credential = (await desk.record(grant)).credentials[0]
        assert (credential.state, credential.problem) == (CredentialState.FAILED, "gone_at_seam")
        assert [post.channel for post in desk.poster.of(PostKind.GONE)] == [RITA.user_id]
        assert await reconcile(desk) == []

    async def test_nothing_else_of_the_grant_is_touched(self, desk: Desk) -> None:
        grant = await issued(desk, *desk.doors)
        gone = await seam_id(desk, grant, 1)
        desk.seam.mark_deleted(desk.seam.stored[gone])
        left = there(desk)

        await reconcile(desk)

        assert there(desk) == left
        assert (await desk.record(grant)).grant.state is GrantState.ISSUED


class TestExtra:
    async def test_that_nobody_knows_waits_for_a_person(self, desk: Desk) -> None:
        extra = await planted(desk, ours("after the backup"), door=1)

        found = await reconcile(desk)

        assert [(d.difference.kind, d.difference.seam_id, d.state) for d in found] == [
            (DriftKind.EXTRA, extra, DriftState.OPEN)
        ]
        assert found[0].difference.doors == ("Garage",)
        assert extra in there(desk)

    async def test_is_told_once_and_shown_until_it_is_gone(self, desk: Desk) -> None:
        extra = await planted(desk, ours("after the backup"))
        for _ in range(3):
            await reconcile(desk)
            desk.clock.advance(15 * MINUTE)
        assert len(desk.poster.of(PostKind.DRIFT)) == 1
        assert len(await trail(desk, "compared")) == 1

        desk.seam.mark_deleted(desk.seam.stored[extra])

        assert await reconcile(desk) == []
        assert len(desk.poster.of(PostKind.DRIFT)) == 1
        assert desk.poster.redrawn(PostKind.DRIFT) == {desk.poster.of(PostKind.DRIFT)[0].key}
        assert [line.data for line in await trail(desk, "compared")] == [{"settled": 1}, {"extra": 1}]

    async def test_is_ended_by_itself_where_our_books_hold_its_end(self, desk: Desk) -> None:
        grant = await issued(desk)
        await desk.access.end(RITA, grant)
        await desk.run(MINUTE)
        back = await planted(desk, ours(grant))

        assert await reconcile(desk) == []

        assert back not in there(desk)
        assert [line.data for line in await trail(desk, "stray_ended")] == [{"credential": back}]

    async def test_of_a_grant_that_never_was_issued_waits_for_a_person(self, desk: Desk) -> None:
        """Our books say that nothing was made: they may be older than what was."""
        desk.seam.failing_doors.add(desk.doors[0])
        grant = await desk.give()
        await desk.run(5 * MINUTE)
        assert (await desk.record(grant)).grant.state is GrantState.FAILED
        extra = await planted(desk, ours(grant), door=1)

        assert [d.state for d in await reconcile(desk)] == [DriftState.OPEN]
        assert extra in there(desk)

    async def test_that_fits_one_grant_goes_back_into_it(self, desk: Desk) -> None:
        """A door that was added after the backup that was restored."""
        grant = await issued(desk)
        extra = await planted(desk, ours(grant), door=1)
        desk.seam.stored[extra].ends_at = (await desk.record(grant)).grant.window.ends_at

        assert await reconcile(desk) == []

        added = (await desk.record(grant)).credentials[1]
        assert (added.seam_id, added.state, added.doors[0].name) == (extra, CredentialState.ISSUED, "Garage")
        assert added.has_pin
        assert [line.actor for line in await trail(desk, "adopted")] == [None]
        await desk.access.end(RITA, grant)
        await desk.run(MINUTE)
        assert not there(desk)

    @pytest.mark.parametrize(("door", "hours"), [(0, 2), (1, 9)], ids=["the same door", "another end"])
    async def test_that_fits_no_grant_is_not_guessed_at(self, desk: Desk, door: int, hours: int) -> None:
        grant = await issued(desk)
        extra = await planted(desk, ours(grant), door=door, hours=hours)

        found = await reconcile(desk)

        assert [(d.difference.seam_id, d.difference.grant_id) for d in found] == [(extra, grant)]
        assert len((await desk.record(grant)).credentials) == 1

    async def test_that_a_shared_guest_has_from_another_program_is_let_be(self, desk: Desk) -> None:
        await desk.set_up(mobile_keys="own_app")
        elsewhere = await desk.give_elsewhere(desk.doors[1])
        await desk.give(desk.doors[0], method=Method.MOBILE_KEY)
        await desk.run(timedelta(seconds=5))

        assert await reconcile(desk) == []
        assert elsewhere in there(desk)
        assert (await check(desk)).foreign == 1


class TestForeign:
    async def test_is_counted_and_let_be(self, desk: Desk) -> None:
        keys = (None, "pms:4711", "keydesk:another:g1", f"keydesk:{INSTALL}0:g1")
        made = {await planted(desk, key) for key in keys}

        assert await reconcile(desk) == []
        assert ((await check(desk)).foreign, (await check(desk)).other_installs) == (4, 2)
        assert made <= there(desk)

    async def test_that_takes_the_place_of_ours_before_the_delete_is_let_be(self, desk: Desk) -> None:
        """Somebody has moved the credential to a user of their own between the click and its effect."""
        extra = await planted(desk, ours("after the backup"))
        drift = (await reconcile(desk))[0]
        other = await planted(desk, "pms:4711")
        await desk.deciding.end(MAX, drift.id)
        stored = desk.seam.stored
        stored[extra].new = stored[extra].new.model_copy(update={"acs_user_id": stored[other].new.acs_user_id})

        await desk.deciding.follow(drift)

        assert extra in there(desk)
        assert "credentials.delete" not in desk.seam.calls
        assert await drifts(desk) == []
        assert len(await trail(desk, "stray_let_be")) == 1


class TestWindow:
    @pytest.mark.parametrize("off", [-HOUR, HOUR])
    async def test_is_told_and_set_right_by_a_click(self, desk: Desk, off: timedelta) -> None:
        grant = await issued(desk)
        end = (await desk.record(grant)).grant.window.ends_at
        at_seam = desk.seam.stored[await seam_id(desk, grant)]
        at_seam.ends_at = end + off

        drift = (await reconcile(desk))[0]
        assert (drift.difference.kind, at_seam.ends_at) == (DriftKind.WINDOW, end + off)

        await desk.deciding.set_right(MAX, drift.id)
        await desk.run(timedelta(seconds=5))

        assert at_seam.ends_at == end
        assert await drifts(desk) == []
        assert (await desk.record(grant)).grant.window.ends_at == end
        assert [line.actor for line in await trail(desk, "righting")] == [MAX.user_id]
        assert len(await trail(desk, "righted")) == 1

    async def test_that_seam_refuses_to_set_right_waits_for_a_person_again(self, desk: Desk) -> None:
        grant = await issued(desk)
        desk.seam.stored[await seam_id(desk, grant)].ends_at += HOUR
        drift = (await reconcile(desk))[0]
        desk.seam.fail_next("credentials.change_end", Rejected("seam_rejected", status=400))

        await desk.deciding.set_right(MAX, drift.id)
        await desk.run(timedelta(seconds=5))

        left = (await drifts(desk))[0]
        assert (left.state, left.problem) == (DriftState.OPEN, "right_refused")
        await desk.deciding.set_right(MAX, drift.id)
        await desk.run(timedelta(seconds=5))
        assert await drifts(desk) == []

    async def test_is_set_right_though_an_answer_is_lost(self, desk: Desk) -> None:
        grant = await issued(desk)
        desk.seam.stored[await seam_id(desk, grant)].ends_at += HOUR
        drift = (await reconcile(desk))[0]
        for after_effect in (False, True):
            trouble = OutcomeUnknown("seam_unreachable")
            desk.seam.fail_next("credentials.change_end", trouble, after_effect=after_effect)

        await desk.deciding.set_right(MAX, drift.id)
        await desk.run(2 * MINUTE)

        assert await drifts(desk) == []
        assert await reconcile(desk) == []

    async def test_that_differs_in_its_start_cannot_be_set_right(self, desk: Desk) -> None:
        grant = await issued(desk)
        at_seam = desk.seam.stored[await seam_id(desk, grant)]
        at_seam.new = at_seam.new.model_copy(update={"starts_at": desk.clock.now() + HOUR})

        drift = (await reconcile(desk))[0]

        assert not drift.difference.is_end
        with pytest.raises(WrongState, match="drift_moved_on"):
            await desk.deciding.set_right(MAX, drift.id)

    async def test_that_an_extension_settles_is_over(self, desk: Desk) -> None:
        grant = await issued(desk)
        desk.seam.stored[await seam_id(desk, grant)].ends_at += HOUR
        drift = (await reconcile(desk))[0]

        await desk.access.extend(RITA, grant, desk.clock.now() + 3 * HOUR)
        await desk.run(timedelta(seconds=5))

        assert await reconcile(desk) == []
        with pytest.raises(WrongState, match="drift_settled"):
            await desk.deciding.set_right(MAX, drift.id)


class TestDeciding:
    @pytest.fixture
    async def drift(self, desk: Desk) -> Drift:
        await planted(desk, ours("after the backup"))
        return (await reconcile(desk))[0]

    async def test_end_is_followed_until_seam_has_confirmed(self, desk: Desk, drift: Drift) -> None:
        desk.seam.delete_delay = 3 * MINUTE
        await desk.deciding.end(MAX, drift.id)
        await desk.deciding.follow(drift)
        assert [d.state for d in await drifts(desk)] == [DriftState.ENDING]

        for _ in range(5):
            desk.clock.advance(MINUTE)
            await desk.strays.run(TEAM)

        assert await drifts(desk) == []
        assert not there(desk)
        assert [line.actor for line in await trail(desk, "stray_end")] == [MAX.user_id]
        assert len(await trail(desk, "stray_ended")) == 1

    async def test_end_goes_on_when_seam_is_back(self, desk: Desk, drift: Drift) -> None:
        for method in ("credentials.get", "credentials.delete"):
            desk.seam.fail_next(method, NotSent("seam_unreachable"))
        await desk.deciding.end(MAX, drift.id)
        await desk.deciding.follow(drift)
        assert [(d.state, d.problem) for d in await drifts(desk)] == [(DriftState.ENDING, "seam_unreachable")]

        for _ in range(3):
            desk.clock.advance(MINUTE)
            await desk.strays.run(TEAM)

        assert await drifts(desk) == []
        assert not there(desk)

    async def test_the_first_click_wins(self, desk: Desk, drift: Drift) -> None:
        async def click(number: int) -> str:
            act = desk.deciding.end if number % 2 else desk.deciding.leave
            try:
                await act(MAX if number % 3 else ADMIN, drift.id)
            except WrongState as no:
                return no.problem
            return "done"

        said = Counter(await asyncio.gather(*(click(number) for number in range(20))))

        assert said == {"done": 1, "drift_decided": 19}
        assert len(await trail(desk, "stray_end")) + len(await trail(desk, "drift_left")) == 1

    async def test_what_is_left_is_not_told_again(self, desk: Desk, drift: Drift) -> None:
        await desk.deciding.leave(MAX, drift.id)
        for _ in range(3):
            desk.clock.advance(15 * MINUTE)
            assert [d.state for d in await reconcile(desk)] == [DriftState.LEFT]

        assert len(desk.poster.of(PostKind.DRIFT)) == 1
        assert len(there(desk)) == 1

    @pytest.mark.parametrize("who", [RITA, OUTSIDER], ids=["an issuer", "somebody else"])
    async def test_is_for_managers_and_admins(self, desk: Desk, drift: Drift, who: Person) -> None:
        deciding = desk.deciding
        for act in (deciding.end, deciding.leave, deciding.set_right):
            with pytest.raises(NotAllowed):
                await act(who, drift.id)
        with pytest.raises(NotAllowed):
            await deciding.check(who, desk.building)

        assert await drifts(desk) == [drift]

    async def test_a_grant_that_has_it_by_now_keeps_it(self, desk: Desk, drift: Drift) -> None:
        grant = await issued(desk, desk.doors[2])
        await desk.deciding.end(MAX, drift.id)
        async with desk.store.write() as work:
            credential = (await desk.record(grant)).credentials[0]
            await work.credentials.save(credential.model_copy(update={"seam_id": drift.difference.seam_id}))

        await desk.deciding.follow(drift)

        assert drift.difference.seam_id in there(desk)
        assert await drifts(desk) == []


class TestTelling:
    async def test_goes_to_the_notice_channel(self, desk: Desk) -> None:
        await desk.set_up(notice_channel="C0NOTICE")
        for door in range(3):
            await planted(desk, ours(f"g{door}"), door=door)

        await reconcile(desk)

        assert [post.channel for post in desk.poster.of(PostKind.DRIFT)] == ["C0NOTICE"]

    async def test_goes_to_the_managers_where_there_is_none(self, desk: Desk) -> None:
        await planted(desk, ours("g1"))

        await reconcile(desk)

        assert [post.channel for post in desk.poster.of(PostKind.DRIFT)] == [MAX.user_id]


class TestSeamInTrouble:
    async def test_is_said_with_since_when_and_left_alone_longer_and_longer(self, desk: Desk) -> None:
        began = desk.clock.now()
        asked: list[timedelta] = []
        for _ in range(40):
            desk.seam.calls.clear()
            desk.seam.fail_next("identities.all", NotSent("seam_unreachable"))
            await desk.reconciling.run(TEAM, only_failed=bool(asked))
            if desk.seam.calls:
                asked.append(desk.clock.now() - began)
            desk.clock.advance(MINUTE)

        found = await check(desk)
        assert (found.trouble, found.trouble_since) == ("seam_unreachable", began)
        pauses = [later - earlier for earlier, later in pairwise(asked)]
        assert pauses == sorted(pauses)
        assert pauses[:4] == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]

    async def test_is_over_with_the_first_answer(self, desk: Desk) -> None:
        desk.seam.fail_next("credentials.of_building", NotSent("seam_busy", retry_after=3 * MINUTE))
        await desk.reconciling.run(TEAM)
        desk.clock.advance(2 * MINUTE)
        await desk.reconciling.run(TEAM, only_failed=True)
        assert (await check(desk)).trouble == "seam_busy"

        desk.clock.advance(MINUTE)
        await desk.reconciling.run(TEAM, only_failed=True)

        assert (await check(desk)).trouble is None
        assert (await check(desk)).checked_at == desk.clock.now()

    async def test_settles_nothing(self, desk: Desk) -> None:
        await planted(desk, ours("g1"), hours=9)
        found = await reconcile(desk)
        for method in ("identities.all", "credentials.of_building", "acs_users.of_building", "credentials.get"):
            desk.seam.fail_next(method, NotSent("seam_unreachable"))
            desk.clock.advance(HOUR)
            assert await reconcile(desk) == found

    async def test_a_person_who_asks_is_told(self, desk: Desk) -> None:
        desk.seam.fail_next("acs_users.of_building", NotSent("seam_unreachable"))

        answer = await desk.deciding.check(MAX, desk.building)

        assert answer.compared is None
        assert answer.check is not None
        assert answer.check.trouble == "seam_unreachable"


class TestDisconnected:
    async def test_is_told_once_and_once_when_it_is_over(self, desk: Desk) -> None:
        listing = desk.seam.systems[desk.building]
        for problem, told in (("acs_system_disconnected", 1), ("acs_system_disconnected", 1), (None, 2), (None, 2)):
            desk.seam.systems[desk.building] = listing.model_copy(update={"problem": problem})
            await desk.buildings.refresh(TEAM)
            await desk.disconnections.look(TEAM)
            assert len([d for d in await reconcile(desk) if d.state is DriftState.OPEN]) == (problem is not None)

            assert len(desk.poster.of(PostKind.DRIFT)) == told

        assert [len(await trail(desk, what)) for what in ("building_disconnected", "building_back")] == [1, 1]
