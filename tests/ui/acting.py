"""Windows whose wishes are judged as a desk judges them, and heard."""

from dataclasses import dataclass, field
from typing import Any

from pytestqt.qtbot import QtBot

from console.domain import actions
from console.domain.actions import Refusal
from console.domain.deciding import decide
from console.domain.messages import EPOCH, Position
from console.domain.people import Grant, People
from console.domain.words import Role
from console.ui.asking import Asking
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.desks import ME, StillClock
from tests.ui.windows import Watch, shown, window


def people() -> People:
    """The night's people with their roles."""
    roles = {ME: Role.COUNSELLOR, "U1": Role.LEAD, "U2": Role.CLINICIAN, "U3": Role.COUNSELLOR, "U8": Role.COUNSELLOR}
    return People(frozenset(), {one: (Grant(role, "U1", Position(EPOCH, "")),) for one, role in roles.items()})


@dataclass
class Heard:
    """What a window wished."""

    wished: list[Any] = field(default_factory=list)
    drafted: list[tuple[str, str, str]] = field(default_factory=list)
    undone: list[bool] = field(default_factory=list)


def desk(
    qtbot: QtBot, clock: StillClock | None = None, watch: Watch | None = None, **others: Any
) -> tuple[DeskWindow, Heard]:
    """A shown window whose wishes are judged as a desk judges them, and are heard."""
    clock = clock or StillClock()
    made = shown(qtbot, window(qtbot, clock=clock, watch=watch))
    view = desks.view(people=people(), **others)
    heard = Heard()

    def may(action: actions.Action) -> Refusal | None:
        found = decide(made.wishes.view or view, action, by=ME, at=clock.now(), id="new")
        return found if isinstance(found, Refusal) else None

    made.wishes.may = may
    made.wishes.wished.connect(lambda wish, draft: heard.wished.append((wish, draft)))
    made.wishes.drafted.connect(lambda *draft: heard.drafted.append(draft))
    made.wishes.undo_wished.connect(lambda: heard.undone.append(True))
    made.show_view(view)
    return made, heard


def choose(made: DeskWindow, chat: str) -> None:
    """Stand on a chat, and wait until its buttons were judged."""
    made.queue.follow(chat)
    made._show_acts()


def asked(qtbot: QtBot, made: DeskWindow) -> Asking:
    """The question that was opened, once the keyboard is there."""
    asking = made.wishes.asking
    assert asking is not None
    qtbot.waitUntil(asking.isActiveWindow)
    return asking


def back(qtbot: QtBot, made: DeskWindow) -> None:
    """Wait until the keyboard is in the window again."""
    assert made.wishes.asking is None
    made.activateWindow()  # what a real screen does by itself
    qtbot.waitUntil(made.isActiveWindow)
