"""Differences, comparisons and the questions of a comparison, on every store."""

from typing import Any

from bot.domain.building import Method
from bot.domain.grant import CredentialState, GrantState
from bot.services.drift.drift import Check, Difference, Drift, DriftKind, DriftState, Times
from bot.services.store import Store
from tests.contracts.store_samples import HOUR, MINUTE, T0, TEAM, credential, grant, listing, seed

SAID = Difference(
    kind=DriftKind.WINDOW,
    seam_id="s1",
    grant_id="g1",
    credential_id="c1",
    owner="keydesk:i:g1",
    requester="U1",
    method=Method.PIN,
    doors=("Front door",),
    ours=Times(starts_at=T0, ends_at=T0 + HOUR),
    theirs=Times(starts_at=None, ends_at=T0 + 2 * HOUR),
    has_end=True,
    trouble="acs_system_disconnected",
)
"""Nothing in it is a default."""


def drift(drift_id: str = "d1", **changes: object) -> Drift:
    sample = Drift(id=drift_id, team_id=TEAM, building_id="b1", difference=SAID, found_at=T0)
    return sample.model_copy(update=changes)


DECIDED: dict[str, Any] = {
    "state": DriftState.ENDING,
    "alarm": "a1",
    "places": ("C1",),
    "fallback": ("U1", "U2"),
    "decided_by": "U1",
    "decided_at": T0 + MINUTE,
    "due_at": T0 + HOUR,
    "problem": "seam_rejected",
}


class TestDifferences:
    async def test_come_back_as_they_were_saved(self, store: Store) -> None:
        async with store.write() as work:
            assert await work.drift.add(drift())
            await work.drift.save(drift(**DECIDED))

            assert await work.drift.get(TEAM, "d1") == drift(**DECIDED)
            assert await work.drift.get("T2", "d1") is None
            assert await work.drift.get(TEAM, "d2") is None

    async def test_of_one_key_only_one_is_unsettled(self, store: Store) -> None:
        other = SAID.model_copy(update={"theirs": Times(starts_at=None, ends_at=T0 + 3 * HOUR)})
        async with store.write() as work:
            assert await work.drift.add(drift())
            assert not await work.drift.add(drift("d2"))
            assert await work.drift.add(drift("d3", building_id="b2"))
            assert await work.drift.add(drift("d4", difference=other))
            await work.drift.save(drift(state=DriftState.SETTLED, settled_at=T0))
            assert await work.drift.add(drift("d5"))

            assert [one.id for one in await work.drift.unsettled(TEAM, "b1")] == ["d4", "d5"]
            assert not await work.drift.unsettled("T2", "b1")

    async def test_are_read_for_many_buildings_at_once(self, store: Store) -> None:
        checked = Check(team_id=TEAM, building_id="b1", checked_at=T0)
        async with store.write() as work:
            await work.drift.add(drift())
            await work.drift.add(drift("d2", building_id="b2"))
            await work.drift.save(drift("d2", building_id="b2", state=DriftState.SETTLED))
            await work.drift.add(drift("d3", building_id="b3"))
            await work.drift.save_check(checked)

            unsettled, checks = await work.drift.standing(TEAM, ["b1", "b2"])

            assert {id_: [one.id for one in found] for id_, found in unsettled.items() if found} == {"b1": ["d1"]}
            assert dict(checks) == {"b1": checked}

    async def test_are_found_by_the_message_that_told_of_them(self, store: Store) -> None:
        async with store.write() as work:
            for number, alarm in enumerate(["a1", "a2", "a1"]):
                said = SAID.model_copy(update={"seam_id": f"s{number}"})
                assert await work.drift.add(drift(f"d{number}", difference=said, alarm=alarm, found_at=T0))
            await work.drift.save(
                (await work.drift.of_alarm(TEAM, "a1"))[0].model_copy(update={"state": DriftState.SETTLED})
            )

            assert [one.id for one in await work.drift.of_alarm(TEAM, "a1")] == ["d0", "d2"]
            assert not await work.drift.of_alarm("T2", "a1")

    async def test_that_are_ending_are_due_again(self, store: Store) -> None:
        async with store.write() as work:
            for number, state in enumerate([DriftState.ENDING, DriftState.ENDING, DriftState.LEFT]):
                said = SAID.model_copy(update={"seam_id": f"s{number}"})
                one = drift(f"d{number}", difference=said, state=state, due_at=T0 + number * MINUTE)
                assert await work.drift.add(one)

            assert [one.id for one in await work.drift.ending(TEAM, T0)] == ["d0"]
            assert [one.id for one in await work.drift.ending(TEAM, T0 + HOUR)] == ["d0", "d1"]


class TestComparisons:
    async def test_the_last_one_is_kept(self, store: Store) -> None:
        first = Check(team_id=TEAM, building_id="b1", checked_at=T0, foreign=3, other_installs=1)
        failed = first.model_copy(
            update={"trouble": "seam_busy", "trouble_since": T0, "retry_at": T0 + HOUR, "tries": 2}
        )
        async with store.write() as work:
            assert await work.drift.check(TEAM, "b1") is None
            await work.drift.save_check(first)
            await work.drift.save_check(failed)

            assert await work.drift.check(TEAM, "b1") == failed
            assert await work.drift.check("T2", "b1") is None

    async def test_read_the_grants_that_are_not_over_page_by_page(self, store: Store) -> None:
        states = [GrantState.ISSUED, GrantState.ENDED, GrantState.ENDING, GrantState.FAILED, GrantState.ISSUING]
        await seed(store, *(grant(f"g{number}", state=state) for number, state in enumerate(states)))
        async with store.write() as work:
            await work.buildings.sync(TEAM, listing("b2"), [], T0)
            await work.grants.add(grant("g9", building_id="b2"), "elsewhere")
            await work.credentials.add([credential("c0", "g0")])

            first = await work.drift.open_grants(TEAM, "b1", "", 2)
            rest = await work.drift.open_grants(TEAM, "b1", first[-1].grant.id, 2)

            assert [[record.grant.id for record in page] for page in (first, rest)] == [["g0", "g2"], ["g4"]]
            assert [c.id for c in first[0].credentials] == ["c0"]
            assert not await work.drift.open_grants("T2", "b1", "", 9)

    async def test_ask_whose_credentials_these_are(self, store: Store) -> None:
        await seed(store, grant(), grant("g2", state=GrantState.ENDED))
        async with store.write() as work:
            await work.credentials.add([credential("c1", seam_id="s1"), credential("c3")])
            await work.credentials.add([credential("c2", "g2", seam_id="s2", state=CredentialState.REVOKED)])

            asked = [f"s{number}" for number in range(2000)]
            assert await work.drift.grants_of(TEAM, asked) == {"s1": "g1", "s2": "g2"}
            assert await work.drift.grants_of("T2", asked) == {}


async def test_up_to_when_events_are_known(store: Store) -> None:
    async with store.write() as work:
        assert await work.drift.events_read(TEAM) is None
        for at in (T0, T0 + HOUR):
            await work.drift.save_events_read(TEAM, at)

        assert await work.drift.events_read(TEAM) == T0 + HOUR
        assert await work.drift.events_read("T2") is None
