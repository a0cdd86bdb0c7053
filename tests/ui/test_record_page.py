"""The record on a page: the newest first, each entry with its place in the chain, sifted, verified, saved by keys."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain.entries import Asked, Entries, Recorded, Sort
from console.domain.messages import Position
from console.domain.record import Line
from console.domain.searching import Hit, Thing
from console.domain.subjects import Kind, Subject
from console.domain.words import Risk
from console.ui.record_page import NOTHING, RecordPage
from console.ui.record_table import HIDDEN, NOT_YET
from console.ui.recording import Hashes
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import asked, back, desk, people
from tests.ui.desks import NOW, ago
from tests.ui.windows import press

_CTRL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def entry(number: int, *, note: str = "", risk: Risk | None = None, **more: Any) -> Recorded:
    """The entry of so many minutes ago."""
    at = ago(number)
    fields: dict[str, Any] = {"what": "noted" if note else "took"} | more
    hit = Hit(f"{number}", Thing.NOTE, "U3", at, f"noted: {note}", Subject(Kind.CHAT, "c7"), "otter", risk)
    line = Line(f"{number}.000000", "C1", "chat_noted", "U3", "ab" * 32)
    return Recorded(line, Position(at, "C1"), fields["what"], note, hit)


def hashes(entries: tuple[Recorded, ...]) -> dict[Position, Hashes]:
    numbers = {one.position: 1_000 - place for place, one in enumerate(entries)}
    return {one: Hashes(n, f"{n:064x}", f"{n - 1:064x}") for one, n in numbers.items()}


def opened(qtbot: QtBot) -> tuple[DeskWindow, RecordPage, list[Asked]]:
    made, _ = desk(qtbot)
    wished: list[Asked] = []
    made.finder.recording.wished.connect(wished.append)
    press(made.queue.view, Qt.Key.Key_7, _CTRL)
    page = made.views.page
    assert isinstance(page, RecordPage)
    assert made.focusWidget() is page.grid
    return made, page, wished


def answer(page: RecordPage, *entries: Recorded, next: Position | None = None, asked: Asked | None = None) -> None:
    page._recording.show(Entries(asked or page.asked, entries, next))


def cells(page: RecordPage, row: int) -> list[str]:
    return [page.table.index(row, column).data() for column in range(page.table.columnCount())]


def pick(qtbot: QtBot, page: RecordPage, key: str) -> None:
    picking = page.sifting.picking
    assert picking is not None
    qtbot.waitUntil(picking.isActiveWindow)
    press(picking, key)
    page.widget.activateWindow()
    qtbot.waitUntil(page.widget.isActiveWindow)


def test_an_entry_says_when_who_what_about_whom_and_its_place_in_the_chain(qtbot: QtBot) -> None:
    _, page, wished = opened(qtbot)
    assert wished == [Asked()]
    some = (entry(1, note="slept <b>badly</b>"), entry(5))
    answer(page, *some)
    assert cells(page, 0) == ["02:13", "M. Hale", "noted", "otter", "slept <b>badly</b>", NOT_YET, ""]
    assert "is not known yet" in page.text.accessibleName()
    found = hashes(some)
    page._recording.channels = {"C1": "#shift-log"}
    page._recording.show_hashes(found, Hashes(1_000, "e" * 64, ""))
    assert cells(page, 0)[-2:] == ["00000000", "00000000"]
    assert page.table.headerData(0, Qt.Orientation.Vertical) == "1,000"
    assert page.table.headerData(5, Qt.Orientation.Horizontal) == "Hash"
    words = page.text.accessibleName()
    assert "chat_noted at 1.000000 in #shift-log · content abab" in words
    assert f"Entry 1,000 · hash {1_000:064x} · follows {999:064x}" in words
    assert page.heading.summary == "2 · last hash eeeeeeeeeeeeeeee of 1,000 · complete to 02:14"
    asked_for: list[Any] = []
    page._recording.hashes_wished.connect(asked_for.append)
    page._recording.show_hashes({}, Hashes(999, "f" * 64, ""), cuts=1)
    assert cells(page, 0)[-2:] == [NOT_YET, ""]
    assert asked_for == [tuple(one.position for one in some)]
    page._recording.show_hashes(found, Hashes(1_000, "e" * 64, ""), cuts=1)
    assert cells(page, 0)[-1] == "00000000"
    assert len(asked_for) == 1
    role = Qt.ItemDataRole.AccessibleTextRole
    assert page.table.index(1, 4).data(role) == "M. Hale took, Note: none"
    assert not page.grid.grab().isNull()


def test_what_was_written_about_a_chat_at_a_or_b_is_hidden_until_it_is_asked_for(qtbot: QtBot) -> None:
    _, page, _ = opened(qtbot)
    answer(page, entry(1, note="slept", risk=Risk.A), entry(2, risk=Risk.A), entry(3, note="slept", risk=Risk.D))
    assert [cells(page, row)[4] for row in range(3)] == [HIDDEN, "", "slept"]
    assert "noted: slept" not in page.text.accessibleName()
    press(page.grid, Qt.Key.Key_Space)
    assert "noted: slept" in page.text.accessibleName()
    press(page.grid, Qt.Key.Key_Space)
    assert "noted: slept" not in page.text.accessibleName()
    page.step(2)
    page.unfold()
    assert "noted: slept" in page.text.accessibleName()


def test_more_comes_when_the_end_is_in_sight_and_an_answer_to_something_else_is_let_go(qtbot: QtBot) -> None:
    _, page, wished = opened(qtbot)
    some = tuple(entry(n) for n in range(1, 41))
    edge = some[-1].position
    answer(page, entry(1), asked=Asked("something else"))
    assert page.table.rowCount() == 0
    answer(page, *some, next=edge)
    assert page.heading.summary.startswith("the newest 40, there are more")
    bar = page.grid.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert wished[-1] == Asked(before=edge)
    assert len(wished) == 2
    answer(page, entry(50), asked=wished[-1])
    assert page.table.rowCount() == 41
    answer(page, asked=wished[-1])
    assert page.heading.summary.startswith("41")


def test_new_entries_come_at_the_top_and_whoever_stands_on_one_stands_on_it_still(qtbot: QtBot) -> None:
    made, page, wished = opened(qtbot)
    answer(page, entry(5), entry(6))
    page.step(1)
    before = len(wished)
    made.show_view(desks.view(people=people()))
    qtbot.waitUntil(lambda: len(wished) > before)
    answer(page, entry(4), entry(5), entry(6))
    chosen = page._chosen
    assert chosen is not None
    assert chosen.hit.key == "6"


def test_it_is_sifted_by_kind_person_period_about_and_words_and_escape_lets_go(qtbot: QtBot) -> None:
    made, page, wished = opened(qtbot)
    answer(page, entry(1))
    press(page.grid, "k", _ALT)
    pick(qtbot, page, "O")
    press(page.grid, "p", _ALT)
    pick(qtbot, page, "W")
    press(page.grid, "a", _ALT)
    asking = asked(qtbot, made)
    asking.field.setPlainText(" rule 14 ")
    asking.confirm()
    back(qtbot, made)
    page.find()
    press(page.search, "slept")
    wanted = Asked("slept", Sort.OVERRIDE, "", "rule 14", NOW - timedelta(days=7))
    assert wished[-1] == wanted
    assert page.buttons[0].label == "About: rule 14"
    answer(page)
    assert page.heading.summary.startswith("0 · overrides · last 7 days · about rule 14")
    assert page.text.accessibleName() == NOTHING
    assert page.grid.accessibleDescription() == NOTHING
    press(page.search, Qt.Key.Key_Escape)
    assert wished[-1] == Asked()
    assert page.grid.hasFocus()
    press(page.grid, Qt.Key.Key_Escape)
    assert made.views.current == "desk"
    page.follow("otter")
    assert page.asked == Asked(about="otter")


def test_a_file_is_chosen_and_verified_and_the_outcome_stays_until_it_is_left(qtbot: QtBot, tmp_path: Path) -> None:
    made, page, _ = opened(qtbot)
    heard: list[str] = []
    made.finder.recording.verify_wished.connect(heard.append)
    answer(page, entry(1))
    press(page.grid, "v", _ALT)
    assert page.files is not None
    page.files.fileSelected.emit(str(tmp_path / "r.jsonl"))
    page.files.reject()
    assert heard == [str(tmp_path / "r.jsonl")]
    made.finder.recording.told.emit("Line 7 does not follow.", "warn")
    assert page.outcome.accessibleName() == "⚠ Line 7 does not follow."
    made.finder.recording.told.emit("This desk holds the same.", "quiet")
    assert page.outcome.accessibleName() == "✓ This desk holds the same."
    made.finder.recording.show_progress("hashes 40%")
    assert page.heading.summary.endswith("hashes 40%")
    made.finder.recording.show_progress("")
    assert page.leave()
    assert page.outcome.isHidden()
    assert not page.leave()


def test_the_whole_record_or_what_is_shown_is_saved(qtbot: QtBot, tmp_path: Path) -> None:
    made, page, _ = opened(qtbot)
    heard: list[tuple[str, Asked | None]] = []
    made.finder.recording.save_wished.connect(lambda *what: heard.append(what))
    answer(page, entry(1))
    for sifted, key, asked_ in ((False, "W", None), (True, "F", Asked(kind=Sort.NOTE))):
        if sifted:
            page.sifting.only(Sort.NOTE)
            answer(page, entry(1))
        press(page.grid, "s", _ALT)
        picking = page.picking
        assert picking is not None
        assert picking.buttons[1].isEnabled() is sifted
        qtbot.waitUntil(picking.isActiveWindow)
        press(picking, key)
        assert page.files is not None
        page.files.fileSelected.emit(str(tmp_path / key))
        page.files.reject()
        assert heard[-1] == (str(tmp_path / key), asked_)
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
    page.wear(made.look.at(200))
    page.step(-1)
    assert replace(page.asked, kind=None) == Asked()
