"""What somebody writes of a case, and the wish that it means."""

from datetime import datetime, tzinfo
from typing import Final

import msgspec

from console.desk import View
from console.domain import actions
from console.domain.actions import Refusal
from console.domain.cases import Case
from console.domain.local import typed
from console.domain.words import Category, Intent, Risk
from console.ui.text import one_line
from console.ui.times import to_minute

CATEGORIES: Final = tuple(category.value for category in Category)


class CaseWriting(msgspec.Struct, frozen=True):
    """What stands on the sheet, as it was typed; ``risk`` is None until it is chosen."""

    risk: Risk | None = None
    intent: Intent | None = None
    category: str = ""
    summary: str = ""
    owner: str = ""
    next_check: str = ""
    plan: str = ""
    if_then: str = ""
    why: str = ""
    outside: str = ""


class Read(msgspec.Struct, frozen=True):
    """What was typed, once it is known to be meant."""

    risk: Risk
    intent: Intent | None
    category: Category | None
    owner: str
    next_check: datetime | None


def kept(writing: CaseWriting) -> str:
    """What is written so far, as a draft is kept."""
    return msgspec.json.encode(writing).decode()


def kept_writing(draft: str) -> CaseWriting | None:
    """What was written; None when nothing was, or it cannot be read."""
    try:
        return msgspec.json.decode(draft, type=CaseWriting) if draft else None
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None


def writing_of(case: Case, view: View, zone: tzinfo) -> CaseWriting:
    """What a case says now, to be changed."""
    return CaseWriting(
        case.risk,
        case.intent,
        case.category or "",
        case.summary or "",
        view.name(case.owner) if case.owner else "",
        to_minute(case.next_check, zone) if case.next_check else "",
        case.plan or "",
        case.if_then or "",
        outside=case.outside,
    )


def people_of(view: View) -> tuple[str, ...]:
    """Everybody whose a case may be, by name."""
    return tuple(sorted(view.name(person) for person in view.people.grants if view.people.roles_now(person)))


def flagged(chat: str, writing: CaseWriting, view: View, now: datetime, zone: tzinfo) -> actions.FlagCase | Refusal:
    """The flag that it means."""
    found = _read(writing, view, now, zone)
    if isinstance(found, Refusal):
        return found
    return actions.FlagCase(
        found.risk,
        chat,
        intent=found.intent,
        category=found.category,
        summary=writing.summary,
        owner=found.owner,
        next_check=found.next_check,
        plan=writing.plan,
        if_then=writing.if_then,
    )


def changed(case: Case, writing: CaseWriting, view: View, now: datetime, zone: tzinfo) -> actions.UpdateCase | Refusal:
    """The change that it means; what was not touched is not said again."""
    before = writing_of(case, view, zone)
    found = _read(writing, view, now, zone)
    if isinstance(found, Refusal):
        return found
    same = writing.next_check == before.next_check
    return actions.UpdateCase(
        case.case,
        None if found.risk is case.risk else found.risk,
        None if found.intent is case.intent else found.intent,
        None if writing.category == before.category else found.category,
        "" if writing.summary == before.summary else writing.summary,
        "" if found.owner == case.owner else found.owner,
        None if same else found.next_check,
        "" if writing.plan == before.plan else writing.plan,
        "" if writing.if_then == before.if_then else writing.if_then,
        writing.why,
        None if writing.outside == before.outside else writing.outside,
    )


def _read(writing: CaseWriting, view: View, now: datetime, zone: tzinfo) -> Read | Refusal:
    if writing.risk is None:
        return Refusal("Choose how high the risk is, from A to E.")
    category = writing.category.strip().casefold()
    if category and category not in CATEGORIES:
        fits = [one for one in CATEGORIES if category in one]
        return Refusal(f"“{one_line(category, 40)}” is no category. {_one_of(fits or CATEGORIES)}")
    owner = _person(writing.owner, view)
    if isinstance(owner, Refusal):
        return owner
    check = typed(writing.next_check, now, zone, ahead=True) if writing.next_check.strip() else None
    if writing.next_check.strip() and check is None:
        return Refusal(f"“{one_line(writing.next_check, 40)}” is no time: write 08:30, or 23 Nov 08:30.")
    return Read(writing.risk, writing.intent, Category(category) if category else None, owner, check)


def _one_of(words: tuple[str, ...] | list[str]) -> str:
    return f"It is one of: {', '.join(words)}."


def _person(name: str, view: View) -> str | Refusal:
    wanted = name.strip().casefold()
    if not wanted:
        return ""
    names = {person: view.name(person).casefold() for person in view.people.grants}
    exact = [person for person, said in names.items() if said == wanted]
    fits = exact or [person for person, said in names.items() if wanted in said]
    if len(fits) != 1:
        several = "Several people are" if fits else "Nobody with a role is"
        return Refusal(f"{several} called “{one_line(name, 40)}”: write the whole name.")
    return fits[0]
