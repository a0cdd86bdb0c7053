"""Duty and tasks at the window: one key each, and buttons that say why not."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain import actions, events
from console.domain.pending import Pending
from console.domain.roster import DutyState, Presence
from console.domain.words import Duty, Home
from console.ui.deeds import said_of
from console.ui.shift_work import NO_TASK
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import Heard, asked, back, choose, desk, people
from tests.ui.desks import ME, NOW, ago
from tests.ui.windows import press

_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def standing(qtbot: QtBot, state: DutyState, **others: Any) -> tuple[DeskWindow, Heard]:
    """A desk whose person's duty stands so, and who holds no chat."""
    night, early = desks.shifts()
    said = {(one.person, one.duty): one for one in night.presences}
    said[ME, Duty.COUNSELLOR] = Presence(ME, Duty.COUNSELLOR, state, ago(5), NOW + timedelta(minutes=5))
    night = replace(night, presences=tuple(said.values()))
    free = {key: one for key, one in desks.keyed(desks.chats(), "chat").items() if one.holder != ME}
    made, heard = desk(qtbot)
    made.show_view(desks.view(people=people(), chats_=free, shifts=desks.keyed([night, early], "shift"), **others))
    return made, heard


def stand_on(made: DeskWindow, key: str) -> None:
    made.roster.view.setFocus()
    made.roster.view.choose(made.roster.rows.position_of(key))


def labels(made: DeskWindow) -> list[str]:
    return [act.label for act in made.roster.bar.acts if not act.why]


def test_duty_is_started_and_ended_with_one_key_from_anywhere(qtbot: QtBot) -> None:
    made, heard = standing(qtbot, DutyState.ENDED)
    press(made.queue.view, "d")
    assert [wish for wish, _ in heard.wished] == [actions.StartDuty()]
    made, heard = standing(qtbot, DutyState.PAUSED)
    press(made.queue.view, "d")
    press(made.queue.view, Qt.Key.Key_D, _CTRL)
    assert [wish for wish, _ in heard.wished] == [actions.StartDuty(), actions.EndDuty()]


def test_a_duty_is_paused_until_a_time_with_one_more_key(qtbot: QtBot) -> None:
    made, heard = standing(qtbot, DutyState.ON)
    press(made.queue.view, Qt.Key.Key_D, _SHIFT)
    picking = made.roster_acts.work.picking
    assert picking is not None
    qtbot.waitUntil(picking.isActiveWindow)
    assert [button.accessibleName() for button in picking.buttons][:2] == ["Until 02:29, key 1", "Until 02:44, key 2"]
    press(picking, "2")
    assert heard.wished[0][0] == actions.PauseDuty(NOW + timedelta(minutes=30))
    assert made.roster_acts.work.picking is None


def test_who_is_not_on_duty_cannot_pause_and_is_told(qtbot: QtBot) -> None:
    made, heard = standing(qtbot, DutyState.ENDED)
    press(made.queue.view, Qt.Key.Key_D, _SHIFT)
    assert made.banner.words == "You are not on duty."
    assert heard.wished == []


def test_on_ones_own_line_stands_what_can_be_said_of_the_duty(qtbot: QtBot) -> None:
    made, _ = standing(qtbot, DutyState.ON)
    stand_on(made, f"person {ME} counsellor")
    assert labels(made) == ["Pause", "End duty"]
    made, _ = standing(qtbot, DutyState.PAUSED)
    stand_on(made, f"person {ME} counsellor")
    assert labels(made) == ["Start duty", "Pause", "End duty"]
    made, _ = standing(qtbot, DutyState.PLANNED)
    stand_on(made, f"person {ME} counsellor")
    assert labels(made) == ["Start duty"]


def test_who_holds_a_chat_is_told_to_pass_it_on_first(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    press(made.queue.view, Qt.Key.Key_D, _CTRL)
    assert made.banner.words == "You still hold 1 chat: close it, or pass it on first."
    assert heard.wished == []
    assert made.finder.why_not_now("end_duty") == made.banner.words


def test_a_task_is_taken_done_and_carried_over_with_one_key_each(qtbot: QtBot) -> None:
    made, heard = standing(qtbot, DutyState.ON)
    stand_on(made, "task t5")
    assert labels(made) == ["Done", "I see to it", "To the next shift"]
    press(made.roster.view, "i")
    press(made.roster.view, "s")
    press(made.roster.view, Qt.Key.Key_Y, _SHIFT)
    assert [wish for wish, _ in heard.wished] == [
        actions.TakeTask("t5"),
        actions.FinishTask("t5"),
        actions.CarryTask("t5"),
    ]


def test_a_done_task_is_undone_with_a_reason(qtbot: QtBot) -> None:
    made, heard = standing(qtbot, DutyState.ON)
    stand_on(made, "task t1")
    assert labels(made) == ["Not done after all"]
    press(made.roster.view, Qt.Key.Key_S, _SHIFT)
    asking = asked(qtbot, made)
    asking.confirm()
    assert asking.why.accessibleName() == "The reason is empty."
    asking.field.setPlainText("the inbox was full again")
    asking.confirm()
    back(qtbot, made)
    assert heard.wished[0][0] == actions.ReopenTask("t1", "the inbox was full again")
    stand_on(made, "task t5")
    press(made.roster.view, Qt.Key.Key_S, _SHIFT)
    assert made.banner.words == "This task is not done yet."


def test_where_no_task_is_chosen_it_is_said(qtbot: QtBot) -> None:
    made, heard = standing(qtbot, DutyState.ON)
    stand_on(made, "handover")
    for key in ("i", "s"):
        press(made.roster.view, key)
        assert made.banner.words == NO_TASK
    assert made.finder.why_not_now("finish_task") == NO_TASK
    assert heard.wished == []


def test_a_task_about_the_chosen_chat_begins_with_its_name_and_a_time_is_its_due(qtbot: QtBot) -> None:
    made, heard = standing(qtbot, DutyState.ON)
    choose(made, "c3")
    made.queue.view.setFocus()
    press(made.queue.view, "y")
    asking = asked(qtbot, made)
    assert asking.field.toPlainText() == "north-tram: "
    asking.field.setPlainText("03:30 north-tram: ring back")
    asking.confirm()
    back(qtbot, made)
    wish = heard.wished[0][0]
    assert isinstance(wish, actions.PlanTask)
    assert (wish.title, wish.due) == ("north-tram: ring back", NOW.replace(hour=3, minute=30, second=0, microsecond=0))


def test_a_task_about_a_message_begins_with_it_and_one_at_the_roster_with_nothing(qtbot: QtBot) -> None:
    made, _ = standing(qtbot, DutyState.ON)
    made.rules.view.setFocus()
    made.rules.view.choose(made.rules.rows.position_of("R14"))
    press(made.rules.view, "y")
    asking = asked(qtbot, made)
    card = made.rules.view.chosen_row()
    assert asking.field.toPlainText() == ("" if card is None else f"{card.title}: ")
    asking.reject()
    back(qtbot, made)
    stand_on(made, "handover")
    press(made.roster.view, "y")
    asking = asked(qtbot, made)
    assert asking.field.toPlainText() == ""
    asking.confirm()
    assert asking.why.accessibleName() == "The task is empty."
    asking.reject()


def test_without_a_role_no_task_is_planned(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    made.show_view(desks.view())
    press(made.queue.view, "y")
    assert made.banner.words.startswith("You have no role that allows this.")


def test_what_was_done_is_told_in_few_words() -> None:
    made: dict[events.WireEvent, str] = {
        events.DutyStarted("s1", Duty.HOST): "On duty as host",
        events.DutyPaused("s1", Duty.HOST, NOW): "On a break",
        events.DutyEnded("s1", Duty.HOST): "Off duty",
        events.TaskPlanned("t", "s1", "Inbox"): "To do: Inbox",
        events.TaskDone("t"): "A task is done",
        events.TaskUndone("t"): "A task is not done after all",
        events.RosterPublished("s1", "Night", NOW, NOW, ()): "Planned Night",
    }
    for event, words in made.items():
        assert said_of(Pending("i", Home.SHIFT_LOG, event, "", NOW), {}, str) == words
