"""What takes two people: a case at A or B is closed, and lowered by two levels, once a second person agrees."""

from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain import actions, events
from console.domain.actions import CloseCase, FlagCase, GiveOpinion, Refusal, UpdateCase
from console.domain.agreeing import asked_of
from console.domain.cases import Case
from console.domain.opinions import Opinion, Stand
from console.domain.settling import explained, opposite
from console.domain.words import Duty, Risk, Role
from tests.builders import at
from tests.domain.knowing import Knowing

ZONE = timezone(timedelta(hours=4))
K = "d20"
CLOSE = CloseCase(K, "safe", " a sister is there ")
LOWER = UpdateCase(K, Risk.D, why="slept well")
YES, NO = GiveOpinion(K, agrees=True, reason=" saw her "), GiveOpinion(K, agrees=False, reason="too early")


def desk(*actions_by: tuple[actions.Action, str], risk: Risk = Risk.B) -> Knowing:
    """A desk with one case, and what was done about it since, ten seconds apart."""
    found = Knowing()
    found.happens(events.RoleGiven("UDOC2", Role.CLINICIAN), "UADMIN", -500)
    found.does(FlagCase(risk, alias="quiet-otter", owner="UC1", next_check=at(900)), "UC1", 20)
    for n, (action, by) in enumerate(actions_by):
        found.does(action, by, 30 + 10 * n)
    return found


def case(found: Knowing) -> Case:
    return found.cases[K]


def last(found: Knowing) -> Opinion:
    return case(found).opinions[-1]


@pytest.mark.parametrize("risk", [Risk.A, Risk.B])
def test_a_case_at_a_or_b_is_closed_once_a_second_person_agrees(risk: Risk) -> None:
    found = desk(risk=risk)
    assert found.does(CLOSE, "UC1", 30) == events.CaseOpinionAsked(K, "a sister is there", outcome="safe")
    assert case(found).closed_at is None
    wanted = case(found).opinion
    assert wanted is not None
    assert (wanted.opinion, wanted.by, wanted.stand) == ("d30", "UC1", Stand.WAITS)
    assert found.does(YES, "UC2", 40) == events.CaseClosed(K, "safe", "saw her", "d30")
    row = case(found)
    assert (row.outcome, row.note, row.closed_by, row.closed_at) == ("safe", "saw her", "UC2", at(40))
    assert (row.opinion, row.closed_alone, last(found).stand) == (None, False, Stand.AGREED)


@pytest.mark.parametrize(("risk", "to"), [(Risk.A, Risk.C), (Risk.B, Risk.E), (Risk.C, Risk.E)])
def test_a_risk_is_lowered_by_two_levels_once_a_second_person_agrees(risk: Risk, to: Risk) -> None:
    found = desk(risk=risk)
    wish = UpdateCase(K, to, why=" slept well ")
    assert found.does(wish, "UC1", 30) == events.CaseOpinionAsked(K, "slept well", risk=to)
    assert case(found).risk is risk
    assert found.does(YES, "UC2", 40) == events.CaseUpdated(K, to, opinion="d30", why="saw her")
    assert (case(found).risk, last(found).stand) == (to, Stand.AGREED)


def test_lowering_by_one_level_raising_and_closing_below_b_take_one_person() -> None:
    assert desk().says(UpdateCase(K, Risk.C, why="calmer"), "UC1", 30) == events.CaseUpdated(K, Risk.C, why="calmer")
    assert desk().says(UpdateCase(K, Risk.A), "UC1", 30) == events.CaseUpdated(K, Risk.A)
    assert desk(risk=Risk.C).says(CLOSE, "UC1", 30) == events.CaseClosed(K, "safe", "a sister is there")


def test_what_is_asked_needs_a_reason_an_outcome_and_somebody_who_takes_chats() -> None:
    found = desk()
    why = "This takes two people. Say what speaks for it; they read it after giving their own reason."
    assert found.why(CloseCase(K, "safe"), "UC1", 30) == why
    assert found.why(UpdateCase(K, Risk.D), "UC1", 30) == why
    assert found.why(UpdateCase(K, Risk.D, why="x" * 3_001), "UC1", 30).startswith("This is too long")
    assert found.why(UpdateCase(K, Risk.C, why="x" * 3_001), "UC1", 30).startswith("This is too long")
    assert found.why(UpdateCase(K, why="only why"), "UC1", 30) == "Nothing differs from what the case says."
    assert found.why(CloseCase(K, " ", "why"), "UC1", 30) == "The outcome is empty."
    assert found.why(UpdateCase(K, Risk.D, plan="p", why="why"), "UC1", 30) == (
        "Lowering by two levels waits for a second opinion. Change the rest by itself, first."
    )
    assert found.why(CLOSE, "UHOST", 30).startswith("You have no role that allows this.")


def test_one_question_at_a_time_is_open_about_a_case() -> None:
    found = desk((CLOSE, "UC1"))
    assert found.why(LOWER, "UC1", 40) == "You asked for a second opinion already. It can be taken back."
    assert found.why(LOWER, "UC2", 40) == (
        f"{found.names.get('UC1', 'UC1')} asked for a second opinion about this case. Give yours first."
    )
    found.happens(events.CaseOpinionAsked(K, "another", outcome="safe"), "UC2", 40)
    assert len(case(found).opinions) == 1


def test_the_first_reason_is_read_only_after_giving_ones_own() -> None:
    found = desk((CLOSE, "UC1"))
    assert (last(found).reason_for("UC1"), last(found).reason_for("UC2")) == ("a sister is there", None)
    found.does(NO, "UC2", 40)
    assert last(found).reason_for("UC2") == "a sister is there"
    assert last(found).reason_for("UDOC") is None
    found.does(NO, "UDOC", 50)
    assert last(found).reason_for("UC3") == "a sister is there"


def test_where_two_disagree_a_clinician_decides() -> None:
    found = desk((CLOSE, "UC1"), (NO, "UC2"))
    assert last(found).stand is Stand.DISAGREED
    assert found.why(NO, "UC2", 50) == "You gave your opinion already. A clinician decides now."
    assert found.why(YES, "ULEAD", 50).startswith("Only a clinician can decide where two people disagree")
    agreed = desk((CLOSE, "UC1"), (NO, "UC2"), (YES, "UDOC"))
    assert (case(agreed).closed_by, last(agreed).stand) == ("UDOC", Stand.AGREED)
    assert [one.agrees for one in last(agreed).given] == [False, True]
    found.does(NO, "UDOC", 60)
    assert (case(found).opinion, last(found).stand, case(found).closed_at) == (None, Stand.DECLINED, None)
    assert isinstance(found.says(CLOSE, "UC1", 70), events.CaseOpinionAsked)


def test_who_asked_takes_it_back_and_does_not_answer_it() -> None:
    found = desk((CLOSE, "UC1"))
    assert found.why(YES, "UC1", 40) == "You asked for it yourself: the second opinion is somebody else's."
    assert found.why(GiveOpinion(K, agrees=True), "UC2", 40) == "The reason is empty."
    assert found.why(YES, "UHOST", 40).startswith("You have no role that allows this.")
    found.does(GiveOpinion(K, agrees=False), "UC1", 40)
    assert (case(found).opinion, last(found).stand) == (None, Stand.TAKEN_BACK)
    assert found.why(YES, "UC2", 50) == "Nobody asks for a second opinion about this case."
    assert found.why(GiveOpinion("k9", agrees=True), "UC2", 50) == "This desk knows no such case."
    late = events.CaseOpinionDeclined(K, "d30")
    found.happens(late, "UC1", 60)
    found.happens(late, "UC2", 61)
    assert last(found).given == ()


def test_a_case_that_another_tool_closed_for_one_person_alone_says_so() -> None:
    found = desk((CLOSE, "UC1"))
    found.happens(events.CaseClosed(K, "safe", opinion="d30"), "UC1", 40)
    assert (case(found).closed_alone, case(found).opinion, last(found).stand) == (True, None, Stand.WAITS)
    unknown = desk()
    unknown.happens(events.CaseClosed(K, "safe", opinion="d99"), "UC2", 40)
    assert case(unknown).closed_alone
    below = desk(risk=Risk.C)
    below.does(CLOSE, "UC1", 30)
    assert not case(below).closed_alone
    assert not case(desk()).closed_alone


def test_an_opinion_that_came_second_is_explained_and_undone_by_nothing() -> None:
    found = desk((CLOSE, "UC1"), (NO, "UC2"))
    event = events.CaseClosed(K, "safe", "w", "d30")

    def why(event: events.WireEvent, by: str, known: Knowing = found) -> str | None:
        return explained(known, event, by=by, at=at(60), zone=ZONE)

    assert why(event, "UC2") is None
    assert why(event, "ULEAD") == f"{found.names.get('UC2', 'UC2')} gave a second opinion at 02:00:40, before you."
    assert why(events.CaseOpinionDeclined(K, "d30"), "ULEAD") == why(event, "ULEAD")
    assert why(events.CaseUpdated(K, Risk.D, opinion="d31"), "ULEAD") is None
    assert why(events.CaseClosed("k9", "safe", opinion="d30"), "ULEAD") is None
    assert why(events.CaseClosed(K, "safe"), "ULEAD") is None
    waits = desk((CLOSE, "UC1"))
    assert why(event, "UC2", waits) is None
    waits.does(GiveOpinion(K, agrees=False), "UC1", 40)
    back = "took the question back before you answered, so that changed nothing."
    assert str(why(event, "UC2", waits)).endswith(back)
    assert opposite(waits, YES, by="UC2", at=at(50)) is None


answers = st.lists(st.tuples(st.sampled_from(("UC1", "UC2", "UC3", "UDOC", "UDOC2", "ULEAD", "UHOST")), st.booleans()))


@given(answers)
def test_no_case_at_b_is_ever_closed_by_one_person_at_our_desks(said: list[tuple[str, bool]]) -> None:
    found = desk((CLOSE, "UC1"))
    for n, (by, agrees) in enumerate(said):
        event = found.says(GiveOpinion(K, agrees=agrees, reason="r"), by, 40 + n)
        if not isinstance(event, Refusal):
            found.happens(event, by, 40 + n)
    row = case(found)
    assert not row.closed_alone
    if row.closed_at is not None:
        assert row.closed_by not in (None, "UC1")
        assert sum(one.agrees for one in last(found).given) == 1


def asked(found: Knowing, *people: str) -> list[str]:
    return [one for one in people if asked_of(found, one, at(100))]


def test_leads_and_clinicians_are_asked_and_where_two_disagree_the_clinician_on_call() -> None:
    everybody = ("UC1", "UC2", "UDOC", "UDOC2", "ULEAD", "UHOST")
    assert asked(desk(), *everybody) == []
    found = desk((CLOSE, "UC1"))
    assert asked(found, *everybody) == ["UDOC", "UDOC2", "ULEAD"]
    found.does(NO, "ULEAD", 40)
    assert asked(found, *everybody) == ["UDOC", "UDOC2"]
    found.planned("UDOC2:clinician")
    found.happens(events.DutyStarted("s1", Duty.CLINICIAN), "UDOC2", 50)
    assert asked(found, *everybody) == ["UDOC2"]
    by_one_on_call = desk((CLOSE, "UDOC2"), (NO, "UC2"))
    by_one_on_call.planned("UDOC2:clinician")
    by_one_on_call.happens(events.DutyStarted("s1", Duty.CLINICIAN), "UDOC2", 50)
    assert asked(by_one_on_call, *everybody) == ["UDOC"]
