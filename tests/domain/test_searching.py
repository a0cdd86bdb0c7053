"""Everything kept is told apart by what it is, called as staff call it, and never milder than it is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain import events
from console.domain.asks import Ask
from console.domain.cases import Case
from console.domain.chats import Chat
from console.domain.ledger import Row
from console.domain.messages import Message
from console.domain.roster import Shift
from console.domain.rules import Rule, Version
from console.domain.searching import (
    Hit,
    Thing,
    about,
    chats_of,
    enough,
    fitting,
    flagging,
    hit_of,
    kinds_of,
    name_of,
    thing_of,
    told,
)
from console.domain.subjects import Kind, Subject
from console.domain.tasks import Task
from console.domain.templates import Template
from console.domain.templates import Version as Wording
from console.domain.words import AgeBand, Audience, Duty, Home, Risk, Role, RuleLevel
from tests.builders import at, entry

CHAT = Subject(Kind.CHAT, "c1")


def message(event: Any, *, thread: float | None = None, channel: str = "C1LOG") -> Message:
    one = entry(event, "U1", 5, channel=channel, thread=thread)
    return Message(one.position, "U1", one.thread, "words", one, b"", b"")


def chat(risk: Risk) -> Chat:
    return Chat("c1", "quiet-otter", AgeBand.TEEN, risk, None, None, returning=False, opened_at=at(0), since=at(0))


@pytest.mark.parametrize(
    ("event", "thing"),
    [
        (events.ChatTaken("c1"), Thing.CHAT),
        (events.ChatNoted("c1", "slept"), Thing.NOTE),
        (events.PostTaken("p1"), Thing.POST),
        (events.RuleWithdrawn("R1"), Thing.RULE),
        (events.CaseSignedOver("k1", "s1"), Thing.CASE),
        (events.AskPosted("a1", "Who?"), Thing.ASK),
        (events.TaskDone("t1"), Thing.TASK),
        (events.DutyStarted("s1", Duty.LEAD), Thing.SHIFT),
        (events.StaffingSet(()), Thing.SHIFT),
        (events.RoleGiven("U2", Role.LEAD), Thing.PERSON),
        (events.Said("hello", Home.MOD_MAIN), Thing.MESSAGE),
    ],
)
def test_each_event_is_a_thing_in_the_words_of_staff(event: Any, thing: Thing) -> None:
    assert thing_of(message(event)) is thing


def test_a_reply_to_a_question_belongs_to_it_and_what_is_no_entry_is_a_message() -> None:
    assert thing_of(message(events.Said("try ward 4", Home.ASKS), thread=1, channel="C5ASKS")) is Thing.ASK
    bare = Message(entry(events.ChatTaken("c"), "U1", 1).position, "U1", None, "", None, b"", b"")
    assert (thing_of(bare), about(bare), told(bare)) == (Thing.MESSAGE, (), True)


def test_that_a_desk_is_in_use_is_not_told_to_whoever_searches() -> None:
    assert not told(message(events.LeaseRenewed(("c1",))))
    assert told(message(events.ChatTaken("c1")))


def test_kinds_narrow_where_they_can() -> None:
    assert kinds_of(Thing.CASE) == (Kind.CASE,)
    assert kinds_of(Thing.NOTE) == kinds_of(Thing.MESSAGE) == kinds_of(None) == ()


def test_a_thing_is_called_as_staff_call_it() -> None:
    rules = Version(1, "i", "U", at(0), "Links", "b", RuleLevel.NOTE, (Audience.ADULTS,))
    rows: dict[Subject, Row] = {CHAT: chat(Risk.C)}
    ask = Ask("a1", entry(events.ChatTaken("c"), "U1", 1).position, "U1", "Who?", "c1")
    assert name_of(Rule("R14", (rules,)), {}) == "rule 14 — Links"
    assert name_of(Task("t", "s", "Ring the ward", None, None, "U1", at(0)), {}) == "Ring the ward"
    assert name_of(Case("k", "green-compass", Risk.A, "U1", at(0)), {}) == "green-compass"
    wording = Wording(1, "i1", "U1", at(0), "For any rule", "Hello {alias}")
    assert name_of(Template("T1", (wording,)), {}) == "T1 — For any rule"
    assert name_of(Shift("s1", "Night", at(0), at(9), (), {}, "U1", at(0)), {}) == "Night"
    assert name_of(ask, rows) == "quiet-otter"
    assert name_of(ask, {}) == ""


@pytest.mark.parametrize(
    ("event", "now", "risk"),
    [
        (events.ChatTaken("c1"), Risk.B, Risk.B),
        (events.ChatOpened("c1", "quiet-otter", AgeBand.TEEN, Risk.A), Risk.D, Risk.A),
        (events.ChatUpdated("c1", topic="school"), Risk.D, Risk.D),
        (events.ChatRiskSet("c1", Risk.E), Risk.A, Risk.A),
        (events.AskPosted("a1", "Who?", "c1"), Risk.A, Risk.A),
        (events.TaskDone("t1"), Risk.A, None),
    ],
)
def test_a_text_is_as_bad_as_its_chat_was_or_is(event: Any, now: Risk, risk: Risk | None) -> None:
    rows: dict[Subject, Row] = {CHAT: chat(now)}
    assert hit_of(message(event), "words", "k", rows).risk is risk


def test_an_answer_to_a_question_is_as_bad_as_the_chat_of_the_question() -> None:
    reply = message(events.Said("try ward 4", Home.ASKS), thread=1, channel="C5ASKS")
    subject = about(reply)[0]
    ask = Ask("a1", entry(events.ChatTaken("c"), "U1", 1).position, "U1", "Who?", "c1")
    rows: dict[Subject, Row] = {CHAT: chat(Risk.A), subject: ask}
    hit = hit_of(reply, "words", "k", rows)
    assert (hit.thing, hit.called, hit.risk, hit.by, hit.at) == (Thing.ASK, "quiet-otter", Risk.A, "U1", at(5))
    assert chats_of(rows.values()) == (CHAT,)


@pytest.mark.parametrize(("words", "is_enough"), [("", 0), ("a", 0), ("a b", 0), ("ab", 1), ("眠", 1)])
def test_one_letter_alone_is_not_looked_for(words: str, is_enough: int) -> None:
    assert enough(words) == bool(is_enough)


def test_people_are_found_by_the_beginning_of_any_part_of_their_name() -> None:
    names = {"U1": "R. Okafor", "U2": "Dr S. Iyer", "U3": "Zoë Ok"}
    assert fitting("ok", names) == ["U1", "U3"]
    assert fitting("dr iy", names) == ["U2"]
    assert fitting("zoe", names) == ["U3"]
    assert fitting("", names) == fitting("yer", names) == []


@given(st.text(), st.dictionaries(st.text(max_size=3), st.text(max_size=9), max_size=4))
def test_whatever_is_typed_finds_people_without_a_fault(words: str, names: dict[str, str]) -> None:
    assert set(fitting(words, names)) <= names.keys()


def test_a_post_is_as_bad_as_it_or_its_author_is_flagged() -> None:
    cases = (
        Case("k1", "green-compass", Risk.B, "U1", at(0)),
        Case("k2", "quiet-otter", Risk.A, "U1", at(0), post="p1"),
        Case("k3", "blue-kettle", Risk.A, "U1", at(0), closed_at=at(5)),
    )
    judged = flagging(cases)
    hits = {
        name: Hit(name, Thing.POST, "U1", subject=Subject(Kind.POST, key), called=alias)
        for name, key, alias in (
            ("its", "p1", "green-compass"),
            ("author", "p2", "green-compass"),
            ("no", "p3", "blue"),
        )
    }
    assert {name: judged(hit).risk for name, hit in hits.items()} == {"its": Risk.A, "author": Risk.B, "no": None}
    others = (Hit("c", Thing.CHAT, "U1", subject=CHAT, risk=Risk.C), Hit("m", Thing.MESSAGE, "U1"))
    assert [judged(hit) for hit in others] == list(others)
