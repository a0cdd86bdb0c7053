"""Lifting the limit of chats of whoever is chosen on the roster, for the present shift: one key up, one key down."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from console.domain.actions import LiftLimit
from console.domain.giving import limit_of
from console.domain.words import Role
from console.ui.acts import Act, May
from console.ui.queue_rows import Known
from console.ui.roster_pane import RosterPane
from console.ui.roster_rows import RosterLine
from console.ui.wishes import Wishes

NOBODY_CHOSEN = "Nobody is chosen: choose a person on the roster first."


def lift_acts(person: str, limit: int, may: May) -> tuple[Act, ...]:
    """What can be done to a person's limit right now: one more, and one less; each with why not."""
    found = []
    for name, label, to in (("lift_limit", "Lift limit to", limit + 1), ("lower_limit", "Lower to", limit - 1)):
        refusal = may(LiftLimit(person, to))
        found.append(Act(name, f"{label} {to}", "", "" if refusal is None else refusal.why))
    return tuple(found)


class Lifting(QObject):
    """The keys of the limit at the desk; ``acts`` are what they do. A lead sees them as buttons below the roster."""

    def __init__(self, wishes: Wishes, roster: RosterPane, known: Known) -> None:
        super().__init__(roster)
        self.wishes, self.roster, self._known = wishes, roster, known
        self.acts: dict[str, Callable[[], object]] = {
            "lift_limit": lambda: self.lift(roster.chosen_person, 1),
            "lower_limit": lambda: self.lift(roster.chosen_person, -1),
        }
        roster.offer(self._acts_of)

    def lift(self, person: str, by: int) -> None:
        """Wish that a person may hold so many chats more (or fewer) than now; why not, when that is so."""
        if not person or self.wishes.view is None:
            self.wishes.refused.emit(NOBODY_CHOSEN)
        else:
            limit = limit_of(self.wishes.view, person, self._known.now)
            self.wishes.wish(LiftLimit(person, limit + by))

    def _acts_of(self, line: RosterLine) -> tuple[Act, ...]:
        view, person = self.wishes.view, line.person
        if view is None or not person or Role.LEAD not in view.people.roles_now(view.me):
            return ()
        return lift_acts(person, limit_of(view, person, self._known.now), self.wishes.may)
