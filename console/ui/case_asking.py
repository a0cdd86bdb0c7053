"""What is asked about a case at the window: its risk, question by question, and in which other case it goes on."""

from datetime import datetime, tzinfo
from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec
from PySide6.QtCore import QObject

from console.desk import View
from console.domain import actions
from console.domain.cases import Case, still_open
from console.ui.acts import May
from console.ui.picking import Pick
from console.ui.queue_rows import Known
from console.ui.shapes import RISK_WORDS
from console.ui.text import one_line
from console.ui.times import near
from console.ui.wishes import Draft

if TYPE_CHECKING:
    from console.ui.assess_sheet import AssessSheet
    from console.ui.picking import Picking
    from console.ui.window import DeskWindow

NO_OTHER: Final = "There is no other open case."
_ONE: Final = "Both histories are kept, and the other case takes the higher risk. It cannot be undone."
_MOST: Final = 30  # cases that are offered


class CaseAsking(QObject):
    """Opens what is asked, one at a time."""

    def __init__(self, window: "DeskWindow", known: Known, zone: tzinfo) -> None:
        super().__init__(window)
        self._window, self._known, self._zone = window, known, zone
        self.sheet: AssessSheet | None = None
        self.picking: Picking | None = None

    def assess(self, row: Case) -> None:
        """Ask about a member's risk; what was answered before a crash is there again."""
        from console.ui.assess_sheet import AssessForm, AssessSheet  # noqa: PLC0415 -- a start need not wait for it

        wishes, draft = self._window.wishes, Draft("assess case", row.case)
        if self.sheet is not None:
            return
        if row.closed_at is not None:
            wishes.refused.emit("This case is closed.")
            return
        form = AssessForm(self._window.look, _begun(wishes.draft(draft)), row.known)
        title = f"Asking about the risk: {one_line(row.alias, 60)}"
        self.sheet = sheet = AssessSheet(self._window, self._window.look, title, form, row.case)
        sheet.drafted.connect(partial(wishes.keep, draft))
        sheet.answered.connect(partial(self._on_assessed, sheet, draft))
        sheet.finished.connect(self._on_finished)
        sheet.open()
        wishes.opened.emit(sheet)

    def _on_assessed(self, sheet: "AssessSheet", draft: Draft, wish: actions.AssessCase) -> None:
        refusal = self._window.wishes.may(wish)
        if refusal is not None:
            sheet.refuse(refusal.why)
            return
        self._window.wishes.wished.emit(wish, draft)
        sheet.accept()

    def _on_finished(self) -> None:
        self.sheet = self.picking = None

    def merge(self, row: Case) -> None:
        """Offer the other open cases, those of the same alias first."""
        from console.ui.picking import Picking  # noqa: PLC0415 -- as above

        wishes = self._window.wishes
        picks = [] if wishes.view is None else picks_of(row, wishes.view, self._known.now, self._zone, wishes.may)
        if not picks:
            wishes.refused.emit(NO_OTHER)
            return
        title = f"{one_line(row.alias, 60)} goes on in"
        self.picking = Picking(self._window, self._window.look, title, _ONE, picks)
        self.picking.picked.connect(wishes.wish)
        self.picking.finished.connect(self._on_finished)
        self.picking.open()
        wishes.opened.emit(self.picking)


def picks_of(row: Case, view: View, now: datetime, zone: tzinfo, may: May) -> list[Pick]:
    """In which cases one could go on, with why not."""
    others = [one for one in still_open(view.cases.values()) if one.case != row.case]
    others.sort(key=lambda one: one.alias.casefold() != row.alias.casefold())
    found = []
    for number, one in enumerate(others[:_MOST], 1):
        wish = actions.MergeCase(row.case, one.case)
        refusal = may(wish)
        owner = f", with {one_line(view.name(one.owner), 40)}" if one.owner else ""
        about = f"{one.risk.value}, {RISK_WORDS[one.risk]}, flagged {near(one.at, now, zone)}{owner}"
        key = str(number) if number <= 9 else ""  # noqa: PLR2004 -- there are nine such keys
        found.append(Pick(key, one_line(one.alias, 60), wish, about, "" if refusal is None else refusal.why))
    return found


def _begun(draft: str) -> actions.AssessCase:
    try:
        return msgspec.json.decode(draft, type=actions.AssessCase) if draft else actions.AssessCase("")
    except msgspec.MsgspecError:
        return actions.AssessCase("")
