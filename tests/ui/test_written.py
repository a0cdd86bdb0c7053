"""What somebody writes is screened before it is sent: marked as it is typed, told in words, asked about once."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain import actions
from console.domain.words import Audience, RuleKind, RuleLevel
from console.ui.asking import Asking
from console.ui.window import DeskWindow
from console.ui.written import ONCE_MORE
from tests.ui.acting import Heard, asked, choose, desk
from tests.ui.desks import rule
from tests.ui.test_touches import settled, show
from tests.ui.windows import press

STOP = rule("R14", "Contact details", "Say why.", RuleLevel.STOP, kinds=(RuleKind.PHONE,), words=("text me",))
MUST = rule("R22", "Bus routes", "Hold it.", RuleLevel.MUST, words=("night bus",))
ADULTS = rule("R9", "Trams", "", RuleLevel.STOP, words=("tram",), audience=(Audience.ADULTS,))


def writing(qtbot: QtBot, key: str = "n") -> tuple[DeskWindow, Heard, Asking]:
    made, heard = desk(qtbot)
    view = made.wishes.view
    assert view is not None
    show(made, (STOP, MUST, ADULTS), list(view.chats.values()))
    settled(qtbot, made)
    choose(made, "c7")  # a teenager's
    press(made.queue.view, key)
    return made, heard, asked(qtbot, made)


def typed(qtbot: QtBot, asking: Asking, text: str) -> None:
    asking.field.setPlainText(text)
    written = asking._written
    assert written is not None
    qtbot.waitUntil(lambda: not written._soon.isActive())


def marks(asking: Asking) -> list[str]:
    return [one.cursor.selectedText() for one in asking.field.extraSelections()]


def confirm(asking: Asking) -> None:
    press(asking.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_words_are_marked_where_they_stand_as_they_are_typed_and_told_below(qtbot: QtBot) -> None:
    _, _, asking = writing(qtbot)
    assert not asking.touched.isVisible()
    typed(qtbot, asking, "😀 said “t3xt me”, takes the night bus or tram")
    assert marks(asking) == ["t3xt me", "night bus"]
    told = asking.touched.accessibleName()
    assert told == "Touches rule 14 (stop) — Contact details, rule 22 (must) — Bus routes: “t3xt me”, “night bus”"
    assert asking.touched.isVisible()
    typed(qtbot, asking, "all is well")
    assert marks(asking) == []
    assert not asking.touched.isVisible()


def test_what_touches_a_stop_rule_is_asked_about_once_and_then_sent(qtbot: QtBot) -> None:
    made, heard, asking = writing(qtbot)
    asking.field.setPlainText("please text me")  # confirmed before it was looked at
    confirm(asking)
    assert heard.wished == []
    assert "rule 14 — Contact details" in asking.why.accessibleName()
    assert asking.why.accessibleName().endswith(ONCE_MORE)
    confirm(asking)
    assert heard.wished == [(actions.NoteChat("c7", "please text me"), ("note", "c7"))]
    assert made.wishes.asking is None


def test_what_touches_a_rule_of_another_level_is_told_and_sent_at_once(qtbot: QtBot) -> None:
    _, heard, asking = writing(qtbot, "a")
    typed(qtbot, asking, "which night bus?")
    assert "Bus routes" in asking.touched.accessibleName()
    confirm(asking)
    assert heard.wished == [(actions.AskTeam("c7", "which night bus?"), ("ask", "c7"))]


def test_a_draft_that_is_taken_up_again_is_marked_from_the_start(qtbot: QtBot) -> None:
    made, _, asking = writing(qtbot)
    asking.field.setPlainText("0 7 7 0 0 9 0 0 1 2 3")
    asking.reject()
    choose(made, "c7")
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    press(made.queue.view, "n")
    assert marks(asked(qtbot, made)) == ["0 7 7 0 0 9 0 0 1 2 3"]


def test_the_reason_for_withdrawing_a_rule_may_name_what_it_finds(qtbot: QtBot) -> None:
    from console.ui.asking import Question  # noqa: PLC0415 -- this one question only

    made, _, asking = writing(qtbot)
    question = Question("Withdraw", "", "Why", "Withdraw", lambda _chosen, text: text, about_rules=True)
    other = Asking(made, made.look, question, "text me", made.queue.known.marks.screen)
    assert marks(other) == []
    other.deleteLater()
    asking.reject()
