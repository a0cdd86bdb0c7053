"""The two commands: they install once, do nothing the second time, and say in a sentence what is wrong."""

import ast
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.packaging.scripts import PACKAGING, TOP, script

house = script("house.py")


@pytest.fixture
def standing(tmp_path: Path) -> Any:
    """A house in which everything was installed for a window."""
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copy(TOP / name, tmp_path)
    built = house.House(tmp_path)
    built.venv.mkdir()
    (built.venv / "prepared.json").write_text(json.dumps(built.wanted(on_screen=True)), encoding="utf-8")
    return built


def test_the_second_start_does_nothing_and_says_nothing(standing: Any, capfd: pytest.CaptureFixture[str]) -> None:
    before = sorted(standing.top.rglob("*"))
    began = time.perf_counter()
    standing.prepare(on_screen=False)
    standing.prepare(on_screen=True)
    assert time.perf_counter() - began < 2  # anything that is done takes longer
    assert sorted(standing.top.rglob("*")) == before
    assert capfd.readouterr() == ("", "")


def test_a_changed_lock_is_installed(standing: Any) -> None:
    standing.lock.write_text(standing.lock.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert not standing.stands(on_screen=False)


def test_a_changed_part_of_the_project_is_installed_and_a_changed_habit_is_not(standing: Any) -> None:
    pyproject = standing.top / "pyproject.toml"
    text = pyproject.read_text(encoding="utf-8")
    pyproject.write_text(text.replace("line-length = 120", "line-length = 100"), encoding="utf-8")
    assert standing.stands(on_screen=True)
    pyproject.write_text(text.replace('"tzdata"', '"tzdata>=1"'), encoding="utf-8")
    assert not standing.stands(on_screen=True)


def test_a_window_needs_more_than_the_night_off_screen(standing: Any) -> None:
    stamp = standing.venv / "prepared.json"
    stamp.write_text(json.dumps(standing.wanted(on_screen=False)), encoding="utf-8")
    assert standing.stands(on_screen=False)
    assert not standing.stands(on_screen=True)


@pytest.mark.parametrize("broken", ["", "{", "[]", "null"])
def test_a_broken_stamp_means_installing_again(standing: Any, broken: str) -> None:
    (standing.venv / "prepared.json").write_text(broken, encoding="utf-8")
    assert not standing.stands(on_screen=False)


def test_a_missing_library_is_named_by_its_package_and_only_once() -> None:
    libraries = {"libnot-there.so.1": "libnot", "libnot-there-either.so.2": "libnot", "libnor-this.so.3": "libnor"}
    assert house.missing(libraries) == ["libnot", "libnor"]


def test_what_failed_is_said_with_its_last_words() -> None:
    with pytest.raises(house.Unprepared, match=r"(?s)Trying it failed.*the disk is full"):
        house.do("Trying it", [sys.executable, "-c", "print('the disk is full'); raise SystemExit(3)"])


@pytest.mark.skipif(sys.platform != "linux", reason="apt-get is Debian's")
def test_without_apt_get_the_missing_packages_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(house.Unprepared, match="libgl1 libegl1"):
        house.apt_install(["libgl1", "libegl1"])


@pytest.mark.parametrize("command", ["run", "test"])
def test_an_older_python_can_read_as_far_as_that_sentence(command: str) -> None:
    ast.parse((PACKAGING / command).read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize("command", ["run", "test"])
def test_an_older_python_is_told_which_one_is_needed(command: str) -> None:
    older = (
        "import runpy, sys; sys.version_info = (3, 10, 4, 'final', 0); sys.version = '3.10.4 (main)'; "
        f"runpy.run_path({str(PACKAGING / command)!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", older], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    assert "Python 3.11 or newer, and this is 3.10.4." in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("said", "code", "line", "exit_code"),
    [
        ("= 12 passed, 1 skipped in 3.20s =", 0, "12 passed, 0 failed, 1 skipped", 0),
        ("= 2 failed, 3 passed, 1 error in 0.50s (0:00:00) =", 1, "3 passed, 3 failed", 1),
        ("Fatal Python error: Aborted", 134, "0 passed, 1 failed", 1),
        ("no tests ran in 0.01s", 5, "0 passed, 1 failed", 1),
    ],
)
def test_the_last_line_counts_what_passed_and_failed(
    said: str, code: int, line: str, exit_code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = script("test").Tally()
    tally.tests([sys.executable, "-c", f"print({said!r}); raise SystemExit({code})"], {}, [[]])
    assert tally.say() == exit_code
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"{line} in ")


WAITS = """
import os, sys, time
mine, other = sys.argv[1:]
open(mine, "w").close()
ends = time.monotonic() + 20
while not os.path.exists(other) and time.monotonic() < ends:
    time.sleep(0.02)
print(f"= {int(os.path.exists(other))} passed in 1.00s =")
"""


def test_shares_run_at_once_and_are_counted_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each waits for the file that the other writes: one after the other they would not pass."""
    first, second = str(tmp_path / "first"), str(tmp_path / "second")
    tally = script("test").Tally()
    tally.tests([sys.executable, "-c", WAITS], {}, [[first, second], [second, first]])
    assert tally.say() == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("2 passed, 0 failed in ")


def test_every_test_is_in_one_share() -> None:
    rooms = [room for share in script("test").shares() for room in share]
    files = {path.relative_to(TOP).as_posix() for path in (TOP / "tests").rglob("test_*.py")}
    assert not {one for one in files if sum(one.startswith(room) for room in rooms) != 1}


def test_a_check_that_finds_something_fails_the_whole(capsys: pytest.CaptureFixture[str]) -> None:
    tally = script("test").Tally()
    tally.check("quiet", [sys.executable, "-c", ""])
    tally.check("loud", [sys.executable, "-c", "print('line 3 is wrong'); raise SystemExit(1)"])
    tally.check("broken off", [sys.executable, "-c", "raise SystemExit(7)"])
    assert tally.say() == 1
    out = capsys.readouterr().out
    assert "line 3 is wrong" in out
    assert out.splitlines()[-1].startswith("1 passed, 2 failed in ")


def test_the_check_of_every_change_is_the_readmes_test_command() -> None:
    text = (TOP / ".ci" / "run").read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "python3 packaging/test" in text
    assert "python3 packaging/test" in (TOP / "README.md").read_text(encoding="utf-8")
