"""What happens to a chat, each in a word, and what becomes of the chat."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from console.domain import events
from console.domain.chats import Chat
from console.domain.ledger import Folded
from console.domain.messages import Entry
from console.domain.people import People
from console.domain.subjects import Kind, Subject
from console.domain.words import ChatOutcome, Risk
from tests.builders import TEAM, entry, folded, opened

C1 = Subject(Kind.CHAT, "c1")
Saying: TypeAlias = Callable[..., Entry]


def taken(seconds: float, by: str = "UC1") -> Entry:
    return entry(events.ChatTaken("c1"), by, seconds)


def renewed(seconds: float, by: str = "UC1") -> Entry:
    return entry(events.LeaseRenewed(("c1",)), by, seconds)


def released(seconds: float, by: str = "UC1") -> Entry:
    return entry(events.ChatReleased("c1"), by, seconds)


def passed(to: str, seconds: float, by: str = "UC1") -> Entry:
    return entry(events.ChatPassed("c1", to, "please"), by, seconds)


def returned(seconds: float, by: str = "UC2") -> Entry:
    return entry(events.PassReturned("c1"), by, seconds)


def closed(seconds: float, by: str = "UC1", note: str | None = None) -> Entry:
    return entry(events.ChatClosed("c1", ChatOutcome.HELPED, note), by, seconds)


def reopened(seconds: float, by: str = "UC2") -> Entry:
    return entry(events.ChatReopened("c1"), by, seconds)


def ended(seconds: float) -> Entry:
    return entry(events.ChatEnded("c1"), "UPLAT", seconds, channel="C0QUEUE")


def updated(seconds: float, **what: object) -> Entry:
    return entry(events.ChatUpdated("c1", **what), "UPLAT", seconds, channel="C0QUEUE")  # type: ignore[arg-type]


def risk_set(risk: Risk, seconds: float, by: str = "UC1") -> Entry:
    return entry(events.ChatRiskSet("c1", risk), by, seconds)


def noted(seconds: float, by: str = "UC1") -> Entry:
    return entry(events.ChatNoted("c1", "a note"), by, seconds)


def asked(seconds: float, by: str = "UC1") -> Entry:
    return entry(events.AskPosted("a1", "What now?", "c1"), by, seconds, channel="C5ASKS")


def result(*entries: Entry, risk: Risk = Risk.C, people: People = TEAM) -> Folded:
    return folded(C1, opened("c1", 0, risk), *entries, people=people)


def chat(*entries: Entry, risk: Risk = Risk.C, people: People = TEAM) -> Chat:
    row = result(*entries, risk=risk, people=people).row
    assert isinstance(row, Chat)
    return row


def refused(*entries: Entry, risk: Risk = Risk.C) -> list[datetime]:
    return [position.at for position in result(*entries, risk=risk).not_entitled]
