"""The rehearsal of a draft: what it would have touched in the last day, and what was decided there."""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec.structs import replace

from console.domain import events
from console.domain.actions import PublishRule
from console.domain.chats import Chat
from console.domain.examples import places_of, screen_of
from console.domain.messages import Entry
from console.domain.normal import Span
from console.domain.people import People
from console.domain.screening import Reading, Screen, read
from console.domain.words import AgeBand, Decision, Risk

LAST: Final = timedelta(hours=24)
SEEN: Final = 5_000  # texts that are looked through at most, the newest
AT_ONCE: Final = 0.004  # seconds; then whoever else waits has a turn
PUBLISHED: Final = frozenset((Decision.PUBLISH, Decision.EDIT))


class Text(msgspec.Struct, frozen=True, gc=False):
    """A text of the last day: a chat's excerpt, which has a risk, or a post, with what was decided last and when."""

    of: str
    alias: str
    age_band: AgeBand
    text: str
    at: datetime
    risk: Risk | None = None
    decision: Decision | None = None
    decided_at: datetime | None = None

    @property
    def post(self) -> bool:
        """Whether it is a post."""
        return self.risk is None


class Touched(msgspec.Struct, frozen=True):
    """A text that the rule would have touched, and where."""

    text: Text
    spans: tuple[Span, ...]


class Rehearsal(msgspec.Struct, frozen=True):
    """What a rule would have touched among so many texts; ``read`` of them were looked at so far.

    ``seconds`` is the time that the looking took, without the turns of others.
    """

    posts: int
    chats: int
    read: int
    touched: tuple[Touched, ...]
    seconds: float

    @property
    def done(self) -> bool:
        """Whether all texts were looked at."""
        return self.read == self.posts + self.chats

    @property
    def decisions(self) -> Mapping[Decision | None, int]:
        """How many of the touched posts were decided how; None: not yet."""
        found: dict[Decision | None, int] = {}
        for one in self.touched:
            if one.text.post:
                found[one.text.decision] = found.get(one.text.decision, 0) + 1
        return found


def of_chats(chats: Iterable[Chat], now: datetime) -> tuple[Text, ...]:
    """The excerpts of the chats that are open, or were over only in the last day."""
    since = now - LAST
    return tuple(
        Text(chat.chat, chat.alias, chat.age_band, chat.excerpt, chat.opened_at, chat.risk)
        for chat in chats
        if chat.excerpt and (chat.closed_at or chat.ended_at or now) >= since
    )


def of_posts(entries: Iterable[Entry], people: People, since: datetime) -> tuple[Text, ...]:
    """The posts that were submitted since then, with what was decided last; ``entries`` come in order."""
    found: dict[str, Text] = {}
    for entry in entries:
        event = entry.event
        if not people.may(entry):
            continue
        if isinstance(event, events.PostSubmitted) and event.text and entry.position.at >= since:
            post = Text(event.post, event.alias, event.age_band, event.text, entry.position.at)
            found.setdefault(event.post, post)
        elif isinstance(event, events.PostDecided) and event.post in found:
            decided = replace(found[event.post], decision=event.decision, decided_at=entry.position.at)
            found[event.post] = decided
    return tuple(found.values())


def rehearse(
    wish: PublishRule,
    texts: Iterable[Text],
    now: datetime,
    readings: MutableMapping[str, Reading],
    clock: Callable[[], float],
) -> Iterator[Rehearsal]:
    """Hold a rule against texts, for a few milliseconds of ``clock`` at a time; the last one given is done.

    ``readings`` are kept for the next time: what does not depend on the rule is read once for a text.
    """
    given = sorted(texts, key=lambda one: one.at, reverse=True)[:SEEN]
    screen = screen_of(wish, now)
    posts = sum(one.post for one in given)
    touched: list[Touched] = []
    spent, began = 0.0, clock()
    for number, text in enumerate(given, 1):
        spans = _spans(screen, text, readings)
        touched += [Touched(text, spans)] if spans else []
        took = clock() - began
        if took >= AT_ONCE and number < len(given):
            spent += took
            yield Rehearsal(posts, len(given) - posts, number, tuple(touched), spent)
            began = clock()
    yield Rehearsal(posts, len(given) - posts, len(given), tuple(touched), spent + clock() - began)


def _spans(screen: Screen, text: Text, readings: MutableMapping[str, Reading]) -> tuple[Span, ...]:
    reading = readings.get(text.text) or readings.setdefault(text.text, read(text.text))
    return tuple(places_of(screen.touched(reading, text.age_band)))
