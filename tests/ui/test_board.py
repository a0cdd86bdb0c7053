"""The leads' review board is worked through by keys alone, in columns where there is room and in one list where not."""

from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.desk import View
from console.domain.board import Column
from console.domain.cases import Case, Did, Step
from console.domain.chats import ChatState
from console.domain.posts import Decided, Post
from console.domain.subjects import Kind, Subject
from console.domain.words import AgeBand, Decision, PostPlace, Risk
from console.ui.board_page import BoardPage
from console.ui.case_story import CaseStory, story_of
from console.ui.window import DeskWindow
from tests.ui.acting import asked, desk
from tests.ui.desks import ME, NOW
from tests.ui.test_handover_page import MINUTE, as_lead, case, opinion, with_cases
from tests.ui.windows import ZONE, press

_CTRL, _SHIFT, _ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def called(name: str, alias: str, risk: Risk = Risk.B, **more: object) -> Case:
    return replace(case(name, **more), alias=alias, risk=risk)


def night() -> View:
    return as_lead(
        with_cases(
            called("k1", "green-compass", category="self-harm"),
            called("k2", "north-tram", Risk.A, owner=None, next_check=None),
            called("k3", "tall-fern", Risk.C, owner="U3", next_check=NOW - 5 * MINUTE),
            called("k4", "red-bicycle", owner="U4", opinions=(opinion("U4"),)),
            called("k5", "mellow-ribbon", owner="U5", outside="an ambulance"),
            called("k6", "grey-harbour", Risk.D, closed_at=NOW - 60 * MINUTE, closed_by="U3", outcome="safe"),
        )
    )


def board(qtbot: QtBot, view: View, wide: int = 1440, high: int = 900) -> tuple[DeskWindow, BoardPage]:
    made, _ = desk(qtbot)
    made.resize(wide, high)
    made.show_view(view)
    press(made, Qt.Key.Key_5, _CTRL)
    page = made.views.page
    assert isinstance(page, BoardPage)
    return made, page


def shown(page: BoardPage) -> dict[Column, list[str]]:
    return {column: [line.words for line in lane.rows][1:] for column, lane in page.lanes.items()}


def test_each_case_is_a_card_in_the_column_where_it_stands(qtbot: QtBot) -> None:
    _, page = board(qtbot, night())
    found = shown(page)
    assert next(line.left for line in page.lanes[Column.OPINION].rows) == "Waiting for a second opinion · 1"
    assert found[Column.NEW] == [
        "level A, Emergency, north-tram · 16–17, ⚠ with nobody · flagged 01:14 · ⚠ no next check"
    ]
    held = "level C, High distress, tall-fern · 16–17, with M. Hale · flagged 01:14 · ⚠ next check 02:09 is past"
    assert found[Column.HELD][1] == held
    assert found[Column.HELD][0].endswith("with you · flagged 01:14 · next check 02:44\nself-harm")
    assert "T. Brandt would close the case (safe), 02:13." in found[Column.OPINION][0]
    assert found[Column.OUTSIDE][0].endswith("Waits for an ambulance.")
    assert found[Column.CLOSED] == ["level D, Moderate, grey-harbour · 16–17, safe · 01:14 by M. Hale"]


def test_what_happened_while_another_page_was_shown_stands_on_it(qtbot: QtBot) -> None:
    made, page = board(qtbot, night())
    press(made, Qt.Key.Key_1, _CTRL)
    made.show_view(replace(with_cases(called("k9", "young-river")), changed=frozenset({Subject(Kind.CASE, "k9")})))
    made.show_view(replace(with_cases(called("k9", "young-river")), changed=frozenset()))
    press(made, Qt.Key.Key_5, _CTRL)
    assert [words.split(", ")[2] for words in shown(page)[Column.HELD]] == ["young-river · 16–17"]


def test_what_is_not_about_a_case_leaves_the_cards_as_they_are(qtbot: QtBot) -> None:
    made, page = board(qtbot, night())
    before, after = shown(page), with_cases(called("k9", "young-river"))
    made.show_view(replace(after, changed=frozenset({Subject(Kind.CHAT, "c1")})))
    assert shown(page) == before, "nothing was said of cases"
    made.show_view(replace(after, changed=frozenset({Subject(Kind.CASE, "k9")})))
    assert len(shown(page)[Column.HELD]) == 1


def test_the_board_is_walked_and_worked_by_keys(qtbot: QtBot) -> None:
    made, page = board(qtbot, night())
    page.follow("k1")
    assert page.chosen == "k1"
    press(page.lanes[Column.HELD].view, "j")
    assert page.chosen == "k3"
    press(page.lanes[Column.HELD].view, Qt.Key.Key_Right)
    assert page.chosen == "k4"
    press(page.lanes[Column.OPINION].view, "o", _SHIFT)
    asking = asked(qtbot, made)
    assert asking.windowTitle() == "A second opinion about red-bicycle"
    asking.reject()
    for _ in range(5):
        page._beside(1)
    assert page.chosen == "k6"
    for _ in range(5):
        page._beside(-1)
    assert page.chosen == "k2"
    page.acts["write_rule"]()
    assert made.handing.sheet is not None
    assert made.handing.sheet.windowTitle() == "The case of north-tram"
    made.handing.sheet.reject()


def test_the_story_of_a_case_says_who_had_it_when_and_all_that_was_done(qtbot: QtBot) -> None:
    story = (
        Step(NOW - 60 * MINUTE, ME, Did.FLAGGED, Risk.C),
        Step(NOW - 50 * MINUTE, "U3", Did.CHANGED, Risk.B, "U3", NOW + MINUTE),
        Step(NOW - 40 * MINUTE, "U3", Did.ASKED, Risk.B, "U3", NOW + MINUTE),
        Step(NOW - 30 * MINUTE, ME, Did.CLOSED, Risk.B, "U3", NOW + MINUTE),
    )
    closed = case(story=story, chat="c1", closed_at=NOW - 30 * MINUTE, outcome="safe")
    gone = case("k2", chat="c99", post="p99", story=story[:2])
    made, page = board(qtbot, as_lead(with_cases(closed, gone)))
    page.follow("k1")
    press(page.lanes[Column.CLOSED].view, "h")
    sheet = made.findChild(CaseStory)
    assert sheet is not None
    words = sheet.text.accessibleName()
    assert "01:14 to 01:24: nobody" in words
    assert "01:24 to 01:44: M. Hale" in words
    assert "01:24 · changed · M. Hale · at B · with M. Hale · next check 02:15" in words
    assert "01:44 · closed · A. Castellan\n01:34 · second opinion asked · M. Hale\n01:24" in words
    assert "The chat of" in words
    sheet.reject()
    page.follow("k2")
    page.acts["rule_history"]()
    words = made.findChildren(CaseStory)[-1].text.accessibleName()
    assert "since 01:24: M. Hale" in words
    assert "A chat that is no longer at hand\nA post that is no longer at hand" in words


def test_the_story_of_a_case_says_how_its_chat_and_its_post_stand() -> None:
    view = as_lead(with_cases())
    post = Post("p1", "otter", AgeBand.TEEN, PostPlace.FORUM, "words", None, "i1", NOW, NOW)
    decided = replace(post, decided=Decided(Decision.HOLD, ME, NOW - MINUTE, "i1"))

    def said(chat: str, posts: dict[str, Post]) -> str:
        row = case(chat=chat, post="p1", story=())
        return "".join(run.text for run in story_of(row, replace(view, posts=posts), NOW, ZONE))

    waiting = next(chat for chat in view.chats.values() if chat.state_at(NOW) is ChatState.WAITING)
    held = next(chat for chat in view.chats.values() if chat.state_at(NOW) is ChatState.HELD)
    assert f"The chat of {waiting.alias}: waiting\nA post of otter: to be decided" in said(waiting.chat, {"p1": post})
    assert f"The chat of {held.alias}: with " in said(held.chat, {"p1": decided})
    assert "A post of otter: decided 02:13" in said(held.chat, {"p1": decided})
    over = replace(view, chats={held.chat: replace(held, closed_at=NOW - MINUTE)})
    told = "".join(run.text for run in story_of(case(chat=held.chat), over, NOW, ZONE))
    assert f"The chat of {held.alias}: over since 02:13" in told


def test_what_nobody_chose_is_not_done(qtbot: QtBot) -> None:
    made, page = board(qtbot, as_lead(with_cases()))
    refused: list[str] = []
    made.wishes.refused.connect(refused.append)
    for name in ("write_rule", "close_chat", "lower_risk", "sign_over", "sign_for"):
        page._on_act(name)
    assert set(refused) == {"No case is chosen: choose one on the board first."}
    page._beside(1)
    assert [line.left for line in page.lanes[Column.NEW].rows] == ["New · 0"]
    assert page.heading.summary == "0"


def test_filters_have_a_key_each_and_are_left_together(qtbot: QtBot) -> None:
    _, page = board(qtbot, night())
    press(page.lanes[Column.NEW].view, Qt.Key.Key_M, _ALT)
    assert page.heading.summary == "2 of 6 shown · mine"
    press(page.lanes[Column.NEW].view, Qt.Key.Key_M, _ALT)
    press(page.lanes[Column.NEW].view, Qt.Key.Key_U, _ALT)
    assert [name for name, some in shown(page).items() if some] == [Column.NEW]
    assert page.leave()
    assert not page.leave()
    page.find()
    press(page.search, "hale")
    assert page.heading.summary == "1 of 6 shown"
    press(page.search, Qt.Key.Key_Escape)
    assert page.heading.summary == "6"


def test_where_there_is_no_room_all_stand_in_one_list_with_filters_by_key(qtbot: QtBot) -> None:
    made, page = board(qtbot, night())
    page.follow("k3")
    made.wear(made.look.at(200))
    made.resize(1280, 720)
    qtbot.waitUntil(page.one.view.isVisible)
    assert not page.lanes[Column.NEW].view.isVisible()
    lines = [line.left for line in page.one.rows]
    assert lines[0] == "New · 1"
    assert "tall-fern · 16–17" in lines
    assert not page.filters["mine"].isVisible()
    page.follow("k5")
    assert page.chosen == "k5"
    page.step(1)  # over the name of the next column
    assert page.chosen == "k6"
    page._beside(1)
    assert page.chosen == "k6"
    press(page.one.view, Qt.Key.Key_M, _ALT)
    assert page.heading.summary == "2 of 6 shown · mine"
    made.wear(made.look.at(100))
    made.resize(1440, 900)
    qtbot.waitUntil(page.lanes[Column.NEW].view.isVisible)
    assert len(page.one.rows) == 0
