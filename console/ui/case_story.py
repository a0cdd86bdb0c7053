"""The story of a case: who had it when, everything that was done with it, and the chat and the post it began with."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.desk import View
from console.domain.cases import QUESTIONS, Case, Did, Step
from console.domain.chats import Chat
from console.domain.posts import Post
from console.ui.act_bar import KeyButton
from console.ui.caring import opinion_words
from console.ui.flow import Wrapped
from console.ui.label import Text
from console.ui.sheet import Sheet, scrolled
from console.ui.text import Run, one_line
from console.ui.theme import Look
from console.ui.times import near

_DID = {
    Did.FLAGGED: "flagged",
    Did.CHANGED: "changed",
    Did.ASSESSED: "asked about the risk",
    Did.MERGED: "two cases are one",
    Did.ASKED: "second opinion asked",
    Did.DECLINED: "second opinion: no",
    Did.CLOSED: "closed",
    Did.SIGNED_OVER: "signed over",
    Did.SIGNED_FOR: "signed for",
}


SHORT = {
    "acted": "acted",
    "means": "means",
    "plan": "plan",
    "when": "when",
    "alone": "alone",
    "protective": "what holds them",
    "informed": "who was told",
    "references": "more in",
}


def story_of(case: Case, view: View, now: datetime, zone: tzinfo) -> tuple[Run, ...]:
    """Who had it when, then what it belongs to, then all that was done, the latest first."""
    found = [Run("Who had it\n", bold=True)]
    found += [Run(f"{line}\n") for line in held_by(case, view, now, zone)]
    belongs = list(_belongs(case, view, now, zone))
    if belongs:
        found += [Run("\nWhere it began\n", bold=True), *(Run(f"{line}\n") for line in belongs)]
    opinion = opinion_words(view, case, zone)
    if opinion:
        found += [Run("\nSecond opinion\n", bold=True), Run(f"{opinion}\n")]
    asked = list(_asked(case, view, now, zone))
    if asked:
        found += [Run("\nWhat was asked about the risk\n", bold=True), *(Run(f"{line}\n") for line in asked)]
    found += [Run("\nWhat was done\n", bold=True), *(Run(f"{line}\n") for line in _done(case, view, now, zone))]
    for other in _others(case, view):
        title = f"\nThe other case of {one_line(other.alias, 60)}, flagged {near(other.at, now, zone)}\n"
        found += [Run(title, bold=True), *(Run(f"{line}\n") for line in _asked(other, view, now, zone))]
        found += [Run(f"{line}\n") for line in _done(other, view, now, zone)]
    return tuple(found)


def _done(case: Case, view: View, now: datetime, zone: tzinfo) -> Iterator[str]:
    """All that was done with a case, the latest first."""
    steps = [(before, step) for before, step in pairwise((None, *case.story)) if step is not None]
    for before, step in reversed(steps):
        who = one_line(view.name(step.by), 60)
        yield " · ".join((near(step.at, now, zone), _DID[step.did], who, *_differs(before, step, view, now, zone)))


def _asked(case: Case, view: View, now: datetime, zone: tzinfo) -> Iterator[str]:
    """What was found out about the risk, the latest first."""
    for one in reversed(case.assessments):
        told = [f"{SHORT[name]}: {one_line(said, 300)}" for name in QUESTIONS if (said := getattr(one, name))]
        yield " · ".join((near(one.at, now, zone), one_line(view.name(one.by), 60), *told))


def _others(case: Case, view: View) -> list[Case]:
    """The cases of the same member that go on in this one, or in which this one goes on."""
    names = (*case.merged, case.into)
    return [found for name in names if name and (found := view.cases.get(name)) is not None]


def held_by(case: Case, view: View, now: datetime, zone: tzinfo) -> list[str]:
    """Who had a case, from when to when."""
    spans: list[tuple[str | None, datetime]] = []
    for step in sorted(case.story, key=lambda step: step.at):
        if not spans or spans[-1][0] != step.owner:
            spans.append((step.owner, step.at))
    ends = [*(at for _, at in spans[1:]), case.closed_at][: len(spans)]
    lines = []
    for (owner, since), until in zip(spans, ends, strict=True):
        who = one_line(view.name(owner), 60) if owner else "nobody"
        begun = near(since, now, zone)
        lines.append(f"{begun} to {near(until, now, zone)}: {who}" if until else f"since {begun}: {who}")
    return lines


def _differs(before: Step | None, step: Step, view: View, now: datetime, zone: tzinfo) -> Iterator[str]:
    if before is None or before.risk is not step.risk:
        yield f"at {step.risk.value}"
    if step.owner and (before is None or before.owner != step.owner):
        yield f"with {one_line(view.name(step.owner), 60)}"
    if step.next_check and (before is None or before.next_check != step.next_check):
        yield f"next check {near(step.next_check, now, zone)}"


def _belongs(case: Case, view: View, now: datetime, zone: tzinfo) -> Iterator[str]:
    chat, post = view.chats.get(case.chat or ""), view.posts.get(case.post or "")
    if chat is not None:
        yield f"The chat of {one_line(chat.alias, 60)}: {_chat(chat, view, now, zone)}"
    elif case.chat:
        yield "A chat that is no longer at hand"
    if post is not None:
        yield f"A post of {one_line(post.alias, 60)}: {_post(post, now, zone)}"
    elif case.post:
        yield "A post that is no longer at hand"


def _chat(chat: Chat, view: View, now: datetime, zone: tzinfo) -> str:
    over = chat.closed_at or chat.ended_at
    if over is not None:
        return f"over since {near(over, now, zone)}"
    holder = chat.holder_at(now)
    return f"with {one_line(view.name(holder), 60)}" if holder else "waiting"


def _post(post: Post, now: datetime, zone: tzinfo) -> str:
    return "to be decided" if post.decided is None else f"decided {near(post.decided.at, now, zone)}"


class CaseStory(Sheet):
    """Shows what happened to a case; ``save_wished`` says that it is to be saved. Closes with Esc."""

    save_wished = Signal()

    def __init__(self, parent: QWidget, look: Look, title: str, told: tuple[Run, ...], *, save_key: str = "") -> None:
        super().__init__(parent, look, title)
        px = look.px
        self.text = Text(look)
        self.text.show_runs(told)
        inside = QWidget()
        within = QVBoxLayout(inside)
        within.setContentsMargins(0, 0, px(8), 0)
        within.addWidget(self.text)
        within.addStretch(1)
        self.area = scrolled(inside, title, by_keys=True)
        self.column.addWidget(self.area, 1)
        below = Wrapped(px(8))
        self.save = KeyButton(look, "Save all of it", save_key)
        self.save.clicked.connect(self._save)
        if save_key:
            shortcut = QShortcut(QKeySequence.fromString(save_key, QKeySequence.SequenceFormat.NativeText), self)
            shortcut.activated.connect(self._save)
        leave = KeyButton(look, "Leave", "Esc")
        leave.clicked.connect(self.reject)
        for button in (self.save, leave):
            below.flow.addWidget(button)
        self.column.addWidget(below)
        self.resize(min(px(680), parent.width() - px(24)), min(px(620), parent.height() - px(24)))
        self.area.setFocus()

    def _save(self) -> None:
        self.accept()
        self.save_wished.emit()
