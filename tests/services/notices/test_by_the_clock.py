"""The daily digest and the weekly review: once on their day, with what there is to say, and never yesterday's."""

from datetime import time, timedelta

import pytest

from bot.domain.errors import NotAllowed, WrongState
from bot.domain.grant import GrantState
from bot.domain.notices import Notices, Weekly
from bot.domain.people import Person
from bot.services.kept import PostKind
from bot.services.messages.outbox import PostRefused
from bot.services.notices.days import Day
from bot.services.notices.reviewing import Reviewing
from bot.services.notices.reviews import ReviewRow
from bot.services.notices.weekly import MOST_ROWS
from bot.services.trail.audit import Wanted
from bot.slack.notice_posts import NoticePosts
from tests.services.desk import OUTSIDER, RITA, SAM, TEAM
from tests.services.notices.notice_desk import DAY, HOUR, MANAGER, MINUTE, NOTICES, NoticeDesk, opened

DIGEST = Notices(digest_at=time(11))
REVIEW = Notices(review=Weekly(weekday=0, at=time(11)), long_after=2 * DAY)
LONG = timedelta(days=13)


def digests(desk: NoticeDesk) -> list[Day]:
    return [Day.model_validate(post.data) for post in desk.told(PostKind.DAY)]


class TestDigest:
    async def test_names_who_comes_who_ends_and_what_is_wrong(self) -> None:
        desk = await opened(notice_channel=NOTICES, notices=DIGEST, reminder_leads=[])
        desk.seam.failing_doors.add(desk.doors[2])
        coming = await desk.given(starts=4 * HOUR)
        await desk.given(starts=30 * HOUR)
        wrong = await desk.given(desk.doors[1], desk.doors[2], starts=50 * HOUR)
        await desk.run(2 * HOUR)

        [digest] = digests(desk)
        assert digest.arriving.ids == (coming,)
        assert digest.ending.ids == ()
        assert digest.wrong.ids == (wrong,)
        assert [post.channel for post in desk.told(PostKind.DAY)] == [NOTICES]

        await desk.run(DAY)
        assert len(digests(desk)) == 2

    async def test_nothing_is_said_where_there_is_nothing_to_say(self) -> None:
        desk = await opened(notice_channel=NOTICES, notices=DIGEST)
        await desk.run(3 * DAY)

        assert not digests(desk)

    async def test_without_a_channel_the_managers_are_written_to(self) -> None:
        desk = await opened(notices=DIGEST)
        await desk.given(starts=4 * HOUR)
        await desk.run(2 * HOUR)

        assert [post.channel for post in desk.told(PostKind.DAY)] == [MANAGER.user_id]

    async def test_what_was_missed_is_made_up_for_on_the_same_day(self) -> None:
        desk = await opened(notice_channel=NOTICES, notices=DIGEST)
        await desk.given(starts=8 * HOUR)
        desk.clock.advance(5 * HOUR)
        desk.clocks = desk.new_clocks()
        await desk.turn()

        assert len(digests(desk)) == 1

    async def test_yesterdays_is_not_sent(self) -> None:
        desk = await opened(notice_channel=NOTICES, notices=DIGEST)
        await desk.given(starts=2 * HOUR, length=5 * DAY)
        desk.clock.advance(15 * HOUR)
        desk.clocks = desk.new_clocks()
        await desk.turn()

        assert not digests(desk)

    async def test_one_that_was_queued_yesterday_and_never_came_does_not_come_today(self) -> None:
        desk = await opened(notice_channel=NOTICES, notices=DIGEST)
        await desk.given(starts=4 * HOUR)
        await desk.run(2 * HOUR)
        [queued] = desk.told(PostKind.DAY)
        sent = queued.model_copy(update={"sent_channel": NOTICES, "ts": "1.0"})
        drawing = NoticePosts(desk.store, desk.clock)
        desk.clock.advance(11 * HOUR)
        await drawing.draw(queued)

        desk.clock.advance(HOUR)
        await drawing.draw(sent)
        with pytest.raises(PostRefused):
            await drawing.draw(queued)

    async def test_a_time_that_is_newly_set_and_past_begins_tomorrow(self) -> None:
        desk = await opened(notice_channel=NOTICES, reminder_leads=[])
        await desk.given(starts=4 * HOUR)
        await desk.given(starts=26 * HOUR)
        await desk.set_up(notice_channel=NOTICES, notices=Notices(digest_at=time(9)))
        await desk.run(HOUR)
        assert not digests(desk)

        await desk.run(DAY)
        assert len(digests(desk)) == 1

    async def test_two_workers_send_one(self) -> None:
        """Both have looked before either has done it."""
        desk = await opened(notice_channel=NOTICES, notices=DIGEST)
        await desk.given(starts=4 * HOUR)
        desk.clock.advance(HOUR)
        works = [work for clocks in (desk.new_clocks(), desk.new_clocks()) for work in await clocks.due()]
        assert len(works) == 2
        for work in works:
            await work
        await desk.turn()

        assert len(digests(desk)) == 1

    async def test_it_is_drawn_anew_with_its_grants(self) -> None:
        desk = await opened(notice_channel=NOTICES, notices=DIGEST)
        grant = await desk.given(starts=4 * HOUR)
        await desk.run(2 * HOUR)
        desk.poster.posts.clear()

        await desk.access.end(RITA, grant)
        await desk.run(MINUTE)

        assert len(desk.poster.redrawn(PostKind.DAY)) == 1

    async def test_a_look_before_its_time_reads_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        desk = await opened(notices=DIGEST)
        await desk.clocks.due()
        monkeypatch.delattr(type(desk.store), "read")

        assert await desk.clocks.due() == ()


class TestReview:
    async def lasting(self, desk: NoticeDesk) -> str:
        """A grant that the review of the week after asks about."""
        grant = await desk.given(length=LONG)
        await desk.run(7 * DAY + 2 * HOUR)
        return grant

    async def row(self, desk: NoticeDesk) -> str:
        [post] = desk.told(PostKind.REVIEW)
        async with desk.store.read() as work:
            [row] = await work.reviews.of_slot(TEAM, desk.building, str(post.data["slot"]))
        return row.id

    async def test_asks_about_what_is_open_for_long(self) -> None:
        desk = await opened(notice_channel=NOTICES, notices=REVIEW)
        grant = await self.lasting(desk)

        async with desk.store.read() as work:
            row = await work.reviews.get(TEAM, await self.row(desk))
        assert row is not None
        assert row.grant_id == grant

    async def test_names_an_end_that_is_not_confirmed(self) -> None:
        desk = await opened(notice_channel=NOTICES, notices=REVIEW)
        grant = await desk.given()
        desk.seam.delete_delay = timedelta(days=30)
        await desk.access.end(RITA, grant)
        await desk.run(HOUR)

        assert [post.channel for post in desk.told(PostKind.REVIEW)] == [NOTICES]

    async def test_an_end_that_is_not_confirmed_is_named_also_where_it_was_kept_before(self) -> None:
        desk = await opened(notice_channel=NOTICES, notices=REVIEW)
        grant = await self.lasting(desk)
        await desk.reviewing.keep(SAM, await self.row(desk))
        desk.seam.delete_delay = timedelta(days=30)
        await desk.access.end(RITA, grant)
        await desk.run(7 * DAY)

        assert len(desk.told(PostKind.REVIEW)) == 2

    async def test_what_is_kept_while_end_is_on_its_way_does_not_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        desk = await opened(notice_channel=NOTICES, notices=REVIEW)
        grant = await self.lasting(desk)
        row, read = await self.row(desk), Reviewing._row

        async def kept_meanwhile(reviewing: Reviewing, person: Person, row_id: str) -> ReviewRow:
            found = await read(reviewing, person, row_id)
            monkeypatch.setattr(Reviewing, "_row", read)
            await desk.reviewing.keep(RITA, row)
            return found

        monkeypatch.setattr(Reviewing, "_row", kept_meanwhile)
        with pytest.raises(WrongState, match="review_kept"):
            await desk.reviewing.end(SAM, row)

        assert (await desk.record(grant)).grant.state is GrantState.ISSUED

    async def test_who_clicks_keep_first_has_decided(self) -> None:
        desk = await opened(notice_channel=NOTICES, notices=REVIEW)
        await self.lasting(desk)
        row = await self.row(desk)
        with pytest.raises(NotAllowed):
            await desk.reviewing.keep(OUTSIDER, row)
        await desk.reviewing.keep(RITA, row)

        for person, act in ((SAM, desk.reviewing.keep), (SAM, desk.reviewing.end)):
            with pytest.raises(WrongState, match="review_kept"):
                await act(person, row)

        async with desk.store.read() as work:
            [line] = await work.audit.find(TEAM, Wanted(what="review_kept"), None, 9)
        assert line.actor == RITA.user_id
        await desk.turn()
        assert len(desk.poster.redrawn(PostKind.REVIEW)) == 1

    async def test_end_ends_and_cannot_be_kept_any_more(self) -> None:
        desk = await opened(notice_channel=NOTICES, notices=REVIEW)
        grant = await self.lasting(desk)
        row = await self.row(desk)
        with pytest.raises(NotAllowed):
            await desk.reviewing.end(OUTSIDER, row)
        await desk.reviewing.end(MANAGER, row)

        with pytest.raises(WrongState, match="already_ending"):
            await desk.reviewing.keep(RITA, row)
        await desk.run(MINUTE)
        assert (await desk.record(grant)).grant.state is GrantState.ENDED

    async def test_what_was_kept_is_not_asked_about_again_for_some_weeks(self) -> None:
        desk = await opened(notice_channel=NOTICES, notices=REVIEW, policy={"max_length": 60 * DAY})
        await desk.given(length=50 * DAY)
        await desk.run(7 * DAY + 2 * HOUR)
        await desk.reviewing.keep(RITA, await self.row(desk))

        await desk.run(27 * DAY)
        assert len(desk.told(PostKind.REVIEW)) == 1

        await desk.run(8 * DAY)
        assert len(desk.told(PostKind.REVIEW)) == 2

    async def test_one_message_asks_about_so_many(self) -> None:
        desk = await opened(notice_channel=NOTICES, notices=REVIEW)
        for _ in range(MOST_ROWS + 2):
            await desk.given(length=LONG)
        await desk.run(7 * DAY + 2 * HOUR)

        [post] = desk.told(PostKind.REVIEW)
        assert post.data["more"] == 2
