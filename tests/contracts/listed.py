"""Grants for lists, and the slice that holds them."""

from datetime import timedelta

from bot.domain.grant import Grant, GrantState
from bot.domain.window import Window
from bot.services.lists.list_rows import Slice
from tests.contracts.store_samples import T0, grant

HERE = Slice(building_ids=("b1",))


def at(grant_id: str, starts: timedelta, ends: timedelta, **changes: object) -> Grant:
    window = Window(starts_at=T0 + starts, ends_at=T0 + ends)
    return grant(grant_id, window=window, **{"state": GrantState.ISSUED, **changes})
