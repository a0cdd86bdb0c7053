"""What was kept is told again: found by its words, and as a record that any other desk can check."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from console import commands, record, recording
from console.__main__ import main
from console.clock import RealClock
from console.domain.record import Line, linked
from console.practice.people import IYER, NOVAK, OKAFOR, Staff
from console.practice.server import Practice
from console.settings import load
from console.station import Station, open_vault
from tests.journeys.stage import Desk

Said = pytest.CaptureFixture[str]


@pytest.fixture
async def night() -> AsyncIterator[Practice]:
    async with Practice(limits=False, speed=0.1) as practice:
        yield practice


def desk_of(folder: Path, practice: Practice, person: Staff) -> Desk:
    return Desk(folder, practice.api_url, person)


async def caught_up(desk: Desk, said: Said) -> None:
    """Let a desk read what there is."""
    settings = load(desk.file)
    assert await commands.state(settings, desk.environment, as_json=True, follow=False, offline=False) == 0
    said.readouterr()


async def printed(desk: Desk, said: Said, *, as_json: bool = True) -> list[str]:
    said.readouterr()
    assert await record.record(load(desk.file), desk.environment, as_json=as_json) == 0
    return said.readouterr().out.splitlines()


async def verified(desk: Desk, lines: list[str], said: Said) -> tuple[int, str]:
    """What checking the lines as a file comes to."""
    file = desk.folder / "record.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    code = await record.verify(load(desk.file), desk.environment, file)
    out, err = said.readouterr()
    return code, (out + err).replace(str(file), "FILE")


async def test_two_desks_print_one_record_and_each_verifies_the_others(
    tmp_path: Path, night: Practice, capsys: Said
) -> None:
    first, second = desk_of(tmp_path / "a", night, IYER), desk_of(tmp_path / "b", night, OKAFOR)
    for desk in (first, second):
        await caught_up(desk, capsys)
    ours, theirs = await printed(first, capsys), await printed(second, capsys)
    shorter = min(len(ours), len(theirs))
    assert ours[:shorter] == theirs[:shorter]
    assert shorter > 100
    one = json.loads(ours[0])
    assert list(one) == ["ts", "channel", "event", "person", "content", "hash"]
    assert not one["event"].startswith("mc_")
    code, told = await verified(second, ours, capsys)
    assert (code, told.splitlines()[0]) == (0, f"FILE: {len(ours)} entries, and each follows from the one before it.")
    assert "This desk holds the same" in told
    for_people = await printed(first, capsys, as_json=False)
    assert len(for_people) == len(ours)
    assert " #" in for_people[0]
    assert for_people[0].endswith(one["hash"][:16])


async def test_what_was_changed_and_what_a_desk_does_not_hold_is_named(
    tmp_path: Path, night: Practice, capsys: Said
) -> None:
    desk = desk_of(tmp_path, night, IYER)
    await caught_up(desk, capsys)
    lines = await printed(desk, capsys)

    changed = [*lines[:6], lines[6].replace('"person":"', '"person":"X'), *lines[7:]]
    assert await verified(desk, changed, capsys) == (
        3,
        "FILE: line 7 does not follow from the lines before it. The file was changed there.\n",
    )

    def forged(at: int, *instead: dict[str, str]) -> list[str]:
        """A file with other lines in place of one, whose chain is whole all the same."""
        kept = [json.loads(line) for line in lines]
        kept[at : at + 1] = instead
        named = [Line(*(one[field] for field in Line._fields)) for one in kept]
        return [recording.written(one) for one in linked(named)]

    one = json.loads(lines[6])
    where = f"{one['event']} at {one['ts']} in #"
    for file, said in (
        (forged(6), f"This desk differs: this desk holds {where}"),
        (forged(6, one | {"content": "00"}), f"This desk differs: {where}"),
        (forged(6, one, one | {"event": "post_taken"}), "This desk differs: the file has post_taken at "),
        (forged(6, one, one | {"ts": one["ts"][:-6] + f"{int(one['ts'][-6:]) + 1:06d}"}), "which this desk does not"),
    ):
        code, told = await verified(desk, file, capsys)
        assert code == 3
        assert said in told

    code, told = await verified(desk, lines[:1], capsys)
    assert (code, told.splitlines()[1]) == (0, "This desk holds the same: 1 entry compared.")


async def test_what_is_later_than_a_desk_is_complete_and_what_it_cannot_read_is_not_compared(
    tmp_path: Path, night: Practice, capsys: Said
) -> None:
    desk = desk_of(tmp_path, night, IYER)
    await caught_up(desk, capsys)
    known = [Line(*list(json.loads(line).values())[:-1]) for line in await printed(desk, capsys)]
    some = [line for line in known if line.channel == known[0].channel]
    later = known[0]._replace(ts="4000000000.000000")
    file = [recording.written(one) for one in linked([*some, later])]
    code, told = await verified(desk, file, capsys)
    assert (code, told.splitlines()[1:]) == (
        0,
        [
            f"This desk holds the same: {len(some)} entries compared.",
            "1 entry later than this desk is complete, and not compared.",
            f"{len(known) - len(some)} entries of channels that the file does not have, and not compared.",
        ],
    )


async def test_a_desk_that_never_read_slack_whole_says_so(tmp_path: Path, capsys: Said) -> None:
    desk = Desk(tmp_path, "http://127.0.0.1:9/api/", IYER)
    vault = await open_vault(load(desk.file), desk.environment)
    await Station(load(desk.file), RealClock(), vault).open()
    vault.close()
    assert await record.record(load(desk.file), desk.environment, as_json=False) == 0
    assert capsys.readouterr().err.startswith("This desk never read Slack whole")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty."),
        ("secret words", "line 1 is none of a record."),
        ('{"ts": "1.000000"}', "line 1 is none of a record."),
        (
            '{"ts":"x","channel":"C","event":"e","person":"U","content":"c","hash":"h"}',
            "line 1 has no moment of Slack's.",
        ),
    ],
)
async def test_a_file_that_is_no_record_is_told_without_its_words(
    tmp_path: Path, capsys: Said, text: str, why: str
) -> None:
    desk = Desk(tmp_path, "http://127.0.0.1:9/api/", IYER)
    assert await verified(desk, [text], capsys) in [(1, f"FILE: {why}\n"), (1, f"FILE {why}\n")]
    assert await record.verify(load(desk.file), {}, tmp_path / "none") == 1
    assert "cannot be read" in capsys.readouterr().err


async def test_without_a_cache_a_record_is_checked_by_itself_and_nothing_is_found(tmp_path: Path, capsys: Said) -> None:
    desk = Desk(tmp_path, "http://127.0.0.1:9/api/", IYER)
    line = recording.written(next(linked([Line("1.000000", "C", "chat_taken", "U", "ab")])))
    assert await verified(desk, [line], capsys) == (
        0,
        (
            "FILE: 1 entry, and each follows from the one before it.\n"
            "There is no cache on this computer to compare it with.\n"
        ),
    )
    assert await record.search(load(desk.file), {}, "word", limit=1, as_json=False) == 1
    assert capsys.readouterr().err == f"There is no cache at {desk.cache} yet.\n"


async def test_words_are_found_and_marked_and_told_with_who_where_and_what_about(
    tmp_path: Path, night: Practice, capsys: Said
) -> None:
    desk = desk_of(tmp_path, night, NOVAK)
    await caught_up(desk, capsys)
    settings = load(desk.file)
    assert await record.search(settings, desk.environment, "lantern", limit=5, as_json=True) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert found
    assert [one["ts"] for one in found] == sorted((one["ts"] for one in found), reverse=True)
    one = next(one for one in found if one["event"] == "chat_opened")
    assert one["about"]
    assert {one["text"][start:end].lower() for start, end in one["spans"]} == {"lantern"}
    assert await record.search(settings, desk.environment, "lantern", limit=5, as_json=False) == 0
    told = capsys.readouterr().out
    assert told.count("\n    ") == len(found)
    assert "«lantern»" in told.lower()
    assert await record.search(settings, desk.environment, "nobodysaidthis", limit=5, as_json=False) == 0
    assert capsys.readouterr().err == "Nothing that this desk keeps holds these words.\n"


def test_the_commands_are_told_what_was_typed(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "http://127.0.0.1:9/api/", IYER)
    runner = CliRunner()
    for typed in (["search", "two", "words"], ["record"], ["record", "--json"]):
        done = runner.invoke(main, ["--settings", str(desk.file), *typed])
        assert (done.exit_code, done.output) == (1, f"There is no cache at {desk.cache} yet.\n")
    (tmp_path / "empty").touch()
    done = runner.invoke(main, ["--settings", str(desk.file), "record", "verify", str(tmp_path / "empty")])
    assert (done.exit_code, done.output) == (1, f"{tmp_path / 'empty'} is empty.\n")
    assert runner.invoke(main, ["search"]).exit_code == 2
