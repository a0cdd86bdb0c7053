"""The queue: the order of urgency, ages that tick, leases that end, and text that stays folded."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from console.domain.chats import Chat
from console.domain.words import Risk
from console.ui.delegates import AGES
from console.ui.queue_pane import QueuePane
from console.ui.queue_rows import HELD, WAITING, Known, QueueRow
from console.ui.theme import Look
from tests.ui import desks
from tests.ui.desks import ME, NOW, chat, held
from tests.ui.keeping import keep


def pane(qtbot: QtBot, chats: Iterable[Chat] = ()) -> QueuePane:
    made = QueuePane(Look(), Known(ME, desks.NAMES, NOW, {}))
    keep(qtbot, made)
    made.resize(600, 700)
    made.set_complete(complete=True)
    made.show_chats(chats, (), NOW)
    return made


def order(made: QueuePane) -> list[str]:
    return [row.title or (row.chat.chat if row.chat else "") for row in made.rows]


def row(made: QueuePane, id: str) -> QueueRow:
    found = made.rows.row_of("chat " + id)
    assert found is not None
    return found


def test_who_waits_stands_by_risk_then_by_age_then_who_is_held_with_ones_own_first(qtbot: QtBot) -> None:
    made = pane(qtbot, desks.chats())
    assert order(made) == ["Offered to you", "c9", "Waiting", "c1", "c2", "c3", "c4", "c6", "c5", "Held", "c7", "c8"]
    assert made.heading.summary == "6 waiting · longest 7 min · you hold 1"
    assert (made.waiting, made.held, made.open_high) == (6, 2, 3)
    assert made.holdings == {ME: 1, "U3": 1, "U8": 1}


def test_an_empty_queue_is_only_called_empty_when_it_was_read_whole(qtbot: QtBot) -> None:
    made = pane(qtbot)
    assert made.view.accessibleDescription() == "Nobody is waiting."
    made.set_complete(complete=False)
    assert made.view.accessibleDescription() == "Not read from Slack yet."
    assert made.heading.summary == "0 waiting · you hold none"


def test_a_chat_goes_back_to_the_queue_at_the_very_second_its_lease_is_over(qtbot: QtBot) -> None:
    made = pane(qtbot, [chat("c1", waits=30, **held("U3", 10, left=0.5))])
    made.tick(NOW + timedelta(seconds=29))
    assert row(made, "c1").section == HELD
    made.tick(NOW + timedelta(seconds=30))
    assert row(made, "c1").section == WAITING
    assert row(made, "c1").since == NOW + timedelta(seconds=30)
    assert order(made) == ["Waiting", "c1"]
    assert made.holdings["U3"] == 0
    assert [chip.text for chip in made.known.chips(row(made, "c1"))] == ["16–17", "back in the queue"]


def test_a_renewed_lease_is_not_ended_by_the_one_before(qtbot: QtBot) -> None:
    made = pane(qtbot, [chat("c1", **held("U3", 10, left=0.5))])
    made.show_chats([chat("c1", **held("U3", 10, left=5))], (), NOW)
    made.tick(NOW + timedelta(minutes=1))
    assert row(made, "c1").section == HELD


def test_a_closed_chat_leaves_the_queue_and_its_section_with_it(qtbot: QtBot) -> None:
    made = pane(qtbot, [chat("c1"), chat("c2", **held(ME, 1))])
    made.show_chats([chat("c2", closed_at=NOW)], (), NOW)
    assert order(made) == ["Waiting", "c1"]
    made.show_chats((), ["c1", "never known"], NOW)
    assert order(made) == []


@pytest.mark.parametrize("risk", list(Risk))
def test_the_text_of_a_chat_at_a_or_b_stays_folded_until_it_is_asked_for(qtbot: QtBot, risk: Risk) -> None:
    made = pane(qtbot, [chat("c1", risk=risk, topic="the topic", excerpt="the words"), chat("c2", risk=risk, waits=1)])
    made.view.choose(made.rows.position_of("chat c1"))
    high = risk in (Risk.A, Risk.B)
    assert ("the topic" in made.known.line(row(made, "c1"))) is not high
    assert ("the topic" in made.known.words(row(made, "c1"))) is not high
    made.unfold()
    assert ("the topic" in made.known.line(row(made, "c1"))) is True
    made.view.choose(made.rows.position_of("chat c2"))
    assert ("the topic" in made.known.line(row(made, "c1"))) is not high


def test_nothing_is_unfolded_where_nothing_is_chosen(qtbot: QtBot) -> None:
    made = pane(qtbot, [chat("c1")])
    made.unfold()
    assert made.known.unfolded == ""


def test_chips_say_who_holds_it_what_is_offered_and_what_the_team_said(qtbot: QtBot) -> None:
    made = pane(qtbot, desks.chats())
    made.show_asks({"c7": tuple(desks.asks())})

    def chips(id: str) -> list[str]:
        return [chip.text for chip in made.known.chips(row(made, id))]

    assert chips("c1") == ["13–15", "nobody has taken it"]
    assert chips("c7") == ["you", "lease ends in 0:42", "team answered 1"]
    assert chips("c9") == ["25+", "by N. Farrow", "ends in 1:20"]
    assert "level B, diamond" in made.known.words(row(made, "c7"))
    assert made.known.line(row(made, "c2")) == "Very high · text hidden (Space) · returning member"


def test_the_chosen_chat_stays_chosen_while_others_come_and_go(qtbot: QtBot) -> None:
    made = pane(qtbot, desks.chats())
    made.view.choose(made.rows.position_of("chat c4"))
    made.show_chats([chat(f"n{i}", risk=Risk.A) for i in range(100)], ["c1", "c2"], NOW)
    chosen = made.chosen_chat
    assert chosen is not None
    assert chosen.key == "chat c4"


def test_sixty_thousand_chats_show_the_most_urgent_first_and_then_all(qtbot: QtBot) -> None:
    risks = list(Risk)
    many = [chat(f"c{i}", risk=risks[i % 5], waits=i % 997) for i in range(60_000)]
    made = pane(qtbot, many)
    first = made.rows.row_at(1)
    assert first is not None
    assert first.chat is not None
    assert first.chat.risk is Risk.A
    assert first.since == min(one.since for one in many)
    assert 0 < made.waiting < 60_000
    made.show_chats([chat("c59999", risk=Risk.A, waits=2_000)], ["c59998"], NOW)
    qtbot.waitUntil(lambda: made.waiting == 59_999, timeout=30_000)
    assert made.rows.position_of("chat c59999") == 1
    assert made.rows.position_of("chat c59998") == -1


chats = st.builds(
    lambda key, risk, waits, state: chat(
        key,
        risk=risk,
        waits=waits,
        **({} if state == "waiting" else {"closed_at": NOW} if state == "closed" else held(state, 1, left=waits)),
    ),
    st.sampled_from([f"c{i}" for i in range(9)]),
    st.sampled_from(list(Risk)),
    st.integers(0, 30),
    st.sampled_from(["waiting", "closed", ME, "U3"]),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.lists(chats, max_size=70), st.integers(0, 9)), max_size=5))
def test_however_it_came_to_be_the_queue_is_that_of_its_chats_at_the_moment(
    qtbot: QtBot, steps: list[tuple[list[Chat], int]]
) -> None:
    made = pane(qtbot)
    known: dict[str, Chat] = {}
    now = NOW
    for arrived, minutes in steps:
        known |= {one.chat: one for one in arrived}
        made.show_chats(arrived, (), now)
        now += timedelta(minutes=minutes)
        made.tick(now)
        fresh = pane(qtbot)
        fresh.show_chats(known.values(), (), now)
        assert order(made) == order(fresh)
        assert +made.holdings == +fresh.holdings
        heights = {made.view.rowHeight(i) for i, row in enumerate(made.rows) if not row.heading}
        assert len(heights) <= 1


def test_a_second_that_goes_by_rubs_nothing_out_beside_the_ages(qtbot: QtBot) -> None:
    made = pane(qtbot)
    made.resize(430, 500)
    topics = ("moving schools", "an argument at home, nobody to call, and no idea who to ask")
    long = [chat(f"c{i}", "a-rather-long-alias" * (1 + i % 2), waits=i, topic=topics[i % 2]) for i in range(5)]
    made.show_chats([*desks.chats(), *long], (), NOW)
    made.show()
    viewport = made.view.viewport()
    whole = viewport.grab().toImage()
    for wide in (20, 40, AGES):
        strip = QRect(viewport.width() - wide, 0, wide, viewport.height())
        assert viewport.grab(strip).toImage() == whole.copy(strip)


class _Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    @override
    def eventFilter(self, _widget: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_ages_are_drawn_with_the_second_and_those_of_days_with_the_hour(qtbot: QtBot) -> None:
    minutes = 60.0 * 24 * 3 + 10
    made = pane(qtbot, [chat(f"c{i}", waits=minutes + i) for i in range(5)])
    made.show()
    paints = _Paints(made.view.viewport())

    def painted_at(minutes: float) -> bool:
        QApplication.processEvents()
        paints.count = 0
        made.tick(NOW + timedelta(minutes=minutes))
        QApplication.processEvents()
        return paints.count > 0

    assert painted_at(0)
    assert not painted_at(0.02)
    assert not painted_at(1)
    assert painted_at(49)
    made.show_chats([chat("new", waits=0.5)], (), NOW)
    assert painted_at(49.05)
    assert painted_at(49.07)
    assert painted_at(49.09)
