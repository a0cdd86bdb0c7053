"""A bar that breaks into a second line where one is too narrow, so that nothing in it is ever cut off."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem
from typing_extensions import override


class Flow(QLayout):
    """Lays its widgets out from left to right; those after ``push`` stand at the right end of their line."""

    def __init__(self, parent: QWidget, gap: int, margin: int, least: int = 0) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._pushed = -1
        self._gap = gap
        self._margin = margin
        self._least = least

    def set_measures(self, gap: int, margin: int, least: int = 0) -> None:
        """Other distances, and the least height of one line that is alone: the look changed."""
        self._gap, self._margin, self._least = gap, margin, least
        self.invalidate()

    def push(self) -> None:
        """What is added from here on stands at the right."""
        self._pushed = len(self._items)

    def add_left(self, widget: QWidget) -> None:
        """Add a widget to those at the left, after ``push`` was said."""
        self.addChildWidget(widget)
        self._items.insert(self._pushed, QWidgetItem(widget))
        self._pushed += 1
        self.invalidate()

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), place=False)

    def lines_with(self, widget: QWidget, width: int) -> int:
        """How many lines it would take at this width if a widget were shown."""
        room = width - 2 * self._margin
        lines, used = 1, 0
        for item in self._items:
            one = item.widget()
            if one is not None and one.isHidden() and one is not widget:
                continue
            wide = min(item.sizeHint().width() if one is not widget else widget.sizeHint().width(), room)
            if used and used + wide > room:
                lines, used = lines + 1, 0
            used += wide + self._gap
        return lines

    @override
    def setGeometry(self, box: QRect) -> None:
        super().setGeometry(box)
        self._arrange(box, place=True)

    @override
    def sizeHint(self) -> QSize:
        return self.minimumSize()

    @override
    def minimumSize(self) -> QSize:
        wide = max((item.minimumSize().width() for item in self._items), default=0)
        high = max((item.sizeHint().height() for item in self._items), default=0)
        return QSize(wide + 2 * self._margin, high)

    def _arrange(self, box: QRect, *, place: bool) -> int:
        """Break into lines and place them, returning the height they take."""
        room = box.width() - 2 * self._margin
        lines: list[list[tuple[QLayoutItem, int, bool]]] = [[]]
        used = 0
        for i, item in enumerate(self._items):
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            width = min(item.sizeHint().width(), room)
            if lines[-1] and used + width > room:
                lines.append([])
                used = 0
            lines[-1].append((item, width, 0 <= self._pushed <= i))
            used += width + self._gap
        least = self._least if len(lines) == 1 else 0
        top = box.top()
        for line in lines:
            high = max((item.sizeHint().height() for item, _, _ in line), default=0) + self._gap
            high = max(high, least)
            if place:
                self._place(line, QRect(box.left() + self._margin, top, room, high))
            top += high
        return top - box.top()

    def _place(self, line: list[tuple[QLayoutItem, int, bool]], box: QRect) -> None:
        x = box.left()
        right = [width for _, width, pushed in line if pushed]
        start_right = box.right() + 1 - sum(right) - self._gap * (len(right) - 1)
        begun = False
        for item, width, pushed in line:
            if pushed and not begun:
                begun = True
                x = max(x, start_right)
            high = item.sizeHint().height()
            item.setGeometry(QRect(QPoint(x, box.top() + (box.height() - high) // 2), QSize(width, high)))
            x += width + self._gap


class Wrapped(QWidget):
    """A widget that is nothing but such a bar, as high as it needs."""

    def __init__(self, gap: int) -> None:
        super().__init__()
        self.flow = Flow(self, gap, 0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self.flow.heightForWidth(width)


class Ground(QWidget):
    """What a page stands on; ``resized`` says that it has another size."""

    resized = Signal()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()
