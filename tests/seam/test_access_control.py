"""What the adapter asks of Seam and what it makes of the answers; the shared rules are in `tests/contracts`."""

from datetime import UTC, datetime

import pytest

from bot.domain.building import Method
from bot.domain.errors import NotSent, OutcomeUnknown, Rejected
from bot.seam.access_control import SeamAccessControl
from bot.services.ports import AccessControl, NewCredential
from tests.seam import samples
from tests.seam.scripted import Reply, ScriptedSeam, answer, refusal

STARTS = datetime(2030, 3, 4, 15, 0, tzinfo=UTC)
ENDS = datetime(2030, 3, 4, 17, 0, tzinfo=UTC)


def new(method: Method, *entrance_ids: str) -> NewCredential:
    return NewCredential(
        acs_user_id=samples.USER_ID, method=method, entrance_ids=entrance_ids, starts_at=STARTS, ends_at=ENDS
    )


def test_it_fulfils_the_port(access: SeamAccessControl) -> None:
    port: AccessControl = access

    assert port.credentials is access.credentials


class TestCreate:
    async def test_a_pin_is_asked_for_without_choosing_it(self, seam: ScriptedSeam, access: SeamAccessControl) -> None:
        seam.say("/acs/credentials/create", answer(acs_credential=samples.credential(code=None)))

        made = await access.credentials.create(new(Method.PIN, samples.ENTRANCE_ID))

        assert made.pin is None
        assert not made.is_ready
        assert seam.requests[0].body == {
            "access_method": "code",
            "acs_user_id": samples.USER_ID,
            "allowed_acs_entrance_ids": [samples.ENTRANCE_ID],
            "starts_at": "2030-03-04T15:00:00.000Z",
            "ends_at": "2030-03-04T17:00:00.000Z",
        }

    async def test_a_mobile_key_is_for_several_phones(self, seam: ScriptedSeam, access: SeamAccessControl) -> None:
        made = samples.credential(access_method="mobile_key", code=None)
        seam.say("/acs/credentials/create", answer(acs_credential=made))

        await access.credentials.create(new(Method.MOBILE_KEY, samples.ENTRANCE_ID, samples.OTHER_ENTRANCE_ID))

        body = seam.requests[0].body
        assert body["is_multi_phone_sync_credential"] is True
        assert "code" not in body

    async def test_another_method_than_asked_is_unknown(self, seam: ScriptedSeam, access: SeamAccessControl) -> None:
        seam.say("/acs/credentials/create", answer(acs_credential=samples.credential(access_method="card")))

        with pytest.raises(OutcomeUnknown, match="seam_unreadable"):
            await access.credentials.create(new(Method.PIN, samples.ENTRANCE_ID))


class TestNames:
    @pytest.mark.parametrize("name", ["Zo\u00eb \u674e \U0001f511", "half a pair \ud83d", '<b>&"\\'])
    async def test_goes_out_as_it_was_typed(self, seam: ScriptedSeam, access: SeamAccessControl, name: str) -> None:
        seam.say("/user_identities/create", answer(user_identity=samples.identity()))

        await access.identities.create("keydesk:i:g", name)

        assert seam.requests[0].body["full_name"] == name


class TestGone:
    async def test_a_typed_404_is_gone(self, seam: ScriptedSeam, access: SeamAccessControl) -> None:
        seam.say("/acs/credentials/get", refusal(404, "acs_credential_not_found"))
        seam.say("/acs/users/get", refusal(404, "acs_user_not_found"))
        seam.say("/user_identities/get", refusal(404, "user_identity_not_found"))

        assert await access.credentials.get(samples.CREDENTIAL_ID) is None
        assert await access.acs_users.get(samples.USER_ID) is None
        assert await access.identities.find_by_key("keydesk:i:g") is None

    async def test_a_proxys_404_is_not(self, seam: ScriptedSeam, access: SeamAccessControl) -> None:
        seam.say("/acs/credentials/get", Reply(404, b"404"))
        seam.say("/acs/credentials/delete", Reply(404, b"<html>not found</html>"))

        with pytest.raises(Rejected):
            await access.credentials.get(samples.CREDENTIAL_ID)
        with pytest.raises(Rejected):
            await access.credentials.delete(samples.CREDENTIAL_ID)

    async def test_deleting_what_is_gone_is_done(self, seam: ScriptedSeam, access: SeamAccessControl) -> None:
        seam.say("/acs/credentials/delete", refusal(404, "acs_credential_not_found"))
        seam.say("/acs/users/delete", refusal(404, "acs_user_not_found"))
        seam.say("/user_identities/delete", refusal(404, "user_identity_not_found"))

        await access.credentials.delete(samples.CREDENTIAL_ID)
        await access.acs_users.delete(samples.USER_ID)
        await access.identities.delete(samples.IDENTITY_ID)

    async def test_another_credential_than_asked_for_is_unreadable(
        self, seam: ScriptedSeam, access: SeamAccessControl
    ) -> None:
        seam.say("/acs/credentials/get", answer(acs_credential=samples.credential(acs_credential_id="another")))

        with pytest.raises(NotSent, match="seam_unreadable"):
            await access.credentials.get(samples.CREDENTIAL_ID)


class TestFindByEmail:
    async def test_only_the_same_address_counts(self, seam: ScriptedSeam, access: SeamAccessControl) -> None:
        near = samples.identity(user_identity_id="near", email_address="joann@x.example")
        same = samples.identity(user_identity_id="same", email_address="Ann@X.example")
        seam.say("/user_identities/list", answer(user_identities=[near, same]), answer(user_identities=[near]))

        found = await access.identities.find_by_email("ann@x.example")
        missed = await access.identities.find_by_email("ann@x.example")

        assert found is not None
        assert found.id == "same"
        assert missed is None

    async def test_a_resident_is_known_as_one(self, seam: ScriptedSeam, access: SeamAccessControl) -> None:
        resident = samples.user(email_address="ann@x.example", warnings=[{"warning_code": "latch_resident_user"}])
        elsewhere = samples.user(email_address="ann@x.example", acs_system_id="another")
        seam.say("/acs/users/list", answer(acs_users=[elsewhere, resident, samples.user()]))

        found = await access.acs_users.find_by_email(samples.SYSTEM_ID, "ANN@x.example")

        assert [user.is_resident for user in found] == [True]


class TestListings:
    async def test_doors_of_other_buildings_are_left_out(self, seam: ScriptedSeam, access: SeamAccessControl) -> None:
        foreign = samples.entrance(acs_entrance_id=samples.OTHER_ENTRANCE_ID, acs_system_id="another")
        seam.say("/acs/entrances/list", answer(acs_entrances=[samples.entrance(), foreign]))

        doors = await access.catalogue.entrances(samples.SYSTEM_ID)

        assert [door.id for door in doors] == [samples.ENTRANCE_ID]

    async def test_cards_and_others_credentials_are_left_out(
        self, seam: ScriptedSeam, access: SeamAccessControl
    ) -> None:
        card = samples.credential(access_method="card")
        foreign = samples.credential(acs_user_id="another")
        seam.say("/acs/credentials/list", answer(acs_credentials=[card, foreign, samples.credential()]))

        found = await access.credentials.of_user(samples.USER_ID)

        assert [credential.id for credential in found] == [samples.CREDENTIAL_ID]

    async def test_users_of_other_identities_are_left_out(self, seam: ScriptedSeam, access: SeamAccessControl) -> None:
        seam.say("/acs/users/list", answer(acs_users=[samples.user(user_identity_id="another"), samples.user()]))

        found = await access.acs_users.find(samples.SYSTEM_ID, samples.IDENTITY_ID)

        assert [user.identity_id for user in found] == [samples.IDENTITY_ID]
