"""One action as the log holds it: what it was, and what it was about as it stood right after it."""

from collections.abc import Mapping

import msgspec

from console.domain.ledger import Row, fold_subject
from console.domain.messages import Entry, Position
from console.domain.people import People
from console.domain.subjects import PEOPLE, Subject, subjects_of
from console.store import actions, folded
from console.store.cipher import Connection
from console.store.intake import Past, Reading, admins
from console.store.places import Places, last


class Done(msgspec.Struct, frozen=True):
    """An action that counts, and the rows it is about as Slack's order had them when it was their last."""

    entry: Entry
    rows: Mapping[Subject, Row | None]


def done(connection: Connection, reading: Reading, author: str, id: str) -> Done | None:
    """A person's action by its id; None for one that the log does not hold, or cannot read."""
    asked = f"SELECT id, raw FROM messages WHERE {actions.HELD} AND author = ? AND counts = 1"  # noqa: S608 -- our own
    found = connection.execute(asked, (*actions.named(id), author)).fetchone()
    entry = None if found is None else reading.entry(found[1], Places(connection).channel(found[0]))
    if entry is None:
        return None
    past = Past(connection, reading, folded.Memory())
    known = folded.row(connection, PEOPLE)
    roles = known if isinstance(known, People) else People(admins(connection))
    rows: dict[Subject, Row | None] = {}
    for subject in subjects_of(entry):
        until = [one for one in past.entries(subject) if one.position <= entry.position]
        then = fold_subject(subject, until, roles)
        rows[subject] = None if then is None else then.row
    return Done(entry, rows)


def replied(connection: Connection, author: str, ask: Position, mark: bytes) -> bool:
    """Whether a person's reply that carries the mark stands after a question."""
    places = Places(connection)
    number = places.number(ask.channel)
    if number is None:
        return False
    asked = "SELECT 1 FROM messages WHERE id BETWEEN ? AND ? AND author = ? AND instr(raw, ?) > 0"
    return connection.execute(asked, (places.id(ask), last(number), author, mark)).fetchone() is not None
