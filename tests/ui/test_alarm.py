"""The alarm of a chat at A that nobody took is seen and heard, says no member's word, and takes no keyboard."""

from typing import Any

from pytestqt.qtbot import QtBot

from console.desk import View
from console.domain.connection import Connection
from console.domain.subjects import Kind, Subject
from console.domain.words import Risk
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.desks import ME, StillClock, keyed
from tests.ui.windows import shown, window


def rung(qtbot: QtBot, clock: StillClock) -> tuple[DeskWindow, list[str]]:
    made = window(qtbot, clock=clock)
    called: list[str] = []
    made.bell.called.connect(called.append)
    return shown(qtbot, made), called


def taken(**others: Any) -> View:
    chats = keyed(desks.chats(), "chat")
    chats["c1"] = desks.chat("c1", **{"risk": chats["c1"].risk, **desks.held(ME, 1)})
    return desks.view(chats_=chats, changed=frozenset((Subject(Kind.CHAT, "c1"),)), **others)


def test_it_calls_every_fifteen_seconds_until_somebody_takes_the_chat(qtbot: QtBot) -> None:
    clock = StillClock()
    made, called = rung(qtbot, clock)
    made._tick()
    assert called == ["1 chat at A is waiting"]
    assert made.bell.banner.words == "1 chat at A is waiting: 0:42, and nobody has taken it. G takes it."
    for _ in range(15):
        clock.forward(1)
        made._tick()
    assert len(called) == 2
    made.show_view(taken())
    assert made.bell.banner.words == ""
    clock.forward(60)
    made._tick()
    assert len(called) == 2


def test_of_very_many_that_call_one_that_is_taken_is_counted_out_with_the_next_second(qtbot: QtBot) -> None:
    made, _ = rung(qtbot, StillClock())
    chats = {f"c{n}": desks.chat(f"c{n}", risk=Risk.A) for n in range(101)}
    made.show_view(desks.view(chats_=chats))
    assert made.bell.banner.words.startswith("101 chats at A are waiting")
    chats["c1"] = desks.chat("c1", risk=Risk.A, **desks.held(ME, 1))
    made.show_view(desks.view(chats_=chats, changed=frozenset((Subject(Kind.CHAT, "c1"),))))
    made._tick()
    assert made.bell.banner.words.startswith("100 chats at A are waiting")


def test_the_alarm_takes_no_keyboard_and_no_choice(qtbot: QtBot) -> None:
    made, called = rung(qtbot, StillClock())
    made.rules.search.setFocus()
    made.queue.follow("c4")
    made._tick()
    assert called
    assert made.rules.search.hasFocus()
    chosen = made.queue.chosen_chat
    assert chosen is not None
    assert chosen.key == "chat c4"


def test_a_copy_that_slack_has_not_confirmed_calls_nobody(qtbot: QtBot) -> None:
    made = window(qtbot)
    called: list[str] = []
    made.bell.called.connect(called.append)
    made.show_view(desks.view(connection=Connection()))
    made._tick()
    assert called == []
