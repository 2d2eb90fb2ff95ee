"""What the checks of a building say, and what they ask a manager to do."""

from bot.domain.building import Approval, BuildingSettings, EntranceGroup, Hub, Policy, Stricter
from bot.domain.roles import Role
from bot.services.systems.buildings import Place
from bot.slack.blocks.setup.setup_checks import checks, setup_checks_view
from tests.slack.blocks.forms import building
from tests.slack.blocks.grants import accepted, words
from tests.slack.blocks.setup import DOORS, holder, place

FINE = BuildingSettings(roles=(holder("U1", Role.ISSUER),), hub=Hub.YES, notice_channel="C1")


def wrong(at: Place) -> dict[str, str]:
    return {check.about: check.fix for check in checks(at) if check.fix}


def test_a_building_that_is_set_up_needs_nothing() -> None:
    at = place(FINE)

    said = words(setup_checks_view(at))

    accepted(setup_checks_view(at))
    assert wrong(at) == {}
    assert "✓ Connection to Seam: connected" in said
    assert f"✓ Doors: {len(DOORS)} doors" in said
    assert "✓ Who may give access: 1 person" in said
    assert "✓ Who may approve: no access here needs approval" in said


def test_a_new_building_says_all_that_it_lacks() -> None:
    new = building(time_zone=None, problem="account_disconnected")
    at = Place(building=new, entrances=(), cannot_be_approved=False)

    assert set(wrong(at)) == {
        "Connection to Seam",
        "Doors",
        "Time zone",
        "Hub",
        "Who may give access",
        "Notice channel",
    }
    assert "Connect a building in /guest setup" in words(setup_checks_view(at))
    assert "*Needs attention* Doors: none" in words(setup_checks_view(at))


def test_approval_that_nobody_can_give_needs_attention() -> None:
    policy = FINE.model_copy(update={"policy": Policy(approval=Approval.EVERYONE)})
    vault = EntranceGroup(id="g1", name="Vault", stricter=Stricter(two_person=True))
    group = FINE.model_copy(update={"entrance_groups": (vault,)})

    assert set(wrong(place(policy, stuck=True))) == {"Who may approve"}
    for kept in (policy, group):
        assert "✓ Who may approve: somebody is there" in words(setup_checks_view(place(kept)))
