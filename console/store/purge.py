"""Words whose time is over: taken out of messages, rows, the index and the file's free pages."""

import glob
import itertools
from datetime import datetime
from typing import Final

import msgspec

from console.domain.ledger import Folded, Row, fold_subject
from console.domain.messages import micros
from console.domain.people import People
from console.domain.subjects import PEOPLE, Subject, subjects_of
from console.store import intake
from console.store.cipher import Connection
from console.store.folded import Memory
from console.store.intake import Past, Reading, admins, purged_to, set_purged_to
from console.store.places import Places, by_time, first
from console.store.vault import Vault, own_path

_AT_ONCE: Final = 500  # messages in one transaction; what comes in meanwhile waits no longer than that
_REPORT: Final = "purge:report"


class Purged(msgspec.Struct, frozen=True):
    """What a purge took away: the words of so many messages, so many rows folded again, so many old files.

    ``before`` is the moment before which all words went, ``rows`` are the rows that changed, for whoever shows them.
    """

    before: datetime
    messages: int
    rows: dict[Subject, Row | None]
    files: int
    bytes_freed: int

    @property
    def report(self) -> str:
        """What went, in words; empty when nothing did."""
        parts = []
        if self.messages:
            messages = "1 message" if self.messages == 1 else f"{self.messages:,} messages"
            parts.append(f"the words of {messages} from before {self.before.day} {self.before:%b %Y}")
        if self.files:
            files = "1 file that was" if self.files == 1 else f"{self.files:,} files that were"
            parts.append(f"{files} put aside")
        return " and ".join(parts)


async def purge(vault: Vault, reading: Reading, memory: Memory, before: datetime) -> Purged:
    """Take away the words of all messages before the moment; hashes, sums and fields without words stay.

    What went is kept as the last report, until something goes again.
    """
    end = micros(before)
    start = await vault.write(lambda connection: _raise_floor(connection, end))
    messages = 0
    subjects: dict[Subject, Row | None] = {}
    for number in await vault.read(lambda connection: [Places(connection).give(one) for one in Places(connection)]):
        next_id = first(number, start)
        while True:
            low = next_id

            def step(connection: Connection, low: int = low, number: int = number) -> "_Step":
                return _strip(connection, reading, memory, low, first(number, end))

            done = await vault.write(step, failed=memory.forget)
            messages += done.messages
            subjects.update(done.rows)
            if done.next_id is None:
                break
            next_id = done.next_id
    traces = messages > 0 or await vault.read(intake.traces)
    freed = await vault.write_alone(_vacuum) if traces else 0
    purged = Purged(before, messages, subjects, _old_files(vault, before), freed)
    if purged.report:
        await vault.write(lambda connection: _keep_report(connection, purged.report))
    return purged


def last_report(connection: Connection) -> str:
    """What went when something went last; empty when nothing ever did."""
    found = connection.execute("SELECT value FROM meta WHERE name = ?", (_REPORT,)).fetchone()
    return "" if found is None else str(found[0])


def _keep_report(connection: Connection, report: str) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_REPORT, report))


class _Step(msgspec.Struct, frozen=True):
    messages: int
    rows: dict[Subject, Row | None]
    next_id: int | None


def _raise_floor(connection: Connection, end: int) -> int:
    """From now on what comes late is stripped before it is kept; the moment up to which all is purged already."""
    start = purged_to(connection)
    set_purged_to(connection, end)
    return start


def _strip(connection: Connection, reading: Reading, memory: Memory, low: int, high: int) -> _Step:
    """Strip the next messages with ``low <= id < high``, and fold again what they touch."""
    rows = connection.execute(
        "SELECT id, counts, raw FROM messages WHERE id >= ? AND id < ? ORDER BY id LIMIT ?", (low, high, _AT_ONCE)
    ).fetchall()
    places = Places(connection)
    stripped: list[tuple[bytes, int]] = []
    touched: set[Subject] = set()
    for id, counts, raw in rows:
        bare = reading.strip(raw)
        stripped.append((bare, id))
        entry = reading.entry(raw, places.channel(id)) if counts else None
        if entry is not None:
            touched.update(subjects_of(entry))
    connection.executemany("UPDATE messages SET raw = ? WHERE id = ?", stripped)
    connection.executemany("DELETE FROM words WHERE rowid = ?", [(by_time(id),) for _, id in stripped])
    changed = _folded_again(connection, reading, memory, touched - {PEOPLE})
    memory.keep(connection, changed, places)
    following = rows[-1][0] + 1 if len(rows) == _AT_ONCE else None
    return _Step(len(rows), {subject: one.row if one else None for subject, one in changed.items()}, following)


def _folded_again(
    connection: Connection, reading: Reading, memory: Memory, subjects: set[Subject]
) -> dict[Subject, Folded | None]:
    past = Past(connection, reading, memory)
    people = past.folded(PEOPLE)
    roles = people.row if people and isinstance(people.row, People) else People(admins(connection))
    return {subject: fold_subject(subject, past.entries(subject), roles) for subject in subjects}


def _vacuum(connection: Connection) -> int:
    """Let nothing of what was deleted stay in the index, in free pages or beside the file; how much smaller it is."""
    before = _size(connection)
    # Deleted words are only marked in the index until its parts are merged.
    connection.execute("INSERT INTO words (words) VALUES ('optimize')")
    connection.execute("VACUUM")
    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if not busy:  # else somebody still reads what was; the next purge does it again
        intake.forget_traces(connection)
    return before - _size(connection)


def _size(connection: Connection) -> int:
    pages: int = connection.execute("PRAGMA page_count").fetchone()[0]
    return pages * int(connection.execute("PRAGMA page_size").fetchone()[0])


def _old_files(vault: Vault, before: datetime) -> int:
    """Remove copies and files put aside that are older than the moment: they hold words too, drafts among them."""
    count = 0
    for old, kind in itertools.product((vault.path, own_path(vault.path)), ("before", "aside")):
        for file in old.parent.glob(f"{glob.escape(old.name)}.{kind}-*"):
            if file.stat().st_mtime < before.timestamp():
                file.unlink()
                count += 1
    return count
