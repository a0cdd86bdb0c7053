"""The roster on the screen: who is there, where somebody is missing, what is to be done, who comes next."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from console.domain.local import stretch
from console.domain.roster import DutyState, Place, Presence
from console.domain.words import Duty
from console.ui.keys import keymap
from console.ui.roster_pane import RosterPane
from console.ui.roster_rows import RosterLine, RosterNow, lines_of, on_duty
from console.ui.theme import Look
from tests.ui import desks
from tests.ui.desks import ME, NAMES, NOW, ago
from tests.ui.keeping import keep

ZONE = ZoneInfo("Europe/London")


def now(**others: object) -> RosterNow:
    night, early = desks.shifts()
    fields: dict[str, object] = {
        "me": ME,
        "names": NAMES,
        "now": NOW,
        "zone": ZONE,
        "shift": night,
        "next": early,
        "tasks": tuple(desks.tasks()),
        "holdings": {ME: 2, "U3": 1},
        "open_high": 2,
        "unread": "1 rule unread by 4 people.",
    } | others
    return RosterNow(**fields)  # type: ignore[arg-type]


def by_key(roster: RosterNow) -> dict[str, RosterLine]:
    return {line.key: line for line in lines_of(roster)}


def test_everybody_on_shift_is_named_with_their_duty_and_how_they_stand() -> None:
    lines = by_key(now())
    assert lines["person U1 lead"].right == "Lead"
    assert (lines[f"person {ME} counsellor"].left, lines[f"person {ME} counsellor"].right) == (
        "You",
        "Counsellor · 2/3",
    )
    assert lines["person U3 counsellor"].right == "Counsellor · 1/3"
    assert lines["person U5 counsellor"].right == "Counsellor · 0/3 · new, buddy M. Hale"
    assert lines["person U4 moderator"].right == "Moderator · break to 02:20"
    assert lines["person U9 counsellor"].right == "Counsellor · not here yet"
    assert lines["person U9 counsellor"].words.endswith("not on duty")
    night, _ = desks.shifts()
    assert on_duty(night) == (7, 9)


def test_a_place_that_nobody_fills_is_a_gap_and_so_is_the_rest_of_a_shift_left_early() -> None:
    night, _ = desks.shifts()
    left = replace(night, presences=(*night.presences, Presence("U9", Duty.COUNSELLOR, DutyState.ENDED, ago(10))))
    gaps = [line for line in lines_of(now(shift=left)) if line.kind == "gap"]
    assert [(line.left, line.right) for line in gaps] == [
        ("Gap: moderator", "22:00–08:00"),
        ("Gap: counsellor", "02:04–08:00"),
    ]
    assert "person U9 counsellor" not in by_key(now(shift=left))


def test_a_break_that_is_over_says_who_is_not_back() -> None:
    assert by_key(now(now=NOW + timedelta(minutes=10)))["person U4 moderator"].right.endswith("not back yet")


def test_tasks_stand_by_time_and_say_what_is_done_and_what_is_late() -> None:
    lines = [line for line in lines_of(now()) if line.kind == "task"]
    assert [line.left for line in lines][:3] == [
        "22:00 Safeguarding inbox",
        "00:00 Check on held posts",
        "02:00 Reply to the forum report",
    ]
    assert lines[0].struck
    assert lines[0].words.endswith("done")
    assert lines[2].right == "overdue 14 min · T. Brandt"
    assert lines[3].right == "you"
    assert by_key(now())["tasks"].left == "Shift tasks · 2 of 6"


def test_the_next_shift_is_named_with_its_lead_its_crew_and_what_is_missing() -> None:
    lines = by_key(now())
    assert lines["next"].left == "Next · Early 08:00–16:00"
    assert (lines["next U6"].left, lines["next U6"].right) == ("J. Whitlock", "Lead")
    assert (lines["next crew"].left, lines["next crew"].right) == ("5 counsellors, 2 moderators", "full")
    night, _ = desks.shifts()
    assert by_key(now(next=night))["next crew"].right == "1 place to fill"


def test_the_handover_card_counts_down_and_names_what_is_open() -> None:
    card = by_key(now())["handover"]
    assert card.left == "Handover in 5 h 46 min"  # at 02:14, to 08:00
    assert card.right == "2 chats at A or B are open. 4 tasks to do. 1 rule unread by 4 people."
    assert by_key(now(tasks=(), open_high=0, unread=""))["handover"].right == "Nothing is left open."
    assert by_key(now(open_high=1))["handover"].right.startswith("1 chat at A or B is open.")


def test_without_a_shift_the_pane_says_so(qtbot: QtBot) -> None:
    made = RosterPane(Look(), keymap())
    keep(qtbot, made)
    made.set_complete(complete=True)
    made.show_roster(now(shift=None, next=None, tasks=()))
    assert made.heading.summary == "no shift now"
    assert made.view.accessibleDescription() == "No shift is planned for now."


def test_the_clinician_on_call_is_named_and_who_is_not_there() -> None:
    night, _ = desks.shifts()
    assert by_key(now())["on call"].right == "Dr S. Iyer"
    for state, words in ((DutyState.PAUSED, "Dr S. Iyer, on a break"), (DutyState.ENDED, "nobody")):
        said = (*night.presences, Presence("U2", Duty.CLINICIAN, state, ago(1), NOW))
        shift = replace(night, presences=tuple({(one.person, one.duty): one for one in said}.values()))
        assert by_key(now(shift=shift))["on call"].right == words
    assert by_key(now(shift=replace(night, presences=())))["on call"].right == "Dr S. Iyer, not here yet"
    assert "on call" not in by_key(now(shift=replace(night, plan=night.plan[:1])))


def test_a_queue_without_a_counsellor_is_unstaffed_for_a_lead_alone() -> None:
    night, early = desks.shifts()
    gone = replace(night, presences=())
    lines = lines_of(now(shift=gone, shifts=(gone, early), lead=True))
    assert (lines[0].left, lines[0].right, lines[0].tone) == ("Queue unstaffed", "no counsellor on duty", "bad")
    assert "unstaffed" not in by_key(now(shift=gone, shifts=(gone, early)))
    assert "unstaffed" not in by_key(now(shifts=(night, early), lead=True))
    assert "unstaffed" not in by_key(now(shift=None, lead=True))


def test_gaps_of_the_next_shift_are_told_within_twelve_hours() -> None:
    night, early = desks.shifts()
    missing = replace(early, plan=(*early.plan, Place("", Duty.MODERATOR), Place("", Duty.MODERATOR)))
    lines = [line for line in lines_of(now(next=missing, shifts=(night, missing))) if line.key.startswith("ahead")]
    assert [(line.left, line.right) for line in lines] == [("Gap ahead: moderator", "08:00–14:14")] * 2
    assert len({line.key for line in lines}) == 2


def test_a_task_says_that_it_was_carried_over_and_why_it_was_not_done() -> None:
    first = replace(desks.tasks()[2], carried=("s1", "s0"), reason="nobody answered")
    line = by_key(now(tasks=(first,), shifts=tuple(desks.shifts())))["task t3"]
    assert line.right.endswith("carried over from Night shift, an earlier shift · not done: nobody answered")
    assert line.task == "t3"


def test_a_newcomer_is_told_when_their_buddy_is_not_there() -> None:
    night, _ = desks.shifts()
    key = "person U5 counsellor"
    early = replace(night, presences=tuple(one for one in night.presences if one.person != "U3"))
    assert by_key(now(shift=early))[key].right.endswith("buddy M. Hale (not here yet)")
    away = Presence("U3", Duty.COUNSELLOR, DutyState.ENDED, ago(1))
    assert by_key(now(shift=replace(early, presences=(*early.presences, away))))[key].right.endswith("(not here)")


@pytest.mark.parametrize(("day", "left"), [(date(2026, 10, 24), "11 h"), (date(2026, 3, 28), "9 h")])
def test_a_night_in_which_the_clocks_change_is_shown_as_long_as_it_is(day: date, left: str) -> None:
    starts, ends = (one.at for one in stretch(day, time(22), time(8), ZONE))
    night, _ = desks.shifts()
    night = replace(night, starts=starts, ends=ends)
    lines = by_key(now(shift=night, now=starts, next=night, shifts=()))
    assert lines["handover"].left == f"Handover in {left}"
    assert lines["next"].left.endswith("22:00–08:00")
    assert lines[f"gap moderator {starts.isoformat()} 1"].right == "22:00–08:00"
