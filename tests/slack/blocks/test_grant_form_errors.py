"""What stands at a field, in whole sentences."""

from datetime import date, time

from bot.domain.building import Method
from bot.domain.errors import BadField
from bot.domain.window import Length
from bot.slack.blocks.forms.grant_form_read import field_errors
from bot.slack.blocks.forms.grant_form_state import GrantForm, Start
from tests.slack.blocks.forms import context, site
from tests.slack.blocks.grant_forms import errors, read


class TestFieldErrors:
    def test_everything_is_told_at_once_each_at_its_field(self) -> None:
        form = read(GrantForm(email="nonsense", phone="12", more=True), context())

        told = errors(form, context())

        assert told == {
            "name": "Enter the guest's name.",
            "doors:code:b1": "Choose at least one door.",
            "email": "This is not an e-mail address. Example: guest@example.com",
            "phone": "This is not a phone number. Start with + and the country code, for example +1 212 555 0100",
        }

    def test_a_mobile_key_without_an_email(self) -> None:
        about = context(site(1, mobile_keys=True))

        assert errors(read(GrantForm(name="Jane Doe", method=Method.MOBILE_KEY), about), about) == {
            "email": "A mobile key needs the guest's e-mail address."
        }

    def test_a_custom_end_is_told_at_its_time(self) -> None:
        form = GrantForm(
            name="Jane Doe",
            doors=("b1-door-1",),
            length=Length.CUSTOM,
            end_date=date(2027, 1, 1),
            end_time=time(12),
        )

        assert errors(read(form, context()), context()) == {
            "end_time": "Longer than 14 days is not possible here. Choose an end up to Fri 4 Dec 14:00."
        }

    def test_a_start_in_the_past(self) -> None:
        form = GrantForm(name="Jane Doe", start=Start.LATER, start_date=date(2026, 11, 20), start_time=time(13, 54))

        assert errors(read(form, context(site(1))), context(site(1))) == {
            "start_time": "The start is in the past. Choose Now or a later time."
        }

    def test_a_disconnected_building_is_told_at_the_building_or_else_at_the_doors(self) -> None:
        broken = site(1, problem="account_disconnected")
        form = GrantForm(name="Jane Doe")

        alone = errors(read(form, context(broken)), context(broken))
        among = errors(read(form, context(broken, site(1, "b2"))), context(broken, site(1, "b2")))

        assert list(alone) == ["doors:code:b1"]
        assert list(among) == ["building"]
        assert alone["doors:code:b1"].startswith("Building b1 is disconnected: ")

    def test_a_building_without_doors_is_told_at_the_name(self) -> None:
        assert errors(read(GrantForm(name="Jane Doe"), context(site(0))), context(site(0))) == {
            "name": "Choose at least one door."
        }

    def test_a_field_that_no_view_has_still_lands_somewhere(self) -> None:
        form = read(GrantForm(), context(site(0)))

        assert list(field_errors([BadField("unheard_of", "seam_rejected")], form, context())) == ["name"]
