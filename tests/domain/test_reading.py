"""Who is to read which rule, when they are reminded, and who of a shift has read it."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from console.domain import events
from console.domain.actions import AcknowledgeRule, PublishRule
from console.domain.reading import REMINDED_EVERY, Called, Reminder, ToRead, called, readers, reminded_of, to_read
from console.domain.roster import Shift
from console.domain.words import Audience, Duty, RuleLevel
from tests.builders import at
from tests.domain.knowing import Knowing

MUST, STOP = RuleLevel.MUST, RuleLevel.STOP


def wish(title: str, level: RuleLevel = MUST, rule: str = "") -> PublishRule:
    return PublishRule(title, "Hold it.", level, (Audience.ADULTS,), rule, must_read=True)


def desk() -> Knowing:
    """A desk with three rules, of which two must be read, and a night from 22:00 to 08:00."""
    found = Knowing()
    found.planned("UC1:counsellor", "UMOD:moderator")
    early = events.RosterPublished("s2", "Early", at(36_000), at(60_000), ("UC2:counsellor",))
    found.happens(early, "ULEAD", -9)
    found.does(wish("one"), "UDOC", 1)
    found.does(wish("two", STOP), "UDOC", 2)
    found.does(replace(wish("note"), must_read=False), "UDOC", 3)
    found.does(wish("three"), "UDOC", 4)
    return found


def waiting(found: Knowing, person: str = "UC1", seconds: float = 10) -> tuple[ToRead, ...]:
    return to_read(found.rules.values(), person, at(seconds))


def test_what_is_to_be_read_comes_gravest_first_then_newest_and_goes_when_it_was_read() -> None:
    found = desk()
    assert [one.version.title for one in waiting(found)] == ["two", "three", "one"]
    found.does(AcknowledgeRule("R2"), "UC1", 20)
    assert [one.version.title for one in waiting(found, seconds=21)] == ["three", "one"]
    assert len(waiting(found, "UC2", 21)) == 3


def test_a_new_version_is_to_be_read_again_beside_the_one_that_was_read() -> None:
    found = desk()
    found.does(AcknowledgeRule("R1"), "UC1", 20)
    found.does(wish("second", rule="R1"), "UDOC", 30)
    found.does(wish("third", rule="R1"), "UDOC", 40)
    before = {one.rule.rule: one.before for one in waiting(found, seconds=41)}
    assert before["R1"] is not None
    assert (before["R1"].number, before["R2"]) == (1, None)


def test_a_rule_that_blocks_taking_is_to_be_read_too() -> None:
    found = Knowing()
    found.does(replace(wish("one"), must_read=False, blocks_taking=True), "UDOC", 1)
    assert len(waiting(found)) == 1


STATES: Mapping[str, tuple[events.WireEvent, Called]] = {
    "planned": (events.DutyStarted("s1", Duty.MODERATOR), Called.ALL),
    "on a break": (events.DutyPaused("s1", Duty.COUNSELLOR, at(900)), Called.STOPS),
    "back from it": (events.DutyStarted("s1", Duty.COUNSELLOR), Called.ALL),
    "gone home": (events.DutyEnded("s1", Duty.COUNSELLOR), Called.NOTHING),
}


@pytest.mark.parametrize(("said", "call"), STATES.values(), ids=STATES)
def test_who_is_on_duty_is_called_and_on_a_break_only_for_what_stops_posts(
    said: events.WireEvent, call: Called
) -> None:
    found = desk()
    assert called(found.shifts.values(), "UC1", at(10)) is Called.ALL
    found.happens(said, "UC1", 20)
    assert called(found.shifts.values(), "UC1", at(30)) is call


def test_the_next_shift_is_called_when_its_duty_starts() -> None:
    found = desk()

    def shifts() -> list[Shift]:
        return list(found.shifts.values())

    assert called(shifts(), "UC2", at(30)) is Called.NOTHING
    assert called(shifts(), "UC2", at(36_000)) is Called.ALL
    found.happens(events.DutyStarted("s2", Duty.COUNSELLOR), "UC2", 35_000)
    assert called(shifts(), "UC2", at(35_001)) is Called.ALL
    assert called(shifts(), "UC1", at(36_000)) is Called.NOTHING
    assert called(shifts(), "UC1", at(70_000)) is Called.ALL
    assert called((), "UC1", at(0)) is Called.ALL


def test_a_break_is_disturbed_by_what_stops_posts_and_by_nothing_else() -> None:
    found = waiting(desk())
    assert reminded_of(found, Called.NOTHING) == ()
    assert [one.version.title for one in reminded_of(found, Called.STOPS)] == ["two"]
    assert reminded_of(found, Called.ALL) == found


def test_a_reminder_comes_at_once_for_something_new_and_then_every_five_minutes() -> None:
    found = waiting(desk())
    assert Reminder().due(found, at(10))
    assert not Reminder().due((), at(10))
    told = Reminder(frozenset(one.version.of for one in found), at(10))
    assert not told.due(found, at(10 + REMINDED_EVERY.total_seconds() - 1))
    assert told.due(found, at(10) + REMINDED_EVERY)
    assert not told.due(found[:1], at(11))
    assert Reminder(frozenset([found[0].version.of]), at(10)).due(found, at(11))
    assert told.due(found, at(9))


def test_who_has_read_a_version_is_told_in_order_and_who_has_not() -> None:
    found = desk()
    found.does(AcknowledgeRule("R1"), "UMOD", 20)
    found.does(AcknowledgeRule("R1"), "UC1", 21)
    found.does(AcknowledgeRule("R1"), "ULEAD", 22)
    version = found.rules["R1"].latest
    assert readers(version, ("UC1", "UC2", "UMOD")) == (("UMOD", "UC1"), ("UC2",))
