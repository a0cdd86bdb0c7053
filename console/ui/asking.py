"""A small window that asks for a few words, and for a choice where there is one, before something is done."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QDialog, QFrame, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from console.domain.actions import Refusal
from console.domain.words import AgeBand
from console.ui.act_bar import KeyButton
from console.ui.flow import Wrapped
from console.ui.label import Label, Text
from console.ui.text import Run
from console.ui.theme import Look

if TYPE_CHECKING:
    from console.domain.screening import Screen
    from console.ui.written import Written

_KEPT_AFTER: Final = 250  # milliseconds after the first letter that is not kept yet, however fast others follow
_LINES, _FEW = 4, 2  # that can be seen of what is written, and where letters are large
_LARGE: Final = 150  # per cent
CONFIRM: Final = "Ctrl+Return"


class Choice(msgspec.Struct, frozen=True):
    """One of several: its key (empty when there are too many), its words, and what it stands for."""

    key: str
    label: str
    value: Any


class Question(msgspec.Struct, frozen=True):
    """What is asked: a title, a line about it, what the words are for, and what the confirming button says.

    ``made`` gives what is wished, or why it cannot be, for what was chosen (None: nothing) and written.
    ``second_look`` gives a sentence when a choice is to be confirmed once more. The words are screened by the rules for
    ``band`` (None: by all), unless they are ``about_rules``. ``beside`` says something of them as they are typed.
    """

    title: str
    about: str
    words: str
    confirm: str
    made: Callable[[Any, str], Any]
    choices: tuple[Choice, ...] = ()
    chosen: Any = None
    second_look: Callable[[Any], str] = lambda _chosen: ""
    band: AgeBand | None = None
    about_rules: bool = False
    beside: Callable[[str], Sequence[Run]] | None = None


class Asking(QDialog):
    """Asks a question; ``answered`` gives what is wished, ``drafted`` what is written so far.

    Ctrl+Return confirms, Esc leaves; what was written is then still there the next time.
    """

    answered = Signal(object)
    drafted = Signal(str)
    beside: Text | None = None
    lines, wide = (
        _LINES,
        520,
    )  # how much of what is written can be seen, and how wide it is, where letters are not large

    def __init__(
        self, parent: QWidget, look: Look, question: Question, draft: str = "", screen: "Screen | None" = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._question = question
        self._looked = ""  # what was asked to be looked at once more
        self.setWindowTitle(question.title)
        self.setAccessibleName(question.title)
        self.setPalette(parent.palette())  # a window of its own does not inherit it
        px = look.px
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(20), px(16), px(20), px(16))
        layout.setSpacing(px(10))
        layout.addWidget(Label(look, question.title, size=17, bold=True))
        about = Text(look, tint=lambda p: p.soft, size=13.5)
        about.show_words(question.about)
        layout.addWidget(about)
        self._group = QButtonGroup(self)
        self.choices: list[KeyButton] = []
        self._offered: QWidget | None = None
        if question.choices:
            self._offered = self._offer(question.choices)
            layout.addWidget(self._offered)
        layout.addWidget(Label(look, question.words, tint=lambda p: p.soft, size=13))
        self.field = QPlainTextEdit(draft)
        self.field.setTabChangesFocus(True)
        self.field.setFont(look.font())
        self.field.setAccessibleName(question.words)
        self.field.setMinimumHeight(
            QFontMetrics(look.font()).lineSpacing() * (self.lines if look.percent < _LARGE else _FEW) + px(20)
        )
        layout.addWidget(self.field, 1)
        if question.beside is not None:
            layout.addWidget(self._beside(question.beside))
        self.touched = Text(look, tint=lambda p: p.warn, size=13)
        self.touched.hide()
        layout.addWidget(self.touched)
        self.why = Text(look, tint=lambda p: p.bad)
        self.why.hide()
        layout.addWidget(self.why)
        layout.addWidget(self._buttons())
        self._later = QTimer(self, interval=_KEPT_AFTER, singleShot=True)
        self._later.timeout.connect(self._keep)
        self.field.textChanged.connect(self._keep_soon)
        self._bind()
        self._written = self._watched(screen)
        width = min(px(self.wide) if look.percent < _LARGE else px(640), parent.width() - px(40))
        wanted, room = layout.totalHeightForWidth(width), parent.height() - px(20)
        self.resize(width, min(wanted, room))
        if wanted > room and self._offered is not None:
            self._let_scroll(layout, self._offered)
        first = next((button for button in self.choices if button.isChecked()), None)
        (self.choices[0] if self.choices and first is None else self.field).setFocus()
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)

    def _bind(self) -> None:
        for keys in (CONFIRM, "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.confirm)

    def _offer(self, choices: Sequence[Choice]) -> QWidget:
        """The choices, each with its key; a key means its choice until words are written."""
        offered = Wrapped(self._look.px(8))
        offered.setAccessibleName(self._question.title)
        for choice in choices:
            button = KeyButton(self._look, choice.label, choice.key)
            button.setCheckable(True)
            button.setChecked(choice.value == self._question.chosen)
            self._group.addButton(button)
            button.clicked.connect(self._chosen_changed)
            offered.flow.addWidget(button)
            self.choices.append(button)
            for keys in filter(None, (choice.key, choice.key and f"Alt+{choice.key}")):
                shortcut = QShortcut(QKeySequence(keys), self)
                shortcut.activated.connect(partial(self._choose, button))
        return offered

    def _let_scroll(self, layout: QVBoxLayout, offered: QWidget) -> None:
        """Let the choices scroll where there are too many for the window."""
        area = QScrollArea()
        area.setAccessibleName(self._question.title)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        layout.replaceWidget(offered, area)
        area.setWidget(offered)
        area.viewport().setAutoFillBackground(False)
        offered.setAutoFillBackground(False)
        layout.setStretchFactor(area, 3)

    def _watched(self, screen: "Screen | None") -> "Written | None":
        """What screens the words as they are typed; nothing while no rule is in force."""
        if screen is None or self._question.about_rules:
            return None
        from console.ui.written import Written  # noqa: PLC0415 -- no start needs it

        written = Written(self.field, self.touched, screen, self._question.band, self._look)
        written.shown.connect(self._grow)
        return written

    def _buttons(self) -> QWidget:
        row = self.row = Wrapped(self._look.px(8))
        native = QKeySequence(CONFIRM).toString(QKeySequence.SequenceFormat.NativeText)
        self.button = KeyButton(self._look, self._question.confirm, native, "first")
        self.button.clicked.connect(self.confirm)
        leave = KeyButton(self._look, "Leave", "Esc")
        leave.clicked.connect(self.reject)
        row.flow.addWidget(self.button)
        row.flow.addWidget(leave)
        return row

    @property
    def chosen(self) -> Any:
        """What is chosen; None while nothing is."""
        for button, choice in zip(self.choices, self._question.choices, strict=True):
            if button.isChecked():
                return choice.value
        return None

    def confirm(self) -> None:
        """Give back what is wished; stay, and say why, when it cannot be."""
        wish = self._question.made(self.chosen, self.field.toPlainText())
        if isinstance(wish, Refusal):
            self._say(wish.why)
            return
        stops = self._written.stops() if self._written is not None else ""
        look = " ".join(filter(None, (self._question.second_look(self.chosen), stops)))
        if look and look != self._looked:
            self._looked = look
            self.touched.setVisible(not stops and not self.touched.isHidden())  # which is said once
            self._say(look)
            return
        self._send(wish)

    def _send(self, wish: Any) -> None:
        """Give it back, and be gone."""
        self._later.stop()
        self.drafted.emit(self.field.toPlainText())  # until the outbox has it
        self.answered.emit(wish)
        self.accept()

    @property
    def parts(self) -> list[QWidget]:
        """What stands in it, from top to bottom."""
        layout = self.layout()
        items = [] if layout is None else [layout.itemAt(n) for n in range(layout.count())]
        return [widget for item in items if item is not None and (widget := item.widget()) is not None]

    def _choose(self, button: KeyButton) -> None:
        button.setChecked(True)
        self._chosen_changed()

    def _chosen_changed(self) -> None:
        self._looked = ""
        self.why.hide()
        self.field.setFocus()

    def _say(self, sentence: str) -> None:
        self.why.show_words(sentence)
        self.why.show()
        self.field.setAccessibleDescription(sentence)
        self._grow()

    def _grow(self) -> None:
        """Be as high as all of it needs, and never higher than the window."""
        layout, parent = self.layout(), self.parentWidget()
        if layout is not None and parent is not None:
            needed = max(self.height(), layout.totalHeightForWidth(self.width()))
            self.resize(self.width(), min(needed, parent.height() - self._look.px(20)))

    def _beside(self, said: Callable[[str], Sequence[Run]]) -> Text:
        """What is said of the words, again with each letter."""
        self.beside = Text(self._look, tint=lambda p: p.soft, size=13)
        self.say_beside(said)
        self.field.textChanged.connect(partial(self.say_beside, said))
        return self.beside

    def say_beside(self, said: Callable[[str], Sequence[Run]]) -> None:
        """Say of the words what there is to say."""
        if self.beside is not None:
            self.beside.show_runs(tuple(said(self.field.toPlainText())))

    def _keep_soon(self) -> None:
        if not self._later.isActive():
            self._later.start()

    def _keep(self) -> None:
        self.drafted.emit(self.field.toPlainText())

    @override
    def reject(self) -> None:
        if self._later.isActive():
            self._later.stop()
            self._keep()
        super().reject()
