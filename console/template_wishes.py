"""Typed words about templates, and the action that they mean at a desk."""

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from console.desk import View
from console.domain import templating
from console.domain.actions import Action, DecidePost, Refusal, SetTemplate, WithdrawTemplate
from console.domain.filling import filled
from console.domain.words import Decision
from console.naming import rule_of, template_of

if TYPE_CHECKING:
    from console.wishes import Wish


def kept(view: View, wish: "Wish", *, withdraw: bool) -> Action:
    """The template that is written or withdrawn; of a known one what is not said stays as it is."""
    template = template_of(view, wish.template)
    if withdraw:
        return WithdrawTemplate(template, wish.text)
    rules = tuple(rule_of(view, rule) if rule.strip() else "" for rule in wish.rules)
    known = view.templates.get(template)
    if known is None:
        return SetTemplate(wish.text, wish.message, rules, template)
    latest = known.latest
    return SetTemplate(wish.text or latest.title, wish.message or latest.body, rules or latest.rules, template)


def worded(view: View, wish: DecidePost, name: str, at: datetime) -> DecidePost | Refusal:
    """A decision with its message from a template, filled for its author; words of one's own stand in place of it."""
    if not name:
        return wish
    if wish.decision is not Decision.DECLINE:
        return Refusal("A template is for the author of a declined post.")
    template = template_of(view, name)
    version = templating.used(view, template, "")
    if isinstance(version, Refusal):
        return version
    values = templating.values_for(view.posts[wish.post], view.rules.get(wish.rule), at)
    message = wish.message or filled(version.body, values)
    return replace(wish, message=message, template=template, template_of=version.of)
