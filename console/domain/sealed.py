"""What somebody is not to read yet: the reason of a second opinion before their own, what was said blind before a pair.

It stands in the log, and a desk keeps it back (docs/decisions/018, 021).
"""

from collections.abc import Mapping

from console.domain import events
from console.domain.blind import pairs
from console.domain.cases import Case
from console.domain.ledger import Row
from console.domain.messages import Entry, Message
from console.domain.opinions import Opinion
from console.domain.people import People
from console.domain.posts import Post
from console.domain.subjects import Kind, Subject


def sealed(message: Message, rows: Mapping[Subject, Row], me: str, people: People) -> bool:
    """Whether the words of a message are kept back from somebody; ``rows`` are what it is about, as that stands now."""
    entry = message.content
    if not isinstance(entry, Entry):
        return False
    match entry.event:
        case events.CaseOpinionAsked(case):
            return _unread(rows.get(Subject(Kind.CASE, case)), entry.id, me)
        case events.CaseOpinionDeclined(case, opinion):
            return entry.author != me and _unread(rows.get(Subject(Kind.CASE, case)), opinion, me)
        case events.PostOpinionAsked(post):
            return _unread(rows.get(Subject(Kind.POST, post)), entry.id, me)
        case events.PostOpinionDeclined(post, opinion):
            return entry.author != me and _unread(rows.get(Subject(Kind.POST, post)), opinion, me)
        case events.PostJudged(post):
            return entry.author != me and not _paired(rows.get(Subject(Kind.POST, post)), entry.id, me, people)
        case _:
            return False


def _unread(row: Row | None, opinion: str, me: str) -> bool:
    asked: tuple[Opinion, ...] = row.opinions if isinstance(row, Case | Post) else ()
    found = next((one for one in asked if one.opinion == opinion), None)
    return found is not None and found.reason_for(me) is None


def _paired(row: Row | None, judged: str, me: str, people: People) -> bool:
    """Whether both have decided, and it is theirs to read."""
    found = pairs((row,)) if isinstance(row, Post) else ()
    return any(pair.judged.id == judged and pair.seen_by(me, people) for pair in found)
