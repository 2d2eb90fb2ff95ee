"""App Home is each person's own, follows what happens while they look, and costs little when nobody does."""

from datetime import timedelta

import pytest

from bot.demo.slack.faults import http_error
from bot.demo.slack.records import Kind
from bot.demo.slack.render import render_text
from bot.domain.roles import Holder, HolderKind, Role
from bot.slack.home import LOOKED_LATELY, PACE
from tests.slack.office import Office


async def board(office: Office, name: str) -> str:
    hand = office.person(name)
    await hand.open_home()
    await office.rest()
    return shown(office, name)


def shown(office: Office, name: str) -> str:
    view = office.person(name).home
    assert view is not None
    return render_text(view)


def published(office: Office) -> int:
    return len(office.sim.calls("views.publish"))


async def test_each_person_sees_their_own_buildings(office: Office) -> None:
    assert "Harbor House: you are issuer" in await board(office, "rita")
    assert "Harbor House: you are admin" in await board(office, "admin")
    assert "no role at any building" in await board(office, "olga")


@pytest.mark.parametrize("kind", ["guest", "external"])
async def test_who_is_no_member_sees_one_sentence(office: Office, kind: Kind) -> None:
    office.sim.add_user("U0GINA", "Gina", kind=kind)

    text = await board(office, "gina")

    assert text.strip() == "Keydesk is for full members of this Slack workspace."


async def test_the_board_follows_what_happens(office: Office) -> None:
    await board(office, "olga")
    viewer = Holder(kind=HolderKind.PERSON, slack_id="U0OLGA", role=Role.VIEWER)
    await office.set_up(roles=[viewer])
    office.clock.advance(PACE)

    office.home.after_pass(True)  # noqa: FBT003
    await office.rest()

    assert "Harbor House: you are viewer" in shown(office, "olga")


async def test_a_board_that_says_the_same_is_not_sent_again(office: Office) -> None:
    await board(office, "rita")
    before = published(office)

    for _ in range(3):
        office.clock.advance(PACE)
        office.home.after_pass(True)  # noqa: FBT003
        await office.rest()

    assert published(office) == before


async def test_changes_in_quick_succession_are_one_board(office: Office) -> None:
    await board(office, "rita")
    before = published(office)

    for name in ("One", "Two", "Three"):
        office.store._tables.buildings = {
            key: building.model_copy(update={"name": name}) for key, building in office.store._tables.buildings.items()
        }
        office.clock.advance(PACE / 4)
        office.home.after_pass(True)  # noqa: FBT003
        await office.rest()
    assert published(office) == before

    office.clock.advance(PACE)
    office.home.after_pass(False)  # noqa: FBT003
    await office.rest()

    assert published(office) == before + 1
    assert "Three: you are issuer" in shown(office, "rita")


async def test_nobody_is_followed_for_long(office: Office) -> None:
    await board(office, "rita")
    before = published(office)
    await office.set_up(roles=[])
    office.clock.advance(LOOKED_LATELY + timedelta(seconds=1))

    office.home.after_pass(True)  # noqa: FBT003
    await office.rest()

    assert published(office) == before


async def test_a_board_that_slack_did_not_take_is_sent_again(office: Office) -> None:
    await board(office, "rita")
    await office.set_up(roles=[])
    office.clock.advance(PACE)
    office.sim.fault("views.publish", http_error(500))
    office.home.after_pass(True)  # noqa: FBT003
    await office.rest()
    assert "issuer" in shown(office, "rita")

    office.clock.advance(PACE)
    office.home.after_pass(False)  # noqa: FBT003
    await office.rest()

    assert "no role at any building" in shown(office, "rita")


async def test_a_button_on_the_board_draws_it_anew(office: Office) -> None:
    await board(office, "rita")
    await office.set_up(roles=[])
    home = office.person("rita").home
    assert home is not None

    await office.person("rita").click(home, "open_form")
    await office.rest()

    assert "no role at any building" in shown(office, "rita")
