"""How a posting rule is drawn: a card with its sign, its words, and who has read it."""

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter
from typing_extensions import override

from console.ui.delegates import SECTION, paint_section
from console.ui.drawing import Prose, Tint, paint_card, paint_ground
from console.ui.lists import ListView, Painting
from console.ui.rule_rows import Card
from console.ui.shapes import paint_level
from console.ui.text import Run
from console.ui.theme import Look

LINES_FOLDED = 5  # of a body; Space shows all of it, and what is to be read is always whole


class CardPainting(Painting[Card]):
    """Draws a rule or an unstructured message; ``unfolded`` is the key of the one shown at its full length."""

    def __init__(self, view: ListView[Card], look: Look) -> None:
        super().__init__(view, look)
        self.unfolded = ""

    def height_of(self, card: Card, width: int) -> int:
        """How high a card is at this width."""
        px = self.look.px
        if card.heading:
            return px(SECTION)
        title, body, *others = self._texts(card, width)
        bar = px(10) if card.of else 0
        below = sum(text.height + px(3) for text in others) - px(3)
        return title.height + (body.height + px(3) if card.body else 0) + below + bar + px(31)

    def cut(self, card: Card, width: int) -> bool:
        """Whether there is more of it than is drawn."""
        return not card.heading and self._texts(card, width)[1].cut

    def _texts(self, card: Card, width: int) -> tuple[Prose, ...]:
        """Title, body and what stands below it, as they wrap at this width."""
        px = self.look.px
        room = width - px(12 + 12 + 13 + 13)
        sign = px(22) if card.level else 0
        whole = card.to_read or card.key == self.unfolded
        below = [Prose(self.look, card.changed, room, size=13.5, tint=lambda p: p.text)] if card.changed else []
        below.append(Prose(self.look, (Run(card.meta),), room, size=12.5, tint=lambda p: p.soft))
        if card.readers and card.key == self.unfolded:
            below.append(Prose(self.look, (Run(card.readers),), room, size=12.5, tint=lambda p: p.soft))
        return (
            Prose(self.look, (Run(card.title),), room - sign, tint=lambda p: p.text, bold=True),
            Prose(self.look, card.body, room, tint=lambda p: p.text, lines=0 if whole else LINES_FOLDED),
            *below,
        )

    @override
    def paint_row(self, painter: QPainter, row: Card, box: QRect, *, chosen: bool, focused: bool) -> None:
        look, px = self.look, self.look.px
        if row.heading:
            paint_section(painter, look, row.title, box)
            return
        card = box.adjusted(px(12), px(2), -px(12), -px(7))
        paint_card(painter, look, card, _fill(chosen), _frame(row, chosen, focused), thick=chosen and focused)
        title, body, *others = self._texts(row, box.width())
        left, top = card.left() + px(13), card.top() + px(12)
        if row.level is not None:
            side = px(14)
            paint_level(painter, look, row.level, QRectF(left, top + px(2), side, side))
        title.paint(painter, left + (px(22) if row.level else 0), top)
        top += title.height + px(1)
        if row.body:
            body.paint(painter, left, top)
            top += body.height + px(3)
        for text in others:
            text.paint(painter, left, top)
            top += text.height + px(3)
        if row.of:
            self._bar(painter, row, QRect(left, card.bottom() - px(10), card.width() - px(26), px(4)))

    def _bar(self, painter: QPainter, card: Card, box: QRect) -> None:
        """How many have read it; the words above say the same."""
        paint_ground(painter, self.look, box, lambda p: p.line)
        done = QRect(box)
        done.setWidth(round(box.width() * card.read / card.of))
        paint_ground(painter, self.look, done, lambda p: p.good)


def _fill(chosen: bool) -> Tint:
    return (lambda p: p.chosen) if chosen else (lambda p: p.card)


def _frame(card: Card, chosen: bool, focused: bool) -> Tint:
    if chosen:
        return (lambda p: p.accent) if focused else (lambda p: p.chosen_line)
    return (lambda p: p.warn_line) if card.to_read else (lambda p: p.line)
