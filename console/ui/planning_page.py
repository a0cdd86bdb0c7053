"""The page of planning: a lead changes shifts as a draft, sees gaps and double bookings at once, and publishes."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, tzinfo
from functools import partial
from typing import Any, Final

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from console.desk import View
from console.domain.actions import PublishRoster, Refusal
from console.domain.local import stretch, typed
from console.domain.making import Making, Plans, day_after, given, with_buddy_hours
from console.domain.planning import hours_of
from console.domain.roster import Shift
from console.domain.swaps import Swap
from console.domain.words import Role
from console.ui import planning_needs, routine_sheet
from console.ui.act_bar import ActBar
from console.ui.acts import Act
from console.ui.asking import Question
from console.ui.grid import Grid
from console.ui.keys import Keymap
from console.ui.label import Heading, Text
from console.ui.picking import Pick, Picking
from console.ui.planning_picks import BuddyHours, Cell, picks_of
from console.ui.planning_table import PlanningTable, Sheet
from console.ui.swap_acts import decline, say
from console.ui.text import one_line
from console.ui.theme import Look
from console.ui.wishes import Draft, Wishes

KEPT: Final = Draft("roster", "plan")  # under which the draft is kept on this desk
NOTHING: Final = "Nothing is changed in the roster."
NO_CELL: Final = "No shift is chosen."


def _asked(view: View) -> frozenset[tuple[str, str]]:
    """The cells (person, shift) about which a change is asked for."""
    open_ = [one for one in view.swaps.values() if one.outcome is None]
    return frozenset(cell for one in open_ for cell in ((one.person, one.shift), (one.to, one.for_shift)) if cell[1])


class PlanningPage:
    """The table with what is missing above it and what can be done below; a lead plans, everybody asks for changes."""

    def __init__(self, look: Look, keys: Keymap, zone: tzinfo, wishes: Wishes) -> None:
        self._look, self._zone, self._wishes = look, zone, wishes
        self._view: View | None = None
        self._now: datetime | None = None
        self.picking: Picking | None = None
        self.sheet: routine_sheet.RoutineSheet | None = None
        self.making = Making()
        self._restored = False
        self.widget = QWidget()
        self.widget.setAccessibleName("Planning")
        self.heading = Heading(look, "Planning")
        self.missing = Text(look, tint=lambda p: p.warn, size=13)
        self.table = PlanningTable(zone, self.widget)
        self.table.moved.connect(self._on_moved)
        self.view = Grid(self.table, "Roster: people and shifts", look)
        self.view.name_heads("Shifts", "People")
        self.view.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.view.fit_rows()
        self.view.selectionModel().currentChanged.connect(self._show_acts)
        self.view.doubleClicked.connect(self._plan)
        self.bar = ActBar(look, keys)
        self.bar.act_wished.connect(self._on_act)
        layout = QVBoxLayout(self.widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._above = QVBoxLayout()
        self._above.addWidget(self.missing)
        layout.addWidget(self.heading)
        layout.addLayout(self._above)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.bar)
        self.parts: Sequence[QWidget] = (self.view,)
        self.acts: dict[str, Callable[[], object]] = {
            "plan_duty": self._plan,
            "plan_shift": self._plan_shift,
            "publish_plan": self._publish,
            "set_routines": self._set_routines,
            "set_needs": self._set_needs,
            "undo": self._undo,
        }
        self.wear(look)

    # What is shown

    def show_view(self, view: View, now: datetime) -> None:
        """Show the roster of a desk, with what is drafted over it."""
        self._view, self._now = view, now
        if not self._restored:
            self._restored = True
            with suppress(msgspec.DecodeError):
                self.making = Making(msgspec.json.decode(self._wishes.draft(KEPT) or "[]", type=Plans))
        self._take(self.making.without(view.shifts))

    def step(self, by: int) -> None:
        """Go to the next person, or back."""
        index = self.view.currentIndex()
        row = min(max(index.row() + by, 0), self.table.rowCount() - 1)
        self.view.setCurrentIndex(self.table.index(row, max(index.column(), 0)))

    def follow(self, key: str) -> None:
        """Stand on a person."""
        if key in self.table.sheet.people:
            row = self.table.sheet.people.index(key) + 1
            self.view.setCurrentIndex(self.table.index(row, max(self.view.currentIndex().column(), 0)))

    def find(self) -> None:
        """There is nothing to search here: the table has the keyboard."""
        self.view.setFocus()

    def leave(self) -> bool:
        """Nothing is begun here that Esc would leave: a draft stays until it is published or undone."""
        return False

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        for part in (self.heading, self.missing, self.bar):
            part.wear(look)
        self._above.setContentsMargins(look.px(14), 0, look.px(14), look.px(6))
        self.view.wear(look)
        self.view.resizeRowsToContents()
        self.view.horizontalHeader().setDefaultSectionSize(look.px(210))
        self.view.horizontalHeader().setMinimumHeight(look.px(64))

    def _take(self, making: Making) -> None:
        view, now = self._view, self._now
        if view is None or now is None:
            return
        self.making = making
        shifts = sorted(
            (one for one in making.over(view.shifts).values() if one.ends > now),
            key=lambda one: (one.starts, one.shift),
        )
        planned = {place.person for shift in shifts for place in shift.plan} - {""}
        staff = {one for one in view.people.grants if view.people.roles_now(one) - {Role.PLATFORM}}
        people = tuple(sorted(planned | staff, key=lambda one: (view.name(one).casefold(), one)))
        changed = frozenset(one.shift for one in making.plans)
        at = self.view.currentIndex()
        self.table.show(Sheet(tuple(shifts), people, view.names, changed, _asked(view)))
        if self.table.rowCount() and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.table.index(max(at.row(), 0), max(at.column(), 0)))
        gaps = [f"{self.table.sheet.cell('', one)}: {self._called(one)}" for one in shifts if self._open(one)]
        short = planning_needs.shortages_of(view.staffing.needs, shifts, view, now)
        said = [("Nobody yet for " + "; ".join(gaps) + ".") if gaps else "", planning_needs.short_words(short, view)]
        self.missing.show_words(" ".join(filter(None, said)))
        self.missing.setVisible(any(said))
        asked = sum(one.outcome is None for one in view.swaps.values())
        parts = [f"{len(changed)} changed" if changed else "", f"{len(gaps)} with gaps" if gaps else ""]
        parts += [f"{len(short)} times too few" if short else "", f"{asked} asked for" if asked else ""]
        parts.append(f"{self.table.twice} planned twice at once" if self.table.twice else "")
        self.heading.say(" · ".join(filter(None, parts)) or "nothing missing")
        self._show_acts()

    @staticmethod
    def _open(shift: Shift) -> bool:
        return any(not place.person for place in shift.plan)

    def _called(self, shift: Shift) -> str:
        here = shift.starts.astimezone(self._zone)
        return f"{one_line(shift.name, 40)} on {here.day} {here:%b}"

    @Slot()
    def _show_acts(self) -> None:
        why = self._why_not_lead()
        cell = "" if self.table.place_of(self.view.currentIndex()) else NO_CELL
        self.bar.show_acts(
            (
                Act("plan_duty", "Take, give, exchange" if why else "Plan", "first", cell),
                Act("plan_shift", "New shift", "", why),
                Act("set_routines", "Again and again", "", why),
                Act("set_needs", "Needed at least", "", why),
                Act("publish_plan", "Publish", "", why or ("" if self.making.plans else NOTHING)),
                Act("undo", "Undo a step", "", "" if self.making.before else "No step is left to undo."),
            )
        )

    def _why_not_lead(self) -> str:
        view = self._view
        lead = view is not None and Role.LEAD in view.people.roles_now(view.me)
        return "" if lead else "Only a lead can plan shifts."

    # What is done

    def _put(self, plan: PublishRoster) -> None:
        self._take(self.making.put(plan))
        self._keep()

    def _keep(self) -> None:
        self._wishes.keep(KEPT, msgspec.json.encode(self.making.plans).decode())

    def _on_moved(self, shift: str, origin: str, to: str) -> None:
        why = self._why_not_lead()
        known = next((one for one in self.table.sheet.shifts if one.shift == shift), None)
        if why or known is None:
            self._wishes.refused.emit(why or NO_CELL)
        else:
            self._put(given(known, origin, to))

    @Slot()
    def _plan(self, _index: Any = None) -> None:
        """Ask what is to be done on the chosen cell: one key for each."""
        place, view, now = self.table.place_of(self.view.currentIndex()), self._view, self._now
        if place is None or view is None or now is None:
            self._wishes.refused.emit(NO_CELL)
            return
        person, shift = place
        cell = Cell(view, now, person, shift)
        picks = picks_of(cell, self._wishes.may)
        if not picks:
            self._wishes.refused.emit(self._why_not_lead() or NO_CELL)
            return
        about = "A draft, until you publish it." if cell.lead else "You ask for it, and a lead has to consent."
        name = one_line(view.name(person), 60) if person else "Nobody yet"
        self._pick(f"{name} in {self._called(shift)}", about, picks, self._on_picked)

    def _pick(self, title: str, about: str, picks: Sequence[Pick], does: Callable[[Any], object]) -> None:
        self.picking = Picking(self.widget.window(), self._look, title, about, picks)
        self.picking.picked.connect(does)
        self.picking.finished.connect(self._on_finished)
        self.picking.open()
        self._wishes.opened.emit(self.picking)

    def _on_picked(self, wanted: Any) -> None:
        match wanted:
            case PublishRoster():
                self._put(wanted)
            case BuddyHours(person, shift):
                self._ask_buddy_hours(person, shift)
            case Swap():
                decline(self._wishes, wanted, self._look)
            case _:
                say(self._wishes, wanted)

    def _ask_buddy_hours(self, person: str, shift: Shift) -> None:
        draft = Draft("buddy hours", person)
        self._wishes.keep(draft, shift.buddy_hours.get(person, ""))
        about = "As 22:00-02:00, in the service's time. Empty: all the time."
        made = partial(self._buddy_hours, person, shift)
        question = Question("When the buddy is there", about, "From when to when", "Keep", made, about_rules=True)
        self._wishes.ask(question, draft, self._look)

    def _buddy_hours(self, person: str, shift: Shift, _chosen: Any, text: str) -> Any:
        hours = "".join(text.replace("–", "-").split())
        if hours and hours_of(hours) is None:
            return Refusal("Write it as 22:00-02:00.")
        self._put(with_buddy_hours(self.making.over({shift.shift: shift})[shift.shift], person, hours))
        return ()

    def _on_finished(self) -> None:
        self.picking = None

    def _plan_shift(self) -> None:
        """Ask for a new shift; offered is the chosen one a day later."""
        why, place = self._why_not_lead(), self.table.place_of(self.view.currentIndex())
        if why:
            self._wishes.refused.emit(why)
            return
        draft = Draft("new shift", "")
        like = None if place is None else day_after(place[1], self._zone)
        if like is not None:
            here, there = like.starts.astimezone(self._zone), like.ends.astimezone(self._zone)
            self._wishes.keep(draft, f"{here:%Y-%m-%d %H:%M}–{there:%H:%M} {like.name}")
        about = "Its day, its hours and its name. People of the chosen shift are planned in it too, as a draft."
        question = Question("A new shift", about, "2026-11-22 22:00–08:00 Night", "Plan", self._made)
        self._wishes.ask(question, draft, self._look)

    def _made(self, _chosen: Any, text: str) -> Any:
        words = text.replace("–", " ").split()
        now, view = self._now, self._view
        if len(words) < 4 or now is None or view is None:  # noqa: PLR2004 -- a day, two times, a name
            return Refusal("Write it as 2026-11-22 22:00–08:00 Night.")
        starts = typed(f"{words[0]} {words[1]}", now, self._zone, ahead=True)
        ends = typed(f"{words[0]} {words[2]}", now, self._zone, ahead=True)
        if starts is None or ends is None:
            return Refusal("Write it as 2026-11-22 22:00–08:00 Night.")
        begins, over = stretch(starts.date(), starts.time(), ends.time(), self._zone)
        name = " ".join(words[3:])
        word = "-".join(part for part in "".join(c if c.isalnum() else " " for c in name.casefold()).split())
        place = self.table.place_of(self.view.currentIndex())
        usual = PublishRoster("", name, begins.at, over.at, ())
        like = usual if place is None else replace(day_after(place[1], self._zone), name=name)
        plan = replace(like, shift=f"{starts:%Y-%m-%d}-{word}", starts=begins.at, ends=over.at)
        if plan.shift in self.making.over(view.shifts):
            return Refusal("There is a shift of that name on that day.")
        self._put(plan)
        return ()

    def _set_needs(self) -> None:
        """Ask how many are needed at least, with where too few are planned beside it."""
        view, now = self._view, self._now
        why = self._why_not_lead()
        if why or view is None or now is None:
            self._wishes.refused.emit(why)
            return
        draft = Draft("needs", "")
        if not self._wishes.draft(draft):
            self._wishes.keep(draft, planning_needs.written(view.staffing.needs))
        question = Question(
            "How many are needed at least",
            planning_needs.ABOUT,
            planning_needs.EXAMPLE,
            "Publish in #mod-main",
            self._needed,
            about_rules=True,
            beside=lambda text: planning_needs.beside(text, view, now),
        )
        self._wishes.ask(question, draft, self._look)

    def _needed(self, _chosen: Any, text: str) -> Any:
        wanted = planning_needs.typed(text)
        return wanted if isinstance(wanted, Refusal) else self._wishes.may(wanted) or wanted

    def _set_routines(self) -> None:
        """Offer the routines that there are, and a new one."""
        why = self._why_not_lead()
        if why or self._view is None:
            self._wishes.refused.emit(why)
            return
        about = "Their tasks stand on every desk, in the shifts that they are for."
        self._pick("What is to be done again and again", about, routine_sheet.picks_of(self._view), self._write_routine)

    def _write_routine(self, routine: str) -> None:
        view, now = self._view, self._now
        if view is None or now is None:
            return
        about = routine_sheet.About(view, routine, now, self._wishes.may)
        self.sheet = routine_sheet.RoutineSheet(self.widget.window(), self._look, about)
        self.sheet.answered.connect(self._wishes.wish)
        self.sheet.finished.connect(self._on_sheet_finished)
        self.sheet.open()
        self._wishes.opened.emit(self.sheet)

    def _on_sheet_finished(self) -> None:
        self.sheet = None

    def _undo(self) -> None:
        self._take(self.making.undone())
        self._keep()

    def _publish(self) -> None:
        """Publish each shift that is changed; what cannot be says why, and stays a draft."""
        why = self._why_not_lead() or ("" if self.making.plans else NOTHING)
        refusals = [(one, self._wishes.may(one)) for one in self.making.plans]
        wrong = next((f"{one.name}: {refusal.why}" for one, refusal in refusals if refusal is not None), "")
        if why or wrong:
            self._wishes.refused.emit(why or wrong)
        else:
            self._wishes.wish_all(self.making.plans)

    def _on_act(self, name: str) -> None:
        self.acts[name]()
