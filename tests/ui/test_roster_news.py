"""A new or changed shift is told to those it concerns, once, to nobody else, and also when the desk was closed then."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from console.domain.planning import Seen, SeenRoster, seen_of
from console.domain.roster import Place, Shift
from console.domain.words import Duty
from console.ui.roster_news import news_of, told
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import desk, people
from tests.ui.desks import ME

ZONE = ZoneInfo("Europe/London")


def show(made: DeskWindow, *shifts: Shift) -> str:
    made.show_view(desks.view(people=people(), shifts=desks.keyed(shifts, "shift")))
    words = made.banner.words
    made.saying._until = 0.0
    made._show_news()
    return words


def changed(early: Shift, version: int, *places: Place, by: str = "U1", **others: Any) -> Shift:
    return replace(early, plan=(*early.plan, *places), version=version, by=by, **others)


def seen(shift: Shift) -> Seen:
    return seen_of([shift], ME, desks.NOW).shifts[shift.shift]


def test_a_new_version_is_told_to_whom_it_concerns_and_once(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    night, early = desks.shifts()
    made.roster_acts.news.open(None)
    assert "was changed" not in show(made, night, changed(early, 2, Place("U3", Duty.HOST)))
    mine = Place(ME, Duty.HOST)
    assert show(made, night, changed(early, 3, mine)) == "Early on 22 Nov was changed: you are host in it."
    assert "was changed" not in show(made, night, changed(early, 3, mine))
    assert "was changed" not in show(made, night, changed(early, 4, by=ME))


def test_what_changed_while_the_desk_was_closed_is_told_when_it_is_opened(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    night, early = desks.shifts()
    kept: list[SeenRoster] = []
    made.roster_acts.news.kept.connect(kept.append)
    later = changed(early, 2, Place(ME, Duty.HOST))
    assert "was changed" not in show(made, night, later), "it is not known yet what was known"
    made.roster_acts.news.open(seen_of([night, early], ME, desks.NOW))
    assert made.banner.words == "Early on 22 Nov was changed: you are host in it."
    assert kept == [seen_of([night, later], ME, desks.NOW)]
    other, _ = desk(qtbot)
    show(other, night, later)
    other.roster_acts.news.open(SeenRoster("U3", {}))
    assert "planned" not in other.banner.words, "somebody else sat here"


def test_a_shift_that_is_planned_anew_is_told_with_its_hours_and_several_in_one_line() -> None:
    _, early = desks.shifts()
    plans = [
        changed(
            early,
            1,
            Place(ME, Duty.HOST),
            shift=f"s{n}",
            starts=early.starts + timedelta(days=n),
            ends=early.ends + timedelta(days=n),
        )
        for n in range(5)
    ]
    view = desks.view(shifts=desks.keyed(plans, "shift"))
    words = told(view, {}, desks.NOW, ZONE)
    assert words.startswith("Early on 22 Nov is planned: you are host in it, 08:00–16:00. Early on 23 Nov is planned")
    assert words.endswith("And 2 more: Planning has all.")
    assert told(view, {}, plans[-1].ends, ZONE) == "", "what is over is no news"


def test_hours_and_duties_are_told_together() -> None:
    _, early = desks.shifts()
    mine = replace(early, plan=(Place(ME, Duty.HOST),))
    other = replace(mine, plan=(), ends=mine.ends + timedelta(hours=1), version=2)
    assert news_of(seen(mine), other, ME, ZONE) == (
        "Early on 22 Nov was changed: you are no longer host, and it goes from 08:00 to 17:00."
    )
    assert news_of(seen_of([mine], "U9", desks.NOW).shifts["s2"], other, "U9", ZONE) == ""
    assert news_of(None, early, ME, ZONE) == ""
