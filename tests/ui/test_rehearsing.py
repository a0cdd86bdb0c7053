"""A rehearsal is shown with what was decided, and with the very places that the rule finds."""

from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from pytestqt.qtbot import QtBot

from console.domain import events
from console.domain.rehearsal import Rehearsal, Text, Touched
from console.domain.words import AgeBand, Decision, PostPlace, Risk, Role, RuleLevel
from console.ui.rehearsing import RehearsalView, counted, places
from console.ui.text import Run
from console.ui.theme import HIGH_CONTRAST, LIGHT, NIGHT, Look
from tests.builders import at, entry, team
from tests.ui import desks
from tests.ui.desks import NOW, ago
from tests.ui.keeping import keep
from tests.ui.test_rule_editor import sitting
from tests.ui.windows import press

ZONE = ZoneInfo("Europe/London")


def post(name: str, text: str, decision: Decision | None = None, **more: Any) -> Text:
    return Text(
        name, f"alias-{name}", AgeBand.TEEN, text, ago(90), None, decision, ago(60) if decision else None, **more
    )


def touched(text: Text, *spans: tuple[int, int]) -> Touched:
    return Touched(text, spans or ((0, 4),))


def found(*some: Touched, posts: int = 10, chats: int = 5, read: int = 15) -> Rehearsal:
    return Rehearsal(posts, chats, read, some, 0.038)


CHAT = Text("c1", "blue-kettle", AgeBand.TEEN, "text", ago(30), Risk.C)


def test_it_is_counted_what_would_be_held_and_what_was_decided() -> None:
    some = (
        touched(post("p1", "text", Decision.PUBLISH)),
        touched(post("p2", "text", Decision.EDIT)),
        touched(post("p3", "text", Decision.HOLD)),
        touched(post("p4", "text")),
        touched(CHAT),
    )
    assert counted(found(*some), RuleLevel.STOP) == (
        "4 posts would be held",
        "2 of them were published",
        "1 already held · 1 not decided yet · 1 chat would be marked",
    )
    assert counted(found(*some[:1]), RuleLevel.NOTE) == (
        "1 post would be marked",
        "1 of them was published",
        "No chats would be marked",
    )
    assert counted(found(posts=3), RuleLevel.STOP)[:2] == ("No posts would be held", "")
    assert counted(found(touched(CHAT), posts=0), RuleLevel.STOP) == ("1 chat would be marked", "", "")


def test_the_very_places_are_marked_in_what_stands_around_them() -> None:
    long = f"{'so ' * 40}text me\nor ring me{' now' * 60}"
    first = long.index("text me")
    runs = places(touched(post("p1", long), (first, first + 7), (first + 11, first + 18), (first + 500, first + 502)))
    assert [run.text for run in runs if run.marked] == ["text me", "ring me"]
    words = "".join(run.text for run in runs)
    assert words.startswith("“…so so")
    assert "text me or ring me now" in words
    assert words.endswith("…”")
    assert "".join(run.text for run in places(touched(post("p1", "text")))) == "“text”"
    hidden = Text("c2", "a", AgeBand.TEEN, "text", ago(1), Risk.A)
    assert places(touched(hidden)) == (Run("text hidden", italic=True),)


def test_each_text_says_what_was_decided_and_what_would_differ(qtbot: QtBot) -> None:
    view = RehearsalView(Look(NIGHT), ZONE)
    qtbot.addWidget(view)
    view.resize(600, 500)
    some = [touched(post("p1", "text", Decision.PUBLISH)), touched(post("p2", "text", Decision.DECLINE))]
    some += [touched(post("p3", "text")), touched(CHAT)]
    view.show_progress(found(*some, read=7))
    assert "7 of 15 texts read…" in view.words
    view.show_found(found(*some), RuleLevel.STOP, NOW)
    assert view.words.splitlines() == [
        "on the last 24 hours kept on this desk: 10 posts, 5 chats · 38 ms",
        "3 posts would be held, 1 of them was published",
        "1 already declined · 1 not decided yet · 1 chat would be marked",
        "post by alias-p1, published 01:14, match",
        "“text”",
        "post by alias-p2, declined 01:14, already declined",
        "“text”",
        "post by alias-p3, not decided yet, match",
        "“text”",
        "C blue-kettle, chat 01:44, match",
        "“text”",
    ]
    view.show_found(found(posts=0, chats=0, read=0), RuleLevel.STOP, NOW)
    assert view.words.splitlines()[1] == "No chats would be marked"


def test_it_is_drawn_in_every_look_and_where_it_is_narrow(qtbot: QtBot) -> None:
    for palette in (NIGHT, LIGHT, HIGH_CONTRAST):
        for percent, width in ((100, 560), (200, 420), (100, 180)):
            view = RehearsalView(Look(palette).at(percent), ZONE)
            keep(qtbot, view)
            view.resize(width, 400)
            view.show_found(found(touched(post("p1", "text", Decision.HOLD)), touched(CHAT)), RuleLevel.STOP, NOW)
            view.show()
            picture = QPixmap(view.size())
            view.render(picture)
            assert not picture.isNull()


def test_posts_of_the_day_come_to_the_rehearsal_once_they_were_read(qtbot: QtBot) -> None:
    at_desk = sitting(qtbot)
    wished: list[Any] = []
    at_desk.made.rule_acts.posts_wished.connect(wished.append)
    at_desk.made.rule_acts.show_posts(())
    editor = at_desk.opens("n")
    assert wished == [ago(60 * 24)]
    editor.form.words.setPlainText("text me")
    submitted = events.PostSubmitted("p1", "tall-window", AgeBand.TEEN, PostPlace.FORUM, "text me")
    decided = events.PostDecided("p1", Decision.PUBLISH)
    people = team(UMOD=Role.MODERATOR)
    at_desk.made.wishes.view = desks.view(people=people)
    seconds = (NOW - at()).total_seconds()
    at_desk.made.rule_acts.show_posts([entry(submitted, "UPLAT", seconds - 120), entry(decided, "UMOD", seconds - 60)])
    qtbot.waitUntil(lambda: "1 post would be marked, 1 of them was published" in editor.rehearsal.words)
    assert "post by tall-window, published 02:13, match\n“text me”" in editor.rehearsal.words
    editor.reject()


def test_all_of_it_is_reached_by_one_key_where_there_is_no_room(qtbot: QtBot) -> None:
    editor = sitting(qtbot).opens("n")
    bar = editor.area.verticalScrollBar()
    editor.resize(editor.width(), 300)
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert editor.further.isVisible()
    seen = [bar.value()]
    while bar.value() < bar.maximum():
        press(editor.form.body, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
        assert bar.value() > seen[-1]
        seen.append(bar.value())
    editor.further.click()
    assert bar.value() == 0
    editor.reject()


def test_how_far_a_long_rehearsal_is_is_said_while_it_goes_on(qtbot: QtBot) -> None:
    many = {f"c{n}": desks.chat(f"c{n}", f"alias-{n}", excerpt=f"{n} " + "see you soon " * 20) for n in range(200)}
    editor = sitting(qtbot, chats_=many).opens("n")
    editor._turn.stop()
    editor._begun -= 1
    editor._readings.clear()
    editor._look_at(editor.form.writing)
    editor._turn.stop()
    editor._begun -= 1
    editor._go_on_rehearsing()
    assert "of 200 texts read…" in editor.rehearsal.words
    editor.reject()
