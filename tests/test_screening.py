"""The command ``screen``: texts in, hits out, and what becomes of lines that are none."""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console import commands, screening
from console.domain.events import RulePublished
from console.domain.words import Audience, RuleKind, RuleLevel
from console.practice.people import IYER
from console.practice.server import Practice
from console.settings import Settings, load
from tests.builders import NIGHT
from tests.journeys.stage import Desk

RULES = """
[[rule]]
rule = "R14"
title = "Contact details"
body = "None."
level = "stop"
audience = ["under_18", "adults"]
words = ["loser"]
kinds = ["phone", "link", "email", "handle"]

[[rule]]
rule = "R2"
title = "For the young"
body = "None."
level = "must"
audience = ["under_18"]
words = ["casino"]
"""


def ran(tmp_path: Path, *lines: bytes, rules: str | None = RULES) -> subprocess.CompletedProcess[bytes]:
    file = tmp_path / "rules.toml"
    if rules is not None:
        file.write_text(rules, encoding="utf-8")
    settings = tmp_path / "settings.toml"
    settings.write_text(f'[cache]\npath = "{(tmp_path / "cache.db").as_posix()}"\n', encoding="utf-8")
    given = ["--settings", str(settings), "screen", *(["--rules", str(file)] if rules is not None else [])]
    return subprocess.run(
        [sys.executable, "-m", "console", *given], input=b"\n".join(lines), capture_output=True, timeout=60, check=False
    )


def test_each_text_gets_a_line_with_its_hits_in_code_points(tmp_path: Path) -> None:
    text = "😔 you l0ser, 𝟎𝟕𝟕𝟎𝟎 𝟗𝟎𝟎 𝟏𝟐𝟑 or exam\u200bple.com"
    lines = [json.dumps({"text": text}).encode(), json.dumps({"text": text}, ensure_ascii=False).encode()]
    done = ran(tmp_path, *lines, b'{"text": "nothing here", "more": 1}')
    assert (done.returncode, done.stderr) == (0, b"")
    first, second, third = map(json.loads, done.stdout.splitlines())
    assert first == second
    assert third == {"hits": []}
    assert {tuple(hit) for hit in first["hits"]} == {("rule", "version", "kind", "spans")}
    told = [
        (hit["rule"], hit["version"], hit["kind"], [text[start:end] for start, end in hit["spans"]])
        for hit in first["hits"]
    ]
    assert told == [
        ("R14", 1, "word", ["l0ser"]),
        ("R14", 1, "phone", ["𝟎𝟕𝟕𝟎𝟎 𝟗𝟎𝟎 𝟏𝟐𝟑"]),
        ("R14", 1, "link", ["exam\u200bple.com"]),
    ]


def test_an_age_band_leaves_only_the_rules_for_it(tmp_path: Path) -> None:
    lines = [json.dumps({"text": "casino", "age_band": band}).encode() for band in ("16-17", "18-24", None)]
    done = ran(tmp_path, *lines)
    assert [len(json.loads(line)["hits"]) for line in done.stdout.splitlines()] == [1, 0, 1]


def test_a_bad_line_is_told_by_its_number_without_its_words_and_the_others_go_on(tmp_path: Path) -> None:
    bad = [
        b"secret words",
        b'{"txt": "secret"}',
        b'{"text": 7}',
        b'{"text": "secret", "age_band": "40"}',
        b'{"text": "\xff secret"}',
        b'{"text": "secret \\ud800"}',
        b"[" * 100_000,
    ]
    done = ran(tmp_path, b'\xef\xbb\xbf{"text": "loser"}', b"", *bad, b'{"text": "loser"}\r')
    assert done.returncode == 3
    assert [len(json.loads(line)["hits"]) for line in done.stdout.splitlines()] == [1, 1]
    told = done.stderr.decode().splitlines()
    assert [line.partition(" cannot be screened: ")[0] for line in told] == [f"Line {n}" for n in range(3, 10)]
    assert "secret" not in done.stderr.decode()
    assert "10-12, 13-15, 16-17, 18-24, 25+" in told[3]


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        (b"[[rule]]\n", "Line 1: this rule has no title."),
        (RULES.replace("R14", "R2").encode(), "has two rules of one name."),
        (b"\xff", "is no text in UTF-8."),
        (None, "cannot be read: No such file or directory."),
    ],
)
def test_a_file_of_rules_that_cannot_be_used_ends_it_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rules: bytes | None, why: str
) -> None:
    file = tmp_path / "rules.toml"
    if rules is not None:
        file.write_bytes(rules)
    code = screening.screen(Settings(), {}, file, [b'{"text": "loser"}'], print)
    out, err = capsys.readouterr()
    assert (code, out) == (1, "")
    assert str(file) in err
    assert why in err


def test_rules_without_a_name_are_called_by_the_next_free_numbers(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(RULES.replace('rule = "R14"\n', ""), encoding="utf-8")
    assert [rule.rule for rule in screening.published(file, NIGHT)] == ["R3", "R2"]


def test_without_rules_and_without_a_desk_it_says_what_to_do(tmp_path: Path) -> None:
    done = ran(tmp_path, b'{"text": "loser"}', rules=None)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"--rules" in done.stderr


@pytest.fixture
async def night() -> AsyncIterator[Practice]:
    async with Practice(night=False, roles=True, limits=False) as practice:
        rule = RulePublished(
            "R7", "t", "b", RuleLevel.STOP, (Audience.ADULTS,), words=("loser",), kinds=(RuleKind.PHONE,)
        )
        practice.post("mod-updates", IYER.name, rule)
        practice.post("mod-updates", IYER.name, rule)
        yield practice


@pytest.fixture(autouse=True)
def no_keychain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")


def test_rules_are_not_looked_for_among_the_texts() -> None:
    with pytest.raises(screening.NoRules, match="What is piped in are the texts"):
        screening.published(Path("-"), NIGHT)


async def test_without_a_file_the_rules_in_force_at_this_desk_count_and_slack_is_not_needed(
    tmp_path: Path, night: Practice
) -> None:
    desk = Desk(tmp_path / "desk", night.api_url)
    settings = load(desk.file)
    assert await commands.state(settings, desk.environment, as_json=True, follow=False, offline=False) == 0
    await night.__aexit__(None, None, None)
    said: list[bytes] = []

    def screened() -> int:
        return screening.screen(settings, desk.environment, None, [b'{"text": "loser"}'], said.append)

    assert await asyncio.to_thread(screened) == 0
    assert json.loads(b"".join(said)) == {"hits": [{"rule": "R7", "version": 2, "kind": "word", "spans": [[0, 5]]}]}


def test_whoever_has_enough_of_the_answers_may_stop_reading(tmp_path: Path) -> None:
    file, texts = tmp_path / "rules.toml", tmp_path / "texts"
    file.write_text(RULES, encoding="utf-8")
    texts.write_bytes(b'{"text": "loser"}\n' * 20_000)
    with (
        texts.open("rb") as lines,
        subprocess.Popen(
            [sys.executable, "-m", "console", "screen", "--rules", str(file)],
            stdin=lines,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process,
    ):
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.wait(60) == 0
        assert process.stderr.read() == b""


def test_an_answer_comes_before_the_next_text_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(RULES, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "console", "screen", "--rules", str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for text in ("loser", "casino"):
            process.stdin.write(json.dumps({"text": text}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["hits"]
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
