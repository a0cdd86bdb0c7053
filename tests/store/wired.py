"""Messages as Slack would hand them over, read through the real wire, and logs on real files."""

import asyncio
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from console.domain.chats import Chat
from console.domain.events import AskPosted, ChatOpened, ChatTaken, Event, Said
from console.domain.ledger import Changes
from console.domain.messages import Batch, Entry, Message, Person
from console.domain.subjects import Kind, Subject
from console.domain.words import AgeBand, Home, Risk
from console.slack import wire
from console.store.log import Log
from console.store.vault import Vault
from tests.builders import CHANNELS, at, entry

T = TypeVar("T")

KEY: Final = bytes(range(32))
HOMES: Final[Mapping[str, Home]] = {channel: Home(name) for channel, name in CHANNELS.items()}
ADMIN: Final = Person("UADMIN", "Ada", admin=True)


def read(raw: bytes, channel: str) -> Message | None:
    return wire.read(raw, channel, HOMES)


def wired(entry: Entry, *, text: str = "", edited: bool = False) -> Message:
    """The message that carries an entry."""
    raw: dict[str, Any] = {"type": "message", "user": entry.author, "ts": wire.ts_of(entry.position.at), "text": text}
    if entry.thread is not None:
        raw["thread_ts"] = wire.ts_of(entry.thread)
    if isinstance(entry.event, Said):
        raw["text"] = text or entry.event.text
    else:
        raw["metadata"] = wire.metadata_of(entry.event, entry.id, entry.acted_at)
    if edited:
        raw["edited"] = {"user": entry.author, "ts": raw["ts"]}
    return said(raw, entry.position.channel)


def said(raw: Mapping[str, Any], channel: str) -> Message:
    """The message that Slack's JSON is."""
    message = wire.message_of(raw, channel, HOMES)
    assert message is not None
    return message


def plain(
    text: str, seconds: float, *, by: str = "UC1", channel: str = "C3MAIN", thread: float | None = None
) -> Message:
    """An ordinary message."""
    return wired(entry(Said(text, HOMES[channel]), by, seconds, channel=channel, id="", thread=thread))


def carried(name: str, payload: Mapping[str, Any], seconds: float, *, channel: str = "C1LOG", **more: Any) -> Message:
    """A message whose metadata holds whatever it is given."""
    raw = {"type": "message", "user": "UC1", "ts": wire.ts_of(at(seconds)), "text": "a text"}
    return said({**raw, "metadata": {"event_type": name, "event_payload": payload}, **more}, channel)


def opening(
    chat: str, seconds: float, *, risk: Risk = Risk.C, excerpt: str | None = None, id: str | None = None
) -> Entry:
    """A member began to wait."""
    event = ChatOpened(chat, "quiet-otter", AgeBand.TEEN, risk, excerpt=excerpt)
    return entry(event, "UPLAT", seconds, channel="C0QUEUE", id=id)


def taken(by: str, seconds: float, key: str = "c1", id: str | None = None) -> Message:
    """Somebody took a chat."""
    return wired(entry(ChatTaken(key), by, seconds, id=id))


def asked(question: str, seconds: float, *, by: str = "UC1", chat: str | None = None, id: str | None = None) -> Entry:
    """Somebody asked the team."""
    return entry(AskPosted(f"a{seconds}", question, chat), by, seconds, channel="C5ASKS", id=id)


def in_main(event: Event, seconds: float, *, by: str = "UADMIN", id: str | None = None) -> Entry:
    """An event in the main channel."""
    return entry(event, by, seconds, channel="C3MAIN", id=id)


class RealLog:
    """A log on a real encrypted file, for tests that do not care about the loop."""

    def __init__(self, path: Path) -> None:
        self.runner = asyncio.Runner()
        self.vault = Vault(path, KEY)
        self.log = Log(self.vault, read, wire.without_words)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(coroutine)

    def append(self, *messages: Message, **more: Any) -> Changes:
        return self.run(self.log.append(Batch(messages, **more)))

    def tell(self, *entries: Entry, people: tuple[Person, ...] = ()) -> Changes:
        return self.append(*(wired(one) for one in entries), people=people)

    def digest(self, moment: datetime) -> str:
        return self.run(self.log.digest(HOMES, moment))

    def close(self) -> None:
        self.vault.close()
        self.runner.close()


@contextmanager
def real_log(path: Path) -> Iterator[RealLog]:
    """A log that is closed again."""
    log = RealLog(path)
    try:
        yield log
    finally:
        log.close()


def chat(log: RealLog, key: str = "c1") -> Chat | None:
    """The row of a chat, as it is kept."""
    row = log.run(log.log.row(Subject(Kind.CHAT, key)))
    assert row is None or isinstance(row, Chat)
    return row
