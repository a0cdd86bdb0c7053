"""The bar below the chosen chat: what can be done to it, each with its key."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from console.ui.acts import Act
from console.ui.drawing import Line, Tint, advance, paint_card
from console.ui.flow import Flow
from console.ui.keys import Keymap
from console.ui.text import one_line, tip
from console.ui.theme import Look

Sign = Callable[[QPainter, QRectF], None]
_PRESSES: Final = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LINES: Final = 2  # what has no room on so many lines stands behind "…"


class KeyButton(QPushButton):
    """A button that shows its key; ``tone`` is ``first``, ``grave`` or nothing. The words say what the colours do.

    ``sign`` draws what stands before its words.
    """

    def __init__(self, look: Look, label: str, key: str = "", tone: str = "", *, sign: Sign | None = None) -> None:
        super().__init__()
        self._sign = sign
        self._look = look
        self._label, self._key, self._tone = label, key, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self._name()

    def show_as(self, label: str, key: str = "", tone: str = "") -> None:
        """Be another button."""
        if (label, key, tone) != (self._label, self._key, self._tone):
            self._label, self._key, self._tone = label, key, tone
            self._name()
            self.updateGeometry()
            self.update()

    @property
    def label(self) -> str:
        """Its words, without the key."""
        return self._label

    @property
    def key(self) -> str:
        """The key that it shows."""
        return self._key

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        self.updateGeometry()
        self.update()

    def _words(self) -> str:
        return f"✓ {one_line(self._label)}" if self.isChecked() else one_line(self._label)

    def _name(self) -> None:
        self.setAccessibleName(f"{one_line(self._label)}, key {self._key}" if self._key else one_line(self._label))

    @override
    def event(self, event: QEvent) -> bool:
        # Space and Return press the button that has the keyboard, whatever they do elsewhere in the window.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _PRESSES:
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _PRESSES and not event.isAutoRepeat() and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)

    @override
    def sizeHint(self) -> QSize:
        px = self._look.px
        key = advance(self._look, self._key, 12) + px(22) if self._key else 0
        chosen = advance(self._look, "✓ ") if self.isCheckable() else 0
        chosen += px(22) if self._sign is not None else 0
        return QSize(advance(self._look, one_line(self._label)) + chosen + key + px(28), px(33))

    @override
    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), self._look.px(60)), hint.height())

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        look, px = self._look, self._look.px
        on, focused = self.isEnabled(), self.hasFocus()
        held = self.isDown() or self.isChecked()
        fill: Tint = (lambda p: p.chosen) if on and (self._tone == "first" or held) else lambda p: p.card
        if not on:
            fill = lambda p: p.low  # noqa: E731 -- one of three tints
        frame: Tint = lambda p: p.line  # noqa: E731 -- the same
        if focused or held or (on and self.underMouse()):
            frame = lambda p: p.accent  # noqa: E731 -- a colour of the palette in one place
        elif on and self._tone:
            frame = (lambda p: p.bad_line) if self._tone == "grave" else (lambda p: p.chosen_line)
        paint_card(painter, look, self.rect(), fill, frame, thick=focused or held, dashed=not on)
        ink: Tint = (lambda p: p.bad) if on and self._tone == "grave" else lambda p: p.text
        if not on:
            ink = lambda p: p.quiet  # noqa: E731 -- a colour of the palette in one place
        right = self.width() - px(14)
        if self._key:
            wide = advance(look, self._key, 12) + px(12)
            box = QRect(right - wide + px(4), (self.height() - px(20)) // 2, wide, px(20))
            paint_card(painter, look, box, fill, lambda p: p.frame)
            Line(painter, look, box.adjusted(px(6), 0, 0, 0)).words(self._key, ink, 12)
            right = box.left() - px(6)
        left = px(13)
        if self._sign is not None:
            self._sign(painter, QRectF(left, (self.height() - px(15)) / 2, px(15), px(15)))
            left += px(22)
        inside = QRect(left, 0, max(0, right + px(1) - left), self.height())
        Line(painter, look, inside).words(self._words(), ink)


class ActBar(QWidget):
    """The buttons of the chosen chat; ``act_wished`` gives the name of what is wished.

    What would be refused right now is disabled, with the reason as its tooltip.
    """

    act_wished = Signal(str)

    def __init__(self, look: Look, keys: Keymap) -> None:
        super().__init__()
        self._look = look
        self._keys = keys
        self._acts: tuple[Act, ...] = ()
        self._most = _LINES
        self._buttons: dict[str, KeyButton] = {}
        self.flow = Flow(self, look.px(8), look.px(14))
        self._more = KeyButton(look, "…")
        self._more.setAccessibleName("More that can be done")
        self._menu = QMenu(self)
        self._menu.setAccessibleName("More that can be done")
        self._menu.aboutToShow.connect(self._fill_menu)
        self._more.clicked.connect(self._open_menu)
        self.setAccessibleName("What can be done")
        self.setObjectName("actBar")
        self.show_acts(())

    @property
    def acts(self) -> tuple[Act, ...]:
        """What it shows, in its order."""
        return self._acts

    def button(self, name: str) -> KeyButton:
        """The button of that name."""
        return self._buttons[name]

    def show_acts(self, acts: Sequence[Act]) -> None:
        """Show what can be done to another chat, or to the same one now."""
        acts = tuple(acts)
        if acts == self._acts:
            return
        same = [one.name for one in acts] == [one.name for one in self._acts]
        self._acts = acts
        for one in acts:
            button = self._buttons.get(one.name) or self._made(one)
            button.show_as(one.label, self._keys.hint(one.name), one.tone)
            button.setEnabled(not one.why)
            button.setToolTip(tip(one.why) if one.why else "")
            button.setAccessibleDescription(one.why)
        if not same:
            while self.flow.takeAt(0) is not None:
                pass
            for one in acts:
                self.flow.addWidget(self._buttons[one.name])
            self.flow.addWidget(self._more)
        self._fit()

    def take_lines(self, most: int) -> None:
        """Take so many lines at most."""
        if most != self._most:
            self._most = most
            self._fit()

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        self.flow.set_measures(look.px(8), look.px(14))
        for button in (*self._buttons.values(), self._more):
            button.wear(look)
        self._menu.setFont(look.font())
        self._fit()

    def _made(self, act: Act) -> KeyButton:
        button = KeyButton(self._look, act.label, self._keys.hint(act.name), act.tone)
        button.setParent(self)
        button.clicked.connect(partial(self.act_wished.emit, act.name))
        self._buttons[act.name] = button
        return button

    def _open_menu(self) -> None:
        self._menu.setFont(self._look.font())
        self._menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _fill_menu(self) -> None:
        self._menu.clear()
        for one in self._acts:
            if self._buttons[one.name].isHidden():
                key = self._keys.hint(one.name)
                action = self._menu.addAction(f"{one.label}\t{key}" if key else one.label)
                action.setEnabled(not one.why)
                action.setToolTip(tip(one.why) if one.why else "")
                action.triggered.connect(partial(self.act_wished.emit, one.name))

    @override
    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._fit()

    def _fit(self) -> None:
        """Show as many buttons as its lines hold, the others behind one more."""
        # What cannot be done now gives way first, then what is least used.
        named = [self._buttons[one.name] for one in sorted(self._acts, key=lambda one: bool(one.why))]
        for name, button in self._buttons.items():
            button.setVisible(any(one.name == name for one in self._acts))
        self._more.hide()
        width = self.width() or self._look.px(560)
        while named and self._lines(width) > self._most:
            named.pop().hide()
            self._more.show()
        high = self.heightForWidth(width)
        if high != self.height() or high != self.minimumHeight():
            self.setFixedHeight(high)

    def _lines(self, width: int) -> int:
        return self.flow.lines_with(self._more if not self._more.isHidden() else self, width)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self.flow.heightForWidth(width) + self._look.px(8) if self._acts else 0

    @override
    def sizeHint(self) -> QSize:
        width = self.width() or self._look.px(560)
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(120), 0)
