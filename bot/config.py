"""Secrets leave `os.environ` once read, so nothing we start inherits them: read settings once, at the top, and pass on.

Every variable `NAME` may instead be given as `NAME_FILE`, the path of a file that holds the value. An empty variable
counts as not set. A field's description says where an operator gets the value; it is part of the error.
"""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.config_types import (
    ApiUrl,
    AppToken,
    BotToken,
    DatabaseUrl,
    EncryptionKey,
    Listed,
    Lower,
    SeamKey,
    Seconds,
    Secret,
    Sender,
    Upper,
    Url,
    UserId,
    WebhookSecret,
)
from bot.links import is_loopback

OTHERS_MAY = 0o077


class ConfigError(Exception):
    """The environment is unusable; the text is one line per variable, names it, and never holds a value."""


def _var(name: str, where: str, **more: Any) -> Any:  # noqa: ANN401  a field's declaration, like pydantic's own Field
    return Field(validation_alias=name, description=where, **more)


class Settings(BaseSettings):
    """Everything that differs between two installs; the README's table explains each variable."""

    model_config = SettingsConfigDict(
        frozen=True,
        case_sensitive=True,
        env_ignore_empty=True,
        extra="forbid",
        hide_input_in_errors=True,
        populate_by_name=True,
        validate_default=True,
    )

    slack_bot_token: BotToken = _var(
        "SLACK_BOT_TOKEN", "Slack app settings > OAuth & Permissions > Bot User OAuth Token"
    )
    slack_app_token: AppToken | None = _var(
        "SLACK_APP_TOKEN", "Slack app settings > Basic Information > App-Level Tokens, connections:write", default=None
    )
    slack_signing_secret: Annotated[tuple[Secret, ...], NoDecode, Listed] = _var(
        "SLACK_SIGNING_SECRET", "Slack app settings > Basic Information > Signing Secret", default=()
    )
    slack_api_url: ApiUrl = _var("SLACK_API_URL", "leave it unset for Slack itself", default="https://slack.com/api/")
    seam_api_key: SeamKey = _var("SEAM_API_KEY", "Seam Console > Developer > API Keys")
    seam_api_url: Url = _var("SEAM_API_URL", "leave it unset for Seam itself", default="https://connect.getseam.com")
    seam_webhook_secret: Annotated[tuple[WebhookSecret, ...], NoDecode, Listed] = _var(
        "SEAM_WEBHOOK_SECRET", "python -m bot doctor --create-webhook prints it once", default=()
    )
    database_url: DatabaseUrl = _var(
        "DATABASE_URL", "leave it unset for ./data/keydesk.sqlite3", default="sqlite:///./data/keydesk.sqlite3"
    )
    encryption_keys: Annotated[tuple[EncryptionKey, ...], NoDecode, Listed] = _var(
        "ENCRYPTION_KEYS", "leave it unset and one is made beside the database", default=()
    )
    bot_admins: Annotated[tuple[UserId, ...], NoDecode, Listed] = _var(
        "BOT_ADMINS", "a Slack profile > More > Copy member ID", default=()
    )
    public_url: Url | None = _var(
        "PUBLIC_URL", "the https address at which Slack and Seam reach this bot", default=None
    )
    host: str = _var("HOST", "127.0.0.1, or 0.0.0.0 behind a proxy on another machine", default="127.0.0.1")
    port: Annotated[int, Field(ge=0, le=65535)] = _var("PORT", "a free TCP port", default=3000)
    metrics_port: Annotated[int, Field(ge=0, le=65535)] | None = _var(
        "METRICS_PORT", "a free TCP port of this machine, for Prometheus", default=None
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], Upper] = _var(
        "LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR", default="INFO"
    )
    log_format: Literal["json", "console"] = _var("LOG_FORMAT", "json or console", default="json")
    default_region: Annotated[str, Upper, Field(pattern="^[A-Z]{2}$")] = _var(
        "DEFAULT_REGION", "two letters, ISO 3166, such as US", default="US"
    )

    smtp_host: str | None = _var("SMTP_HOST", "your mail provider's page on SMTP", default=None)
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = _var("SMTP_PORT", "your mail provider: 587 or 465", default=587)
    smtp_user: str | None = _var("SMTP_USER", "your mail provider, where it asks for a login", default=None)
    smtp_password: SecretStr | None = _var(
        "SMTP_PASSWORD", "your mail provider, where it asks for a login", default=None
    )
    smtp_from: Sender | None = _var("SMTP_FROM", "the address that guests see, such as desk@example.com", default=None)
    smtp_tls: Annotated[Literal["starttls", "tls", "off"], Lower] = _var(
        "SMTP_TLS", "starttls, tls (port 465), or off on this machine alone", default="starttls"
    )

    per_minute: Annotated[int, Field(ge=1)] = _var("KEYDESK_PER_MINUTE", "a number", default=30)
    """How many accesses one person may give or change within a minute; ending is never limited."""
    seam_connect_timeout: Seconds = _var("KEYDESK_SEAM_CONNECT_TIMEOUT", "seconds", default=timedelta(seconds=5))
    seam_read_timeout: Seconds = _var("KEYDESK_SEAM_READ_TIMEOUT", "seconds", default=timedelta(seconds=10))
    seam_total_timeout: Seconds = _var("KEYDESK_SEAM_TOTAL_TIMEOUT", "seconds", default=timedelta(seconds=20))
    settle: Seconds = _var("KEYDESK_SETTLE", "seconds", default=timedelta(seconds=10))
    """How long to wait before searching Seam after an unknown outcome: by then an effect of the lost call shows."""
    lease: Seconds = _var("KEYDESK_LEASE", "seconds", default=timedelta(seconds=45))
    """How long a worker owns a saga without renewing; a shorter one would let two workers create the same thing."""
    drain: Seconds = _var("KEYDESK_DRAIN", "seconds", default=timedelta(seconds=10))
    """How long a stop waits for work under way; the rest resumes at the next start."""

    @property
    def socket_mode(self) -> bool:
        return self.slack_app_token is not None

    @field_validator("slack_signing_secret")
    @classmethod
    def _needed_over_http(cls, secrets: tuple[Secret, ...], known: ValidationInfo) -> tuple[Secret, ...]:
        """Here and not with the whole, so that it is named together with whatever else is missing."""
        if not secrets and known.data.get("slack_app_token", secrets) is None:
            msg = "is missing"
            raise ValueError(msg)
        return secrets

    @model_validator(mode="after")
    def _mail_is_whole(self) -> Self:
        if self.smtp_host and self.smtp_from is None:
            msg = "SMTP_FROM is missing: with SMTP_HOST it says from whom mail to guests comes"
            raise ValueError(msg)
        if self.smtp_host and (self.smtp_user is None) != (self.smtp_password is None):
            msg = "SMTP_USER and SMTP_PASSWORD belong together: set both, or neither"
            raise ValueError(msg)
        if self.smtp_host and self.smtp_tls == "off" and not is_loopback(self.smtp_host):
            msg = "SMTP_TLS may be off for a server on this machine alone: mail holds what opens doors"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.seam_total_timeout < self.seam_connect_timeout + self.seam_read_timeout:
            msg = "KEYDESK_SEAM_TOTAL_TIMEOUT must cover KEYDESK_SEAM_CONNECT_TIMEOUT and KEYDESK_SEAM_READ_TIMEOUT"
            raise ValueError(msg)
        if self.lease <= self.seam_total_timeout + self.settle:
            msg = "KEYDESK_LEASE must be longer than KEYDESK_SEAM_TOTAL_TIMEOUT and KEYDESK_SETTLE together"
            raise ValueError(msg)
        return self


SECRETS = (
    "SLACK_BOT_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_APP_TOKEN",
    "SEAM_API_KEY",
    "SEAM_WEBHOOK_SECRET",
    "SMTP_PASSWORD",
    "ENCRYPTION_KEYS",
)


PLAINLY = {
    "PORT": "must be a number from 0 to 65535",
    "METRICS_PORT": "must be a number from 0 to 65535",
    "SMTP_PORT": "must be a number from 1 to 65535",
    "SMTP_TLS": "must be starttls, tls or off",
    "LOG_LEVEL": "must be DEBUG, INFO, WARNING or ERROR",
    "LOG_FORMAT": "must be json or console",
    "DEFAULT_REGION": "must be two letters, ISO 3166, such as US",
}
"""In the place of pydantic's own words; the other variables with bounds of pydantic's are spans of time."""


def load_settings() -> Settings:
    """The settings of this process; secrets are taken out of its environment.

    Raises:
        ConfigError: a variable is missing or malformed.
    """
    try:
        settings = Settings(**_from_files())
    except ValidationError as error:
        raise ConfigError("\n".join(_lines(error))) from None
    for name in SECRETS:
        os.environ.pop(name, None)
        os.environ.pop(name.lower(), None)  # the spelling of the field, which pydantic-settings accepts too
    return settings


def _from_files() -> dict[str, Any]:
    names = [str(field.validation_alias) for field in Settings.model_fields.values()]
    values = {name: _read_file(f"{name}_FILE") for name in names if os.environ.get(f"{name}_FILE")}
    for name in values:
        if os.environ.get(name):
            msg = f"{name} and {name}_FILE are both set: keep one"
            raise ConfigError(msg)
    return values


def _read_file(name: str) -> str:
    path = Path(os.environ[name])
    try:
        if path.stat().st_mode & OTHERS_MAY:
            msg = f"{name}: other users may read this file. Run: chmod 600 on it"
            raise ConfigError(msg)
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{name}: the file cannot be read ({type(error).__name__})"
        raise ConfigError(msg) from None


def _lines(error: ValidationError) -> Iterator[str]:
    where = {field.validation_alias: field.description for field in Settings.model_fields.values()}
    seen = set()
    for detail in error.errors(include_url=False, include_input=False):
        cause = detail.get("ctx", {}).get("error")
        name = _alias(str(detail["loc"][0])) if detail["loc"] else ""
        problem = str(cause or PLAINLY.get(name, "must be a number of seconds above 0"))
        if name in seen:
            continue
        seen.add(name)
        if not name:
            yield problem
        elif detail["type"] == "missing":
            yield f"{name} is missing. Where to get it: {where[name]}"
        else:
            yield f"{name} {problem}. Where to get it: {where[name]}"


def _alias(name: str) -> str:
    """The variable's name; pydantic calls a field by its own name where a default was refused."""
    field = Settings.model_fields.get(name)
    return name if field is None else str(field.validation_alias)
