"""What screening found, as it is shown: exact marks in harmless text, the gravest rule on a chip, and words."""

import pytest

from console.domain.rules import Version
from console.domain.screening import Hit, HitKind
from console.domain.words import RuleLevel
from console.ui.drawing import Chip
from console.ui.marks import Marks, changed_by, marked, quoted
from tests.ui.desks import rule

STOP = rule("R14", "Contact details", "Say why.", RuleLevel.STOP, versions=3).latest
NOTE = rule("R9", "NHS leaflets", "Fine.", RuleLevel.NOTE).latest
RULES: dict[str, Version] = {"R9": NOTE, "R14": STOP}


def hit(name: str, *spans: tuple[int, int]) -> Hit:
    return Hit(name, 1, HitKind.WORD, spans)


def test_marks_stand_exactly_where_a_rule_finds_something_and_nothing_of_the_text_is_lost() -> None:
    text = "call me on 0770 or 0771 tonight"
    runs = marked(text, [hit("R14", (11, 15), (19, 23)), hit("R9", (5, 13))])
    assert [run.text for run in runs if run.marked] == ["me on 0770", "0771"]
    assert "".join(run.text for run in runs) == text


def test_what_is_hidden_or_markup_in_a_marked_text_does_nothing() -> None:
    runs = marked("<b>te\u202ext\u200b me</b>", [hit("R14", (3, 12))])
    assert [(run.text, run.marked) for run in runs] == [("<b>", False), ("text me", True), ("</b>", False)]


def test_a_text_that_is_cut_keeps_its_marks_before_the_cut_and_says_that_there_is_more() -> None:
    runs = marked("a" * 30 + "word", [hit("R14", (5, 12), (30, 34))], limit=10)
    assert "".join(run.text for run in runs if run.marked) == "a" * 5
    assert "longer" in runs[-1].text
    assert marked("short", []) == marked("short", [], 5)


def test_a_chip_names_the_gravest_rule_and_how_many_more_there_are() -> None:
    marks = Marks({"c": (hit("R9", (0, 1)), hit("R14", (2, 3)))}, rules=RULES)
    assert marks.chips("c") == (Chip("stop · rule 14 contact details +1", "bad"),)
    assert marks.sentence("c") == "touches rule 14: Contact details, rule 9: NHS leaflets"
    assert Marks({"c": (hit("R9", (0, 1)),)}, rules=RULES).chips("c") == (Chip("rule 9 NHS leaflets"),)
    assert (marks.chips("d"), marks.sentence("d"), list(marks.told("d", "V"))) == ((), "", [])


def test_what_a_rule_changed_is_told_with_its_version_or_that_it_is_over() -> None:
    assert changed_by({"R14": 3}) == "changed by rule 14 v3"
    assert changed_by({"R14": 0, "R9": 1}) == "changed by rule 14, now over +1"
    marks = Marks({"c": (hit("R14", (0, 1)),)}, {"c": {"R14": 3}}, rules=RULES)
    assert marks.chips("c") == (Chip("changed by rule 14 v3", "warn"), Chip("stop · rule 14 contact details", "bad"))
    told = "".join(run.text for run in marks.told("c", "V"))
    assert told.startswith("Changed by rule 14 v3 since")
    assert " rule 14 v3   Stop: Contact details. Say why. (V goes there)" in told


def test_many_rules_are_told_in_part_and_counted() -> None:
    rules = {f"R{number}": NOTE for number in range(6)}
    marks = Marks({"c": tuple(hit(name, (0, 1)) for name in rules)}, rules=rules)
    assert "and 2 more rules" in "".join(run.text for run in marks.told("c", ""))


@pytest.mark.parametrize(("count", "end"), [(2, "“a”, “a”"), (8, " and 2 more")])
def test_what_was_found_is_quoted_in_part(count: int, end: str) -> None:
    assert quoted("a " * 8, [hit("R14", *((2 * i, 2 * i + 1) for i in range(count)))]).endswith(end)
