"""Breaks at the window: what is read at A or B is counted, and a break is prompted without being in the way."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.domain.breaks import BreakAfter, BreakState, Stint, begin_break
from console.domain.words import Risk
from console.ui import breaks
from console.ui.keys import keymap
from console.ui.theme import LARGEST, PALETTES, Look
from console.ui.window import DeskWindow
from tests.fakes import FakeStints
from tests.ui import desks
from tests.ui.desks import ME, NOW, StillClock, ago, keyed
from tests.ui.windows import press, shown, window

AFTER = BreakAfter(minutes=120, texts=3)
CHATS = keyed(desks.chats(), "chat")
CALM = {name: chat for name, chat in CHATS.items() if chat.risk is not Risk.A}


def fresh(**others: Any) -> Stint:
    """Somebody who had a break 95 minutes ago."""
    return replace(Stint(ME, "s1", ago(250), desks.shifts()[0].ends, rested_at=ago(95)), **others)


def due(**others: Any) -> Stint:
    return fresh(rested_at=ago(121), **others)


def desk(
    qtbot: QtBot, kept: Stint | None, *, after: BreakAfter = AFTER, clock: StillClock | None = None, **others: Any
) -> tuple[DeskWindow, FakeStints]:
    """A calm desk that goes on from what was kept, and keeps what comes."""
    stints = FakeStints()
    made = window(qtbot, clock=clock)
    made.breaks.kept.connect(lambda stint: asyncio.run(stints.keep(stint)))
    shown(qtbot, made)
    made.breaks.open(kept, after)
    made.show_view(desks.view(**{"chats_": CALM} | others))
    made._tick()
    return made, stints


def unfold(made: DeskWindow, chat: str) -> None:
    made.queue.follow(chat)
    press(made.queue.view, Qt.Key.Key_Space)


def chip(made: DeskWindow) -> tuple[str, str]:
    return made.top.break_chip.shown, made.top.break_chip.tone


def test_the_chip_says_when_a_break_is_due_and_what_was_read(qtbot: QtBot) -> None:
    made, stints = desk(qtbot, fresh(texts=14, characters=3_412, since_break=1))
    assert chip(made) == ("Break due in 25 min", "quiet")
    assert made.said()["bar"][3] == "Break due in 25 min"
    unfold(made, "c2")
    about = made.top.break_chip.accessibleDescription()
    assert about.startswith("Read on this shift: 15 texts of chats at A or B, 3,484 characters. 2 since the break")
    assert "After 1 more a break is due in any case. Counted on this desk only. B: take a break." in about
    assert "15 texts" in made.top.break_chip.toolTip()
    assert made.top.break_chip.accessibleName() == "Break due in 25 min"
    assert stints.kept is not None
    assert (stints.kept.texts, stints.kept.recent[0].chat) == (15, "c2")


def test_only_text_at_a_or_b_that_was_unfolded_is_counted_and_once(qtbot: QtBot) -> None:
    made, stints = desk(qtbot, fresh())
    for chat in ("c3", "c2", "c7"):
        made.queue.follow(chat)
    unfold(made, "c3")
    assert stints.kept is None
    unfold(made, "c2")
    for _ in range(4):
        press(made.queue.view, Qt.Key.Key_Space)
    made.show_view(desks.view(chats_=CALM))
    made._tick()
    assert stints.kept is not None
    assert stints.kept.texts == 1
    unfold(made, "c7")
    assert stints.kept.texts == 2


def test_a_chat_without_text_is_nothing_to_read(qtbot: QtBot) -> None:
    made, stints = desk(qtbot, fresh(), chats_={"c1": desks.chat("c1", risk=Risk.B)})
    unfold(made, "c1")
    assert stints.kept is None


def test_text_that_changes_while_it_is_open_is_read_too(qtbot: QtBot) -> None:
    made, stints = desk(qtbot, fresh())
    unfold(made, "c2")
    made.show_view(desks.view(chats_={**CALM, "c2": replace(CALM["c2"], excerpt="other words, and more of them")}))
    made._tick()
    assert stints.kept is not None
    assert stints.kept.texts == 2


def test_a_text_that_is_open_when_the_risk_is_raised_is_read_too(qtbot: QtBot) -> None:
    made, stints = desk(qtbot, fresh())
    unfold(made, "c3")
    made.show_view(desks.view(chats_={**CALM, "c3": replace(CALM["c3"], risk=Risk.B)}))
    made._tick()
    assert stints.kept is not None
    assert stints.kept.texts == 1


def test_nothing_is_counted_before_what_was_kept_is_known_and_what_is_open_then_is(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot))
    unfold(made, "c2")
    made._tick()
    assert made.breaks.stint is None
    assert chip(made)[0] == ""
    press(made, "b")
    assert made.banner.words == breaks.NOT_OPEN
    made.top.break_chip.click()
    assert made.breaks.picking is None
    made.breaks.open(fresh(texts=6), AFTER)
    made._tick()
    assert made.breaks.stint is not None
    assert made.breaks.stint.texts == 7


def test_another_window_goes_on_where_the_one_before_was_ended(qtbot: QtBot) -> None:
    made, stints = desk(qtbot, fresh())
    unfold(made, "c2")
    again, _ = desk(qtbot, asyncio.run(stints.get()))
    assert "1 text of" in again.top.break_chip.accessibleDescription()
    unfold(again, "c2")
    assert "1 text of" in again.top.break_chip.accessibleDescription()


def test_a_break_that_is_due_is_said_in_words_and_with_a_sign_and_takes_no_keyboard(qtbot: QtBot) -> None:
    clock = StillClock()
    made, _ = desk(qtbot, fresh(rested_at=ago(119), texts=1, since_break=1), clock=clock)
    made.rules.search.setFocus()
    assert chip(made) == ("Break due in 1 min", "quiet")
    assert not made.breaks.strip.isVisible()
    called: list[str] = []
    made.bell.called.connect(called.append)
    clock.forward(60)
    made._tick()
    assert chip(made) == ("◷ Break due", "warn")
    assert made.breaks.strip.isVisible()
    words = "◷ A break is due: 2 h since your last break, 1 text of chats at A or B read."
    assert made.breaks.strip.words.accessibleName() == words
    assert made.breaks.take_button.accessibleName() == "Take a break, key B"
    assert made.breaks.later_button.accessibleName() == "In 15 minutes, key Shift+B"
    assert made.rules.search.hasFocus()
    assert called == []
    press(made.rules.search, "b")
    assert made.rules.search.text() == "b"
    assert made.breaks.standing.state is BreakState.DUE


def test_who_read_nothing_is_told_so(qtbot: QtBot) -> None:
    made, _ = desk(qtbot, replace(Stint(ME, "s1", ago(250), desks.shifts()[0].ends)))
    assert made.breaks.strip.sentence == "◷ A break is due: 4 h 10 min since you came."
    assert made.top.break_chip.accessibleDescription().startswith("Read on this shift: no text of chats at A or B.")


def test_a_break_is_due_after_so_many_texts(qtbot: QtBot) -> None:
    made, _ = desk(qtbot, fresh(texts=9, since_break=2))
    unfold(made, "c2")
    assert chip(made) == ("◷ Break due", "warn")


def test_where_only_the_texts_count_the_chip_counts_them(qtbot: QtBot) -> None:
    made, _ = desk(qtbot, fresh(), after=BreakAfter(0, 3))
    made.resize(1_600, 720)  # all its words have room whatever the system's letters are
    assert chip(made)[0] == "Break due after 3 more texts"
    assert "in any case" not in made.top.break_chip.accessibleDescription()


def test_where_one_line_has_no_room_the_chip_says_it_in_fewer_words(qtbot: QtBot) -> None:
    made, _ = desk(qtbot, fresh())
    wide = {}
    for width in range(1_300, 640, -10):
        made.resize(width, 720)
        wide[chip(made)[0]] = made.top.height()
    assert list(wide)[:2] == ["Break due in 25 min", "Break 25 min"]
    assert wide["Break 25 min"] == 47


def test_with_both_switched_off_nobody_is_prompted_and_a_break_can_be_taken(qtbot: QtBot) -> None:
    made, stints = desk(qtbot, due(), after=BreakAfter(0, 0))
    assert not made.top.break_chip.isVisible()
    unfold(made, "c2")
    assert stints.kept is not None
    assert stints.kept.texts == 1
    press(made, "b")
    assert chip(made) == ("On a break until 02:29", "good")


def test_a_break_is_put_off_by_key_and_prompted_again(qtbot: QtBot) -> None:
    clock = StillClock()
    made, stints = desk(qtbot, due(), clock=clock)
    press(made.queue.view, "B", Qt.KeyboardModifier.ShiftModifier)
    assert chip(made) == ("Break due in 15 min", "quiet")
    assert not made.breaks.strip.isVisible()
    assert stints.kept is not None
    assert stints.kept.put_off_to == NOW + timedelta(minutes=15)
    press(made.queue.view, "B", Qt.KeyboardModifier.ShiftModifier)
    assert made.banner.words == breaks.NONE_DUE
    clock.forward(15 * 60)
    made._tick()
    assert made.breaks.strip.isVisible()


def test_a_break_is_taken_and_ended_by_key(qtbot: QtBot) -> None:
    clock = StillClock()
    made, stints = desk(qtbot, due(texts=4, since_break=3), clock=clock)
    press(made.queue.view, "b")
    assert chip(made) == ("On a break until 02:29", "good")
    said = "You are on a break until 02:29. A chat at A still rings. You still hold 1 chat: pass on what must not wait."
    assert made.breaks.strip.words.accessibleName() == said
    assert made.breaks.take_button.accessibleName() == "Back at work, key B"
    assert not made.breaks.later_button.isVisible()
    clock.forward(60)
    made._tick()
    press(made.queue.view, "b")
    assert made.banner.words == breaks.TOO_SHORT
    assert chip(made)[0] == "◷ Break due"
    press(made.queue.view, "b")
    clock.forward(10 * 60)
    made._tick()
    press(made.queue.view, "b")
    assert chip(made)[0] == "Break due in 2 h"
    assert stints.kept is not None
    assert (stints.kept.texts, stints.kept.since_break) == (4, 0)


def test_the_buttons_of_the_prompt_do_what_their_keys_do_and_give_the_keyboard_back(qtbot: QtBot) -> None:
    made, _ = desk(qtbot, due())
    made.rules.search.setFocus()
    QTest.mouseClick(made.breaks.later_button, Qt.MouseButton.LeftButton)
    assert made.rules.search.hasFocus()
    assert chip(made)[0] == "Break due in 15 min"
    made.breaks.open(due(), AFTER)
    made._tick()
    made.breaks.later_button.setFocus()
    press(made.breaks.later_button, Qt.Key.Key_Return)
    assert made.queue.view.hasFocus()
    made.breaks.open(due(), AFTER)
    made._tick()
    made.breaks.later_button.setFocus()
    QTest.mouseClick(made.breaks.take_button, Qt.MouseButton.LeftButton)
    assert made.breaks.standing.state is BreakState.ON
    assert made.queue.view.hasFocus()


def test_while_a_chat_at_a_alarms_the_prompt_waits_and_the_alarm_rings(qtbot: QtBot) -> None:
    made, _ = desk(qtbot, due(), chats_=CHATS)
    assert made.bell.banner.words
    assert made.bell.banner.isVisible()
    assert chip(made)[0] == "◷ Break due"
    assert not made.breaks.strip.isVisible()
    made.show_view(desks.view(chats_=CALM))
    made._tick()
    assert made.breaks.strip.isVisible()


def test_in_a_low_window_the_prompt_names_its_keys_below_and_takes_no_room_from_the_chats(qtbot: QtBot) -> None:
    made, _ = desk(qtbot, fresh())
    made.wear(Look().at(LARGEST))
    made._tick()
    QCoreApplication.sendPostedEvents()
    high, hints = made.panes.height(), made.status.hints
    assert hints.text.startswith("J/K move")
    made.breaks.open(due(), AFTER)
    made._tick()
    QCoreApplication.sendPostedEvents()
    assert hints.isVisible()
    assert hints.text == "◷ Break due: B take it · Shift+B in 15 minutes"
    assert hints.width() >= hints.sizeHint().width()
    assert not made.breaks.strip.isVisible()
    assert made.panes.height() == high
    press(made.queue.view, "b")
    assert (hints.text, chip(made)[0]) == ("On a break: B back at work", "Break until 02:29")
    made.status.show_pending(3)
    assert made.status.pending.isVisible()
    made.show_view(desks.view(chats_=CHATS))
    made._tick()
    assert hints.text.startswith("J/K move")  # while a chat at A alarms
    made.show_view(desks.view(chats_=CALM))
    made._tick()
    assert hints.text.startswith("On a break")
    made.wear(Look().at(100))
    made._tick()
    assert made.breaks.strip.isVisible()
    assert hints.text.startswith("J/K move")
    assert made.status.pending.isVisible()


def test_a_chat_at_a_rings_on_a_break_as_always(qtbot: QtBot) -> None:
    made, _ = desk(qtbot, begin_break(fresh(), ago(1), ago(-14)))
    called: list[str] = []
    made.bell.called.connect(called.append)
    made.show_view(desks.view(chats_=CHATS))
    made._tick()
    assert called == ["1 chat at A is waiting"]
    assert made.bell.banner.isVisible()


def test_the_chip_offers_a_break_before_one_is_due(qtbot: QtBot) -> None:
    made, _ = desk(qtbot, fresh())
    QTest.mouseClick(made.top.break_chip, Qt.MouseButton.LeftButton)
    picking = made.breaks.picking
    assert picking is not None
    qtbot.waitUntil(picking.isActiveWindow)
    assert [button.label for button in picking.buttons] == ["Take a break", "In 15 minutes"]
    assert picking.buttons[1].accessibleDescription() == breaks.NONE_DUE
    picking.buttons[0].click()
    assert made.breaks.picking is None
    assert chip(made)[0] == "On a break until 02:29"
    QTest.mouseClick(made.top.break_chip, Qt.MouseButton.LeftButton)
    assert made.breaks.picking is not None
    assert made.breaks.picking.buttons[0].label == "Back at work"
    made.breaks.picking.reject()
    assert chip(made)[0] == "On a break until 02:29"


def test_the_box_finds_the_break_and_says_why_none_can_be_put_off(qtbot: QtBot) -> None:
    made, _ = desk(qtbot, fresh())
    assert made.finder.why_not_now("put_off_break") == breaks.NONE_DUE
    assert made.finder.why_not_now("take_break") == ""
    made.breaks.open(due(), AFTER)
    made._tick()
    assert made.finder.why_not_now("put_off_break") == ""


def test_keys_that_are_switched_off_are_not_told(qtbot: QtBot) -> None:
    made = shown(qtbot, window(qtbot, keys=keymap({"take_break": "", "put_off_break": "F8"})))
    made.breaks.open(due(), AFTER)
    made._tick()
    assert "take a break" not in made.top.break_chip.accessibleDescription()
    assert made.breaks.later_button.accessibleName() == "In 15 minutes, key F8"
    press(made.queue.view, Qt.Key.Key_F8)
    assert chip(made)[0] == "Break due in 15 min"


def test_a_desk_that_is_closed_says_nothing_of_breaks(qtbot: QtBot) -> None:
    made, _ = desk(qtbot, due())
    made.breaks.close()
    assert not made.top.break_chip.isVisible()
    assert not made.breaks.strip.isVisible()


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (640, 400), (700, 800)])
@pytest.mark.parametrize("percent", [100, LARGEST])
@pytest.mark.parametrize("chats", [CALM, CHATS], ids=["calm", "alarm"])
def test_nothing_is_cut_off_or_pushed_away_by_a_break(
    qtbot: QtBot, size: tuple[int, int], percent: int, chats: dict[str, Any]
) -> None:
    made, _ = desk(qtbot, due(texts=1_234, since_break=1_234), chats_=chats)
    for palette in PALETTES.values():
        made.wear(Look(palette).at(percent))
    made.resize(*size)
    made._tick()
    QCoreApplication.sendPostedEvents()
    made.grab()
    parts: list[QWidget] = [made.top.complete, made.top.break_chip, made.top.clock, made.status.link]
    parts += [made.bell.banner] if chats is CHATS else []
    parts += [made.breaks.take_button, made.breaks.later_button] if made.breaks.strip.isVisible() else []
    for part in parts:
        assert part.isVisible()
        assert part.width() >= min(part.sizeHint().width(), size[0] - 60)
        inside = part.mapTo(made, part.rect().bottomRight())
        assert 0 <= inside.x() < made.width()
        assert 0 <= inside.y() < made.height()
    assert made.breaks.strip.isVisible() == (chats is CALM and size[1] >= 520 * percent / 100)
