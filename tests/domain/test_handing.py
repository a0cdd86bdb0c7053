"""What may be done with a handover, and what keeps a shift from being closed."""

from datetime import timedelta, timezone

from msgspec.structs import replace

from console.domain import events
from console.domain.actions import FlagCase, SignFor, SignHandover, SignOver, UpdateCase, WriteHandover
from console.domain.handing import both_leads, current, lacks, unsigned
from console.domain.settling import explained, opposite
from console.domain.words import Duty, Risk, Role
from tests.builders import at
from tests.domain.knowing import Knowing

ZONE = timezone(timedelta(hours=4))  # the night of the tests begins at 02:00:00 there
WRITE = WriteHandover(at(8_000), "7c4a", ("C1LOG 7c4a",), " two newcomers ")
SIGN = SignHandover("d8000", at(8_990), "7c4a", agrees=True)
IN_SPITE = "The ward has them now."


def desk(*, planned: bool = True) -> Knowing:
    """A desk with two leads, and perhaps two shifts."""
    found = Knowing()
    found.happens(events.RoleGiven("ULEAD2", Role.LEAD), "UADMIN", -500)
    if planned:
        found.planned("ULEAD:lead", ends=9_000)
        found.planned("ULEAD2:lead", shift="s2", starts=9_000, ends=18_000)
    return found


def with_a_case() -> Knowing:
    found = desk()
    found.does(FlagCase(Risk.B, alias="green-compass"), "UC1", 20)
    return found


def written(found: Knowing) -> Knowing:
    found.does(WRITE, "ULEAD", 8_000)
    return found


def test_a_handover_passes_from_this_shift_to_the_next_with_every_case_at_risk() -> None:
    found = with_a_case()
    found.does(FlagCase(Risk.C, alias="north-tram"), "UC1", 30)
    assert found.says(WRITE, "ULEAD", 8_000) == events.HandoverWritten(
        "s1", "s2", at(8_000), "7c4a", ("C1LOG 7c4a",), ("d20",), "two newcomers"
    )
    named = replace(WRITE, shift="s0", to_shift="s1", notes="")
    event = found.says(named, "ULEAD", 8_000)
    assert isinstance(event, events.HandoverWritten)
    assert (event.shift, event.to_shift, event.notes) == ("s0", "s1", None)


def test_a_handover_needs_a_lead_and_two_shifts() -> None:
    assert desk().why(WRITE, "UC1", 8_000) == "Only a lead can write or sign a handover."
    none = "No shift is planned for now, so there is none to hand over. Name the shift."
    assert desk(planned=False).why(WRITE, "ULEAD", 8_000) == none
    last = "No next shift is planned to hand over to. Plan one, or name it."
    assert desk().why(WRITE, "ULEAD", 9_001) == last
    long = replace(WRITE, notes="x" * 3_001)
    assert desk().why(long, "ULEAD", 8_000) == "This is too long: 3,001 characters of at most 3,000."


def test_a_handover_is_signed_once_by_the_incoming_lead() -> None:
    found = written(desk())
    assert found.why(SIGN, "ULEAD", 8_990) == "You wrote this handover. The incoming lead signs it."
    assert found.why(replace(SIGN, handover="h9"), "ULEAD2", 8_990) == "This desk knows no such handover."
    assert found.does(SIGN, "ULEAD2", 8_990) == events.HandoverSigned("d8000", at(8_990), "7c4a")
    assert found.why(SIGN, "ULEAD2", 8_991) == "You signed the handover of this shift already."
    assert found.why(SIGN, "ULEAD", 8_991) == "ULEAD2 signed the handover of this shift already."
    assert found.why(WRITE, "ULEAD", 8_992) == "ULEAD2 signed the handover of this shift already."


def test_the_latest_handover_is_the_one_to_sign() -> None:
    found = written(desk())
    found.does(WRITE, "ULEAD", 8_500)
    assert found.why(SIGN, "ULEAD2", 8_990) == "A later handover was written for this shift. Read and sign that one."
    assert isinstance(found.says(replace(SIGN, handover="d8500"), "ULEAD2", 8_990), events.HandoverSigned)


def test_a_shift_is_not_closed_while_a_case_lacks_anything() -> None:
    found = written(with_a_case())
    close = "Sign with a reason to close it all the same."
    assert lacks(found, "s2") == (
        "green-compass has no owner",
        "green-compass has no next check",
        "green-compass is not signed over",
    )
    assert (
        found.why(SIGN, "ULEAD2", 8_100)
        == f"The shift cannot be closed: green-compass has no owner (3 in all). {close}"
    )
    found.does(UpdateCase("d20", owner="UC1", next_check=at(9_900)), "UC1", 8_200)
    assert lacks(found, "s2") == ("green-compass is not signed over by M. Hale",)
    found.does(SignOver("d20"), "UC1", 8_300)
    assert found.why(SIGN, "ULEAD2", 8_310) == f"The shift cannot be closed: green-compass is not signed for. {close}"
    found.does(SignFor("d20", "ring at nine"), "UC2", 8_400)
    assert lacks(found, "s2") == ()
    assert isinstance(found.says(SIGN, "ULEAD2", 8_990), events.HandoverSigned)


def test_a_lead_closes_it_all_the_same_with_a_reason_that_is_kept() -> None:
    found = written(with_a_case())
    event = found.says(replace(SIGN, agrees=False, override=f" {IN_SPITE} "), "ULEAD2", 8_990)
    assert event == events.HandoverSigned("d8000", at(8_990), "7c4a", IN_SPITE)
    long = replace(SIGN, override="x" * 3_001)
    assert found.why(long, "ULEAD2", 8_990) == "This is too long: 3,001 characters of at most 3,000."


def test_desks_that_differ_are_not_signed_for_without_a_reason_and_proof_may_be_outstanding() -> None:
    found = written(desk())
    differs = "The two desks do not hold the same state. Sign with a reason to close it all the same."
    assert found.why(replace(SIGN, agrees=False), "ULEAD2", 8_990) == differs
    assert isinstance(found.says(replace(SIGN, agrees=None), "ULEAD2", 8_990), events.HandoverSigned)


def test_who_signed_a_moment_too_late_is_told_who_was_first() -> None:
    found = written(desk())
    event = events.HandoverSigned("d8000", at(8_990), "7c4a")
    assert explained(found, event, by="ULEAD2", at=at(8_991), zone=ZONE) is None
    found.does(SIGN, "ULEAD2", 8_990)
    assert explained(found, event, by="ULEAD2", at=at(8_991), zone=ZONE) is None
    found.happens(events.RoleGiven("UC1", Role.LEAD), "UADMIN", 8_900)
    told = explained(found, event, by="UC1", at=at(8_991), zone=ZONE)
    assert told == "ULEAD2 signed this handover at 04:29:50, before you."
    other = events.HandoverSigned("h9", at(8_990), "7c4a")
    assert explained(found, other, by="UC1", at=at(8_991), zone=ZONE) is None
    assert opposite(found, SIGN, by="ULEAD2", at=at(8_991)) is None


def test_the_handover_that_waits_counts_then_the_one_of_this_shift() -> None:
    found = desk()
    assert current(found, at(8_000)) is None
    written(found)
    waits = current(found, at(8_100))
    assert waits is not None
    assert waits.handover == "d8000"
    assert current(found, at(60_000)) is None
    found.does(SIGN, "ULEAD2", 8_990)
    signed = current(found, at(9_100))
    assert signed is not None
    assert signed.signature is not None
    assert current(found, at(19_000)) is None


def names(found: Knowing, seconds: float) -> list[str]:
    return [case.alias for case in unsigned(found, at(seconds))]


def test_a_case_that_nobody_signed_for_rings_five_minutes_after_the_handover_until_somebody_does() -> None:
    found = with_a_case()
    assert names(found, 8_000) == []  # nothing is handed over yet
    found = written(found)
    found.does(FlagCase(Risk.A, alias="too-late"), "UC1", 8_010)  # no part of what was written
    assert names(found, 8_299) == []
    assert names(found, 8_300) == ["green-compass"]
    found.does(UpdateCase("d20", owner="UC1", next_check=at(12_000)), "UC1", 8_301)
    found.does(SignOver("d20"), "UC1", 8_302)
    assert names(found, 8_303) == ["green-compass"]  # signed over is not signed for
    found.does(SignFor("d20", "ring at nine"), "UC2", 8_310)
    assert names(found, 8_311) == []


def test_it_rings_from_the_change_of_shift_on_and_when_the_shift_was_closed_in_spite_of_it() -> None:
    found = with_a_case()
    found.does(WRITE, "ULEAD", 8_900)
    assert names(found, 8_999) == []
    assert names(found, 9_000) == ["green-compass"]
    found.does(replace(SIGN, handover="d8900", override=IN_SPITE), "ULEAD2", 8_950)
    assert names(found, 8_951) == ["green-compass"]
    assert names(found, 8_900 + 12 * 3_600 + 1) == []  # that is none of the present shift
    unplanned = with_a_case()
    unplanned.does(replace(WRITE, to_shift="s9"), "ULEAD", 8_900)
    assert names(unplanned, 9_100) == []
    assert names(unplanned, 9_200) == ["green-compass"]


def test_it_rings_at_the_leads_of_both_shifts_and_at_who_wrote_and_signed() -> None:
    found = with_a_case()
    assert both_leads(found, at(8_000)) == frozenset()
    written(found)
    assert both_leads(found, at(8_000)) == {"ULEAD", "ULEAD2"}
    found.happens(events.DutyStarted("s2", Duty.LEAD), "UADMIN", 8_001)
    found.happens(events.RoleGiven("UC2", Role.LEAD), "UADMIN", 8_002)
    found.does(replace(SIGN, override=IN_SPITE), "UC2", 8_990)
    assert both_leads(found, at(8_991)) == {"ULEAD", "ULEAD2", "UADMIN", "UC2"}
