"""A change of the roster that waits for somebody stands on their roster, and is said yes or no to with a key."""

from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain import actions
from console.domain.messages import EPOCH, Position
from console.domain.people import Grant
from console.domain.swaps import Swap, SwapEnd
from console.domain.words import Duty, Role
from console.ui.roster_rows import RosterLine
from console.ui.swap_acts import NO_SWAP
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import Heard, asked, back, desk, people
from tests.ui.desks import ME
from tests.ui.windows import ZONE, press

_CTRL = Qt.KeyboardModifier.ControlModifier
_CTRL_SHIFT = _CTRL | Qt.KeyboardModifier.ShiftModifier
C = Duty.COUNSELLOR
MINE = Swap("w1", "U8", desks.ago(9), "s1", C, "U8", "U3", note="my sister marries")


def shown(qtbot: QtBot, *swaps: Swap, lead: bool = False, **others: Any) -> tuple[DeskWindow, Heard]:
    made, heard = desk(qtbot)
    team = people()
    if lead:
        team = replace(team, grants={**team.grants, ME: (Grant(Role.LEAD, "U9", Position(EPOCH, "")),)})
    known = desks.keyed(swaps, "swap")
    made.show_view(desks.view(**{"people": team, "swaps": known, "zone": ZONE, **others}))
    return made, heard


def lines(made: DeskWindow) -> list[RosterLine]:
    return [line for line in made.roster.rows if line.kind == "swap"]


def stand(made: DeskWindow) -> None:
    place = next(place for place, line in enumerate(made.roster.rows) if line.swap)
    made.roster.view.setFocus()
    made.roster.view.choose(place)


def test_only_those_whose_word_is_missing_see_it(qtbot: QtBot) -> None:
    made, _ = shown(qtbot, MINE)
    assert lines(made) == []
    stand_in = replace(MINE, person="U8", to=ME)
    made, _ = shown(qtbot, stand_in, replace(stand_in, swap="w2", outcome=SwapEnd.DECLINED))
    (line,) = lines(made)
    assert line.left == "You would take Night shift on 21 Nov as counsellor from N. Farrow; you have to agree"
    assert line.words.endswith("“my sister marries”, waits for your word")


def test_the_other_one_agrees_with_a_key(qtbot: QtBot) -> None:
    swap = Swap("w1", "U8", desks.ago(9), "s2", C, "UX0", "U8")
    made, heard = shown(qtbot, replace(swap, by="UX0", person="UX0", to=""))
    assert [line.left for line in lines(made)] == [
        "C. Number0 would give Early on 22 Nov as counsellor away; somebody has to agree"
    ]
    stand(made)
    assert [act.label for act in made.roster.bar.acts] == ["Take it", "Say no"]
    press(made.roster.view, "y", _CTRL)
    assert heard.wished == [(actions.AgreeSwap("w1"), None)]


def test_a_lead_consents_and_the_plan_names_what_was_asked(qtbot: QtBot) -> None:
    made, heard = shown(qtbot, Swap("w1", "U3", desks.ago(9), "s2", C, "UX0", "U3", agreed_at=desks.ago(5)), lead=True)
    stand(made)
    assert [act.label for act in made.roster.bar.acts] == ["Consent", "Say no"]
    press(made.roster.view, "y", _CTRL)
    (((plan,), _),) = heard.wished
    assert (plan.swap, "U3:counsellor" in plan.duties, "UX0:counsellor" in plan.duties) == ("w1", True, False)


def test_who_asked_takes_it_back_and_is_not_asked_to_agree(qtbot: QtBot) -> None:
    made, heard = shown(qtbot, Swap("w1", ME, desks.ago(9), "s1", C, ME))
    stand(made)
    acts = made.roster.bar.acts
    assert [act.label for act in acts] == ["Take it", "Take it back"]
    assert acts[0].why == "You asked for this: it is for somebody else to agree."
    press(made.roster.view, "y", _CTRL)
    assert made.banner.words == acts[0].why
    press(made.roster.view, "y", _CTRL_SHIFT)
    asking = asked(qtbot, made)
    asking.confirm()
    back(qtbot, made)
    assert [wish for wish, _ in heard.wished] == [actions.DeclineSwap("w1")]


def test_with_no_change_chosen_the_keys_say_so(qtbot: QtBot) -> None:
    made, heard = shown(qtbot)
    for modifier in (_CTRL, _CTRL_SHIFT):
        press(made.queue.view, "y", modifier)
        assert made.banner.words == NO_SWAP
    assert heard.wished == []
