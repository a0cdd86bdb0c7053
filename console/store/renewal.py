"""After an update of the console or of its channels: kept messages are read again, and all is folded again."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from console.domain.ledger import FOLD, Folded, fold_subject
from console.domain.people import People
from console.domain.subjects import PEOPLE, Kind, Subject, subjects_of
from console.domain.words import Home
from console.store import actions
from console.store.cipher import Connection
from console.store.folded import Memory
from console.store.intake import Content, Past, Reading, admins, kind_of, purged_to
from console.store.places import Places, at_of
from console.store.sums import SumChanges

_AT_ONCE: Final = 500
_NAME: Final = "reading"


def reading_of(homes: Mapping[str, Home]) -> str:
    """The name of the rules by which kept messages are read: the console's version, and which channel is which home."""
    from importlib.metadata import version  # noqa: PLC0415 -- costs 14 ms, and is for after the first paint

    return f"{version('moderation-console')} {FOLD} {sorted(homes.items())}"


def is_renewed(connection: Connection, reading: str) -> bool:
    """Whether what is kept was read and folded by the same rules as now."""
    found = connection.execute("SELECT value FROM meta WHERE name = ?", (_NAME,)).fetchone()
    return found is not None and found[0] == reading


def renew(connection: Connection, rules: Reading, memory: Memory, reading: str) -> None:
    """Read all messages again and fold everything from nothing, a handful at a time: no more is held at once."""
    memory.forget()
    for table in ("touches", "folded", "not_entitled", "sums"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - four names of our own
    connection.execute("UPDATE channels SET sum = zeroblob(32)")
    _read_again(connection, rules)
    actions.renew(connection)
    _count_again(connection)
    _touch_again(connection, rules)
    _fold_again(connection, rules, memory)
    connection.execute(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (_NAME, reading)
    )


def _messages(connection: Connection, columns: str, where: str = "") -> Iterator[list[tuple[Any, ...]]]:
    """All messages in handfuls, so that the table may be written meanwhile."""
    low = -1
    question = f"SELECT {columns} FROM messages WHERE id > ? {where} ORDER BY id LIMIT {_AT_ONCE}"  # noqa: S608 - our own
    while rows := connection.execute(question, (low,)).fetchall():
        yield rows
        low = rows[-1][0]


def _read_again(connection: Connection, rules: Reading) -> None:
    """What each message means now; what was purged keeps its action and its sum, which need the words."""
    places, floor = Places(connection), purged_to(connection)
    for rows in _messages(connection, "id, raw"):
        whole, bare = [], []
        for id, raw in rows:
            message = rules.read(raw, places.channel(id))
            if message is None:
                continue
            if at_of(id) >= floor:
                action = "" if message.sum is None else message.id
                whole.append((kind_of(message), action, message.sum, message.print, id))
            else:
                bare.append((kind_of(message), Content.UNREADABLE, id))
        connection.executemany("UPDATE messages SET kind = ?, action = ?, sum = ?, print = ? WHERE id = ?", whole)
        # Without its words, what could not be read looks like an ordinary message.
        connection.executemany("UPDATE messages SET kind = ? WHERE kind <> ? AND id = ?", bare)


def _count_again(connection: Connection) -> None:
    places = Places(connection)
    connection.execute("UPDATE messages SET counts = (sum IS NOT NULL OR kind <= ?)", (Content.PLAIN,))
    groups: dict[tuple[str, str], list[int]] = {}
    for id, author, action in connection.execute(
        "SELECT id, author, action FROM messages WHERE id IN (SELECT message FROM actions WHERE hash IN "
        "(SELECT hash FROM actions GROUP BY hash HAVING count(*) > 1))"
    ):
        groups.setdefault((author, action), []).append(id)
    for ids in groups.values():
        earliest = min(ids, key=places.position)
        connection.executemany("UPDATE messages SET counts = 0 WHERE id = ?", [(id,) for id in ids if id != earliest])


def _touch_again(connection: Connection, rules: Reading) -> None:
    places = Places(connection)
    for rows in _messages(connection, "id, raw, sum, kind", "AND counts = 1"):
        sums = SumChanges()
        touched: list[tuple[str, str, int]] = []
        for id, raw, sum, kind in rows:
            if sum is not None:
                sums.add(id, sum)
            entry = rules.entry(raw, places.channel(id)) if kind <= Content.PLAIN else None
            if entry is not None:
                touched.extend((*subject, id) for subject in subjects_of(entry))
        connection.executemany("INSERT INTO touches VALUES (?, ?, ?)", touched)
        sums.keep(connection)


def _fold_again(connection: Connection, rules: Reading, memory: Memory) -> None:
    past, places = Past(connection, rules, memory), Places(connection)
    people = fold_subject(PEOPLE, past.entries(PEOPLE), People(admins(connection)))
    roles = people.row if people and isinstance(people.row, People) else People()
    changed: dict[Subject, Folded | None] = {PEOPLE: people}
    subjects = connection.execute("SELECT DISTINCT kind, key FROM touches WHERE kind <> ?", (PEOPLE.kind,)).fetchall()
    for kind, key in subjects:
        subject = Subject(Kind(kind), key)
        changed[subject] = fold_subject(subject, past.entries(subject), roles)
        if len(changed) >= _AT_ONCE:
            _keep(connection, memory, places, changed)
    _keep(connection, memory, places, changed)


def _keep(connection: Connection, memory: Memory, places: Places, changed: dict[Subject, Folded | None]) -> None:
    memory.keep(connection, changed, places)
    memory.forget()
    changed.clear()
