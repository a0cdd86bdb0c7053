"""One person in full: what is in doubt, which roles they have since when and by whom, and which they had."""

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from console.domain.people import Grant
from console.domain.words import Role
from console.ui.flow import Flow
from console.ui.label import Label, Pill, Text
from console.ui.people_rows import ALLOWS, ROLE_WORDS, PeopleNow, doubt_words, grant_words, load_of
from console.ui.text import Run, one_line
from console.ui.theme import Look

_BEFORE: Final = 20  # roles that somebody had, the latest


class PersonSheet(QScrollArea):
    """What there is to know of one person's roles; scrolls when it is much."""

    def __init__(self, look: Look, moves: str) -> None:
        super().__init__()
        self._look = look
        self._nobody = "Nobody is chosen." + (f" Choose somebody with {moves}." if moves else "")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setObjectName("detail")
        self.setAccessibleName("Chosen person")
        inside = QWidget()
        inside.setAccessibleName("Chosen person")
        top = QWidget()
        self._flow = Flow(top, look.px(8), look.px(14), look.px(44))
        self._name = Label(look, size=15, bold=True)
        self._pills = [Pill(look) for _ in range(3)]
        for widget in (self._name, *self._pills):
            self._flow.addWidget(widget)
        self._doubts = Text(look, tint=lambda p: p.warn)
        self._roles = Text(look)
        self._before = Text(look, tint=lambda p: p.soft, size=13.5)
        self._body = QVBoxLayout()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(top)
        layout.addLayout(self._body)
        for text in (self._doubts, self._roles, self._before):
            self._body.addWidget(text)
        layout.addStretch(1)
        self.setWidget(inside)
        self._measure()

    @property
    def shown(self) -> str:
        """All its words, as a screen reader has them."""
        parts = (self._name, *self._pills, self._doubts, self._roles, self._before)
        return "\n".join(part.accessibleName() for part in parts if not part.isHidden() and part.accessibleName())

    def show_person(self, people: PeopleNow, person: str) -> None:
        """Show a person; with an empty id that nobody is chosen."""
        view = people.view
        self._name.set_text(one_line(view.name(person), 60) if person else self._nobody)
        load = load_of(people, person)
        known = view.persons.get(person)
        says = (
            ("admin of the workspace" if person and person in view.people.admins else "", "good"),
            (f"holds {load.replace('/', ' of ')} chats" if load else "", "quiet"),
            ("has left Slack" if known is not None and known.gone else "", "bad"),
        )
        for pill, (words, tone) in zip(self._pills, says, strict=True):
            pill.set_text(words)
            pill.set_tone(tone)
            pill.setVisible(bool(words))
        self._flow.invalidate()
        doubts = [doubt_words(people, one) for one in view.people.doubtful() if one.person == person]
        self._doubts.show_words("\n".join(f"⚠ {words}" for words in doubts))
        grants = view.people.grants.get(person, ())
        self._roles.show_runs(tuple(self._now(people, person, grants)) if person else ())
        self._before.show_runs(tuple(self._had(people, grants)))
        for text in (self._doubts, self._roles, self._before):
            text.setVisible(bool(text.accessibleName()))

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        for label in (self._name, *self._pills):
            label.wear(look)
        for text in (self._doubts, self._roles, self._before):
            text.wear(look)
        self._measure()

    def _now(self, people: PeopleNow, person: str, grants: tuple[Grant, ...]) -> Iterator[Run]:
        has = sorted((grant for grant in grants if grant.until is None), key=lambda one: list(Role).index(one.role))
        for grant in has:
            yield Run(f"{ROLE_WORDS[grant.role]}  ", bold=True)
            yield Run(f"{grant_words(people, grant)}\n{ALLOWS[grant.role]}\n\n")
        if person in people.view.people.admins:
            yield Run("Admin  ", bold=True)
            yield Run("as Slack says now\nGives and takes every role.\n")
        elif not has:
            yield Run("No role\n", bold=True)
            yield Run("Sees the whole desk and changes nothing on it.\n")

    def _had(self, people: PeopleNow, grants: tuple[Grant, ...]) -> Iterator[Run]:
        had = [grant for grant in grants if grant.until is not None]
        if had:
            yield Run("Before\n", bold=True)
        for grant in reversed(had[-_BEFORE:]):
            yield Run(f"{ROLE_WORDS[grant.role]}  {grant_words(people, grant)}\n")

    def _measure(self) -> None:
        px = self._look.px
        self._flow.set_measures(px(8), px(14), px(44))
        self._body.setContentsMargins(px(14), px(4), px(14), px(12))
        self._body.setSpacing(px(12))
        self.verticalScrollBar().setSingleStep(px(24))
