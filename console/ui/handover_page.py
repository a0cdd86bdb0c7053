"""The page of the handover: the draft worst first, the lead's notes, and what is signed here."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from console.desk import View
from console.domain.drafting import between
from console.domain.handing import current, passing
from console.domain.proof import Proof
from console.ui.act_bar import ActBar
from console.ui.acts import Act
from console.ui.delegates import RosterPainting
from console.ui.handing import NO_CASE, NOTES, Handing
from console.ui.handover_rows import CASE, lines_of, moment_line
from console.ui.keys import Keymap
from console.ui.label import Heading, Label
from console.ui.lists import ListView
from console.ui.queue_pane import NOT_READ
from console.ui.roster_rows import RosterLine
from console.ui.rows import Rows
from console.ui.theme import Look

_LARGE = 150  # per cent
_SOON = 1_000  # milliseconds after which the desks are compared again


class HandoverPage(QObject):
    """What passes to the next shift; it wishes what is done by key or button, and does nothing itself."""

    def __init__(self, look: Look, keys: Keymap, zone: tzinfo, handing: Handing) -> None:
        super().__init__(handing)
        self._look, self._zone, self._handing = look, zone, handing
        self._seen: tuple[View, datetime] | None = None
        self.widget = QWidget()
        self.widget.setAccessibleName("Handover")
        self.heading = Heading(look, "Handover")
        self.rows: Rows[RosterLine] = Rows(lambda line: line.words)
        self.view: ListView[RosterLine] = ListView(self.rows, "Handover", height_of=self._height_of)
        self._painting = RosterPainting(self.view, look)
        self.view.setItemDelegate(self._painting)
        self.view.say_empty(NOT_READ)
        self._label = Label(look, "Lead's notes", tint=lambda p: p.soft, size=13)
        self.notes = QPlainTextEdit(handing.wishes.draft(NOTES))
        self.notes.setAccessibleName("Lead's notes")
        self.notes.setTabChangesFocus(True)
        self.notes.textChanged.connect(self._on_notes)
        self.bar = ActBar(look, keys)
        self.bar.act_wished.connect(self._on_act)
        self._layout = QVBoxLayout(self.widget)
        self._written = QVBoxLayout()
        for part in (self._label, self.notes):
            self._written.addWidget(part)
        self._layout.addWidget(self.heading)
        self._layout.addWidget(self.view, 1)
        self._layout.addLayout(self._written)
        self._layout.addWidget(self.bar)
        self.parts: Sequence[QWidget] = (self.view, self.notes)
        self.acts: dict[str, Callable[[], object]] = {
            "sign_over": lambda: handing.sign_over(self.chosen),
            "sign_for": lambda: handing.sign_for(self.chosen),
            "write_handover": lambda: handing.write(self.notes.toPlainText()),
            "sign_handover": handing.sign,
        }
        self.view.chosen.connect(self._show_acts)
        handing.proved.connect(self._show)
        self._later = QTimer(self, interval=_SOON, singleShot=True)
        self._later.timeout.connect(handing.proof_wished)
        self.wear(look)

    @property
    def chosen(self) -> str:
        """The id of the case on whose line one stands; empty on any other."""
        row = self.view.chosen_row()
        return row.key.removeprefix(CASE) if row is not None and row.key.startswith(CASE) else ""

    def show_view(self, view: View, now: datetime) -> None:
        """Show the handover of a desk."""
        self._seen = view, now
        self._show()
        if not self._later.isActive():
            self._later.start()

    def _show(self) -> None:
        if self._seen is None:
            return
        view, now = self._seen
        handover = current(view, now)
        shift, to_shift = (handover.shift, handover.to_shift) if handover else passing(view, now)
        draft = between(view, now, shift, to_shift)
        proof = self._handing.proof_of(handover.handover) if handover else Proof()
        self.rows.show(lines_of(view, draft, handover, to_shift=to_shift, proof=proof, zone=self._zone))
        there = view.shifts.get(to_shift)
        self.heading.say(f"to {there.name if there else 'the next shift'} · {moment_line(draft.since, self._zone)}")
        self._show_acts()

    def _show_acts(self) -> None:
        why = "" if self.chosen else NO_CASE
        self.bar.show_acts(
            (
                Act("write_handover", "Send handover", "", ""),
                Act("sign_handover", "Sign handover", "", ""),
                Act("sign_over", "Sign over", "", why),
                Act("sign_for", "Sign for", "", why),
            )
        )

    def _on_act(self, name: str) -> None:
        self.acts[name]()

    def _on_notes(self) -> None:
        self._handing.wishes.keep(NOTES, self.notes.toPlainText())

    def step(self, by: int) -> None:
        """Go to another line."""
        self.view.step(by)

    def follow(self, key: str) -> None:
        """Stand on a case."""
        position = self.rows.position_of(f"{CASE}{key}")
        if position >= 0:
            self.view.choose(position)

    def find(self) -> None:
        """There is nothing to search on this page: the list has the keyboard."""
        self.view.setFocus()

    def leave(self) -> bool:
        """Leave the notes for the list; False when one stands there already."""
        begun = self.notes.hasFocus()
        self.view.setFocus()
        return begun

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        px = look.px
        self.heading.wear(look)
        self._label.wear(look)
        self.notes.setFont(look.font())
        self.notes.setFixedHeight(px(72 if look.percent < _LARGE else 34))
        self._written.setContentsMargins(px(16), px(4), px(16), px(4))
        self._painting.look = look
        self.bar.wear(look)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(px(4))
        self.view.forget_heights()
        self.view.viewport().update()

    def _height_of(self, line: RosterLine, width: int) -> int:
        return self._painting.height_of(line, width)
