"""How rows are drawn: a chat of the queue, a line of the roster, the name of a section."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter
from typing_extensions import override

from console.ui.drawing import Chip, Line, Prose, Tint, advance, chip_width, paint_card, paint_chosen, paint_ground
from console.ui.lists import ListView, Painting
from console.ui.queue_rows import Known, QueueRow
from console.ui.roster_rows import RosterLine
from console.ui.shapes import paint_presence, paint_risk, paint_tick
from console.ui.text import Run, one_line
from console.ui.theme import Look
from console.ui.times import age

if TYPE_CHECKING:
    from console.ui.theme import Palette

NARROW: Final = 340  # below this width (at 100 %) a chat's chips stand on a line of their own
NARROWEST: Final = 300  # and below this its words take two lines
AGES: Final = 88  # how much of a row's right end its age takes at most
CHART: Final = 210  # how high a chart is among other lines
RISK: Final = 21  # how wide the shape of a level is
SECTION: Final = 36  # how high the name of a section is
INKS: Final[dict[str, Tint]] = {
    "text": lambda p: p.text,
    "soft": lambda p: p.soft,
    "warn": lambda p: p.warn,
    "bad": lambda p: p.bad,
}


def paint_section(painter: QPainter, look: Look, title: str, box: QRect) -> None:
    """Draw the name of a section, at the foot of its row."""
    high = look.px(24)
    inner = QRect(box.left() + look.px(16), box.bottom() - high - look.px(3), box.width() - look.px(24), high)
    Line(painter, look, inner).words(title.upper(), lambda p: p.quiet, 12, spaced=True)


def _text(palette: "Palette") -> str:
    return palette.text


def _soft(palette: "Palette") -> str:
    return palette.soft


def _before(line: RosterLine) -> int:
    """The room for what is drawn before a line, at 100 %."""
    return RISK + 8 if line.risk is not None else 24 if line.sign else 0


def _side(line: RosterLine) -> Tint:
    return INKS["warn" if line.tone == "warn" else "soft"]


class ChatPainting(Painting[QueueRow]):
    """Draws a chat: shape, alias, chips, what it is about, and its age at the right."""

    def __init__(self, view: ListView[QueueRow], look: Look, known: Known) -> None:
        super().__init__(view, look)
        self._known = known
        self.narrow = False
        self.narrowest = False

    def fit(self, width: int) -> int:
        """Draw for a list so many pixels wide; returns how high each row is."""
        self.narrow = width < self.look.px(NARROW)
        self.narrowest = width < self.look.px(NARROWEST)
        return self.look.px(104 if self.narrowest else 84 if self.narrow else 57)

    @override
    def paint_row(self, painter: QPainter, row: QueueRow, box: QRect, *, chosen: bool, focused: bool) -> None:
        look, px = self.look, self.look.px
        if row.chat is None:
            paint_section(painter, look, row.title, box)
            return
        inner = box.adjusted(px(7), 0, -px(7), -1)
        paint_chosen(painter, look, inner, chosen=chosen, focused=focused)
        if row.chat.chat in self._known.together:
            edge = QRect(inner.left() + px(4), inner.top() + px(10), px(3), inner.height() - px(20))
            paint_ground(painter, look, edge, lambda p: p.accent)
        if not chosen:
            under = QRect(inner.left() + px(4), box.bottom(), inner.width() - px(8), 1)
            paint_ground(painter, look, under, lambda p: p.line)
        left = box.left() + px(52)
        width = box.right() + 1 - px(18) - left
        first = Line(painter, look, QRect(left, box.top() + px(8), width, px(22)))
        first.right(age(row.since, self._known.now), _text if chosen else _soft)
        alias = one_line(row.chat.alias, 60)
        chips = self._known.chips(row)
        words = self._known.line(row)
        dirty = self._view.dirty.left()
        if dirty >= self._view.viewport().width() - px(AGES) and left + self._reach(alias, chips, words) < dirty:
            return  # only a second went by, and nothing else stands where the age does
        side = px(27)
        paint_risk(painter, look, row.chat.risk, QRectF(box.left() + px(16), box.top() + px(15), side, side))
        if self.narrow:
            first.words(alias, _text, bold=True)
            line = Line(painter, look, QRect(left, box.top() + px(31), width, px(22)))
        else:
            first.words(alias, _text, bold=True)
            line = first
        second = Line(painter, look, QRect(left, box.top() + px(30), width, px(20)))
        after = sum(chip_width(look, chip) + px(6) for chip in chips)
        for chip in chips:
            after -= chip_width(look, chip) + px(6)
            if line is first and chip_width(look, chip) > first.room:
                line = second  # rather there than cut: what it says matters more than what the chat is about
            line.chip(chip, 0 if line is first else after)
        ink: Tint = _text if chosen else _soft
        if self.narrow:
            prose = Prose(look, (Run(words),), width, tint=ink, lines=2 if self.narrowest else 1)
            prose.paint(painter, left, box.top() + px(56))
        else:
            second.words(words, ink)

    def _reach(self, alias: str, chips: Sequence[Chip], words: str) -> int:
        """How far to the right anything but the age may stand, at most."""
        look, px = self.look, self.look.px
        marks = sum(chip_width(look, chip) + px(6) for chip in chips)
        return max(advance(look, alias, 14, bold=True), advance(look, words)) + px(8) + marks


class RosterPainting(Painting[RosterLine]):
    """Draws a line of the roster: a person, a gap, a task, or the card about the handover."""

    def height_of(self, line: RosterLine, width: int) -> int:
        """How high a line is at this width."""
        px = self.look.px
        if line.kind == "section":
            return px(SECTION)
        if line.chart is not None:
            return px(CHART)
        if line.kind == "card":
            return self._card(line, width).height + px(58)
        if self._two_lines(line, width):
            left, right = self._wrapped(line, width)
            return left.height + (right.height if line.right else 0) + px(8)
        return px(30)

    def _wrapped(self, line: RosterLine, width: int) -> tuple[Prose, Prose]:
        """Both halves below each other, where one line has no room for them."""
        room = width - self.look.px(16 + 16 + _before(line))
        return (
            Prose(self.look, (Run(line.left, struck=line.struck),), room, tint=INKS[line.tone]),
            Prose(self.look, (Run(line.right),), room, size=13, tint=_side(line)),
        )

    def _card(self, line: RosterLine, width: int) -> Prose:
        room = width - 2 * self.look.px(26)
        return Prose(self.look, (Run(line.right),), room, size=14, tint=_soft)

    def _two_lines(self, line: RosterLine, width: int) -> bool:
        px = self.look.px
        words = advance(self.look, line.left) + advance(self.look, line.right, 13)
        return words + px(_before(line)) + px(16 + 16 + (14 if line.right else 0)) > width

    @override
    def paint_row(self, painter: QPainter, row: RosterLine, box: QRect, *, chosen: bool, focused: bool) -> None:
        look, px = self.look, self.look.px
        if row.kind == "section":
            paint_section(painter, look, row.left, box)
            return
        if row.chart is not None:
            from console.ui.chart import paint_chart  # noqa: PLC0415 -- a start need not wait for it

            paint_chosen(painter, look, box.adjusted(px(6), 0, -px(6), 0), chosen=chosen, focused=focused)
            paint_chart(painter, look, box.adjusted(px(16), px(6), -px(16), -px(4)), row.chart)
            return
        if row.kind == "card":
            self._paint_card(painter, row, box, chosen=chosen, focused=focused)
            return
        paint_chosen(painter, look, box.adjusted(px(6), px(1), -px(6), -px(1)), chosen=chosen, focused=focused)
        two = self._two_lines(row, box.width())
        left = box.left() + px(16)
        high = px(28) if two else box.height()
        middle = box.top() + high / 2
        if row.risk is not None:
            side = px(RISK)
            paint_risk(painter, look, row.risk, QRectF(left, middle - side / 2, side, side))
            left += px(_before(row))
        elif row.sign in ("done", "open"):
            side = px(13)
            paint_tick(painter, look, QRectF(left + 0.5, middle - side / 2, side, side), done=row.sign == "done")
            left += px(24)
        elif row.sign:
            side = px(9)
            paint_presence(painter, look, row.sign, QRectF(left, middle - side / 2, side, side))
            left += px(24)
        if two:
            upper, lower = self._wrapped(row, box.width())
            upper.paint(painter, left, box.top() + px(5))
            lower.paint(painter, left, box.top() + px(5) + upper.height)
            return
        line = Line(painter, look, QRect(left, box.top(), box.right() + 1 - px(16) - left, high))
        if row.right:
            line.right(row.right, _side(row), 13)
        line.words(row.left, INKS[row.tone], struck=row.struck)

    def _paint_card(self, painter: QPainter, row: RosterLine, box: QRect, *, chosen: bool, focused: bool) -> None:
        look, px = self.look, self.look.px
        card = box.adjusted(px(12), px(8), -px(12), -px(2))
        frame: Tint = (lambda p: p.accent) if chosen and focused else (lambda p: p.line)
        paint_card(painter, look, card, lambda p: p.card, frame, thick=chosen and focused)
        title = QRect(card.left() + px(14), card.top() + px(9), card.width() - px(28), px(22))
        if row.risk is not None:
            side = px(RISK)
            paint_risk(painter, look, row.risk, QRectF(title.left(), title.center().y() - side / 2, side, side))
            title.setLeft(title.left() + px(_before(row)))
        Line(painter, look, title).words(row.left, _text, bold=True)
        self._card(row, box.width()).paint(painter, card.left() + px(14), card.top() + px(33))
