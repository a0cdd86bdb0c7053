"""The record at the window: asked for page by page, its hashes as they are found, verified, saved; done elsewhere."""

from collections.abc import Mapping, Sequence

import msgspec
from PySide6.QtCore import QObject, Signal

from console.domain.entries import Asked, Entries
from console.domain.messages import Position


class Hashes(msgspec.Struct, frozen=True):
    """Where an entry stands in the whole record: its number from 1, its hash, and that of the entry before it."""

    number: int
    hash: str
    before: str


class Recording(QObject):
    """``wished`` asks for a page, ``hashes_wished`` for hashes; ``verify_wished`` and ``save_wished`` name files.

    ``shown`` gives a page, ``hashed`` says that more hashes are known, ``forgotten`` that others no longer are,
    ``told`` gives a sentence with its tone. ``progress`` says of what is under way in words; empty when nothing is.
    ``channels`` are what people call them, by id.
    """

    wished = Signal(object)
    hashes_wished = Signal(object)
    verify_wished = Signal(str)
    save_wished = Signal(str, object)
    shown = Signal(object)
    hashed = Signal()
    forgotten = Signal()
    told = Signal(str, str)
    progressed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._asked: Asked | None = None
        self.hashes: Mapping[Position, Hashes] = {}
        self._cuts = 0
        self.last: Hashes | None = None  # of the last entry that is linked
        self.progress = ""
        self.channels: Mapping[str, str] = {}

    def ask(self, asked: Asked) -> None:
        """Ask for a page in place of what was asked for before."""
        self._asked = asked
        self.wished.emit(asked)

    def ask_hashes(self, positions: Sequence[Position]) -> None:
        """Ask for the hashes of these entries, as they are now."""
        self.hashes_wished.emit(tuple(positions))

    def show(self, found: Entries) -> None:
        """Take a page, if it is still waited for."""
        if found.asked == self._asked:
            self.shown.emit(found)

    def show_hashes(self, hashes: Mapping[Position, Hashes], last: Hashes | None, cuts: int = 0) -> None:
        """Take hashes; where the chain was ``cuts`` times let go of, and that is new, all others are unknown again."""
        anew, self._cuts = cuts != self._cuts, cuts
        self.hashes = hashes if anew else {**self.hashes, **hashes}
        self.last = last
        self.hashed.emit()
        if anew:
            self.forgotten.emit()

    def show_progress(self, words: str) -> None:
        """Say how far it is."""
        if words != self.progress:
            self.progress = words
            self.progressed.emit()
