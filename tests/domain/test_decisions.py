"""Decisions under a version of a rule: counted, the latest listed, only by those who may decide."""

from console.domain import events
from console.domain.decisions import LISTED, Decided, Decisions
from console.domain.ledger import Folded
from console.domain.messages import Entry
from console.domain.subjects import Kind, Subject, subjects_of
from console.domain.words import Decision, Role
from tests.builders import at, entry, folded, team

OF = Subject(Kind.DECISIONS, "i1")
PEOPLE = team(UMOD=Role.MODERATOR)


def decided(seconds: float, post: str = "p1", by: str = "UMOD") -> Entry:
    return entry(events.PostDecided(post, Decision.HOLD, "R1", 2, "i1"), by, seconds)


def test_a_decision_touches_its_post_and_the_version_that_it_names() -> None:
    post = Subject(Kind.POST, "p1")
    assert subjects_of(decided(1)) == (post, OF)
    by_number = entry(events.PostDecided("p1", Decision.HOLD, "R1", 2), "UMOD", 1)
    assert subjects_of(by_number) == (post, Subject(Kind.DECISIONS, "R1 v2"))
    for bare in (events.PostDecided("p1", Decision.HOLD), events.PostDecided("p1", Decision.HOLD, "R1")):
        assert subjects_of(entry(bare, "UMOD", 1)) == (post,)


def test_decisions_are_counted_and_the_latest_listed_in_their_order() -> None:
    many = [decided(n, f"p{n}") for n in range(LISTED + 5)]
    row = folded(OF, *many, people=PEOPLE).row
    assert isinstance(row, Decisions)
    assert (row.rule, row.count, len(row.latest)) == ("R1", LISTED + 5, LISTED)
    assert row.latest[0] == Decided("p5", Decision.HOLD, "UMOD", at(5))
    assert row.latest[-1].post == f"p{LISTED + 4}"


def test_only_moderators_and_clinicians_decide() -> None:
    first, wrong = decided(1), decided(2, by="UC1")
    assert folded(OF, first, wrong, people=PEOPLE) == Folded(
        Decisions("R1", 1, (Decided("p1", Decision.HOLD, "UMOD", at(1)),)), wrong.position, (wrong.position,)
    )


def test_anything_else_changes_nothing() -> None:
    assert folded(OF, entry(events.PostTaken("p1"), "UMOD", 1), people=PEOPLE).row is None
