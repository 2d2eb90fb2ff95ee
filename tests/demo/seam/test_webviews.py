"""The page where somebody connects an account, as the bot sees it and as the person does."""

from typing import Any

import pytest

from bot.demo.seam import BuildingIds, SeamSim
from tests.demo.seam.caller import Caller, Clock, codes, served

VIEW = "/connect_webviews/view"


async def create(seam: Caller, **body: Any) -> Any:
    asked = {"accepted_providers": ["latch"], **body}
    return (await seam.ok("/connect_webviews/create", **asked))["connect_webview"]


async def state(seam: Caller, made: Any) -> Any:
    key = made["connect_webview_id"]
    return (await seam.ok("/connect_webviews/get", connect_webview_id=key))["connect_webview"]


async def told(seam: Caller, made: Any) -> set[str]:
    found = await seam.ok("/events/list", since="2030-01-01", connect_webview_id=made["connect_webview_id"])
    return {event["event_type"] for event in found["events"]}


async def test_it_waits_for_somebody(seam: Caller) -> None:
    made = await create(seam, custom_metadata={"team": "T1"})

    assert (made["status"], made["login_successful"], made["connected_account_id"]) == ("pending", False, None)
    assert (made["accepted_providers"], made["any_provider_allowed"]) == (["latch"], False)
    assert made["custom_metadata"] == {"team": "T1"}
    assert await state(seam, made) == made
    assert (await seam.ok("/connect_webviews/list"))["connect_webviews"] == [made]


async def test_it_is_found_by_what_was_written_on_it(seam: Caller) -> None:
    made = await create(seam, custom_metadata={"team": "T1", "floor": "2"})
    await create(seam, custom_metadata={"team": "T2"})

    found = await seam.ok("/connect_webviews/list", custom_metadata_has={"team": "T1"})
    none = await seam.ok("/connect_webviews/list", custom_metadata_has={"team": "T3"})

    assert (found["connect_webviews"], none["connect_webviews"]) == ([made], [])


async def test_a_log_in_makes_an_account_and_no_doors_yet(sim: SeamSim, clock: Clock, seam: Caller) -> None:
    made = await create(seam)
    clock.move(60)
    account = sim.log_in(made["connect_webview_id"])
    shown = await state(seam, made)
    systems = (await seam.ok("/acs/systems/list"))["acs_systems"]
    sim.add_building("Harbor House", "America/New_York", ["Lobby"], account_id=account)
    [system] = (await seam.ok("/acs/systems/list", connected_account_id=account))["acs_systems"]

    assert (shown["status"], shown["login_successful"], shown["selected_provider"]) == ("authorized", True, "latch")
    assert (shown["connected_account_id"], shown["authorized_at"]) == (account, "2030-03-04T15:01:00.000Z")
    assert systems == []
    assert system["connected_account_id"] == account
    assert await told(seam, made) == {"connect_webview.login_succeeded", "connected_account.connected"}
    [listed] = (await seam.ok("/connected_accounts/list", search="latch"))["connected_accounts"]
    assert (listed["connected_account_id"], listed["account_type"]) == (account, "latch")


async def test_a_log_in_mends_what_was_disconnected(sim: SeamSim, seam: Caller, house: BuildingIds) -> None:
    sim.disconnect(house.system_id, "account_disconnected")
    broken = (await seam.ok("/acs/systems/get", acs_system_id=house.system_id))["acs_system"]
    account = sim.log_in((await create(seam))["connect_webview_id"])
    mended = (await seam.ok("/acs/systems/get", acs_system_id=house.system_id))["acs_system"]

    assert codes(broken, "error") == ["account_disconnected"]
    assert account == broken["connected_account_id"]
    assert mended["errors"] == []


async def test_a_log_in_that_fails(sim: SeamSim, seam: Caller) -> None:
    made = await create(seam)
    sim.fail_login(made["connect_webview_id"])

    assert (await state(seam, made))["status"] == "failed"
    assert await told(seam, made) == {"connect_webview.login_failed"}
    with pytest.raises(ValueError, match="failed"):
        sim.log_in(made["connect_webview_id"])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"accepted_providers": ["lach"]}, "accepted_providers"),
        ({"accepted_capabilities": ["door"]}, "accepted_capabilities"),
        ({"custom_metadata": "x"}, "custom_metadata"),
        ({"provider_category": "stable"}, "_errors"),
    ],
)
async def test_what_is_refused(sim: SeamSim, seam: Caller, wrong: Any, field: str) -> None:
    status, error = await seam.refused("/connect_webviews/create", **{"accepted_providers": ["latch"], **wrong})

    assert (status, bool(error["validation_errors"][field])) == (400, True)
    assert sim.world.webviews == {}


async def test_any_provider_where_none_is_named(seam: Caller) -> None:
    made = (await seam.ok("/connect_webviews/create"))["connect_webview"]

    assert made["any_provider_allowed"] is True
    assert {"latch", "yale"} <= set(made["accepted_providers"])


class TestPage:
    @pytest.mark.parametrize(("outcome", "words"), [("authorized", "Connected"), ("failed", "Not connected")])
    async def test_a_person_logs_in_or_fails_to(self, sim: SeamSim, clock: Clock, outcome: str, words: str) -> None:
        async with served(sim, clock) as seam:
            made = await create(seam)
            before = await seam.http.get(made["url"])
            after = await seam.http.post(made["url"], data={"outcome": outcome})
            again = await seam.http.post(made["url"], data={"outcome": "authorized"})
            shown = await state(seam, made)

        assert "Connect Latch" in before.text
        assert "Demo: this page stands for Seam's own." in before.text
        assert words in after.text
        assert again.text == after.text
        assert shown["status"] == outcome

    async def test_whoever_logs_in_may_be_latch_too_and_switch_on_a_building_once(
        self, sim: SeamSim, clock: Clock
    ) -> None:
        async with served(sim, clock) as seam:
            made = await create(seam)
            early = await seam.http.post(made["url"], data={"outcome": "building"})
            logged_in = await seam.http.post(made["url"], data={"outcome": "authorized"})
            before = (await seam.ok("/acs/systems/list"))["acs_systems"]
            done = await seam.http.post(made["url"], data={"outcome": "building"})
            await seam.http.post(made["url"], data={"outcome": "building"})
            account = (await state(seam, made))["connected_account_id"]
            [system] = (await seam.ok("/acs/systems/list", connected_account_id=account))["acs_systems"]
            doors = (await seam.ok("/acs/entrances/list", acs_system_id=system["acs_system_id"]))["acs_entrances"]

        assert "Authorize" in early.text
        assert before == []
        assert "Switch on a building" in logged_in.text
        assert f"Latch has switched on {system['name']}" in done.text
        assert len(doors) == 3

    async def test_a_page_for_several_brands_asks_which(self, sim: SeamSim, clock: Clock) -> None:
        async with served(sim, clock) as seam:
            locks = (await seam.ok("/connect_webviews/create", provider_category="consumer_smartlocks"))[
                "connect_webview"
            ]
            page = await seam.http.get(locks["url"])
            done = await seam.http.post(locks["url"], data={"outcome": "authorized", "provider": "nuki"})
            shown = await state(seam, locks)
            other = (await seam.ok("/connect_webviews/create", provider_category="consumer_smartlocks"))[
                "connect_webview"
            ]
            await seam.http.post(other["url"], data={"outcome": "authorized", "provider": "latch"})
            refused = await state(seam, other)

        assert '<option value="nuki">Nuki</option>' in page.text
        assert "latch" not in page.text
        assert "Switch on" not in done.text
        assert (shown["selected_provider"], refused["selected_provider"]) == ("nuki", "yale")

    async def test_a_page_whose_token_is_not_known(self, sim: SeamSim, clock: Clock) -> None:
        async with served(sim, clock) as seam:
            made = await create(seam)
            guessed = made["url"].partition("&")[0]
            for url in (guessed, f"{guessed}&auth_token=x"):
                assert (await seam.http.post(url, data={"outcome": "authorized"})).status_code == 404
            assert (await state(seam, made))["status"] == "pending"

    async def test_a_page_that_never_was(self, seam: Caller) -> None:
        assert (await seam.http.get(VIEW, params={"connect_webview_id": "x"})).status_code == 404
