"""Shown to fail: with a label that holds an id, or a histogram by path, the set of series is another."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.grant import GrantState
from bot.services.figures import Figures
from bot.services.meters import Outcome
from bot.web.metrics import OPEN_STATES, Metrics, System, metrics_app
from tests.web.test_app import ask

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NOTHING = Figures(grants={}, under_way_since=None, posts=0, revokes_late=0)
BUSY = Figures(grants={GrantState.ISSUED: 3}, under_way_since=NOW - timedelta(seconds=90), posts=2, revokes_late=1)


def series(text: str) -> set[str]:
    return {line.rpartition(" ")[0] for line in text.splitlines() if not line.startswith("#")}


def value(text: str, name: str) -> str:
    [line] = [line for line in text.splitlines() if line.startswith(f"{name} ")]
    return line.rpartition(" ")[2]


@pytest.fixture
def metrics() -> Metrics:
    made = Metrics()
    made.show(NOW, NOTHING, None, None)
    return made


def test_every_series_is_there_from_the_start(metrics: Metrics) -> None:
    before = series(metrics.text().decode())
    for system in System:
        for outcome in Outcome:
            metrics.took(system)(outcome, 0.3)
    metrics.show(NOW, BUSY, NOW, NOW)

    assert series(metrics.text().decode()) == before


def test_labels_are_members_of_closed_sets(metrics: Metrics) -> None:
    allowed = {"system": {*System}, "outcome": {*Outcome}, "state": {*OPEN_STATES}}
    found = re.findall(r'(\w+)="([^"]*)"', metrics.text().decode())

    assert {name for name, _ in found} == {*allowed, "le"}
    assert all(label in allowed[name] for name, label in found if name != "le")


def test_what_it_tells(metrics: Metrics) -> None:
    metrics.took(System.SEAM)(Outcome.REFUSED, 0.3)
    metrics.show(NOW, BUSY, NOW - timedelta(seconds=7), NOW - timedelta(minutes=1))
    text = metrics.text().decode()

    assert value(text, 'keydesk_grants{state="issued"}') == "3.0"
    assert value(text, "keydesk_saga_age_seconds") == "90.0"
    assert value(text, "keydesk_due_lag_seconds") == "7.0"
    assert value(text, "keydesk_outbox_posts") == "2.0"
    assert value(text, "keydesk_revokes_late") == "1.0"
    assert value(text, "keydesk_webhook_age_seconds") == "60.0"
    assert value(text, 'keydesk_call_seconds_count{outcome="refused",system="seam"}') == "1.0"


def test_what_is_not_due_yet_is_not_late_and_no_webhook_has_no_age(metrics: Metrics) -> None:
    metrics.show(NOW, NOTHING, NOW + timedelta(hours=1), None)
    text = metrics.text().decode()

    assert value(text, "keydesk_due_lag_seconds") == "0.0"
    assert value(text, "keydesk_webhook_age_seconds") == "NaN"


async def test_there_is_nothing_else_at_its_port(metrics: Metrics) -> None:
    asked = 0

    async def refresh() -> None:
        nonlocal asked
        asked += 1

    app = metrics_app(metrics, refresh)
    answers = [await ask(app, "GET", path) for path in ("/metrics", "/", "/metrics/", "/healthz")]

    assert [answer.status_code for answer in answers] == [200, 404, 404, 404]
    assert answers[0].headers["cache-control"] == "no-store"
    assert asked == 1
