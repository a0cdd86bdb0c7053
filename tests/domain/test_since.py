"""Since somebody was last here: from their own last sign-off, the worst first, and nothing that they know."""

from console.domain import actions, events
from console.domain.roster import here
from console.domain.since import Since, left_at, since
from console.domain.words import Audience, Duty, Risk, RuleLevel
from tests.builders import at
from tests.domain.knowing import Knowing, rule

DAY = 86_400


def away() -> Knowing:
    """UC1 was there for a first shift and left it after two hours; a second one passed without them."""
    desk = Knowing()
    for n in range(3):
        desk.planned("UC1:counsellor", shift=f"s{n}", starts=n * 36_000, ends=(n + 1) * 36_000)
    desk.happens(events.DutyStarted("s0", Duty.COUNSELLOR), "UC1", 5)
    desk.happens(events.DutyEnded("s0", Duty.COUNSELLOR), "UC1", 7_200)
    return desk


def found(desk: Knowing, seconds: float = 72_100, me: str = "UC1") -> Since:
    return since(desk, me, at(seconds))


def test_it_looks_back_to_ones_own_last_sign_off_and_not_to_the_shifts_beginning() -> None:
    desk = away()
    assert found(desk).left == at(7_200)
    desk.happens(events.DutyStarted("s2", Duty.COUNSELLOR), "UC1", 72_010)
    shifts = desk.shifts.values()
    shift = here(shifts, "UC1", at(72_100))
    assert shift is not None
    assert shift.shift == "s2"
    assert left_at(shifts, "UC1", at(72_100)) == at(7_200)
    desk.happens(events.DutyPaused("s2", Duty.COUNSELLOR, at(73_000)), "UC1", 72_020)
    desk.happens(events.DutyStarted("s2", Duty.COUNSELLOR), "UC1", 72_900)
    assert left_at(desk.shifts.values(), "UC1", at(72_950)) == at(7_200)  # a break is no sign-off


def test_who_never_said_that_they_went_went_with_their_shift_and_who_was_never_here_has_no_time() -> None:
    desk = away()
    desk.happens(events.DutyStarted("s1", Duty.COUNSELLOR), "UC1", 36_010)
    assert left_at(desk.shifts.values(), "UC1", at(72_100)) == at(72_000)
    assert left_at(desk.shifts.values(), "UC1", at(40_000)) == at(7_200)  # they are there still
    assert here(desk.shifts.values(), "UC2", at(100)) is None
    assert found(desk, me="UC2").left is None
    desk.happens(rule("R1", blocks_taking=False), "UDOC", 100, id="r1")
    assert [one.rule for one in found(desk, 99 + DAY, me="UC2").rules] == ["R1"]  # a day is looked back
    assert found(desk, 101 + DAY, me="UC2").rules == ()


def test_rules_to_read_come_first_and_what_one_wrote_or_read_is_no_news() -> None:
    desk = away()
    desk.happens(rule("R1"), "UDOC", -500, id="r1")  # before they went, and not read
    desk.happens(rule("R2", blocks_taking=False), "UDOC", 8_000, id="r2")
    note = events.RulePublished("R3", "t", "b", RuleLevel.NOTE, (Audience.ADULTS,), must_read=True)
    desk.happens(note, "UDOC", 8_001, id="r3")
    desk.happens(rule("R4", blocks_taking=False), "UDOC", 7_000, id="r4")  # known when they went
    desk.happens(rule("R5"), "UDOC", 8_002, id="r5")
    desk.happens(events.RuleAcknowledged("R5", 1, "r5"), "UC1", 8_003)
    desk.happens(rule("R6"), "UDOC", 7_100, id="r6")
    desk.happens(events.RuleWithdrawn("R6"), "UDOC", 8_004)
    assert [(one.rule, one.withdrawn) for one in found(desk).rules] == [
        ("R1", False),
        ("R3", False),
        ("R6", True),
        ("R2", False),
    ]
    assert "R2" not in [one.rule for one in found(desk, me="UDOC").rules]


def test_what_is_open_is_told_the_worst_first() -> None:
    desk = away()
    for n, risk in enumerate((Risk.D, Risk.B, Risk.A)):
        desk.does(actions.FlagCase(risk, alias=f"otter-{n}"), "ULEAD", 8_000 + n)
        desk.opens(f"c{n}", 72_000 + n, risk)
        desk.does(actions.TakeChat(f"c{n}"), "UC2" if n else "UC1", 72_010 + n)
    desk.opens("waits", 71_990)
    desk.does(actions.AskTeam("c1", "And now?"), "UC2", 72_020)
    for n, (task, due, person) in enumerate(
        (("theirs", at(90_000), "UC1"), ("late", at(9_000), None), ("later", at(90_000), "UC2"), ("any", None, None))
    ):
        desk.happens(events.TaskPlanned(task, "s2", task, due, person), "ULEAD", 100 + n)
    told = found(desk)
    assert [one.risk for one in told.cases] == [Risk.A, Risk.B, Risk.D]
    assert [one.chat for one in told.held] == ["c2", "c1", "c0"]
    assert [one.question for one in told.asks] == ["And now?"]
    assert [one.task for one in told.tasks] == ["late", "theirs", "any"]
    assert told.count == 3 + 3 + 1 + 3


def test_what_leads_wrote_since_is_told_once_for_each_shift_the_newest_first() -> None:
    desk = away()

    def writes(shift: str, seconds: float, notes: str | None, by: str = "ULEAD") -> None:
        event = events.HandoverWritten(shift, "s2", at(seconds), "7c4a", (), (), notes)
        desk.happens(event, by, seconds, id=f"h{seconds}")

    writes("s0", 7_000, "before they went")
    writes("s0", 35_000, "first")
    writes("s0", 35_900, "again")
    writes("s1", 71_000, "newest")
    writes("s1", 71_500, None)
    assert [one.notes for one in found(desk).written] == ["newest", "again"]
    assert found(desk, me="ULEAD").written == ()
