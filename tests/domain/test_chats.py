"""The chat queue: who waits, who holds, and how long."""

import pytest

from console.domain import events
from console.domain.chats import Chat, ChatState, Note
from console.domain.ledger import Folded
from console.domain.subjects import Kind, Subject, subjects_of
from console.domain.words import AgeBand, ChatOutcome, Risk, Role
from tests.builders import at, entry, folded, opened, team
from tests.domain.happening import (
    C1,
    Saying,
    asked,
    chat,
    closed,
    ended,
    noted,
    passed,
    refused,
    released,
    renewed,
    reopened,
    result,
    risk_set,
    taken,
    updated,
)

# Opening


def test_a_chat_waits_from_its_opening_on() -> None:
    row = chat()
    assert (row.alias, row.age_band, row.risk, row.returning) == ("quiet-otter", AgeBand.TEEN, Risk.C, False)
    assert row.state_at(at(50)) is ChatState.WAITING
    assert row.waiting_since(at(50)) == row.opened_at == at(0)
    assert row.holder_at(at(50)) is None
    assert row.over_at is None


def test_the_first_opening_stands_and_a_second_is_no_want_of_a_right() -> None:
    again = opened("c1", 60, Risk.A, topic="another")
    assert result(taken(5), again).not_entitled == ()
    assert chat(taken(5), again) == chat(taken(5))


def test_only_the_platform_opens_a_chat() -> None:
    mine = entry(events.ChatOpened("c1", "quiet-otter", AgeBand.TEEN, Risk.A), "UC1", -5, channel="C0QUEUE")
    assert folded(C1, mine) == Folded(None, mine.position, (mine.position,))
    found = result(mine)
    assert isinstance(found.row, Chat)
    assert found.row.risk is Risk.C
    assert found.not_entitled == (mine.position,)


def test_what_is_said_of_an_unknown_chat_waits_for_its_opening() -> None:
    assert folded(C1, taken(-9)).row is None
    row = chat(taken(-9), entry(events.ChatNoted("c1", "early"), "UC2", -8))
    assert row.holder_at(at(10)) == "UC1"
    assert row.taken_at == at(-9)
    assert [note.text for note in row.notes] == ["early"]


def test_an_update_changes_only_what_it_names() -> None:
    first = entry(events.ChatOpened("c1", "o", AgeBand.ADULT, Risk.D, "exams", "hello", True), "UPLAT", 0)
    row = folded(C1, first, updated(5, risk=Risk.B)).row
    assert isinstance(row, Chat)
    assert (row.risk, row.topic, row.excerpt, row.returning) == (Risk.B, "exams", "hello", True)
    row = folded(C1, first, updated(5, topic="home"), updated(6, excerpt="more")).row
    assert isinstance(row, Chat)
    assert (row.risk, row.topic, row.excerpt) == (Risk.D, "home", "more")


# Taking and the lease


def test_the_first_to_take_a_chat_holds_it() -> None:
    row = chat(taken(5), taken(6, "UC2"))
    assert row.holder_at(at(7)) == "UC1"
    assert row.state_at(at(7)) is ChatState.HELD
    assert row.taken_at == at(5)
    assert refused(taken(5), taken(6, "UC2")) == []


def test_a_second_take_by_the_holder_changes_nothing() -> None:
    assert chat(taken(5), taken(100)) == chat(taken(5))


@pytest.mark.parametrize("who", ["UC1", "UMOD", "UDOC", "ULEAD"])
def test_counsellors_moderators_clinicians_and_leads_take_chats(who: str) -> None:
    assert chat(taken(5, who)).holder_at(at(6)) == who


@pytest.mark.parametrize("role", [Role.HOST, Role.SUPPORT, Role.PLATFORM])
def test_nobody_else_takes_a_chat(role: Role) -> None:
    found = result(taken(5, "UX"), people=team(UX=role))
    assert found.row == chat()
    assert [one.at for one in found.not_entitled] == [at(5)]


@pytest.mark.parametrize(
    ("risk", "seconds"), [(Risk.A, 120), (Risk.B, 120), (Risk.C, 600), (Risk.D, 600), (Risk.E, 600)]
)
def test_a_taken_chat_that_nobody_touches_goes_back_to_the_queue(risk: Risk, seconds: int) -> None:
    row = chat(taken(10), risk=risk)
    assert row.over_at == at(10 + seconds)
    assert row.holder_at(at(9.999 + seconds)) == "UC1"
    assert row.holder_at(at(10 + seconds)) is None
    assert row.state_at(at(10 + seconds)) is ChatState.WAITING
    assert row.waiting_since(at(9.999 + seconds)) == at(0)
    assert row.waiting_since(at(10 + seconds)) == at(10 + seconds)


@pytest.mark.parametrize(
    ("risk", "seconds"), [(Risk.A, 300), (Risk.B, 300), (Risk.C, 1800), (Risk.D, 1800), (Risk.E, 1800)]
)
@pytest.mark.parametrize("work", [renewed, noted, asked, lambda seconds: passed("UC2", seconds)])
def test_each_renewal_and_work_of_the_holder_moves_the_end_of_the_lease(work: Saying, risk: Risk, seconds: int) -> None:
    assert chat(taken(10), work(100), risk=risk).over_at == at(100 + seconds)


def test_the_risk_at_that_moment_decides_how_long_a_renewal_lasts() -> None:
    assert chat(taken(10), updated(20, risk=Risk.A)).over_at == at(610)
    assert chat(taken(10), updated(20, risk=Risk.A), renewed(30)).over_at == at(330)
    assert chat(taken(10), renewed(30), updated(40, risk=Risk.A)).over_at == at(1830)
    assert chat(taken(10), risk_set(Risk.B, 30)).over_at == at(330)
    assert chat(taken(10), risk_set(Risk.E, 30), risk=Risk.A).over_at == at(1830)


def test_the_end_may_move_nearer_when_the_risk_has_risen() -> None:
    assert chat(taken(10), renewed(20), updated(30, risk=Risk.A), renewed(40)).over_at == at(340)


@pytest.mark.parametrize("late", [renewed, noted, asked, released, closed])
def test_after_the_end_of_the_lease_its_holder_changes_nothing_of_it(late: Saying) -> None:
    row = chat(taken(10), late(610))
    assert row.state_at(at(611)) is ChatState.WAITING
    assert row.waiting_since(at(611)) == at(610)
    assert row.over_at is None
    assert refused(taken(10), late(610)) == []


def test_after_the_end_of_the_lease_anybody_may_take_it() -> None:
    row = chat(taken(10), taken(609.999, "UC2"), taken(610, "UMOD"))
    assert row.holder_at(at(611)) == "UMOD"
    assert row.held_by == ("UC1", "UMOD")
    assert chat(taken(10), taken(700)).over_at == at(1300)


def test_who_held_it_once_and_posts_late_changes_nothing_and_is_not_listed() -> None:
    before = (taken(10), taken(700, "UC2"))
    late = (renewed(710), released(711), passed("UMOD", 712), closed(713))
    assert chat(*before, *late) == chat(*before)
    assert refused(*before, *late) == []


def test_only_the_holder_renews_a_lease() -> None:
    others = (
        renewed(20, "UC2"),
        renewed(21, "ULEAD"),
        noted(22, "UC2"),
        risk_set(Risk.D, 23, "ULEAD"),
        asked(24, "UC2"),
    )
    assert chat(taken(10), *others).over_at == at(610)
    assert refused(taken(10), *others) == [at(20), at(21)]


def test_one_renewal_names_all_the_chats_of_a_desk() -> None:
    both = entry(events.LeaseRenewed(("c1", "c2", "c1")), "UC1", 50)
    assert subjects_of(both) == (C1, Subject(Kind.CHAT, "c2"))
    assert chat(taken(10), both).over_at == at(1850)


def test_everybody_who_ever_held_it_is_kept_once_the_latest_last() -> None:
    row = chat(taken(1), released(2), taken(3, "UC2"), released(4, "UC2"), taken(5))
    assert row.held_by == ("UC2", "UC1")


# Releasing


def test_a_released_chat_waits_from_then_on() -> None:
    row = chat(taken(10), passed("UC2", 11), released(20))
    assert row.state_at(at(20)) is ChatState.WAITING
    assert row.waiting_since(at(30)) == at(20)
    assert (row.holder, row.taken_at, row.lease_until, row.offer) == (None, None, None, None)


def test_a_lead_releases_a_chat_that_another_holds() -> None:
    assert chat(taken(10), released(20, "ULEAD")).waiting_since(at(30)) == at(20)


def test_releasing_a_chat_that_waits_changes_nothing() -> None:
    assert chat(released(20, "ULEAD")) == chat()
    assert chat(taken(1), released(2), released(20)) == chat(taken(1), released(2))


@pytest.mark.parametrize("what", [released, closed, renewed, lambda seconds, by: passed("UC1", seconds, by)])
def test_who_never_held_it_and_is_no_lead_is_not_entitled(what: Saying) -> None:
    assert refused(taken(10), what(20, "UC2")) == [at(20)]
    assert chat(taken(10), what(20, "UC2")) == chat(taken(10))


# Notes, risk, questions


def test_a_note_of_anybody_who_takes_chats_is_kept() -> None:
    row = chat(noted(20, "UMOD"), taken(30), noted(2_000))
    assert row.notes == (Note("UMOD", at(20), "a note"), Note("UC1", at(2_000), "a note"))
    assert refused(noted(20, "UPLAT")) == [at(20)]


def test_staff_judge_the_risk_of_a_chat_that_nobody_holds() -> None:
    assert chat(risk_set(Risk.A, 20, "UMOD")).risk is Risk.A
    assert refused(risk_set(Risk.A, 20, "UPLAT")) == [at(20)]


# Closing, ending, reopening


def test_a_chat_is_closed_with_its_outcome() -> None:
    row = chat(taken(10), passed("UC2", 11), closed(20, note="went well"))
    assert row.closed
    assert row.state_at(at(21)) is ChatState.CLOSED
    assert (row.closed_at, row.closed_by, row.outcome) == (at(20), "UC1", ChatOutcome.HELPED)
    assert (row.holder, row.lease_until, row.offer, row.over_at) == (None, None, None, None)
    assert row.notes == (Note("UC1", at(20), "went well"),)
    assert chat(taken(10), closed(20)).notes == ()


def test_a_lead_closes_a_chat_that_another_holds_or_that_waits() -> None:
    assert chat(taken(10), closed(20, "ULEAD")).closed_by == "ULEAD"
    assert chat(closed(20, "ULEAD")).closed_by == "ULEAD"


def test_the_first_closing_stands() -> None:
    assert chat(taken(10), closed(20), closed(30, "ULEAD")) == chat(taken(10), closed(20))


def test_nothing_moves_a_closed_chat() -> None:
    done = (taken(10), closed(20))
    after = (taken(30, "UC2"), renewed(31), released(32, "ULEAD"), passed("UC2", 33, "ULEAD"))
    assert chat(*done, *after) == chat(*done)


def test_a_chat_whose_member_left_is_over() -> None:
    row = chat(taken(10), passed("UC2", 15), ended(20))
    assert row.state_at(at(20)) is ChatState.CLOSED
    assert (row.ended_at, row.closed_at) == (at(20), None)
    assert row.holder_at(at(20)) is None
    assert (row.offer, row.over_at) == (None, None)
    after = (taken(30, "UC2"), renewed(31), released(32), passed("UC2", 33), noted(5_000))
    assert chat(taken(10), ended(20), *after[:-1]) == chat(taken(10), ended(20))
    assert chat(taken(10), ended(20), *after).lease_until is None
    assert chat(ended(20)).state_at(at(20)) is ChatState.CLOSED


def test_who_held_it_when_the_member_left_still_gives_its_outcome() -> None:
    row = chat(taken(10), ended(20), closed(5_000))
    assert (row.ended_at, row.closed_at, row.closed_by) == (at(20), at(5_000), "UC1")
    assert chat(taken(10), ended(20), closed(30, "ULEAD")).closed_by == "ULEAD"
    assert chat(taken(10), taken(700, "UC2"), ended(710), closed(720)).closed_at is None
    assert chat(taken(10), ended(610), closed(620)).closed_at is None


def test_the_end_is_kept_once_also_of_a_closed_chat() -> None:
    assert chat(taken(10), ended(20), ended(30)).ended_at == at(20)
    row = chat(taken(10), closed(20), ended(30))
    assert (row.closed_at, row.ended_at) == (at(20), at(30))


@pytest.mark.parametrize("over", [closed, ended])
def test_a_reopened_chat_waits_again_from_then_on(over: Saying) -> None:
    row = chat(taken(10), over(20), reopened(30))
    assert row.state_at(at(31)) is ChatState.WAITING
    assert row.waiting_since(at(5_000)) == at(30)
    assert (row.closed_at, row.closed_by, row.outcome, row.ended_at) == (None, None, None, None)
    assert (row.holder, row.taken_at) == (None, None)
    assert chat(taken(10), over(20), reopened(30), taken(40, "UC2")).holder_at(at(41)) == "UC2"


def test_a_chat_that_is_not_closed_cannot_be_reopened() -> None:
    assert chat(reopened(5)) == chat()
    assert chat(taken(10), reopened(20)) == chat(taken(10))


def test_reopening_is_for_those_who_take_chats() -> None:
    assert refused(taken(10), closed(20), reopened(30, "UPLAT")) == [at(30)]


def test_a_lead_is_a_lead_only_while_the_role_counts() -> None:
    log = (opened(), taken(10), released(20, "UX"))
    assert folded(C1, *log, people=team(UX=Role.COUNSELLOR)).not_entitled == (log[2].position,)
    assert folded(C1, *log, people=team(UX=Role.LEAD)).not_entitled == ()
