"""What is installed is what was locked, byte for byte, and no more of it than was agreed on."""

import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-audit.txt")
METADATA = "Metadata-Version: 2.1\nName: parcel\nVersion: 1.0\n"
WHEEL = "Wheel-Version: 1.0\nGenerator: a test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def packages(lock: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)==", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_there_are_no_more_packages_than_the_budget_allows(lock: str) -> None:
    """Another dependency is decided on: the number stands beside the reasons."""
    said = (ROOT / "docs" / "decisions" / "0003-dependencies.md").read_text(encoding="utf-8")
    budget = re.search(rf"^\| `{re.escape(lock)}` \| (\d+) \|", said, re.MULTILINE)

    assert budget is not None
    assert int(budget[1]) - 5 < len(packages(lock)) <= int(budget[1])


def test_whatever_installs_asks_for_hashes() -> None:
    files = [ROOT / "Makefile", ROOT / "README.md", *sorted((ROOT / ".ci").iterdir())]
    commands = [
        line for path in files for line in path.read_text(encoding="utf-8").splitlines() if "pip install" in line
    ]

    assert len(commands) >= 3
    assert [line for line in commands if "--require-hashes" not in line] == []


@pytest.mark.parametrize("is_tampered", [False, True], ids=["as locked", "tampered"])
def test_a_package_that_was_changed_is_not_installed(tmp_path: Path, is_tampered: bool) -> None:
    wheel = make_wheel(tmp_path / "parcel-1.0-py3-none-any.whl", "print('hello')\n")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (tmp_path / "lock.txt").write_text(f"parcel==1.0 --hash=sha256:{digest}\n")
    if is_tampered:
        make_wheel(wheel, "print('hello')\nimport os\n")

    tried = subprocess.run(  # noqa: S603  our own interpreter
        [
            *(sys.executable, "-m", "pip", "--isolated", "install", "--no-index", "--no-deps", "--require-hashes"),
            *("--find-links", str(tmp_path), "--target", str(tmp_path / "there"), "-r", str(tmp_path / "lock.txt")),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={"PIP_CONFIG_FILE": "/dev/null", "PATH": ""},
    )

    assert (tried.returncode == 0) is not is_tampered
    assert (tmp_path / "there" / "parcel.py").exists() is not is_tampered
    assert ("DO NOT MATCH THE HASHES" in tried.stderr) is is_tampered


def make_wheel(path: Path, code: str) -> Path:
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("parcel.py", code)
        wheel.writestr("parcel-1.0.dist-info/METADATA", METADATA)
        wheel.writestr("parcel-1.0.dist-info/WHEEL", WHEEL)
        wheel.writestr("parcel-1.0.dist-info/RECORD", "")
    return path


def test_unknown_vulnerabilities_are_not_taken_for_none(tmp_path: Path) -> None:
    """Findings fail, their absence is said, and a service that does not answer is said to have answered nothing."""
    said = {
        "print('parcel 1.0 X-1', file=open(sys.argv[sys.argv.index('--output') + 1], 'w')); sys.exit(1)": (1, "X-1"),
        "sys.exit(0)": (0, "no known vulnerability"),
        "sys.exit('ProxyError')": (0, "NOT CHECKED"),
    }
    for code, (exit_code, words) in said.items():
        audit = tmp_path / "pip-audit"
        audit.write_text(f"#!{sys.executable}\nimport sys\n{code}\n")
        audit.chmod(0o755)
        told = subprocess.run(  # noqa: S603  our own script
            [ROOT / ".ci" / "vulnerabilities", audit, "requirements.txt"], capture_output=True, text=True, check=False
        )
        assert (told.returncode, words in told.stdout) == (exit_code, True), told
