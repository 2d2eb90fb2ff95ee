from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.storage.secrets import BadKey, Keyring, Tampered, UnknownKey, new_key

OLD, NEW = new_key(), new_key()
HASHED = "d29fc027a502ecfeef842d7bb262a1fa50f604a838ef6cb94f85c07b4c440e0d"
PLACE = {"team_id": "T1", "row": "c1", "field": "pin"}


class TestKeyring:
    @given(text=st.text(), team=st.text(), row=st.text(), field=st.text())
    def test_gives_back_what_was_encrypted(self, text: str, team: str, row: str, field: str) -> None:
        keyring = Keyring([NEW])

        token = keyring.encrypt(text, team_id=team, row=row, field=field)

        assert keyring.decrypt(token, team_id=team, row=row, field=field).get_secret_value() == text

    def test_reads_what_was_written_by_another_version(self) -> None:
        """A token of a known key, kept here: whoever changes the form of tokens loses every PIN that is stored."""
        keyring = Keyring([SecretStr(urlsafe_b64encode(bytes(range(32))).decode())])
        kept = "630dcd29.c0hEJ6CZh7-aYLRN2d97LJcoXvsxa84MPIFNbG9FyPc="

        assert keyring.decrypt(kept, **PLACE).get_secret_value() == "4711"
        assert keyring.encrypt("4711", **PLACE).startswith(keyring.prefix)
        assert (keyring.prefix, keyring.key_ids) == ("630dcd29.", ("630dcd29",))

    def test_says_what_is_wrong_with_keys_and_what_to_do(self) -> None:
        with pytest.raises(BadKey, match=r"^ENCRYPTION_KEYS: at least one key is needed$"):
            Keyring([])
        with pytest.raises(BadKey, match=r"^ENCRYPTION_KEYS: a key must be 32 bytes in urlsafe base64$"):
            Keyring([SecretStr("c2hvcnQ=")])
        why = "^no key 'feedbeef' in ENCRYPTION_KEYS: keep old keys in the list, after the new one$"
        with pytest.raises(UnknownKey, match=why):
            Keyring([NEW]).decrypt("feedbeef.AAAA", **PLACE)

    def test_the_key_of_hashes_is_kept_under_the_newest_and_hashes_the_same_for_ever(self) -> None:
        keyring, root = Keyring([NEW, OLD]), SecretStr(urlsafe_b64encode(bytes(range(32))).decode())
        hashing = keyring.hashing_with(keyring.unwrap(keyring.wrap(root)))

        assert keyring.hash_key is None
        assert hashing.hash_key == root
        assert hashing.keyed_hash("gail", "search") == Keyring([OLD], root).keyed_hash("gail", "search")
        assert keyring.hashing_with_the_oldest().hash_key == OLD
        assert hashing.keyed_hash("gail", "search") == HASHED
        with pytest.raises(RuntimeError):
            keyring.keyed_hash("gail", "search")

    @pytest.mark.parametrize(
        "other", [{"team_id": "T2"}, {"row": "c2"}, {"field": "email"}, {"team_id": "T1c", "row": "1"}]
    )
    def test_refuses_a_token_moved_from_another_place(self, other: dict[str, str]) -> None:
        keyring = Keyring([NEW])
        token = keyring.encrypt("4711", **PLACE)

        with pytest.raises(Tampered):
            keyring.decrypt(token, **(PLACE | other))

    @given(data=st.data())
    def test_refuses_a_changed_token(self, data: st.DataObject) -> None:
        keyring = Keyring([NEW])
        token = keyring.encrypt("4711", **PLACE)
        at = data.draw(st.integers(0, len(token) - 1))
        changed = token[:at] + data.draw(st.sampled_from(["", "!", "Aä"])) + token[at + 1 :]

        with pytest.raises((Tampered, UnknownKey)):
            keyring.decrypt(changed, **PLACE)

    def test_makes_a_different_token_each_time(self) -> None:
        keyring = Keyring([NEW])

        assert keyring.encrypt("4711", **PLACE) != keyring.encrypt("4711", **PLACE)

    def test_reads_old_tokens_and_writes_new_ones_after_a_rotation(self) -> None:
        before, after = Keyring([OLD]), Keyring([NEW, OLD])
        token = before.encrypt("4711", **PLACE)

        assert after.decrypt(token, **PLACE).get_secret_value() == "4711"
        assert not token.startswith(after.prefix)
        assert after.encrypt("4711", **PLACE).startswith(after.prefix)
        with pytest.raises(UnknownKey):
            Keyring([NEW]).decrypt(token, **PLACE)

    def test_hashes_hang_on_their_own_key_and_differ_by_purpose(self) -> None:
        hashes = new_key()
        before, after = Keyring([OLD], hashes), Keyring([NEW], hashes)

        assert before.keyed_hash("zoe@example.com", "a") == after.keyed_hash("zoe@example.com", "a")
        assert before.keyed_hash("zoe@example.com", "a") != before.keyed_hash("zoe@example.com", "b")
        assert before.keyed_hash("zoe@example.com", "a") != Keyring([OLD], OLD).keyed_hash("zoe@example.com", "a")

    def test_without_the_key_of_the_hashes_nothing_is_hashed(self) -> None:
        with pytest.raises(RuntimeError, match="before the database is open"):
            Keyring([NEW]).keyed_hash("zoe@example.com", "a")

    @pytest.mark.parametrize("keys", [[], [SecretStr("short")], [SecretStr("ä" * 44)], [NEW, SecretStr("")]])
    def test_refuses_unusable_keys_without_showing_them(self, keys: list[SecretStr]) -> None:
        with pytest.raises(BadKey, match="ENCRYPTION_KEYS") as refused:
            Keyring(keys)

        assert "short" not in str(refused.value)
