import stat
from pathlib import Path

import pytest

from bot.storage.key_file import load_or_make_keys, replace_keys
from bot.storage.secrets import BadKey, Keyring, new_key


def test_it_is_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "keys"

    keys, made = load_or_make_keys(path)

    assert made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_or_make_keys(path) == (keys, False)
    assert list(path.parent.iterdir()) == [path]
    assert len(Keyring(keys).key_ids) == 1


def test_it_is_replaced_as_a_whole_and_stays_the_owner_s(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    [old], _ = load_or_make_keys(path)
    new = new_key()

    replace_keys(path, [new, old])

    assert load_or_make_keys(path) == ((new, old), False)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_it_is_refused_where_others_may_read_it(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys"
    load_or_make_keys(path)
    path.chmod(mode)

    with pytest.raises(BadKey, match="chmod 600"):
        load_or_make_keys(path)


@pytest.mark.parametrize("text", ["", "short", f"{'A' * 43}=\nshort"])
def test_it_is_refused_where_it_holds_no_key(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys"
    path.touch(0o600)
    path.write_text(text)

    with pytest.raises(BadKey, match="must be 32 bytes") as refused:
        load_or_make_keys(path)

    assert "short" not in str(refused.value)


def test_of_two_that_start_at_once_one_makes_the_key_of_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keys"
    with monkeypatch.context() as patch:
        patch.setattr(Path, "exists", lambda _path: False)
        first, second = load_or_make_keys(path), load_or_make_keys(path)

    assert (first[1], second[1]) == (True, False)
    assert first[0] == second[0]
