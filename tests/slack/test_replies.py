import random

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack import TEAM, rate_limited
from bot.slack.acting import Acting
from bot.slack.app import web_client
from bot.slack.blocks.message import simple
from bot.slack.replies import Replies
from tests.slack.office import Office


class TestWhereAReplyMayGo:
    @pytest.mark.parametrize(
        "url",
        ["https://hooks.slack.com/commands/T1/1/x", "https://hooks.slack-gov.com/a", "https://hooks.slack.com:443/"],
    )
    def test_to_slack(self, url: str) -> None:
        assert Replies(AsyncWebClient()).is_slack(url)

    @pytest.mark.parametrize(
        "url",
        [
            "http://hooks.slack.com/commands",
            "https://hooks.slack.com.evil.example/",
            "https://evil.example/?hooks.slack.com",
            "https://hooks.slack.com@evil.example/",
            "https://hooks.slack.com:8443/",
            "http://169.254.169.254/latest/meta-data",
            "http://127.0.0.1:9000/response/x",
            "file:///etc/passwd",
            "https://[broken",
            "https://hooks.slack.com:port/",
            "",
        ],
    )
    def test_to_nobody_else(self, url: str) -> None:
        assert not Replies(AsyncWebClient()).is_slack(url)

    def test_to_the_simulator_where_that_is_configured(self) -> None:
        replies = Replies(AsyncWebClient(base_url="http://127.0.0.1:9000/api/"))
        assert replies.is_slack("http://127.0.0.1:9000/response/x")
        assert not replies.is_slack("http://127.0.0.2:9000/response/x")


async def test_without_a_place_for_it_the_person_gets_a_dm(office: Office) -> None:
    acting = Acting(user_id="U0RITA", team_id=TEAM, response_url="https://evil.example/")
    await office.desk.replies.say(acting, simple("Something to know."))
    assert [message.text for message in office.sim.dm("U0RITA")] == ["Something to know."]


async def test_used_up_too(office: Office) -> None:
    acting = Acting(user_id="U0RITA", team_id=TEAM, response_url=office.sim.api_url.replace("/api/", "/response/gone"))
    await office.desk.replies.say(acting, simple("Something to know."))
    assert [message.text for message in office.sim.dm("U0RITA")] == ["Something to know."]


async def test_where_slack_asks_for_patience_it_is_said_a_little_later(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(random, "random", lambda: 0.0)
    office.sim.fault("chat.postMessage", rate_limited(0))
    session = office.client.session
    assert session is not None
    replies = Replies(web_client("xoxb-test", office.sim.api_url, session, patient=True))

    await replies.say(Acting(user_id="U0RITA", team_id=TEAM), simple("Something to know."))

    assert [message.text for message in office.sim.dm("U0RITA")] == ["Something to know."]
