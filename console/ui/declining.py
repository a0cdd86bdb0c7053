"""Declining a post at the window: by which rule, in which words, and a last look at them as their reader will."""

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from console.desk import View
from console.domain.posts import Post
from console.domain.rules import called
from console.ui.act_bar import KeyButton
from console.ui.acts import May
from console.ui.asking import CONFIRM, Asking
from console.ui.flow import Wrapped
from console.ui.label import Label, Text
from console.ui.picking import Picking
from console.ui.post_questions import strict
from console.ui.queue_rows import Known
from console.ui.sheet import scrolled
from console.ui.text import neutral, one_line
from console.ui.wording import NO_TEMPLATE, Wordings

if TYPE_CHECKING:
    from console.domain.screening import Screen
    from console.ui.asking import Question
    from console.ui.theme import Look

_OFFER: Final = "Alt+T"


def wordings_of(post: Post, view: View, known: Known, may: May, draft: str) -> Wordings:
    """The words that a post's author may be told at a desk; ``draft`` is what was written of them before."""
    rules = [(one.rule, version) for one in view.rules.values() if (version := one.in_force(known.now)) is not None]
    found = Wordings(post, tuple(view.templates.values()), strict(rules), known.marks, may)
    if draft:
        found.recall(draft)
    return found


class Declining(Asking):
    """Asks for the rule and the words; Ctrl+Return shows them as they will be read, and once more sends them.

    Alt+T offers the templates, Esc goes back to the words, and from there leaves.
    """

    lines, wide = 7, 780

    def __init__(
        self,
        parent: QWidget,
        look: "Look",
        question: "Question",
        draft: str = "",
        screen: "Screen | None" = None,
        *,
        wordings: Wordings,
    ) -> None:
        super().__init__(parent, look, question, draft, screen)
        self._wordings = wordings
        self.picking: Picking | None = None
        self._writing: list[QWidget] = []  # what is hidden while the words are looked at
        self.reading = _Reading(look, one_line(wordings.post.alias, 60))
        self.reading.hide()
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)  # noqa: S101 -- as Asking made it
        layout.addWidget(self.reading, 1)
        self.reading.send.clicked.connect(self.confirm)
        self.reading.back.clicked.connect(self.reject)
        native = QKeySequence(_OFFER).toString(QKeySequence.SequenceFormat.NativeText)
        self.templates = KeyButton(look, "Templates…", native)
        self.templates.clicked.connect(self.offer)
        self.row.flow.addWidget(self.templates)
        shortcut = QShortcut(QKeySequence(_OFFER), self)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(self.offer)

    @property
    def looking(self) -> bool:
        """Whether the words are shown as they will be read."""
        return not self.reading.isHidden()

    def offer(self) -> None:
        """Offer the templates, those for the chosen rule first."""
        if self.looking or self.picking is not None:
            return
        picks = self._wordings.picks()
        if not picks:
            self._say(NO_TEMPLATE)
            return
        about = "Filled for this member. What you have written so far is replaced; Ctrl+Z brings it back."
        picking = Picking(self, self._look, "What its author is told begins as", about, picks)
        picking.picked.connect(self._take)
        picking.finished.connect(self._on_picked)
        self.picking = picking
        picking.open()

    def _take(self, template: str) -> None:
        self.why.hide()
        self._put(self._wordings.take(template))

    def _on_picked(self) -> None:
        self.picking = None
        self.field.setFocus()

    @override
    def _chosen_changed(self) -> None:
        super()._chosen_changed()
        self._put(self._wordings.by(self.chosen, self.field.toPlainText()))

    def _put(self, text: str) -> None:
        """Let the field hold other words, as one step that Ctrl+Z takes back."""
        if text != self.field.toPlainText():
            cursor = self.field.textCursor()
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.insertText(text)
        self.say_beside(self._wordings.said)  # which template it is, also where the words are the same

    @override
    def _send(self, wish: Any) -> None:
        if self.looking:
            super()._send(wish)
            return
        text = self.field.toPlainText()
        self.why.hide()
        self._writing = [part for part in self.parts if not part.isHidden()]
        for part in self._writing:
            part.hide()
        version = next(one for rule, one in self._wordings.offered if rule == self.chosen)
        by = f"By {called(self.chosen)} — {one_line(version.title, 80)}."
        self.reading.show_words(text, by)
        self.reading.differing.show_runs(tuple(self._wordings.differing(text)))
        self.reading.show()
        self.reading.area.setFocus()
        self._grow()

    @override
    def reject(self) -> None:
        if not self.looking:
            super().reject()
            return
        self._write_on()

    def _write_on(self) -> None:
        """Back to the words."""
        self.reading.hide()
        for part in self._writing:
            part.show()
        self.field.setFocus()

    @override
    def _say(self, sentence: str) -> None:
        if self.looking:
            self._write_on()
        super()._say(sentence)


class _Reading(QWidget):
    """The last look: the words as they will be read, and what goes with them."""

    def __init__(self, look: "Look", alias: str) -> None:
        super().__init__()
        px = look.px
        self._name = f"As {alias} will read it"
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addWidget(Label(look, self._name, size=17, bold=True))
        self.about = Text(look, tint=lambda p: p.soft, size=13.5)
        column.addWidget(self.about)
        inside = QWidget()
        within = QVBoxLayout(inside)
        within.setContentsMargins(px(14), px(10), px(14), px(10))
        self.words = Text(look, size=15)
        self.differing = Text(look, tint=lambda p: p.soft, size=13)
        within.addWidget(self.words)
        within.addSpacing(px(10))
        within.addWidget(self.differing)
        within.addStretch(1)
        self.area = scrolled(inside, self._name, by_keys=True)
        column.addWidget(self.area, 1)
        row = Wrapped(px(8))
        native = QKeySequence(CONFIRM).toString(QKeySequence.SequenceFormat.NativeText)
        self.send = KeyButton(look, "Decline and tell them", native, "first")
        self.back = KeyButton(look, "Back to the words", "Esc")
        row.flow.addWidget(self.send)
        row.flow.addWidget(self.back)
        column.addWidget(row)

    def show_words(self, text: str, by: str) -> None:
        """Show words, and by which rule it is declined."""
        self.about.show_words(f"{by} It goes out after 10 seconds, and can be undone until then.")
        self.words.show_words(text.strip())
        self.area.setAccessibleDescription(neutral(text.strip(), 3_000))
