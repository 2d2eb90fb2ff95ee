import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from signal import SIGCONT, SIGSTOP, SIGTERM

import pytest

from bot.demo.seam import Fault
from bot.demo.slack import slack_error
from tests.faults.process import command
from tests.faults.town import Town, town

SLOW_CREATE = Fault("/acs/credentials/create", "slow", times=None, at_least=0.6, at_most=0.6)
NEVER_ANSWERED = Fault("/acs/credentials/create", "hang", times=None, after_effect=True)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as made:
        yield made


def created(here: Town) -> int:
    return len(list(here.seam.journal.effects("created", "acs_credential")))


def last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2]


async def test_a_stop_while_issuing_waits_for_the_answer_and_loses_nothing(here: Town) -> None:
    here.seam.fault(SLOW_CREATE)
    await here.child.start()
    await asyncio.gather(*[here.give(number, doors=2) for number in range(3)])
    await here.seam.journal.until(lambda: created(here))

    assert await here.child.end(SIGTERM, within=12) == 0

    await here.child.start()
    await here.all_are("issued")
    assert here.verdict().credentials == created(here) == 6


@pytest.mark.long
async def test_a_stop_does_not_wait_for_ever_and_the_next_start_finishes(here: Town) -> None:
    here.child.variables |= {"KEYDESK_SEAM_READ_TIMEOUT": "15", "KEYDESK_SEAM_TOTAL_TIMEOUT": "15.5"}
    here.child.variables |= {"KEYDESK_LEASE": "17", "KEYDESK_DRAIN": "1"}
    here.seam.fault(NEVER_ANSWERED)
    await here.child.start()
    await here.give(0, doors=1)
    await here.seam.journal.until(lambda: created(here))

    assert await here.child.end(SIGTERM, within=10) == 0

    here.seam.faults.clear()
    await here.child.start()
    await here.all_are("issued")
    assert here.verdict().credentials == created(here) == 1


@pytest.mark.long
async def test_a_process_that_was_frozen_past_its_lease_goes_on_and_doubles_nothing(here: Town) -> None:
    here.seam.fault(SLOW_CREATE)
    await here.child.start()
    await asyncio.gather(*[here.give(number, doors=2) for number in range(3)])
    await here.seam.journal.until(lambda: created(here))

    here.child.signal(SIGSTOP)
    await asyncio.sleep(float(here.child.variables["KEYDESK_LEASE"]) + 0.5)
    here.child.signal(SIGCONT)

    await here.all_are("issued")
    assert here.verdict().credentials == created(here) == 6


@pytest.mark.long
async def test_what_is_started_beside_a_running_bot(here: Town) -> None:
    await here.child.start()
    elsewhere = here.child.variables | {"DATABASE_URL": f"sqlite:///{here.child.folder}/other.sqlite3"}

    second, same_port, doctor, migrate = await asyncio.gather(
        command(here.child.variables, "run"),
        command(elsewhere, "run"),
        command(here.child.variables, "doctor"),
        command(here.child.variables, "migrate"),
    )

    assert second.code == 1
    assert second.err.startswith("Keydesk already runs on this database")
    assert second.err.count("\n") == 1
    assert same_port.code == 1
    assert last_line(same_port.err).startswith("PORT: ")
    assert doctor.code == 0, doctor.out
    assert "FAIL" not in doctor.out
    for what in ("database", "Slack token", "Slack scopes", "Seam", "Harbor House", "admins"):
        assert f"  {what}: " in doctor.out
    assert (migrate.code, migrate.out) == (1, "")
    assert migrate.err.startswith("Keydesk already runs on this database")


@pytest.mark.parametrize(
    ("name", "value"), [("SLACK_BOT_TOKEN", None), ("KEYDESK_SETTLE", "soon"), ("SEAM_API_URL", "http://198.51.100.1")]
)
async def test_a_missing_or_malformed_variable_is_named_in_one_line(here: Town, name: str, value: str | None) -> None:
    variables = {key: kept for key, kept in here.child.variables.items() if key != name}

    ended = await command(variables | ({name: value} if value else {}), "run")

    assert ended.code == 2
    assert ended.err.startswith(name)
    assert ended.err.count("\n") == 1
    assert not value or value not in ended.err


async def test_a_token_that_slack_refuses_ends_the_start_in_one_line(here: Town) -> None:
    here.slack.fault("auth.test", slack_error("invalid_auth"))

    ended = await command(here.child.variables, "run")

    assert ended.code == 1
    assert last_line(ended.err).startswith("SLACK_BOT_TOKEN: Slack answers invalid_auth")
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("path", ["notes.txt/keydesk.sqlite3", "notes.txt"], ids=["no folder", "no database"])
async def test_a_database_that_cannot_be_opened_ends_the_start_in_one_line(here: Town, path: str) -> None:
    (here.child.folder / "notes.txt").write_text(
        "not a database, and longer than SQLite's header of a hundred bytes" * 9
    )

    ended = await command(here.child.variables | {"DATABASE_URL": f"sqlite:///{here.child.folder}/{path}"}, "run")

    assert ended.code == 1
    assert last_line(ended.err).startswith("DATABASE_URL: ")
    assert "Traceback" not in ended.err


async def test_a_worker_has_nothing_to_do_on_sqlite(here: Town) -> None:
    ended = await command(here.child.variables, "worker")

    assert (ended.code, ended.out.count("\n"), ended.err) == (0, 1, "")


class TestDoctor:
    async def test_a_wrong_seam_key_is_a_fault_with_its_fix(self, here: Town) -> None:
        ended = await command(here.child.variables | {"SEAM_API_KEY": "seam_wrong_key"}, "doctor")

        [line] = [line for line in ended.out.splitlines() if line.startswith("FAIL")]
        assert ended.code == 1
        assert "Seam" in line
        assert "->" in line
        assert "seam_wrong_key" not in ended.out + ended.err

    async def test_it_registers_the_webhook_and_prints_its_secret(self, here: Town) -> None:
        ended = await command(here.child.variables | {"PUBLIC_URL": here.child.url}, "doctor", "--create-webhook")

        [webhook] = here.seam.world.webhooks.values()
        assert ended.code == 0
        assert webhook.secret.startswith("whsec_")
        assert last_line(ended.out) == f"SEAM_WEBHOOK_SECRET={webhook.secret}"
        assert webhook.url == f"{here.child.url}/seam/webhooks"
