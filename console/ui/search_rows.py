"""What was found, as rows: what it is, how it is called, when and by whom, and where the words stand in its text."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Final

import msgspec
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPixmap
from typing_extensions import override

from console.desk import View
from console.domain.finding import around, places
from console.domain.searching import Hit, Thing
from console.domain.words import Risk
from console.ui.drawing import (
    Chip,
    Line,
    advance,
    chip_height,
    chip_width,
    metrics,
    paint_chip,
    paint_chosen,
    paint_ground,
)
from console.ui.lists import ListView, Painting
from console.ui.shapes import RISK_WORDS, paint_risk
from console.ui.text import Run, neutral, one_line, plain
from console.ui.theme import Look, Palette
from console.ui.times import near

HIGH: Final = 58  # of a row, at 100 %
FOLDED: Final = "Its text is hidden: it is of a member at A or B."
_FOLDS: Final = frozenset((Thing.CHAT, Thing.NOTE, Thing.ASK, Thing.POST))  # where a member's words may stand
_TEXT: Final = 2_000  # characters of a text that are looked at for a row
_ELIDE: Final = Qt.TextElideMode.ElideRight
_SHOWN: Final = 220  # of them that are drawn


class SearchRow(msgspec.Struct, frozen=True):
    """One thing found as it is shown: ``spans`` say where the words stand in ``text`` (code points, ends open)."""

    key: str
    kind: str
    title: str
    meta: str
    text: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    risk: Risk | None = None

    @property
    def heading(self) -> bool:
        """Whether it is the name of a section: never."""
        return False

    @property
    def words(self) -> str:
        """It in plain words."""
        risk = f"level {self.risk.value}, {RISK_WORDS[self.risk]}" if self.risk else ""
        return ", ".join(filter(None, (self.kind, self.title, risk, self.meta, self.text)))


def row_of(hit: Hit, words: str, view: View, now: datetime, zone: tzinfo, *, folded: bool) -> SearchRow:
    """A row for something found by those words; a ``folded`` one keeps its text out of sight."""
    name = "you" if hit.by == view.me else one_line(view.name(hit.by), 60)
    when = near(hit.at, now, zone) if hit.at is not None else ""
    person = hit.thing is Thing.PERSON and hit.at is None
    meta = "" if person else " · ".join(filter(None, (name, when)))
    title = one_line(hit.called, 120) or hit.thing.value.capitalize()
    kind, risk = hit.thing.value, hit.risk
    if folded:
        return SearchRow(hit.key, kind, title, meta, FOLDED, (), risk)
    text = one_line(text_of(hit, view.names), _TEXT)
    spans = places(text, words)
    start, end = around(text, spans, _SHOWN)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    by = len(before) - start
    shown = tuple((first + by, last + by) for first, last in spans if start <= first and last <= end)
    return SearchRow(hit.key, kind, title, meta, f"{before}{text[start:end]}{after}", shown, risk)


def text_of(hit: Hit, names: Mapping[str, str], limit: int = _TEXT) -> str:
    """All of its words as people read them: what Slack shows of it, then what that leaves out."""
    parts = (plain(hit.text[:limit], names), neutral(hit.more[:limit], limit))
    return "\n".join(filter(None, parts))


def folds(hit: Hit) -> bool:
    """Whether its text is kept out of sight until it is asked for, as that of the chat is."""
    return hit.thing in _FOLDS and hit.risk is not None and hit.risk.high


def runs_of(text: str, words: str) -> tuple[Run, ...]:
    """A whole text with the words marked in it."""
    return tuple(Run(part, bold=found, marked=found) for part, found in parted(text, places(text, words)) if part)


def parted(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """A text in its parts, each with whether it is one of the spans."""
    at = 0
    for first, last in spans:
        yield text[at:first], False
        yield text[first:last], True
        at = last
    yield text[at:], False


def _text(palette: Palette) -> str:
    return palette.text


def _soft(palette: Palette) -> str:
    return palette.soft


class SearchPainting(Painting[SearchRow]):
    """Draws what was found: its kind as a chip, its name, who and when at the right, its text below."""

    def __init__(self, view: ListView[SearchRow], look: Look) -> None:
        super().__init__(view, look)
        self._signs: dict[tuple[str, int, float, str], QPixmap] = {}

    @override
    def paint_row(self, painter: QPainter, row: SearchRow, box: QRect, *, chosen: bool, focused: bool) -> None:
        look, px = self.look, self.look.px
        paint_chosen(painter, look, box.adjusted(px(6), px(1), -px(6), -px(1)), chosen=chosen, focused=focused)
        left, right = box.left() + px(16), box.right() + 1 - px(16)
        if row.risk is not None:
            risk, side = row.risk, px(23)
            place = QRect(left, box.top() + (box.height() - side) // 2, side, side)
            self._sign(painter, risk.value, place, lambda on, room: paint_risk(on, look, risk, QRectF(room)))
        left += px(34)
        chip = Chip(row.kind)
        place = QRect(left, box.top() + px(7), chip_width(look, chip), chip_height(look))
        self._sign(painter, row.kind, place, lambda on, room: paint_chip(on, look, chip, room))
        after = place.right() + 1 + px(8)
        line = Line(painter, look, QRect(after, box.top() + px(7), right - after, px(21)))
        if row.meta:
            line.right(row.meta, _soft, 12.5)
        line.words(row.title, _text, bold=True)
        paint_found(painter, look, QRect(left, box.top() + px(30), right - left, px(20)), row.text, row.spans)

    def _sign(self, painter: QPainter, name: str, box: QRect, draw: Callable[[QPainter, QRect], None]) -> None:
        """Draw a sign that many rows have: drawn once in this look, then copied (a fifth of a row's cost)."""
        ratio = painter.device().devicePixelRatio()
        key = (name, box.width(), ratio, self.look.palette.name)
        found = self._signs.get(key)
        if found is None:
            found = QPixmap(box.size() * ratio)
            found.setDevicePixelRatio(ratio)
            found.fill(Qt.GlobalColor.transparent)
            on = QPainter(found)
            draw(on, QRect(0, 0, box.width(), box.height()))
            on.end()
            self._signs[key] = found
        painter.drawPixmap(box.topLeft(), found)


def paint_found(painter: QPainter, look: Look, box: QRect, text: str, spans: Sequence[tuple[int, int]]) -> None:
    """Draw a text on one line, the words that were looked for on a ground of their own, bold and underlined."""
    left = box.left()
    for part, found in parted(text, spans):
        room = box.right() + 1 - left
        if not part or room <= look.px(8):
            continue
        wide = advance(look, part, 13, bold=found) if found else metrics(look, 13).horizontalAdvance(part)
        if wide > room:
            part = metrics(look, 13, bold=found).elidedText(part, _ELIDE, room)  # noqa: PLW2901 -- as it is drawn
            wide = room
        _paint_words(painter, look, part, QRect(left, box.top(), wide, box.height()), found=found)
        left += wide


def _paint_words(painter: QPainter, look: Look, words: str, box: QRect, *, found: bool) -> None:
    """Draw some words of a text; those that were looked for stand out by more than their colour."""
    measures = metrics(look, 13, bold=found)
    font = look.font(13, bold=found)
    if found:
        paint_ground(painter, look, box, lambda p: p.mark)
        font = QFont(font)
        font.setUnderline(True)
    painter.setFont(font)
    painter.setPen(look.colour((lambda p: p.mark_text) if found else _soft))
    painter.drawText(box.left(), box.top() + (box.height() + measures.ascent() - measures.descent()) // 2, words)
