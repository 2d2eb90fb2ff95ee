"""What makes access more than it was is judged as the whole that it becomes."""

from datetime import timedelta

import pytest

from bot.domain.errors import Rejected, WrongState
from bot.domain.request import BadFields
from tests.services.desk import RITA, SAM, Desk
from tests.services.limited import HOUR, guard, issued, lasting, limit


class TestExtending:
    async def test_the_maximum_counts_from_the_first_start_however_often_it_is_extended(self, desk: Desk) -> None:
        await limit(desk, max_length=4 * HOUR)
        grant_id = await issued(desk)
        start = (await desk.record(grant_id)).grant.window.starts_at
        await desk.run(HOUR)
        await desk.access.extend(RITA, grant_id, start + 4 * HOUR)
        await desk.run(HOUR)

        with pytest.raises(BadFields, match="too_long"):
            await desk.access.extend(RITA, grant_id, start + 4 * HOUR + timedelta(seconds=1))

        await desk.run(timedelta(minutes=1))
        assert (await desk.record(grant_id)).grant.window.ends_at == start + 4 * HOUR

    async def test_a_policy_set_later_binds_a_later_end_and_never_an_earlier_one(self, desk: Desk) -> None:
        grant_id = await issued(desk, window=lasting(desk, 10 * HOUR))
        start = (await desk.record(grant_id)).grant.window.starts_at
        await limit(desk, max_length=HOUR, methods=["mobile_key"], approval="everyone", hours=[])

        with pytest.raises(BadFields, match="too_long"):
            await desk.access.extend(RITA, grant_id, start + 11 * HOUR)
        await desk.access.extend(RITA, grant_id, start + 5 * HOUR)
        await desk.run(timedelta(minutes=1))

        assert (await desk.record(grant_id)).grant.window.ends_at == start + 5 * HOUR

    @pytest.mark.parametrize(
        "asks",
        [
            {"max_length": 3 * HOUR},
            {"hours": [{"weekday": 0, "opens": 0, "closes": 13 * 60}]},
            {"methods": ["mobile_key"]},
        ],
    )
    async def test_no_limit_of_a_door_is_got_round(self, desk: Desk, asks: dict[str, object]) -> None:
        """The building's clock says Monday 10:00."""
        lobby, vault, _ = desk.doors
        grant_id = await issued(desk, lobby, vault)
        before = await desk.record(grant_id)
        await guard(desk, vault, **asks)

        with pytest.raises(BadFields):
            await desk.access.extend(RITA, grant_id, before.grant.window.starts_at + 4 * HOUR)

        assert (await desk.record(grant_id)).grant == before.grant


class TestMoreOfAGrant:
    async def test_a_further_door_is_judged_with_the_whole_window(self, desk: Desk) -> None:
        lobby, vault, gym = desk.doors
        await guard(desk, vault, max_length=HOUR)
        grant_id = await issued(desk, lobby)

        with pytest.raises(BadFields, match="too_long"):
            await desk.access.add_doors(RITA, grant_id, [vault])
        await desk.access.add_doors(RITA, grant_id, [gym])
        await desk.run(timedelta(seconds=10))

        assert [door.entrance_id for door in (await desk.record(grant_id)).doors] == [lobby, gym]

    async def test_a_further_door_asks_for_the_reason_that_it_would_ask_for_at_first(self, desk: Desk) -> None:
        lobby, vault, _ = desk.doors
        await guard(desk, vault, reason_required=True, reason_patterns=("WO-####",))
        without = await issued(desk, lobby)
        other = await issued(desk, lobby, reason="leaking tap", name="Olga", submit_key="B", view="V2")
        right = await issued(desk, lobby, reason="WO-1234", name="Ron", submit_key="C", view="V3")

        with pytest.raises(BadFields, match="doors_reason_missing"):
            await desk.access.add_doors(RITA, without, [vault])
        with pytest.raises(BadFields, match="doors_reason_unlike"):
            await desk.access.add_doors(RITA, other, [vault])
        await desk.access.add_doors(RITA, right, [vault])
        await desk.run(timedelta(seconds=10))

        assert [len((await desk.record(one)).doors) for one in (without, other, right)] == [1, 1, 2]

    async def test_a_further_door_counts_the_requesters_other_guests(self, desk: Desk) -> None:
        lobby, vault, _ = desk.doors
        await guard(desk, vault, most_open=1)
        first = await issued(desk, lobby)
        await desk.access.add_doors(RITA, first, [vault])
        second = await issued(desk, lobby, name="Olga", submit_key="B", view="V2")

        with pytest.raises(BadFields, match="too_many_open"):
            await desk.access.add_doors(SAM, second, [vault])

    async def test_no_new_pin_for_what_is_forbidden_by_now(self, desk: Desk) -> None:
        grant_id = await issued(desk)
        [old] = (await desk.record(grant_id)).credentials
        await limit(desk, methods=["mobile_key"])

        with pytest.raises(WrongState, match="not_allowed_any_more"):
            await desk.access.new_pin(RITA, grant_id, old.id)

        assert (await desk.record(grant_id)).credentials == (old,)

    async def test_no_retry_of_what_is_forbidden_by_now(self, desk: Desk) -> None:
        desk.seam.fail_next("credentials.create", Rejected("seam_rejected", status=400))
        grant_id = await issued(desk, *desk.doors[:2])
        await limit(desk, max_length=HOUR)

        with pytest.raises(WrongState, match="not_allowed_any_more"):
            await desk.access.retry(RITA, grant_id)

    async def test_an_approval_once_given_is_not_asked_for_again(self, desk: Desk) -> None:
        grant_id = await issued(desk)
        [old] = (await desk.record(grant_id)).credentials
        await limit(desk, approval="everyone")

        await desk.access.new_pin(RITA, grant_id, old.id)
