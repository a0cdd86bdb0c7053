"""A changed shift is told to those it concerns, once, and to nobody else."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from console.domain.roster import Place
from console.domain.words import Duty
from console.ui.roster_news import news_of
from tests.ui import desks
from tests.ui.acting import desk, people
from tests.ui.desks import ME

ZONE = ZoneInfo("Europe/London")


def test_a_new_version_is_told_to_whom_it_concerns_and_once(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    night, early = desks.shifts()

    def shown(version: int, *places: Place, by: str = "U1") -> str:
        later = replace(early, plan=(*early.plan, *places), version=version, by=by)
        made.show_view(desks.view(people=people(), shifts=desks.keyed([night, later], "shift")))
        return made.banner.words

    assert "was changed" not in shown(2, Place("U3", Duty.HOST))
    assert shown(3, Place(ME, Duty.HOST)) == "Early on 22 Nov was changed: you are host in it."
    made.saying._until = 0.0
    made._show_news()
    assert "was changed" not in shown(3, Place(ME, Duty.HOST))
    assert "was changed" not in shown(4, by=ME)


def test_hours_and_duties_are_told_together() -> None:
    _, early = desks.shifts()
    mine = replace(early, plan=(Place(ME, Duty.HOST),))
    other = replace(mine, plan=(), ends=mine.ends + timedelta(hours=1))
    assert news_of(mine, other, ME, ZONE) == (
        "Early on 22 Nov was changed: you are no longer host, and it goes from 08:00 to 17:00."
    )
    assert news_of(mine, other, "U9", ZONE) == ""
