"""Drafts of shifts: what a file's lines mean, which are left out, and of which shift it is the next version."""

from console.domain.actions import PublishRoster, Refusal
from console.domain.planning import Draft, Line, planned_from
from console.domain.words import Duty
from tests.builders import at
from tests.domain.knowing import Knowing

NAMES = {"Hale": "UC1", "Osei": "UC2", "Lund": "UMOD"}
COUNSELLOR = Duty.COUNSELLOR


def person(name: str) -> str | Refusal:
    return NAMES.get(name) or Refusal(f"Nobody is called {name}.")


def draft(*lines: Line, name: str = "Night", shift: str = "") -> Draft:
    return Draft(name, at(0), at(36_000), lines, shift)


def test_lines_become_places_and_buddies_and_bad_ones_are_left_out() -> None:
    written = draft(
        Line(2, "Hale", COUNSELLOR),
        Line(3, "Osei", COUNSELLOR, "Hale"),
        Line(4, "", Duty.MODERATOR),
        Line(5, "Nobody", Duty.MODERATOR),
        Line(6, "Lund", Duty.MODERATOR, "Nobody"),
        Line(7, "Hale", COUNSELLOR),
        Line(8, "Lund", Duty.HOST, "Lund"),
    )
    plan, complaints = planned_from(written, (), person, "2026-11-21-night")
    assert plan == PublishRoster(
        "2026-11-21-night",
        "Night",
        at(0),
        at(36_000),
        ("UC1:counsellor", "UC2:counsellor", ":moderator", "UMOD:host"),
        ("UC2:UC1",),
    )
    assert [(one.line, one.why) for one in complaints] == [
        (5, "Nobody is called Nobody."),
        (6, "Nobody is called Nobody."),
        (7, "The same person is planned as the same before."),
        (8, "The buddy is nobody else who is planned in this shift, and is left out."),
    ]
    alone, complaints = planned_from(draft(Line(2, "Osei", COUNSELLOR, "Hale")), (), person, "x")
    assert (alone.buddies, len(complaints)) == ((), 1)


def test_a_draft_is_the_next_version_of_the_shift_of_its_id_or_of_its_name_and_start() -> None:
    desk = Knowing()
    desk.planned("UC1:counsellor")
    shifts = desk.shifts.values()
    assert planned_from(draft(name="night"), shifts, person, "new")[0].shift == "s1"
    assert planned_from(draft(name="Else", shift="s1"), shifts, person, "new")[0].shift == "s1"
    assert planned_from(draft(name="Else"), shifts, person, "new")[0].shift == "new"
    assert planned_from(draft(shift="s7"), shifts, person, "new")[0].shift == "s7"
