"""What the bars above and below are, and the one above: which shift, how complete, when a break is due, what time."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Final

import msgspec
from PySide6.QtCore import QRect, QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget
from typing_extensions import override

from console.domain.connection import Connection, Link
from console.domain.roster import DutyState, Shift
from console.domain.words import Duty
from console.ui.chip_button import ChipButton
from console.ui.drawing import paint_ground
from console.ui.flow import Flow
from console.ui.label import Label, Pill
from console.ui.tabs import Tab
from console.ui.text import neutral, one_line
from console.ui.theme import Look
from console.ui.times import to_minute, to_second


class Bar(QFrame):
    """A bar with a line at one side; breaks into two lines where it is narrow."""

    def __init__(self, look: Look, high: int, *, above: bool) -> None:
        super().__init__()
        self._look = look
        self._high = high
        self._above = above
        self._low = False
        self.flow = Flow(self, look.px(12), look.px(14), look.px(high))

    def wear(self, look: Look) -> None:
        """Look otherwise, with everything on it."""
        self._look = look
        self._measure()
        for label in self.findChildren(Label):
            label.wear(look)
        for tab in self.findChildren(Tab):
            tab.wear(look)
        for chip in self.findChildren(ChipButton):
            chip.wear(look)
        self._fit()
        self.update()

    def be_low(self, *, low: bool) -> None:
        """Whether the window is low: then one line has to do."""
        if low != self._low:
            self._low = low
            self._measure()
            self._fit()

    def _measure(self) -> None:
        px = self._look.px
        gap, high = (8, self._high - 7) if self._low else (12, self._high)
        self.flow.set_measures(px(gap), px(14), px(high))

    def optional(self) -> QWidget | None:
        """What is left out where one line has no room for everything."""
        return None

    @override
    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._fit()

    def _fit(self) -> None:
        """Take one line, or as many as are needed, leaving out first what is optional."""
        spare = self.optional()
        if spare is not None:
            spare.setVisible(self.flow.lines_with(spare, self.width()) == 1)
        high = self.heightForWidth(self.width())
        if high != self.height() or high != self.minimumHeight():
            self.setFixedHeight(high)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self.flow.heightForWidth(width)

    @override
    def sizeHint(self) -> QSize:
        width = self.width() or self._look.px(1_200)
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(120), self._look.px(self._high))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        edge = self.height() - 1 if self._above else 0
        paint_ground(painter, self._look, QRect(0, edge, self.width(), 1), lambda p: p.line)


class _Told(msgspec.Struct, frozen=True):
    """What the upper bar tells: the tabs' keys, most words of the break, the lead, the shift's hours, and so on.

    (The whole pill, the shift, the box that finds everything, the views that are not open; these have keys besides.)
    """

    keys: bool = True
    due: bool = True
    lead: bool = True
    hours: bool = True
    whole: bool = True
    shift: bool = True
    find: bool = True
    views: bool = True


_TELLS: Final = (
    _Told(),
    _Told(keys=False),
    _Told(keys=False, lead=False),
    _Told(keys=False, due=False, lead=False),
    _Told(keys=False, due=False, lead=False, hours=False),
)
_LOW_TELLS: Final = (
    *_TELLS,
    _Told(keys=False, due=False, lead=False, hours=False, whole=False),
    _Told(keys=False, due=False, lead=False, hours=False, whole=False, shift=False),
    _Told(keys=False, due=False, lead=False, hours=False, whole=False, shift=False, find=False),
    _Told(keys=False, due=False, lead=False, hours=False, whole=False, shift=False, find=False, views=False),
)


def _offers(told: _Told, tab: Tab) -> bool:
    """Whether a tab is there: the box's, a view's that is open, another view's."""
    if not tab.isCheckable():
        return told.find
    return told.views or tab.isChecked()


class TopBar(Bar):
    """The shift and its lead, the views, how far the desk is complete, when a break is due, and the time."""

    def __init__(self, look: Look, zone: tzinfo) -> None:
        super().__init__(look, 47, above=True)
        self._zone = zone
        self.shift = Label(look, "No shift now", size=15, bold=True)
        self.lead = Label(look, tint=lambda p: p.soft)
        self.complete = Pill(look, size=13)
        self.break_chip = ChipButton(look, "Break")
        self.break_chip.hide()
        self.clock = Label(look, size=16, bold=True)
        self._words = (self.shift.text, self.shift.text)  # the shift with its hours, and without
        self._complete = ("", "")  # how far it is complete, in full and in short
        self._break = ("", "")  # when a break is due, in full and in short
        self._break_tone = "quiet"
        self._tabs: list[Tab] = []
        self._rest: list[QWidget] = [self.complete, self.clock]
        for widget in (self.shift, self.lead):
            self.flow.addWidget(widget)
        self.flow.push()
        for pushed in (self.complete, self.break_chip, self.clock):
            self.flow.addWidget(pushed)

    def show_shift(self, shift: Shift | None, lead: str) -> None:
        """Name the shift and who leads it."""
        name = "No shift now" if shift is None else one_line(shift.name, 60)
        hours = "" if shift is None else f" {to_minute(shift.starts, self._zone)}–{to_minute(shift.ends, self._zone)}"
        self._words = (name + hours, name)
        self.shift.setAccessibleDescription(name + hours)
        self.lead.set_text(f"Lead: {lead}" if lead else "No lead")
        self._fit()

    def show_connection(self, connection: Connection) -> None:
        """Say how far the desk is complete."""
        words, tone = completeness(connection, self._zone)
        self._complete = (words, completeness(connection, self._zone, short=True)[0])
        self.complete.set_tone(tone)
        self.complete.explain("\n".join(neutral(gap, 200) for gap in connection.gaps[:20]))
        self._fit()

    def show_break(self, words: str, short: str, about: str, tone: str = "quiet") -> None:
        """Say how the desk's person stands with their break, in full and in short; or nothing."""
        self.break_chip.explain(about)
        if (words, short, tone) != (*self._break, self._break_tone):
            self._break, self._break_tone = (words, short), tone
            self.break_chip.setVisible(bool(words))
            self._fit()

    def offer(self, widget: QWidget) -> None:
        """Show one more thing at the left: the tab of a view, or a menu."""
        if isinstance(widget, Tab):
            self._tabs.append(widget)
            widget.toggled.connect(self._on_turned)
        else:
            self._rest.append(widget)
        self.flow.add_left(widget)
        widget.show()
        self._fit()

    @Slot()
    def _on_turned(self) -> None:
        self._fit()

    @override
    def _fit(self) -> None:
        """Tell as much as one line has room for; where not even the least has, two lines tell all but the keys."""
        tells = _LOW_TELLS if self._low else _TELLS
        told = next((told for told in tells if self._width_of(told) <= self.width()), None)
        told = told or (tells[-1] if self._low else _Told(keys=False))
        for tab in self._tabs:
            tab.show_key(shown=told.keys)
            tab.setVisible(_offers(told, tab))
        self.shift.set_text(self._words[0 if told.hours else 1])
        self.shift.setVisible(told.shift)
        self.lead.setVisible(told.lead)
        self.complete.set_text(self._complete[0 if told.whole else 1])
        self.break_chip.show_as(self._break[0 if told.due else 1], self._break_tone)
        super()._fit()

    def _tab_widths(self, told: "_Told") -> Iterator[int]:
        return (tab.width_with(key=told.keys) for tab in self._tabs if _offers(told, tab))

    def _width_of(self, told: "_Told") -> int:
        """How wide it is on one line when it tells so much."""
        gap = self._look.px(8 if self._low else 12)
        words = self._complete[0 if told.whole else 1]
        used = [one.sizeHint().width() for one in self._rest if not one.isHidden() and one is not self.complete]
        used += [self.complete.width_of(words), *self._tab_widths(told)]
        if self._break[0]:
            used.append(self.break_chip.width_of(self._break[0 if told.due else 1]))
        if told.shift:
            used.append(self.shift.width_of(self._words[0 if told.hours else 1]))
        if told.lead:
            used.append(self.lead.sizeHint().width())
        return sum(used) + gap * (len(used) - 1) + 2 * self._look.px(14)

    def tick(self, now: datetime) -> None:
        """Show the time."""
        self.clock.set_text(to_minute(now, self._zone))


def completeness(connection: Connection, zone: tzinfo, *, short: bool = False) -> tuple[str, str]:
    """What the pill says, and its tone; "complete" stands there only when history has confirmed it.

    ``short`` leaves out since when it is offline, and the gaps where there are none.
    """
    gaps = len(connection.gaps)
    gap_words = f"{gaps} gap" if gaps == 1 else f"{gaps} gaps"
    if connection.complete_to is None:
        return ("not complete yet" if not gaps else f"not complete · {gap_words}"), "warn"
    at = to_second(connection.complete_to, zone)
    known = f"complete to {at}" if short and not gaps else f"complete to {at} · {gap_words}"
    if connection.link in (Link.OFFLINE, Link.REFUSED):
        told = connection.since is not None and not short
        since = f"offline since {to_minute(connection.since, zone)} · " if told and connection.since else "offline · "
        return f"{since}{known}", "warn"
    return (known, "warn") if gaps else (f"✓ {known}", "good")


def lead_of(shift: Shift | None) -> str:
    """Who leads the shift: whoever is on as lead, else whoever is planned; nobody's id when there is none."""
    if shift is None:
        return ""
    leads = [one for one in shift.duties if one.duty is Duty.LEAD and one.state is not DutyState.ENDED]
    leads.sort(key=lambda one: one.state is not DutyState.ON)
    return leads[0].person if leads else ""
