"""What was done here is marked until Slack has it, can be undone, and is told when it is stuck."""

from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain.events import (
    ChatClosed,
    ChatNoted,
    ChatTaken,
    RoleGiven,
    RuleAcknowledged,
    RuleProposalDeclined,
    RuleProposed,
    RulePublished,
    RuleReplaced,
    RuleWithdrawn,
)
from console.domain.pending import Pending, Stage
from console.domain.words import Audience, ChatOutcome, Home, Role, RuleLevel
from tests.ui import desks
from tests.ui.acting import desk, people
from tests.ui.desks import NOW, StillClock
from tests.ui.windows import Watch, press

_CTRL = Qt.KeyboardModifier.ControlModifier


def pending(id: str, event: Any, stage: Stage, *, number: int = 1, **others: Any) -> Pending:
    return Pending(id, Home.CHAT_QUEUE, event, "said", NOW, number, stage, **others)


def test_what_is_pending_is_marked_on_its_row_with_a_word_and_a_sign(qtbot: QtBot) -> None:
    waiting = (
        pending("p1", ChatTaken("c3"), Stage.PENDING),
        pending("p2", ChatNoted("c4", "x"), Stage.STUCK, number=2, why="Slack refuses it."),
        pending("p3", ChatNoted("c4", "y"), Stage.PENDING, number=3),
    )
    made, _ = desk(qtbot)
    view = desks.view(people=people())
    made.show_view(desks.view(people=people(), waiting=waiting))
    words = made.said()["queue"]
    assert any("north-tram" in line and "↑ pending" in line for line in words)
    assert any("blue-kettle" in line and "⚠ not sent" in line for line in words)
    assert made.outgoing.isVisible()
    assert made.outgoing.words.accessibleName() == "⚠ Not sent: Note on blue-kettle. Slack refuses it."
    wished: list[str] = []
    made.outgoing.try_again_wished.connect(wished.append)
    made.outgoing.take_back_wished.connect(wished.append)
    press(made.queue.view, Qt.Key.Key_R, _CTRL)
    press(made.queue.view, Qt.Key.Key_B, _CTRL)
    assert wished == ["p2", "p2"]
    made.show_view(view)
    assert not made.outgoing.isVisible()
    press(made.queue.view, Qt.Key.Key_R, _CTRL)
    assert len(wished) == 2


def test_what_is_held_back_can_be_undone_as_long_as_its_seconds_are_counted(qtbot: QtBot) -> None:
    clock = StillClock()
    made, _ = desk(qtbot, clock)
    closed = ChatClosed("c7", ChatOutcome.HELPED)
    made.outgoing.show_done(pending("p1", closed, Stage.HELD_BACK, hold_until=NOW + timedelta(seconds=10)))
    assert made.status.done.text == "Closed green-compass · undo Z · 10 s"
    clock.forward(2)
    made._tick()
    assert made.status.done.text == "Closed green-compass · undo Z · 8 s"
    clock.forward(8)
    made._tick()
    assert not made.status.done.isVisible()


def test_what_went_at_once_is_offered_for_undoing_for_ten_seconds(qtbot: QtBot) -> None:
    watch = Watch()
    made, _ = desk(qtbot, watch=watch)
    made.outgoing.show_done(pending("p1", ChatTaken("c3"), Stage.PENDING))
    assert made.status.done.text == "Took north-tram · undo Z"
    watch.at += 10
    made._tick()
    assert made.status.done.text == ""
    made.outgoing.show_done(pending("p2", RoleGiven("U3", Role.HOST), Stage.PENDING), undo=False)
    assert made.status.done.text == "M. Hale may act as host"
    made.outgoing.show_undone("Undone")
    assert made.status.done.text == "Undone"


def test_what_was_done_with_a_rule_is_said_without_its_words(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    words = ("R31", "Links", "Only our own.", RuleLevel.STOP, (Audience.ADULTS,))
    said = {
        "Published rule 31": RulePublished(*words),
        "Replaced rule 31": RuleReplaced(*words),
        "Withdrew rule 31": RuleWithdrawn("R31", "not needed"),
        "Read rule 31": RuleAcknowledged("R31", 1, "id"),
        "Proposed a rule to R. Okafor": RuleProposed("U1", *words[1:]),
        "Declined the proposed rule": RuleProposalDeclined("i1"),
    }
    for told, event in said.items():
        made.outgoing.show_done(pending("p1", event, Stage.PENDING), undo=False)
        assert made.status.done.text == told
