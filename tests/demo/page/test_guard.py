from tests.demo.page.page import Page

ACT = {"as": "U0RITA", "kind": "home"}


FOREIGN = [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"X-Keydesk-Demo": ""}]


async def test_another_page_may_not_press_anything(here: Page) -> None:
    answers = [await here.http.post("/api/act", json=ACT, headers=headers) for headers in FOREIGN]

    assert [answer.status_code for answer in answers] == [403] * len(FOREIGN)
    assert here.live.running.slack.deliveries == []


async def test_a_foreign_name_for_this_machine_sees_nothing(here: Page) -> None:
    assert (await here.http.get("/api/start", headers={"Host": "evil.example"})).status_code == 403


async def test_the_page_may_load_its_own_things_alone_and_nothing_is_kept(here: Page) -> None:
    for path in ("/api/start", "/api/nothing", "/api/screen"):
        headers = (await here.http.get(path)).headers
        assert headers["content-security-policy"].startswith("default-src 'self';")
        assert headers["cache-control"] == "no-store"
