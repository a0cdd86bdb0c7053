"""Slack's mrkdwn: everybody's words escaped, things by their names and without mentions, times in the reader's zone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from console.domain.drafting import Rows
from console.domain.templates import Template


class Known(Rows, Protocol):
    """What names things by more than their ids; whatever is not there is called by its id."""

    @property
    def names(self) -> Mapping[str, str]:
        """What people are called, by id."""

    @property
    def templates(self) -> Mapping[str, Template]:
        """The wordings that members are answered with."""


def escaped(text: str) -> str:
    """Words as Slack wants them: its three special characters replaced, so that nothing in them is a command."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def with_words(text: str, words: str | None) -> str:
    """What was done, with somebody's words after it where there are any."""
    return f"{text}: {escaped(words)}" if words else text


def chat_name(chat: str, known: Known) -> str:
    """A chat's alias with its risk."""
    row = known.chats.get(chat)
    return escaped(chat) if row is None else f"{escaped(row.alias)} ({row.risk})"


def name(person: str, known: Known) -> str:
    """What somebody is called: a name and no mention, as desks must not make everybody's phone ring."""
    return escaped(known.names.get(person, person))


def shift_name(shift: str, known: Known) -> str:
    """What a shift is called."""
    row = known.shifts.get(shift)
    return escaped(shift if row is None else row.name)


def task_name(task: str, known: Known) -> str:
    """A task's title."""
    row = known.tasks.get(task)
    return escaped(task if row is None else row.title)


def case_name(case: str, known: Known) -> str:
    """A case's alias."""
    row = known.cases.get(case)
    return escaped(case if row is None else row.alias)


def number(rule: str) -> str:
    """A rule's number."""
    return escaped(rule.removeprefix("R"))


def rule_title(rule: str, known: Known) -> str:
    """A rule's title in brackets; empty for a rule that is not known."""
    row = known.rules.get(rule)
    return "" if row is None else f" ({escaped(row.latest.title)})"


def time_of_day(at: datetime) -> str:
    """A time of day that Slack shows in each reader's own zone."""
    return f"<!date^{int(at.timestamp())}^{{time}}|{at:%H:%M} UTC>"


def day_and_time(at: datetime) -> str:
    """A day and a time of day, likewise."""
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{at.day} {at:%B %H:%M} UTC>"
