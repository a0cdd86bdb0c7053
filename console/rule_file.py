"""Posting rules as a TOML file that can be kept and reviewed: read with sentences that name the line, and written."""

import json
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from console.desk import View
from console.domain.actions import PublishRule
from console.domain.rules import Rule
from console.domain.ruling import again
from console.domain.words import Audience, RuleKind, RuleLevel

T = TypeVar("T", bound=StrEnum)

# The wire's names, in the order in which they are written.
_KEYS: Final = (
    *("rule", "title", "body", "level", "audience", "from", "until", "must_read", "blocks_taking"),
    *("words", "kinds", "holds", "leaves", "despite"),
)
_NEEDED: Final = ("title", "body", "level", "audience")
_HEADER: Final = re.compile(r"\s*\[\[\s*[\"']?rule[\"']?\s*\]\]")
_PLACE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


class NotARule(ValueError):
    """A file that holds no rules as they should be; the sentence names the line and the key."""


class Book(msgspec.Struct, frozen=True):
    """All rules that a desk knows, and what people are called."""

    rules: Mapping[str, Rule]
    names: Mapping[str, str]


def book_of(view: View) -> Book:
    """The rules of a desk."""
    authors = {version.by for rule in view.rules.values() for version in rule.versions}
    return Book(view.rules, {person: view.name(person) for person in authors})


# Reading


def rules_in(file: Path) -> tuple[PublishRule, ...]:
    """The rules of a file, ``-`` being what is typed or piped in. Raises NotARule with the file's name in it."""
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
        return rules_of(text)
    except OSError as error:
        raise NotARule(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise NotARule(f"{file} is no text in UTF-8.") from None
    except NotARule as error:
        raise NotARule(f"{file}: {error}") from None


def rules_of(text: str) -> tuple[PublishRule, ...]:
    """The rules of a file, in its order. Raises NotARule."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NotARule(_told(str(error))) from None
    others = [key for key in found if key != "rule"]
    if others:
        raise NotARule(f"“{others[0]}” is no rule: each rule begins with a line [[rule]].")
    tables = found.get("rule", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise NotARule("Each rule begins with a line [[rule]], in two pairs of brackets.")
    if not tables:
        raise NotARule("There is no rule in it: each begins with a line [[rule]].")
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if _HEADER.match(line)]
    return tuple(_Table(table, lines, starts[n] if n < len(starts) else 0).rule() for n, table in enumerate(tables))


def _told(error: str) -> str:
    """TOML's own complaint with its line in front."""
    found = _PLACE.search(error)
    if found is None:
        return f"{error}."
    where = f"Line {found[1]}, column {found[2]}" if found[1] else "At its end"
    return f"{where}: {error[: found.start()]}."


class _Table:
    """One rule of a file, with the line at which it begins."""

    def __init__(self, table: Mapping[str, Any], lines: list[str], start: int) -> None:
        self._table, self._lines, self._start = table, lines, start

    def rule(self) -> PublishRule:
        for key in self._table:
            if key not in _KEYS:
                near = get_close_matches(key, _KEYS, 1)
                raise self._wrong(key, "there is no such key" + (f"; “{near[0]}” is meant?" if near else "."))
        missing = [key for key in _NEEDED if key not in self._table]
        if missing:
            raise NotARule(f"Line {self._start + 1}: this rule has no {missing[0]}.")
        return PublishRule(
            self._text("title"),
            self._text("body"),
            self._one("level", RuleLevel),
            self._several("audience", Audience),
            self._text("rule"),
            self._moment("from"),
            self._moment("until"),
            self._whether("must_read"),
            self._whether("blocks_taking"),
            self._texts("words"),
            self._several("kinds", RuleKind),
            self._texts("holds"),
            self._texts("leaves"),
            despite=self._text("despite"),
        )

    def _wrong(self, key: str, why: str) -> NotARule:
        """What is wrong with a key, and where it stands."""
        begins = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
        for number in range(self._start + 1, len(self._lines)):
            if _HEADER.match(self._lines[number]):
                break
            if begins.match(self._lines[number]):
                return NotARule(f"Line {number + 1}, {key}: {why}")
        return NotARule(f"Line {self._start + 1}, {key}: {why}")

    def _text(self, key: str) -> str:
        value = self._table.get(key, "")
        if not isinstance(value, str):
            raise self._wrong(key, "a text is needed, in quotes.")
        return value

    def _texts(self, key: str) -> tuple[str, ...]:
        value = self._table.get(key, [])
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self._wrong(key, 'a list of texts is needed: ["one", "another"].')
        return tuple(value)

    def _one(self, key: str, words: type[T]) -> T:
        text = self._text(key)
        if text not in list(words):
            raise self._wrong(key, f"“{text[:40]}” is none of {', '.join(words)}.")
        return words(text)

    def _several(self, key: str, words: type[T]) -> tuple[T, ...]:
        texts = self._texts(key)
        for text in texts:
            if text not in list(words):
                raise self._wrong(key, f"“{text[:40]}” is none of {', '.join(words)}.")
        return tuple(words(text) for text in texts)

    def _whether(self, key: str) -> bool:
        value = self._table.get(key, False)
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false is needed.")
        return value

    def _moment(self, key: str) -> datetime | None:
        value = self._table.get(key)
        if value is None:
            return None
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                raise self._wrong(key, "a time is needed, as 2026-11-22T06:00:00Z.") from None
        if not isinstance(value, date | time):
            raise self._wrong(key, "a time is needed, as 2026-11-22T06:00:00Z.")
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise self._wrong(key, "a day, a time and a zone are needed, as 2026-11-22T06:00:00Z.")
        try:
            return value.astimezone(UTC)
        except OverflowError:
            raise self._wrong(key, "this is outside of all calendars.") from None


# Writing


def written(book: Book, rules: Iterable[Rule]) -> str:
    """The latest version of each rule, in the order given, as a file that reads back as the same."""
    return "\n".join(_written(book, rule) for rule in rules)


def _written(book: Book, rule: Rule) -> str:
    version = rule.latest
    who = " ".join(book.names.get(version.by, version.by).split())
    who = "".join(letter for letter in who if letter.isprintable())
    lines = [f"# version {version.number}, {who}, {_rfc3339(version.at)}"]
    if rule.withdrawn_at is not None:
        lines.append(f"# withdrawn {_rfc3339(rule.withdrawn_at)}")
    return "\n".join([*lines, *_table(again(rule.rule, version))]) + "\n"


def _table(wish: PublishRule) -> list[str]:
    lines = ["[[rule]]"]
    for key in _KEYS:
        value = getattr(wish, "from_" if key == "from" else key)
        if key in _NEEDED or value:
            lines.append(f"{key} = {_value(value)}")
    return lines


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return _rfc3339(value)
        case str():
            return _quoted(str(value))
        case _:
            assert isinstance(value, tuple)  # noqa: S101 -- there are no other fields
            return f"[{', '.join(_quoted(str(one)) for one in value)}]"


def _quoted(text: str) -> str:
    """A text in TOML's quotes; one of several lines keeps them. JSON's escapes are TOML's, but for one character."""
    inside = [json.dumps(line, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f") for line in text.split("\n")]
    return f'"{inside[0]}"' if len(inside) == 1 else '"""\n' + "\n".join(inside) + '"""'


def _rfc3339(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
