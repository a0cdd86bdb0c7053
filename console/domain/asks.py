"""Questions to the team about a chat or a post, and what came back."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec.structs import replace

from console.domain import events
from console.domain.messages import Entry, Position
from console.domain.people import NOT_ENTITLED, NotEntitled, People

_QUOTE: Final = "\n\nThe member wrote: “"


class Answer(msgspec.Struct, frozen=True):
    """An ordinary reply in a question's thread."""

    by: str
    at: datetime
    text: str


class Ask(msgspec.Struct, frozen=True):
    """A question to the team; it is open until somebody else than its author answers."""

    ask: str
    position: Position
    by: str
    question: str
    chat: str | None = None
    post: str | None = None
    answers: tuple[Answer, ...] = ()

    @property
    def at(self) -> datetime:
        """When it was asked."""
        return self.position.at

    @property
    def answered_at(self) -> datetime | None:
        """When the first answer of somebody else came."""
        return next((answer.at for answer in self.answers if answer.by != self.by), None)

    @property
    def answered_after(self) -> timedelta | None:
        """How long it was until the first answer of somebody else; None while there is none."""
        return None if self.answered_at is None else self.answered_at - self.at


def with_quote(question: str, text: str) -> str:
    """A question with the words of the member that it is about."""
    return f"{question}{_QUOTE}{text}”"


def own_words(question: str) -> str:
    """A question without the words of the member: for where these stand already, or are kept out of sight."""
    own, quote, _ = question.partition(_QUOTE)
    return f"{own} (with the member's text)" if quote else question


def unanswered(asks: Iterable[Ask]) -> list[Ask]:
    """The questions that nobody has answered yet, the oldest first."""
    return sorted((ask for ask in asks if ask.answered_at is None), key=lambda ask: ask.position)


class FirstAnswers(msgspec.Struct, frozen=True):
    """How long questions waited for their first answer: half of those that have one no longer than ``median``."""

    median: timedelta
    answered: int
    asked: int


def first_answers(asks: Iterable[Ask], since: datetime) -> FirstAnswers | None:
    """How long what was asked since then waited for a first answer; None while nothing of it has one."""
    asked = [ask for ask in asks if ask.at >= since]
    waits = sorted(after for ask in asked if (after := ask.answered_after) is not None)
    if not waits:
        return None
    middle = len(waits) // 2
    median = waits[middle] if len(waits) % 2 else (waits[middle - 1] + waits[middle]) / 2
    return FirstAnswers(median, len(waits), len(asked))


def fold(ask: Ask | None, entry: Entry, people: People) -> Ask | NotEntitled | None:
    """The question after one more event; events must come in order, the question first."""
    if not people.may(entry):
        return NOT_ENTITLED
    match entry.event:
        case events.AskPosted() as new if ask is None:
            return Ask(new.ask, entry.position, entry.author, new.question, new.chat, new.post)
        case events.Said(text) if ask is not None:
            return replace(ask, answers=(*ask.answers, Answer(entry.author, entry.position.at, text)))
        case _:
            return ask
