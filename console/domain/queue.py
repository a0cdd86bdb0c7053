"""The chats of a desk, ordered by who is to be helped next: the first is found without looking through them all."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping
from datetime import datetime

from typing_extensions import override

from console.domain.chats import Chat
from console.domain.words import Risk


class Queue(dict[str, Chat]):
    """Chats by their ids. They change by ``[]``, ``del`` and ``clear`` only: those keep the order."""

    def __init__(self, chats: Iterable[Chat] = ()) -> None:
        super().__init__()
        # Of each level, when a chat began to wait, or when its lease ends: whichever it has, with its id.
        self._free: dict[Risk, list[tuple[datetime, str]]] = {risk: [] for risk in Risk}
        self._leased: dict[Risk, list[tuple[datetime, str]]] = {risk: [] for risk in Risk}
        self._held: dict[str, set[str]] = {}
        self._offered: dict[str, set[str]] = {}
        for chat in chats:
            self[chat.chat] = chat

    @override
    def __setitem__(self, key: str, chat: Chat) -> None:
        before = self.get(key)
        super().__setitem__(key, chat)
        if before is not None:
            self._drop(before)
        if chat.closed:
            return
        line, place = self._place(chat)
        if line and place < line[-1]:
            insort(line, place)
        else:
            line.append(place)  # most of what is new comes last
        if chat.holder is not None:
            self._held.setdefault(chat.holder, set()).add(key)
        if chat.offer is not None:
            self._offered.setdefault(chat.offer.to, set()).add(key)

    @override
    def __delitem__(self, key: str) -> None:
        self._drop(self[key])
        super().__delitem__(key)

    @override
    def clear(self) -> None:
        super().clear()
        for lines in (self._free, self._leased):
            for line in lines.values():
                line.clear()
        self._held.clear()
        self._offered.clear()

    def first(self, person: str, at: datetime) -> Chat | None:
        """The chat to take now: the highest risk; there one that is offered to the person, else the longest wait."""
        offers = [self[chat] for chat in self._offered.get(person, ())]
        offered = [chat for chat in offers if chat.offer_at(at) is not None]
        for risk in Risk:
            here = [(chat.waiting_since(at), chat.chat) for chat in offered if chat.risk is risk]
            if not here:
                here = [*self._free[risk][:1], *(place for place in self._leased[risk][:1] if place[0] <= at)]
            if here:
                return self[min(here)[1]]
        return None

    def waiting(self, risk: Risk, at: datetime) -> list[tuple[datetime, str]]:
        """Who waits at a level at the moment: since when, and the chat's id."""
        leased = self._leased[risk]
        return self._free[risk] + leased[: bisect_right(leased, at, key=_moment)]

    def held_by(self, person: str, at: datetime) -> list[Chat]:
        """The chats that a person holds at the moment, the highest risk first."""
        held = [chat for chat in map(self.__getitem__, self._held.get(person, ())) if chat.holder_at(at) is not None]
        return sorted(held, key=lambda chat: (chat.risk, chat.since, chat.chat))

    def _drop(self, chat: Chat) -> None:
        if chat.closed:
            return
        line, place = self._place(chat)
        del line[bisect_left(line, place)]
        if chat.holder is not None:
            self._held[chat.holder].discard(chat.chat)
        if chat.offer is not None:
            self._offered[chat.offer.to].discard(chat.chat)

    def _place(self, chat: Chat) -> tuple[list[tuple[datetime, str]], tuple[datetime, str]]:
        """In which line a chat stands, and where in it."""
        if chat.lease_until is None:
            return self._free[chat.risk], (chat.since, chat.chat)
        return self._leased[chat.risk], (chat.lease_until, chat.chat)


def _moment(place: tuple[datetime, str]) -> datetime:
    return place[0]


def queue_of(chats: Mapping[str, Chat]) -> Queue:
    """The chats in their order: a desk keeps them so, others have them put into it."""
    return chats if isinstance(chats, Queue) else Queue(chats.values())
