"""Takes the pictures of the README from the running demo: `make screenshots`. Look at each before you keep it."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, FilePayload, expect

from bot.demo.page.beginning import begin
from bot.logs import configure_logging
from tests.browser.conftest import launched
from tests.browser.door_shots import the_doors
from tests.browser.notice_shots import the_notices
from tests.browser.visitor import Visitor, opened
from tests.browser.web_pass_shots import the_web_pass
from tests.demo.page.page import Page, page

FOLDER = Path(__file__).parents[2] / "docs" / "images"
DESKTOP = {"width": 1440, "height": 860}
PHONE = {"width": 390, "height": 844}


@asynccontextmanager
async def demo() -> AsyncIterator[Page]:
    """The demo with its past, as `make demo` shows it."""
    with tempfile.TemporaryDirectory() as folder:
        async with page(Path(folder), past=True) as here:
            await begin(here.live)
            yield here


async def keep(visitor: Visitor, name: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    await visitor.tab.mouse.move(0, 0)
    await visitor.tab.screenshot(path=FOLDER / f"{name}.png", animations="disabled", caret="hide")


async def the_main_job(visitor: Visitor) -> None:
    await visitor.type_command("/guest")
    await visitor.dialog.get_by_label("Guest's name").fill("Wanda Alvarez")
    await visitor.dialog.get_by_label("Lobby", exact=True).check()
    await visitor.dialog.get_by_label("Unit 12B").check()
    await keep(visitor, "form")
    await visitor.press("Give access", where=visitor.dialog)
    await visitor.sees(visitor.dialog, "Issued.")
    await keep(visitor, "result")
    await visitor.press("Done", where=visitor.dialog)
    await expect(visitor.dialog).to_have_count(0)
    await visitor.sees(visitor.messages, "Wanda Alvarez")
    await keep(visitor, "card")


async def the_reminder(visitor: Visitor) -> None:
    await visitor.press("+1 hour", where=visitor.world)
    await visitor.sees(visitor.messages, "Access of Wanda Alvarez")
    await visitor.sees(visitor.world, "Skipped")
    await keep(visitor, "reminder")
    await visitor.card("Wanda Alvarez").get_by_role("button", name="replies").click()
    await expect(visitor.tab.get_by_role("complementary", name="Thread")).to_be_visible()
    await keep(visitor, "thread")


async def every_week(visitor: Visitor) -> None:
    await visitor.type_command("/guest")
    await visitor.dialog.get_by_label("Guest's name").fill("Carla Clean")
    await visitor.dialog.get_by_label("Lobby", exact=True).check()
    await visitor.dialog.get_by_label("Roof Deck").uncheck(force=True)
    await visitor.press("More options", where=visitor.dialog)
    await choose(visitor, "Start", "Every week")
    await visitor.dialog.get_by_label("Tuesday").check()
    await visitor.sees(visitor.dialog, "visits until")
    await visitor.dialog.get_by_text("visits until").evaluate("line => line.scrollIntoView({block: 'end'})")
    await keep(visitor, "weekly-form")
    await visitor.press("Give access", where=visitor.dialog)
    await visitor.sees(visitor.dialog, "Issued.")
    await visitor.press("Done", where=visitor.dialog)
    await expect(visitor.card("Carla Clean").get_by_role("button", name="Show PIN")).to_be_visible()
    await visitor.card("Carla Clean").get_by_role("button", name="Next visits").click()
    await visitor.sees(visitor.dialog, "Skip this visit")
    await keep(visitor, "weekly-visits")
    await visitor.press("Close", where=visitor.dialog)
    await expect(visitor.dialog).to_have_count(0)


async def choose(visitor: Visitor, label: str, option: str) -> None:
    """From a select of the form."""
    await visitor.dialog.get_by_label(label, exact=True).click()
    await visitor.tab.get_by_role("option", name=option).click()


async def the_desk(visitor: Visitor) -> None:
    """A search that leads to one access, what would end, and the board."""
    await visitor.type_command("/guest find wanda")
    await visitor.sees(visitor.dialog, "Wanda Alvarez")
    await visitor.press("Open", where=visitor.dialog)
    await visitor.sees(visitor.dialog, "Accepted by Seam")
    await keep(visitor, "detail")
    await visitor.press("Close", where=visitor.dialog)
    await visitor.press("Close", where=visitor.dialog)
    await visitor.type_command("/guest end wanda")
    await visitor.sees(visitor.dialog, "This ends")
    await keep(visitor, "end-all")
    await visitor.press("Cancel", where=visitor.dialog)
    await visitor.tab.get_by_role("navigation").get_by_role("button", name="Keydesk").click()
    await visitor.press("Home")
    await visitor.sees(visitor.tab.get_by_role("region", name="Home"), "Needs somebody")
    await keep(visitor, "board")


async def the_admin(visitor: Visitor) -> None:
    await visitor.act_as("Ada Admin")
    await visitor.type_command("/guest setup")
    await visitor.press("Next", where=visitor.dialog)
    await visitor.sees(visitor.dialog, "Harbor House")
    await keep(visitor, "setup")


async def templates_and_message(visitor: Visitor) -> None:
    """As Ada sets them up; the form stays open for nobody."""
    await visitor.act_as("Ada Admin")
    await visitor.type_command("/guest setup")
    await visitor.press("Next", where=visitor.dialog)
    await visitor.press("Message for guests", where=visitor.dialog)
    await visitor.dialog.get_by_label("For every guest").fill("Please park behind the house. Front desk: ring twice.")
    await visitor.press("Save", where=visitor.dialog)
    await visitor.press("Templates", where=visitor.dialog)
    await visitor.press("Add", where=visitor.dialog)
    await visitor.dialog.get_by_label("Name").fill("Dog walker")
    await visitor.dialog.get_by_label("Lobby", exact=True).check()
    await visitor.press("Save", where=visitor.dialog)
    await visitor.sees(visitor.dialog, "Dog walker", "1 door, PIN, 2 hours")
    await keep(visitor, "templates")
    await visitor.press("Back", where=visitor.dialog)
    await visitor.press("Cancel", where=visitor.dialog)
    await expect(visitor.dialog).to_have_count(0)


async def typed_words(visitor: Visitor) -> None:
    await visitor.act_as("Rita Reyes")
    await visitor.type_command("/guest Gail Gomez lobby, gym until tomorrow 6pm, red carpet")
    await visitor.sees(visitor.dialog, "Understood: until tomorrow 18:00; doors Lobby, Gym.")
    await keep(visitor, "typed")
    await visitor.press("Give access", where=visitor.dialog)
    await visitor.sees(visitor.dialog, "Issued.")
    await visitor.dialog.get_by_label("Message for the guest").scroll_into_view_if_needed()
    await keep(visitor, "message")
    await visitor.press("Done", where=visitor.dialog)
    await expect(visitor.dialog).to_have_count(0)


LIST = b"""name,e-mail,entrances,start,end
Paula Ortiz,paula@example.com,Lobby; Garage,now,18:00
Quentin Marsh,quentin@example,Lobby,now,18:00
Rosa Lind,rosa@example.com,Lobby,2026-11-24 09:00,3d
Theo Park,theo@example.com,Frontdoor,now,2h
Uma Castle,uma@example.com,all,now,2h
Viktor Hale,,Unit 12B,24.11.2026 08:00,24.11.2026 17:00
"""


async def a_list(visitor: Visitor) -> None:
    await visitor.type_command("/guest bulk")
    await visitor.sees(visitor.dialog, "Many guests at once")
    chosen = FilePayload(name="visitors.csv", mimeType="text/csv", buffer=LIST)
    await visitor.dialog.locator("input[type=file]").set_input_files(chosen)
    await visitor.sees(visitor.dialog, "visitors.csv")
    await visitor.press("Next", where=visitor.dialog)
    await visitor.sees(visitor.dialog, "can be given")
    await keep(visitor, "bulk-preview")
    await visitor.dialog.get_by_role("button", name="access").click()
    await visitor.sees(visitor.dialog, "is being given")
    await visitor.tab.keyboard.press("Escape")
    await visitor.sees(visitor.messages, "3 of 4 done")
    await keep(visitor, "bulk-progress")


async def smart_locks(visitor: Visitor) -> None:
    """A lock that is set from afar beside one that works its PINs out by itself."""
    await visitor.act_as("Rita Reyes")
    await visitor.type_command("/guest")
    await visitor.dialog.get_by_label("Guest's name").fill("Marta Vidal")
    await choose(visitor, "Building", "Casa Sol")
    await visitor.dialog.get_by_label("Front Door").check()
    await visitor.dialog.get_by_label("Pool House").check()
    await visitor.sees(visitor.dialog, "works its PINs out by itself")
    await keep(visitor, "smart-locks")
    await visitor.press("Cancel", where=visitor.dialog)
    await expect(visitor.dialog).to_have_count(0)


async def on_a_phone(browser: Browser, here: Page) -> None:
    async with opened(browser, here, viewport=PHONE, color_scheme="dark", device_scale_factor=2) as visitor:
        await visitor.press("Show PIN")
        await visitor.sees(visitor.dialog, "Lobby")
        await keep(visitor, "phone-dark")
        await visitor.tab.keyboard.press("Escape")
        await expect(visitor.dialog).to_have_count(0)


async def main() -> None:
    configure_logging("ERROR", "console")
    async with launched() as browser, demo() as here:
        async with opened(browser, here, viewport=DESKTOP) as visitor:
            await a_list(visitor)
            await the_main_job(visitor)
            await the_web_pass(visitor, browser, keep)
            await the_reminder(visitor)
            await every_week(visitor)
        async with opened(browser, here, viewport=DESKTOP) as visitor:
            await the_desk(visitor)
        await on_a_phone(browser, here)
        async with opened(browser, here, viewport=DESKTOP) as visitor:
            await the_admin(visitor)
        async with opened(browser, here, viewport=DESKTOP) as visitor:
            await templates_and_message(visitor)
            await typed_words(visitor)
            await smart_locks(visitor)
    async with launched() as browser, demo() as here, opened(browser, here, viewport=DESKTOP) as visitor:
        await the_notices(visitor, keep)
    async with launched() as browser, demo() as here, opened(browser, here, viewport=DESKTOP) as visitor:
        await the_doors(visitor, keep)


if __name__ == "__main__":
    asyncio.run(main())
