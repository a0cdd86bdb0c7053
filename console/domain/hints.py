"""Hints: what stands in every text in which a recogniser may find anything, looked for in one pass."""

from collections.abc import Callable, Iterable

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind


def finder(hints: Iterable[str]) -> Callable[[str], list[str]]:
    """What finds the hints in a text: in order, none beside another in the same place, of several the first given."""
    automaton = AhoCorasick(hints, MatchKind.LeftmostFirst, store_patterns=True, implementation=Implementation.DFA)
    return automaton.find_matches_as_strings
