"""One case leaves two desks as the same incident bundle, which either of them, and nobody's forgery, holds against."""

import json
import stat
import zipfile
from collections.abc import Callable, Coroutine, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.bundling import DATA, PAGE
from console.comparing import opened
from console.doing import STANDS
from console.practice.people import HALE, OKAFOR, WHITLOCK
from console.practice.server import Practice
from console.ui.board_page import BoardPage
from console.ui.bridge import Application
from tests.journeys.inside import app_of, live
from tests.journeys.stage import Desk, Workspace, soon, until
from tests.journeys.test_acting import ready

Run = Callable[[Coroutine[Any, Any, None]], None]
_SHIFT = Qt.KeyboardModifier.ShiftModifier

SECRET = "a-word-about-somebody"


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace(speed=1, start="02:40") as found:
        found.ask("limits", {"on": False})
        yield found


def done(desk: Desk, *arguments: str) -> None:
    told = desk.tell("do", *arguments)
    assert told.returncode == STANDS, told.stderr


def saved(desk: Desk, *arguments: str) -> tuple[Path, str]:
    """The bundle of the case at a desk that is complete beyond it."""
    desk.state()
    file = desk.folder / "bundle.zip"
    told = desk.tell("case", *arguments, "--bundle", str(file))
    assert told.returncode == 0, told.stderr
    return file, told.stdout


def inside(file: Path) -> tuple[str, dict[str, Any]]:
    with zipfile.ZipFile(file) as archive:
        return archive.read(PAGE).decode(), json.loads(archive.read(DATA))


def verified(desk: Desk, file: Path) -> tuple[int, str]:
    told = desk.tell("record", "verify", str(file))
    return told.returncode, told.stdout + told.stderr


def test_a_case_flagged_planned_and_closed_at_two_desks_leaves_both_as_one_bundle_that_verifies(
    workspace: Workspace, tmp_path: Path
) -> None:
    okafor, whitlock, hale = (
        Desk(tmp_path / person.id, workspace.api_url, person) for person in (OKAFOR, WHITLOCK, HALE)
    )
    flag = ("flag-case", "--alias", "tall-fern", "--risk", "C", "--category", "self-harm")
    done(okafor, *flag, "--summary", f"said {SECRET}")
    done(whitlock, "update-case", "tall-fern", "--owner", HALE.name, "--plan", f"ring about {SECRET}")
    done(hale, "assess-case", "tall-fern", "--alone", "no", "--informed", f"a friend of {SECRET}")
    done(hale, "close-case", "tall-fern", "--outcome", f"safe with {SECRET}")
    closed = workspace.now()

    def beyond(desk: Desk) -> bool:
        return str(desk.state()["complete_to"]) > (closed + timedelta(seconds=1)).isoformat()

    for desk in (okafor, whitlock):
        until(lambda desk=desk: beyond(desk))  # type: ignore[misc]  # a default of a lambda
    first, told = saved(okafor, "tall-fern")
    second, _ = saved(whitlock, "tall-fern")
    assert "without what is told of members: 4 entries with their proof." in told
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    (page, ours), (other_page, theirs) = inside(first), inside(second)
    assert SECRET not in page + json.dumps(ours)
    assert [one["event"] for one in ours["entries"]] == [
        "case_flagged",
        "case_updated",
        "case_assessed",
        "case_closed",
    ]
    assert (ours["made"]["by"], theirs["made"]["by"]) == (OKAFOR.id, WHITLOCK.id)
    bare = [{**one, "made": 0, "people": 0, "page": 0, "seal": 0} for one in (ours, theirs)]
    assert bare[0] == bare[1]
    assert [span["who"] for span in ours["things"][0]["held"]] == [None, HALE.id, None]
    assert page != other_page  # each says who made it
    for desk in (okafor, whitlock):
        for file in (first, second):
            code, said = verified(desk, file)
            assert (code, "This desk holds the same: 4 entries compared." in said) == (0, True), said
            assert "is another one" not in said

    full, _ = saved(hale, "tall-fern", "--with-words")
    page, data = inside(full)
    assert all(f"{words} {SECRET}" in page for words in ("said", "ring about", "a friend of", "safe with"))
    assert "WITH what is told of members" in page
    assert verified(okafor, full)[0] == 0
    assert all(one["whole"] for one in data["entries"])


def test_a_case_is_saved_at_the_window_by_keys_and_what_came_of_it_is_said(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with (
            Practice(limits=False) as practice,
            app_of(qapp, Desk(tmp_path / "desk", practice.api_url, OKAFOR)) as app,
        ):
            await live(app)
            await ready(app)
            window = app.window
            QTest.keyClick(window.queue.view, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
            page = window.views.page
            assert isinstance(page, BoardPage)
            page.follow("k1")
            saving = window.handing.saving
            for key, name, words in ((Qt.KeyboardModifier.NoModifier, "bare.zip", False), (_SHIFT, "full.zip", True)):
                page.acts["save_handover"]()
                await soon(lambda: saving.picking is not None and saving.picking.isActiveWindow())
                assert saving.picking is not None
                QTest.keyClick(saving.picking, Qt.Key.Key_B, key)
                assert saving.files is not None
                saving.files.fileSelected.emit(str(tmp_path / name))
                saving.files.reject()
                said = f"The case is saved in {tmp_path / name}, {'with' if words else 'without'} what is told"
                await soon(lambda said=said: said in window.banner.words)  # type: ignore[misc]  # a default of a lambda
                found = opened((tmp_path / name).read_bytes())
                assert found.bundle is not None
                assert (found.why, found.bundle.words, found.bundle.case) == ("", words, "k1")
                assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
            saving.wished.emit("k1", False, str(tmp_path / "none" / "case.zip"))
            await soon(lambda: window.banner.words == "The case could not be saved: No such file or directory.")
            saving.wished.emit("k-unknown", False, str(tmp_path / "case.zip"))
            await soon(lambda: window.banner.words == "This desk knows no such case.")
            assert not (tmp_path / "case.zip").exists()

    run(journey())


def test_what_cannot_be_saved_or_read_is_said_in_words(workspace: Workspace, tmp_path: Path) -> None:
    desk = Desk(tmp_path, workspace.api_url, OKAFOR)
    told = desk.tell("case", "k1", "--bundle", str(tmp_path / "case.zip"))
    assert (told.returncode, told.stderr) == (1, f"There is no cache at {desk.cache} yet.\n")
    desk.state()
    told = desk.tell("case", "nobody", "--bundle", str(tmp_path / "case.zip"))
    assert (told.returncode, told.stderr) == (1, "This desk knows no case “nobody”.\n")
    told = desk.tell("case", "copper-willow", "--bundle", str(tmp_path / "none" / "case.zip"))
    assert told.returncode == 1
    assert told.stderr.endswith("case.zip cannot be written: No such file or directory.\n")
    file, _ = saved(desk, "copper-willow")
    kept = file.read_bytes()
    place = kept.index(b"emotional")
    file.write_bytes(kept[:place] + b"F" + kept[place + 1 :])
    assert verified(desk, file)[0] == 3
    file.write_bytes(kept[:-1])
    assert verified(desk, file) == (1, f"{file}: this is no incident bundle that this console can read.\n")
    alone = Desk(tmp_path / "alone", workspace.api_url, OKAFOR)
    file.write_bytes(kept)
    code, said = verified(alone, file)
    assert (code, "There is no cache on this computer to compare it with." in said) == (0, True)
    assert verified(desk, tmp_path / "none.zip")[0] == 1
