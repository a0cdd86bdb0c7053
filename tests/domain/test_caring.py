"""What may be done with a case, and why not; and whose signature counts."""

from datetime import timedelta, timezone

import pytest

from console.domain import actions, events
from console.domain.actions import AssessCase, CloseCase, FlagCase, MergeCase, SignFor, SignOver, UpdateCase
from console.domain.caring import waits_for
from console.domain.cases import MERGED, Assessment, Case
from console.domain.settling import explained, opposite, stands
from console.domain.words import AgeBand, Category, Intent, Risk
from tests.builders import at
from tests.domain.knowing import Knowing

ZONE = timezone(timedelta(hours=4))  # the night of the tests begins at 02:00:00 there
K = "d20"  # the first case's id is that of its action
OVER, FOR = SignOver(K), SignFor(K, " ring at nine ")


def desk(*actions_by: tuple[actions.Action, str], planned: bool = True) -> Knowing:
    """A desk that knows one chat, perhaps two shifts, and what somebody did since, ten seconds apart."""
    found = Knowing()
    if planned:
        found.planned("UC1:counsellor", "ULEAD:lead", ends=9_000)
        found.planned("UC2:counsellor", shift="s2", starts=9_000, ends=18_000)
    found.opens("c1", 10, Risk.B)
    for n, (action, by) in enumerate(actions_by):
        found.does(action, by, 20 + 10 * n)
    return found


def flag(**more: object) -> FlagCase:
    fields: dict[str, object] = {"chat": "c1", "owner": "UC1", "next_check": at(900), **more}
    return FlagCase(Risk.B, **fields)  # type: ignore[arg-type]  # a builder passes on


def case(found: Knowing) -> Case:
    return found.cases[K]


def test_a_flag_takes_from_its_chat_who_it_is_about() -> None:
    wish = flag(intent=Intent.HAS_ACTED, category=Category.SUICIDE, summary=" told a friend ", plan="p", if_then="i")
    assert desk().says(wish, "UC1", 20) == events.CaseFlagged(
        K,
        "quiet-otter",
        Risk.B,
        AgeBand.TEEN,
        "c1",
        None,
        Intent.HAS_ACTED,
        "suicide",
        "told a friend",
        "UC1",
        at(900),
        "p",
        "i",
    )
    by_hand = FlagCase(Risk.A, alias=" north-tram ", age_band=AgeBand.ADULT)
    assert desk().says(by_hand, "UHOST", 20) == events.CaseFlagged(K, "north-tram", Risk.A, AgeBand.ADULT)


@pytest.mark.parametrize(
    ("action", "by", "why"),
    [
        (flag(chat="c9"), "UC1", "This desk knows no such chat."),
        (FlagCase(Risk.A), "UC1", "Say who is at risk: name a chat, a post, or an alias."),
        (flag(owner="UNOBODY"), "UC1", "UNOBODY has no role, so a case cannot be theirs."),
        (flag(next_check=at(20)), "UC1", "The next check would be in the past."),
        (flag(summary="x" * 3_001), "UC1", "This is too long: 3,001 characters of at most 3,000."),
        (UpdateCase("k9"), "UC1", "This desk knows no such case."),
        (OVER, "UC1", "This desk knows no such case."),
    ],
)
def test_a_flag_that_says_too_little_or_too_much_is_refused(action: actions.Action, by: str, why: str) -> None:
    assert desk().why(action, by, 20) == why


def test_nobody_without_a_role_does_anything_to_a_case() -> None:
    assert desk().why(flag(), "UNOBODY", 20).startswith("You have no role that allows this.")


def test_a_chat_has_one_open_case() -> None:
    found = desk((flag(), "UC1"))
    assert found.why(flag(), "UC2", 30) == "quiet-otter is flagged already. Change that case instead."
    found.happens(events.CaseClosed(K, "safe"), "UC1", 40)
    assert isinstance(found.says(flag(), "UC2", 50), events.CaseFlagged)


def test_an_update_says_what_differs_and_nothing_else() -> None:
    found = desk((flag(summary="a summary"), "UC1"))
    wish = UpdateCase(K, Risk.B, summary="a summary", owner="UC2", plan=" a plan ")
    assert found.says(wish, "UC2", 30) == events.CaseUpdated(K, owner="UC2", plan="a plan")
    assert found.why(UpdateCase(K, Risk.B), "UC2", 30) == "Nothing differs from what the case says."
    assert found.why(UpdateCase(K, owner="UNOBODY"), "UC2", 30) == "UNOBODY has no role, so a case cannot be theirs."


def test_a_case_is_closed_with_its_outcome_and_takes_no_more_after_that() -> None:
    found = desk((FlagCase(Risk.C, "c1"), "UC1"))
    assert found.why(CloseCase(K, " "), "UC1", 30) == "The outcome is empty."
    assert found.says(CloseCase(K, " safe ", " all well "), "UC1", 30) == events.CaseClosed(K, "safe", "all well")
    found.does(CloseCase(K, "safe"), "UC1", 40)
    for action in (UpdateCase(K, Risk.A), CloseCase(K, "safe"), OVER, FOR):
        assert found.why(action, "UC1", 50) == "This case is closed."
    assert waits_for(case(found)) == ""


# Signing


def test_a_case_is_signed_over_to_the_next_shift_and_for_by_somebody_else() -> None:
    found = desk((flag(), "UC1"))
    assert waits_for(case(found)) == ""
    assert found.does(OVER, "UC1", 30) == events.CaseSignedOver(K, "s2")
    assert waits_for(case(found)) == "s2"
    assert found.does(FOR, "UC2", 40) == events.CaseSignedFor(K, "s2", "ring at nine")
    assert (case(found).owner, waits_for(case(found))) == ("UC2", "")


def test_a_case_passes_to_the_shift_of_the_handover_that_waits_for_its_signature() -> None:
    found = desk((flag(), "UC1"))
    found.planned("UC2:counsellor", shift="s3", starts=18_000, ends=27_000)
    found.happens(events.HandoverWritten("s1", "s2", at(0), "0", (), (K,)), "ULEAD", 8_900, id="h1")
    assert found.says(OVER, "UC1", 9_100) == events.CaseSignedOver(K, "s2")
    found.happens(events.HandoverSigned("h1", at(0), "0"), "ULEAD", 9_200)
    assert found.says(OVER, "UC1", 9_300) == events.CaseSignedOver(K, "s3")
    assert found.says(SignOver(K, "s2"), "UC1", 9_300) == events.CaseSignedOver(K, "s2")


@pytest.mark.parametrize(
    ("given", "action", "by", "why"),
    [
        ((flag(owner=""),), OVER, "UC1", "Nobody sees to this case yet. Say who does, first."),
        ((flag(),), OVER, "UC2", "M. Hale sees to this case: only they can sign it over."),
        ((flag(next_check=None),), OVER, "UC1", "This case has no next check. Say when somebody looks next, first."),
        ((flag(),), SignOver(K, "s9"), "UC1", "This desk knows no shift “s9”."),
        ((flag(), OVER), OVER, "UC1", "You signed this case over already."),
        ((flag(),), FOR, "UC2", "This case was not signed over yet. Ask who sees to it to sign it over first."),
        ((flag(), OVER), FOR, "UC1", "You signed this case over. Somebody else must sign for it."),
        ((flag(), OVER), SignFor(K, " "), "UC2", "The read-back is empty."),
    ],
)
def test_a_signature_that_would_not_count_is_refused(
    given: tuple[actions.Action, ...], action: actions.Action, by: str, why: str
) -> None:
    assert desk(*((one, "UC1") for one in given)).why(action, by, 80) == why


def test_a_case_is_signed_for_once() -> None:
    found = desk((flag(), "UC1"), (OVER, "UC1"), (FOR, "UC2"))
    assert found.why(FOR, "UC2", 80) == "You signed for this case already."
    assert found.why(FOR, "UMOD", 80) == "R. Osei signed for this case already."
    assert found.why(SignFor(K, "x", "s2"), "UC2", 80) == "You signed for this case already."
    assert found.why(SignFor(K, "x", "s2"), "UMOD", 80) == "R. Osei signed for this case already."


def test_a_mild_case_needs_no_next_check_to_pass_but_a_shift() -> None:
    mild = FlagCase(Risk.D, alias="north-tram", owner="UC1")
    assert desk((mild, "UC1")).says(OVER, "UC1", 30) == events.CaseSignedOver(K, "s2")
    alone = desk((mild, "UC1"), planned=False)
    assert alone.why(OVER, "UC1", 30) == "No next shift is planned. Plan one, or name the shift."


def test_nothing_takes_back_what_was_said_of_somebody_at_risk() -> None:
    found = desk((flag(), "UC1"), (OVER, "UC1"))
    for action in (flag(), UpdateCase(K), CloseCase(K, "safe"), OVER, FOR):
        assert opposite(found, action, by="UC1", at=at(50)) is None
    assert not stands(found, events.CaseSignedOver(K, "s2"), by="UC1", at=at(50))


def why(found: Knowing, event: events.WireEvent, by: str, seconds: float = 60) -> str | None:
    return explained(found, event, by=by, at=at(seconds), zone=ZONE)


def test_who_signed_a_moment_too_late_is_told_who_was_first() -> None:
    over, for_ = events.CaseSignedOver(K, "s2"), events.CaseSignedFor(K, "s2", "ring at nine")
    found = desk((flag(), "UC1"))
    assert why(found, over, "UC2") == "This case was no longer yours when you signed it over, so that changed nothing."
    assert why(found, for_, "UC2") == "This case was not signed over when you signed for it, so that changed nothing."
    found.does(OVER, "UC1", 30)
    assert why(found, over, "UC1") is None
    found.does(FOR, "UC2", 40)
    assert why(found, for_, "UC2") is None
    assert why(found, for_, "UMOD") == "R. Osei signed for this case at 02:00:40, before you."
    assert why(Knowing(), for_, "UMOD") is None


# Asking about the risk


def test_what_was_found_out_stands_in_the_case_and_of_each_question_the_last_answer_counts() -> None:
    found = desk((flag(), "UC1"))
    first = AssessCase(K, "no", "unknown", "yes", " tonight ", protective="a sister")
    assert found.does(first, "UC1", 40) == events.CaseAssessed(
        K, "no", "unknown", "yes", "tonight", protective="a sister"
    )
    found.does(AssessCase(K, means="no", informed="the parents", references="a report"), "UC2", 50)
    assert [one.by for one in case(found).assessments] == ["UC1", "UC2"]
    assert case(found).known == Assessment(
        "UC2", at(50), "no", "no", "yes", "tonight", "", "a sister", "the parents", "a report"
    )
    assert case(desk((flag(), "UC1"))).known is None


def test_an_assessment_that_says_nothing_is_refused_and_one_that_was_purged_says_nothing() -> None:
    found = desk((flag(), "UC1"))
    assert found.why(AssessCase(K, when="  "), "UC1", 40) == "Nothing is answered yet."
    assert found.why(AssessCase(K, alone="perhaps"), "UC1", 40) == (
        "“perhaps” is no answer: it is one of yes, no, unknown."
    )
    assert found.why(AssessCase(K, informed="x" * 3_001), "UC1", 40).startswith("This is too long")
    found.happens(events.CaseAssessed(K, "", when=""), "UC1", 50)
    assert case(found).assessments == ()
    assert opposite(found, AssessCase(K, "no"), by="UC1", at=at(60)) is None


# Two cases of one member


def two(second: Risk = Risk.C) -> Knowing:
    """The first is the one of the chat, at B; the second was flagged by hand."""
    return desk((flag(), "UC1"), (FlagCase(second, alias="quiet-otter", owner="UC2"), "UC2"))


@pytest.mark.parametrize(("other", "told", "after"), [(Risk.C, Risk.B, Risk.B), (Risk.A, None, Risk.A)])
def test_a_case_goes_on_in_another_which_takes_the_higher_risk(other: Risk, told: Risk | None, after: Risk) -> None:
    found = two(second=other)
    event = found.does(MergeCase(K, "d30"), "UC1", 50)
    assert event == events.CaseMerged(K, "d30", told)
    ended, goes_on = found.cases[K], found.cases["d30"]
    assert (ended.into, ended.outcome, ended.closed_at, ended.closed_by) == ("d30", MERGED, at(50), "UC1")
    assert not ended.closed_alone, "the member is not let go of"
    assert (goes_on.merged, goes_on.risk, goes_on.closed_at) == ((K,), after, None)
    assert [step.did.value for step in ended.story] == ["flagged", "merged"]
    assert [step.did.value for step in goes_on.story] == ["flagged", "merged"]


def test_it_goes_on_in_one_case_only_and_never_in_itself() -> None:
    found = two()
    found.does(MergeCase(K, "d30"), "UC1", 50)
    assert found.why(MergeCase(K, "d30"), "UC1", 60) == "This case is closed."
    found.happens(events.CaseMerged(K, "d30"), "UC2", 61)
    found.happens(events.CaseMerged("d30", "d30"), "UC2", 62)
    assert (found.cases["d30"].merged, found.cases["d30"].closed_at) == ((K,), None)
    found.happens(events.CaseMerged("d30", K), "UC2", 63)
    assert found.cases[K].merged == (), "what is over takes nothing in"


def test_why_two_cases_cannot_be_one() -> None:
    found = two()
    assert found.why(MergeCase(K, "k9"), "UC1", 50) == "This desk knows no such case."
    assert found.why(MergeCase(K, K), "UC1", 50) == "That is the same case."
    assert opposite(found, MergeCase(K, "d30"), by="UC1", at=at(60)) is None
    found.does(CloseCase(K, "safe", "with her sister"), "UC1", 60)
    assert found.why(MergeCase(K, "d30"), "UC1", 70) == "A second opinion is asked for. It is given first."
    found.does(CloseCase("d30", "safe"), "UC1", 80)
    assert found.why(MergeCase(K, "d30"), "UC1", 90) == "The case of quiet-otter is closed."
