"""The command ``screen``: texts in, which rules they touch out, one JSON line each."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final, TypeAlias

import click
import msgspec

from console.domain.actions import PublishRule
from console.domain.rules import Rule, Version
from console.domain.ruling import next_rule
from console.domain.screening import Hit, Screen, read
from console.domain.words import AgeBand
from console.keychain import KeychainFault
from console.practice.remote import clock_of
from console.rule_file import NotARule, rules_in
from console.settings import Settings
from console.station import Station, open_vault
from console.store.faults import Fault

Say: TypeAlias = Callable[[bytes], object]

SCREENED: Final = 0
NO_RULES: Final = 1
SOME_NOT: Final = 3
_MARK: Final = b"\xef\xbb\xbf"  # that some editors put before a file's first line


class NoRules(Exception):
    """There are no rules to screen by; the text is a sentence that says why, and what to do."""


class Text(msgspec.Struct, frozen=True):
    """One line of what comes in."""

    text: str
    age_band: str | None = None


class Touched(msgspec.Struct, frozen=True):
    """One line of what goes out."""

    hits: tuple[Hit, ...]


def screen(
    settings: Settings, environment: Mapping[str, str], rules: Path | None, lines: Iterable[bytes], say: Say
) -> int:
    """Screen lines by the rules of a file, or by those in force at this desk; the exit code."""

    def complain(sentence: str) -> None:
        click.echo(sentence, err=True)

    try:
        found = asyncio.run(screen_of(settings, environment, rules))
    except (Fault, KeychainFault, NoRules) as error:
        complain(str(error))
        return NO_RULES
    # The lines are read outside of any loop: one may be long in coming, and an interruption must not wait for it.
    return screened(found, lines, say, complain)


async def screen_of(settings: Settings, environment: Mapping[str, str], rules: Path | None) -> Screen:
    """The screen of a file of rules, or of those that are in force at this desk, as far as its cache knows.

    Raises NoRules, a Fault or a KeychainFault. Slack is not asked for anything.
    """
    clock = await clock_of(settings.slack.api_url)
    if rules is not None:
        return Screen(published(rules, clock.now()), clock.now())
    path = settings.cache.path
    if not path.exists():
        raise NoRules(f"There is no cache at {path} yet, and so no rules. Give a file of them with --rules.")
    vault = await open_vault(settings, environment, beside=True)
    try:
        station = Station(settings, clock, vault)
        await station.open()
        return Screen(station.desk.view().rules.values(), clock.now())
    finally:
        vault.close()


def published(file: Path, now: datetime) -> tuple[Rule, ...]:
    """The rules of a file, each in its first version, as if they were published at the moment. Raises NoRules."""
    if str(file) == "-":
        raise NoRules("What is piped in are the texts: give the rules as a file.")
    try:
        wishes = rules_in(file)
    except NotARule as error:
        raise NoRules(str(error)) from None
    named = dict.fromkeys(wish.rule for wish in wishes if wish.rule)
    if len(named) < sum(wish.rule != "" for wish in wishes):
        raise NoRules(f"{file} has two rules of one name.")
    rules = []
    for wish in wishes:
        name = wish.rule or next_rule(named)
        named[name] = None
        rules.append(Rule(name, (_version(wish, now),)))
    return tuple(rules)


def _version(wish: PublishRule, now: datetime) -> Version:
    return Version(
        1,
        "",
        "",
        now,
        wish.title,
        wish.body,
        wish.level,
        wish.audience,
        wish.from_,
        wish.until,
        words=wish.words,
        kinds=wish.kinds,
    )


def screened(screen: Screen, lines: Iterable[bytes], say: Say, complain: Callable[[str], object]) -> int:
    """Screen each line as it comes, and say a line for it; empty lines are passed over. The exit code.

    A line that cannot be screened is complained of by its number, without a word of it, and the others go on.
    """
    code = SCREENED
    for number, line in enumerate(lines, 1):
        written = line.removeprefix(_MARK).strip() if number == 1 else line.strip()
        if not written:
            continue
        try:
            found = msgspec.json.decode(written, type=Text)
            band = None if found.age_band is None else AgeBand(found.age_band)
        except (ValueError, msgspec.MsgspecError, RecursionError) as error:
            complain(f"Line {number} cannot be screened: {_why(error)}")
            code = SOME_NOT
            continue
        say(msgspec.json.encode(Touched(screen.touched(read(found.text), band))) + b"\n")
    return code


def _why(error: Exception) -> str:
    if isinstance(error, msgspec.ValidationError):
        return f"{error}."  # it names the field and the type, never what is in it
    if isinstance(error, msgspec.DecodeError | UnicodeDecodeError | RecursionError):
        return "it is no JSON in UTF-8."
    return f"there is no such age band. They are {', '.join(AgeBand)}."
