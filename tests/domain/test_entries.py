"""An entry of the record says in a few words that are nobody's what was done, and is sifted by what it is."""

from typing import Any

import pytest

from console.domain import events
from console.domain.entries import Sort, is_of, kinds_of, note_of, recorded, what_of
from console.domain.events import WireEvent
from console.domain.messages import Message
from console.domain.record import Line
from console.domain.searching import Thing
from console.domain.subjects import Kind
from console.domain.words import Decision, Risk, Role
from console.slack.table import HOMES, name_of
from tests.builders import at, entry


def message(event: Any) -> Message:
    one = entry(event, "U1", 5)
    return Message(one.position, "U1", None, "words", one, b"", b"")


BARE = Message(entry(events.ChatTaken("c"), "U1", 1).position, "U1", None, "", None, b"", b"")


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (events.ChatTaken("c1"), "took"),
        (events.ChatRiskSet("c1", Risk.B), "set the level B"),
        (events.RuleAcknowledged("R14", 3, "i"), "read rule 14 v3"),
        (events.PostDecided("p1", Decision.PUBLISH), "published a post"),
        (events.PostDecided("p1", Decision.DECLINE, "R14", 2), "declined a post by rule 14 v2"),
        (events.PostDecided("p1", Decision.HOLD, "R14"), "held a post by rule 14"),
        (events.PostReviewed("p1", "i", stands=True), "looked again: it stands"),
        (events.PostReviewed("p1", "i", stands=False), "overturned a decision"),
        (events.CaseUpdated("k1", opinion="i"), "agreed, and changed the case"),
        (events.CaseUpdated("k1"), "changed the case"),
        (events.CaseClosed("k1", "safe", opinion="i"), "agreed, and closed the case"),
        (events.CaseClosed("k1", "safe"), "closed the case"),
        (events.HandoverSigned("h1", at(1), "7c", "no time"), "overrode, and signed the handover"),
        (events.HandoverSigned("h1", at(1), "7c"), "signed the handover"),
        (events.LimitLifted("U2", "s1", 4), "set a limit of 4"),
        (events.RoleGiven("U2", Role.LEAD), "gave the role lead"),
        (events.RoleTaken("U2", Role.LEAD), "took the role lead"),
        (events.TaskUndone("t1"), "task undone"),
        (None, "from a newer console"),
    ],
)
def test_what_somebody_did_is_said_in_a_few_words(event: Any, words: str) -> None:
    assert what_of(event, "from_a_newer_console" if event is None else name_of(type(event))[3:]) == words


def test_every_decision_has_its_word() -> None:
    assert {what_of(events.PostDecided("p", one), "") for one in Decision} == {
        f"{word} a post" for word in ("published", "edited and published", "held", "declined", "escalated")
    }


def test_what_was_written_to_it_is_shown_and_what_a_member_wrote_is_not() -> None:
    assert note_of(events.ChatNoted("c1", "slept")) == "slept"
    assert note_of(events.PostDecided("p", Decision.DECLINE, note="hm", why="they asked")) == "they asked"
    assert note_of(events.PostDecided("p", Decision.EDIT, text="a member's words")) == ""
    assert note_of(None) == ""


SORTS = [
    (events.PostDecided("p1", Decision.PUBLISH), {Sort.DECISION}),
    (events.PostDecided("p1", Decision.PUBLISH, note="n", why="w"), {Sort.DECISION, Sort.NOTE, Sort.OVERRIDE}),
    (events.PostDecided("p1", Decision.PUBLISH, why=""), {Sort.DECISION, Sort.OVERRIDE}),  # its words were purged
    (events.PostReviewed("p1", "i", stands=True), {Sort.DECISION}),
    (events.PostReviewed("p1", "i", stands=False), {Sort.DECISION, Sort.OVERRIDE}),
    (events.CaseUpdated("k1", why="w"), set()),
    (events.CaseUpdated("k1", opinion="i", why="w"), {Sort.DECISION}),
    (events.ChatNoted("c1", "slept"), {Sort.NOTE}),
    (events.RuleAcknowledged("R14", 3, "i"), {Sort.READING}),
    (events.HandoverSigned("h1", at(1), "7c", "no time"), {Sort.OVERRIDE}),
    (events.HandoverSigned("h1", at(1), "7c"), set()),
]


@pytest.mark.parametrize(("event", "sorts"), SORTS)
def test_decisions_notes_readings_and_overrides_are_found_among_the_others(event: Any, sorts: set[Sort]) -> None:
    assert {one for one in Sort if is_of(message(event), one)} == sorts | {Sort.DEED}


def test_that_somebody_still_holds_something_is_no_deed_and_things_are_told_apart() -> None:
    assert not is_of(message(events.LeaseRenewed(("c1",))), Sort.DEED)
    assert is_of(message(events.CaseSignedOver("k", "s")), Thing.CASE)
    assert not is_of(message(events.CaseSignedOver("k", "s")), Thing.CHAT)
    assert {one for one in Sort if is_of(BARE, one)} == {Sort.DEED}
    assert kinds_of(Sort.READING) == (Kind.RULE,)
    assert kinds_of(Sort.NOTE) == kinds_of(None) == ()
    assert kinds_of(Thing.CASE) == (Kind.CASE,)


def test_an_entry_keeps_its_line_and_what_a_newer_console_wrote_is_told_by_its_name() -> None:
    line = Line("5.000000", "C1LOG", "chat_noted", "U1", "ab")
    one = recorded(message(events.ChatNoted("c1", "slept")), line, "words\nslept", "key", {})
    assert (one.line, one.what, one.note, one.hit.more, one.hit.thing) == (line, "noted", "slept", "slept", Thing.NOTE)
    assert recorded(BARE, line._replace(event="chat_sung"), "", "key", {}).what == "chat sung"


def test_every_event_can_be_told() -> None:
    assert {event for event in HOMES if not what_of(None, name_of(event)[3:])} == set()
    assert WireEvent is not None
