"""Whoever presses without a pause is held back, told once, and can end access all the while; others notice nothing."""

from tests.services.desk import MANY
from tests.slack.office import CHANNEL, Office
from tests.slack.test_refused import refused

MOST = 2 * MANY


def worn_out(office: Office, user_id: str) -> None:
    """As if the person had pressed as often as they may."""
    for _ in range(MOST):
        office.flood._buckets.take(user_id, office.flood._rate)


async def test_a_flood_of_commands_is_answered_without_asking_slack_anything(office: Office) -> None:
    for _ in range(MOST):
        await office.person("rita").command("/guest", "help", CHANNEL)
    asked = len(office.sim.journal)
    ack = await office.person("rita").command("/guest", "Gail Guest", CHANNEL)
    await office.rest()

    assert ack.ok
    assert "Ending access always works" in office.sim.ephemerals("U0RITA")[-1].text
    assert office.person("rita").view is None
    assert [call.method for call in office.sim.journal[asked:]] == []
    assert [line.data["problem"] for line in await refused(office)] == ["too_fast"]

    await office.person("sam").command("/guest", "Gail Guest", CHANNEL)
    await office.top(office.person("sam"), "grant_form")


async def test_a_flood_of_clicks_is_told_of_once_and_an_end_goes_through(office: Office) -> None:
    card = await office.give()
    worn_out(office, "U0SAM")
    before = len(office.sim.ephemerals("U0SAM"))

    for _ in range(5):
        await office.person("sam").click(card, "show_pin")
    await office.rest()
    assert len(office.sim.ephemerals("U0SAM")) == before + 1
    assert office.person("sam").view is None

    await office.person("sam").click(card, "end")
    await office.turn(10)
    assert office.seam.existing() == []


async def test_a_form_that_was_filled_in_is_kept_and_says_why(office: Office) -> None:
    rita = office.person("rita")
    await rita.command("/guest", "Gail Guest", CHANNEL)
    form = await office.top(rita, "grant_form")
    await rita.choose(form, "doors", ["Lobby"])
    await office.rest()
    worn_out(office, "U0RITA")

    await rita.submit(form)

    assert "Ending access always works" in " ".join(form.errors.values())
    assert office.cards() == []
