"""The chosen chat in detail: what the member said, where it stands, what was noted, what the team answered."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from console.domain.asks import Ask, own_words
from console.domain.chats import Chat
from console.ui.flow import Flow
from console.ui.label import Label, Pill, Text
from console.ui.marks import marked, quoted
from console.ui.queue_rows import HELD, OFFERED, Known, QueueRow, band
from console.ui.shapes import RISK_WORDS
from console.ui.text import Run, neutral, runs
from console.ui.theme import Look
from console.ui.times import age, near, to_second

_LATEST: Final = 20  # notes and questions that are shown


class Detail(QScrollArea):
    """What there is to know of one chat; scrolls when it is much."""

    def __init__(self, look: Look, known: Known, zone: tzinfo) -> None:
        super().__init__()
        self._look = look
        self._known = known
        self._zone = zone
        self._row: QueueRow | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Chosen chat")
        inside = QWidget()
        inside.setAccessibleName("Chosen chat")
        self._top = QWidget()
        self._flow = Flow(self._top, look.px(8), look.px(14))
        self._alias = Label(look, bold=True)
        self._risk = Pill(look)
        self._band = Pill(look)
        self._state = Pill(look)
        self._opened = Label(look, tint=lambda p: p.soft)
        for widget in (self._alias, self._risk, self._band, self._state):
            self._flow.addWidget(widget)
        self._flow.push()
        self._flow.addWidget(self._opened)
        self._said = Text(look, size=14.5)
        self._touched = Text(look, tint=lambda p: p.soft, size=13)
        self._about = Text(look, tint=lambda p: p.soft, size=13.5)
        self._told = Text(look, size=13.5)
        self._body = QVBoxLayout()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._top)
        layout.addLayout(self._body)
        for text in (self._said, self._touched, self._about, self._told):
            self._body.addWidget(text)
        layout.addStretch(1)
        self.setWidget(inside)
        self._measure()
        self.show_row(None)

    @property
    def shown(self) -> str:
        """All its words, as a screen reader has them."""
        labels: tuple[QWidget, ...] = (self._alias, self._risk, self._band, self._state, self._opened)
        labels += (self._said, self._touched, self._about, self._told)
        return "\n".join(label.accessibleName() for label in labels if not label.isHidden())

    def show_row(self, row: QueueRow | None) -> None:
        """Show a chat, or that none is chosen."""
        self._row = row
        chat = None if row is None else row.chat
        self._top.setVisible(chat is not None)
        self._touched.setVisible(False)
        self._about.setVisible(chat is not None)
        self._told.setVisible(chat is not None)
        if row is None or chat is None:
            move = f" Choose one with {self._known.moves}." if self._known.moves else ""
            self._said.show_words(f"No chat is chosen.{move}")
            return
        self._alias.set_text(chat.alias)
        self._risk.set_text(f"{chat.risk.value} · {RISK_WORDS[chat.risk]}")
        self._risk.set_tone("warn" if chat.risk.high else "quiet")
        self._band.set_text(band(chat))
        self._opened.set_text(f"opened {to_second(chat.opened_at, self._zone)}")
        if self._known.folded(chat) and (chat.topic or chat.excerpt):
            show = f" {self._known.show_key} shows it, and hides it again." if self._known.show_key else ""
            self._said.show_runs((Run(f"The text is hidden.{show}", italic=True),))
        elif chat.excerpt:
            hits = self._known.marks.hits.get(chat.chat, ())
            self._said.show_runs((Run("“"), *marked(chat.excerpt, hits), Run("”")))
        else:
            self._said.show_words("The platform gave no text.")
        self._show_touched(chat)
        self._about.show_words(self._about_words(chat))
        if row.section == OFFERED and chat.offer is not None and chat.offer.note and not self._known.folded(chat):
            self._about.show_words(f"{neutral(chat.offer.note, 1_000)} · {self._about_words(chat)}".rstrip(" ·"))
        asks = self._known.asks.get(chat.chat, ())
        self._told.show_runs((*self._notes(chat), *self._asks(asks)))
        self.tick()

    def tick(self) -> None:
        """A second went by: the age is written anew."""
        row = self._row
        if row is None or row.chat is None:
            return
        if row.section == OFFERED:
            self._state.set_text(f"offered to you by {self._known.name(row.chat.holder)}")
            self._state.set_tone("good")
        elif row.section == HELD:
            holder = self._known.name(row.chat.holder)
            self._state.set_text(f"held by {holder} {age(row.since, self._known.now)}")
            self._state.set_tone("good" if row.mine else "quiet")
        else:
            self._state.set_text(f"waiting {age(row.since, self._known.now)}")
            self._state.set_tone("quiet")

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        for widget in (self._alias, self._risk, self._band, self._state, self._opened):
            widget.wear(look)
        for text in (self._said, self._touched, self._about, self._told):
            text.wear(look)
        self._measure()

    def _measure(self) -> None:
        px = self._look.px
        self._flow.set_measures(px(8), px(14))
        self._body.setContentsMargins(px(14), px(2), px(14), px(12))
        self._body.setSpacing(px(8))
        self.verticalScrollBar().setSingleStep(px(24))

    def _show_touched(self, chat: Chat) -> None:
        """Which rules the text touches, where it finds what they name, and what they ask for."""
        marks = self._known.marks
        told = tuple(marks.told(chat.chat, self._known.rule_key))
        self._touched.setVisible(bool(told))
        self._touched.show_runs(told)
        touches = marks.sentence(chat.chat)
        said = f"T{touches[1:]}. " if touches else ""
        if chat.excerpt and said and not self._known.folded(chat):
            said += f"Found: {quoted(chat.excerpt, marks.hits[chat.chat])}. "
        self._touched.setAccessibleName(said + "".join(run.text for run in told).strip())

    def _about_words(self, chat: Chat) -> str:
        parts = []
        if chat.topic and not self._known.folded(chat):
            parts.append(neutral(chat.topic, 300))
        if chat.returning:
            parts.append("returning member")
        if chat.held_by and chat.holder is None:
            parts.append(f"was held by {self._known.name(chat.held_by[-1])}")
        return " · ".join(parts)

    def _notes(self, chat: Chat) -> Iterator[Run]:
        if chat.notes and self._known.folded(chat):
            yield Run(f"Notes: {len(chat.notes)}, hidden too\n", italic=True)
            return
        for note in chat.notes[-_LATEST:]:
            yield Run(f"{self._by(note.by)} noted {near(note.at, self._known.now, self._zone)}  ", bold=True)
            yield Run(neutral(note.text, 1_000) + "\n")

    def _asks(self, asks: tuple[Ask, ...]) -> Iterator[Run]:
        for ask in asks[-_LATEST:]:
            yield Run(f"{self._by(ask.by)} asked {near(ask.at, self._known.now, self._zone)}  ", bold=True)
            after = ask.answered_after
            first = "" if after is None else f"  (first answer after {age(ask.at, ask.at + after)})"
            yield Run(f"{neutral(own_words(ask.question), 1_000)}{first}\n")
            for answer in ask.answers[-_LATEST:]:
                when = near(answer.at, self._known.now, self._zone)
                yield Run(f"{self._by(answer.by)}{self._as(answer.by)} {when}  ", bold=True)
                yield from runs(answer.text, self._known.names, 1_000, self._known.emoji)
                yield Run("\n")

    def _as(self, person: str) -> str:
        """The roles of who answered: a clinician's word weighs otherwise than a newcomer's."""
        roles = self._known.roles(person)
        return f" ({roles})" if roles and person != self._known.me else ""

    def _by(self, person: str) -> str:
        name = self._known.name(person)
        return "You" if name == "you" else name
