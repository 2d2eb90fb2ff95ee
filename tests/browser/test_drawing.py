"""What the page draws is what Slack would: text is never markup, and what is typed stays."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.visitor import Visitor
from tests.some import first

DRAW = """async ([text, zone]) => {
  const { parseMrkdwn } = await import("/static/js/mrkdwn.js");
  return JSON.stringify(parseMrkdwn(text));
}"""


@pytest.mark.parametrize(
    "name", first(["<img src=x onerror=alert(1)>", "*bold* _it_ <!channel>", "&lt;b&gt; Ren\u00e9"])
)
async def test_a_name_is_shown_as_typed_and_never_as_markup(visitor: Visitor, name: str) -> None:
    await visitor.give(name, "Lobby")
    await expect(visitor.world).to_contain_text(name)
    assert await visitor.tab.evaluate("document.querySelectorAll('#app img[src=x], #app .mention.channel').length") == 0


async def test_what_is_typed_stays_when_the_bot_draws_the_form_anew(visitor: Visitor) -> None:
    await visitor.type_command("/guest")
    name = visitor.dialog.get_by_label("Guest's name")
    await name.press_sequentially("Wanda")
    await visitor.dialog.get_by_label("Mobile key").check()
    await expect(visitor.dialog.get_by_label("E-mail")).to_be_visible()
    await expect(name).to_have_value("Wanda")


async def test_times_follow_the_reading_zone(visitor: Visitor) -> None:
    await visitor.give("Wanda Alvarez", "Lobby")
    clock = visitor.messages.locator("time, .date").last
    here = await clock.inner_text()
    await visitor.tab.get_by_label("Times in").select_option("Asia/Tokyo")
    await expect(clock).not_to_have_text(here)


async def test_mrkdwn_is_read_as_slack_reads_it(visitor: Visitor) -> None:
    async def read(text: str) -> Any:
        return await visitor.tab.evaluate(DRAW, [text, "UTC"])

    assert "<b>" in await read("&lt;b&gt;")
    assert '"U0RITA"' in await read("<@U0RITA>")
    assert "script" in await read("<script>")
