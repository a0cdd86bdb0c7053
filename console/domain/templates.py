"""The templates: wordings that staff answer members with, in which version, and how often each was used."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from msgspec.structs import replace

from console.domain import events
from console.domain.decisions import version_key
from console.domain.messages import Entry
from console.domain.people import NOT_ENTITLED, NotEntitled, People
from console.domain.rules import Withdrawal


class Version(msgspec.Struct, frozen=True):
    """One version of a template; ``of`` is the id of its event, ``rules`` are those by which it is offered first."""

    number: int
    of: str
    by: str
    at: datetime
    title: str
    body: str
    rules: tuple[str, ...] = ()


class Template(msgspec.Struct, frozen=True):
    """A template with all its versions, the latest last; there is always one.

    ``withdrawn`` is set while it is not to be used; ``withdrawals`` are all that there were, in order. ``used`` counts
    the posts that were declined with a version, by the id of its event.
    """

    template: str
    versions: tuple[Version, ...]
    withdrawn: Withdrawal | None = None
    withdrawals: tuple[Withdrawal, ...] = ()
    used: Mapping[str, int] = msgspec.field(default_factory=dict)

    @property
    def latest(self) -> Version:
        """The version that counts, unless it is withdrawn."""
        return self.versions[-1]

    @property
    def uses(self) -> int:
        """How many posts were declined with it, in all its versions."""
        return sum(self.used.values())

    def uses_of(self, version: Version) -> int:
        """How many posts were declined with one version."""
        keys = dict.fromkeys((version.of, version_key(self.template, version.number, None)))
        return sum(self.used.get(key, 0) for key in keys)

    def version_called(self, of: str) -> Version | None:
        """The version whose event has that id; the latest where none is named; None when it is not known."""
        return next((one for one in self.versions if one.of == of), None) if of else self.latest


def called(template: str) -> str:
    """What a template is called in a sentence: ``template 3``."""
    number = template.removeprefix("T")
    return f"template {number}" if number.isdecimal() else f"template “{template[:40]}”"


def in_use(templates: Iterable[Template]) -> list[Template]:
    """Those that are not withdrawn, the most used first."""
    return in_order((one for one in templates if one.withdrawn is None), "")


def in_order(templates: Iterable[Template], rule: str) -> list[Template]:
    """Templates as they are offered: those for that rule first, then those for any, then by how often they are used."""

    def place(one: Template) -> tuple[int, int, str, str]:
        rules = one.latest.rules
        fits = 0 if rule and rule in rules else 1 if not rules else 2
        return fits if rule else 0, -one.uses, one.latest.title.casefold(), one.template

    return sorted(templates, key=place)


def fold(template: Template | None, entry: Entry, people: People) -> Template | NotEntitled | None:
    """The template after one more event; events must come in order.

    One that is set again has a new version, and is no longer withdrawn.
    """
    if not people.may(entry):
        return NOT_ENTITLED
    match entry.event:
        case events.TemplateSet() as new:
            return _set(template, new, entry)
        case events.TemplateWithdrawn(_, reason) if template is not None and template.withdrawn is None:
            gone = Withdrawal(entry.position.at, entry.author, reason)
            return replace(template, withdrawn=gone, withdrawals=(*template.withdrawals, gone))
        case events.PostDecided(template_version=version, template_of=of) if template is not None:
            key = version_key(template.template, version, of)
            return replace(template, used={**template.used, key: template.used.get(key, 0) + 1})
        case _:
            return template


def _set(template: Template | None, new: events.TemplateSet, entry: Entry) -> Template:
    versions = () if template is None else template.versions
    version = Version(
        len(versions) + 1, entry.id, entry.author, entry.position.at, new.title, new.body, new.rules or ()
    )
    if template is None:
        return Template(new.template, (version,))
    return replace(template, versions=(*versions, version), withdrawn=None)
