"""A handover that is saved holds all that the page shows, and what is told of members only when that is chosen."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from typing_extensions import override

from console.desk import View
from console.domain.cases import SignedFor, SignedOver
from console.domain.opinions import Given, Stand
from console.domain.words import Risk
from console.ui.handover_page import HandoverPage
from console.ui.saving import Form, Saving
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.desks import ME, NOW
from tests.ui.test_handover_page import case, opened, opinion, with_cases
from tests.ui.windows import press

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
SECRET = "a-word-about-somebody"
HOSTILE = '<img src="https://bad.example/x.png">'


class Read(HTMLParser):
    """What a page says, and what it would load."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.words = ""
        self.feed(html)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [value or "" for name, value in attrs if name in ("src", "href")]

    @override
    def handle_data(self, data: str) -> None:
        self.words += f"{data} "


def night() -> View:
    over, for_ = SignedOver("s2", ME, NOW), SignedFor("s2", "U2", NOW, "A sister will ring.")
    over_it = case("k2", closed_at=NOW, closed_by=ME, outcome="safe with a friend")
    held = case(plan="Ring at nine.", if_then="If not, the lead.", signed_over=(over,), signed_for=(for_,))
    return with_cases(held, over_it)


def told_everywhere() -> View:
    """Cases in which everything that can be told of a member is told, by the same word."""
    given = (Given("U2", NOW, agrees=True, reason=SECRET),)
    asked = [
        replace(opinion("U3", *given, stand=stand, outcome=SECRET), reason=SECRET)
        for stand in (Stand.WAITS, Stand.DISAGREED, Stand.AGREED)
    ]
    words = dict.fromkeys(("summary", "plan", "if_then", "note", "outcome", "outside"), SECRET)
    signed = {"signed_over": (SignedOver("s2", ME, NOW),), "signed_for": (SignedFor("s2", "U2", NOW, SECRET),)}
    cases = [case(f"k{n}", opinions=(one,), **words, **signed) for n, one in enumerate(asked)]
    over = [replace(one, case=f"{one.case} over", closed_at=NOW, closed_by=ME) for one in cases]
    return with_cases(*cases, *over)


def saving(qtbot: QtBot, view: View) -> tuple[DeskWindow, HandoverPage, Saving]:
    """The question how the handover is saved, opened by its key."""
    made, page, _ = opened(qtbot, view)
    press(made, Qt.Key.Key_O, _CTRL)
    assert page.saving is not None
    return made, page, page.saving


@pytest.mark.parametrize("words", [False, True])
def test_what_is_told_of_members_goes_with_it_only_when_that_is_chosen(
    qtbot: QtBot, tmp_path: Path, words: bool
) -> None:
    made, _, asked = saving(qtbot, night())
    asked.picking.reject()
    asked.save(str(tmp_path / "handover.html"), Form("html", words))
    read = Read((tmp_path / "handover.html").read_text())
    for told in ("A sister is there.", "Ring at nine.", "If not, the lead.", "A sister will ring.", "safe with"):
        assert (told in read.words) is words
    assert "B · green-compass" in read.words
    assert "Signed for by" in read.words
    assert " you" not in read.words
    assert made.banner.words == f"The handover is saved in {tmp_path / 'handover.html'}."


@pytest.mark.parametrize("words", [False, True])
def test_nothing_that_is_told_of_a_member_anywhere_in_a_case_is_left_in_a_bare_file(
    qtbot: QtBot, tmp_path: Path, words: bool
) -> None:
    _, _, asked = saving(qtbot, told_everywhere())
    asked.picking.reject()
    asked.save(str(tmp_path / "handover.html"), Form("html", words))
    html = (tmp_path / "handover.html").read_text()
    assert (SECRET in html) is words
    assert "agreed" in html  # that somebody gave an opinion is no word about a member


def test_a_page_is_read_by_its_headings_and_tables_and_loads_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    _, _, asked = saving(qtbot, with_cases(case(summary=HOSTILE)))
    asked.picking.reject()
    asked.save(str(tmp_path / "handover.html"), Form("html", words=True))
    read = Read((tmp_path / "handover.html").read_text())
    assert [tag for tag in read.tags if tag in ("h1", "img")] == ["h1", "img"]
    assert {"h2", "h3", "table", "th"} <= set(read.tags)
    assert [load.partition(";")[0] for load in read.loads] == ["data:image/png"]
    assert HOSTILE in read.words


@pytest.mark.parametrize(("key", "shift", "name"), [(Qt.Key.Key_P, False, "pdf"), (Qt.Key.Key_H, True, "html")])
def test_it_is_saved_by_keys_alone(qtbot: QtBot, tmp_path: Path, key: Qt.Key, shift: bool, name: str) -> None:
    _, page, asked = saving(qtbot, night())
    qtbot.waitUntil(asked.picking.isActiveWindow)
    press(asked.picking, key, _SHIFT if shift else Qt.KeyboardModifier.NoModifier)
    assert asked.files is not None
    assert asked.files.isVisible()
    chosen = Path(asked.files.selectedFiles()[0])
    assert chosen.name.startswith("handover-")
    assert chosen.suffix == f".{name}"
    asked.files.fileSelected.emit(str(tmp_path / chosen.name))
    asked.files.reject()
    page.acts["save_handover"]()  # and once more
    assert page.saving is not asked
    assert page.saving is not None
    page.saving.picking.reject()
    kept = (tmp_path / chosen.name).read_bytes()
    assert kept.startswith(b"%PDF" if name == "pdf" else b"<!DOCTYPE html>")
    assert len(kept) > 2_000
    assert page.view.isVisible()


def test_what_cannot_be_saved_is_told_and_what_was_there_stays(qtbot: QtBot, tmp_path: Path) -> None:
    made, _, asked = saving(qtbot, night())
    asked.picking.reject()
    asked.save(str(tmp_path / "no such folder" / "handover.pdf"), Form("pdf", words=False))
    assert made.banner.words.startswith("The handover could not be saved: ")


def test_a_night_without_cases_or_shifts_can_be_saved_too(qtbot: QtBot, tmp_path: Path) -> None:
    _, _, asked = saving(qtbot, desks.view(shifts={}, chats_={}, rules={}, tasks={}, asks={}))
    asked.picking.reject()
    asked.save(str(tmp_path / "handover.html"), Form("html", words=False))
    read = Read((tmp_path / "handover.html").read_text())
    assert "Handover to the next shift" in read.words
    assert Risk.A.value not in read.words.split()
