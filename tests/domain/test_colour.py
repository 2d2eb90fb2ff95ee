import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.building import BuildingSettings
from bot.domain.colour import _luminance, ink_on, read_colour
from bot.domain.errors import BadField

colours = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


@given(colours)
def test_what_stands_on_a_colour_can_be_read(colour: str) -> None:
    light, dark = sorted((_luminance(colour), _luminance(ink_on(colour))), reverse=True)

    assert (light + 0.05) / (dark + 0.05) >= 4.5


@given(colours)
def test_a_colour_is_read_however_it_is_written(colour: str) -> None:
    assert read_colour(colour) == read_colour(f" {colour[1:].upper()} ") == colour


@given(st.text().filter(lambda text: text.strip()))
def test_anything_else_is_refused_or_kept_as_six_digits(text: str) -> None:
    try:
        kept = read_colour(text)
    except BadField:
        return
    assert BuildingSettings(colour=kept).colour == kept


@pytest.mark.parametrize("text", ["red", "#fff", "#12345g", "#1234567", "#000000}", "#000000\n"])
def test_the_settings_take_nothing_else(text: str) -> None:
    with pytest.raises(ValidationError):
        BuildingSettings(colour=text)
