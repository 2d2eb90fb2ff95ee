"""No test leaves this machine, and none reads the settings of the shell it was started from."""

import gc
import logging
import os
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import hypothesis
import pytest
import structlog
from pydantic import SecretStr

from bot.config import Settings

hypothesis.settings.register_profile("keydesk", deadline=None, max_examples=25)
hypothesis.settings.load_profile("keydesk")

VARIABLES = {str(field.validation_alias) for field in Settings.model_fields.values()}


def pytest_collection_finish() -> None:
    """What is there now, modules and thousands of tests, stays to the end: the collector need not walk it each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def no_settings_of_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES & os.environ.keys() | {f"{name}_FILE" for name in VARIABLES} & os.environ.keys():
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True, scope="session")
def loopback_only() -> Iterator[None]:
    def connect(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
            msg = f"a test tried to reach {address[0]}"
            raise AssertionError(msg)
        real(self, address)

    real = socket.socket.connect
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        yield


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def settings() -> Settings:
    """A whole set of settings, with obvious test values."""
    return Settings(
        slack_bot_token=SecretStr("xoxb-test"),
        slack_signing_secret=(SecretStr("test-signing-secret"),),
        seam_api_key=SecretStr("seam_test_key"),
        bot_admins=("UADMIN",),
    )


def _is_loopback(host: str) -> bool:
    return host == "localhost" or ip_address(host).is_loopback
