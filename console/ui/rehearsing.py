"""What a rehearsal shows: how much a draft would have touched, what was decided there, and the places in the texts."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from console.domain.rehearsal import PUBLISHED, Rehearsal, Text, Touched
from console.domain.words import Decision, RuleLevel
from console.ui.drawing import Chip, Line, advance, metrics, paint_card, paint_ground
from console.ui.label import Label
from console.ui.label import Text as Prose
from console.ui.shapes import paint_risk
from console.ui.text import Run, neutral, one_line
from console.ui.theme import Look
from console.ui.times import near

LISTED: Final = 12  # texts that are shown one by one
_BEFORE, _ROOM = 48, 170  # characters before the first place, and of the whole
_DECIDED: Final = {
    Decision.PUBLISH: "published",
    Decision.EDIT: "edited and published",
    Decision.HOLD: "held",
    Decision.DECLINE: "declined",
    Decision.ESCALATE: "escalated",
}
HIDDEN: Final = "text hidden"


def many(count: int, noun: str) -> str:
    """``No posts``, ``1 post``, ``2 posts``."""
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s" if count else f"No {noun}s"


def counted(found: Rehearsal, level: RuleLevel) -> tuple[str, str, str]:
    """How much would be touched, what was published of it, and the rest that is to be said."""
    posts = sum(one.text.post for one in found.touched)
    chats = f"{many(len(found.touched) - posts, 'chat')} would be marked"
    if not found.posts:
        return chats, "", ""
    published = sum(count for decision, count in found.decisions.items() if decision in PUBLISHED)
    of_them = f"{published:,} of them {'was' if published == 1 else 'were'} published" if posts else ""
    others = [
        f"{count:,} {f'already {_DECIDED[decision]}' if decision else 'not decided yet'}"
        for decision, count in found.decisions.items()
        if decision not in PUBLISHED
    ]
    held = "held" if level is RuleLevel.STOP else "marked"
    return f"{many(posts, 'post')} would be {held}", of_them, " · ".join([*others, chats])


def places(one: Touched) -> tuple[Run, ...]:
    """A text on one line with the places that the rule finds marked; nothing of one that is hidden."""
    if one.text.risk is not None and one.text.risk.high:
        return (Run(HIDDEN, italic=True),)
    return tuple(_places(one.text.text, one.spans))


def _places(text: str, spans: tuple[tuple[int, int], ...]) -> Iterator[Run]:
    begin = max(0, spans[0][0] - _BEFORE)
    end, at = begin + _ROOM, begin
    yield Run("“…" if begin else "“")
    for start, stop in spans:
        if start >= end or start < at:
            break
        yield Run(_flat(text[at:start]))
        yield Run(_flat(text[start:stop]), marked=True)
        at = stop
    rest = text[at : max(at, end)]
    yield Run(_flat(rest) + ("…”" if at + len(rest) < len(text) else "”"))


def _flat(text: str) -> str:
    return neutral(text).replace("\n", " ")


class Tally(QWidget):
    """A card: how much would be touched, what of it was published, and a bar for its share of all."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._much, self._of_them, self._share = "", "", 0.0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_share(self, much: str, of_them: str, share: float) -> None:
        """Show it; ``share`` is between 0 and 1."""
        self._much, self._of_them, self._share = much, of_them, share
        self.setAccessibleName(", ".join(filter(None, (much, of_them))))
        self.updateGeometry()
        self.update()

    @property
    def _beside(self) -> bool:
        """Whether both sentences have room on one line."""
        room = self.width() - self._look.px(36)
        return advance(self._look, self._much, bold=True) + advance(self._look, self._of_them, 13) <= room

    @override
    def sizeHint(self) -> QSize:
        high = metrics(self._look).height()
        return QSize(self._look.px(240), self._look.px(32) + high * (2 if self._of_them else 1))

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look, px = QPainter(self), self._look, self._look.px
        high = metrics(look).height()
        paint_card(painter, look, self.rect(), lambda p: p.card, lambda p: p.line)
        box = QRect(px(12), px(8), self.width() - px(24), high)
        line = Line(painter, look, box)
        if self._beside:
            line.right(self._of_them, lambda p: p.soft, 13)
        else:
            below = Line(painter, look, box.translated(0, high))
            below.words(self._of_them, lambda p: p.soft, 13)
        line.words(self._much, lambda p: p.text, bold=True)
        whole = QRect(px(12), self.height() - px(10), self.width() - px(24), px(1))
        paint_ground(painter, look, whole, lambda p: p.frame)
        part = QRect(px(12), self.height() - px(12), round(whole.width() * self._share), px(5))
        paint_ground(painter, look, part, lambda p: p.warn)


class _Head(QWidget):
    """Whose text it is, what was decided, and what the rule would change about that."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._text: Text | None = None
        self._chip, self._end = Chip(""), ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_text(self, text: Text, now: datetime, zone: tzinfo) -> None:
        """Show it of one text."""
        self._text = text
        if not text.post:
            said, self._end = f"chat {near(text.at, now, zone)}", "match"
        elif text.decision is None or text.decided_at is None:
            said, self._end = "not decided yet", "match"
        else:
            word = _DECIDED[text.decision]
            said = f"{word} {near(text.decided_at, now, zone)}"
            self._end = "match" if text.decision in PUBLISHED else f"already {word}"
        self._chip = Chip(said, "warn" if text.decision in PUBLISHED else "quiet")
        risk = f"{text.risk.value} " if text.risk else "post by "
        self.setAccessibleName(f"{risk}{one_line(text.alias, 40)}, {said}, {self._end}")
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(200), self._look.px(26))

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._text is None:
            return
        painter, look, px = QPainter(self), self._look, self._look.px
        sign = QRectF(0, px(2), px(22), px(22))
        if self._text.risk is not None:
            paint_risk(painter, look, self._text.risk, sign)
        else:
            _paint_post(painter, look, sign)
        line = Line(painter, look, QRect(px(32), 0, self.width() - px(32), self.height()))
        line.right(self._end, lambda p: p.soft, 13)
        line.words(one_line(self._text.alias, 40), lambda p: p.text, bold=True)
        line.chip(self._chip)


def _paint_post(painter: QPainter, look: Look, box: QRectF) -> None:
    """A sheet with lines: a post has no level of risk."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.colour(lambda p: p.soft), look.px(1.4)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    page = box.adjusted(look.px(4), look.px(1), -look.px(4), -look.px(1))
    painter.drawRect(page)
    left, right = page.left() + look.px(3), page.right() - look.px(3)
    for part in (0.3, 0.5, 0.7):
        high = page.top() + page.height() * part
        painter.drawLine(QPointF(left, high), QPointF(right, high))
    painter.restore()


def _order(one: Touched) -> tuple[bool, bool]:
    """What was published first, then other posts, then chats."""
    return one.text.decision not in PUBLISHED, not one.text.post


class _Row(QWidget):
    """One text that would be touched."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, look.px(6))
        layout.setSpacing(0)
        self.head, self.words = _Head(look), Prose(look, tint=lambda p: p.soft, size=13)
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(32), 0, 0, 0)
        inner.addWidget(self.words)
        layout.addWidget(self.head)
        layout.addLayout(inner)


class RehearsalView(QWidget):
    """Shows a rehearsal, and how far it is while it goes on."""

    def __init__(self, look: Look, zone: tzinfo) -> None:
        super().__init__()
        self._look, self._zone = look, zone
        self.setAccessibleName("Rehearsal")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.px(6))
        self.of = Prose(look, tint=lambda p: p.soft, size=13)
        self.tally, self.others = Tally(look), Prose(look, tint=lambda p: p.soft, size=13)
        self.tally.hide()
        for part in (Label(look, "Rehearsal", size=15, bold=True), self.of, self.tally, self.others):
            layout.addWidget(part)
        self._rows: list[_Row] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(look.px(2))
        layout.addLayout(self._list)
        self.more = Prose(look, tint=lambda p: p.soft, size=13)
        layout.addWidget(self.more)

    @property
    def words(self) -> str:
        """All that it shows, in plain words."""
        rows = [part for row in self._rows if not row.isHidden() for part in (row.head, row.words)]
        return "\n".join(part.accessibleName() for part in (self.of, self.tally, self.others, *rows, self.more))

    def show_progress(self, found: Rehearsal) -> None:
        """Say how far it is; what was shown before stays."""
        self.of.show_words(f"{found.read:,} of {found.posts + found.chats:,} texts read…")

    def show_found(self, found: Rehearsal, level: RuleLevel, now: datetime) -> None:
        """Show what was found."""
        kept = ", ".join(many(count, noun) for count, noun in ((found.posts, "post"), (found.chats, "chat")))
        self.of.show_words(f"on the last 24 hours kept on this desk: {kept.lower()} · {found.seconds * 1_000:.0f} ms")
        much, of_them, others = counted(found, level)
        total = found.posts or found.chats
        part = sum(one.text.post == bool(found.posts) for one in found.touched)
        self.tally.show_share(much, of_them, part / total if total else 0.0)
        self.tally.show()
        self.others.show_words(others)
        shown = sorted(found.touched, key=_order)[:LISTED]
        while len(self._rows) < len(shown):
            self._rows.append(_Row(self._look))
            self._list.addWidget(self._rows[-1])
        for row, one in zip(self._rows, shown, strict=False):
            row.head.show_text(one.text, now, self._zone)
            row.words.show_runs(places(one))
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(shown))
        more = len(found.touched) - len(shown)
        self.more.show_words(f"and {more:,} more" if more else "")
