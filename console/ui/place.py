"""Where the window stood and how its panes were divided, kept in a file that the app names."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget


class Place:
    """Remembers a window's size, place and splitters. Without a file it remembers nothing.

    What cannot be read is as if it had never been there.
    """

    def __init__(self, file: Path | None) -> None:
        self._kept = None if file is None else QSettings(str(file), QSettings.Format.IniFormat)

    def restore(self, window: QWidget, splitters: Mapping[str, QSplitter]) -> None:
        """Put everything where it was."""
        if self._kept is None:
            return
        geometry = self._kept.value("window")
        if isinstance(geometry, QByteArray):
            window.restoreGeometry(geometry)
        for name, splitter in splitters.items():
            state = self._kept.value(f"splitter/{name}")
            if isinstance(state, QByteArray):
                splitter.restoreState(state)

    def keep(self, window: QWidget, splitters: Mapping[str, QByteArray], look: tuple[str, int]) -> None:
        """Remember where everything is, how the splitters stand, and how it looks (theme, percent)."""
        if self._kept is None:
            return
        self._kept.setValue("window", window.saveGeometry())
        for name, state in splitters.items():
            self._kept.setValue(f"splitter/{name}", state)
        self._kept.setValue("theme", look[0])
        self._kept.setValue("percent", look[1])
        self._kept.sync()

    def look(self) -> tuple[str, int] | None:
        """The theme and the text size that were chosen in the window, if ever."""
        if self._kept is None:
            return None
        theme, percent = self._kept.value("theme"), self._kept.value("percent")
        if not isinstance(theme, str) or not str(percent).isdecimal():
            return None
        return theme, int(str(percent))


def fitting(window: QWidget, width: int, height: int) -> QSize:
    """That size, or what a window's screen has room for; what is drawn off screen has room for everything."""
    wanted = QSize(width, height)
    if QGuiApplication.platformName() == "offscreen":
        return wanted
    return wanted.boundedTo(window.screen().availableSize())


def divided(orientation: Qt.Orientation, name: str, parts: Sequence[QWidget], sizes: Sequence[int]) -> QSplitter:
    """Parts beside or below each other, with edges that can be moved; ``sizes`` are their shares."""
    splitter = QSplitter(orientation)
    splitter.setAccessibleName(name)
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    for i, (part, size) in enumerate(zip(parts, sizes, strict=True)):
        splitter.addWidget(part)
        splitter.setStretchFactor(i, size)
    splitter.setSizes(list(sizes))
    return splitter


def stacked(name: str, first: QWidget, *others: QWidget) -> QWidget:
    """Parts below each other, without a gap; the first takes all room that is left."""
    whole = QWidget()
    whole.setObjectName(name)
    layout = QVBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(first, 1)
    for part in others:
        layout.addWidget(part)
    return whole
