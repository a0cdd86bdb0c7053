"""What a new version of a shift means for whoever sits at the desk: told once, also when this desk was closed then."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from console.desk import View
from console.domain.planning import Seen, SeenRoster, seen_of
from console.domain.roster import Shift
from console.ui.banner import News
from console.ui.queue_rows import Known
from console.ui.text import one_line
from console.ui.times import to_minute

if TYPE_CHECKING:
    from console.ui.window import DeskWindow

_NAMED: Final = 3  # shifts that are told of at once


class RosterNews(QObject):
    """Looks whenever the roster is shown; what somebody changed themselves is no news to them.

    ``kept`` gives what they know now, to be there again when the desk is opened the next time.
    """

    kept = Signal(object)

    def __init__(self, window: "DeskWindow", known: Known, zone: tzinfo) -> None:
        super().__init__(window)
        self._window, self._known, self._zone = window, known, zone
        self._seen: SeenRoster | None = None
        self._open = False
        window.roster.rows.shown.connect(self._look)

    def open(self, seen: SeenRoster | None) -> None:
        """Take what the desk's person knew when it was closed; None where they never sat here."""
        self._seen, self._open = seen, True
        self._look()

    @Slot()
    def _look(self) -> None:
        view, now = self._window.wishes.view, self._known.now
        if view is None or not self._open or not (view.shifts and view.me):
            return
        known = self._seen if self._seen is not None and self._seen.person == view.me else None
        if known is not None:
            words = told(view, known.shifts, now, self._zone)
            if words:
                self._window.saying.tell(News(words))
        seen = seen_of(view.shifts.values(), view.me, now)
        if seen != self._seen:
            self._seen = seen
            self.kept.emit(seen)


def told(view: View, known: Mapping[str, Seen], now: datetime, zone: tzinfo) -> str:
    """What is new of the roster to the desk's person, the nearest shift first; empty where nothing is."""
    coming = sorted((one for one in view.shifts.values() if one.ends > now), key=lambda one: (one.starts, one.shift))
    found = [news_of(known.get(one.shift), one, view.me, zone) for one in coming if one.by != view.me]
    news = [words for words in found if words]
    more = f" And {len(news) - _NAMED} more: Planning has all." if len(news) > _NAMED else ""
    return " ".join(news[:_NAMED]) + more


def news_of(before: Seen | None, after: Shift, me: str, zone: tzinfo) -> str:
    """What a new shift, or a new version of one, means for a person; empty when it does not concern them."""
    mine = tuple(sorted({place.duty for place in after.plan if place.person == me}))
    here = after.starts.astimezone(zone)
    called = f"{one_line(after.name, 40)} on {here.day} {here:%b}"
    if before is None:
        duties = " and ".join(duty.value for duty in mine)
        hours = f"{here:%H:%M}–{to_minute(after.ends, zone)}"
        return f"{called} is planned: you are {duties} in it, {hours}." if mine else ""
    if after.version <= before.version:
        return ""
    parts = [f"you are {duty.value} in it" for duty in mine if duty not in before.duties]
    parts += [f"you are no longer {duty.value}" for duty in before.duties if duty not in mine]
    if (mine or before.duties) and (before.starts, before.ends) != (after.starts, after.ends):
        parts.append(f"it goes from {here:%H:%M} to {to_minute(after.ends, zone)}")
    return f"{called} was changed: {', and '.join(parts)}." if parts else ""
