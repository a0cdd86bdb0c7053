"""The strips under the top bar: below each other, or beside each other on one line where the window is low."""

from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from console.ui.banner import Banner
from console.ui.theme import Look

_LEAST: Final = 0.7  # of an equal part of the width, for one that needs less


class Banners(QWidget):
    """Some banners, the graver ones first; hidden while none has anything to say."""

    def __init__(self, *banners: Banner) -> None:
        super().__init__()
        self._all = banners
        self._low = False
        self.setAccessibleName("News")
        for banner in self._all:
            banner.setParent(self)
            banner.changed.connect(self._fit)
        self.hide()

    def be_low(self, *, low: bool) -> None:
        """Whether the window is so low that one line has to do."""
        if low != self._low:
            self._low = low
            for banner in self._all:
                banner.be_short(short=low)
            self._fit()

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        for banner in self._all:
            banner.wear(look)

    @override
    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """Place those that say something; be as high as they need."""
        shown = [banner for banner in self._all if banner.words]
        self.setVisible(bool(shown))
        widths = self._widths(shown)
        heights = [banner.heightForWidth(width) for banner, width in zip(shown, widths, strict=True)]
        beside = self._beside(shown)
        x = y = 0
        for banner, width, high in zip(shown, widths, heights, strict=True):
            banner.setFixedSize(width, max(heights) if beside else high)
            banner.move(x, y)
            if beside:
                x += width
            else:
                y += high
        whole = max(heights, default=0) if beside else sum(heights)
        if whole != self.height() or whole != self.minimumHeight():
            self.setFixedHeight(whole)

    def _beside(self, shown: list[Banner]) -> bool:
        return self._low and len(shown) > 1

    def _widths(self, shown: list[Banner]) -> list[int]:
        """All of it for each, or a part for each by what it needs."""
        width = self.width()
        if not self._beside(shown):
            return [width] * len(shown)
        needs = [banner.width_in_short for banner in shown]
        least = width * _LEAST / len(shown)
        wanted = [max(least, width * need / max(1, sum(needs))) for need in needs]
        parts = [round(width * one / sum(wanted)) for one in wanted]
        return [*parts[:-1], width - sum(parts[:-1])]
