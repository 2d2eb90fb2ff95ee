"""Figures for Prometheus, on a port of their own that only this machine reaches: never on the one that Slack asks.

Every label is a member of an enumeration of ours, and every series is there from the start: nothing that a person,
Slack or Seam says can become a label or make a new series.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.domain.grant import GrantState
from bot.services.figures import Figures
from bot.services.meters import Outcome, Took
from bot.web.answers import SafeAnswers

SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)
OPEN_STATES = tuple(state for state in GrantState if not state.is_over)


class System(StrEnum):
    """Whom we call."""

    SEAM = "seam"
    SLACK = "slack"


class Metrics:
    """What is measured; `show` sets what is counted only when somebody asks."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._calls = Histogram(
            "keydesk_call_seconds",
            "Calls of ours to Seam and Slack, by how they ended",
            ("system", "outcome"),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._grants = Gauge("keydesk_grants", "Grants that are not over", ("state",), registry=self._registry)
        self._saga_age = self._gauge(
            "keydesk_saga_age_seconds", "How long the oldest grant waits to be issued or ended"
        )
        self._lag = self._gauge("keydesk_due_lag_seconds", "How late the first thing is that is due")
        self._posts = self._gauge("keydesk_outbox_posts", "Messages on their way to Slack")
        self._late = self._gauge("keydesk_revokes_late", "Credentials whose end Seam does not confirm")
        self._webhook_age = self._gauge(
            "keydesk_webhook_age_seconds", "Since Seam's last webhook; NaN before the first"
        )
        for system in System:
            for outcome in Outcome:
                self._calls.labels(system, outcome)

    def took(self, system: System) -> Took:
        """Where calls to this system are taken down."""
        return lambda outcome, seconds: self._calls.labels(system, outcome).observe(seconds)

    def show(self, now: datetime, figures: Figures, next_due: datetime | None, heard_at: datetime | None) -> None:
        """What stands in the books now, what is due first, and when Seam last sent a webhook."""
        for state in OPEN_STATES:
            self._grants.labels(state).set(figures.grants.get(state, 0))
        self._saga_age.set(_seconds(figures.under_way_since, now))
        self._lag.set(_seconds(next_due, now))
        self._posts.set(figures.posts)
        self._late.set(figures.revokes_late)
        self._webhook_age.set(float("nan") if heard_at is None else _seconds(heard_at, now))

    def text(self) -> bytes:
        """All of it as Prometheus reads it."""
        return generate_latest(self._registry)

    def _gauge(self, name: str, about: str) -> Gauge:
        return Gauge(name, about, registry=self._registry)


def metrics_app(metrics: Metrics, refresh: Callable[[], Awaitable[None]]) -> Starlette:
    """`/metrics` and nothing else; `refresh` calls `show` before each answer."""

    async def scrape(_request: Request) -> Response:
        await refresh()
        return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)

    app = Starlette(routes=[Route("/metrics", scrape)], middleware=[Middleware(SafeAnswers)])
    app.router.redirect_slashes = False
    return app


def _seconds(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
