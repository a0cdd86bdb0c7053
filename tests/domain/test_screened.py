"""How well screening finds what people marked by hand in the labelled texts."""

from collections import Counter
from pathlib import Path

import pytest

from console.domain.screening import HitKind
from tests.domain.labelled import labelled, later
from tests.domain.score import scored

TEXTS = labelled()
GOAL = 0.97
PAGE = Path(__file__).parents[2] / "docs" / "screening.md"


def test_there_are_enough_labelled_texts_and_no_two_alike() -> None:
    assert len({one.text for one in TEXTS}) == len(TEXTS) >= 1_500
    assert sum(not one.spans and not one.words for one in TEXTS) >= 700


def test_contact_details_are_hidden_in_many_ways() -> None:
    ways = Counter(one.kind for one in {(one.kind, one.way): one for one in TEXTS if one.spans}.values())
    assert sum(ways[kind] for kind in ("phone", "link", "email", "handle")) >= 25


def test_the_halves_are_about_as_large_and_share_no_spelling() -> None:
    tuned = sum(one.tuned for one in TEXTS)
    assert 0.45 < tuned / len(TEXTS) < 0.55
    spelt = {one.tuned: {one.text[start:end] for start, end in one.spans} for one in TEXTS if len(one.spans) == 1}
    assert not spelt[True] & spelt[False]


@pytest.mark.parametrize("tuned", [True, False], ids=["the half to tune on", "the other half"])
def test_nearly_all_is_found_and_nearly_nothing_else(tuned: bool) -> None:
    scores = scored(one for one in TEXTS if one.tuned is tuned)
    assert {kind for kind in HitKind if scores[kind].recall < GOAL} == set()
    assert {kind for kind in HitKind if scores[kind].precision < GOAL} == set()


def test_the_page_tells_these_figures() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for kind, score in scored(one for one in TEXTS if not one.tuned).items():
        shares = f"{score.recall:.3f} | {score.hits} | {score.precision:.3f} | {score.exact / score.marked:.3f}"
        assert f"| {kind.value} | {score.marked} | {shares} |" in page
    assert f"{len(TEXTS):,} short texts" in page


def test_the_page_tells_what_became_of_texts_that_nothing_was_tuned_on() -> None:
    page, texts = PAGE.read_text(encoding="utf-8"), later()
    for kind, score in scored(texts).items():
        begins = f"| {kind.value} | {score.marked} | "
        told = next(line for line in page.splitlines() if line.startswith(begins) and line.count("|") == 7)
        assert told.endswith(f" | {score.recall:.3f} | {score.precision:.3f} |")
    assert f"{len(texts)} more texts" in page


def test_the_page_tells_what_became_of_those_that_were_written_after_that() -> None:
    page, texts = PAGE.read_text(encoding="utf-8"), later("third")
    for kind, score in scored(texts).items():
        told = next(line for line in page.splitlines() if line.startswith(f"| {kind.value} |") and line.count("|") == 9)
        assert told.startswith(f"| {kind.value} | {score.marked} | ")
        exact = score.exact / score.marked
        assert told.endswith(f" | {score.recall:.3f} | {score.precision:.3f} | {exact:.3f} |")
    assert f"{len(texts)} more (`third.txt`)" in page
