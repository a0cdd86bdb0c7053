"""The log holds what happened to the program, and nothing that anybody wrote."""

import asyncio
import json
import logging
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from console import logs
from console.ui.bridge import say_failure

WORDS = "what a member wrote"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """A log file; the loggers are as they were afterwards."""
    root, levels = logging.getLogger(), {name: logging.getLogger(name).level for name in logs.QUIET}
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()  # begin() would close pytest's own
    try:
        yield tmp_path / "new" / "cache.log"
    finally:
        for handler in root.handlers:
            handler.close()
        root.handlers[:], root.level = handlers, level
        for name, before in levels.items():
            logging.getLogger(name).setLevel(before)


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="ascii").splitlines()]


def ours(message: str, *args: object, **more: Any) -> None:
    """As if a module of the console said it."""
    path = str(Path(logs.__file__).with_name("desk.py"))
    extra = more.pop("extra", {})
    record = logging.getLogger("console.desk").makeRecord(
        "console.desk", logging.INFO, path, 7, message, args, more.pop("exc_info", None), extra=extra
    )
    logging.getLogger("console.desk").handle(record)


def test_the_file_is_its_owners_and_a_line_is_json(file: Path) -> None:
    logs.begin(file)
    ours("purged %d", 3, extra={"count": 3, "text": WORDS})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    (line,) = lines(file)
    assert line.keys() == {"at", "level", "logger", "message", "count"}
    assert line["message"] == "purged 3"


def test_an_exception_leaves_its_kind_and_place_and_never_its_words(file: Path) -> None:
    logs.begin(file)
    try:
        int(WORDS)
    except ValueError as error:
        ours("failed", exc_info=(type(error), error, error.__traceback__))
        say_failure("read Slack", error)
        logging.getLogger("asyncio").error("Task failed: %r", error, exc_info=error)  # noqa: TRY400 - as asyncio does
    assert WORDS not in file.read_text(encoding="ascii")
    told = lines(file)
    assert [line.get("kind") for line in told] == ["ValueError"] * 3
    assert all(line["where"].startswith(__name__.rpartition(".")[2]) or ":" in line["where"] for line in told)


@pytest.mark.parametrize("name", ["slack_sdk", "aiohttp.client", "asyncio", "console.slack.socket"])
def test_what_other_peoples_code_says_is_kept_without_what_it_quotes(file: Path, name: str) -> None:
    logs.begin(file)
    logger = logging.getLogger(name)
    logger.warning("Failed to handle %s", {"text": WORDS})
    logger.error(f"Failed to handle {WORDS}")  # noqa: G004 - as slack_sdk does
    told = lines(file)
    assert [line["message"] for line in told] == ["Failed to handle %s", ""]
    assert all(line["where"].startswith("test_logs:") for line in told)
    assert WORDS not in file.read_text(encoding="ascii")


def test_the_loops_own_complaint_quotes_nobody(file: Path) -> None:
    logs.begin(file)

    async def unheard() -> None:
        loop = asyncio.get_running_loop()
        loop.default_exception_handler({"message": WORDS, "exception": ValueError(WORDS)})

    asyncio.run(unheard())
    assert WORDS not in file.read_text(encoding="ascii")
    assert lines(file)[0]["level"] == "ERROR"


def test_what_libraries_say_in_passing_is_not_kept(file: Path) -> None:
    logs.begin(file)
    logging.getLogger("slack_sdk.web").info("A new session: %s", WORDS)
    logging.getLogger("console.desk").debug("x")
    assert lines(file) == []


def test_without_a_file_nothing_is_written(file: Path) -> None:
    logs.begin(None)
    ours("x")
    assert not file.parent.exists()


def test_a_folder_that_cannot_be_written_keeps_nobody_from_working(file: Path) -> None:
    file.parent.write_text("a file where a folder should be", encoding="utf-8")
    logs.begin(file)
    ours("x")
    assert file.parent.is_file()
