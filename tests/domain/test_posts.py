"""A post: submitted, taken, given back, decided once, and undecided again when its author writes it anew."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain import events
from console.domain.cases import Case
from console.domain.ledger import Folded
from console.domain.messages import Entry
from console.domain.posts import Post, PostState, account, at_risk, fold, in_order
from console.domain.subjects import Kind, Subject
from console.domain.words import AgeBand, Decision, PostPlace, Risk
from tests.builders import TEAM, at, entry, folded

P1 = Subject(Kind.POST, "p1")


def submitted(seconds: float = 0, text: str = "Hello", id: str = "s1", post: str = "p1") -> Entry:
    event = events.PostSubmitted(post, "sunny-kite", AgeBand.TEEN, PostPlace.FORUM, text, "t1")
    return entry(event, "UPLAT", seconds, channel="C0QUEUE", id=id)


def taken(seconds: float, by: str = "UMOD") -> Entry:
    return entry(events.PostTaken("p1"), by, seconds)


def released(seconds: float, by: str = "UMOD") -> Entry:
    return entry(events.PostReleased("p1"), by, seconds)


def decided(decision: Decision, seconds: float, by: str = "UMOD", **more: object) -> Entry:
    return entry(events.PostDecided("p1", decision, **more), by, seconds)  # type: ignore[arg-type]  # a builder passes on


def result(*entries: Entry) -> Folded:
    return folded(P1, submitted(), *entries)


def post(*entries: Entry) -> Post:
    row = result(*entries).row
    assert isinstance(row, Post)
    return row


def state(seconds: float, *entries: Entry) -> PostState:
    return post(*entries).state_at(at(seconds))


def test_a_submitted_post_waits_and_says_what_its_author_wrote() -> None:
    new = post()
    assert (new.alias, new.text, new.thread, new.submission, new.since) == ("sunny-kite", "Hello", "t1", "s1", at(0))
    assert new.state_at(at(1)) is PostState.WAITING
    assert new.over_at is None
    assert new.turns_at(at(1)) is None


def test_what_comes_before_the_submission_waits_for_it() -> None:
    early = folded(P1, taken(-5), submitted())
    assert isinstance(early.row, Post)
    assert (early.row.holder, early.row.lease_until) == ("UMOD", at(595))
    assert folded(P1, taken(1)).row is None


def test_the_first_who_takes_it_has_it_for_ten_minutes() -> None:
    both = post(taken(10), taken(11, "UDOC"))
    assert both.holder_at(at(12)) == "UMOD"
    assert both.turns_at(at(12)) == at(610)
    assert both.state_at(at(609)) is PostState.TAKEN
    assert both.state_at(at(610)) is PostState.WAITING
    assert post(taken(10), taken(611, "UDOC")).holder_at(at(612)) == "UDOC"


def test_work_of_who_has_it_keeps_it_half_an_hour() -> None:
    renewed = entry(events.LeaseRenewed((), ("p1", "p1")), "UMOD", 100)
    asked = entry(events.AskPosted("a1", "What now?", None, "p1"), "UMOD", 200, channel="C5ASKS")
    assert post(taken(10), renewed).lease_until == at(1_900)
    assert post(taken(10), renewed, asked).lease_until == at(2_000)
    by_another = entry(events.AskPosted("a1", "What now?", None, "p1"), "UC1", 200, channel="C5ASKS")
    assert post(taken(10), by_another).lease_until == at(610)


def test_who_never_had_it_keeps_nothing_and_gives_nothing_back() -> None:
    renewed = entry(events.LeaseRenewed((), ("p1",)), "UDOC", 100)
    assert len(result(taken(10), renewed).not_entitled) == 1
    assert len(result(taken(10), released(20, "UDOC")).not_entitled) == 1
    assert len(result(taken(10, "UC1")).not_entitled) == 1  # a counsellor decides no posts


def test_given_back_it_waits_as_long_as_before() -> None:
    back = post(taken(10), released(20))
    assert (back.state_at(at(21)), back.since) == (PostState.WAITING, at(0))
    assert post(taken(10), released(20, "ULEAD")).holder is None
    late = post(taken(10), taken(700, "UDOC"), released(710))
    assert late.holder_at(at(711)) == "UDOC"


def test_each_decision_leads_to_its_place() -> None:
    places = {one: state(30, taken(10), decided(one, 20)) for one in Decision}
    assert places == {
        Decision.PUBLISH: PostState.PUBLISHED,
        Decision.EDIT: PostState.PUBLISHED,
        Decision.HOLD: PostState.HELD,
        Decision.DECLINE: PostState.DECLINED,
        Decision.ESCALATE: PostState.ESCALATED,
    }


def test_the_first_decision_stands() -> None:
    both = post(decided(Decision.DECLINE, 20), decided(Decision.PUBLISH, 21, "UDOC"))
    assert both.state_at(at(30)) is PostState.DECLINED
    assert both.over_at == at(20)
    assert post(decided(Decision.DECLINE, 20), taken(21, "UDOC")).holder is None


def test_nobody_decides_what_another_has() -> None:
    assert state(30, taken(10), decided(Decision.PUBLISH, 20, "UDOC")) is PostState.TAKEN
    assert state(630, taken(10), decided(Decision.PUBLISH, 620, "UDOC")) is PostState.PUBLISHED  # the lease was over


def test_a_hold_ends_at_its_moment_and_before_by_a_decision() -> None:
    hold = decided(Decision.HOLD, 20, for_="UDOC", until=at(500))
    assert state(499, hold) is PostState.HELD
    assert state(500, hold) is PostState.WAITING
    assert post(hold).turns_at(at(30)) == at(500)
    assert post(hold).over_at is None
    for_good = post(hold, taken(100, "UDOC"), decided(Decision.PUBLISH, 110, "UDOC"))
    assert for_good.state_at(at(120)) is PostState.PUBLISHED
    assert [one.decision for one in for_good.earlier] == [Decision.HOLD]
    assert state(9_000, decided(Decision.HOLD, 20, for_="UDOC")) is PostState.HELD
    assert state(120, hold, taken(100), released(110)) is PostState.HELD  # given back it is held as before


def test_written_anew_by_its_author_it_is_undecided_again() -> None:
    anew = post(decided(Decision.DECLINE, 20), submitted(30, "Hello all", "s2"))
    assert (anew.state_at(at(31)), anew.text, anew.before) == (PostState.WAITING, "Hello all", "Hello")
    assert (anew.submission, anew.submitted_at, anew.since) == ("s2", at(0), at(30))
    assert [one.decision for one in anew.earlier] == [Decision.DECLINE]
    assert post(taken(10), submitted(30, "Hello all", "s2")).holder_at(at(40)) == "UMOD"


def test_a_decision_over_an_older_text_changes_nothing() -> None:
    late = decided(Decision.PUBLISH, 40, over="s1")
    assert state(50, submitted(30, "Hello all", "s2"), late) is PostState.WAITING
    assert state(50, submitted(30, "Hello all", "s2"), decided(Decision.PUBLISH, 40, over="s2")) is PostState.PUBLISHED


def test_those_at_risk_come_first_and_then_the_oldest() -> None:
    rows = [folded(Subject(Kind.POST, name), submitted(n, post=name)).row for n, name in enumerate("abc")]
    posts = [row for row in rows if isinstance(row, Post)]
    assert [one.post for one in in_order(reversed(posts), frozenset("c"))] == ["c", "a", "b"]


def test_a_post_is_at_risk_while_its_author_or_itself_is_flagged_at_a_or_b() -> None:
    def case(risk: Risk, alias: str = "other", post: str | None = None) -> Case:
        return Case("k1", alias, risk, "UMOD", at(0), post=post)

    one = post()
    assert at_risk([one], [case(Risk.B, "sunny-kite")]) == {"p1"}
    assert at_risk([one], [case(Risk.A, post="p1")]) == {"p1"}
    assert at_risk([one], [case(Risk.C, "sunny-kite"), case(Risk.A)]) == frozenset()


def test_an_event_that_is_about_no_post_leaves_it_as_it_is() -> None:
    row = post()
    assert fold(row, entry(events.ChatTaken("c1"), "UC1", 5), TEAM) == row
    assert fold(None, entry(events.ChatTaken("c1"), "UC1", 5), TEAM) is None


happening = st.lists(
    st.tuples(st.sampled_from(("take", "free", "renew", "anew", *Decision)), st.sampled_from(("UMOD", "UDOC", "UC1"))),
    max_size=14,
)


def _happening(what: str, post: str, n: int) -> events.WireEvent:
    match what:
        case "take":
            return events.PostTaken(post)
        case "free":
            return events.PostReleased(post)
        case "renew":
            return events.LeaseRenewed((), (post,))
        case _:
            return events.PostDecided(post, Decision(what), until=at(n * 200 + 50))


@settings(max_examples=200, deadline=None)
@given(st.lists(happening, min_size=1, max_size=4), st.integers(0, 3_000))
def test_every_submitted_post_stands_at_exactly_one_place(nights: list[list[tuple[str, str]]], now: int) -> None:
    rows = []
    for number, night in enumerate(nights):
        name = f"p{number}"
        said = [submitted(0, post=name)]
        for n, (what, by) in enumerate(night, 1):
            if what == "anew":
                said.append(submitted(n * 200, f"text {n}", f"s{n}", name))
                continue
            event = _happening(what, name, n)
            said.append(entry(event, by, n * 200))
        row = folded(Subject(Kind.POST, name), *said).row
        assert isinstance(row, Post)
        rows.append(row)
        turn = row.turns_at(at(now))
        assert turn is None or turn > at(now)
    counted = account(rows, at(now))
    assert counted == Counter(row.state_at(at(now)) for row in rows)
    assert sum(counted.values()) == len(nights)  # submitted = published + held + declined + escalated + waiting
