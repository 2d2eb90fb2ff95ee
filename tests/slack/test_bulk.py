"""What people bring that is no list, and where a file may come from; over loopback HTTP."""

import pytest

from bot.demo.slack import View, render_text
from bot.domain.bulk.table import LARGEST
from bot.slack.hosts import leads_to_slack
from tests.slack.office import CHANNEL, Office

HEADER = "name,entrances,end\n"


async def form(office: Office) -> View:
    await office.person("rita").command("/guest", "bulk", CHANNEL)
    return await office.top(office.person("rita"), "bulk_form")


async def brought(office: Office, *, text: str = "", file: bytes = b"", name: str = "guests.csv") -> str:
    """What the person sees when they have brought this."""
    view, rita = await form(office), office.person("rita")
    if text:
        await rita.type_text(view, "bulk_rows", text)
    if file:
        await rita.attach(view, "bulk_file", name, file)
    await rita.submit(view)
    await office.rest()
    assert rita.view is not None
    return render_text(rita.view)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04workbook", "This is an Excel workbook."),
        ("name,end\nJosé,2h".encode("cp1252"), "This is not a text file that Keydesk can read."),
        (b"Gail,Lobby,2h", "The first row of a file must name the columns"),
        (b"name,entrances\nGail,Lobby", "There is no column for the end."),
        (HEADER.encode() + b"Gail,Lobby,2h\n" * 10_000, "This list has about 10002 rows. At most 200 guests"),
        (b"x" * (LARGEST + 1), "This file is too large."),
    ],
)
async def test_a_file_that_is_no_list_is_said_and_the_form_stays(office: Office, content: bytes, said: str) -> None:
    screen = await brought(office, file=content)

    assert "Nothing was given." in screen
    assert said in screen
    assert "Or choose a CSV file" in screen


async def test_what_was_pasted_stays_in_the_form_when_it_is_no_list(office: Office) -> None:
    assert "name,guest,end" in await brought(office, text="name,guest,end\na,b,2h")


async def test_nothing_or_both_is_said_at_the_field(office: Office) -> None:
    assert "Paste rows or choose a file." in await brought(office)
    assert "Keep one of the two." in await brought(office, text="Gail,,,Lobby,,2h", file=b"name,end\nGail,2h")


async def test_a_file_that_slack_does_not_give(office: Office) -> None:
    office.sim.scopes.discard("files:read")

    assert "Slack does not give this file to Keydesk." in await brought(office, file=b"name,end\nGail,2h")


async def test_a_file_that_lies_elsewhere_is_not_asked_for(office: Office) -> None:
    view, rita = await form(office), office.person("rita")
    await rita.attach(view, "bulk_file", "guests.csv", b"name,end\nGail,2h")
    [file] = view.state["bulk_file"]["bulk_file"]["files"]
    office.sim.world.files.find(file["id"]).base_url = "https://elsewhere.example"

    await rita.submit(view)
    await office.rest()

    assert rita.view is not None
    assert "Slack does not give this file to Keydesk." in render_text(rita.view)


@pytest.mark.parametrize(
    ("url", "base", "goes"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/a.csv", "https://slack.com/api/", True),
        ("http://files.slack.com/files-pri/T1-F1/download/a.csv", "https://slack.com/api/", False),
        ("https://files.slack.com:8443/a.csv", "https://slack.com/api/", False),
        ("https://files.slack.com.example/a.csv", "https://slack.com/api/", False),
        ("http://127.0.0.1:9000/a.csv", "https://slack.com/api/", False),
        ("http://127.0.0.1:9000/a.csv", "http://127.0.0.1:9000/api/", True),
        ("https://[bad", "https://slack.com/api/", False),
    ],
)
def test_the_token_goes_to_slack_alone(url: str, base: str, *, goes: bool) -> None:
    assert leads_to_slack(url, {"files.slack.com"}, base) is goes


async def test_who_may_give_access_nowhere_is_told_so(office: Office) -> None:
    await office.person("olga").command("/guest", "bulk", CHANNEL)
    await office.rest()

    [told] = office.sim.ephemerals("U0OLGA")
    assert "You may not give access here." in told.text


async def test_pages_are_turned_and_a_list_that_is_gone_is_said(office: Office) -> None:
    screen = await brought(office, file=HEADER.encode() + b"Gail,Lobby,2h\n" + b"Hugo,Moon,2h\n" * 45)
    assert "Page 1 of 3" in screen
    rita = office.person("rita")
    assert rita.view is not None

    await rita.click(rita.view, "bulk_after")
    await office.rest()

    assert "Page 2 of 3" in render_text(rita.view)
    assert "[Give 1 guest access]" in render_text(rita.view)
