"""How a person is drawn in the list of the people: presence, name, roles as chips, and how they rest below."""

from typing import Final

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter
from typing_extensions import override

from console.ui.delegates import paint_section
from console.ui.drawing import Line, Prose, Tint, advance, paint_chosen, paint_ground
from console.ui.lists import Painting
from console.ui.people_rows import PersonRow
from console.ui.shapes import paint_presence
from console.ui.text import Run

NARROW: Final = 460  # below this width (at 100 %) a person's roles stand on a line of their own
_LINES: Final = 2  # of what is to be said of a person's roles


class PersonPainting(Painting[PersonRow]):
    """Draws a person of the list."""

    def height_of(self, row: PersonRow, width: int) -> int:
        """How high a row is at this width."""
        px = self.look.px
        if row.heading:
            return px(36)
        first = px(54 if self._narrow(width) else 30)
        return first + (px(20) if self._fits(row, width) else self._line(row, width).height) + px(9)

    def _fits(self, row: PersonRow, width: int) -> bool:
        """Whether one line holds what is said: nothing has to be laid out then, and there may be thousands."""
        return advance(self.look, row.line, 13) <= width - self.look.px(40 + 18)

    def _narrow(self, width: int) -> bool:
        return width < self.look.px(NARROW)

    def _line(self, row: PersonRow, width: int, tint: Tint = lambda p: p.soft) -> Prose:
        room = width - self.look.px(40 + 18)
        return Prose(self.look, (Run(row.line),), room, size=13, tint=tint, lines=_LINES)

    @override
    def paint_row(self, painter: QPainter, row: PersonRow, box: QRect, *, chosen: bool, focused: bool) -> None:
        look, px = self.look, self.look.px
        if row.heading:
            paint_section(painter, look, row.name, box)
            return
        inner = box.adjusted(px(7), 0, -px(7), -1)
        paint_chosen(painter, look, inner, chosen=chosen, focused=focused)
        if not chosen:
            under = QRect(inner.left() + px(4), box.bottom(), inner.width() - px(8), 1)
            paint_ground(painter, look, under, lambda p: p.line)
        side = px(9)
        paint_presence(painter, look, row.sign, QRectF(box.left() + px(17), box.top() + px(19) - side / 2, side, side))
        left, width = box.left() + px(40), box.width() - px(40 + 18)
        line = Line(painter, look, QRect(left, box.top() + px(8), width, px(22)))
        ink: Tint = (lambda p: p.text) if chosen else lambda p: p.soft
        if row.load:
            line.right(row.load, ink, 13)
        line.words(row.name, lambda p: p.text, bold=True)
        top = box.top() + px(30)
        if self._narrow(box.width()):
            line = Line(painter, look, QRect(left, top, width, px(22)))
            top += px(24)
        for chip in row.chips:
            line.chip(chip)
        if self._fits(row, box.width()):
            Line(painter, look, QRect(left, top, width, px(20))).words(row.line, ink, 13)
        else:
            self._line(row, box.width(), ink).paint(painter, left, top)
