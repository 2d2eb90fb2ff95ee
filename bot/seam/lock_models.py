"""Wire shapes of smart locks. Of a device an absent flag means no; of an access code `status` is not read (deprecated).

Field meanings: Seam's OpenAPI (`@seamapi/types` 1.977.0).
"""

from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator, SecretStr

from bot.seam.models import Answer, Location, Page, Troubled, Wire, none_is_empty

Flag = Annotated[bool, BeforeValidator(lambda value: value is True)]


class DeviceProvider(Wire):
    device_provider_name: str | None = None
    display_name: str | None = None


class DeviceLocation(Location):
    location_name: str | None = None


class Battery(Wire):
    level: float | None = None
    status: str | None = None


class CodeConstraint(Wire):
    constraint_type: str
    min_length: float | None = None
    max_length: float | None = None


class TimePair(Wire):
    start_time: str
    end_time: str


class OfflineTimeFrame(Wire):
    """Durations are ISO 8601, absent where there is no bound."""

    display_name: str | None = None
    min_duration: str | None = None
    max_duration: str | None = None
    matching_start_end_time: Flag = False
    start_date_recurrence_rule: str | None = None
    end_date_recurrence_rule: str | None = None
    time_pairs: Annotated[tuple[TimePair, ...], BeforeValidator(none_is_empty)] = ()
    time_zone: str | None = None


class DeviceProperties(Wire):
    online: Flag = False
    locked: bool | None = None
    """Absent while the lock is offline."""
    door_open: bool | None = None
    battery: Battery | None = None
    battery_level: float | None = None
    supported_code_lengths: Annotated[tuple[float, ...], BeforeValidator(none_is_empty)] = ()
    code_constraints: Annotated[tuple[CodeConstraint, ...], BeforeValidator(none_is_empty)] = ()
    max_active_codes_supported: float | None = None
    supports_backup_access_code_pool: Flag = False
    offline_time_frame_options: Annotated[tuple[OfflineTimeFrame, ...], BeforeValidator(none_is_empty)] = ()


class Device(Troubled):
    device_id: str
    device_type: str
    display_name: str
    connected_account_id: str
    capabilities_supported: Annotated[tuple[str, ...], BeforeValidator(none_is_empty)] = ()
    location: DeviceLocation | None = None
    device_provider: DeviceProvider | None = None
    can_remotely_lock: Flag = False
    can_remotely_unlock: Flag = False
    can_program_online_access_codes: Flag = False
    can_program_offline_access_codes: Flag = False
    properties: DeviceProperties = DeviceProperties()


class ActionAttemptError(Wire):
    type: str | None = None


class ActionResult(Wire):
    was_confirmed_by_device: bool | None = None


class ActionAttempt(Wire):
    """`status` is pending, success or error."""

    action_attempt_id: str
    status: str
    result: ActionResult | None = None
    error: ActionAttemptError | None = None


class PendingMutation(Wire):
    mutation_code: str
    scheduled_at: AwareDatetime | None = None


class AccessCode(Troubled):
    access_code_id: str
    device_id: str
    name: str | None = None
    code: SecretStr | None = None
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    is_offline_access_code: Flag = False
    is_backup_access_code_available: Flag = False
    is_scheduled_on_device: Flag = False
    is_waiting_for_code_assignment: Flag = False
    pulled_backup_access_code_id: str | None = None
    common_code_key: str | None = None
    pending_mutations: Annotated[tuple[PendingMutation, ...], BeforeValidator(none_is_empty)] = ()


class DeviceAnswer(Answer):
    device: Device


class DevicesPage(Page):
    devices: tuple[Device, ...]


class ActionAttemptAnswer(Answer):
    action_attempt: ActionAttempt


class AccessCodeAnswer(Answer):
    access_code: AccessCode


class AccessCodesAnswer(Answer):
    access_codes: tuple[AccessCode, ...]


class AccessCodesPage(Page):
    access_codes: tuple[AccessCode, ...]
