"""Coverage may only rise, and a sentence says what fell."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.packaging.scripts import script

floors = script("floors.py")


def told(there: int, ran: int, lines: list[int] | None = None, branches: list[list[int]] | None = None) -> Any:
    """What coverage's JSON says of a file of which ``ran`` of ``there`` lines and branches were run."""
    return {
        "summary": {
            "num_statements": there,
            "covered_lines": ran,
            "num_branches": 0 if branches is None else len(branches),
            "covered_branches": 0,
        },
        "missing_lines": lines or [],
        "missing_branches": branches or [],
    }


REPORT = {
    "files": {
        "console/domain/chats.py": told(10, 10),
        "console/ui/rows.py": told(100, 80),
        "console\\ui\\text.py": told(100, 90),
        "console/desk.py": told(40, 40),
    }
}
TABLE = {"whole": ["console/domain/"], "floors": {"console": 100, "console/ui": 85}}


def test_floors_that_hold_are_passed_over_in_silence() -> None:
    assert list(floors.fallen(REPORT, TABLE)) == []


def test_what_fell_is_said_with_both_figures() -> None:
    said = list(floors.fallen(REPORT, {**TABLE, "floors": {"console": 100, "console/ui": 86}}))
    assert said == ["console/ui fell: the tests ran 85.0 % of it, and 86 % stood."]


def test_the_domain_is_run_whole_or_its_gaps_are_named() -> None:
    report = {"files": {"console/domain/chats.py": told(10, 6, [3, 4, 5, 9], [[7, 8], [7, -1]])}}
    assert list(floors.fallen(report, TABLE)) == [
        "console/domain/chats.py must be run whole by the tests. Not run: 3-5, 9, 7→8, 7→end."
    ]


def test_a_new_room_must_be_given_a_floor() -> None:
    said = list(floors.fallen(REPORT, {**TABLE, "floors": {"console": 100}}))
    assert said == ["console/ui has no floor in packaging/coverage.toml yet; packaging/test --raise writes it."]


def test_raising_never_lowers_and_keeps_the_rest_of_the_table(tmp_path: Path) -> None:
    report, table = tmp_path / "report.json", tmp_path / "coverage.toml"
    report.write_text(json.dumps(REPORT), encoding="utf-8")
    head = '# Why.\nwhole = ["console/domain/"]\n\n[floors]\n'
    table.write_text(head + '"console" = 50\n"console/gone" = 70\n"console/ui" = 90\n', encoding="utf-8")
    assert floors.hold(report, raising=True, table_path=table) == [
        "console/ui fell: the tests ran 85.0 % of it, and 90 % stood."
    ]
    kept = '"console" = 99\n"console/gone" = 70\n"console/ui" = 90\n'
    assert table.read_text(encoding="utf-8") == head + kept


def test_tests_without_a_report_do_not_pass(tmp_path: Path) -> None:
    assert floors.hold(tmp_path / "nothing.json") == ["There is no coverage report."]


@pytest.mark.parametrize("file", ["console/domain/", "console/store/", "console/slack/wire.py"])
def test_domain_wire_and_store_are_held_whole(file: str) -> None:
    assert f'"{file}",' in floors.TABLE.read_text(encoding="utf-8")
