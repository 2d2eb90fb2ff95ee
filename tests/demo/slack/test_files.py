"""Files, as strict as Slack: without the token there is a sign-in page, and what was not sent is not the app's."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack import Refused, SlackSim, View, render_text

from .conftest import error_of, field, modal
from .listener import Listener, listening

CSV = b"name,end\nKim,2h\n"
TOKEN = {"authorization": "Bearer xoxb-test"}
FILES = field("list", {"type": "file_input", "action_id": "list", "filetypes": ["csv"], "max_files": 1})


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def opened(sim: SlackSim, web: AsyncWebClient) -> View:
    trigger = sim.world.modals.trigger("U1ANA")
    await web.views_open(trigger_id=trigger, view=modal(FILES))
    return sim.open_views("U1ANA")[-1]


async def sent(sim: SlackSim, web: AsyncWebClient) -> dict[str, Any]:
    """A form with a file is sent; what the app gets of the file."""
    async with listening(sim, Listener()) as listener:
        view = await opened(sim, web)
        await sim.person("U1ANA").attach(view, "list", "guests.csv", CSV)
        assert "guests.csv" in render_text(view)
        await sim.person("U1ANA").submit(view)
    return dict(listener.bodies[-1]["view"]["state"]["values"]["list"]["list"]["files"][0])


async def test_the_app_gets_the_file_of_a_form_with_its_token(
    sim: SlackSim, web: AsyncWebClient, http: aiohttp.ClientSession
) -> None:
    file = await sent(sim, web)
    assert (file["name"], file["size"], file["filetype"]) == ("guests.csv", len(CSV), "csv")
    assert (await web.files_info(file=file["id"]))["file"]["url_private_download"] == file["url_private_download"]

    async with http.get(file["url_private_download"], headers=TOKEN) as answer:
        assert await answer.read() == CSV
    async with http.get(file["url_private_download"]) as answer:
        assert answer.status == 200
        assert "Sign in" in await answer.text()


async def test_a_file_that_was_not_sent_yet_is_the_persons_alone(sim: SlackSim, web: AsyncWebClient) -> None:
    view = await opened(sim, web)
    await sim.person("U1ANA").attach(view, "list", "guests.csv", CSV)
    [file] = view.state["list"]["list"]["files"]

    assert await error_of(web.files_info(file=file["id"])) == "file_not_found"


async def test_a_field_takes_only_what_it_says(sim: SlackSim, web: AsyncWebClient) -> None:
    view, ana = await opened(sim, web), sim.person("U1ANA")
    with pytest.raises(Refused, match="csv"):
        await ana.attach(view, "list", "guests.xlsx", CSV)
    with pytest.raises(Refused, match="not complete"):
        await ana.submit(view)
    await ana.attach(view, "list", "guests.csv", CSV)
    with pytest.raises(Refused, match="no more"):
        await ana.attach(view, "list", "more.csv", CSV)


async def test_scopes(sim: SlackSim, web: AsyncWebClient, http: aiohttp.ClientSession) -> None:
    file = await sent(sim, web)
    sim.scopes.difference_update({"files:read", "files:write"})

    assert await error_of(web.files_info(file=file["id"])) == "missing_scope"
    assert await error_of(web.files_getUploadURLExternal(filename="a.csv", length=3)) == "missing_scope"
    async with http.get(file["url_private_download"], headers=TOKEN) as answer:
        assert "Sign in" in await answer.text()


async def test_the_app_uploads_in_three_steps(sim: SlackSim, web: AsyncWebClient, http: aiohttp.ClientSession) -> None:
    begun = await web.files_getUploadURLExternal(filename="result.csv", length=len(CSV))
    listed = [{"id": begun["file_id"], "title": "Result"}]
    assert await error_of(web.files_completeUploadExternal(files=listed, channel_id="C1DESK")) == "file_not_found"

    async with http.post(begun["upload_url"], data=CSV) as answer:
        assert answer.status == 200
    assert await error_of(web.files_completeUploadExternal(files=listed, channel_id="U1ANA")) == "channel_not_found"
    assert await error_of(web.files_completeUploadExternal(files=listed, channel_id="C2LOBBY")) == "not_in_channel"
    await web.files_completeUploadExternal(files=listed, channel_id="C1DESK", initial_comment="Here it is")

    [message] = sim.messages("C1DESK")
    assert "result.csv" in render_text(message)
    assert any(one.kind == "file" and "Kim" in one.text for one in sim.everything_sent())


async def test_bytes_that_were_not_announced_are_refused(web: AsyncWebClient, http: aiohttp.ClientSession) -> None:
    begun = await web.files_getUploadURLExternal(filename="result.csv", length=3)
    for _ in range(2):
        async with http.post(begun["upload_url"], data=CSV) as answer:
            assert answer.status == 400
    assert await error_of(web.files_getUploadURLExternal(filename="a.csv", length=0)) == "invalid_arguments"
