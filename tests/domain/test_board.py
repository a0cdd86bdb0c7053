"""The leads' review board: every case stands in one column, and filters show those that somebody wants to see."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from console.domain import events
from console.domain.actions import FlagCase, UpdateCase
from console.domain.board import Column, Filter, Seen, Tried, column_of, columns, newcomers, rule_of
from console.domain.cases import Case
from console.domain.opinions import Opinion, Stand
from console.domain.posts import Decided, Post
from console.domain.words import AgeBand, Decision, PostPlace, Risk
from tests.builders import at
from tests.domain.knowing import Knowing

OPEN = Opinion("o1", "UC1", at(5), "why", outcome="safe")


def case(name: str = "k1", risk: Risk = Risk.B, **more: object) -> Case:
    return Case(name, "quiet-otter", risk, "UC1", at(1), **more)  # type: ignore[arg-type]  # a builder passes on


def test_a_case_stands_where_it_waits_and_else_with_who_has_it() -> None:
    assert column_of(case()) is Column.NEW
    held = case(owner="UC1")
    assert column_of(held) is Column.HELD
    outside = replace(held, outside="an ambulance")
    assert column_of(outside) is Column.OUTSIDE
    asked = replace(outside, opinions=(OPEN,))
    assert column_of(asked) is Column.OPINION
    assert column_of(replace(asked, opinions=(replace(OPEN, stand=Stand.DECLINED),))) is Column.OUTSIDE
    assert column_of(replace(asked, closed_at=at(9))) is Column.CLOSED


def test_who_outside_is_waited_for_is_said_and_ends() -> None:
    found = Knowing()
    found.does(FlagCase(Risk.B, alias="quiet-otter", owner="UC1", next_check=at(900)), "UC1", 20)
    wish = UpdateCase("d20", outside=" an ambulance ")
    assert found.does(wish, "UC1", 30) == events.CaseUpdated("d20", outside="an ambulance")
    assert found.cases["d20"].outside == "an ambulance"
    assert found.why(wish, "UC1", 40) == "Nothing differs from what the case says."
    found.does(UpdateCase("d20", plan="ring"), "UC1", 50)
    assert found.cases["d20"].outside == "an ambulance"
    assert found.does(UpdateCase("d20", outside=""), "UC1", 60) == events.CaseUpdated("d20", outside="")
    assert column_of(found.cases["d20"]) is Column.HELD


def test_the_worst_stands_first_and_of_closed_ones_the_latest() -> None:
    cases = [
        case("k1", Risk.C),
        case("k2", next_check=at(9)),
        case("k3"),
        case("k4", next_check=at(8)),
        case("k5", Risk.A),
        case("k6", closed_at=at(8)),
        case("k7", Risk.E, closed_at=at(9)),
    ]
    found = columns(cases)
    assert [one.case for one in found[Column.NEW]] == ["k5", "k4", "k2", "k3", "k1"]
    assert [one.case for one in found[Column.CLOSED]] == ["k7", "k6"]
    overdue = Tried(Filter(overdue=True), Seen("UC1", at(20)))
    assert [one.case for one in cases if overdue.fits(one)] == ["k2", "k4"]


def test_a_filter_shows_what_fits_all_of_it() -> None:
    found = Knowing()
    found.happens(events.RosterPublished("s1", "Night", at(0), at(90), ("UC1:counsellor",), ("UC2:UC1",)), "ULEAD", 0)
    post = Post("p1", "otter", AgeBand.TEEN, PostPlace.FORUM, "words", None, "i1", at(1), at(1))
    decided = replace(post, decided=Decided(Decision.HOLD, "UC1", at(2), "i1", "R14"))
    seen = Seen("UC1", at(50), {"p1": decided, "p2": post}, found.shifts, {"UC1": "A. Novak"})
    mine = case(owner="UC1", next_check=at(40), category="bullying", post="p1")
    theirs = replace(mine, case="k2", owner="UC2", by="UC2", next_check=at(60), post="p2", outside="a doctor")
    nobodys = replace(mine, case="k3", owner=None, next_check=None, post=None)

    def shown(**wanted: object) -> list[bool]:
        tried = Tried(Filter(**wanted), seen)  # type: ignore[arg-type]  # a builder passes on
        return [tried.fits(one) for one in (mine, theirs, nobodys)]

    assert shown() == [True, True, True]
    assert shown(mine=True) == [True, False, False]
    assert shown(unowned=True) == [False, False, True]
    assert shown(overdue=True) == [True, False, False]
    assert shown(newcomers=True) == [False, True, False]
    assert shown(words="rule 14") == [True, False, False]
    assert shown(words="NOVAK bully") == [True, False, False]
    assert shown(words="doctor") == [False, True, False]
    assert shown(mine=True, words="doctor") == [False, False, False]
    texts: dict[str, str] = {}
    assert [Tried(Filter(words=words), seen, texts).fits(mine) for words in ("novak", "doctor", "")] == [
        True,
        False,
        True,
    ]
    assert texts.keys() == {"k1"}, "what is looked for in is made once for all filters"
    assert newcomers(found.shifts.values()) == {"UC2"}
    assert [rule_of(one, seen.posts) for one in (mine, theirs, nobodys)] == ["R14", "", ""]


cases = st.builds(
    case,
    st.uuids().map(str),
    st.sampled_from(Risk),
    owner=st.none() | st.just("UC1"),
    outside=st.sampled_from(("", "a doctor")),
    closed_at=st.none() | st.just(at(5)),
    opinions=st.sampled_from(((), (OPEN,))),
)


@given(st.lists(cases, unique_by=lambda one: one.case), st.randoms(use_true_random=False))
def test_each_case_stands_once_and_in_the_same_order_however_they_come(some: list[Case], chance: object) -> None:
    found = columns(some)
    assert sorted(one.case for column in found.values() for one in column) == sorted(one.case for one in some)
    chance.shuffle(some)  # type: ignore[attr-defined]  # it is random.Random
    assert columns(some) == found
