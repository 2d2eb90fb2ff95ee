"""Every configured or received URL against one table; shown to fail: with `urlsplit` alone in `_parts` 20 are red."""

import pytest
from pydantic import ValidationError
from slack_sdk.web.async_client import AsyncWebClient

from bot.config import ConfigError, load_settings
from bot.links import is_here, is_public, same_origin
from bot.seam.models import ConnectWebview, InstantKey, Wire
from bot.slack.files import FILE_HOSTS
from bot.slack.hosts import leads_to_slack
from bot.slack.replies import SLACK_HOSTS
from tests.odd_urls import ELSEWHERE, HERE, HOST, RESOLVES_INSIDE, SOMEBODYS

SLACK = AsyncWebClient.BASE_URL
SIMULATED = "http://127.0.0.1:9000/api/"
NO_LINKS = sorted(set(ELSEWHERE) - {*RESOLVES_INSIDE, *SOMEBODYS, *HERE})


def test_there_are_some_sixty_of_them() -> None:
    assert len(set(ELSEWHERE)) > 60


@pytest.mark.parametrize("hosts", [SLACK_HOSTS, FILE_HOSTS])
@pytest.mark.parametrize("api", [SLACK, SIMULATED])
def test_no_reply_and_no_file_goes_anywhere_but_to_slack(hosts: frozenset[str], api: str) -> None:
    assert [url for url in ELSEWHERE if leads_to_slack(url, hosts, api)] == []


def test_nobody_is_sent_there_by_a_link_of_seams() -> None:
    webview = {"connect_webview_id": "w", "status": "pending"}
    taken = [url for url in NO_LINKS if is_valid(InstantKey, {"instant_key_url": url})]
    taken += [url for url in NO_LINKS if is_valid(ConnectWebview, webview | {"url": url})]

    assert taken == []
    assert is_valid(InstantKey, {"instant_key_url": "https://ik.seam.example/abc"})


def is_valid(model: type[Wire], values: dict[str, str]) -> bool:
    try:
        model.model_validate(values)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("name", ["SLACK_API_URL", "SEAM_API_URL", "PUBLIC_URL"])
def test_nor_is_it_taken_from_the_configuration(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []
    for url in filter(None, (url for url in NO_LINKS if "\x00" not in url)):
        monkeypatch.setenv(name, url)
        with pytest.raises(ConfigError) as refused:
            load_settings()
        if f"{name} must" not in str(refused.value):
            taken.append(url)

    assert taken == []


@pytest.mark.parametrize(
    "url", [f"https://{HOST}/x", f"https://{HOST}:443/x", f"HTTPS://{HOST.upper()}/x", "https://hooks.slack-gov.com/"]
)
def test_slack_s_own_are_taken(url: str) -> None:
    assert leads_to_slack(url, SLACK_HOSTS, SLACK)


def test_a_simulator_is_taken_at_its_own_port_alone() -> None:
    taken = ["http://127.0.0.1:9000/response/x", f"https://{HOST}/x"]
    others = ["http://127.0.0.1:9001/x", "https://127.0.0.1:9000/x", "http://localhost:9000/x", "http://127.0.0.1/x"]

    assert all(leads_to_slack(url, SLACK_HOSTS, SIMULATED) for url in taken)
    assert not any(leads_to_slack(url, SLACK_HOSTS, SIMULATED) for url in others)


def test_what_is_public_and_what_is_here() -> None:
    assert is_public("https://connect.getseam.com/connect_webviews/view?connect_webview_id=x#y")
    assert is_public("https://xn--bcher-kva.example/")
    assert all(map(is_here, ["http://127.0.0.1:1/x", "https://localhost/", "http://[::1]:8/"]))
    assert not any(map(is_here, ["http://127.0.0.2/", "http://[::ffff:127.0.0.1]/", "http://2130706433/"]))
    assert same_origin("https://a.example/x", "https://A.example/y")
    assert not same_origin("", "")
