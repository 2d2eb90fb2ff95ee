from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack import BOT_USER, SlackSim

from .conftest import error_of


class TestPeople:
    async def test_a_user_has_a_zone(self, web: AsyncWebClient) -> None:
        user = (await web.users_info(user="U1ANA"))["user"]

        assert (user["tz"], user["tz_offset"], user["profile"]["email"]) == (
            "America/New_York",
            -18000,
            "ana@example.com",
        )

    async def test_the_mail_address_needs_its_scope(self, sim: SlackSim, web: AsyncWebClient) -> None:
        sim.scopes.remove("users:read.email")

        assert "email" not in (await web.users_info(user="U1ANA"))["user"]["profile"]
        assert await error_of(web.users_lookupByEmail(email="ana@example.com")) == "missing_scope"

    @pytest.mark.parametrize(
        ("kind", "flag"),
        [
            ("admin", "is_admin"),
            ("guest", "is_restricted"),
            ("ultra", "is_ultra_restricted"),
            ("external", "is_stranger"),
            ("bot", "is_bot"),
            ("deleted", "deleted"),
        ],
    )
    async def test_kinds(self, sim: SlackSim, web: AsyncWebClient, kind: Any, flag: str) -> None:
        sim.add_user("U7", "Kim", "UTC", kind)

        user = (await web.users_info(user="U7"))["user"]

        assert user[flag] is True
        assert (user["team_id"] == "T0KEYDESK") is (kind != "external")

    async def test_finding_people(self, web: AsyncWebClient) -> None:
        assert await error_of(web.users_info(user="U9")) == "user_not_found"
        assert (await web.users_lookupByEmail(email="ANA@example.com"))["user"]["id"] == "U1ANA"
        assert await error_of(web.users_lookupByEmail(email="gus@example.com")) == "users_not_found"
        assert len((await web.users_list())["members"]) == 4

    async def test_who_is_of_another_organization_shows_no_mail_address(
        self, sim: SlackSim, web: AsyncWebClient
    ) -> None:
        sim.add_user("U8EVE", "Eve Else", "UTC", "external", email="eve@example.org")

        assert "email" not in (await web.users_info(user="U8EVE"))["user"]["profile"]
        assert await error_of(web.users_lookupByEmail(email="eve@example.org")) == "users_not_found"

    async def test_a_single_channel_guest_is_both_kinds_of_guest(self, sim: SlackSim, web: AsyncWebClient) -> None:
        sim.add_user("U7", "Kim", "UTC", "ultra")

        user = (await web.users_info(user="U7"))["user"]

        assert (user["is_restricted"], user["is_ultra_restricted"], user["is_admin"]) == (True, True, False)

    async def test_user_groups(self, sim: SlackSim, web: AsyncWebClient) -> None:
        sim.add_usergroup("S1", "front-desk", ["U1ANA", "U3GONE"])

        assert (await web.usergroups_users_list(usergroup="S1"))["users"] == ["U1ANA"]
        bare, full = await web.usergroups_list(), await web.usergroups_list(include_users=True, include_count=True)
        assert bare["usergroups"][0]["handle"] == "front-desk"
        assert {"users", "user_count"} & bare["usergroups"][0].keys() == set()
        assert full["usergroups"][0]["users"] == ["U1ANA", "U3GONE"]
        assert await error_of(web.usergroups_users_list(usergroup="S2")) == "no_such_subteam"


class TestConversations:
    async def test_a_private_channel_is_hidden_from_strangers(self, sim: SlackSim, web: AsyncWebClient) -> None:
        assert (await web.conversations_info(channel="C3SECRET"))["channel"]["is_private"] is True
        assert await error_of(web.conversations_info(channel="C4BOARD")) == "channel_not_found"
        sim.scopes.remove("groups:read")
        assert await error_of(web.conversations_info(channel="C3SECRET")) == "missing_scope"

    async def test_listing_by_page(self, web: AsyncWebClient) -> None:
        seen: list[str] = []
        cursor = ""
        while True:
            page = await web.conversations_list(limit=2, cursor=cursor, exclude_archived=True)
            seen += [channel["id"] for channel in page["channels"]]
            if not (cursor := page["response_metadata"]["next_cursor"]):
                break

        assert seen == ["C1DESK", "C2LOBBY", "C6SHARED"]

    async def test_a_page_is_of_a_hundred_unless_asked_otherwise(self, sim: SlackSim, web: AsyncWebClient) -> None:
        sim.add_channel("C7HALL", "hall", [f"U{number}" for number in range(101)])

        first = await web.conversations_members(channel="C7HALL")
        rest = await web.conversations_members(channel="C7HALL", cursor=first["response_metadata"]["next_cursor"])

        assert [len(first["members"]), len(rest["members"])] == [100, 1]

    async def test_pages_that_there_are_not(self, web: AsyncWebClient) -> None:
        for cursor in ("100", "c3RhcnQ6eA==", "ß"):
            assert await error_of(web.conversations_list(cursor=cursor)) == "invalid_cursor"
        for limit in (1000, -1):
            assert await error_of(web.conversations_list(limit=limit)) == "invalid_limit"
        assert await error_of(web.conversations_list(types="public_channel,secret")) == "invalid_types"
        assert (await web.conversations_list(types="public_channel, im"))["ok"]

    async def test_members_and_joining(self, web: AsyncWebClient) -> None:
        assert BOT_USER not in (await web.conversations_members(channel="C2LOBBY"))["members"]
        await web.conversations_join(channel="C2LOBBY")

        assert BOT_USER in (await web.conversations_members(channel="C2LOBBY"))["members"]
        assert (await web.conversations_join(channel="C2LOBBY"))["warning"] == "already_in_channel"
        assert await error_of(web.conversations_join(channel="C4BOARD")) == "channel_not_found"
        private = web.conversations_join(channel="C3SECRET")
        assert await error_of(private) == "method_not_supported_for_channel_type"
        assert await error_of(web.conversations_join(channel="C5OLD")) == "is_archived"

    async def test_shared_channels_say_so(self, web: AsyncWebClient) -> None:
        assert (await web.conversations_info(channel="C6SHARED"))["channel"]["is_ext_shared"] is True

    async def test_opening_a_direct_message(self, web: AsyncWebClient) -> None:
        first = await web.conversations_open(users=["U1ANA"])

        assert first["channel"]["id"] == (await web.conversations_open(users="U1ANA"))["channel"]["id"]
        assert await error_of(web.conversations_open(users="U3GONE")) == "user_disabled"
        assert await error_of(web.conversations_open(users="U9")) == "user_not_found"
        assert await error_of(web.conversations_open(users="")) == "users_list_not_supplied"
        assert await error_of(web.conversations_open(users=[f"U{n}" for n in range(9)])) == "too_many_users"
        assert await error_of(web.conversations_open(users=BOT_USER)) == "cannot_dm_bot"
        several = await web.conversations_open(users=["U1ANA", "U2BEN"])
        assert (await web.conversations_info(channel=several["channel"]["id"]))["channel"]["is_mpim"] is True
