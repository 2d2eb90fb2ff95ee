"""Two teams whose buildings, people and keys have the same ids: neither reaches, changes or sees the other's."""

import contextlib
import random
from typing import Any

import pytest

from bot.domain.building import BuildingSettings
from bot.domain.errors import AccessError
from bot.domain.people import may
from bot.domain.roles import GIVEN, Holder, HolderKind, Role, Verb
from tests.services.cell import Cell
from tests.services.desk import ADMIN, RITA, TEAM
from tests.services.test_rights import placed
from tests.services.use_cases import USE_CASES
from tests.slack.blocks.forms import building

OTHER = "T0OTHER"
THEIRS = RITA.model_copy(update={"team_id": OTHER})
"""The same user id in the other team, where it holds every role at a building of the same id."""
OF_THEIR_OWN = {"submit", "preview of a list"}
"""They bring a guest of this name themselves."""
LEFT_OUT = {"audit", "buildings", "entrances"}
CASES = [(verb, name) for verb, cases in USE_CASES.items() for name in cases if name not in OF_THEIR_OWN]


async def two_teams() -> Cell:
    cell = await placed(Role.MANAGER, "member", HolderKind.PERSON, own=True)
    async with cell.desk.store.write() as work:
        [listing] = [one for one in await cell.desk.seam.catalogue.systems() if one.id == cell.building]
        entrances = await cell.desk.seam.catalogue.entrances(cell.building)
        await work.buildings.sync(OTHER, listing, entrances, cell.desk.clock.now())
        roles = [Holder(kind=HolderKind.PERSON, slack_id=RITA.user_id, role=role) for role in GIVEN]
        await work.buildings.save_settings(OTHER, cell.building, BuildingSettings(roles=tuple(roles)))
    return cell


def ours(cell: Cell) -> dict[str, Any]:
    """All that is kept of the first team, but its trail, and its buildings, which some use cases are prepared with."""
    tables = vars(cell.desk.store._tables)
    kept = {name: dict(rows) for name, rows in tables.items() if isinstance(rows, dict) and name not in LEFT_OUT}
    return {
        name: {key: row for key, row in rows.items() if OTHER not in str((key, row))} for name, rows in kept.items()
    }


def _is_of_other(key: object, row: object) -> bool:
    return OTHER in str((key, row))


async def tried(cell: Cell, verb: Verb, name: str) -> str:
    """What came of a use case, as words; an id that is not there stops its preparation."""
    theirs = Cell(**{**vars(cell), "person": THEIRS})
    with contextlib.suppress(AccessError, LookupError, AssertionError):
        return str(await USE_CASES[verb][name](theirs))
    return "refused"


async def test_every_use_case_of_another_team_stays_in_that_team() -> None:
    cell = await two_teams()
    before = ours(cell)
    for verb, name in CASES:
        assert "Gail Guest" not in await tried(cell, verb, name), (verb, name)
        after = {name: {key: rows.get(key) for key in before[name]} for name, rows in ours(cell).items()}
        assert after == before, (verb, name)


def test_a_role_in_one_team_is_none_in_another() -> None:
    """Nor is being an admin of the bot, at a building of a team that is not one's own."""
    for person in (RITA, ADMIN):
        assert not any(may(_of(person), verb, _building(), frozenset({ADMIN.user_id})) for verb in Verb)


def _of(person: Any) -> Any:
    return person.model_copy(update={"team_id": OTHER})


def _building() -> Any:

    roles = tuple(Holder(kind=HolderKind.PERSON, slack_id=RITA.user_id, role=role) for role in GIVEN)
    return building(team_id=TEAM, settings=BuildingSettings(roles=roles))


@pytest.mark.long
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # what was prepared, and never tried
async def test_five_thousand_calls_cross_nothing() -> None:
    cell, chance = await two_teams(), random.Random(1)  # noqa: S311  made up, not secret
    before = ours(cell)
    ids = [cell.grant_id, cell.credential_id, cell.task_id, cell.request_id, cell.connection_id, cell.building, "x"]
    for _ in range(5000):
        verb, name = chance.choice(CASES)
        mixed = {at: chance.choice(ids) for at in ("grant_id", "credential_id", "task_id", "request_id")}
        told = await tried(Cell(**{**vars(cell), **mixed}), verb, name)
        assert "Gail Guest" not in told, (verb, name, mixed)
    assert {name: {key: rows.get(key) for key in before[name]} for name, rows in ours(cell).items()} == before
