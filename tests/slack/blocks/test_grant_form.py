"""What a person sees of the form, at every size a building can have."""

import json
from datetime import date, time, timedelta
from typing import Any

import pytest

from bot.demo.slack.blockkit import check_options, check_view
from bot.domain.building import Entrance, Method
from bot.domain.window import Length
from bot.services.grants.sites import Site
from bot.slack.blocks.forms.grant_form import REDRAWS, grant_view
from bot.slack.blocks.forms.grant_form_fields import door_options, read_doors_block_id
from bot.slack.blocks.forms.grant_form_state import ActiveAccess, FormContext, GrantForm, Start
from bot.slack.blocks.ids import Field
from tests.slack.blocks.forms import NOW, building, context, input_blocks, shown_text, site
from tests.slack.blocks.grant_forms import WITH_TEMPLATES

LONG = "W&<" * 100
FULL = GrantForm(
    name=LONG,
    method=Method.MOBILE_KEY,
    start=Start.LATER,
    start_date=date(2027, 11, 7),
    start_time=time(1, 30),
    length=Length.CUSTOM,
    end_date=date(2028, 11, 5),
    end_time=time(1, 30),
    email=f"{'x' * 64}@{'y' * 60}.example",
    phone="+" + "1" * 60,
    reason=LONG * 3,
    channel="C1",
    more=True,
)


def doors_of(view_blocks: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return next(block for id_, block in view_blocks.items() if read_doors_block_id(id_))


def long_site(doors: int, building_id: str) -> Site:
    plain = site(doors, building_id, mobile_keys=True, name=LONG, problem="acs_system_disconnected", time_zone=None)
    return plain.model_copy(update={"entrances": tuple(e.model_copy(update={"name": LONG}) for e in plain.entrances)})


@pytest.mark.parametrize("doors", [0, 1, 10, 11, 100, 101, 500])
@pytest.mark.parametrize("buildings", [1, 2, 250])
def test_every_size_is_within_slacks_limits(doors: int, buildings: int) -> None:
    first = long_site(doors, "b0")
    others = [Site(building=building(f"b{n}", name=LONG)) for n in range(1, buildings)]
    warning = ActiveAccess(guest_name=LONG, doors=(LONG,) * 9, ends_at=NOW + timedelta(days=1))
    everything = FormContext(sites=(first, *others), now=NOW, warnings=(warning,) * 9)
    form = FULL.model_copy(update={"building_id": "b0", "doors": tuple(e.id for e in first.entrances)})

    drawn = grant_view(form, everything).to_dict()

    assert check_view(drawn, "modal") == []
    assert len(json.dumps(drawn)) < 250_000


class TestTheFirstLook:
    def test_it_asks_for_name_and_doors_and_knows_the_rest(self) -> None:
        shown = input_blocks(grant_view(GrantForm(), context()))

        assert list(shown) == ["name", "doors:code:b1", "length"]
        assert shown["length"]["element"]["initial_option"]["text"]["text"] == "2 hours"

    def test_the_live_line_says_what_would_be_granted(self) -> None:
        assert "Today 14:00 to 16:00, New York, 2 h" in shown_text(grant_view(GrantForm(), context()))

    def test_one_door_is_chosen_already(self) -> None:
        doors = doors_of(input_blocks(grant_view(GrantForm(), context(site(1)))))

        assert [o["value"] for o in doors["element"]["initial_options"]] == ["b1-door-1"]
        assert "hint" not in doors

    def test_metadata_holds_opaque_ids_alone(self) -> None:
        form = GrantForm(name="Jane Doe", email="guest@example.com", method=Method.MOBILE_KEY, channel="C1")
        view = grant_view(form, context(site(2, mobile_keys=True)))

        kept = json.loads(view.to_dict()["private_metadata"])
        assert len(kept.pop("warned_for")) == 16
        assert kept == {"building": "b1", "channel": "C1", "more": False, "edition": 0}

    def test_more_options_bring_the_rest(self) -> None:
        shown = input_blocks(grant_view(GrantForm(more=True, channel="C1"), context()))

        assert list(shown) == ["name", "doors:code:b1", "start", "length", "email", "phone", "reason", "channel"]
        assert shown["channel"]["element"]["initial_conversation"] == "C1"
        assert all(shown[optional]["optional"] for optional in ("email", "phone", "reason", "channel"))

    def test_what_was_found_in_a_message_is_not_hidden(self) -> None:
        shown = input_blocks(grant_view(GrantForm(email="guest@example.com"), context()))

        assert shown["email"]["element"]["initial_value"] == "guest@example.com"


class TestDoors:
    @pytest.mark.parametrize(
        ("count", "kind"),
        [
            (1, "checkboxes"),
            (10, "checkboxes"),
            (11, "multi_static_select"),
            (100, "multi_static_select"),
            (101, "multi_external_select"),
        ],
    )
    def test_the_element_fits_their_number(self, count: int, kind: str) -> None:
        assert doors_of(input_blocks(grant_view(GrantForm(), context(site(count)))))["element"]["type"] == kind

    def test_each_pin_opens_one_door_and_the_form_says_so(self) -> None:
        doors = doors_of(input_blocks(grant_view(GrantForm(), context(site(2)))))

        assert doors["hint"]["text"] == "Each door gets its own PIN."

    def test_a_building_without_doors_says_what_to_do(self) -> None:
        view = grant_view(GrantForm(), context(site(0)))

        assert "Seam lists no doors for this building." in shown_text(view)
        assert "name" in input_blocks(view)

    def test_only_doors_that_can_do_the_method_are_offered(self) -> None:
        pin_only = Entrance(id="d1", building_id="b1", name="Gate", can_unlock_with_mobile_key=False)
        unknown = Entrance(id="d2", building_id="b1", name="Lobby")
        gone = Entrance(id="d3", building_id="b1", name="Old", removed=True)
        here = Site(building=building(mobile_keys=True), entrances=(pin_only, unknown, gone))

        offered = {
            method: [o["text"]["text"] for o in doors["element"]["options"]]
            for method in Method
            for doors in [doors_of(input_blocks(grant_view(GrantForm(method=method), context(here))))]
        }

        assert offered == {Method.PIN: ["Gate", "Lobby"], Method.MOBILE_KEY: ["Lobby"]}

    def test_the_search_ignores_case_and_accents_and_puts_the_closest_first(self) -> None:
        names = ["Side entrance Café", "CAFE", "Cafeteria 10", "Cafeteria 2", "Gym", "Old cafe"]
        doors = [Entrance(id=name, building_id="b1", name=name, removed=name == "Old cafe") for name in names]

        assert [o.value for o in door_options(doors, "café")] == ["CAFE", "Cafeteria 2", "Cafeteria 10", names[0]]
        assert [o.value for o in door_options(doors, "cafe side")] == [names[0]]
        assert door_options(doors, "nothing") == []

    def test_the_search_gives_at_most_a_hundred(self) -> None:
        options = door_options(site(500).entrances)

        assert [o.text for o in options] == [f"Door {n}" for n in range(1, 101)]
        assert check_options({"options": [o.to_dict() for o in options]}) == []

    def test_a_block_id_tells_building_and_method(self) -> None:
        assert read_doors_block_id("doors:mobile_key:b:1") == ("b:1", Method.MOBILE_KEY)
        assert [read_doors_block_id(other) for other in ("name", "doors", "doors:x:b", "doors:code:")] == [None] * 4


class TestBuildings:
    def test_the_chosen_one_is_preselected_and_what_was_typed_stays(self) -> None:
        form = GrantForm(name="Jane Doe", building_id="b2", doors=("b1-door-1", "b2-door-2"), length=Length.ONE_DAY)

        shown = input_blocks(grant_view(form, context(site(3), site(3, "b2"))))

        assert shown["building"]["element"]["initial_option"]["value"] == "b2"
        assert shown["name"]["element"]["initial_value"] == "Jane Doe"
        assert shown["length"]["element"]["initial_option"]["value"] == Length.ONE_DAY
        assert [o["value"] for o in shown["doors:code:b2"]["element"]["initial_options"]] == ["b2-door-2"]

    def test_a_disconnected_building_says_so_and_how_old_its_doors_are(self) -> None:
        broken = site(2, problem="acs_system_disconnected", synced_at=NOW - timedelta(minutes=15))

        assert "in /guest setup. What you see here is as of today 13:45." in shown_text(
            grant_view(GrantForm(), context(broken))
        )

    def test_a_building_without_a_zone_says_that_times_are_utc(self) -> None:
        text = shown_text(grant_view(GrantForm(), context(site(2, time_zone=None))))

        assert "names no time zone" in text
        assert "Today 19:00 to 21:00, UTC, 2 h" in text

    def test_the_same_guests_access_is_warned_about(self) -> None:
        access = ActiveAccess(guest_name="<Jane>", doors=("Lobby",), ends_at=NOW + timedelta(days=1))
        warned = context().model_copy(update={"warnings": (access,)})

        assert "&lt;Jane&gt; already has access to Lobby until tomorrow 14:00." in shown_text(
            grant_view(GrantForm(), warned)
        )


class TestMethod:
    def test_it_is_asked_only_where_there_is_a_choice(self) -> None:
        assert "method" not in input_blocks(grant_view(GrantForm(method=Method.MOBILE_KEY), context()))

        asked = input_blocks(grant_view(GrantForm(), context(site(2, mobile_keys=True))))["method"]["element"]

        assert [o["text"]["text"] for o in asked["options"]] == ["PIN", "Mobile key"]
        assert asked["options"][0]["description"]["text"] == "One PIN per door"

    @pytest.mark.parametrize("wished", list(Method))
    def test_what_a_chosen_door_cannot_do_is_not_offered_and_the_door_stays(self, wished: Method) -> None:
        gate = Entrance(id="d1", building_id="b1", name="Gate", can_unlock_with_mobile_key=False)
        lobby = Entrance(id="d2", building_id="b1", name="Lobby")
        here = Site(building=building(mobile_keys=True), entrances=(gate, lobby))

        view = grant_view(GrantForm(method=wished, doors=("d1", "d2")), context(here))

        assert "method" not in input_blocks(view)
        assert "PINs only" in str(view)
        chosen = doors_of(input_blocks(view))["element"]["initial_options"]
        assert [option["text"]["text"] for option in chosen] == ["Gate", "Lobby"]

    def test_a_mobile_key_asks_for_the_email_without_more(self) -> None:
        form = GrantForm(method=Method.MOBILE_KEY)

        shown = input_blocks(grant_view(form, context(site(2, mobile_keys=True))))

        assert shown["email"]["optional"] is False
        assert "phone" not in shown


def test_every_field_that_redraws_is_known_to_the_listener() -> None:
    views = [
        grant_view(FULL, context(long_site(3, "b1"), site(2, "b2", settings=WITH_TEMPLATES), now=NOW)),
        grant_view(FULL.model_copy(update={"building_id": "b2"}), context(site(2, "b2", settings=WITH_TEMPLATES))),
        grant_view(FULL.model_copy(update={"start_date": date(2027, 11, 7)}), context(site(3), site(2, "b2"))),
        grant_view(FULL.model_copy(update={"start": Start.WEEKLY}), context(site(3), site(2, "b2"))),
    ]
    blocks = [block for view in views for block in input_blocks(view).values()]

    dispatching = {block["element"]["action_id"] for block in blocks if block.get("dispatch_action")}

    assert dispatching <= REDRAWS
    assert REDRAWS - dispatching == set()
    assert Field.MORE_OPTIONS not in REDRAWS
