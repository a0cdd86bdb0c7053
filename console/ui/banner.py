"""The banner across the window: the data is old, something is wrong, or a long reading goes on."""

from datetime import tzinfo
from typing import Final

import msgspec
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from console.domain.connection import Connection, Link
from console.ui.drawing import Prose, Tint
from console.ui.text import Run, neutral, one_line
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
    """What a banner says; its tone is ``alarm``, ``warn`` or ``quiet``, ``part`` of a long work is done (0 to 1)."""

    words: str
    tone: str = "warn"
    part: float | None = None


def news_of(connection: Connection, monotonic: float, zone: tzinfo, *, empty: bool) -> News | None:
    """What is to be said of the connection at a moment (real seconds, monotonic), nothing when all is well.

    ``empty`` says that nothing was ever read: then there is no old data to warn of.
    """
    silent = monotonic - connection.proof_at
    known = f"complete to {to_second(connection.complete_to, zone)}" if connection.complete_to else "not complete"
    if connection.link is Link.REFUSED:
        why = one_line(connection.trouble) or "Slack refuses this desk."
        return News(f"{why} What you see is {known}. Run moderation-console doctor, it says what to do.")
    progress = connection.progress
    if progress is not None and (connection.complete_to is None or empty):
        part = min(1.0, progress.done / progress.of) if progress.of else 0.0
        return News(
            f"First reading: #{one_line(progress.channel, 60)}, {progress.done} of {progress.of} channels done, "
            f"{progress.messages:,} messages so far. What is here may be incomplete until it ends.",
            "quiet",
            part,
        )
    if connection.proof_at <= 0:
        if connection.link is Link.CONNECTING and not connection.trouble:
            what = "There is nothing on this computer yet." if empty else "What you see is this computer's copy."
            return News(f"Connecting to Slack. {what}", "quiet")
        why = one_line(connection.trouble) or "Slack cannot be reached."
        what = "There is nothing on this computer yet." if empty else f"The data is old: {known}."
        return News(f"{why} {what} The desk goes on trying.")
    if silent >= OLD_AFTER:
        why = f" {one_line(connection.trouble)}" if connection.trouble else ""
        return News(f"The data is old: nothing heard from Slack for {_seconds(silent)}.{why} What you see is {known}.")
    if connection.trouble:
        return News(one_line(connection.trouble))
    return None


def _seconds(silent: float) -> str:
    if silent < 120:  # noqa: PLR2004 -- two minutes
        return f"{int(silent)} s"
    return f"{int(silent // 60)} min" if silent < 7_200 else f"{int(silent // 3_600)} h"  # noqa: PLR2004 -- two hours


class Banner(QWidget):
    """A strip with a sentence; hidden while there is nothing to say. New words are announced once."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._news: News | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("No news")
        self.hide()

    @property
    def words(self) -> str:
        """What it says; nothing while it is hidden."""
        return "" if self._news is None else self._news.words

    def say(self, news: News | None) -> None:
        """Say something, or nothing."""
        if news == self._news:
            return
        fresh = news is not None and (self._news is None or news.tone != self._news.tone)
        self._news = news
        self.setVisible(news is not None)
        if news is None:
            self.setAccessibleName("No news")
            return
        self.setAccessibleName(neutral(news.words))
        self._fit()
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
        self._fit()
        self.update()

    @override
    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self.heightForWidth(self.width()))

    def _prose(self, width: int) -> Prose:
        tone = "quiet" if self._news is None else self._news.tone
        words = ("" if tone == "quiet" else "⚠ ") + self.words
        room = width - 2 * self._look.px(16)
        return Prose(self._look, (Run(words, bold=tone != "quiet"),), room, tint=_INKS[tone], lines=4)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        bar = self._look.px(6) if self._news is not None and self._news.part is not None else 0
        return self._prose(width).height + self._look.px(15) + bar

    @override
    def sizeHint(self) -> QSize:
        width = self.width() or self._look.px(600)
        return QSize(width, self.heightForWidth(width))

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._news is None:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour(_GROUNDS[self._news.tone]))
        self._prose(self.width()).paint(painter, self._look.px(16), self._look.px(9))
        if self._news.part is not None:
            high = self._look.px(4)
            box = QRect(0, self.height() - high, self.width(), high)
            painter.fillRect(box, self._look.colour(lambda p: p.line))
            box.setWidth(round(box.width() * self._news.part))
            painter.fillRect(box, self._look.colour(lambda p: p.accent))
