"""The page of figures: one key for each stretch, charts with the same as tables, and only what one may see."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain.asks import FirstAnswers
from console.domain.measures import Agreed, Flagged, Hour, Load, Made, Measures, Waits
from console.domain.messages import EPOCH, Position
from console.domain.people import Grant
from console.domain.words import Decision, Risk, Role
from console.ui.measures_page import NO_SHIFT, MeasuresPage, stretch_of
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import asked, back, desk, people
from tests.ui.desks import ME, NOW
from tests.ui.windows import ZONE, press

_CTRL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SOME = Waits(4, 3, timedelta(seconds=40), timedelta(minutes=3))
LOADS = (Load(ME, 3, 1, 0, 1), Load("U3", 9, 0, 4, 0))
FOUND = Measures(
    NOW - timedelta(hours=4),
    NOW,
    SOME,
    ((Risk.A, replace(SOME, chats=1, taken=0, median=None, most=None)), (Risk.E, Waits())),
    tuple(Hour(hour, SOME if hour == 2 else Waits(), int(hour == 2)) for hour in range(24)),
    FirstAnswers(timedelta(minutes=2), 1, 2),
    (Made("", Decision.PUBLISH, 7, 0), Made("R14", Decision.DECLINE, 5, 2)),
    (Flagged("", 1, 0), Flagged("suicide", 2, 1)),
    LOADS,
    (Agreed("U3", "U2", "R14", 3, 4), Agreed("U3", "U2", "", 8, 8)),
)


def figures(qtbot: QtBot, *, lead: bool = False) -> tuple[DeskWindow, MeasuresPage, list[tuple[datetime, datetime]]]:
    made, _ = desk(qtbot)
    wished: list[tuple[datetime, datetime]] = []
    made.handing.measuring.wished.connect(lambda *stretch: wished.append(stretch))
    team = people()
    if lead:
        team = replace(team, grants={**team.grants, ME: (Grant(Role.LEAD, "U9", Position(EPOCH, "")),)})
    made.show_view(desks.view(people=team))
    press(made, Qt.Key.Key_6, _CTRL)
    page = made.views.page
    assert isinstance(page, MeasuresPage)
    return made, page, wished


def lines(page: MeasuresPage) -> list[str]:
    return [line.words for line in page.rows]


def test_it_begins_with_this_shift_and_each_stretch_is_one_key(qtbot: QtBot) -> None:
    made, page, wished = figures(qtbot)
    night = desks.shifts()[0]
    assert wished == [(night.starts, NOW)]
    for key, long in (("d", 1), ("w", 7), ("m", 30)):
        press(page.view, key, _ALT)
        assert wished[-1] == (NOW - timedelta(days=long), NOW)
    press(page.view, "s", _ALT)
    assert wished[-1] == (night.starts, NOW)
    page.keys[1].click()
    assert wished[-1] == (NOW - timedelta(days=1), NOW)
    made.show_view(desks.view(people=people(), shifts={}))
    press(page.view, "s", _ALT)
    assert made.banner.words == NO_SHIFT
    assert not page.leave()
    page.find()
    page.follow("answers")


def test_any_other_stretch_is_typed(qtbot: QtBot) -> None:
    made, page, wished = figures(qtbot)
    press(page.view, "o", _ALT)
    asking = asked(qtbot, made)
    asking.field.setPlainText("some day")
    asking.confirm()
    assert asking.why.accessibleName().startswith("Write two days or moments")
    asking.field.setPlainText("2026-11-01 2026-11-08")
    asking.confirm()
    back(qtbot, made)
    starts, ends = wished[-1]
    assert (f"{starts:%Y-%m-%d %H:%M}", f"{ends:%Y-%m-%d %H:%M}") == ("2026-11-01 00:00", "2026-11-08 00:00")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-11-01 2026-11-08", ("11-01 00:00", "11-08 00:00")),
        ("21 Nov 22:00 – 22 Nov 02:00", ("11-21 22:00", "11-22 02:00")),
        ("2026-11-21 22:00 to 2026-11-22 01:00", ("11-21 22:00", "11-22 01:00")),
        ("2026-11-08 2026-11-01", None),
        ("2026-11-08", None),
        ("", None),
    ],
)
def test_a_stretch_is_read_as_people_write_it(text: str, meant: tuple[str, str] | None) -> None:
    found = stretch_of(text, NOW, ZoneInfo("Europe/London"))
    assert (None if found is None else tuple(f"{one:%m-%d %H:%M}" for one in found)) == meant


def test_figures_stand_as_charts_and_as_words_and_nobody_is_ranked(qtbot: QtBot) -> None:
    made, page, _ = figures(qtbot, lead=True)
    made.handing.measuring.show(FOUND, "of,which\n")
    told = lines(page)
    assert told[0] == "Chats · 4"
    assert "All, half within 40 s, nine of ten within 3.0 min · 3 of 4 taken" in told
    assert "level A, Emergency, 1 chat, 1 · nobody took one" in told
    assert not any("level E" in line for line in told)
    assert "02:00 · 4 chats, half within 40 s, nine of ten within 3.0 min · 3 of 4 taken" in told
    assert "First answers, half within 2.0 min · 1 of 2 answered" in told
    assert "Rule 14 · declined, 5 · 2 overturned" in told
    assert "suicide, 2 flagged · 1 closed" in told
    assert "Decided blind · 11 of 12 alike" in told
    assert "M. Hale beside Dr S. Iyer · rule 14, 3 of 4 alike" in told
    assert "02:00, 1 case" in told
    assert [line.chart is not None for line in page.rows].count(True) == 2
    people_ = told[told.index("Who had to do with what") + 1 :]
    assert people_ == ["You, 3 chats, 1 at A or B · 0 posts · 1 case", "M. Hale, 9 chats · 4 posts · 0 cases"]
    assert page.heading.summary == "22:14 to 02:14"
    page.step(1)
    page.wear(made.look)


def test_a_newcomer_and_their_buddy_see_how_often_they_decided_alike(qtbot: QtBot) -> None:
    made, page, _ = figures(qtbot)
    made.handing.measuring.show(replace(FOUND, agreed=(Agreed(ME, "U2", "R14", 3, 4),)), "")
    assert "A. Castellan beside Dr S. Iyer · rule 14, 3 of 4 alike" in lines(page)


def test_somebody_else_sees_only_themselves_and_nothing_is_nothing(qtbot: QtBot) -> None:
    made, page, _ = figures(qtbot)
    made.handing.measuring.show(FOUND, "")
    told = lines(page)
    assert not any("blind" in line for line in told), "it is not theirs"
    assert told[-2:] == ["What you had to do with", "You, 3 chats, 1 at A or B · 0 posts · 1 case"]
    bare = replace(FOUND, waits=Waits(), answers=None, decisions=(), categories=(), loads=())
    made.handing.measuring.show(bare, "")
    assert lines(page)[:2] == ["Chats · 0", "All, none"]
    assert not any("Cases" in line or "Decisions" in line for line in lines(page))


def test_they_are_saved_as_csv_and_what_cannot_be_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    made, page, _ = figures(qtbot)
    press(page.view, "c", _ALT)
    assert page.files is None, "nothing is counted yet"
    made.handing.measuring.show(FOUND, "of,which,figure,value\n")
    press(page.view, "c", _ALT)
    assert page.files is not None
    page.files.fileSelected.emit(str(tmp_path / "figures.csv"))
    page.files.reject()
    assert (tmp_path / "figures.csv").read_text(encoding="utf-8") == "of,which,figure,value\n"
    assert made.banner.words == f"The figures are saved in {tmp_path / 'figures.csv'}."
    page.save(str(tmp_path / "no" / "such.csv"))
    assert made.banner.words.startswith("The figures could not be saved: ")
    assert ZONE
