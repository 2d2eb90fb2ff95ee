"""The board at work: a building chosen, a page turned, access ended, seen where it was pressed."""

from datetime import timedelta

from bot.demo.slack.records import View
from bot.demo.slack.render import render_text
from bot.domain.building import Method
from bot.domain.grant import Guest
from bot.domain.people import Person
from bot.domain.request import GrantDraft
from bot.domain.roles import Holder, HolderKind, Role
from bot.domain.window import Window
from bot.slack.blocks.home.home import MOST_ROWS
from tests.services.desk import ADMIN, TEAM
from tests.slack.office import Office

RITA = Person(user_id="U0RITA", team_id=TEAM, is_member=True)


async def plant(office: Office, *names: str) -> None:
    """Access that is made at once, without a form."""
    for name in names:
        now = office.clock.now()
        draft = GrantDraft(
            team_id=TEAM,
            requester=RITA.user_id,
            building_id=office.building,
            entrance_ids=(office.doors[0],),
            method=Method.PIN,
            guest=Guest(name=name),
            window=Window(starts_at=now, ends_at=now + timedelta(hours=2)),
            channel=None,
            submit_key=name,
        )
        await office.giving.submit(RITA, draft, None)
        office.clock.advance(timedelta(seconds=1))
    await office.turn()


async def board(office: Office, name: str = "rita") -> View:
    await office.person(name).open_home()
    await office.rest()
    return home(office, name)


def home(office: Office, name: str = "rita") -> View:
    view = office.person(name).home
    assert view is not None
    return view


async def test_pages_are_turned_on_the_board(office: Office) -> None:
    await plant(office, *(f"Guest {n:02}" for n in range(MOST_ROWS + 2)))
    first = await board(office)
    assert f"1 to {MOST_ROWS} of {MOST_ROWS + 2}" in render_text(first)
    assert "Guest 06" not in render_text(first)

    await office.person("rita").click(first, "home_after")
    await office.rest()
    assert "Guest 06" in render_text(home(office))
    assert "Guest 00" not in render_text(home(office))

    await office.turn(1)
    assert "Guest 06" in render_text(home(office)), "a refresh keeps the page"
    await office.person("rita").click(home(office), "home_before")
    await office.rest()
    assert "Guest 00" in render_text(home(office))


async def test_a_building_is_chosen_on_the_board(office: Office) -> None:
    other = office.seam.add_building("Maple Court")
    await office.buildings.refresh(TEAM)
    await plant(office, "Zoe Quill")
    view = await board(office, "admin")
    assert "Zoe Quill" in render_text(view)

    await office.person("admin").choose(view, "home_building", other)
    await office.rest()

    assert "Zoe Quill" not in render_text(home(office, "admin"))
    assert "Harbor House: you are" not in render_text(home(office, "admin"))
    assert "Zoe Quill" not in render_text(await board(office, "admin")), "it is still chosen when opened again"


async def test_end_on_the_board_is_seen_on_the_board(office: Office) -> None:
    await plant(office, "Zoe Quill")
    view = await board(office)
    assert "Ready" not in render_text(view)

    await office.person("rita").click(view, "end")
    await office.rest()
    assert "Zoe Quill" not in render_text(home(office)), "what ends is not among those who are there"


async def test_an_empty_board_says_what_would_stand_there(office: Office) -> None:
    text = render_text(await board(office))

    for hint in ("Nobody else arrives today.", "Nothing is wrong.", "Nothing ends within 24 hours.", "/guest NAME"):
        assert hint in text
    assert "Nobody else arrives" not in render_text(await board(office, "olga")), "who may nothing is taught nothing"


async def test_a_viewer_looks_and_presses_nothing(office: Office) -> None:
    await plant(office, "Zoe Quill")
    looks = Holder(kind=HolderKind.PERSON, slack_id="U0OLGA", role=Role.VIEWER)
    await office.set_up(roles=[looks])

    text = render_text(await board(office, "olga"))

    assert "Zoe Quill" in text
    assert "[Open]" in text
    assert not any(button in text for button in ("[End access]", "[Show PIN]", "[Extend]"))


async def test_the_list_the_search_and_the_detail(office: Office) -> None:
    await plant(office, "Zoe Quill", "Sam Stone")
    hand = office.person("rita")
    await hand.command("/guest", "find qiull")
    found = await office.top(hand, "find")
    assert "Zoe Quill" in render_text(found)
    assert "Sam Stone" not in render_text(found)

    await hand.click(found, "grant_open")
    detail = await office.top(hand, "grant")
    text = render_text(detail)
    for told in ("Accepted by Seam: yes", "Synced with Latch: yes", "Confirmed at the door: not known", "Access given"):
        assert told in text

    await hand.click(detail, "end")
    await office.rest()
    assert "Seam has not confirmed it yet" in render_text(await office.top(hand, "grant"))
    await office.turn()
    assert "confirmed by Seam" in render_text(await office.top(hand, "grant")), "what becomes of it is seen here"
    assert "Accepted by Seam: removed" in render_text(await office.top(hand, "grant"))


async def test_lists_are_chosen_and_turned(office: Office) -> None:
    await plant(office, *(f"Guest {n:02}" for n in range(12)))
    hand = office.person("rita")
    await hand.command("/guest", "list active")
    shown = await office.top(hand, "list")
    assert "12 guests, 1 to 10 shown" in render_text(shown)

    await hand.click(shown, "list_after")
    assert "Guest 11" in render_text(await office.top(hand, "list"))
    await hand.choose(await office.top(hand, "list"), "list_kind", "problem")
    assert "Nothing is wrong" in render_text(await office.top(hand, "list"))


async def test_a_list_by_the_name_of_a_building(office: Office) -> None:
    await plant(office, "Zoe Quill")
    hand = office.person("rita")
    await hand.command("/guest", "list habor")
    assert "Everything open: 1 guest" in render_text(await office.top(hand, "list"))

    await hand.command("/guest", "list nowhere")
    assert "No building of yours is called nowhere" in render_text(await office.top(hand, "list"))


async def test_a_building_that_is_no_longer_ones_own_is_not_chosen_any_more(office: Office) -> None:
    """Or the board would say "Nothing is wrong" of a building alone that its reader cannot even see chosen."""
    other = office.seam.add_building("Maple Court")
    await office.buildings.refresh(TEAM)
    rita = Holder(kind=HolderKind.PERSON, slack_id="U0RITA", role=Role.ISSUER)
    await office.buildings.change(ADMIN, other, lambda settings: settings.model_copy(update={"roles": (rita,)}))
    await plant(office, "Zoe Quill")
    hand, view = office.person("rita"), await board(office)
    await hand.choose(view, "home_building", other)
    await hand.command("/guest", "list active maple")
    await office.rest()
    assert hand.home is not None
    assert "Zoe Quill" not in render_text(hand.home) + render_text(await office.top(hand, "list"))

    await office.buildings.change(ADMIN, other, lambda settings: settings.model_copy(update={"roles": ()}))
    assert "Zoe Quill" in render_text(await board(office))
    await hand.choose(await office.top(hand, "list"), "list_kind", "open")
    assert "Zoe Quill" in render_text(await office.top(hand, "list"))
