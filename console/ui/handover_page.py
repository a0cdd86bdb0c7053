"""The page of the handover: the draft worst first, the lead's notes, and what is signed here."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from console.desk import View
from console.domain.drafting import between
from console.domain.handing import current, passing
from console.domain.proof import Proof
from console.ui.act_bar import ActBar
from console.ui.acts import Act
from console.ui.delegates import RosterPainting
from console.ui.flow import Ground
from console.ui.handing import NO_CASE, NO_QUESTION, NOTES, Handing
from console.ui.handover_rows import (
    CASE,
    Page,
    moment_line,
    night_lines,
    proof_lines,
    risk_lines,
    work_lines,
)
from console.ui.keys import Keymap
from console.ui.label import Heading, Label
from console.ui.lists import ListView
from console.ui.queue_pane import NOT_READ
from console.ui.roster_rows import RosterLine
from console.ui.rows import Rows
from console.ui.theme import Look

if TYPE_CHECKING:
    from console.ui.saving import Saving

_WIDE = 1_000  # from here on the proof and the figures stand beside the rest
_LOW = 420  # a page lower than this shows its notes only while they are written
_SOON = 1_000  # milliseconds after which the desks are compared again


class HandoverPage(QObject):
    """What passes to the next shift; it wishes what is done by key or button, and does nothing itself."""

    def __init__(self, look: Look, keys: Keymap, zone: tzinfo, handing: Handing) -> None:
        super().__init__(handing)
        self._look, self._zone, self._handing = look, zone, handing
        self._seen: tuple[View, datetime] | None = None
        self._page: Page | None = None
        self.saving: Saving | None = None
        self.widget = Ground()
        self.widget.setAccessibleName("Handover")
        self.heading = Heading(look, "Handover")
        self.rows, self.view, self._painting = _list("Handover", look)
        self.side_rows, self.side, self._side_painting = _list("Proof and figures", look)
        self._label = Label(look, "Lead's notes", tint=lambda p: p.soft, size=13)
        self.notes = QPlainTextEdit(handing.wishes.draft(NOTES))
        self.notes.setAccessibleName("Lead's notes")
        self.notes.setTabChangesFocus(True)
        self.notes.textChanged.connect(self._on_notes)
        self._writing = False
        self.bar = ActBar(look, keys)
        self.bar.act_wished.connect(self._on_act)
        self._layout = QVBoxLayout(self.widget)
        self._written = QVBoxLayout()
        for part in (self._label, self.notes):
            self._written.addWidget(part)
        left, beside = QVBoxLayout(), QHBoxLayout()
        left.addWidget(self.view, 1)
        left.addLayout(self._written)
        beside.addLayout(left, 3)
        beside.addWidget(self.side, 2)
        self._layout.addWidget(self.heading)
        self._layout.addLayout(beside, 1)
        self._layout.addWidget(self.bar)
        self.parts: Sequence[QWidget] = (self.view, self.notes, self.side)
        self.acts: dict[str, Callable[[], object]] = {
            "sign_over": lambda: handing.sign_over(self.chosen),
            "sign_for": lambda: handing.sign_for(self.chosen),
            "close_chat": lambda: handing.close(self.chosen),
            "rule_history": lambda: handing.tell(self.chosen),
            "write_rule": lambda: handing.change(self.chosen),
            "lower_risk": lambda: handing.judge(self.chosen),
            "give_opinion": lambda: handing.opine(self.chosen),
            "assess_case": lambda: handing.assess(self.chosen),
            "merge_case": lambda: handing.merge(self.chosen),
            "plan_task": lambda: handing.plan_task(self.chosen),
            "write_handover": lambda: handing.write(self.notes.toPlainText()),
            "sign_handover": handing.sign,
            "save_handover": self.save,
            "repair": handing.repair,
            "write_notes": self.write_notes,
        }
        self.view.chosen.connect(self._show_acts)
        handing.proved.connect(self._show)
        self.widget.resized.connect(self._fit)
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
        page = self._page = Page(view, draft, handover, to_shift, proof, self._handing.channels, self._zone)
        risk, proven, work, night = risk_lines(page), proof_lines(page), work_lines(page), night_lines(page)
        self.rows.show([*risk, *work] if self._wide else [*risk, *proven, *work, *night])
        self.side_rows.show([*proven, *night] if self._wide else [])
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
                Act("write_rule", "Change", "", why),
                Act("rule_history", "History", "", why),
                Act("close_chat", "Close", "", why),
                Act("lower_risk", "Risk", "", why),
                Act("give_opinion", "Second opinion", "", self._why_no_opinion),
                Act("assess_case", "Ask about risk", "", why),
                Act("plan_task", "Task", "", why),
                Act("merge_case", "Same member as", "", why),
                Act("write_notes", "Notes", "", ""),
                Act("save_handover", "Save", "", "" if self._page else NOT_READ),
                Act("repair", "Read again", "", self._handing.why_no_repair),
            )
        )

    @property
    def _why_no_opinion(self) -> str:
        """Why there is no second opinion to give about the chosen case; empty where there is."""
        case = self._seen[0].cases.get(self.chosen) if self._seen and self.chosen else None
        if case is None:
            return NO_CASE
        return "" if case.opinion else NO_QUESTION

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

    def write_notes(self) -> None:
        """Stand in the notes; on a low page they take the place of the list until they are left."""
        self._writing = True
        self._fit()
        self.notes.setFocus()

    def leave(self) -> bool:
        """Leave the notes for the list; False when one stands there already."""
        begun = self.notes.hasFocus() or self._writing
        self._writing = False
        self._fit()
        self.view.setFocus()
        return begun

    def save(self) -> None:
        """Let the person choose how the handover is saved, and where."""
        if self._page is not None:
            from console.ui.saving import Saving  # noqa: PLC0415 -- once a shift

            if self.saving is not None:
                self.saving.deleteLater()
            self.saving = Saving(self.widget.window(), self._look, self._page)
            self.saving.told.connect(self._handing.told)

    @property
    def _wide(self) -> bool:
        return self.widget.width() >= self._look.px(_WIDE)

    @Slot()
    def _fit(self) -> None:
        """Show beside each other what there is room for."""
        low = self.widget.height() < self._look.px(_LOW)
        for part in (self._label, self.notes):
            part.setVisible(not low or self._writing)
        self.view.setVisible(not low or not self._writing)
        self.bar.take_lines(1 if low else 2)
        if self.side.isVisibleTo(self.widget) != self._wide:
            self.side.setVisible(self._wide)
            self._show()

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        px = look.px
        self.heading.wear(look)
        self._label.wear(look)
        self.notes.setFont(look.font())
        self.notes.setFixedHeight(px(72))
        self._written.setContentsMargins(px(16), px(4), px(16), px(4))
        self.bar.wear(look)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(px(4))
        for painting, view in (self._painting, self.view), (self._side_painting, self.side):
            painting.look = look
            view.forget_heights()
            view.viewport().update()
        self._fit()


def _list(name: str, look: Look) -> tuple[Rows[RosterLine], ListView[RosterLine], RosterPainting]:
    """A list of the page, with its rows and what draws them."""
    rows: Rows[RosterLine] = Rows(lambda line: line.words)

    def height_of(line: RosterLine, width: int) -> int:
        return painting.height_of(line, width)

    view: ListView[RosterLine] = ListView(rows, name, height_of=height_of)
    painting = RosterPainting(view, look)
    view.setItemDelegate(painting)
    view.say_empty(NOT_READ)
    return rows, view, painting
