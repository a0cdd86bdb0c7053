"""The lock: every part by its hash, from wherever this machine gets its parts."""

import re
import tomllib

from packaging.requirements import Requirement
from packaging.version import Version

from tests.packaging.scripts import TOP, script

LOCK = (TOP / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
PINNED = {
    name.lower(): Version(version) for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", LOCK, re.MULTILINE)
}


def test_the_lock_names_no_host_and_no_path() -> None:
    assert not re.findall(r"://|file:|--(?:extra-)?index|--find-links|--trusted|^-e|\s@\s|^/", LOCK, re.MULTILINE)


def test_every_part_is_pinned_to_one_version_with_its_hashes() -> None:
    entries = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) == len(PINNED)
    bare = [entry.split("==")[0] for entry in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)]
    assert bare == []


def test_the_lock_gives_what_the_project_asks_for() -> None:
    asked = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["dev"]]
    for requirement in map(Requirement, asked):
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        assert name in PINNED, f"{name} is not in the lock"
        assert requirement.specifier.contains(PINNED[name], prereleases=True), f"{name} is locked at {PINNED[name]}"


def test_the_installer_and_the_builder_are_in_the_lock_themselves() -> None:
    first = script("house.py").chosen(LOCK, "pip", "setuptools")
    assert re.findall(r"^([\w-]+)==", first, re.MULTILINE) == ["pip", "setuptools"]
    assert first.count("--hash=sha256:") >= 2


def test_every_python_that_the_project_allows_is_served_by_the_same_lock() -> None:
    assert PROJECT["project"]["requires-python"] == ">=3.11"
    markers = set(re.findall(r"python_(?:full_)?version\s*(\S+\s*'[^']+')", LOCK))
    assert all(marker.startswith(("<", ">=")) for marker in markers)
