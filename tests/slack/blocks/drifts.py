"""Differences of every kind in every state, about a building with the longest of names."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

from bot.domain.building import Building, Method
from bot.services.drift.deciding import Disagreement
from bot.services.drift.drift import Check, Difference, Drift, DriftKind, DriftState, Times
from tests.slack.blocks.forms import NOW

HOUR = timedelta(hours=1)


def differences(doors: tuple[str, ...], requester: str | None = None) -> Iterator[Difference]:
    for kind, has_end, grant_id in product(DriftKind, (False, True), (None, "g1")):
        for ends_at, starts_at in ((NOW + 9 * HOUR, NOW), (None, NOW), (NOW + HOUR, NOW + HOUR)):
            yield Difference(
                kind=kind,
                seam_id="s1",
                grant_id=grant_id,
                credential_id="c1",
                requester=requester,
                method=Method.MOBILE_KEY if has_end else Method.PIN,
                doors=doors,
                ours=Times(starts_at=NOW, ends_at=NOW + HOUR),
                theirs=Times(starts_at=starts_at, ends_at=ends_at),
                has_end=has_end,
                trouble="acs_system_disconnected" if kind is DriftKind.DISCONNECTED else None,
            )


def drifts(building: Building, doors: tuple[str, ...], requester: str | None = None) -> list[Drift]:
    made = product(differences(doors, requester), DriftState, (None, "right_refused"))
    return [
        Drift(
            id=f"d{number}",
            team_id=building.team_id,
            building_id=building.id,
            difference=difference,
            state=state,
            found_at=NOW,
            alarm="a1",
            decided_by=requester,
            settled_at=NOW + HOUR if state is DriftState.SETTLED else None,
            problem=problem,
        )
        for number, (difference, state, problem) in enumerate(made)
    ]


def disagreement(building: Building, doors: tuple[str, ...], requester: str | None = None) -> Disagreement:
    check = Check(
        team_id=building.team_id,
        building_id=building.id,
        checked_at=NOW if requester else None,
        foreign=12,
        other_installs=3,
        trouble="seam_unreachable" if requester else None,
        trouble_since=NOW,
    )
    return Disagreement(building=building, check=check, drifts=tuple(drifts(building, doors, requester)))
