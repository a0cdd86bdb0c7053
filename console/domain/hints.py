"""Hints: what stands in every text in which a recogniser may find anything, looked for in one pass."""

from collections.abc import Callable, Iterable

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind


def finder(hints: Iterable[str]) -> Callable[[str], list[str]]:
    """What finds hints in a text: those that do not overlap, in order, and of some that begin alike the first given."""
    automaton = AhoCorasick(hints, MatchKind.LeftmostFirst, store_patterns=True, implementation=Implementation.DFA)
    return automaton.find_matches_as_strings
