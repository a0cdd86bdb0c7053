"""What may be done with a template, what undoes it, and why Slack settled it otherwise, in words."""

import json
import re
from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec.structs import replace

from console.domain import events
from console.domain.actions import Action, Refusal, SetTemplate, TemplateAction, WithdrawTemplate
from console.domain.events import WireEvent
from console.domain.filling import PLACES, Values, called_rule, misfit
from console.domain.giving import name, sentence, who_was_first
from console.domain.people import REVIEWERS
from console.domain.posts import Post
from console.domain.rules import Rule
from console.domain.templates import Template, Version, called
from console.domain.writing import SENT_LIMIT, TEXT_LIMIT, short

if TYPE_CHECKING:
    from console.domain.deciding import Rows

TITLE_LIMIT: Final = 80  # characters: one line of a list
BODY_LIMIT: Final = TEXT_LIMIT // 2  # what fills it makes it longer, and a member reads it on a phone
RULES_LIMIT: Final = 20
UNDONE: Final = "Undone."
_ID: Final = re.compile(r"[A-Za-z][\w.-]{0,39}", re.ASCII)
_NUMBERED: Final = re.compile(r"T(\d{1,6})", re.ASCII)

TemplateEvent: TypeAlias = events.TemplateSet | events.TemplateWithdrawn


def decide(rows: "Rows", action: TemplateAction, by: str) -> WireEvent | Refusal:
    """The event of an action on a template, were it done by this person."""
    refusal = no_keeper(rows, by)
    if refusal is not None:
        return refusal
    match action:
        case SetTemplate():
            return _set(rows, plain(action))
        case WithdrawTemplate():  # pragma: no branch -- the type checker proves that nothing is left
            return _withdraw(rows, action)


def no_keeper(rows: "Rows", by: str) -> Refusal | None:
    """Why somebody does not keep the templates; None when they do."""
    if rows.people.roles_now(by) & REVIEWERS:
        return None
    return Refusal("Only clinicians and leads write and withdraw templates.")


def next_template(templates: Iterable[str]) -> str:
    """The next free number for a template: ``T4``."""
    numbers = [int(found[1]) for found in map(_NUMBERED.fullmatch, templates) if found]
    return f"T{max(numbers, default=0) + 1}"


def plain(wish: SetTemplate) -> SetTemplate:
    """The template as it will be set: no spaces around words, no rule twice."""
    return replace(
        wish,
        title=" ".join(wish.title.split()),
        body=wish.body.strip(),
        rules=tuple(dict.fromkeys(filter(None, (rule.strip() for rule in wish.rules)))),
        template=wish.template.strip(),
    )


def again(template: str, version: Version) -> SetTemplate:
    """A version of a template as the wish that would set it once more."""
    return SetTemplate(version.title, version.body, version.rules, template)


def unfit(wish: SetTemplate) -> Refusal | None:
    """Why nobody could set a template as it is, whatever else there is; ``wish`` is plain."""
    if wish.template and not _ID.fullmatch(wish.template):
        return Refusal("A template is called T and a number, as T3: leave it out to get the next free one.")
    if not wish.title:
        return Refusal("The title is empty: staff find the template by it.")
    if not wish.body:
        return Refusal("The wording is empty: write what the member is told.")
    if len(wish.title) > TITLE_LIMIT:
        return Refusal(f"The title is one line of at most {TITLE_LIMIT} characters.")
    if len(wish.body) > BODY_LIMIT:
        return Refusal(f"The wording is too long: {len(wish.body):,} characters of at most {BODY_LIMIT:,}.")
    if len(wish.rules) > RULES_LIMIT or any(len(rule) > TITLE_LIMIT for rule in wish.rules):
        return Refusal(f"A template is offered first for at most {RULES_LIMIT} rules.")
    if len(json.dumps([wish.title, wish.body, *wish.rules])) > SENT_LIMIT:
        return Refusal("This is too long for one message in Slack: use fewer words.")
    return misfit(wish.body)


def _set(rows: "Rows", wish: SetTemplate) -> WireEvent | Refusal:
    """The event of a template that is set; ``wish`` is plain."""
    refusal = unfit(wish)
    if refusal is not None:
        return refusal
    known = rows.templates.get(wish.template)
    event = events.TemplateSet(wish.template, wish.title, wish.body, wish.rules or None)
    if known is None:
        return replace(event, template=wish.template or next_template(rows.templates))
    latest = known.latest
    if wish.over and wish.over != latest.of:
        return Refusal(
            f"{name(rows, latest.by)} has written version {latest.number} of {called(known.template)} since you began. "
            "Look at what differs, then publish."
        )
    if known.withdrawn is None and _says(latest, event):
        return Refusal(f"Nothing differs from version {latest.number} of {called(known.template)}.")
    return event


def _withdraw(rows: "Rows", action: WithdrawTemplate) -> WireEvent | Refusal:
    known = rows.templates.get(action.template)
    if known is None:
        return unknown(action.template)
    if known.withdrawn is not None:
        return Refusal(f"{sentence(called(known.template))} is withdrawn already.")
    if not action.reason.strip():
        return Refusal("Withdrawing a template needs a reason: it is read by those who used it.")
    return short(action.reason) or events.TemplateWithdrawn(known.template, action.reason.strip())


def unknown(template: str) -> Refusal:
    """That a template is not known."""
    return Refusal(f"This desk knows no {called(template)}.")


def used(rows: "Rows", template: str, of: str) -> Version | Refusal:
    """The version of a template with which a member is answered (empty: the latest), or why it cannot be."""
    known = rows.templates.get(template)
    version = None if known is None else known.version_called(of)
    if known is None or version is None:
        return unknown(template)
    if known.withdrawn is not None:
        return Refusal(f"{sentence(called(template))} is withdrawn. Choose another one, or use your own words.")
    return version


def values_for(post: Post, rule: Rule | None, at: datetime) -> Values:
    """What a wording's variables become for the author of a post that is decided by a rule (None: by none yet)."""
    version = None if rule is None else rule.in_force(at)
    title = "" if version is None else called_rule(version.title)
    return Values(" ".join(post.alias.split()), title, PLACES[post.place])


# Undoing


def opposite(rows: "Rows", action: TemplateAction) -> Action | None:
    """What undoes an action on a template; None where nothing does."""
    known = rows.templates.get(action.template.strip())
    match action:
        case SetTemplate():
            template = action.template.strip() or next_template(rows.templates)
            return WithdrawTemplate(template, UNDONE) if known is None or known.withdrawn else _restored(known)
        case WithdrawTemplate():  # pragma: no branch -- the type checker proves that nothing is left
            return None if known is None or known.withdrawn else _restored(known)


def _restored(template: Template) -> SetTemplate:
    """What puts the words back that count now."""
    return again(template.template, template.latest)


def stands(rows: "Rows", event: TemplateEvent, by: str) -> bool:
    """Whether a template is still as somebody left it."""
    known = rows.templates.get(event.template)
    if known is None:
        return False
    if isinstance(event, events.TemplateWithdrawn):
        return known.withdrawn is not None and known.withdrawn.by == by
    return known.withdrawn is None and known.latest.by == by and _says(known.latest, event)


def _says(version: Version, event: events.TemplateSet) -> bool:
    return (event.title, event.body, event.rules or ()) == (version.title, version.body, version.rules)


# Explaining


def explained(
    rows: "Rows", event: TemplateEvent, *, by: str, at: datetime, acted_at: datetime, zone: tzinfo
) -> str | None:
    """Why an event on a template that Slack holds at ``at`` did another thing than was wished at ``acted_at``."""
    known = rows.templates.get(event.template)
    before = [] if known is None else [version for version in known.versions if version.at < at]
    if known is None or not before:
        return None
    last, what = before[-1], called(known.template)
    if isinstance(event, events.TemplateWithdrawn):
        first = next((one for one in known.withdrawals if last.at < one.at < at), None)
        if first is not None:
            return f"{who_was_first(rows, first.by, first.at, by, zone)} withdrew {what}, before you."
    if last.at <= acted_at:
        return None
    if isinstance(event, events.TemplateSet) and before[0].at > acted_at:
        who = who_was_first(rows, last.by, last.at, by, zone)
        return (
            f"{who} wrote another one as {what}, before you: yours counts now as version "
            f"{last.number + 1} of it, in place of theirs. Both cannot have one number."
        )
    newer = f"{who_was_first(rows, last.by, last.at, by, zone)} wrote version {last.number} of {what}, before you"
    if isinstance(event, events.TemplateWithdrawn):
        return f"{newer}: it is withdrawn with the template."
    return f"{newer}. Yours is version {last.number + 1} and counts now: look at what differs."
