"""The benchmark's table: what a browser took stands beside the desk's figure of the same name."""

import re

from tests.packaging.scripts import PACKAGING, script

figures = script("benchmarks/figures.py")


def test_a_browsers_figure_stands_beside_the_desks_of_the_same_name() -> None:
    ours = [figures.Figure("start", 237, "ms", 300, beside="ours"), figures.Figure("search", 7, "ms")]
    theirs = [figures.Figure("start", 348, "ms", beside="theirs"), figures.Figure("memory", 417, "MB")]
    told = figures.joined(ours, theirs, "Chromium")
    assert [(one.what, one.value, one.beside) for one in told] == [
        ("start", "237 ms", "Chromium 348 ms; theirs; ours"),
        ("search", "7.00 ms", ""),
        ("Chromium: memory", "417 MB", ""),
    ]
    assert told[0].met is True


def test_a_browsers_page_loads_nothing_but_from_the_benchmark_itself() -> None:
    page = (PACKAGING / "benchmarks" / "page.html").read_text(encoding="utf-8")
    assert not re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", page)
    assert all(address.startswith('"/') for address in re.findall(r"fetch\(([^,)]+)", page))
