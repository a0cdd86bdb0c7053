"""The floors: every module has one, and what must not know Qt, Slack or the clock does not."""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.packaging.scripts import TOP

CONTRACTS = {
    contract["name"].partition(":")[0]: contract
    for contract in tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
}
ROOMS = {
    path.stem
    for path in (TOP / "console").iterdir()
    if path.suffix == ".py" or (path / "__init__.py").exists()
    if path.stem != "__init__"
}
LINT = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"


def linted(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-logo", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The modules by name, in a place where they may be broken; what is in them is tested by packaging/test."""
    for source in (TOP / "console").rglob("*.py"):
        empty = tmp_path / source.relative_to(TOP)
        empty.parent.mkdir(parents=True, exist_ok=True)
        empty.touch()
    shutil.copy(TOP / "pyproject.toml", tmp_path)
    return tmp_path


def test_a_new_module_must_be_given_a_floor(copy: Path) -> None:
    (copy / "console" / "stray.py").write_text('"""Nobody knows where this belongs."""\n', encoding="utf-8")
    done = linted(copy)
    assert done.returncode == 1
    assert "console.stray" in done.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("domain/words.py", "import time"),
        ("domain/words.py", "from PySide6.QtCore import QObject"),
        ("domain/words.py", "from console.slack import wire"),
        ("settings.py", "from PySide6.QtCore import QSettings"),
        ("ui/rows.py", "from console.slack import wire"),
        ("ui/rows.py", "import console.store.vault"),
        ("practice/people.py", "import console.store.vault"),
        ("practice/people.py", "from console.slack import jsontext"),
    ],
)
def test_a_forbidden_import_is_found(copy: Path, file: str, line: str) -> None:
    path = copy / "console" / file
    assert linted(copy).returncode == 0
    path.write_text(f"{line}\n", encoding="utf-8")
    done = linted(copy)
    assert done.returncode == 1
    assert " BROKEN" in done.stdout


def test_every_room_but_the_windows_is_kept_from_qt() -> None:
    kept = {
        name.removeprefix("console.")
        for name in CONTRACTS["Only the window and what wires it know Qt"]["source_modules"]
    }
    assert kept == ROOMS - {"__main__", "app", "hands", "looking", "start", "training", "ui"}


@pytest.mark.parametrize("path", sorted((TOP / "console" / "domain").glob("*.py")), ids=lambda path: path.name)
def test_the_domain_never_asks_for_the_time_or_for_chance(path: Path) -> None:
    asked = [
        node.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        if node.attr in {"now", "utcnow", "today", "uuid4", "uuid1", "randint"}
    ]
    assert asked == []
