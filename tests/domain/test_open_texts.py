"""The open texts: each is screened once, and a changed rule is told where it altered something."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from console.domain.altered import as_they_stood, since_when
from console.domain.open_texts import OpenTexts
from console.domain.rules import Rule, Version, stands
from console.domain.screening import Screen
from console.domain.words import AgeBand, Audience, RuleLevel

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
TEEN, ADULT = AgeBand.TEEN, AgeBand.ADULT
LATER = 1_000_000


def rule(name: str, *words: str, level: RuleLevel = RuleLevel.STOP, audience: tuple[Audience, ...] = ()) -> Rule:
    audience = audience or (Audience.UNDER_18, Audience.ADULTS)
    return Rule(name, (Version(1, f"id-{name}", "U1", NOW, name, "", level, audience, words=words),))


def again(old: Rule, *words: str) -> Rule:
    version = replace(old.latest, number=old.latest.number + 1, of=f"{old.latest.of}+", words=words)
    return replace(old, versions=(*old.versions, version))


def held(texts: OpenTexts, *rules: Rule) -> set[str]:
    texts.hold_against(Screen(rules, NOW))
    return texts.step((), LATER)


def test_what_touches_a_rule_is_known_by_text_and_by_rule() -> None:
    texts = OpenTexts()
    assert texts.put("a", "take the night bus", TEEN)
    texts.put("b", "nothing", TEEN)
    texts.put("c", "night bus", ADULT)
    young = rule("R1", "night bus", audience=(Audience.UNDER_18,))
    assert held(texts, young, rule("R2", "take", level=RuleLevel.NOTE)) == {"a"}
    assert [(hit.rule, hit.spans) for hit in texts.hits["a"]] == [("R1", ((9, 18),)), ("R2", ((0, 4),))]
    assert texts.hits.keys() == texts.stopped == {"a"}
    assert (texts.touching["R1"], texts.touching["R2"], len(texts.keys())) == (1, 1, 3)
    assert texts.changes == {}


def test_nothing_is_screened_before_there_are_rules_nor_twice_for_the_same() -> None:
    texts = OpenTexts()
    texts.put("a", "night bus", TEEN)
    assert (texts.pending, texts.rules, texts.step(("a",), LATER)) == (0, {}, set())
    assert held(texts, rule("R1", "night bus")) == {"a"}
    assert not texts.put("a", "night bus", TEEN)
    assert texts.pending == 0
    assert texts.step(("a",), LATER) == set()


def test_those_in_sight_come_first_and_a_step_is_no_longer_than_it_may_be() -> None:
    texts = OpenTexts(readings=2)
    for number in range(6):
        texts.put(str(number), "night bus", TEEN)
    texts.hold_against(Screen([rule("R1", "night bus")], NOW))
    assert texts.step(("2", "4", "0"), 10) == {"2", "4"}
    assert texts.step((), 9) == {"5"}
    assert texts.pending == 3
    assert texts.step((), LATER) == {"0", "1", "3"}


def test_a_text_that_is_another_or_gone_touches_nothing_any_more() -> None:
    texts = OpenTexts()
    texts.put("a", "night bus", TEEN)
    texts.put("b", "night bus", TEEN)
    held(texts, rule("R1", "night bus"))
    texts.put("a", "day bus", TEEN)
    texts.drop("b")
    texts.drop("b")
    assert (texts.hits, texts.stopped, texts.touching["R1"], texts.pending) == ({}, set(), 0, 1)
    assert texts.step(("b",), LATER) == set()


def test_a_changed_rule_marks_what_it_changed_until_somebody_looks() -> None:
    texts = OpenTexts()
    texts.put("a", "night bus and tram", TEEN)
    texts.put("b", "tram", TEEN)
    texts.put("c", "nothing", TEEN)
    first, other = rule("R1", "night bus"), rule("R2", "and")
    held(texts, first, other)
    second = again(first, "night bus", "tram")
    assert held(texts, second, other) == {"a", "b"}
    assert texts.changes == {"a": {"R1": 2}, "b": {"R1": 2}}
    assert texts.looked_at("a")
    assert not texts.looked_at("a")
    assert held(texts, again(second, "night bus", "tram"), other) == {"a", "b"}  # another version, the same words
    assert texts.changes == {"b": {"R1": 2}}
    held(texts, other)
    assert texts.changes == {"a": {"R1": 0}, "b": {"R1": 0}}
    texts.put("b", "new words", TEEN)
    assert texts.changes == {"a": {"R1": 0}}


def test_rules_that_are_read_for_the_first_time_change_nothing() -> None:
    texts = OpenTexts()
    texts.put("a", "night bus", TEEN)
    held(texts, rule("R2", "tram"))
    texts.hold_against(Screen([rule("R1", "night bus")], NOW), afresh=True)
    assert texts.step((), LATER) == {"a"}
    assert texts.changes == {}


def test_a_text_that_comes_after_a_rule_was_not_changed_by_it() -> None:
    texts = OpenTexts()
    held(texts, rule("R1", "tram"))
    texts.put("a", "tram", TEEN)
    assert texts.step((), LATER) == {"a"}
    assert texts.changes == {}


def test_a_screen_stands_until_a_version_begins_or_ends_and_not_when_one_is_read() -> None:
    one = rule("R1", "tram")
    read = replace(one, versions=(replace(one.latest, acknowledged={"U1": NOW}),))
    assert stands([one], NOW) == stands([read], NOW) == {("R1", 1, "id-R1")}
    assert stands([again(one, "tram")], NOW) == {("R1", 2, "id-R1+")}
    assert stands([rule("R2")], NOW) == frozenset()  # it finds nothing, in no text
    over = replace(one, versions=(replace(one.latest, until=NOW),))
    assert stands([over], NOW) == frozenset()


# A desk that was closed

SAID = ("night bus", "tram and night bus", "nothing", "tram", "the last ferry")
WORDS = st.lists(st.sampled_from(["night bus", "tram", "ferry", "and"]), max_size=2, unique=True).map(tuple)


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


class Night:
    """Texts that come each minute, and rules that change half a minute later."""

    def __init__(self) -> None:
        self.minute = 0
        self.rules = {"R1": rule("R1", "night bus"), "R2": rule("R2", "tram")}
        self.said: list[tuple[str, str, datetime]] = []

    def screen(self, texts: OpenTexts) -> None:
        """Hold texts against the rules as they are."""
        for key, text, came in self.said:
            texts.put(key, text, TEEN, came)
        texts.hold_against(Screen(self.rules.values(), self.now), since_when(self.rules.values(), self.now))
        texts.step((), LATER)

    @property
    def now(self) -> datetime:
        """Half a minute after the texts came."""
        return at(self.minute) + timedelta(seconds=30)

    def step(self, name: str, words: tuple[str, ...] | None, texts: OpenTexts) -> None:
        """Texts come, and then a rule becomes another, or is withdrawn, at an open desk."""
        self.minute += 1
        self.said += [(f"{self.minute} {text}", text, at(self.minute)) for text in SAID]
        self.screen(texts)
        old = self.rules[name]
        if words is None:
            latest = replace(old.latest, withdrawn=True)
            self.rules[name] = replace(old, versions=(*old.versions[:-1], latest), withdrawn_at=self.now)
        else:
            version = replace(again(old, *words).latest, at=self.now, of=f"{name} {self.minute}", withdrawn=False)
            self.rules[name] = replace(old, versions=(*old.versions, version), withdrawn_at=None)
        self.screen(texts)


@given(
    before=st.lists(st.tuples(st.sampled_from(["R1", "R2"]), WORDS), max_size=3),
    looked=st.sampled_from(SAID),
    after=st.dictionaries(st.sampled_from(["R1", "R2"]), st.none() | WORDS),
)
def test_a_desk_that_was_closed_marks_what_an_open_one_does(
    before: list[tuple[str, tuple[str, ...]]], looked: str, after: dict[str, tuple[str, ...] | None]
) -> None:
    night, opened, reopened = Night(), OpenTexts(), OpenTexts()
    night.screen(opened)
    for name, words in before:
        night.step(name, words, opened)
        opened.looked_at(f"1 {looked}")
    kept = {key: dict(changed) for key, changed in opened.changes.items()}
    standing = stands(night.rules.values(), night.now)
    for name, new in after.items():
        night.step(name, new, opened)
    night.screen(reopened)
    assert not reopened.changes
    former = Screen(as_they_stood(night.rules.values(), standing), night.now)
    reopened.go_on_from(former, kept)
    night.screen(reopened)
    assert reopened.changes == opened.changes


def test_what_nobody_had_looked_at_waits_for_texts_that_are_brought_later() -> None:
    texts = OpenTexts()
    one = rule("R1", "tram")
    texts.go_on_from(Screen([one], NOW), {"a": {"R1": 1}, "gone": {"R1": 1}})
    texts.hold_against(Screen([one], NOW), since_when([one], NOW))
    texts.put("a", "tram", TEEN, NOW)
    texts.step((), LATER)
    assert texts.changes == {"a": {"R1": 1}}


def test_a_rule_whose_message_is_gone_has_changed_what_it_found() -> None:
    texts = OpenTexts()
    one, other = rule("R1", "tram"), rule("R2", "bus")
    later = replace(other, versions=(replace(other.latest, at=at(5)),))
    texts.put("a", "tram", TEEN, NOW)
    texts.go_on_from(Screen([one, other], NOW), {})
    texts.hold_against(Screen([later], at(6)), since_when([later], at(6)))
    texts.step((), LATER)
    assert texts.changes == {"a": {"R1": 0}}


def test_since_when_a_rule_stands_as_it_does_is_told_by_its_beginning_or_its_end() -> None:
    coming = rule("R1", "a")
    coming = replace(coming, versions=(replace(coming.latest, from_=at(9)),))
    over = rule("R2", "a")
    over = replace(over, versions=(replace(over.latest, until=at(2)),))
    withdrawn = rule("R3", "a")
    withdrawn = replace(withdrawn, versions=(replace(withdrawn.latest, withdrawn=True),), withdrawn_at=at(3))
    rules = [coming, over, withdrawn, rule("R4", "a")]
    assert since_when(rules, at(5)) == {"R2": at(2), "R3": at(3), "R4": NOW}
    assert since_when(rules, at(9))["R1"] == at(9)
