"""Everything kept is found on a page of its own: as one types, marked, filtered, and one key from where it stands."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain.messages import Position
from console.domain.searching import Hit, Hits, Sought, Thing
from console.domain.subjects import Kind, Subject
from console.domain.words import Risk
from console.ui.findings import ALL, KEPT
from console.ui.search_page import BEGIN, NOTHING, NOWHERE, SearchPage
from console.ui.search_rows import FOLDED, parted
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import asked, back, desk
from tests.ui.desks import NOW, ago
from tests.ui.test_finding import search
from tests.ui.test_handover_page import case
from tests.ui.windows import press

_CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier


def hit(key: str = "1", thing: Thing = Thing.NOTE, subject: Subject | None = None, **more: Any) -> Hit:
    fields: dict[str, Any] = {
        "by": "U3",
        "at": ago(5),
        "text": "noted: &lt;b&gt;slept&lt;/b&gt; badly",
        "more": "Slept <i>again</i>",
    } | more
    return Hit(key, thing, subject=subject or Subject(Kind.CHAT, "c7"), called=fields.pop("called", "otter"), **fields)


def opened(qtbot: QtBot, **others: Any) -> tuple[DeskWindow, SearchPage, list[tuple[str, Sought]]]:
    made, _ = desk(qtbot, **others)
    sought: list[tuple[str, Sought]] = []
    made.finder.searching.wished.connect(lambda who, one: sought.append((who, one)))
    press(made.queue.view, Qt.Key.Key_F, _CTRL_SHIFT)
    page = made.views.page
    assert isinstance(page, SearchPage)
    assert made.focusWidget() is page.field
    return made, page, sought


def typed(page: SearchPage, words: str, *hits: Hit, next: Position | None = None) -> None:
    page.field.setText(words)
    answer(page, *hits, next=next)


def answer(page: SearchPage, *hits: Hit, next: Position | None = None) -> None:
    page._searching.show("page", Hits(page.sought, hits, next))


def pick(qtbot: QtBot, page: SearchPage, key: str) -> None:
    picking = page.sifting.picking
    assert picking is not None
    qtbot.waitUntil(picking.isActiveWindow)
    press(picking, key)
    if key == "O":  # which asks on
        return
    page.widget.activateWindow()
    qtbot.waitUntil(page.widget.isActiveWindow)


def test_each_letter_is_asked_for_and_an_older_answer_never_stands_after_a_newer_one(qtbot: QtBot) -> None:
    _, page, sought = opened(qtbot)
    press(page.field, "slep")
    assert [one.words for _, one in sought] == ["sl", "sle", "slep"]
    page._searching.show("page", Hits(sought[2][1], (hit("new"),)))
    page._searching.show("page", Hits(sought[0][1], (hit("old"), hit("older"))))
    assert [row.key for row in page.rows] == ["new"]
    press(page.field, Qt.Key.Key_Escape)
    page._searching.show("page", Hits(sought[2][1], (hit("late"),)))
    assert len(page.rows) == 0
    assert page.view.accessibleDescription() == BEGIN


def test_a_row_says_what_it_is_who_and_when_and_marks_the_words_by_more_than_colour(qtbot: QtBot) -> None:
    _, page, _ = opened(qtbot)
    typed(
        page, "sle", hit(risk=Risk.D), hit("p", Thing.PERSON, by="U2", at=None, text="", more="", called="Dr S. Iyer")
    )
    assert [row.words for row in page.rows] == [
        "note, otter, level D, Moderate, M. Hale · 02:09, noted: <b>slept</b> badly Slept <i>again</i>",
        "person, Dr S. Iyer",
    ]
    row = next(iter(page.rows))
    assert [part for part, found in parted(row.text, row.spans) if found] == ["slept", "Slept"]
    assert [run.text for run in page.text._runs if run.marked and run.bold] == ["slept", "Slept"]
    assert page.heading.summary == "2 results"
    assert page.field.accessibleDescription().startswith("note, otter")
    image = page.view.grab()
    assert not image.isNull()


def test_a_text_at_a_or_b_is_hidden_until_it_is_asked_for(qtbot: QtBot) -> None:
    _, page, _ = opened(qtbot)
    typed(page, "sle", hit("a", risk=Risk.A), hit("d", risk=Risk.D), hit("k", Thing.CASE, risk=Risk.A))
    assert [FOLDED in row.words for row in page.rows] == [True, False, False]
    assert "slept" not in page.text.accessibleName()
    page.view.setFocus()
    press(page.view, Qt.Key.Key_Space)
    assert "slept" in page.text.accessibleName()
    assert not any(FOLDED in row.words for row in page.rows)
    press(page.view, Qt.Key.Key_Space)
    assert page.text.accessibleName().startswith(FOLDED)
    press(page.view, Qt.Key.Key_Down)
    press(page.view, Qt.Key.Key_Space)
    assert "slept" in page.text.accessibleName()


def test_there_are_more_and_they_come_when_the_end_is_in_sight(qtbot: QtBot) -> None:
    _, page, sought = opened(qtbot)
    first = [hit(f"{n:03}") for n in range(40)]
    edge = Position(ago(60), "C1")
    typed(page, "slept", *first, next=edge)
    assert page.heading.summary == "the newest 40, there are more"
    page.view.ends(last=True)
    assert sought[-1][1] == replace(page.sought, before=edge)
    assert len([one for _, one in sought if one.before is not None]) == 1
    page._searching.show("page", Hits(sought[-1][1], (hit("x"), hit("y"))))
    assert page.heading.summary == "42 results"
    chosen = page.view.chosen_row()
    assert chosen is not None
    assert chosen.key == "039"


def test_kind_person_and_period_are_one_key_each(qtbot: QtBot) -> None:
    made, page, sought = opened(qtbot)
    press(page.field, "slept")
    press(page.field, "k", _ALT)
    pick(qtbot, page, "N")
    assert sought[-1][1].thing is Thing.NOTE
    press(page.field, "w", _ALT)
    asking = asked(qtbot, made)
    for text, why in (("nobody", "Nobody here"), ("r", "")):
        asking.field.setPlainText(text)
        if why:
            asking.confirm()
            assert asking.why.accessibleName().startswith(why)
    asking.field.setPlainText("oka")
    asking.confirm()
    back(qtbot, made)
    assert sought[-1][1].by == "U1"
    press(page.field, "p", _ALT)
    pick(qtbot, page, "D")
    assert sought[-1][1] == Sought("slept", Thing.NOTE, "U1", NOW - timedelta(hours=24), None)
    answer(page)
    assert page.heading.summary == "0 results · notes · by R. Okafor · last 24 hours"
    assert page.view.accessibleDescription() == NOTHING
    assert page.sifting.buttons[1].accessibleName() == "Who: R. Okafor, key Alt+W"
    press(page.field, "p", _ALT)
    pick(qtbot, page, "O")
    asking = asked(qtbot, made)
    asking.field.setPlainText("?")
    asking.confirm()
    assert asking.why.accessibleName().startswith("Write two days")
    asking.field.setPlainText("2026-11-01 2026-11-08")
    asking.confirm()
    back(qtbot, made)
    assert f"{sought[-1][1].until:%m-%d}" == "11-08"
    press(page.field, "p", _ALT)
    pick(qtbot, page, "A")
    press(page.field, "w", _ALT)
    asking = asked(qtbot, made)
    asking.field.setPlainText("")
    asking.confirm()
    back(qtbot, made)
    assert sought[-1][1] == Sought("slept", Thing.NOTE)
    press(page.field, Qt.Key.Key_Escape)
    assert page.sought == Sought()
    press(page.field, Qt.Key.Key_Escape)
    assert made.views.current == "desk"


def _at_chat(made: DeskWindow) -> bool:
    row = made.queue.chosen_chat
    return made.queue.view.hasFocus() and row is not None and row.chat is not None and row.chat.chat == "c7"


PLACES: dict[str, tuple[Hit, Any]] = {
    "chat": (hit(), _at_chat),
    "case": (hit(thing=Thing.CASE, subject=Subject(Kind.CASE, "k1")), lambda made: made.views.current == "board"),
    "rule": (hit(thing=Thing.RULE, subject=Subject(Kind.RULE, "R31")), lambda made: made.rules.view.hasFocus()),
    "task": (hit(thing=Thing.TASK, subject=Subject(Kind.TASK, "t1")), lambda made: made.roster.view.hasFocus()),
    "shift": (
        hit(thing=Thing.SHIFT, subject=Subject(Kind.STAFFING, "")),
        lambda made: made.views.current == "planning",
    ),
    "person": (
        replace(hit(thing=Thing.PERSON), by="U1", at=None, subject=None),
        lambda made: made.roster.view.hasFocus(),
    ),
    "nobody": (replace(hit(thing=Thing.MESSAGE), subject=None), lambda made: made.banner.words == NOWHERE),
    "gone": (hit(subject=Subject(Kind.CHAT, "long ago")), lambda made: made.banner.words == NOWHERE),
    "role": (hit(thing=Thing.PERSON, subject=Subject(Kind.PEOPLE, "")), lambda made: made.banner.words == NOWHERE),
}


@pytest.mark.parametrize("place", PLACES)
def test_return_goes_to_where_it_stands_or_says_that_it_stands_nowhere(qtbot: QtBot, place: str) -> None:
    found, there = PLACES[place]
    made, page, _ = opened(qtbot, cases={"k1": case()})
    typed(page, "slept", hit("0"), found)
    press(page.field, Qt.Key.Key_Down)
    press(page.field, Qt.Key.Key_Return)
    assert there(made), made.views.current


def test_return_on_a_question_goes_to_its_chat_or_to_the_roster(qtbot: QtBot) -> None:
    made, page, _ = opened(qtbot)
    view = made.wishes.view
    assert view is not None
    ask = next(iter(view.asks.values()))
    for key, goes in ((ask.ask, True), ("gone", False)):
        assert page._searching.go(hit(thing=Thing.ASK, subject=Subject(Kind.ASK, key))) is goes
    made.show_view(replace(view, asks={"a": replace(ask, chat=None)}, changed=None))
    assert page._searching.go(hit(thing=Thing.ASK, subject=Subject(Kind.ASK, "a")))
    assert made.roster.view.hasFocus()
    page._searching.go(hit(thing=Thing.POST, subject=Subject(Kind.POST, "p")))


def test_the_box_finds_in_everything_kept_below_its_own_and_opens_the_page(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    sought: list[tuple[str, Sought]] = []
    made.finder.searching.wished.connect(lambda who, one: sought.append((who, one)))
    box = search(qtbot, made, "zzqq slept")
    assert sought[-1] == ("box", Sought("zzqq slept"))
    assert len(box.rows) == 0
    found = (hit("0", subject=Subject(Kind.CHAT, "gone")), hit("1", risk=Risk.A), replace(hit("2"), at=None))
    made.finder.searching.show("box", Hits(sought[-1][1], found))
    assert [row.kind for row in box.rows] == [KEPT, KEPT, ALL]
    words = [row.words for row in box.rows]
    assert words[0] == "otter · M. Hale · 02:09, noted: <b>slept</b> badly Slept <i>again</i>, note"
    assert FOLDED in words[1]
    assert words[2].startswith("All results, “zzqq slept” in everything kept")
    assert not box.view.grab().isNull()
    press(box.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: made.views.current == "search")
    page = made.views.page
    assert isinstance(page, SearchPage)
    assert page.field.text() == "zzqq slept"
    answer(page, hit("9"), hit("0"))
    chosen = page.view.chosen_row()
    assert chosen is not None
    assert chosen.key == "0"


def test_all_results_take_the_words_over_and_what_still_stands_is_gone_to(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    box = search(qtbot, made, "zzqq")
    made.finder.searching.show("box", Hits(Sought("zzqq"), (hit("1"),)))
    press(box.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: made.finder.box is None)
    back(qtbot, made)
    assert _at_chat(made)
    box = search(qtbot, made, "zzqq")
    made.finder.searching.show("box", Hits(Sought("zzqq"), (hit("1"),)))
    press(box.field, Qt.Key.Key_Down)
    press(box.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: made.views.current == "search")
    assert isinstance(made.views.page, SearchPage)
    assert made.views.page.field.text() == "zzqq"
    made.finder.searching.show("box", Hits(Sought("zzqq"), (hit("late"),)))
    press(made.views.page.field, "x")
    made.views.page.find()
    made.views.page.step(1)
    made.views.page.wear(made.look.at(200))
    made.views.page.show_view(desks.view(), NOW)
