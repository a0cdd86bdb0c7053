"""The page of the people: who has which role since when and by whom; roles are given, taken and confirmed here."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from console.desk import View
from console.domain import actions
from console.domain.actions import Action
from console.domain.giving import confirming, limit_of, may_confirm, why_none
from console.domain.people import Doubt
from console.domain.subjects import Kind
from console.domain.words import Role
from console.ui.act_bar import ActBar
from console.ui.acts import Act
from console.ui.keys import Keymap
from console.ui.label import Heading, Text
from console.ui.lifting import Lifting, lift_acts
from console.ui.lists import ListView
from console.ui.people_rows import (
    ALLOWS,
    ROLE_WORDS,
    PeopleNow,
    PersonRow,
    doubt_words,
    load_of,
    rights_of,
    rows_of,
)
from console.ui.person_painting import PersonPainting
from console.ui.person_sheet import PersonSheet
from console.ui.picking import Pick, Picking
from console.ui.place import divided
from console.ui.queue_pane import NOT_READ
from console.ui.rows import Rows
from console.ui.text import one_line
from console.ui.theme import Look

NOBODY_CHOSEN: Final = "Nobody is chosen."
NO_ROLE: Final = "There is no role to take."
_SOON: Final = 1_000  # milliseconds
ROLE_KEYS: Final = dict(zip(Role, "LCMKHSP", strict=True))


class PeoplePage(QObject):
    """Everybody with their roles; it wishes what is done by key or button, and does nothing itself."""

    def __init__(self, look: Look, keys: Keymap, zone: tzinfo, lifting: Lifting, holdings: Mapping[str, int]) -> None:
        super().__init__(lifting)
        self._look, self._zone, self._wishes, self._lifting = look, zone, lifting.wishes, lifting
        self._holdings = holdings
        self._later = QTimer(self, interval=_SOON, singleShot=True)
        self._later.timeout.connect(self._show)
        self._people: PeopleNow | None = None
        self.picking: Picking | None = None
        self.widget = QWidget()
        self.widget.setAccessibleName("People")
        self.heading = Heading(look, "People")
        self.rights = Text(look, tint=lambda p: p.soft, size=13)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a person, a role, or who gave it…")
        self.search.setAccessibleName("Find a person")
        self.search.setMaxLength(200)
        self.search.textChanged.connect(self._show)
        self.search.returnPressed.connect(self._to_list)
        self.rows: Rows[PersonRow] = Rows(lambda row: row.words)
        self.view: ListView[PersonRow] = ListView(self.rows, "People", height_of=self._height_of)
        self._painting = PersonPainting(self.view, look)
        self.view.setItemDelegate(self._painting)
        self.view.chosen.connect(self._show_chosen)
        self.sheet = PersonSheet(look, keys.moves)
        self.bar = ActBar(look, keys)
        self.bar.act_wished.connect(self._on_act)
        self._field = QVBoxLayout()
        for part in (self.rights, self.search):
            self._field.addWidget(part)
        left, right = QWidget(), QWidget()
        right.setObjectName("below")
        below = QVBoxLayout(right)
        below.addWidget(self.sheet, 1)
        below.addWidget(self.bar)
        beside = QVBoxLayout(left)
        beside.addWidget(self.heading)
        beside.addLayout(self._field)
        beside.addWidget(self.view, 1)
        whole = QVBoxLayout(self.widget)
        whole.addWidget(divided(Qt.Orientation.Horizontal, "People and the chosen one", (left, right), (820, 620)))
        for layout in (below, beside, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self.parts: Sequence[QWidget] = (self.view, self.search, self.sheet)
        self.acts: dict[str, Callable[[], object]] = {
            "give_role": self._give,
            "take_role": self._take,
            "confirm_role": self._confirm,
            "confirm_all": self._confirm_all,
            "lift_limit": lambda: self._lifting.lift(self.chosen, 1),
            "lower_limit": lambda: self._lifting.lift(self.chosen, -1),
        }
        self.wear(look)

    @property
    def chosen(self) -> str:
        """The id of the person on whose row one stands; empty while there is none."""
        row = self.view.chosen_row()
        return "" if row is None else row.person

    def show_view(self, view: View, now: datetime) -> None:
        """Show the people of a desk."""
        first = self._people is None
        self._people = PeopleNow(view, now, self._zone, self._holdings)
        if first or self._concerns(view):
            self._show()
        elif not self._later.isActive():
            self._later.start()  # how many chats each holds, and who is on a break

    def follow(self, key: str) -> None:
        """Stand on a person, whatever was searched for."""
        self.search.clear()
        position = self.rows.position_of(key)
        if position >= 0:
            self.view.choose(position)

    def step(self, by: int) -> None:
        """Go to another person."""
        self.view.step(by)

    def find(self) -> None:
        """Let the person type whom they look for."""
        self.search.setFocus()
        self.search.selectAll()

    def leave(self) -> bool:
        """Leave the search; False when nothing is searched for."""
        begun = bool(self.search.text()) or self.search.hasFocus()
        self.search.clear()
        self.view.setFocus()
        return begun

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        px = look.px
        for part in (self.heading, self.rights, self.sheet, self.bar):
            part.wear(look)
        self.search.setFont(look.font())
        self._field.setContentsMargins(px(14), 0, px(12), px(6))
        self._field.setSpacing(px(8))
        self._painting.look = look
        self.view.set_height(px(60))
        self.view.verticalScrollBar().setSingleStep(px(28))
        self.view.forget_heights()
        self.view.viewport().update()

    def _concerns(self, view: View) -> bool:
        return view.changed is None or any(one.kind in (Kind.PEOPLE, Kind.SHIFT) for one in view.changed)

    @Slot()
    def _to_list(self) -> None:
        self.view.setFocus()

    def _height_of(self, row: PersonRow, width: int) -> int:
        return self._painting.height_of(row, width)

    @Slot()
    def _show(self) -> None:
        people = self._people
        if people is None:
            return
        self._later.stop()
        rows = rows_of(people, self.search.text())
        self.rows.show(rows)
        self.rights.show_words(rights_of(people.view, people.now))
        found = sum(not row.heading for row in rows)
        doubts = len(people.view.people.doubtful())
        parts = [f"{found:,} found" if self.search.text().strip() else f"{found:,} people"]
        parts += [f"{doubts:,} to look at"] if doubts else []
        self.heading.say(" · ".join(parts))
        if people.view.connection.complete_to is None and not people.view.names:
            self.view.say_empty(NOT_READ)
        else:
            self.view.say_empty("Nobody here has these words: a name, a role, or who gave it.")
        if not self.chosen:
            self.view.step(1)
        self._show_chosen()

    @Slot()
    def _show_chosen(self) -> None:
        if self._people is not None:
            self.sheet.show_person(self._people, self.chosen)
            self.bar.show_acts(self._acts_now(self._people))

    def _acts_now(self, people: PeopleNow) -> tuple[Act, ...]:
        """What can be done right now, to the chosen person and to all that is in doubt; each with why not."""
        person, found = self.chosen, []
        doubts = people.view.people.doubtful()
        if any(one.person == person for one in doubts):
            found.append(Act("confirm_role", "Confirm", "first", self._why_not_confirm(people, person)))
        if person:
            found.append(Act("give_role", "Give a role", "", self._why_none(self._gives(person))))
            found.append(Act("take_role", "Take a role", "grave", self._why_none(self._takes(people, person))))
            if load_of(people, person):
                found += lift_acts(person, limit_of(people.view, person, people.now), self._wishes.may)
        if doubts:
            every = may_confirm(people.view, doubts, people.view.me)
            count = len(every) or len(doubts)
            found.append(Act("confirm_all", f"Confirm all {count:,}", "", self._why_not_confirm(people)))
        return tuple(found)

    # Giving and taking

    def _gives(self, person: str) -> list[Pick]:
        return [self._pick(role, actions.GiveRole(person, role)) for role in Role]

    def _takes(self, people: PeopleNow, person: str) -> list[Pick]:
        has = people.view.people.roles_now(person)
        return [self._pick(role, actions.TakeRole(person, role)) for role in Role if role in has]

    def _pick(self, role: Role, action: Action) -> Pick:
        refusal = self._wishes.may(action)
        return Pick(ROLE_KEYS[role], ROLE_WORDS[role], action, ALLOWS[role], "" if refusal is None else refusal.why)

    @staticmethod
    def _why_none(picks: Sequence[Pick]) -> str:
        """Why none of it can be done; empty when something can."""
        return "" if any(not pick.why for pick in picks) else picks[0].why if picks else NO_ROLE

    def _give(self) -> None:
        self._offer("Give {} a role", "It counts at once, on every desk. Undo takes it back.", self._gives)

    def _take(self) -> None:
        people = self._people
        if people is not None:
            about = "It ends at once, on every desk. Chats that are held stay held until their lease ends."
            self._offer("Take a role from {}", about, partial(self._takes, people))

    def _offer(self, title: str, about: str, picks_of: Callable[[str], list[Pick]]) -> None:
        """Ask which role, unless none can be chosen: then it is said why."""
        people, person = self._people, self.chosen
        if people is None or not person:
            self._wishes.refused.emit(NOBODY_CHOSEN)
            return
        picks = picks_of(person)
        why = self._why_none(picks)
        if why:
            self._wishes.refused.emit(why)
            return
        self._ask(title.format(people.name(person)), about, picks)

    def _ask(self, title: str, about: str, picks: Sequence[Pick]) -> None:
        picking = Picking(self.widget.window(), self._look, title, about, picks)
        picking.picked.connect(self._on_picked)
        picking.finished.connect(self._on_finished)
        self.picking = picking
        picking.open()
        self._wishes.opened.emit(picking)

    def _on_picked(self, wished: Action | tuple[Action, ...]) -> None:
        if isinstance(wished, tuple):
            self._wishes.wish_all(wished)
        else:
            self._wishes.wish(wished)

    def _on_finished(self) -> None:
        self.picking = None

    # Confirming

    def _why_not_confirm(self, people: PeopleNow, person: str = "") -> str:
        """Why nothing that is in doubt (about a person) can be confirmed together; empty when something can."""
        doubts = [one for one in people.view.people.doubtful() if not person or one.person == person]
        refusal = why_none(people.view, doubts, people.view.me, people.now)
        return "" if refusal is None else refusal.why

    def _confirm(self) -> None:
        """Confirm what is in doubt about the chosen person: it stands beside, so it is not asked again."""
        people, person = self._people, self.chosen
        if people is None:
            return
        why = self._why_not_confirm(people, person)
        if why:
            self._wishes.refused.emit(why)
            return
        doubts = [one for one in people.view.people.doubtful() if one.person == person]
        self._on_picked(tuple(confirming(one) for one in may_confirm(people.view, doubts, people.view.me)))

    def _confirm_all(self) -> None:
        """Confirm everything that is in doubt in one action, after it was shown as a whole."""
        people = self._people
        if people is None:
            return
        why = self._why_not_confirm(people)
        if why:
            self._wishes.refused.emit(why)
            return
        every = may_confirm(people.view, people.view.people.doubtful(), people.view.me)
        lines = sorted(f"{one_line(people.view.name(one.person), 60)}: {doubt_words(people, one)}" for one in every)
        count = "1 role" if len(every) == 1 else f"{len(every):,} roles"
        ends = " What was taken ends again." if any(one.doubt is Doubt.BACK for one in every) else ""
        about = f"From now on they rest on you.{ends}\n" + "\n".join(lines)
        pick = Pick("C", f"Confirm {count}", tuple(confirming(one) for one in every))
        self._ask(f"Confirm {count}", about, (pick,))

    def _on_act(self, name: str) -> None:
        self.acts[name]()
