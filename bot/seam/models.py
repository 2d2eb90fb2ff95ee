"""Seam's wire shapes, tolerant on purpose: unknown fields are ignored and every enumeration is an open string.

Only what the product reads is here. `code` and links that open doors are secrets, so no repr, log or validation
error can show them. Field meanings: Seam's OpenAPI (`@seamapi/types` 1.977.0).
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, SecretStr

from bot.links import is_here, is_public


def _is_link(url: SecretStr) -> SecretStr:
    if not (is_public(url.get_secret_value()) or is_here(url.get_secret_value())):
        msg = "not a link to show"
        raise ValueError(msg)
    return url


Link = Annotated[SecretStr, AfterValidator(_is_link)]
"""People are sent there by us: https to a public name, or this machine where Seam is simulated."""


class Wire(BaseModel):
    """Base of every answer; `hide_input_in_errors` keeps values out of validation errors."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


def none_is_empty(value: object) -> object:
    return () if value is None else value


class Issue(Wire):
    """One entry of `errors[]` or `warnings[]`; the message is not read, it may echo a value."""

    error_code: str | None = None
    warning_code: str | None = None


Issues = Annotated[tuple[Issue, ...], BeforeValidator(none_is_empty)]


class Troubled(Wire):
    """What carries Seam's `errors[]` and `warnings[]`."""

    errors: Issues = ()
    warnings: Issues = ()

    @property
    def error_codes(self) -> tuple[str, ...]:
        """One code per error; an error without a code counts, as an empty string."""
        return tuple(issue.error_code or "" for issue in self.errors)

    @property
    def warning_codes(self) -> frozenset[str]:
        return frozenset(issue.warning_code for issue in self.warnings if issue.warning_code)


class UserIdentity(Troubled):
    user_identity_id: str
    user_identity_key: str | None = None
    email_address: str | None = None
    phone_number: str | None = None


class InstantKey(Wire):
    instant_key_url: Link


class Location(Wire):
    time_zone: str | None = None


class AcsSystem(Troubled):
    acs_system_id: str
    name: str
    external_type: str | None = None
    external_type_display_name: str | None = None
    location: Location | None = None
    connected_account_id: str | None = None


class LatchMetadata(Wire):
    is_connected: bool | None = None
    """The only hint that Seam gives of a hub."""


class AcsEntrance(Troubled):
    """An absent capability flag means "Seam does not say"."""

    acs_entrance_id: str
    acs_system_id: str
    display_name: str
    can_unlock_with_code: bool | None = None
    can_unlock_with_mobile_key: bool | None = None
    latch_metadata: LatchMetadata | None = None


class AcsUser(Troubled):
    acs_user_id: str
    acs_system_id: str
    user_identity_id: str | None = None
    email_address: str | None = None
    user_identity_email_address: str | None = None


class AcsCredential(Troubled):
    """`code` is null until the provider has made it: null means "not yet", never "no access"."""

    acs_credential_id: str
    access_method: str
    acs_system_id: str | None = None
    acs_user_id: str | None = None
    user_identity_id: str | None = None
    code: SecretStr | None = None
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    is_latest_desired_state_synced_with_provider: bool | None = None


class Reason(Wire):
    reason_code: str | None = None


class Workspace(Wire):
    workspace_id: str


class Event(Wire):
    """An event without its payload, which may carry a PIN."""

    event_id: str
    event_type: str
    occurred_at: AwareDatetime
    workspace_id: str | None = None
    acs_credential_id: str | None = None
    acs_system_id: str | None = None
    acs_entrance_id: str | None = None
    acs_user_id: str | None = None
    device_id: str | None = None
    connected_account_id: str | None = None
    access_code_id: str | None = None
    action_attempt_id: str | None = None
    method: str | None = None
    error_code: str | None = None
    reason: Reason | None = None
    battery_level: float | None = None
    battery_status: str | None = None


class Webhook(Wire):
    webhook_id: str
    url: str
    secret: SecretStr | None = None
    """Optional in Seam's schema, and given at create alone: store it then."""
    event_types: tuple[str, ...] | None = None


class ConnectWebview(Wire):
    """Its `url` needs no key: whoever has it can sign in there."""

    connect_webview_id: str
    url: Link
    status: str
    connected_account_id: str | None = None


class ConnectedAccount(Troubled):
    connected_account_id: str
    account_type: str | None = None
    account_type_display_name: str | None = None


class Pagination(Wire):
    has_next_page: bool = False
    next_page_cursor: str | None = None


class Answer(Wire):
    """The success envelope. `ok: true` alone proves nothing: the value asked for must be in it."""

    ok: Literal[True]


class Page(Answer):
    """One page; without `pagination` it is the only one."""

    pagination: Pagination | None = None


class UserIdentityAnswer(Answer):
    user_identity: UserIdentity


class UserIdentitiesPage(Page):
    user_identities: tuple[UserIdentity, ...]


class InstantKeyAnswer(Answer):
    instant_key: InstantKey


class WorkspaceAnswer(Answer):
    workspace: Workspace


class AcsSystemAnswer(Answer):
    acs_system: AcsSystem


class AcsSystemsAnswer(Answer):
    acs_systems: tuple[AcsSystem, ...]


class AcsEntranceAnswer(Answer):
    acs_entrance: AcsEntrance


class AcsEntrancesPage(Page):
    acs_entrances: tuple[AcsEntrance, ...]


class AcsUserAnswer(Answer):
    acs_user: AcsUser


class AcsUsersPage(Page):
    acs_users: tuple[AcsUser, ...]


class AcsCredentialAnswer(Answer):
    acs_credential: AcsCredential


class AcsCredentialsPage(Page):
    acs_credentials: tuple[AcsCredential, ...]


class ConnectWebviewAnswer(Answer):
    connect_webview: ConnectWebview


class ConnectWebviewsPage(Page):
    connect_webviews: tuple[ConnectWebview, ...]


class ConnectedAccountAnswer(Answer):
    connected_account: ConnectedAccount


class EventsAnswer(Answer):
    events: tuple[Event, ...]


class WebhookAnswer(Answer):
    webhook: Webhook


class WebhooksAnswer(Answer):
    webhooks: tuple[Webhook, ...]


class ErrorBody(Wire):
    """Typed as `object`: an error answer must be readable whatever it holds."""

    type: object = None
    request_id: object = None


class ErrorAnswer(Wire):
    error: ErrorBody
