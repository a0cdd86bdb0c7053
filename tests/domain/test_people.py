"""Who may do what, and since when."""

import typing

import pytest

from console.domain import events
from console.domain.ledger import Folded, fold_subject
from console.domain.messages import Batch, Entry, Person, Position
from console.domain.people import (
    ANY_ROLE,
    ENTITLED,
    TAKERS,
    Doubt,
    Doubtful,
    Grant,
    Lapsed,
    People,
    differing,
    without_right,
)
from console.domain.subjects import PEOPLE, Kind, Subject
from console.domain.words import (
    AgeBand,
    Audience,
    ChatOutcome,
    Decision,
    Duty,
    Home,
    PostPlace,
    Risk,
    Role,
    RuleLevel,
)
from tests.builders import at, entry, message, opened, team
from tests.fakes import FakeLog

ADMINS = frozenset(("UADMIN",))


def given(person: str, role: Role, seconds: float, by: str = "UADMIN") -> Entry:
    return entry(events.RoleGiven(person, role), by, seconds, channel="C3MAIN")


def taken(person: str, role: Role, seconds: float, by: str = "UADMIN") -> Entry:
    return entry(events.RoleTaken(person, role), by, seconds, channel="C3MAIN")


def result(*entries: Entry, admins: frozenset[str] = ADMINS) -> tuple[People, list[float]]:
    found = fold_subject(PEOPLE, entries, People(admins))
    assert found is not None
    assert isinstance(found.row, People)
    return found.row, [(one.at - at(0)).total_seconds() for one in found.not_entitled]


def place(seconds: float, channel: str = "C1LOG") -> Position:
    return Position(at(seconds), channel)


def test_an_admin_gives_and_takes_every_role() -> None:
    for n, role in enumerate(Role):
        people, refused = result(given("UX", role, n), taken("UX", role, 50))
        assert people.roles("UX", place(50, "C1LOG")) == {role}
        assert people.roles_now("UX") == frozenset()
        assert refused == []


def test_a_lead_gives_and_takes_every_role_but_lead() -> None:
    lead = given("ULEAD", Role.LEAD, 0)
    for role in Role:
        people, refused = result(lead, given("UX", role, 5, "ULEAD"))
        assert people.roles_now("UX") == (frozenset() if role is Role.LEAD else {role})
        assert refused == ([5] if role is Role.LEAD else [])
    people, refused = result(
        lead,
        given("UX", Role.LEAD, 1),
        given("UX", Role.HOST, 2),
        taken("UX", Role.LEAD, 3, "ULEAD"),
        taken("UX", Role.HOST, 4, "ULEAD"),
    )
    assert people.roles_now("UX") == {Role.LEAD}
    assert refused == [3]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LEAD])
def test_nobody_else_gives_a_role(role: Role) -> None:
    assert result(given("UX", role, 0), given("UY", Role.COUNSELLOR, 5, "UX"))[1] == [5]


def test_nobody_makes_themselves_lead() -> None:
    people, refused = result(given("UX", Role.LEAD, 0, "UX"), given("UX", Role.HOST, 1, "UX"))
    assert (people.grants, refused) == ({}, [0, 1])
    assert [(one.role, one.doubt, one.oneself) for one in people.doubtful()] == [
        (Role.LEAD, Doubt.LAPSED, True),
        (Role.HOST, Doubt.LAPSED, True),
    ]


def test_a_role_counts_from_its_event_up_to_its_taking() -> None:
    people, _ = result(given("UX", Role.HOST, 10), taken("UX", Role.HOST, 20))
    assert people.roles("UX", place(10, "C3MAIN")) == frozenset()
    assert people.roles("UX", place(10, "C4")) == {Role.HOST}
    assert people.roles("UX", place(20, "C3MAIN")) == {Role.HOST}
    assert people.roles("UX", place(20, "C4")) == frozenset()
    assert people.has("UX", Role.HOST, place(15))
    assert not people.has("UX", Role.LEAD, place(15))
    assert people.roles("UNOBODY", place(15)) == frozenset()


def test_what_was_given_by_a_lead_stays_when_their_role_is_taken_and_is_shown() -> None:
    people, refused = result(
        given("ULEAD", Role.LEAD, 0),
        given("UX", Role.HOST, 5, "ULEAD"),
        given("UY", Role.HOST, 5.5, "UADMIN"),
        taken("ULEAD", Role.LEAD, 10),
        given("UZ", Role.HOST, 15, "ULEAD"),
    )
    assert people.roles_now("UX") == {Role.HOST}
    assert people.resting_on_nobody() == {"UX": (Grant(Role.HOST, "ULEAD", place(5, "C3MAIN")),)}
    assert refused == [15]


def test_what_rests_on_an_admin_or_a_lead_is_not_shown_and_neither_is_what_was_taken() -> None:
    people, _ = result(given("ULEAD", Role.LEAD, 0), given("UX", Role.HOST, 5, "ULEAD"))
    assert people.resting_on_nobody() == {}
    people, _ = result(
        given("ULEAD", Role.LEAD, 0),
        given("UX", Role.HOST, 5, "ULEAD"),
        taken("UX", Role.HOST, 6),
        taken("ULEAD", Role.LEAD, 10),
    )
    assert people.resting_on_nobody() == {}


def test_an_admin_confirms_a_role_by_giving_it_again_without_a_break() -> None:
    people, _ = result(
        given("ULEAD", Role.LEAD, 0),
        given("UX", Role.HOST, 5, "ULEAD"),
        taken("ULEAD", Role.LEAD, 10),
        given("UX", Role.HOST, 15),
    )
    assert people.resting_on_nobody() == {}
    assert people.roles("UX", place(15, "C3MAIN")) == people.roles("UX", place(15, "C4")) == {Role.HOST}
    assert people.grants["UX"] == (
        Grant(Role.HOST, "ULEAD", place(5, "C3MAIN"), place(15, "C3MAIN"), "UADMIN"),
        Grant(Role.HOST, "UADMIN", place(15, "C3MAIN")),
    )


def test_what_somebody_gave_who_is_admin_no_longer_does_not_count_and_is_listed() -> None:
    events_ = (given("ULEAD", Role.LEAD, 0, "UOLD"), given("UX", Role.HOST, 5, "ULEAD"))
    assert result(*events_, admins=frozenset(("UOLD",)))[1] == []
    people, refused = result(*events_)
    assert people.grants == {}
    assert refused == [0, 5]


def test_taking_one_role_leaves_the_others() -> None:
    people, _ = result(given("UX", Role.HOST, 1), given("UX", Role.SUPPORT, 2), taken("UX", Role.HOST, 3))
    assert people.roles_now("UX") == {Role.SUPPORT}
    people, _ = result(given("UX", Role.HOST, 1), taken("UX", Role.HOST, 3), taken("UX", Role.HOST, 4))
    assert people.grants["UX"] == (Grant(Role.HOST, "UADMIN", place(1, "C3MAIN"), place(3, "C3MAIN"), "UADMIN"),)


def test_an_event_of_another_kind_changes_no_role() -> None:
    people, refused = result(given("UX", Role.HOST, 1), entry(events.ChatTaken("c1"), "UX", 2))
    assert people == result(given("UX", Role.HOST, 1))[0]
    assert refused == []


# What should be looked at


def test_of_what_was_done_without_a_right_the_last_is_remembered_until_somebody_entitled_acts() -> None:
    people, _ = result(given("UX", Role.HOST, 1, "UOLD"), given("UX", Role.HOST, 2, "UOLDER"))
    assert people.lapsed == (Lapsed("UX", Role.HOST, "UOLDER", place(2, "C3MAIN")),)
    people, _ = result(given("UX", Role.HOST, 1, "UOLD"), taken("UX", Role.HOST, 2, "UOLD"))
    assert [one.given for one in people.lapsed] == [False]
    assert people.doubtful() == ()  # it was taken, and does not count
    for since in (given("UX", Role.HOST, 3), taken("UX", Role.HOST, 3)):
        assert result(given("UX", Role.HOST, 1, "UOLD"), given("UX", Role.SUPPORT, 2, "UOLD"), since)[0].lapsed == (
            Lapsed("UX", Role.SUPPORT, "UOLD", place(2, "C3MAIN")),
        )


def test_a_role_that_is_there_though_somebody_took_it_is_looked_at() -> None:
    people, _ = result(given("UX", Role.HOST, 1), taken("UX", Role.HOST, 2, "UOLD"))
    assert people.doubtful() == (Doubtful("UX", Role.HOST, "UOLD", place(2, "C3MAIN"), Doubt.BACK),)


def test_what_is_no_role_event_leaves_the_people_as_they_were() -> None:
    assert without_right(People(), entry(events.ChatTaken("c1"), "UX", 2)) == People()


# From which position on people differ


def test_people_differ_from_the_first_turn_that_only_one_of_two_states_has() -> None:
    before, _ = result(given("UX", Role.HOST, 1), given("UY", Role.HOST, 2))
    after, _ = result(given("UX", Role.HOST, 1), given("UY", Role.HOST, 2), taken("UX", Role.HOST, 9))
    assert differing(before, after) == differing(after, before) == {"UX": place(9, "C3MAIN")}
    assert differing(People(), after) == {"UX": place(1, "C3MAIN"), "UY": place(2, "C3MAIN")}
    assert differing(after, after) == {}


def test_a_role_given_again_is_no_difference() -> None:
    before, _ = result(given("UX", Role.HOST, 1))
    after, _ = result(given("UX", Role.HOST, 1), given("UX", Role.HOST, 9))
    assert before != after
    assert differing(before, after) == {}


def test_a_role_in_place_of_another_is_a_difference() -> None:
    before, _ = result(given("UX", Role.HOST, 1))
    after, _ = result(given("UX", Role.SUPPORT, 1))
    assert differing(before, after) == {"UX": place(1, "C3MAIN")}


# Rights (docs/wire.md, "who"): the table once more, by hand

PLATFORM, LEAD, CLINICIAN = {Role.PLATFORM}, {Role.LEAD}, {Role.CLINICIAN}
DECIDERS = {Role.MODERATOR, Role.CLINICIAN}
AS_TAKEN = {Role.COUNSELLOR, Role.MODERATOR, Role.CLINICIAN, Role.LEAD}
RULE = ("R1", "title", "body", RuleLevel.STOP, (Audience.ADULTS,))
TABLE: list[tuple[events.Event, set[Role]]] = [
    (events.ChatOpened("c1", "o", AgeBand.TEEN, Risk.C), PLATFORM),
    (events.ChatUpdated("c1"), PLATFORM),
    (events.ChatEnded("c1"), PLATFORM),
    (events.PostSubmitted("p1", "o", AgeBand.TEEN, PostPlace.FORUM, "text"), PLATFORM),
    (events.ChatTaken("c1"), AS_TAKEN),
    (events.ChatReopened("c1"), AS_TAKEN),
    (events.ChatNoted("c1", "note"), AS_TAKEN),
    (events.ChatRiskSet("c1", Risk.A), AS_TAKEN),
    (events.AskPosted("a1", "question"), AS_TAKEN),
    (events.LimitLifted("UX", "s1", 4), LEAD),
    (events.RosterPublished("s1", "Night", at(0), at(9), ()), LEAD),
    (events.RoutineSet("w1", "Look", ("03:00",)), LEAD),
    (events.StaffingSet(("host:22:00-08:00:1",)), LEAD),
    (events.SwapAsked("s1", Duty.HOST, "UX"), set(Role)),
    (events.SwapAgreed("i1"), set(Role)),
    (events.SwapDeclined("i1"), set(Role)),
    (events.HandoverWritten("s1", "s2", at(0), "0", (), ()), LEAD),
    (events.HandoverSigned("h1", at(0), "0"), LEAD),
    (events.RuleAcknowledged("R1", 1, "i1"), set(Role)),
    (events.TaskDone("t1"), set(Role)),
    (events.TaskUndone("t1"), set(Role)),
    (events.TaskPlanned("t1", "s1", "title"), set(Role)),
    (events.CaseFlagged("k1", "o", Risk.B), set(Role)),
    (events.CaseUpdated("k1"), set(Role)),
    (events.CaseClosed("k1", "outcome"), set(Role)),
    (events.CaseAssessed("k1", "no"), set(Role)),
    (events.CaseMerged("k1", "k2"), set(Role)),
    (events.CaseOpinionAsked("k1", "reason", "safe"), AS_TAKEN),
    (events.PostTaken("p1"), DECIDERS),
    (events.PostDecided("p1", Decision.HOLD), DECIDERS),
    (events.PostReviewed("p1", "i1", True), LEAD | CLINICIAN),
    (events.PostOpinionAsked("p1", "s1", Decision.PUBLISH, "why"), DECIDERS),
    (events.PostJudged("p1", Decision.PUBLISH, "s1", "UB"), DECIDERS),
    (events.TemplateSet("T1", "title", "body"), LEAD | CLINICIAN),
    (events.TemplateWithdrawn("T1"), LEAD | CLINICIAN),
    (events.RulePublished(*RULE), CLINICIAN),
    (events.RuleReplaced(*RULE), CLINICIAN),
    (events.RuleWithdrawn("R1"), CLINICIAN),
    (events.RuleProposed("UX", *RULE[1:]), CLINICIAN),
]
# These rest on more than a role: on being the holder, the one it was passed to, oneself, an admin, an owner.
BY_MORE_THAN_A_ROLE: list[events.Event] = [
    events.LeaseRenewed(("c1",)),
    events.ChatReleased("c1"),
    events.ChatPassed("c1", "UX"),
    events.PassReturned("c1"),
    events.PostReleased("p1"),
    events.RuleProposalDeclined("i1"),
    events.ChatClosed("c1", ChatOutcome.LEFT),
    events.DutyStarted("s1", Duty.HOST),
    events.DutyPaused("s1", Duty.HOST, at(9)),
    events.DutyEnded("s1", Duty.HOST),
    events.RoleGiven("UX", Role.HOST),
    events.RoleTaken("UX", Role.HOST),
    events.CaseSignedOver("k1", "s1"),
    events.CaseSignedFor("k1", "s1", "read back"),
    events.CaseOpinionDeclined("k1", "i1"),
    events.PostOpinionDeclined("p1", "i1"),
    events.Said("hello", Home.MOD_MAIN),
]


@pytest.mark.parametrize(("event", "roles"), TABLE, ids=lambda value: type(value).__name__)
def test_an_event_counts_exactly_by_the_roles_that_the_wire_names(event: events.Event, roles: set[Role]) -> None:
    able = {role for role in Role if team(UX=role).may(entry(event, "UX"))}
    assert able == roles
    assert not team().may(entry(event, "UNOBODY"))


@pytest.mark.parametrize("event", BY_MORE_THAN_A_ROLE, ids=lambda event: type(event).__name__)
def test_what_rests_on_more_than_a_role_is_left_to_its_fold(event: events.Event) -> None:
    assert team().may(entry(event, "UNOBODY"))


def test_every_event_of_the_wire_stands_in_one_of_the_two_tables() -> None:
    named = {type(event) for event, _ in TABLE} | {type(event) for event in BY_MORE_THAN_A_ROLE}
    assert named == set(typing.get_args(events.Event))
    assert set(ENTITLED) == {type(event) for event, _ in TABLE}
    assert set(TAKERS) == AS_TAKEN
    assert set(ANY_ROLE) == set(Role)


# What follows from a role or an admin that changes late

C1 = Subject(Kind.CHAT, "c1")
ADMIN = Person("UADMIN", "The admin", admin=True)


def holder(log: FakeLog) -> str | None:
    found = log.rows[C1].row
    return getattr(found, "holder", None)


def test_a_role_that_arrives_late_lets_what_its_person_did_count() -> None:
    log = FakeLog()
    queue = [given("UPLAT", Role.PLATFORM, 0), opened("c1", 1)]
    took = entry(events.ChatTaken("c1"), "UC1", 5)
    log.append(Batch(tuple(message(one) for one in (*queue, took)), people=(ADMIN,)))
    assert log.rows[C1].not_entitled == (took.position,)
    log.append(Batch((message(given("UC1", Role.COUNSELLOR, 3)),)))
    assert (holder(log), log.rows[C1].not_entitled) == ("UC1", ())
    log.append(Batch((message(taken("UC1", Role.COUNSELLOR, 4)),)))
    assert (holder(log), log.rows[C1].not_entitled) == (None, (took.position,))


def test_a_new_admin_lets_everything_count_that_rests_on_them() -> None:
    log = FakeLog()
    night = (
        given("ULEAD", Role.LEAD, 0),
        given("UPLAT", Role.PLATFORM, 1, "ULEAD"),
        given("UC1", Role.COUNSELLOR, 2, "ULEAD"),
        opened("c1", 3),
        entry(events.ChatTaken("c1"), "UC1", 5),
    )
    log.append(Batch(tuple(message(one) for one in night)))
    assert log.rows[C1] == Folded(None, night[-1].position, (night[-2].position, night[-1].position))
    log.append(Batch(people=(ADMIN,)))
    assert holder(log) == "UC1"
    log.append(Batch(people=(Person("UADMIN", "The admin"),)))
    assert log.rows[C1].row is None


def test_a_role_confirmed_or_taken_folds_nothing_again_that_came_before() -> None:
    log = FakeLog()
    log.append(
        Batch(tuple(message(one) for one in (given("UPLAT", Role.PLATFORM, 0), opened("c1", 1))), people=(ADMIN,))
    )
    assert set(log.append(Batch((message(given("UPLAT", Role.PLATFORM, 5)),))).rows) == {PEOPLE}
    assert set(log.append(Batch((message(taken("UPLAT", Role.PLATFORM, 6)),))).rows) == {PEOPLE}
