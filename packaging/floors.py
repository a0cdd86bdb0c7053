"""Coverage that may only rise: what the tests ran is held against packaging/coverage.toml."""

import itertools
import json
import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

TABLE = Path(__file__).resolve().parent / "coverage.toml"
SHAKE = 0.5  # of a percent: threads do not run every branch every time
SHOWN = 12  # places named in one sentence


class Run(NamedTuple):
    """How many lines and branches there are, and how many of them were run."""

    there: int
    ran: int

    @property
    def percent(self) -> float:
        """The share that was run; all of nothing is all."""
        return 100 * self.ran / self.there if self.there else 100.0


def room_of(file: str) -> str:
    """The folder of a file: one room, one floor."""
    return file.rpartition("/")[0]


def files_of(report: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """What coverage's JSON says of each file, by its name with forward slashes."""
    return {name.replace("\\", "/"): told for name, told in sorted(report["files"].items())}


def reached(report: Mapping[str, Any], table: Mapping[str, Any]) -> dict[str, Run]:
    """What was run of each room, without the files that must be whole."""
    rooms: dict[str, Run] = {}
    for file, told in files_of(report).items():
        if not file.startswith(tuple(table["whole"])):
            told_sum, before = told["summary"], rooms.get(room_of(file), Run(0, 0))
            rooms[room_of(file)] = Run(
                before.there + told_sum["num_statements"] + told_sum["num_branches"],
                before.ran + told_sum["covered_lines"] + told_sum["covered_branches"],
            )
    return rooms


def stretches(lines: Sequence[int]) -> Iterator[str]:
    """Rising line numbers, those that follow each other as one stretch: 3, 4, 5, 9 as "3-5", "9"."""
    for _, group in itertools.groupby(enumerate(lines), lambda numbered: numbered[1] - numbered[0]):
        run = [line for _, line in group]
        yield str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}"


def fallen(report: Mapping[str, Any], table: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each floor that does not hold."""
    for file, told in files_of(report).items():
        gaps = list(stretches(told["missing_lines"]))
        gaps += [f"{start}→{end if end > 0 else 'end'}" for start, end in told["missing_branches"]]
        if gaps and file.startswith(tuple(table["whole"])):
            more = f" and {len(gaps) - SHOWN} more places" if len(gaps) > SHOWN else ""
            yield f"{file} must be run whole by the tests. Not run: {', '.join(gaps[:SHOWN])}{more}."
    for room, run in reached(report, table).items():
        floor = table["floors"].get(room)
        if floor is None:
            yield f"{room} has no floor in packaging/coverage.toml yet; packaging/test --raise writes it."
        elif run.percent < floor:
            yield f"{room} fell: the tests ran {run.percent:.1f} % of it, and {floor} % stood."


def raised(report: Mapping[str, Any], table: Mapping[str, Any]) -> dict[str, int]:
    """The floors with what was reached now; none of them is lowered."""
    standing: Mapping[str, int] = table["floors"]
    rooms = reached(report, table)
    return {
        room: max(standing.get(room, 0), math.floor(rooms[room].percent - SHAKE) if room in rooms else 0)
        for room in sorted({*standing, *rooms})
    }


def hold(path: Path, *, raising: bool = False, table_path: Path = TABLE) -> list[str]:
    """The sentences of what fell; first, when asked, the reached floors are written into the table."""
    if not path.exists():
        return ["There is no coverage report."]
    report = json.loads(path.read_text(encoding="utf-8"))
    text = table_path.read_text(encoding="utf-8")
    table = tomllib.loads(text)
    if raising:
        table = {**table, "floors": raised(report, table)}
        lines = [f'"{room}" = {percent}\n' for room, percent in table["floors"].items()]
        head = text.partition("[floors]\n")[0]
        table_path.write_text(head + "[floors]\n" + "".join(lines), encoding="utf-8")
    return list(fallen(report, table))
