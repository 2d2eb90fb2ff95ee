from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.demo.slack import Fault, hang, http_error, rate_limited, reset, slack_error
from bot.services.kept import PostKind
from bot.services.messages.outbox import PostLater
from tests.slack.office import Office
from tests.slack.posts import grant_in, post


class TestWhenSlackCannotNow:
    async def test_a_429_says_for_how_long(self, office: Office) -> None:
        grant = await grant_in(office)
        office.sim.fault("chat.postMessage", rate_limited(7))
        with pytest.raises(PostLater) as later:
            await office.notifier.deliver(post(PostKind.CARD, grant))
        assert later.value.pause == timedelta(seconds=7)

    @pytest.mark.parametrize("fault", [http_error(500), http_error(503), reset(), slack_error("fatal_error")])
    async def test_other_passing_troubles_are_tried_again_later(self, office: Office, fault: Fault) -> None:
        grant = await grant_in(office)
        office.sim.fault("chat.postMessage", fault)
        with pytest.raises(PostLater) as later:
            await office.notifier.deliver(post(PostKind.CARD, grant))
        assert later.value.pause is None
        assert len(office.sim.calls("chat.postMessage")) <= 3

    async def test_no_answer_at_all_too(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        grant = await grant_in(office)
        monkeypatch.setattr(office.client, "timeout", 0.05)
        office.sim.fault("chat.postMessage", hang())
        with pytest.raises(PostLater):
            await office.notifier.deliver(post(PostKind.CARD, grant))

    async def test_a_lost_token_loses_no_message_and_is_in_the_log(self, office: Office) -> None:
        grant = await grant_in(office)
        office.sim.fault("chat.postMessage", slack_error("token_revoked"))
        with capture_logs() as logged, pytest.raises(PostLater):
            await office.notifier.deliver(post(PostKind.CARD, grant))
        assert [(line["event"], line["slack_error"]) for line in logged] == [("slack_token_refused", "token_revoked")]
