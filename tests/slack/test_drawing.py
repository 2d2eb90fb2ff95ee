from collections.abc import Iterator
from datetime import timedelta

import pytest
from pydantic import JsonValue

from bot.demo.slack import TEAM, render_text
from bot.domain.approval import RequestState
from bot.domain.building import BuildingSettings, Policy
from bot.domain.grant import CredentialState, EndReason, GrantState
from bot.services.kept import Digest, PostKind
from bot.services.messages.outbox import PostRefused
from bot.services.messages.telling import REDRAWN
from bot.slack.bulk_posts import BULK_POSTS
from bot.slack.drawing import Drawing, draw, draw_digest
from bot.slack.notice_posts import NOTICE_POSTS
from bot.slack.series_posts import SERIES_POSTS
from bot.slack.task_posts import TASK_POSTS
from tests.offers import allowed, offered
from tests.slack.blocks.grants import WINDOW, accepted, buttons, credential, later, pins_of, record, request, words
from tests.slack.office import CHANNEL, Office, grant_id
from tests.slack.posts import digest, post

OF_OTHERS = {PostKind.ENDED_ALL, PostKind.FEED, *BULK_POSTS, *NOTICE_POSTS, *TASK_POSTS, *SERIES_POSTS}
OF_SEVERAL = {PostKind.DIGEST, PostKind.DIGEST_DM, PostKind.FORGOTTEN, PostKind.DRIFT, *OF_OTHERS}
FATES = [
    ((one, other), state, reason)
    for state, reason in [
        *((state, None) for state in (GrantState.ISSUING, GrantState.ISSUED)),
        *((state, reason) for state in (GrantState.ENDING, GrantState.ENDED) for reason in EndReason),
        (GrantState.FAILED, EndReason.NOTHING_ISSUED),
    ]
    for one in CredentialState
    for other in CredentialState
]


def drawings(moved: timedelta = timedelta(0)) -> Iterator[Drawing]:
    """A message that stands, of a grant in each state it may be in by now, its end `moved` since."""
    data: dict[str, JsonValue] = {
        "lead": 3600,
        "ends_at": (WINDOW.ends_at - moved).isoformat(),
        "minutes": 2,
        "what": "late_pin",
        "to": "U2",
    }
    for states, state, reason in FATES:
        grant = record([credential(n, one) for n, one in enumerate(states)], state, end_reason=reason, ended_by="U2")
        decided = request(state=RequestState.APPROVED)
        yield Drawing(record=grant, data=data, pins=pins_of(grant), now=later(1), request=decided, stands=True)


class TestWhatStands:
    @pytest.mark.parametrize("kind", sorted(REDRAWN - OF_SEVERAL))
    def test_always_has_something_to_say_and_offers_only_what_leads_somewhere(self, kind: PostKind) -> None:
        for drawing in drawings():
            shown = draw(kind, drawing)
            accepted(shown)
            assert {action for action, _ in offered(shown.to_dict()["blocks"])} <= allowed(drawing.record)

    @pytest.mark.parametrize("kind", [PostKind.REMINDER, PostKind.REMINDER_DM])
    @pytest.mark.parametrize("moved", [timedelta(hours=-1), timedelta(hours=1)])
    def test_a_reminder_of_an_end_that_has_moved_offers_nothing(self, kind: PostKind, moved: timedelta) -> None:
        for drawing in drawings(moved):
            assert not list(offered(draw(kind, drawing).to_dict()["blocks"]))

    def test_each_row_of_a_digest_is_for_itself(self) -> None:
        for drawing in drawings():
            still = record(id="g2")
            told = Digest(ending={"g1": WINDOW.ends_at, "g2": WINDOW.ends_at}, missed=())
            shown = draw_digest([drawing.record, still], told, drawing.now, stands=True)
            accepted(shown)
            by_grant = {
                grant: {a for a, of in offered(shown.to_dict()["blocks"]) if of == grant} for grant in told.ending
            }
            assert by_grant["g1"] <= allowed(drawing.record)
            assert by_grant["g2"] == {"extend", "end"}

    @pytest.mark.parametrize("wanted", [True, False])
    def test_pins_stand_only_while_access_is_open_and_the_building_wants_them_there(self, *, wanted: bool) -> None:
        for drawing in drawings():
            settings = BuildingSettings(policy=Policy(pin_in_dm=wanted))
            building = drawing.record.building.model_copy(update={"settings": settings})
            grant = drawing.record.model_copy(update={"building": building})
            stands = "137" in accepted(draw(PostKind.PIN_DM, drawing.model_copy(update={"record": grant})))
            assert stands == (wanted and grant.grant.state.is_open and bool(drawing.pins))

    def test_a_warning_says_what_became_of_the_pin(self) -> None:
        came = draw(PostKind.LATE_PIN, next(drawings()).model_copy(update={"record": record()}))
        assert "The PIN for *Ann Lee* at Building b1 was late. *Issued.*" in words(came)
        assert buttons(came) == {"Show PIN": "g1", "End access": "g1"}

    def test_a_failure_that_was_retried_with_success_says_so(self) -> None:
        shown = draw(PostKind.FAILED, next(drawings()).model_copy(update={"record": record()}))
        assert "1 of 1 PIN for *Ann Lee* at Building b1 is issued." in words(shown)


class TestWhatIsNotSent:
    @pytest.mark.parametrize("kind", sorted(REDRAWN - OF_SEVERAL - {PostKind.FAILED}))
    def test_of_what_is_over(self, kind: PostKind) -> None:
        over = record(state=GrantState.ENDED, end_reason=EndReason.BY_PERSON)
        drawing = next(drawings()).model_copy(update={"record": over, "stands": False})
        with pytest.raises(PostRefused):
            draw(kind, drawing)

    def test_a_reminder_of_an_end_that_has_moved(self) -> None:
        drawing = next(drawings(timedelta(hours=1))).model_copy(update={"record": record(), "stands": False})
        with pytest.raises(PostRefused):
            draw(PostKind.REMINDER, drawing)


class TestPinInTheDm:
    async def test_only_where_the_building_wants_it(self, office: Office) -> None:
        card = await office.give()
        with pytest.raises(PostRefused):
            await office.notifier.deliver(post(PostKind.PIN_DM, grant_id(card), channel="U0RITA"))

    async def test_it_is_taken_away_at_the_end(self, office: Office) -> None:
        await office.set_up(policy={"pin_in_dm": True})
        card = await office.give()
        pin = office.seam.existing()[0].pin
        (told,) = office.sim.dm("U0RITA")
        assert pin in render_text(told).replace(" ", "")
        assert pin not in told.text.replace(" ", "")

        await office.person("sam").click(card, "end")
        await office.turn(12)

        assert pin not in render_text(told).replace(" ", "")
        assert "removed" in told.text


class TestNotices:
    async def test_a_late_pin_that_came_meanwhile_is_not_told(self, office: Office) -> None:
        card = await office.give()
        with pytest.raises(PostRefused):
            await office.notifier.deliver(
                post(PostKind.LATE_PIN, grant_id(card), channel="U0RITA", data={"minutes": 2})
            )

    async def test_an_alarm_goes_to_the_building_s_channel(self, office: Office) -> None:
        card = await office.give()
        async with office.store.write() as work:
            record = await work.grants.record(TEAM, grant_id(card))
            assert record is not None
            pending = record.credentials[0].model_copy(update={"state": CredentialState.PENDING, "warned_after": 30})
            await work.credentials.save(pending)

        sent = await office.notifier.deliver(
            post(PostKind.ALARM, grant_id(card), channel=CHANNEL, data={"what": "late_pin"})
        )

        assert sent.channel == CHANNEL
        assert "30 min" in office.sim.messages(CHANNEL)[-1].text

    async def test_one_digest_tells_several(self, office: Office) -> None:
        ids = [grant_id(await office.give(name)) for name in ("Gail Guest", "Carl Cleaner")]
        await office.notifier.deliver(await digest(office, *ids))
        shown = render_text(office.sim.messages(CHANNEL)[-1])
        assert "Gail Guest" in shown
        assert "Carl Cleaner" in shown

    async def test_a_digest_about_nothing_is_not_sent(self, office: Office) -> None:
        nothing = await digest(office)
        with pytest.raises(PostRefused):
            await office.notifier.deliver(nothing)
