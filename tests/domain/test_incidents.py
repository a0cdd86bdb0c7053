"""A case told again from its events says what each of them changed, who had what at every minute, and who was told."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain import events
from console.domain.incidents import Change, Informed, Retold, Span, linked_to, plain, retold, unsettled
from console.domain.ledger import fold_subject
from console.domain.messages import Entry
from console.domain.subjects import Kind, Subject, subjects_of
from console.domain.words import AgeBand, ChatOutcome, Decision, PostPlace, Risk
from tests.builders import TEAM, at, entry, opened

K1, C1, P1 = Subject(Kind.CASE, "k1"), Subject(Kind.CHAT, "c1"), Subject(Kind.POST, "p1")
FLAG = events.CaseFlagged("k1", "quiet-otter", Risk.B, owner="UC1", chat="c1", post="p1")


def told(*entries: Entry, about: Sequence[Subject] = (K1, C1, P1)) -> Retold:
    known = frozenset(about)
    inside = [(one, known & set(subjects_of(one))) for one in sorted(entries, key=lambda one: one.position)]
    return retold(about, inside, TEAM)


def flagged(seconds: float = 10) -> Entry:
    return entry(FLAG, "UC1", seconds, channel="C4CASES")


def in_cases(event: events.Event, by: str, seconds: float, id: str | None = None) -> Entry:
    return entry(event, by, seconds, channel="C4CASES", id=id)


def test_each_event_tells_what_it_found_and_what_it_left() -> None:
    found = told(flagged(), in_cases(events.CaseUpdated("k1", owner="UC2", next_check=at(600)), "ULEAD", 20))
    assert Change("case k1", "risk", None, "B") in found.changes[0]
    assert found.changes[1] == (
        Change("case k1", "owner", "UC1", "UC2"),
        Change("case k1", "next_check", None, "2026-11-21T22:10:00Z"),
    )
    assert found.things[0].now["owner"] == "UC2"
    assert found.things[0].now["outside"] is None
    assert found.linked == {C1, P1}


def test_what_was_said_anew_and_is_left_out_is_still_a_change() -> None:
    plan = events.CaseUpdated("k1", plan="")
    found = told(flagged(), in_cases(plan, "UC1", 20), in_cases(plan, "UC1", 30))
    assert found.changes[1] == (Change("case k1", "plan", None, ""),)
    assert found.changes[2] == (Change("case k1", "plan", "", ""),)


def test_what_came_before_the_flag_waits_for_it_as_on_every_desk() -> None:
    early = in_cases(events.CaseUpdated("k1", owner="UC2"), "ULEAD", 5)
    found = told(early, in_cases(events.CaseSignedOver("k1", "s2"), "UC1", 6), flagged(10))
    assert found.changes[0] == (Change("case k1", "owner", "UC1", "UC2"),)
    assert found.refused == {1}  # it was no longer theirs to sign over
    assert found.things[0].held == (Span("UC2", at(10), None),)


def test_who_had_no_right_changes_nothing_and_makes_nothing_known() -> None:
    found = told(in_cases(FLAG, "UNOBODY", 10))
    assert (found.things, found.refused) == ((), frozenset({0}))
    assert not any(found.changes)


def test_who_had_a_chat_is_told_at_every_minute_also_when_the_lease_ran_out() -> None:
    take, renew = events.ChatTaken("c1"), events.LeaseRenewed(("c1",))
    found = told(
        opened("c1", 0),
        entry(take, "UC1", 60),
        entry(renew, "UC1", 120),
        entry(take, "UC2", 3_000),
        entry(events.ChatClosed("c1", ChatOutcome.HELPED), "UC2", 3_100),
    )
    assert found.things[0].held == (
        Span(None, at(0), at(60)),
        Span("UC1", at(60), at(120 + 1_800)),
        Span(None, at(120 + 1_800), at(3_000)),
        Span("UC2", at(3_000), at(3_100)),
        Span(None, at(3_100), None),
    )
    assert found.things[0].now["returning"] == "no"


def test_a_lease_that_still_runs_ends_when_it_would() -> None:
    found = told(opened("c1", 0), entry(events.ChatTaken("c1"), "UC1", 0.5))
    assert found.things[0].held[-2:] == (Span("UC1", at(0.5), at(600.5)), Span(None, at(600.5), None))


def test_nobody_has_a_case_that_is_closed() -> None:
    low = in_cases(events.CaseFlagged("k1", "quiet-otter", Risk.D, owner="UC1"), "UC1", 10)
    found = told(low, in_cases(events.CaseClosed("k1", "safe"), "UC1", 10))
    assert found.things[0].held == (Span(None, at(10), None),)


def test_who_was_told_is_listed_with_how() -> None:
    post = events.PostSubmitted("p1", "quiet-otter", AgeBand.TEEN, PostPlace.FORUM, "text")
    found = told(
        opened("c1", 0),
        entry(post, "UPLAT", 1, channel="C0QUEUE"),
        entry(events.ChatTaken("c1"), "UC1", 2),
        entry(events.AskPosted("a1", "How?", "c1"), "UC1", 3, channel="C5ASKS"),
        entry(events.ChatPassed("c1", "UC2", "please"), "UC1", 4),
        entry(events.PostDecided("p1", Decision.DECLINE, message="dear member"), "UMOD", 5),
        entry(events.PostTaken("p1"), "UMOD", 4.5),
        flagged(10),
        in_cases(events.CaseUpdated("k1", owner="UDOC", outside="police"), "ULEAD", 11),
        in_cases(events.CaseUpdated("k1", risk=Risk.A), "ULEAD", 12),
        in_cases(events.CaseAssessed("k1", informed="a sister"), "UDOC", 13),
        in_cases(events.CaseAssessed("k1", alone="no"), "UDOC", 14),
        in_cases(events.CaseOpinionAsked("k1", "reason"), "UDOC", 15),
        in_cases(events.CaseSignedOver("k1", "s2"), "UDOC", 16),
        in_cases(events.CaseSignedFor("k1", "s2", "ring"), "UC2", 17),
    )
    assert [(one.by, one.how, one.whom, one.words) for one in found.informed] == [
        ("UC1", "the team was asked", "", "How?"),
        ("UC1", "the chat passed to", "UC2", "please"),
        ("UMOD", "the author of the post was told", "", "dear member"),
        ("UC1", "flagged to the leads and clinicians", "UC1", ""),
        ("ULEAD", "given to", "UDOC", ""),
        ("ULEAD", "outside the service is waited for", "", "police"),
        ("UDOC", "who was told", "", "a sister"),
        ("UDOC", "asked for a second opinion", "", ""),
        ("UDOC", "signed over to the shift", "s2", ""),
        ("UC2", "read back and signed for, in the shift", "s2", "ring"),
    ]
    assert found.informed[0] == Informed(at(3), "UC1", "the team was asked", "", "How?")
    assert found.things[2].now["decision"] == "decline"


def test_a_case_is_linked_to_its_chat_its_post_and_the_cases_of_the_same_member() -> None:
    other = in_cases(events.CaseFlagged("k2", "quiet-otter", Risk.C), "UC1", 11)
    merged = in_cases(events.CaseMerged("k2", "k1"), "UC1", 12)
    case = fold_subject(K1, (flagged(), merged), TEAM)
    gone = fold_subject(Subject(Kind.CASE, "k2"), (other, merged), TEAM)
    assert case is not None
    assert gone is not None
    assert set(linked_to(case.row)) == {Subject(Kind.CASE, "k2"), C1, P1}  # type: ignore[arg-type]  # a case
    assert linked_to(gone.row) == (K1,)  # type: ignore[arg-type]  # a case


def test_a_question_is_unsettled_until_it_is_answered_or_the_case_is_closed() -> None:
    asked = in_cases(events.CaseOpinionAsked("k1", "reason", "safe"), "UC1", 20, id="q1")
    closed = in_cases(events.CaseClosed("k1", "safe"), "UC2", 30)
    for entries, wanted in (((flagged(), asked), {"q1"}), ((flagged(), asked, closed), set())):
        case = fold_subject(K1, entries, TEAM)
        assert case is not None
        assert unsettled(case.row) == wanted  # type: ignore[arg-type]  # a case


def test_values_are_written_down_as_one_reads_them() -> None:
    assert [plain(value) for value in (None, "", True, False, Risk.A, at())] == [
        None,
        "",
        "yes",
        "no",
        "A",
        "2026-11-21T22:00:00Z",
    ]


people = st.sampled_from(("UC1", "UC2", "ULEAD"))
deeds = st.one_of(
    st.just(events.ChatTaken("c1")),
    st.just(events.LeaseRenewed(("c1",))),
    st.just(events.ChatReleased("c1")),
    people.map(lambda to: events.ChatPassed("c1", to)),
    st.just(events.ChatClosed("c1", ChatOutcome.HELPED)),
    st.just(events.ChatReopened("c1")),
)


@given(st.lists(st.tuples(deeds, people, st.integers(1, 4_000)), max_size=14), st.integers(0, 60_000))
@settings(max_examples=200, deadline=None)
def test_who_is_told_to_have_had_a_chat_is_who_had_it_on_every_desk(
    done: list[tuple[events.Event, str, int]], moment: int
) -> None:
    seconds, entries = 0, [opened("c1", 0)]
    for event, by, after in done:
        seconds += after
        entries.append(entry(event, by, seconds))
    found = told(*entries).things[0]
    now = at(moment)
    until = [one for one in entries if one.position.at <= now]
    row = fold_subject(C1, until, TEAM)
    assert row is not None
    spans = [span for span in found.held if span.since <= now and (span.until is None or now < span.until)]
    assert [span.who for span in spans] == [row.row.holder_at(now)]  # type: ignore[union-attr]  # a chat
    ends = [span.until for span in found.held]
    assert ends[:-1] == [span.since for span in found.held[1:]]
    assert all(span.until is None or span.until - span.since > timedelta(0) for span in found.held)
