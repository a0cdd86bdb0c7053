"""The queue as rows: which section a chat stands in at a moment, in which order, and what is said of it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec

from console.domain.asks import Ask
from console.domain.chats import OFFERED_FOR, Chat, ChatState
from console.domain.people import People
from console.domain.words import Risk, Role
from console.ui.drawing import Chip
from console.ui.marks import Marks
from console.ui.shapes import RISK_SHAPES, RISK_WORDS
from console.ui.text import Emoji, one_line
from console.ui.times import age

OFFERED, WAITING, HELD = -1, 0, 1
_ALWAYS: Final = datetime.min.replace(tzinfo=UTC)
TOGETHER: Final = Chip("✓ together", "good")  # chosen with others: a sign and a word, never a colour alone
ENDS_SOON: Final = timedelta(seconds=60)  # a lease with less than this left is said so


class QueueRow(msgspec.Struct, frozen=True, gc=False):
    """A chat in its section, or the section's name (no chat)."""

    key: str
    section: int
    since: datetime
    chat: Chat | None = None
    mine: bool = False
    title: str = ""

    @property
    def heading(self) -> bool:
        """Whether it is the name of a section."""
        return self.chat is None


HEADINGS: Final = (
    QueueRow("section offered", OFFERED, _ALWAYS, title="Offered to you"),
    QueueRow("section waiting", WAITING, _ALWAYS, title="Waiting"),
    QueueRow("section held", HELD, _ALWAYS, title="Held"),
)


def row_of(chat: Chat, now: datetime, me: str) -> QueueRow | None:
    """Where a chat stands at the moment; None once it is over."""
    key = "chat " + chat.chat
    match chat.state_at(now):
        case ChatState.WAITING:
            return QueueRow(key, WAITING, chat.waiting_since(now), chat)
        case ChatState.HELD:
            offer = chat.offer_at(now)
            if offer is not None and offer.to == me:
                return QueueRow(key, OFFERED, offer.at, chat)
            return QueueRow(key, HELD, chat.taken_at or chat.since, chat, chat.holder == me)
        case ChatState.CLOSED:
            return None


def order_of(row: QueueRow) -> tuple[Any, ...]:
    """The order of the queue: offered to oneself; waiting by risk, then age; then held, one's own first."""
    if row.chat is None:
        return (row.section, -1)
    return (row.section, 0 if row.mine else 1, row.chat.risk, row.since)


class Known(msgspec.Struct):
    """What the queue needs to know besides its chats to say what is to be seen of one.

    ``asks`` are the questions by chat; ``unfolded`` is the one chat whose text is shown although its risk is high;
    ``pending`` says by chat how what was done to it here stands with Slack, while that is open; ``limit`` is how
    many chats this desk's person may hold, 0 for one who may hold none; ``together`` are the chats of their own that
    are chosen together. ``marks`` is which rules the texts touch. ``show_key`` shows a text that is hidden, ``moves``
    are the keys to the next row and back, ``rule_key`` goes to the rule that a text touches; empty where they are
    switched off.
    """

    me: str
    names: Mapping[str, str]
    now: datetime
    asks: Mapping[str, tuple[Ask, ...]]
    unfolded: str = ""
    emoji: Emoji = msgspec.field(default_factory=Emoji)
    people: People = msgspec.field(default_factory=People)
    pending: Mapping[str, Chip] = msgspec.field(default_factory=dict)
    limit: int = 0
    together: frozenset[str] = frozenset()
    marks: Marks = msgspec.field(default_factory=Marks)
    show_key: str = "Space"
    moves: str = "J and K"
    rule_key: str = "V"

    def name(self, person: str | None) -> str:
        """What somebody is called here."""
        if person == self.me:
            return "you"
        return one_line(self.names.get(person or "", person or "somebody"), 40)

    def roles(self, person: str) -> str:
        """What somebody's roles are called, the highest first; nothing where there is none."""
        roles = self.people.roles_now(person)
        return ", ".join(role.value for role in Role if role in roles and role is not Role.PLATFORM)

    def folded(self, chat: Chat) -> bool:
        """Whether the chat's text is kept out of sight until it is asked for."""
        return chat.risk.high and chat.chat != self.unfolded

    def chips(self, row: QueueRow) -> tuple[Chip, ...]:
        """What stands beside the alias."""
        if row.chat is None:
            return ()
        chat = row.chat
        together = chat.chat in self.together  # which says that it is one's own
        found = [TOGETHER] if together else []
        found += [self.pending[chat.chat]] if chat.chat in self.pending else []
        if row.section != HELD:
            found.append(Chip(band(chat)))
        elif not together:
            found.append(Chip("you", "good") if row.mine else Chip(self.name(chat.holder)))
        offer = chat.offer_at(self.now)
        if offer is not None and row.section == OFFERED:
            found.append(Chip(f"by {self.name(offer.by)}", "good"))
            found.append(Chip(f"ends in {age(self.now, offer.at + OFFERED_FOR)}", "warn"))
        elif offer is not None:
            found.append(Chip(f"offered to {self.name(offer.to)}", "warn"))
        if row.section == WAITING and chat.risk is Risk.A:
            found.append(Chip("nobody has taken it", "warn"))
        elif row.section == WAITING and chat.held_by:
            found.append(Chip("back in the queue", "warn"))
        if row.section == HELD and chat.over_at is not None and chat.over_at - self.now <= ENDS_SOON:
            found.append(Chip(f"lease ends in {age(self.now, chat.over_at)}", "warn"))
        said = said_of(self.asks.get(chat.chat, ()))
        if said:
            found.append(Chip(said))
        return (*found, *self.marks.chips(chat.chat))

    def line(self, row: QueueRow) -> str:
        """What stands below the alias: the risk in words, and the topic where it may be seen."""
        if row.chat is None:
            return ""
        chat = row.chat
        parts = [RISK_WORDS[chat.risk]]
        if chat.topic or chat.excerpt:
            hidden = f"text hidden ({self.show_key})" if self.show_key else "text hidden"
            parts.append(hidden if self.folded(chat) else one_line(chat.topic))
        if chat.returning:
            parts.append("returning member")
        return " · ".join(part for part in parts if part)

    def words(self, row: QueueRow) -> str:
        """The row in plain words, for the screen reader and type-ahead."""
        if row.chat is None:
            return row.title
        chat = row.chat
        state = "waiting" if row.section == WAITING else f"held by {self.name(chat.holder)}"
        if row.section == OFFERED:
            state = "offered to you"
        touches = self.marks.sentence(chat.chat)
        chips = ", ".join(chip.text for chip in self.chips(row))
        risk = f"level {chat.risk.value}, {RISK_SHAPES[chat.risk]}"
        return f"{one_line(chat.alias, 60)}, {risk}, {self.line(row)}, {state} {age(row.since, self.now)}, {chips}" + (
            f", {touches}" if touches else ""
        )


def band(chat: Chat) -> str:
    """The age band as it is written."""
    return chat.age_band.value.replace("-", "–")


def said_of(asks: Iterable[Ask]) -> str:
    """How a chat's questions stand, in a few words."""
    asks = tuple(asks)
    answers = sum(sum(answer.by != ask.by for answer in ask.answers) for ask in asks)
    if answers:
        return f"team answered {answers}"
    return "asked the team" if asks else ""


def by_chat(asks: Iterable[Ask]) -> dict[str, tuple[Ask, ...]]:
    """The questions by their chat, in their order."""
    found: dict[str, tuple[Ask, ...]] = {}
    for ask in sorted(asks, key=lambda ask: ask.position):
        if ask.chat is not None:
            found[ask.chat] = (*found.get(ask.chat, ()), ask)
    return found
