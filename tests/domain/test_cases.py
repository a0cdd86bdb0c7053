"""Cases: the flag, what changes, and the two signatures at a handover."""

import pytest

from console.domain import events
from console.domain.cases import Case, Did, Step, at_risk, calling, still_open
from console.domain.events import WireEvent
from console.domain.ledger import Folded
from console.domain.messages import Entry
from console.domain.subjects import Kind, Subject
from console.domain.words import AgeBand, Intent, Risk
from tests.builders import at, entry, folded

K1 = Subject(Kind.CASE, "k1")


def told(event: WireEvent, by: str, seconds: float) -> Entry:
    return entry(event, by, seconds, channel="C4CASES")


def flagged(seconds: float = 5, risk: Risk = Risk.B, **more: object) -> Entry:
    return told(events.CaseFlagged("k1", "green-compass", risk, **more), "UC1", seconds)  # type: ignore[arg-type]  # a builder passes on


def over(seconds: float, by: str = "UC1", shift: str = "s2") -> Entry:
    return told(events.CaseSignedOver("k1", shift), by, seconds)


def for_(seconds: float, by: str = "UC2", shift: str = "s2", read_back: str = "ring at nine") -> Entry:
    return told(events.CaseSignedFor("k1", shift, read_back), by, seconds)


def case(*entries: Entry) -> Case:
    row = folded(K1, *entries).row
    assert isinstance(row, Case)
    return row


def test_a_flag_says_who_is_at_risk_and_who_sees_to_it() -> None:
    row = case(
        flagged(
            age_band=AgeBand.TEEN, chat="c1", intent=Intent.HAS_ACTED, summary="a summary", owner="UC1", plan="a plan"
        )
    )
    assert (row.alias, row.risk, row.age_band, row.chat, row.intent) == (
        "green-compass",
        Risk.B,
        AgeBand.TEEN,
        "c1",
        Intent.HAS_ACTED,
    )
    assert (row.summary, row.owner, row.plan, row.by, row.at) == ("a summary", "UC1", "a plan", "UC1", at(5))


def test_a_case_tells_who_did_what_and_who_had_it_after_that() -> None:
    row = case(
        flagged(owner="UC1"),
        flagged(9, Risk.D),
        told(events.CaseUpdated("k1", Risk.A, owner="UC2", next_check=at(900), summary="words"), "UC2", 10),
        told(events.CaseClosed("k1", "safe", "a note"), "UC2", 20),
        told(events.CaseClosed("k1", "safe again"), "UC1", 30),
    )
    assert row.story == (
        Step(at(5), "UC1", Did.FLAGGED, Risk.B, "UC1"),
        Step(at(10), "UC2", Did.CHANGED, Risk.A, "UC2", at(900)),
        Step(at(20), "UC2", Did.CLOSED, Risk.A, "UC2", at(900)),
    )


def test_the_first_flag_stands() -> None:
    assert case(flagged(5), flagged(9, Risk.D)).risk is Risk.B


def test_an_update_changes_what_it_names_and_nothing_else() -> None:
    update = events.CaseUpdated("k1", Risk.A, owner="UC2", next_check=at(900))
    row = case(flagged(owner="UC1", summary="a summary"), told(update, "UC2", 9))
    assert (row.risk, row.owner, row.next_check, row.summary) == (Risk.A, "UC2", at(900), "a summary")


def test_the_first_closing_stands_and_what_is_said_later_leaves_it_closed() -> None:
    row = case(
        flagged(),
        told(events.CaseClosed("k1", "safe at home", "a note"), "UC1", 9),
        told(events.CaseClosed("k1", "other"), "UC2", 10),
        told(events.CaseUpdated("k1", Risk.A), "UC2", 11),
    )
    assert (row.outcome, row.note, row.closed_at, row.closed_by) == ("safe at home", "a note", at(9), "UC1")
    assert row.risk is Risk.A
    assert not row.urgent
    assert row.lacks == ()


def test_what_is_said_of_a_case_before_its_flag_waits_for_it() -> None:
    assert case(told(events.CaseUpdated("k1", owner="UC2"), "UC2", 1), flagged(5)).owner == "UC2"


def test_a_case_at_a_or_b_lacks_an_owner_and_a_next_check_until_it_has_them() -> None:
    assert case(flagged()).lacks == ("an owner", "a next check")
    assert case(flagged(owner="UC1")).lacks == ("a next check",)
    assert case(flagged(owner="UC1", next_check=at(900))).lacks == ()
    assert case(flagged(risk=Risk.C)).lacks == ()


def test_a_case_is_due_from_its_next_check_on_while_it_is_open() -> None:
    row = case(flagged(next_check=at(900)))
    assert [row.due(at(899)), row.due(at(900))] == [False, True]
    assert not case(flagged()).due(at(900))
    assert not case(flagged(next_check=at(9)), told(events.CaseClosed("k1", "safe"), "UC1", 8)).due(at(900))


def test_a_case_passes_with_two_signatures_of_two_people() -> None:
    row = case(flagged(owner="UC1"), over(10), for_(20))
    signed_over, signed_for = row.over_to("s2"), row.for_shift("s2")
    assert signed_over is not None
    assert signed_for is not None
    assert (signed_over.by, signed_over.at) == ("UC1", at(10))
    assert (signed_for.by, signed_for.at, signed_for.read_back) == ("UC2", at(20), "ring at nine")
    assert row.owner == "UC2"
    assert (row.over_to("s3"), row.for_shift("s3")) == (None, None)


def test_the_first_signature_of_each_kind_stands() -> None:
    row = case(flagged(owner="UC1"), over(10), over(11), for_(20), for_(21, "UMOD"))
    assert [one.at for one in row.signed_over] == [at(10)]
    assert [one.by for one in row.signed_for] == ["UC2"]
    assert row.owner == "UC2"


@pytest.mark.parametrize(
    "signatures",
    [
        (over(10, "UC2"),),  # not its owner
        (for_(20),),  # not signed over
        (over(10), for_(20, "UC1")),  # nobody signs for what they signed over themselves
        (over(10), for_(20, "UNOBODY")),  # without a role
        (over(10, shift="s3"), for_(20)),  # to another shift
    ],
)
def test_a_signature_without_a_right_changes_nothing(signatures: tuple[Entry, ...]) -> None:
    result: Folded = folded(K1, flagged(owner="UC1"), *signatures)
    assert isinstance(result.row, Case)
    assert result.row.signed_for == ()
    assert result.row.owner == "UC1"
    assert result.not_entitled == (signatures[-1].position,)


def test_nobody_without_a_role_flags_a_case() -> None:
    result = folded(K1, told(events.CaseFlagged("k1", "green-compass", Risk.B), "UNOBODY", 5))
    assert result.row is None
    assert len(result.not_entitled) == 1


def test_the_worst_comes_first_and_of_one_risk_what_is_unplanned_then_what_is_next() -> None:
    def of(name: str, risk: Risk, next_check: float | None = None, closed: float | None = None) -> Case:
        due = None if next_check is None else at(next_check)
        return Case(name, name, risk, "UC1", at(0), next_check=due, closed_at=None if closed is None else at(closed))

    rows = [of("late", Risk.B, 90), of("soon", Risk.B, 9), of("unplanned", Risk.B), of("worst", Risk.A, 99)]
    rows += [of("mild", Risk.C), of("over", Risk.A, closed=5)]
    assert [row.case for row in at_risk(rows)] == ["worst", "unplanned", "soon", "late"]
    assert [row.case for row in still_open(rows)] == ["worst", "unplanned", "soon", "late", "mild"]


def test_what_a_case_lacks_calls_its_owner_then_the_lead() -> None:
    def called(row: Case, me: str, seconds: float, *, lead: bool = False) -> bool:
        return bool(calling((row,), me, at(seconds), lead=lead))

    lacking = case(flagged(owner="UC1"))
    assert called(lacking, "UC1", 6)
    assert not called(lacking, "UC2", 6)
    assert [called(lacking, "ULEAD", seconds, lead=True) for seconds in (304, 305)] == [False, True]
    assert called(case(flagged()), "ULEAD", 6, lead=True)
    planned = case(flagged(owner="UC1", next_check=at(900)))
    assert [called(planned, "UC1", seconds) for seconds in (899, 900)] == [False, True]
    assert [called(planned, "ULEAD", seconds, lead=True) for seconds in (900, 1_200)] == [False, True]
