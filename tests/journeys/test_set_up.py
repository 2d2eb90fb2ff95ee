"""`/guest setup`, as an admin does it in Slack, and what it changes for everybody."""

from datetime import timedelta

import pytest

from bot.demo.slack import View
from bot.demo.slack.records import BOT_USER
from tests.journeys.town import ADA, DESK, OLLY, RITA, SAM
from tests.journeys.world import World

NIGHT = "S0NIGHT"
NOTICES = "C0NOTICES"
SOON = timedelta(seconds=5)


async def open_setup(here: World, user: str = ADA) -> View:
    await here.slack.person(user).command("/guest", "setup", DESK)
    await here.bot.idle()
    return here.shown(user)


async def open_part(here: World, part: str, user: str = ADA) -> View:
    """A form on top of the first one."""
    await here.click(user, here.shown(user), part)
    return here.shown(user)


async def set_longest(here: World, typed: str) -> None:
    policy = await open_part(here, "setup_policy")
    await here.type(policy, "max_length", typed, ADA)
    assert not await here.submit(policy, ADA)


async def fill_setup(here: World, form: View) -> None:
    """A named person and a user group, no hub, half an hour, Instant Keys; three days by the policy."""
    ada = here.slack.person(ADA)
    await set_longest(here, "3")
    await here.choose(form, "issuer_people", [SAM], ADA)
    await ada.options(form, "issuer_groups", "ni")
    await here.choose(form, "issuer_groups", [NIGHT], ADA)
    await here.choose(form, "hub", "no", ADA)
    notices = await open_part(here, "setup_notices")
    await here.choose(notices, "notice_channel", NOTICES, ADA)
    assert "Keydesk can post in this channel." in here.screen(ADA)
    await here.choose(notices, "reminder_leads", ["30"], ADA)
    assert not await here.submit(notices, ADA)
    await here.choose(form, "mobile_keys", "instant_key", ADA)


async def test_an_admin_sets_up_a_building(http_first: World) -> None:
    here = http_first
    here.slack.add_usergroup(NIGHT, "night-shift", [OLLY])
    here.slack.add_channel(NOTICES, "building-notices", [ADA, BOT_USER])
    form = await open_setup(here)
    await fill_setup(here, form)
    assert not await here.submit(form, ADA)

    again = here.text(await open_setup(here))
    assert all(words in again for words in ("(o) No", NOTICES, "at most 3 days", SAM, "night-shift"))
    await here.slack.person(ADA).close(here.shown(ADA))

    await here.run(timedelta(minutes=1))  # which groups are named is read once a minute
    view = await here.fill("Lobby", user=OLLY)
    assert "Mobile key" in here.screen(OLLY)
    await here.choose(view, "length", "1w", OLLY)
    assert "Longer than 3 days is not possible here." in (await here.submit(view, OLLY))["length"]
    await here.choose(view, "length", "2h", OLLY)
    assert not await here.submit(view, OLLY)
    await here.run(SOON)
    assert "the door needs an update with the Latch Manager App before it works" in here.screen(OLLY)
    await here.run(timedelta(hours=1, minutes=31))
    assert any("ends in 30 min" in text for text in here.dms(OLLY))

    await here.slack.person(RITA).command("/guest", "", DESK)
    await here.settle()
    assert "You may not give access here." in here.told(RITA)


@pytest.mark.parametrize("user", [RITA, OLLY])
async def test_nobody_else_may(http_first: World, user: str) -> None:
    here = http_first
    ack = await here.slack.person(user).command("/guest", "setup", DESK)
    await here.settle()

    assert ack.ok
    assert "Only a building's managers and Keydesk's admins may do this." in here.told(user)
    assert here.view(user) is None


@pytest.mark.long
async def test_several_buildings_are_chosen_from_first(here: World) -> None:
    kew = await here.add_building("Kew Court", "Europe/London", ["Front gate"])
    pick = await open_setup(here)
    await here.choose(pick, "building", kew, ADA)
    await here.slack.person(ADA).submit(pick)
    assert "Who may give access at Kew Court?" in here.screen(ADA)
    form = here.shown(ADA)
    await here.choose(form, "hub", "yes", ADA)
    assert not await here.submit(form, ADA)

    view = await here.open_form()
    await here.choose(view, "building", kew)
    await here.type(view, "name", "Gail Guest")
    await here.choose(view, "doors", [here.doors["Front gate"]])
    assert not await here.submit(view)
    await here.run(SOON)

    assert "Doors with a hub hear of every PIN by themselves" in here.screen()


async def test_without_anybody_named_only_admins_may(here: World) -> None:
    form = await open_setup(here)
    await here.choose(form, "issuer_people", [], ADA)
    assert not await here.submit(form, ADA)

    await here.slack.person(SAM).command("/guest", "", DESK)
    await here.settle()

    assert "You may not give access here." in here.told(SAM)
    await here.open_form(ADA)


async def test_the_settings_outlive_a_restart(here: World) -> None:
    form = await open_setup(here)
    await set_longest(here, "5")
    assert not await here.submit(form, ADA)

    await here.stop()
    await here.start()

    assert "at most 5 days" in here.text(await open_setup(here))


async def make_vault(here: World) -> None:
    """As Olly does it: the garage needs two people."""
    groups = await open_part(here, "setup_groups", OLLY)
    await here.click(OLLY, groups, "setup_group", "new")
    vault = here.shown(OLLY)
    await here.type(vault, "group_name", "Vault", OLLY)
    await here.choose(vault, "group_doors", [here.doors["Garage"]], OLLY)
    await here.choose(vault, "approval_rules", ["two"], OLLY)
    assert not await here.submit(vault, OLLY)
    assert "Vault" in here.screen(OLLY)
    await here.slack.person(OLLY).close(here.shown(OLLY))


async def test_a_manager_sets_up_their_building_and_no_other(http_first: World) -> None:
    """Named once, Olly needs nobody for Harbor House, and gets nowhere else."""
    here = http_first
    await here.add_building("Kew Court", "Europe/London", ["Front gate"])
    await here.set_up(roles=[{"kind": "user", "slack_id": OLLY, "role": "manager"}])
    form = await open_setup(here, OLLY)
    assert "Harbor House" in here.screen(OLLY)
    assert "Kew Court" not in here.screen(OLLY)

    roles = await open_part(here, "setup_roles", OLLY)
    await here.choose(roles, "approver_people", [SAM], OLLY)
    assert not await here.submit(roles, OLLY)
    await here.choose(form, "issuer_people", [RITA], OLLY)
    await make_vault(here)
    assert not await here.submit(form, OLLY)

    view = await here.fill("Lobby")
    assert "Needs approval" not in here.screen()
    await here.choose(view, "doors", [here.doors["Garage"]])
    assert f"the building's approvers are asked (@{SAM})" in here.screen()


async def test_who_was_a_manager_when_the_form_opened_is_asked_again_at_each_click(here: World) -> None:
    await here.set_up(roles=[{"kind": "user", "slack_id": OLLY, "role": "manager"}])
    form = await open_setup(here, OLLY)
    await here.set_up()

    await here.click(OLLY, form, "setup_policy")
    assert here.shown(OLLY) is form
    assert "Only a building's managers and Keydesk's admins may do this." in here.dms(OLLY)[-1]
    errors = await here.submit(form, OLLY)
    assert "Only a building's managers and Keydesk's admins may do this." in "".join(errors.values())
