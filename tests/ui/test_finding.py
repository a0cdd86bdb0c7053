"""One box finds every action, chat, rule and person by a few letters, and leads there by keyboard alone."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain import actions
from console.domain.words import Risk
from console.ui.find_box import FindBox
from console.ui.finder import NOTHING_STUCK
from console.ui.findings import ACTION, CHAT, CLOSED, PERSON, RULE, SHOWN, Findable, found, in_order, plain
from console.ui.keys import KEYS
from console.ui.people_page import PeoplePage
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import asked, back, choose, desk
from tests.ui.desks import ago
from tests.ui.windows import press

_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


def things(*words: str) -> list[Findable]:
    return in_order(Findable(plain(one), CHAT, (place,), one) for place, one in enumerate(words))


def names(query: str, *words: str) -> list[str]:
    return [one.name for one in found(query, things(*words))]


def opened(qtbot: QtBot, made: DeskWindow) -> FindBox:
    """The box, once the keyboard is there."""
    box = made.finder.box
    assert box is not None
    qtbot.waitUntil(box.isActiveWindow)
    return box


def search(qtbot: QtBot, made: DeskWindow, text: str) -> FindBox:
    """Open the box, and type."""
    press(made.focusWidget(), Qt.Key.Key_K, _CTRL)
    box = opened(qtbot, made)
    press(box.field, text)
    return box


def go(qtbot: QtBot, made: DeskWindow, text: str) -> None:
    """Find something, and choose the first of it."""
    press(search(qtbot, made, text).field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: made.finder.box is None)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)


def over(**others: Any) -> dict[str, Any]:
    """The night's chats, one of them closed a while ago."""
    closed = desks.chat("c77", "calm-meadow", Risk.A, waits=90, closed_at=ago(12), closed_by="U3", topic="hidden words")
    return {"chats_": {chat.chat: chat for chat in (*desks.chats(), closed)}} | others


# What letters mean


def test_what_begins_with_the_letters_comes_before_what_has_them_and_then_what_has_them_in_that_order() -> None:
    assert names("ot", "quiet otter", "pilot", "otter", "o-x-t") == ["otter", "quiet otter", "pilot", "o-x-t"]
    assert names("qtt", "quiet-otter", "paper lantern") == ["quiet-otter"]
    assert names("lan pap", "paper-lantern") == ["paper-lantern"]
    assert names("zz", "quiet otter") == []
    assert names("", "b", "a") == ["b", "a"]


def test_accents_and_capitals_are_no_obstacle() -> None:
    assert names("Zoë", "zoe") == ["zoe"]
    assert names("zoe", "ZOË") == ["ZOË"]


@given(some.text(max_size=30), some.lists(some.text(max_size=30), max_size=8))
def test_whatever_is_typed_finds_without_a_fault_and_nothing_twice(query: str, words: list[str]) -> None:
    hits = found(query, in_order(Findable(plain(one), CHAT, (i,), str(i)) for i, one in enumerate(words)))
    assert len({one.name for one in hits}) == len(hits)


@given(some.text(alphabet="abc -", min_size=1, max_size=20))
def test_everything_is_found_by_its_own_words(words: str) -> None:
    assert [one.name for one in found(words, things(words))] == [words]


def test_ten_thousand_chats_are_looked_through_between_two_letters() -> None:
    many = things(*(f"{one}-{two}-{n} exam worry" for n in range(250) for one in "abcdefgh" for two in "klmno"))
    assert len(many) == 10_000
    for query in ("a", "exam", "akw", "zzz", "a-k-249"):
        best = min(_took(query, many) for _ in range(5))
        assert best < 0.1, query  # the bench has the figure; here only what grows is noticed
    assert len(found("exam", many)) == SHOWN


def _took(query: str, many: list[Findable]) -> float:
    begin = time.perf_counter()
    found(query, many)
    return time.perf_counter() - begin


def test_what_cannot_be_done_now_stands_behind_all_that_fits_as_well(qtbot: QtBot) -> None:
    chats = {one.chat: one for one in (*desks.chats(), desks.chat("c88", "take-away", Risk.D, waits=3))}
    made, _ = desk(qtbot, chats_=chats)
    choose(made, "c7")  # which is mine already: it cannot be taken
    box = search(qtbot, made, "take")
    rows = list(box.rows)
    places = {row.name: place for place, row in enumerate(rows)}
    assert rows[places["take"]].why == "You already have this chat."
    assert rows[places["take_back"]].why == NOTHING_STUCK
    assert places["take_role"] < places["c88"] < min(places["take"], places["take_back"])
    box.field.setText("")
    assert [row.kind for row in box.rows] == sorted(row.kind for row in box.rows)
    refused = [bool(row.why) for row in box.rows if row.kind == ACTION]
    assert refused == sorted(refused)
    assert any(refused)


# The box


def test_the_box_opens_from_every_pane_and_escape_gives_the_keyboard_back(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    for pane in (made.queue.view, made.detail, made.rules.search, made.rules.view, made.roster.view):
        pane.setFocus()
        press(pane, Qt.Key.Key_K, _CTRL)
        box = opened(qtbot, made)
        press(box.field, Qt.Key.Key_Escape)
        assert made.finder.box is None
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        assert made.focusWidget() is pane


def test_every_action_is_found_with_its_key(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    box = search(qtbot, made, "")
    for key in KEYS:
        if key.name == "find":
            continue
        box.field.setText(key.does)
        first = box.rows.row_at(0)
        assert first is not None
        assert (first.kind, first.name) == (ACTION, key.name)
        assert first.hint == made._keys.hint(key.name)
    box.reject()


def test_an_action_that_cannot_be_done_now_says_why_and_stays(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    choose(made, "c3")
    box = search(qtbot, made, "close the chosen")
    row = box.rows.row_at(0)
    assert row is not None
    assert row.why == "Nobody holds this chat. Take it first."
    press(box.field, Qt.Key.Key_Return)
    assert box.isVisible()
    assert box.said == "Nobody holds this chat. Take it first."
    assert heard.wished == []
    press(box.field, "x")
    assert box.said == ""
    box.reject()


def test_an_action_is_done_by_its_name(qtbot: QtBot) -> None:
    made, heard = desk(qtbot, rules={})
    choose(made, "c3")
    go(qtbot, made, "raise the risk")
    qtbot.waitUntil(lambda: heard.wished == [(actions.SetRisk("c3", Risk.B), None)])
    press(search(qtbot, made, "write a note").field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: made.wishes.asking is not None)
    asking = asked(qtbot, made)
    assert asking.windowTitle() == "Note on north-tram"
    asking.reject()


def test_a_chat_a_rule_and_a_person_are_gone_to(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    go(qtbot, made, "blue-ket")
    qtbot.waitUntil(lambda: (row := made.queue.chosen_chat) is not None and row.key == "chat c4")
    assert made.queue.view.hasFocus()
    rule = next(iter(desks.view().rules.values()))
    go(qtbot, made, rule.latest.title)
    qtbot.waitUntil(made.rules.view.hasFocus)
    card = made.rules.view.chosen_row()
    assert card is not None
    assert card.key.startswith(f"rule {rule.rule} ")
    go(qtbot, made, "hale")
    qtbot.waitUntil(made.roster.view.hasFocus)
    assert made.roster.chosen_person == "U3"


def test_a_person_who_is_not_on_the_shift_is_found_on_the_page_of_the_people(qtbot: QtBot) -> None:
    made, _ = desk(qtbot, shifts={})
    go(qtbot, made, "okafor")
    qtbot.waitUntil(lambda: isinstance(made.views.page, PeoplePage) and made.views.page.chosen == "U1")


def test_the_topic_of_a_chat_at_a_or_b_neither_finds_nor_shows_it(qtbot: QtBot) -> None:
    made, _ = desk(qtbot, **over())
    box = search(qtbot, made, "already acted")
    assert all(row.kind is not CHAT for row in box.rows)
    box.field.setText("quiet-otter")
    assert "acted" not in " ".join(row.words for row in box.rows)
    box.field.setText("calm-meadow")
    row = box.rows.row_at(0)
    assert row is not None
    assert row.kind == CLOSED
    assert row.about == "16–17 · closed by M. Hale, 12 min ago · Emergency"
    box.reject()


def test_the_arrows_choose_and_a_screen_reader_hears_what_is_chosen(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    box = search(qtbot, made, "risk")
    first = box.field.accessibleDescription()
    press(box.field, Qt.Key.Key_Down)
    second = box.field.accessibleDescription()
    assert first != second
    assert second == box.view.chosen_row().words  # type: ignore[union-attr] # something is chosen
    press(box.field, Qt.Key.Key_Up)
    assert box.field.accessibleDescription() == first
    box.field.setText("qqqq")
    assert box.field.accessibleDescription() == "Nothing here has these letters."
    press(box.field, Qt.Key.Key_Return)
    assert box.isVisible()
    box.reject()


def test_what_arrives_neither_closes_the_box_nor_changes_what_stands_under_the_hand(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    box = search(qtbot, made, "tram")
    before = [row.key for row in box.rows]
    made.show_view(desks.view(chats_={}))
    assert [row.key for row in box.rows] == before
    assert box.field.hasFocus()
    box.field.setText("north-tram")
    assert CHAT not in {row.kind for row in box.rows}
    box.reject()


def test_nothing_opens_over_a_question_or_a_fault(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    choose(made, "c7")
    press(made.queue.view, "n")
    asking = asked(qtbot, made)
    made.finder.open()
    assert made.finder.box is None
    asking.reject()
    back(qtbot, made)
    made.show_fault("The cache cannot be used", "It is damaged.", ("Close",))
    made.finder.open()
    assert made.finder.box is None


@pytest.mark.parametrize("kind", [RULE, PERSON])
def test_nothing_is_found_where_the_desk_shows_nothing(qtbot: QtBot, kind: int) -> None:
    made, _ = desk(qtbot, chats_={}, rules={}, shifts={})
    made.wishes.view = None
    box = search(qtbot, made, "")
    assert all(row.kind != kind for row in box.rows)
    box.reject()


# Reopening


def test_a_closed_chat_is_reopened_with_a_reason(qtbot: QtBot) -> None:
    made, heard = desk(qtbot, **over())
    press(made.queue.view, Qt.Key.Key_X, _SHIFT)
    box = opened(qtbot, made)
    assert [row.name for row in box.rows] == ["c77"]
    press(box.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: made.wishes.asking is not None)
    asking = asked(qtbot, made)
    press(asking.field, "They came back")
    press(asking.field, Qt.Key.Key_Return, _CTRL)
    assert heard.wished == [(actions.ReopenChat("c77", "They came back"), ("reopen", "c77"))]


def test_where_no_chat_was_closed_there_is_none_to_reopen(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    press(made.queue.view, Qt.Key.Key_X, _SHIFT)
    assert made.finder.box is None
    assert made.banner.words == "No chat was closed in the last day."


def test_a_chat_that_was_reopened_meanwhile_is_not_reopened_again(qtbot: QtBot) -> None:
    made, heard = desk(qtbot, **over())
    made.wishes.reopen("c3", made.look)
    assert made.banner.words == "This chat is not closed."
    made.wishes.reopen("nowhere", made.look)
    assert heard.wished == []
