"""Nobody gets more than the longest access, to the second, in one step or in twenty; and nothing is without an end."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.domain.building import Method
from bot.domain.policy import LONGEST_ACCESS
from bot.domain.request import FARTHEST_START, BadFields
from bot.domain.window import Window
from bot.seam.access_control import SeamAccessControl
from bot.seam.client import SeamClient
from bot.services.ports import NewCredential
from tests.services.desk import RITA, Desk

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
LONGEST = 14 * DAY


async def give(desk: Desk, length: timedelta, starts_in: timedelta = timedelta(0)) -> str:
    now = desk.clock.now() + starts_in
    return await desk.give(window=Window(starts_at=now, ends_at=now + length), submit_key=f"V{length}{starts_in}")


def problems(bad: BadFields) -> list[str]:
    return [field.problem for field in bad.fields]


@pytest.mark.parametrize(("policy", "longest"), [({}, LONGEST), ({"max_length": timedelta(days=5000)}, LONGEST_ACCESS)])
async def test_the_longest_access_is_given_and_a_second_more_is_not(
    policy: Mapping[str, object], longest: timedelta
) -> None:
    desk = await Desk().open(policy=policy)
    for too_long in (longest + SECOND, longest * 2):
        with pytest.raises(BadFields) as bad:
            await give(desk, too_long)
        assert problems(bad.value) == ["too_long"]

    assert await give(desk, longest - SECOND)
    grant_id = await give(desk, longest)
    await desk.run(5 * SECOND)
    start = (await desk.record(grant_id)).grant.window.starts_at

    with pytest.raises(BadFields) as bad:
        await desk.access.extend(RITA, grant_id, start + longest + SECOND)
    assert problems(bad.value) == ["too_long"]


async def test_twenty_extensions_do_not_pass_it() -> None:
    desk = await Desk().open()
    grant_id = await give(desk, DAY)
    await desk.run(5 * SECOND)
    start, refused = (await desk.record(grant_id)).grant.window.starts_at, 0
    for number in range(2, 22):
        try:
            await desk.access.extend(RITA, grant_id, start + number * DAY)
        except BadFields:
            refused += 1
        await desk.run(5 * SECOND)

    assert refused == 20 - 13
    [there] = desk.seam.existing()
    assert there.ends_at == start + LONGEST


@pytest.mark.parametrize(
    ("starts_in", "problem"),
    [
        (-timedelta(minutes=6), "start_in_past"),
        (FARTHEST_START + SECOND, "start_too_far"),
        (36500 * DAY, "start_too_far"),
    ],
)
async def test_a_start_that_is_over_or_in_another_year_is_asked_after(starts_in: timedelta, problem: str) -> None:
    desk = await Desk().open()
    with pytest.raises(BadFields) as bad:
        await give(desk, DAY, starts_in)
    assert problems(bad.value) == [problem]

    assert await give(desk, DAY, FARTHEST_START)


class Told(SeamClient):
    """Keeps what it would send."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Mapping[str, Any]]] = []

    async def _post(self, path: str, body: Mapping[str, Any], answer: Any, *, effect: bool) -> Any:  # noqa: ARG002  the base's own
        self.sent.append((path, body))
        method = body.get("access_method", "code")
        told = {"acs_credential_id": "c", "access_method": method, "acs_user_id": "u", "code": SecretStr("1")}
        return answer.model_construct(acs_credential=answer.model_fields["acs_credential"].annotation(**told))


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  bounds
    st.timedeltas(SECOND, LONGEST_ACCESS),
    st.sampled_from(Method),
    st.lists(st.uuids().map(str), min_size=1, max_size=3),
)
async def test_no_create_lacks_its_end(
    starts_at: datetime, length: timedelta, method: Method, doors: list[str]
) -> None:
    client = Told()
    new = NewCredential(
        acs_user_id="u", method=method, entrance_ids=tuple(doors), starts_at=starts_at, ends_at=starts_at + length
    )
    await SeamAccessControl(client).credentials.create(new)

    [(path, body)] = client.sent
    assert path == "/acs/credentials/create"
    assert datetime.fromisoformat(body["starts_at"]) <= starts_at + SECOND
    assert abs(datetime.fromisoformat(body["ends_at"]) - new.ends_at) < SECOND
    assert datetime.fromisoformat(body["ends_at"]) <= new.ends_at
