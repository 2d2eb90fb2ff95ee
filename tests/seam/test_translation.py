"""Seam's flags in, what a person is told out."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import JsonValue

from bot.domain.building import Method
from bot.seam import models as wire
from bot.seam.systems import SYSTEMS, facts_of
from bot.seam.translation import (
    timestamp,
    to_account,
    to_acs_user,
    to_credential,
    to_entrance,
    to_listing,
    to_webview,
)
from bot.services.ports import SeamCredential
from tests.seam import samples


def credential(**changes: JsonValue) -> SeamCredential:
    read = to_credential(wire.AcsCredential.model_validate(samples.credential(**changes)))
    assert read is not None
    return read


class TestReady:
    def test_a_pin_that_nothing_speaks_against_is_ready(self) -> None:
        ready = credential()

        assert ready.is_ready
        assert ready.pin is not None
        assert ready.pin.get_secret_value() == "482913"
        assert ready.ends_at == datetime(2030, 3, 4, 17, 0, tzinfo=UTC)

    @pytest.mark.parametrize(
        "changes",
        [
            {"code": None},
            {"code": ""},
            {"is_latest_desired_state_synced_with_provider": False},
            {"warnings": [{"warning_code": "waiting_to_be_issued"}]},
            {"warnings": [{"warning_code": "unknown_issue_with_acs_credential"}]},
            {"warnings": [{"warning_code": "being_deleted"}]},
            {"errors": [{"error_code": "provider_service_unavailable"}]},
        ],
    )
    def test_it_is_under_way_not_failed(self, changes: dict[str, JsonValue]) -> None:
        waiting = credential(**changes)

        assert not waiting.is_ready
        assert waiting.problem is None

    @pytest.mark.parametrize(
        "changes",
        [
            {"is_latest_desired_state_synced_with_provider": True},
            {"is_latest_desired_state_synced_with_provider": None},
            {"warnings": None, "errors": None},
            {"warnings": [{"warning_code": "schedule_modified"}, {"warning_code": "unheard_of"}, {}]},
            {"is_issued": False},
        ],
    )
    def test_other_flags_do_not_hold_it_up(self, changes: dict[str, JsonValue]) -> None:
        assert credential(**changes).is_ready

    def test_a_mobile_key_needs_no_pin(self) -> None:
        key = credential(access_method="mobile_key", code=None)

        assert key.is_ready
        assert key.method is Method.MOBILE_KEY
        assert key.pin is None

    def test_a_mobile_key_shows_the_pin_that_latch_made_with_it(self) -> None:
        assert credential(access_method="mobile_key").pin is not None

    def test_a_mobile_key_waits_as_well(self) -> None:
        assert not credential(access_method="mobile_key", warnings=[{"warning_code": "waiting_to_be_issued"}]).is_ready

    def test_being_deleted_is_told(self) -> None:
        assert credential(warnings=[{"warning_code": "being_deleted"}]).is_being_deleted


class TestFailed:
    @pytest.mark.parametrize(
        ("errors", "problem"),
        [
            ([{"error_code": "latch_conflict_with_resident_user"}], "latch_conflict_with_resident_user"),
            ([{"error_code": "unheard_of"}, {"error_code": "deleted_externally"}], "deleted_externally"),
            ([{"error_code": "unheard_of", "message": "PIN 482913"}], "credential_failed"),
            ([{"message": "no code at all"}], "credential_failed"),
            ([{"error_code": "provider_service_unavailable"}, {"error_code": "unheard_of"}], "credential_failed"),
        ],
    )
    def test_has_a_sentence(self, errors: JsonValue, problem: str) -> None:
        failed = credential(errors=errors)

        assert failed.problem == problem
        assert not failed.is_ready

    def test_a_user_that_latch_could_not_create(self) -> None:
        raw = samples.user(errors=[{"error_code": "failed_to_create_on_acs_system"}])

        assert to_acs_user(wire.AcsUser.model_validate(raw)).problem == "failed_to_create_on_acs_system"

    def test_a_user_keeps_the_address_of_its_identity(self) -> None:
        raw = samples.user(user_identity_email_address="ann@x.example")

        user = to_acs_user(wire.AcsUser.model_validate(raw))

        assert user.email == "ann@x.example"
        assert user.problem is None


class TestSystem:
    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            ({}, None),
            ({"errors": [{"error_code": "account_disconnected"}]}, "account_disconnected"),
            ({"errors": [{"error_code": "salto_ks_certification_expired"}]}, "provider_service_unavailable"),
            ({"warnings": [{"warning_code": "setup_required"}]}, "setup_required"),
            ({"warnings": [{"warning_code": "time_zone_does_not_match_location"}]}, None),
        ],
    )
    def test_only_what_blocks_is_a_problem(self, changes: dict[str, JsonValue], problem: str | None) -> None:
        assert to_listing(wire.AcsSystem.model_validate(samples.system(**changes))).problem == problem

    def test_latch_makes_one_pin_per_door_and_picks_it(self) -> None:
        listing = to_listing(wire.AcsSystem.model_validate(samples.system()))

        assert listing.facts == SYSTEMS["latch_building"]
        assert listing.facts.entrances_per_code == 1
        assert not listing.facts.caller_chooses_pin
        assert listing.time_zone == "America/New_York"

    @pytest.mark.parametrize("external_type", ["brand_new_system", None])
    def test_an_unknown_system_is_promised_nothing(self, external_type: str | None) -> None:
        facts = facts_of(external_type, "Brand New")

        assert facts.name == "Brand New"
        assert (facts.entrances_per_code, facts.remote_unlock, facts.pin_needs_hub) == (1, False, True)

    def test_a_system_without_a_place_has_no_zone(self) -> None:
        assert to_listing(wire.AcsSystem.model_validate(samples.system(location=None))).time_zone is None


class TestConnection:
    @pytest.mark.parametrize(
        ("changes", "failed", "account"),
        [
            ({}, False, None),
            ({"status": "something new"}, False, None),
            ({"status": "failed"}, True, None),
            ({"status": "authorized", "connected_account_id": samples.ACCOUNT_ID}, False, samples.ACCOUNT_ID),
        ],
    )
    def test_a_webview(self, changes: dict[str, JsonValue], failed: bool, account: str | None) -> None:
        read = to_webview(wire.ConnectWebview.model_validate(samples.webview(**changes)))

        assert (read.has_failed, read.account_id) == (failed, account)
        assert "secret" not in repr(read)

    @pytest.mark.parametrize(
        ("errors", "problem"),
        [
            ([], None),
            ([{"error_code": "account_disconnected"}], "account_disconnected"),
            ([{"error_code": "brand_new_error"}], "account_disconnected"),
        ],
    )
    def test_an_account(self, errors: list[JsonValue], problem: str | None) -> None:
        read = to_account(wire.ConnectedAccount.model_validate(samples.account(errors=errors)))

        assert (read.name, read.problem) == ("Latch", problem)


class TestEntrance:
    def test_what_seam_does_not_say_is_unknown(self) -> None:
        door = to_entrance(wire.AcsEntrance.model_validate(samples.entrance()))

        assert (door.can_unlock_with_code, door.can_unlock_with_mobile_key, door.is_connected) == (None, None, None)

    def test_what_seam_says_is_kept(self) -> None:
        raw = samples.entrance(
            can_unlock_with_code=False, can_unlock_with_mobile_key=True, latch_metadata={"is_connected": False}
        )

        door = to_entrance(wire.AcsEntrance.model_validate(raw))

        assert (door.can_unlock_with_code, door.can_unlock_with_mobile_key, door.is_connected) == (False, True, False)


def test_times_go_out_in_utc() -> None:
    local = datetime(2030, 3, 4, 10, 0, 0, 999, tzinfo=timezone(timedelta(hours=-5)))

    assert timestamp(local) == "2030-03-04T15:00:00.000Z"
