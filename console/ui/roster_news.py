"""What a new version of a shift means for whoever sits at the desk: told once, in a sentence, if it concerns them."""

from datetime import tzinfo
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from console.domain.planning import changed
from console.domain.roster import Shift
from console.ui.banner import News
from console.ui.text import one_line
from console.ui.times import to_minute

if TYPE_CHECKING:
    from console.ui.window import DeskWindow


class RosterNews(QObject):
    """Looks whenever the roster is shown; what somebody changed themselves is no news to them."""

    def __init__(self, window: "DeskWindow", zone: tzinfo) -> None:
        super().__init__(window)
        self._window, self._zone = window, zone
        self._seen: dict[str, Shift] = {}
        window.roster.rows.shown.connect(self._look)

    @Slot()
    def _look(self) -> None:
        view = self._window.wishes.view
        if view is None:
            return
        for shift in view.shifts.values():
            before = self._seen.get(shift.shift)
            if before is not None and shift.version > before.version and shift.by != view.me:
                words = news_of(before, shift, view.me, self._zone)
                if words:
                    self._window.saying.tell(News(words))
        self._seen = dict(view.shifts)


def news_of(before: Shift, after: Shift, me: str, zone: tzinfo) -> str:
    """What a new version changes for a person; empty when it does not concern them."""
    concerned = changed(before, after)
    if me not in concerned:
        return ""
    gone, new = concerned[me]
    here = after.starts.astimezone(zone)
    parts = [f"you are {duty.value} in it" for duty in new] + [f"you are no longer {duty.value}" for duty in gone]
    if (before.starts, before.ends) != (after.starts, after.ends):
        parts.append(f"it goes from {here:%H:%M} to {to_minute(after.ends, zone)}")
    return f"{one_line(after.name, 40)} on {here.day} {here:%b} was changed: {', and '.join(parts)}."
