"""What a page asks for is checked whole before any of it happens; a place on a screen is named as the page got it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class InView(Asked):
    view: str


class Place(Asked):
    channel: str
    ts: str


class InMessage(Asked):
    message: Place


class InHome(Asked):
    home: Literal[True]


Where = InView | InMessage | InHome
