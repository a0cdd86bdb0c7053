"""The rows that a log gives back: those at hand, page by page, and every kind of them."""

from datetime import datetime

import pytest

from console.domain import events
from console.domain.asks import Ask
from console.domain.cases import Case
from console.domain.chats import Chat
from console.domain.messages import EPOCH
from console.domain.subjects import PEOPLE, Kind, Subject
from console.domain.words import Audience, ChatOutcome, Decision, Duty, Risk, Role, RuleLevel
from console.store import folded
from tests.builders import at, entry
from tests.store.wired import RealLog, asked, in_main, opening, plain, taken, wired


def test_what_waits_for_its_subject_has_no_row(log: RealLog) -> None:
    log.append(wired(entry(events.TaskDone("t1"), "UC1", 1)))
    assert list(log.run(log.log.open_rows(EPOCH))) == [PEOPLE]
    changes = log.tell(in_main(events.TaskPlanned("t1", "s1", "Check"), 0, by="UC1"))
    assert changes.rows[Subject(Kind.TASK, "t1")] == log.run(log.log.row(Subject(Kind.TASK, "t1")))


def test_open_rows_are_those_that_are_not_over_or_only_just(log: RealLog) -> None:
    closed = wired(entry(events.ChatClosed("c2", ChatOutcome.HELPED), "UC1", 60))
    log.append(
        wired(opening("c1", 1, risk=Risk.C)),
        wired(opening("c2", 2, risk=Risk.A)),
        wired(opening("c3", 3, risk=Risk.B)),
        wired(opening("c4", 0, risk=Risk.C)),
        taken("UC1", 50, "c2"),
        closed,
    )
    assert chats(log, at(61)) == ["c3", "c4", "c1"]
    assert chats(log, at(60)) == ["c3", "c4", "c1", "c2"]
    assert all(kind is not Kind.CHAT for kind, _ in log.run(log.log.open_rows(at(0))))
    first = log.run(log.log.first_rows(Kind.CHAT, 2))
    assert [row.chat for row in first if isinstance(row, Chat)] == ["c3", "c4"]
    ended = wired(entry(events.ChatEnded("c3"), "UPLAT", 70, channel="C0QUEUE"))
    log.append(ended)
    assert chats(log, at(71)) == ["c4", "c1"]
    assert chats(log, at(70)) == ["c4", "c1", "c3"]


def chats(log: RealLog, since: datetime) -> list[str]:
    """The chats at hand, read page by page; the same however big a page is."""
    read_by = {}
    for limit in (1, 2, 3, 100):
        found: list[str] = []
        edge = None
        while edge is not None or not found:
            page, edge = log.run(log.log.open_chats(since, edge, limit))
            found.extend(row.chat for row in page)
            if not page:
                break
        read_by[limit] = found
    assert read_by[1] == read_by[2] == read_by[3] == read_by[100]
    return read_by[100]


def test_every_kind_of_row_is_kept_and_found(log: RealLog) -> None:
    log.tell(
        in_main(events.RoleGiven("ULEAD", Role.LEAD), -10),
        in_main(events.RosterPublished("s1", "Night", at(0), at(36_000), ("UC1:counsellor",)), 1, by="ULEAD"),
        in_main(events.TaskPlanned("t1", "s1", "Check the queue"), 2, by="UC1"),
        in_main(events.TaskPlanned("t2", "s1", "Call back"), 3, by="UC1"),
        entry(events.TaskDone("t1"), "UC1", 4),
        entry(
            events.RulePublished("R1", "No numbers", "No phone numbers", RuleLevel.STOP, (Audience.UNDER_18,)),
            "UDOC",
            5,
            channel="C2UPD",
        ),
        asked("what would you say?", 6, chat="c1"),
        asked("and now?", 8),
        entry(events.CaseFlagged("k1", "quiet-otter", Risk.B), "UC1", 9, channel="C4CASES"),
        in_main(events.HandoverWritten("s1", "s2", at(0), "0", (), ("k1",)), 10, by="ULEAD", id="h1"),
        in_main(events.HandoverSigned("h1", at(0), "0"), 11, by="ULEAD"),
        in_main(events.RoleGiven("UMOD", Role.MODERATOR), -9),
        entry(events.PostDecided("p1", Decision.HOLD, "R1", 1), "UMOD", 12),
        entry(events.RuleProposed("U1", "T", "B", RuleLevel.STOP, ()), "UDOC", 13, channel="C2UPD"),
        in_main(events.RoutineSet("w1", "Look", ("03:00",)), 14, by="ULEAD"),
        in_main(events.StaffingSet(("host:22:00-08:00:1",)), 15, by="ULEAD"),
        in_main(events.SwapAsked("s1", Duty.HOST, "UC1"), 16, by="UC1"),
        in_main(events.TemplateSet("T1", "Names", "Hello {alias}"), 17, by="ULEAD"),
        in_main(events.TemplateWithdrawn("T1", "too long"), 18, by="ULEAD"),
    )
    log.append(
        plain("mind the links today", 7, by="UDOC", channel="C2UPD"),
        plain("stay with them", 9, by="UC2", channel="C5ASKS", thread=6),
    )
    found = {(kind, key) for kind, key in log.run(log.log.open_rows(at(36_001)))}
    found_open = {kind for kind, _ in found}
    assert found_open == {
        Kind.PEOPLE,
        Kind.TASK,
        Kind.RULE,
        Kind.NOTICE,
        Kind.ASK,
        Kind.CASE,
        Kind.DECISIONS,
        Kind.PROPOSAL,
        Kind.ROUTINE,
        Kind.STAFFING,
        Kind.SWAP,
        Kind.TEMPLATE,  # also one that is withdrawn
    }
    assert (Kind.TASK, "t2") in found
    assert (Kind.TASK, "t1") not in found
    recent = {kind for kind, _ in log.run(log.log.open_rows(at(0)))}
    assert recent == found_open | {Kind.TASK, Kind.SHIFT, Kind.HANDOVER}
    questions = log.run(log.log.asks_open())
    assert [row.question for row in questions] == ["and now?"]
    answered = next(row for row in log.run(log.log.open_rows(at(0))).values() if isinstance(row, Ask) and row.answers)
    assert answered.answers[-1].text == "stay with them"
    case = log.run(log.log.row(Subject(Kind.CASE, "k1")))
    assert isinstance(case, Case)
    assert case.alias == "quiet-otter"


def test_a_busy_night_is_remembered_only_so_far(log: RealLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folded, "REMEMBERED_AT_MOST", 3)
    for n in range(6):
        log.append(wired(opening(f"c{n}", n)))
    assert len(log.log._memory._folded) <= 5
    changes = log.append(taken("UC1", 50, "c0"))
    row = changes.rows[Subject(Kind.CHAT, "c0")]
    assert isinstance(row, Chat)
    assert row.holder == "UC1"
