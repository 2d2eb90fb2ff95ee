"""More doors for the same window."""

import pytest

from bot.domain.building import Entrance, EntranceGroup, Stricter
from bot.domain.errors import BadField
from bot.slack.blocks.forms.add_doors_form import add_doors_errors, add_doors_view, free_doors, read_add_doors
from tests.slack.blocks.forms import NOW, input_blocks, site
from tests.slack.blocks.grants import FAILED, accepted, chosen, credential, record, submitted, words

GRANT = record()


def entrances(count: int) -> tuple[Entrance, ...]:
    """Doors of the building; "door-1" is the one that the grant has."""
    return tuple(Entrance(id=f"door-{n}", building_id="b1", name=f"Door {n}") for n in range(1, count + 1))


@pytest.mark.parametrize(
    ("there", "element"),
    [(11, "checkboxes"), (12, "multi_static_select"), (101, "multi_static_select"), (102, "multi_external_select")],
)
def test_the_doors_are_offered_in_what_slack_has_room_for(there: int, element: str) -> None:
    view = add_doors_view(GRANT, entrances(there), NOW)

    accepted(view)
    [block] = input_blocks(view).values()
    assert block["element"]["type"] == element


def test_a_door_that_the_grant_has_is_not_offered_again_nor_one_that_failed() -> None:
    grant = record([credential(1), credential(2, FAILED)])

    assert [e.id for e in free_doors(grant, entrances(3))] == ["door-3"]


def test_a_door_that_is_gone_or_cannot_is_not_offered() -> None:
    gone, unable = entrances(3)[1:]
    gone = gone.model_copy(update={"removed": True})
    unable = unable.model_copy(update={"can_unlock_with_code": False})

    assert free_doors(GRANT, [gone, unable]) == ()


def test_the_window_that_they_join_is_shown() -> None:
    assert "Today 14:00 to 16:00, New York, 2 h" in words(add_doors_view(GRANT, entrances(3), NOW))


def test_without_a_further_door_there_is_nothing_to_send() -> None:
    view = add_doors_view(GRANT, entrances(1), NOW)

    accepted(view)
    assert "There is no further door here" in words(view)
    assert "submit" not in view.to_dict()


def test_what_was_chosen_is_read_back() -> None:
    view = add_doors_view(GRANT, entrances(5), NOW)

    read = read_add_doors(submitted(view, doors=chosen("door-3", "door-2", "door-3")))

    assert (read.grant_id, read.entrance_ids) == ("g1", ("door-3", "door-2"))


def test_every_error_is_told_at_the_doors() -> None:
    view = add_doors_view(GRANT, site(3).entrances, NOW)
    bad = [BadField("doors", "door_cannot", door="Gym"), BadField("building", "door_unknown")]

    [(block, said)] = add_doors_errors(bad, read_add_doors(submitted(view)), GRANT, NOW).items()

    assert block in input_blocks(view)
    assert "Gym cannot do this." in said
    assert "One of the doors is no longer there." in said
    assert add_doors_errors([], read_add_doors({}), GRANT, NOW) == {}


def test_what_the_policy_asks_for_beyond_is_said_before_anything_is_sent() -> None:
    vault = EntranceGroup(id="v", name="Vault", entrance_ids=("door-3",), stricter=Stricter(reason_required=True))
    settings = GRANT.building.settings.model_copy(update={"entrance_groups": (vault,)})
    building = GRANT.building.model_copy(update={"settings": settings})

    view = add_doors_view(GRANT.model_copy(update={"building": building}), entrances(3), NOW)

    accepted(view)
    assert "Door 3: These doors ask for a reason, and this access has none." in words(view)
    assert "Door 2: " not in words(view)
