"""A proposed draft waits for the clinician it is for; what settles it first stands, in whatever order it came in."""

from itertools import permutations
from typing import Any

from console.domain import events
from console.domain.ledger import Folded
from console.domain.messages import Batch, Entry
from console.domain.proposals import Outcome, Proposal
from console.domain.subjects import Kind, Subject, subjects_of
from console.domain.words import Audience, Role, RuleKind, RuleLevel
from tests.builders import at, entry, folded, message, team
from tests.domain.nights import from_nothing, log_of

P1 = Subject(Kind.PROPOSAL, "i1")
PEOPLE = team(UDOC2=Role.CLINICIAN, UDOC3=Role.CLINICIAN)
FIELDS = ("Links", "Only our own.", RuleLevel.MUST, (Audience.ADULTS,))


def proposed(seconds: float = 5, by: str = "UDOC", **more: Any) -> Entry:
    return entry(events.RuleProposed("UDOC2", *FIELDS, **more), by, seconds, channel="C2UPD", id="i1")


def declined(seconds: float, by: str = "UDOC2", reason: str | None = None) -> Entry:
    return entry(events.RuleProposalDeclined("i1", reason), by, seconds, channel="C2UPD")


def published(seconds: float, by: str = "UDOC2") -> Entry:
    return entry(events.RulePublished("R1", *FIELDS, proposal="i1"), by, seconds, channel="C2UPD")


def proposal(*entries: Entry) -> Proposal:
    row = folded(P1, *entries, people=PEOPLE).row
    assert isinstance(row, Proposal)
    return row


def test_a_proposal_is_a_whole_draft_for_somebody() -> None:
    more: dict[str, Any] = {
        "rule": "R1",
        "from_": at(9),
        "until": at(99),
        "must_read": True,
        "blocks_taking": True,
        "over": "i0",
    }
    lists: dict[str, Any] = {
        "words": ("a",),
        "kinds": (RuleKind.LINK,),
        "holds": ("b",),
        "leaves": ("c",),
        "despite": "d",
    }
    found = proposal(proposed(**more, **lists))
    assert (found.proposal, found.by, found.to, found.at, found.outcome) == ("i1", "UDOC", "UDOC2", at(5), None)
    draft = found.draft
    assert (draft.title, draft.body, draft.level, draft.audience) == FIELDS
    assert (draft.rule, draft.from_, draft.until, draft.over) == ("R1", at(9), at(99), "i0")
    assert (draft.must_read, draft.blocks_taking, draft.words, draft.kinds) == (True, True, ("a",), (RuleKind.LINK,))
    assert (draft.holds, draft.leaves, draft.despite) == (("b",), ("c",), "d")
    bare = proposal(proposed()).draft
    assert (bare.rule, bare.must_read, bare.words, bare.over) == ("", False, (), "")


def test_the_rule_that_names_it_settles_it_whoever_published_it() -> None:
    assert subjects_of(published(9)) == (Subject(Kind.RULE, "R1"), P1)
    found = proposal(proposed(), published(9, by="UDOC3"))
    assert (found.outcome, found.rule, found.settled_by, found.settled_at) == (
        Outcome.PUBLISHED,
        "R1",
        "UDOC3",
        at(9),
    )


def test_it_is_declined_by_whom_it_is_for_and_taken_back_by_whom_it_is_from() -> None:
    found = proposal(proposed(), declined(9, reason="too broad"))
    assert (found.outcome, found.reason) == (Outcome.DECLINED, "too broad")
    assert proposal(proposed(), declined(9, by="UDOC")).outcome is Outcome.TAKEN_BACK
    wrong = declined(9, by="UDOC3")
    assert folded(P1, proposed(), wrong, people=PEOPLE) == Folded(
        proposal(proposed()), wrong.position, (wrong.position,)
    )


def test_what_settles_it_first_stands() -> None:
    assert proposal(proposed(), declined(9), published(10)).outcome is Outcome.DECLINED
    assert proposal(proposed(), published(9), declined(10)).outcome is Outcome.PUBLISHED
    assert proposal(proposed(), declined(9), declined(10, by="UDOC")).outcome is Outcome.DECLINED


def test_only_clinicians_propose_and_nobody_twice_under_one_id() -> None:
    wrong = proposed(by="UC1")
    assert folded(P1, wrong, people=PEOPLE) == Folded(None, wrong.position, (wrong.position,))
    assert proposal(proposed(), proposed(6, by="UDOC3")).by == "UDOC"


def test_in_whatever_order_they_come_the_same_became_of_it() -> None:
    given = [
        message(entry(events.RoleGiven(who, Role.CLINICIAN), "UADMIN", -9 + n, channel="C3MAIN"))
        for n, who in enumerate(("UDOC", "UDOC2"))
    ]
    for order in permutations((proposed(), declined(9), published(8))):
        log = log_of(given)
        for one in order:
            log.append(Batch((message(one),)))
        row = log.rows[P1].row
        assert isinstance(row, Proposal)
        assert row.outcome is Outcome.PUBLISHED
        assert log.rows == from_nothing(log)
