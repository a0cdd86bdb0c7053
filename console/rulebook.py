"""The commands of the posting rules: written as a file, held against one, and published from it."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import aclosing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click
import msgspec
from msgspec.structs import replace

from console import commands, door
from console.clock import Clock
from console.domain.actions import PublishRule
from console.domain.connection import Link
from console.domain.difference import Change, Kept, changes
from console.domain.examples import examples
from console.domain.messages import EPOCH
from console.domain.rules import Rule, RuleState
from console.domain.ruling import again, next_rule, plain, same, unfit
from console.practice.remote import clock_of
from console.rule_file import Book, NotARule, book_of, rules_in, written
from console.settings import Settings
from console.station import Station, open_vault

FIELDS: Final = {
    "body": "text",
    "must_read": "must be read",
    "blocks_taking": "blocks taking",
    "holds": "must hold",
    "leaves": "must leave",
}
WHY: Final = "--reason says why it is published all the same."
_SIGNS: Final = {Kept.SAME: ("", ""), Kept.GONE: ("[-", "-]"), Kept.NEW: ("{+", "+}")}


def rule_in(file: Path, *, reason: str = "", tried: bool = True) -> PublishRule:
    """The only rule of a file. Raises NotARule, also when an example fails and there is no ``reason`` for that.

    One that is not ``tried`` yet may fail: it is for somebody else to look at.
    """
    found = rules_in(file)
    if len(found) > 1:
        raise NotARule(f"{file} has {len(found)} rules: moderation-console rules import publishes several.")
    rule = _despite(found[0], reason)
    failing = list(_failing(rule)) if tried else []
    if failing and not rule.despite:
        raise NotARule(f"{file}: {' '.join(failing)} {WHY}")
    return rule


def typed_rule(file: Path, reason: str, *, tried: bool) -> PublishRule:
    """The rule of a file that was named at the command line. Raises ClickException with the sentence."""
    try:
        return rule_in(file, reason=reason, tried=tried)
    except NotARule as error:
        raise click.ClickException(str(error)) from None


def _despite(wish: PublishRule, reason: str) -> PublishRule:
    """A rule with the reason that was given for it, in place of the file's own."""
    return replace(wish, despite=reason.strip() or wish.despite.strip())


def _failing(wish: PublishRule) -> Iterator[str]:
    """The examples with which a rule does not do what it must, a sentence each."""
    for one in examples(plain(wish), EPOCH):
        if not one.fine and one.holds:
            yield f"It should hold “{one.text}”."
        elif not one.fine:
            yield f"It should leave “{one.text}”, and finds “{', '.join(one.found)}”."


async def export(settings: Settings, environment: Mapping[str, str], *, every: bool) -> int:
    """Print the rules in force, or with ``every`` all that there are, as a file; the exit code."""

    async def told(book: Book, clock: Clock) -> int:
        now = clock.now()
        rules = [rule for rule in _in_order(book) if every or _kept(rule, now)]
        click.echo(written(book, rules), nl=False)
        return commands.DONE

    return await with_book(settings, environment, told)


async def import_(
    settings: Settings, environment: Mapping[str, str], file: Path, *, publish: bool, reason: str = ""
) -> int:
    """Tell what a file would change, and with ``publish`` publish that; the exit code.

    Nothing is published when one of the examples of what differs fails and there is no ``reason`` for that.
    """
    try:
        wishes = rules_in(file)
    except NotARule as error:
        click.echo(str(error), err=True)
        return commands.FAILED

    changed: list[PublishRule] = []

    async def told(book: Book, clock: Clock) -> int:
        wrong = False
        for number, wish in enumerate(map(plain, wishes), 1):
            refusal = unfit(wish, clock.now())
            if refusal is not None:
                click.echo(f"{wish.rule or f'Rule number {number} of the file'}: {refusal.why}", err=True)
                wrong = True
        if wrong:
            return commands.FAILED
        changed.extend(_despite(wish, reason) for wish in _compared(book, wishes))
        failing = [(wish, why) for wish in changed for why in _failing(wish)]
        for wish, why in failing:
            click.echo(f"{wish.rule or wish.title}: {why}", err=True)
        if any(not wish.despite for wish, _ in failing):
            click.echo(WHY, err=True)
            return commands.FAILED
        others = [rule.rule for rule in _in_order(book) if _kept(rule, clock.now())]
        others = [rule for rule in others if all(wish.rule != rule for wish in wishes)]
        if others:
            click.echo(f"Not in the file: {', '.join(others)}. What is not in it stays as it is.")
        return commands.DONE

    code = await with_book(settings, environment, told)
    if code != commands.DONE:
        return code
    if not publish or not changed:
        count = "1 rule" if len(changed) == 1 else f"{len(changed)} rules"
        click.echo(f"{count} would change. --publish publishes that, as you." if changed else "Nothing differs.")
        return commands.DONE
    codes = []
    for wish in changed:
        given = commands.wish_of("publish-rule", wait=True, publish=wish)
        codes.append(await commands.do(settings, environment, given, as_json=False))
    return max(codes)


def _compared(book: Book, wishes: tuple[PublishRule, ...]) -> Iterator[PublishRule]:
    """Tell each rule of a file beside what the desk knows; those that differ."""
    known = dict.fromkeys(book.rules)
    for wish in map(plain, wishes):
        rule = book.rules.get(wish.rule)
        if rule is None:
            name = wish.rule or next_rule(known)
            known[name] = None
            click.echo(f"{name}  new: {wish.title}")
            yield wish
            continue
        version = rule.latest
        if rule.withdrawn_at is None and same(wish, rule.rule, version):
            click.echo(f"{rule.rule}  as it is, version {version.number}")
            continue
        back = ", and no longer withdrawn" if rule.withdrawn_at is not None else ""
        click.echo(f"{rule.rule}  version {version.number + 1} in place of {version.number}{back}: {wish.title}")
        for change in changes(again(rule.rule, version), wish, _moment):
            click.echo(f"    {FIELDS.get(change.field, change.field)}: {_shown(change)}")
        yield replace(wish, over=version.of)


def _shown(change: Change) -> str:
    """What differs, as a terminal shows it: ``[-gone-] {+new+}``."""
    words = "".join(f"{_SIGNS[part.kept][0]}{part.text}{_SIGNS[part.kept][1]}" for part in change.parts)
    return words.replace("\n", "\n        ")


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(sep=" ", timespec="minutes").replace("+00:00", "Z")


def _in_order(book: Book) -> list[Rule]:
    """The rules by their numbers."""

    def place(rule: Rule) -> tuple[int, str]:
        number = rule.rule.removeprefix("R")
        return int(number) if number.isdecimal() and len(number) < 9 else 0, rule.rule  # noqa: PLR2004 -- a number

    return sorted(book.rules.values(), key=place)


def _kept(rule: Rule, now: datetime) -> bool:
    """Whether a rule counts now, or will."""
    return rule.state_of(rule.latest, now) in (RuleState.IN_FORCE, RuleState.SCHEDULED)


async def with_book(
    settings: Settings, environment: Mapping[str, str], told: Callable[[Book, Clock], Awaitable[int]]
) -> int:
    """Tell something of the posting rules, as the window has them that is open, or as they are after catching up."""

    async def asked() -> int:
        clock = await clock_of(settings.slack.api_url)
        with suppress(door.NobodyThere):
            async with aclosing(door.ask(settings.cache.path, {"ask": "rules"})) as answers:
                answer: dict[str, Any] = await anext(answers, {})
            if "rules" in answer:
                return await told(msgspec.convert(answer, Book), clock)
            if "refused" in answer:
                commands.warn(answer["refused"])
                return commands.FAILED
        vault = await open_vault(settings, environment)
        try:
            station = Station(settings, clock, vault)
            await station.open()
            async with commands.connected(station, environment):
                await commands.first_answer(station)
                return await _told_alone(station, told)
        finally:
            vault.close()

    return await commands.without_faults(asked)


async def _told_alone(station: Station, told: Callable[[Book, Clock], Awaitable[int]]) -> int:
    desk = station.desk
    if desk.connection.complete_to is None:
        commands.warn(f"{desk.connection.trouble or 'Slack cannot be reached.'} This desk never read it whole.")
        return commands.FAILED
    if desk.connection.link in (Link.OFFLINE, Link.REFUSED):
        commands.warn(
            f"{desk.connection.trouble or 'Slack cannot be reached.'} These are the rules as this desk knew them."
        )
    return await told(book_of(desk.view()), station.clock)
