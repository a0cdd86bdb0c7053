"""The banner across the window: the data is old, something is wrong, or a long reading goes on."""

from datetime import tzinfo
from typing import Final

import msgspec
from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from console.domain.connection import Connection, Link
from console.ui.drawing import Prose, Tint, metrics, paint_ground
from console.ui.text import Run, neutral, one_line, tip
from console.ui.theme import Look
from console.ui.times import to_second

_INKS: Final[dict[str, Tint]] = {
    "alarm": lambda p: p.risk_ink,
    "warn": lambda p: p.mark_text,
    "quiet": lambda p: p.text,
}
_GROUNDS: Final[dict[str, Tint]] = {"alarm": lambda p: p.risk_a, "warn": lambda p: p.mark, "quiet": lambda p: p.card}
OLD_AFTER: Final = 15.0  # seconds of real time without proof of life


class News(msgspec.Struct, frozen=True):
    """What a banner says; its tone is ``alarm``, ``warn`` or ``quiet``, ``part`` of a long work is done (0 to 1).

    ``short`` is the same in the fewest words, for a window that is low.
    """

    words: str
    tone: str = "warn"
    part: float | None = None
    short: str = ""


def news_of(connection: Connection, monotonic: float, zone: tzinfo, *, empty: bool, way_on: str = "") -> News | None:
    """What is to be said of the connection at a moment (real seconds, monotonic), nothing when all is well.

    ``empty`` says that nothing was ever read: then there is no old data to warn of. ``way_on`` is what somebody can do
    whom Slack refuses.
    """
    silent = monotonic - connection.proof_at
    known = f"complete to {to_second(connection.complete_to, zone)}" if connection.complete_to else "not complete"
    if connection.link is Link.REFUSED:
        why = one_line(connection.trouble) or "Slack refuses this desk."
        short = f"Slack refuses this desk. {way_on.partition('. ')[0]}"
        return News(f"{why} What you see is {known}. {way_on}", short=short)
    progress = connection.progress
    if progress is not None and (connection.complete_to is None or empty):
        part = min(1.0, progress.done / progress.of) if progress.of else 0.0
        return News(
            f"First reading: #{one_line(progress.channel, 60)}, {progress.done} of {progress.of} channels done, "
            f"{progress.messages:,} messages so far. What is here may be incomplete until it ends.",
            "quiet",
            part,
            f"First reading: {progress.done} of {progress.of} channels, {progress.messages:,} messages.",
        )
    if connection.proof_at <= 0:
        if connection.link is Link.CONNECTING and not connection.trouble:
            what = "There is nothing on this computer yet." if empty else "What you see is this computer's copy."
            return News(f"Connecting to Slack. {what}", "quiet", short="Connecting to Slack.")
        why = one_line(connection.trouble) or "Slack cannot be reached."
        what = "There is nothing on this computer yet." if empty else f"The data is old: {known}."
        short = "No connection yet, and nothing is here." if empty else "No connection: the data is old."
        return News(f"{why} {what} The desk goes on trying.", short=short)
    if silent >= OLD_AFTER:
        why = f" {one_line(connection.trouble)}" if connection.trouble else ""
        words = f"The data is old: nothing heard from Slack for {_seconds(silent)}.{why} What you see is {known}."
        return News(words, short=f"The data is old: {_seconds(silent)}.")
    if connection.trouble:
        return News(one_line(connection.trouble))
    return None


def _seconds(silent: float) -> str:
    if silent < 120:  # noqa: PLR2004 -- two minutes
        return f"{int(silent)} s"
    return f"{int(silent // 60)} min" if silent < 7_200 else f"{int(silent // 3_600)} h"  # noqa: PLR2004 -- two hours


class Banner(QWidget):
    """A strip with a sentence; hidden while there is nothing to say. New words are announced once.

    ``changed`` says that it may need another height.
    """

    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._news: News | None = None
        self._short = False
        self.setAccessibleName("No news")
        self.hide()

    @property
    def words(self) -> str:
        """What it has to say, in full; nothing while it is hidden."""
        return "" if self._news is None else self._news.words

    def be_short(self, *, short: bool) -> None:
        """Whether the fewest words have to do where all of them have no room on one line."""
        self._short = short
        self.changed.emit()

    @property
    def width_in_short(self) -> int:
        """How wide one line of the fewest words is."""
        return self._line("" if self._news is None else self._news.short or self._news.words)

    def say(self, news: News | None) -> None:
        """Say something, or nothing."""
        if news == self._news:
            return
        fresh = news is not None and (self._news is None or news.tone != self._news.tone)
        self._news = news
        self.setVisible(news is not None)
        if news is None:
            self.setAccessibleName("No news")
            self.changed.emit()
            return
        self.setAccessibleName(neutral(news.words))
        self.changed.emit()
        self.update()
        if fresh and news.tone == "warn":
            self.announce()

    def announce(self) -> None:
        """Let a screen reader say it now."""
        from PySide6.QtGui import QAccessible, QAccessibleEvent  # noqa: PLC0415 -- 190 names, 2 ms at a start

        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        self.changed.emit()
        self.update()

    @property
    def _tone(self) -> str:
        return "quiet" if self._news is None else self._news.tone

    def _signed(self, words: str) -> str:
        return words if self._tone == "quiet" else f"⚠ {words}"

    def _line(self, words: str) -> int:
        """How wide the strip is with these words on one line."""
        measures = metrics(self._look, 14, bold=self._tone != "quiet")
        return measures.horizontalAdvance(self._signed(words)) + 2 * self._look.px(16) + 1

    def _said(self, width: int) -> str:
        """What it says at this width."""
        short = "" if self._news is None else self._news.short
        return short if self._short and short and self._line(self.words) > width else self.words

    def _prose(self, width: int) -> Prose:
        room = width - 2 * self._look.px(16)
        run = Run(self._signed(self._said(width)), bold=self._tone != "quiet")
        return Prose(self._look, (run,), room, tint=_INKS[self._tone], lines=4)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        bar = self._look.px(6) if self._news is not None and self._news.part is not None else 0
        return self._prose(width).height + self._look.px(9 if self._short else 15) + bar

    @override
    def sizeHint(self) -> QSize:
        width = self.width() or self._look.px(600)
        return QSize(width, self.heightForWidth(width))

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._news is None:
            return
        painter = QPainter(self)
        paint_ground(painter, self._look, self.rect(), _GROUNDS[self._news.tone])
        self.setToolTip(tip(self.words) if self._said(self.width()) != self.words else "")
        self._prose(self.width()).paint(painter, self._look.px(16), self._look.px(6 if self._short else 9))
        if self._news.part is not None:
            high = self._look.px(4)
            box = QRect(0, self.height() - high, self.width(), high)
            paint_ground(painter, self._look, box, lambda p: p.line)
            box.setWidth(round(box.width() * self._news.part))
            paint_ground(painter, self._look, box, lambda p: p.accent)
