"""Two hundred rows with the longest and nastiest of everything keep to Slack's limits and say no more than is so."""

import pytest

from bot.domain.bulk.row import RowState
from bot.domain.bulk.table import MOST_ROWS
from bot.domain.grant import GrantState
from bot.services.bulk.seeing import RowSeen
from bot.slack.blocks.bulk.bulk_form import BulkForm, bulk_view
from bot.slack.blocks.bulk.preview import preview_view, started_view
from bot.slack.blocks.bulk.progress import late_message, list_view, progress_message
from tests.slack.blocks.bulk_lists import FATES, PENDING, all_fates, given, listed, row
from tests.slack.blocks.forms import NOW, building
from tests.slack.blocks.grants import NASTY, accepted, credential, pins_of


@pytest.mark.parametrize("state", [RowState.BAD, RowState.READY])
@pytest.mark.parametrize("page", [0, 5, 99])
def test_two_hundred_rows_in_the_preview(state: RowState, page: int) -> None:
    found = listed([RowSeen(row=row(n, state)) for n in range(MOST_ROWS)])

    view = preview_view(found, page, NOW)

    accepted(view)
    assert (view.submit is None) is (state is RowState.BAD)


def test_a_row_says_what_becomes_of_it() -> None:
    assert [one.status for one in all_fates().rows[: len(FATES)]] == [status for *_, status in FATES]


def test_two_hundred_rows_in_the_progress_and_in_the_list() -> None:
    found = all_fates()

    accepted(progress_message(found))
    accepted(late_message(found, 10))
    accepted(started_view(found))
    for page in range(20):
        accepted(list_view(found, page, NOW))


def test_what_needs_somebody_stands_first_and_retry_counts_it() -> None:
    message = progress_message(all_fates()).to_dict()

    lines = message["blocks"][1]["text"]["text"].splitlines()
    assert all(line.startswith(":warning:") for line in lines[:20])
    [retry] = [e for e in message["blocks"][-1]["elements"] if e["action_id"] == "bulk_retry"]
    assert retry["text"]["text"] == f"Retry {28 * 2 + 1} rows"
    assert "141 of 198 done" in message["text"]


def test_no_contact_and_no_pin_is_on_any_screen() -> None:
    found = all_fates()
    shown = [progress_message(found).to_dict(), list_view(found, 0, NOW).to_dict()]
    pins = [pin.get_secret_value() for one in found.rows if one.record for pin in pins_of(one.record).values()]

    for secret in ("zoe@example.com", "2125550100", *pins):
        assert secret not in str(shown)


def test_the_late_ones_are_counted() -> None:
    late = given(1, GrantState.ISSUING, PENDING)
    assert late.record is not None
    waiting = credential(1, PENDING, warned_after=10)
    late = late.model_copy(update={"record": late.record.model_copy(update={"credentials": (waiting,)})})

    assert "1 guest waits for a PIN since 10 minutes." in late_message(listed([late]), 10).text
    assert late_message(listed([late]), 30).text == "No PIN of this list is late any more."


@pytest.mark.parametrize("buildings", [1, 120])
def test_the_form(buildings: int) -> None:
    known = [building(f"b{n}", name=f"{n} {NASTY}") for n in range(buildings)]
    form = BulkForm(building_id="b0", text=NASTY * 15, channel="C1", reason=NASTY)

    accepted(bulk_view(form, known))
    accepted(bulk_view(form, known, NASTY))
