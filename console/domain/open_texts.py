"""The texts that are open, each held against the rules in force, and what a changed rule altered in them."""

from collections import Counter
from collections.abc import Iterable, KeysView, Mapping
from datetime import UTC, datetime
from typing import Final

from console.domain.rules import Version
from console.domain.screening import Hit, HitKind, Reading, Screen, read
from console.domain.words import AgeBand, RuleLevel

_EVER: Final = datetime.max.replace(tzinfo=UTC)  # of what nobody knows when it came: after all changes
READINGS: Final = 10_000  # texts whose reading is kept: 6 MB. Of more than these, the others are read again


class OpenTexts:
    """Texts by whom or what they are of, each screened once for what it is and for the state of the rules.

    Nothing is screened before ``step``, so that whoever owns it decides when and how much. ``hits`` are the texts that
    touch a rule, ``changes`` those in which a rule's change altered something since they were looked at: by rule, the
    version that did (0 for a rule that no longer is in force). ``touching`` counts the texts by rule. The three are
    live, and not to be changed.
    """

    def __init__(self, readings: int = READINGS) -> None:
        self.hits: dict[str, tuple[Hit, ...]] = {}
        self.changes: dict[str, dict[str, int]] = {}
        self.touching: Counter[str] = Counter()
        self.stopped: set[str] = set()  # whose text touches a rule of level stop
        self._most = readings
        self._screen: Screen | None = None
        self._former: Screen | None = None  # what stood when this desk was closed
        self._seeds: dict[str, dict[str, int]] = {}
        self._since: Mapping[str, datetime] = {}
        self._came: dict[str, datetime] = {}
        self._texts: dict[str, tuple[str, AgeBand | None]] = {}
        self._readings: dict[str, Reading] = {}
        self._waiting: dict[str, None] = {}
        self._known: set[str] = set()  # those that were held against rules before

    def keys(self) -> KeysView[str]:
        """Whose texts there are."""
        return self._texts.keys()

    @property
    def pending(self) -> int:
        """How many wait to be screened."""
        return len(self._waiting) if self._screen is not None else 0

    @property
    def rules(self) -> Mapping[str, Version]:
        """The versions that the texts are held against, by rule."""
        return {} if self._screen is None else self._screen.in_force

    def put(self, key: str, text: str, band: AgeBand | None, came: datetime = _EVER) -> bool:
        """Take a text, new or other than it was, and when it came; False when it is known so already."""
        if self._texts.get(key) == (text, band):
            return False
        self.drop(key)
        self._texts[key] = (text, band)
        self._came[key] = came
        self._waiting[key] = None
        if key in self._seeds:
            self.changes[key] = self._seeds.pop(key)
        return True

    def drop(self, key: str) -> None:
        """Let go of a text."""
        if self._texts.pop(key, None) is not None:
            self._readings.pop(key, None)
            self._waiting.pop(key, None)
            self._came.pop(key, None)
            self._known.discard(key)
            self.changes.pop(key, None)
            self._become(key, ())

    def go_on_from(self, former: Screen, changes: Mapping[str, Mapping[str, int]]) -> None:
        """This desk was closed: what stood then, and what nobody had looked at yet.

        What is screened for the first time is held against what stood then, too: a rule that has changed since the
        text came is marked as if the desk had been open.
        """
        self._former = former
        self._seeds = {key: dict(rules) for key, rules in changes.items()}
        for key in self._texts.keys() & self._seeds.keys():
            self.changes[key] = {**self._seeds.pop(key), **self.changes.get(key, {})}
        self._known.clear()

    def hold_against(
        self, screen: Screen, since: Mapping[str, datetime] | None = None, *, afresh: bool = False
    ) -> None:
        """The rules in force are others now: everything is screened again, ``afresh`` as if it were the first time.

        ``since`` says of each rule since when it stands as it does now.
        """
        self._screen, self._since = screen, since or {}
        if afresh:
            self._known.clear()
        self._waiting = dict.fromkeys(self._texts)

    def step(self, first: Iterable[str], at_once: int) -> set[str]:
        """Screen texts of about so many characters, ``first`` those, then the newest; those that touch others now."""
        differ: set[str] = set()
        length, screen = 0, self._screen
        if screen is None:
            return differ
        for key in first:
            if length < at_once and key in self._waiting:
                del self._waiting[key]
                length += self._screened(key, screen, differ)
        while self._waiting and length < at_once:
            key, _ = self._waiting.popitem()
            length += self._screened(key, screen, differ)
        return differ

    def looked_at(self, key: str) -> bool:
        """Somebody saw what changed in a text; False when nothing had."""
        return self.changes.pop(key, None) is not None

    def _screened(self, key: str, screen: Screen, differ: set[str]) -> int:
        """Screen one text; how long it is."""
        text, band = self._texts[key]
        before, after = self.hits.get(key, ()), screen.touched(self._reading(key, text), band)
        for rule in self._altered(key, before, after):
            version = screen.in_force.get(rule)
            self.changes.setdefault(key, {})[rule] = version.number if version is not None else 0
        self._known.add(key)
        if before != after:
            self._become(key, after)
            differ.add(key)
        return len(text)

    def _altered(self, key: str, before: tuple[Hit, ...], after: tuple[Hit, ...]) -> list[str]:
        """The rules that find something else in it than they did before, or when this desk was closed."""
        if key in self._known:
            return _altered(before, after)
        came = self._came[key]
        if self._former is None or came >= max(self._since.values(), default=came):
            return []
        text, band = self._texts[key]
        altered = _altered(self._former.touched(self._reading(key, text), band), after)
        return [rule for rule in altered if came < self._since.get(rule, _EVER)]

    def _reading(self, key: str, text: str) -> Reading:
        found = self._readings.get(key)
        if found is None:
            found = read(text)
            if len(self._readings) < self._most:
                self._readings[key] = found
        return found

    def _become(self, key: str, hits: tuple[Hit, ...]) -> None:
        for rule in {hit.rule for hit in self.hits.pop(key, ())}:
            self.touching[rule] -= 1
        self.stopped.discard(key)
        if hits:
            self.hits[key] = hits
        for rule in {hit.rule for hit in hits}:
            self.touching[rule] += 1
            if self.rules[rule].level is RuleLevel.STOP:
                self.stopped.add(key)


def _altered(before: tuple[Hit, ...], after: tuple[Hit, ...]) -> list[str]:
    """The rules that find something else than they did; another version that finds the same alters nothing."""
    old, new = _found(before), _found(after)
    return sorted(rule for rule in old.keys() | new.keys() if old.get(rule) != new.get(rule))


def _found(hits: tuple[Hit, ...]) -> dict[str, dict[HitKind, tuple[tuple[int, int], ...]]]:
    found: dict[str, dict[HitKind, tuple[tuple[int, int], ...]]] = {}
    for hit in hits:
        found.setdefault(hit.rule, {})[hit.kind] = hit.spans
    return found
