"""What is pending laid over the confirmed rows: of a thousand actions only what one of them is about is folded anew."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TypeAlias

import msgspec

from console.domain.chats import Chat
from console.domain.ledger import Row
from console.domain.pending import Pending, Stage, about, over
from console.domain.people import People
from console.domain.posts import Post
from console.domain.subjects import Subject
from console.domain.words import Home

Channels: TypeAlias = Mapping[Home, str]


class _Laid(msgspec.Struct, frozen=True):
    """A row as it was laid, and what went into it; compared by what these are, not by what they hold."""

    confirmed: Row | None
    pending: tuple[Pending, ...]
    row: Row | None

    def holds(self, confirmed: Row | None, pending: list[Pending]) -> bool:
        """Whether it is as it would be now; a lease or an offer that has not gone out counts from now."""
        timed = isinstance(self.row, Chat | Post) and self.row.lease_until is not None
        timed = timed or (isinstance(self.row, Chat) and self.row.offer is not None)
        return (
            not timed
            and self.confirmed is confirmed
            and len(self.pending) == len(pending)
            and all(one is other for one, other in zip(self.pending, pending, strict=True))
        )


class Overlay:
    """The rows that pending actions change, remembered from one time to the next."""

    def __init__(self) -> None:
        self._laid: dict[Subject, _Laid] = {}
        self._about: dict[str, tuple[Pending, tuple[Subject, ...]]] = {}
        self._by: tuple[str, Channels, People] = ("", {}, People())

    def rows(
        self,
        confirmed: Callable[[Subject], Row | None],
        waiting: Iterable[Pending],
        *,
        me: str,
        channels: Channels,
        people: People,
        now: datetime,
    ) -> dict[Subject, Row]:
        """What ``over`` of all that waits gives (console/domain/pending.py), which also says what these are.

        A row into which nothing new went is the same object as the last time.
        """
        if self._by[:2] != (me, channels) or self._by[2] is not people:
            self._laid.clear()
            self._about.clear()
            self._by = (me, channels, people)
        found: dict[Subject, Row] = {}
        laid: dict[Subject, _Laid] = {}
        for subject, pending in self._grouped(waiting, channels).items():
            under, before = confirmed(subject), self._laid.get(subject)
            if before is None or not before.holds(under, pending):
                rows = over(confirmed, pending, me=me, channels=channels, people=people, now=now, only=subject)
                before = _Laid(under, tuple(pending), rows.get(subject))
            laid[subject] = before
            if before.row is not None:
                found[subject] = before.row
        self._laid = laid
        return found

    def _grouped(self, waiting: Iterable[Pending], channels: Channels) -> dict[Subject, list[Pending]]:
        """What waits, by what it is about; what is stuck is shown nowhere."""
        grouped: dict[Subject, list[Pending]] = {}
        known: dict[str, tuple[Pending, tuple[Subject, ...]]] = {}
        for one in waiting:
            if one.stage is Stage.STUCK:
                continue
            before = self._about.get(one.id)
            if before is None or before[0] is not one:
                before = (one, about(one, channels))
            known[one.id] = before
            for subject in before[1]:
                grouped.setdefault(subject, []).append(one)
        self._about = known
        return grouped
