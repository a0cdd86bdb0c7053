"""The sheet of a template: its wording as it is typed, how it reads, what differs, which rules it touches itself."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import msgspec
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from console.domain.actions import Action, Refusal, SetTemplate
from console.domain.filling import VARIABLES, misfit, named
from console.domain.templates import Template, Version, called
from console.domain.templating import TITLE_LIMIT, plain
from console.ui.act_bar import KeyButton
from console.ui.flow import Wrapped
from console.ui.form import Form
from console.ui.label import Text
from console.ui.sheet import Sheet, scrolled
from console.ui.template_rows import MADE_UP, TemplatesNow, differing, preview
from console.ui.text import Run
from console.ui.theme import Look

if TYPE_CHECKING:
    from console.ui.written import Written

_SAY: Final = "Ctrl+Return"
_KEPT_AFTER: Final = 250  # milliseconds after the first letter that is not kept yet
_PARTS: Final = re.compile(r"[\s,;]+")
_NUMBER: Final = re.compile(r"\d{1,6}", re.ASCII)
_LINES: Final = 5
_AGAIN: Final = "It is offered again as it was."


class TemplateForm(Form):
    """What is written of a template; ``begun`` is what stood in it when it was opened."""

    def __init__(self, look: Look, begun: SetTemplate) -> None:
        super().__init__(look, "The template")
        self._begun, self.over = begun, begun.over
        self._section("Title, by which staff find it")
        self.title = self._line("Contact details", begun.title, TITLE_LIMIT, "Title")
        self._section(f"What the member is told, with {named()}")
        self.body = self._several("Hello {alias}, …", begun.body, _LINES, "What the member is told")
        self._section("Offered first for these rules, by their numbers (empty: for any)")
        self.rules = self._line("14, 3", ", ".join(one.removeprefix("R") for one in begun.rules), 200, "Rules")
        self.body.moveCursor(QTextCursor.MoveOperation.End)

    @property
    def wish(self) -> SetTemplate:
        """What is written, as a wish."""
        parts = filter(None, _PARTS.split(self.rules.text()))
        rules = tuple(f"R{part}" if _NUMBER.fullmatch(part) else part for part in parts)
        return plain(SetTemplate(self.title.text(), self.body.toPlainText(), rules, self._begun.template, self.over))


def kept(wish: SetTemplate) -> str:
    """The text that a draft is kept as."""
    return msgspec.json.encode(wish).decode()


def kept_wish(draft: str) -> SetTemplate | None:
    """What was kept; None when there is nothing, or another version of the console kept it."""
    try:
        return msgspec.json.decode(draft, type=SetTemplate) if draft else None
    except msgspec.DecodeError:
        return None


class TemplateSheet(Sheet):
    """Writes a template; ``answered`` gives what is wished, ``drafted`` what is written so far.

    Ctrl+Return publishes it in #mod-main, Esc leaves; what was written is then still there the next time.
    """

    answered = Signal(object)
    drafted = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        look: Look,
        templates: TemplatesNow,
        begun: SetTemplate,
        may: Callable[[Action], Refusal | None],
    ) -> None:
        known = templates.view.templates.get(begun.template)
        super().__init__(parent, look, "A new template" if known is None else f"Change {called(known.template)}")
        self._templates, self._template, self._may = templates, begun.template, may
        self._looked = ""  # what was asked to be looked at once more
        self.form = TemplateForm(look, begun)
        column = self.form.layout()
        self.read_back, self.touched, self.why = (
            Text(look, tint=lambda p: p.soft, size=13),
            Text(look, tint=lambda p: p.warn, size=13),
            Text(look, tint=lambda p: p.bad),
        )
        self.touched.hide()
        self.why.hide()
        assert isinstance(column, QVBoxLayout)  # noqa: S101 -- as Form made it
        column.addWidget(self.read_back)
        column.addStretch(1)
        self.column.addWidget(scrolled(self.form, "The template"), 1)
        for part in (self.touched, self.why):
            self.column.addWidget(part)
        self.column.addWidget(self._buttons())
        self._written = self._watched()
        self._later = QTimer(self, interval=_KEPT_AFTER, singleShot=True)
        self._later.timeout.connect(self._keep)
        self.form.typed.connect(self._on_typed)
        for keys in (_SAY, "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.confirm)
        px = look.px
        self.resize(min(px(680), parent.width() - px(24)), min(px(620), parent.height() - px(24)))
        self._show()
        (self.form.body if begun.title else self.form.title).setFocus()

    def _watched(self) -> "Written | None":
        """What screens the wording as it is typed; nothing while no rule is in force."""
        if self._templates.screen is None:
            return None
        from console.ui.written import Written  # noqa: PLC0415 -- no start needs it

        return Written(self.form.body, self.touched, self._templates.screen, None, self._look)

    def _buttons(self) -> QWidget:
        row = Wrapped(self._look.px(8))
        native = QKeySequence(_SAY).toString(QKeySequence.SequenceFormat.NativeText)
        self.button = KeyButton(self._look, "Publish in #mod-main", native, "first")
        self.button.clicked.connect(self.confirm)
        leave = KeyButton(self._look, "Leave", "Esc")
        leave.clicked.connect(self.reject)
        row.flow.addWidget(self.button)
        row.flow.addWidget(leave)
        return row

    def confirm(self) -> None:
        """Give back what is wished; stay, and say why, when it cannot be. What touches a stop rule is asked twice."""
        wish = self.form.wish
        refusal = self._may(wish)
        if refusal is not None:
            if self._known is not None:
                self.form.over = self._known.latest.of  # what differs from that is shown from now on
            self._show()
            self._say(refusal.why)
            return
        stops = self._written.stops() if self._written is not None else ""
        if stops and stops != self._looked:
            self._looked = stops
            self.touched.hide()  # which is said once
            self._say(stops)
            return
        self._later.stop()
        self._keep()  # until the outbox has it
        self.answered.emit(wish)
        self.accept()

    def _say(self, sentence: str) -> None:
        self.why.show_words(sentence)
        self.why.show()
        self.form.body.setAccessibleDescription(sentence)

    def _on_typed(self) -> None:
        self._looked = ""
        self._show()
        if not self._later.isActive():
            self._later.start()

    def _show(self) -> None:
        """Say how it reads, what differs, and what is wrong with its variables."""
        wish = self.form.wish
        refusal = misfit(wish.body)
        self.why.show_words("" if refusal is None else refusal.why)
        self.why.setVisible(refusal is not None)
        self.read_back.show_runs(tuple(self._told(wish, self._known)))

    @property
    def _known(self) -> Template | None:
        """The template as it is now: the desk's rows are live."""
        return self._templates.view.templates.get(self._template)

    def _told(self, wish: SetTemplate, known: Template | None) -> list[Run]:
        rules = ", ".join(self._templates.rule(rule) for rule in wish.rules)
        found = [Run(f"Offered first for {rules}.\n")] if rules else [Run("Offered for any rule.\n")]
        if not wish.body:
            means = ", ".join(f"{{{name}}} is {words}" for name, words in VARIABLES.items())
            return [*found, Run(f"{means}.", italic=True)]
        found += [Run(f"As {MADE_UP} would read it: ", italic=True)]
        found += [Run(preview(wish.body, wish.rules, self._templates.view.rules))]
        if known is not None:
            latest = known.latest
            after = Version(latest.number + 1, "", "", latest.at, wish.title, wish.body, wish.rules)
            same = (after.title, after.body, after.rules) == (latest.title, latest.body, latest.rules)
            what = (
                [Run(_AGAIN if known.withdrawn else "Nothing differs yet.")]
                if same
                else list(differing(self._templates, latest, after))
            )
            found += [Run(f"\n\nWhat differs from version {latest.number}\n", italic=True), *what]
        return found

    def _keep(self) -> None:
        self.drafted.emit(kept(self.form.wish))

    @override
    def reject(self) -> None:
        if self._later.isActive():
            self._later.stop()
            self._keep()
        super().reject()
