"""What is asked before a case is closed or its risk changed, and what a second person is asked about that."""

from collections.abc import Callable, Sequence
from datetime import tzinfo
from typing import Any, Final

from console.desk import View
from console.domain import actions
from console.domain.actions import Action, Refusal
from console.domain.agreeing import lowers_far
from console.domain.cases import Case
from console.domain.opinions import Opinion, Stand
from console.domain.words import Risk
from console.ui.asking import Choice, Question
from console.ui.shapes import RISK_WORDS
from console.ui.text import one_line
from console.ui.times import to_minute

May = Callable[[Action], Refusal | None]

OUTCOMES: Final = (
    Choice("S", "Safe", "safe"),
    Choice("F", "With family or friends", "with family or friends"),
    Choice("P", "In professional care", "in professional care"),
    Choice("E", "With emergency services", "with emergency services"),
    Choice("N", "No more contact", "no more contact"),
)
_TWO: Final = "This takes two people: a second one gives their own reason first, and reads yours after that."


def closing(case: Case, may: May) -> Question:
    """How a case ended; at A or B that asks for a second opinion."""

    def made(outcome: str | None, text: str) -> Any:
        if outcome is None:
            return Refusal("Choose how it ended: one key each.")
        action = actions.CloseCase(case.case, outcome, text)
        return may(action) or action

    two = case.risk.high
    return Question(
        f"Close the case of {one_line(case.alias, 60)}",
        _TWO if two else "How did it end? One key each.",
        "Why it can be closed" if two else "A note (may stay empty)",
        "Ask for a second opinion" if two else "Close the case",
        made,
        OUTCOMES,
        band=case.age_band,
    )


def judging(case: Case, may: May) -> Question:
    """Another risk of a case; two levels down that asks for a second opinion."""

    def made(risk: Risk | None, text: str) -> Any:
        if risk is None:
            return Refusal("Choose a level.")
        action = actions.UpdateCase(case.case, risk, why=text)
        return may(action) or action

    choices = tuple(
        Choice(risk.value, RISK_WORDS[risk] + (" (two people)" if lowers_far(case, risk) else ""), risk)
        for risk in Risk
        if risk is not case.risk
    )
    return Question(
        f"Another risk for {one_line(case.alias, 60)}",
        f"It is at {case.risk.value}, {RISK_WORDS[case.risk]}, now. Two levels down takes two people.",
        "Why",
        "Say so",
        made,
        choices,
        band=case.age_band,
    )


def opining(view: View, case: Case, known: Opinion, may: May) -> Question:
    """A second opinion about a case; who asked for it is asked whether they take it back."""
    alias = one_line(case.alias, 60)

    def made(agrees: bool | None, text: str) -> Any:
        if agrees is None and known.by != view.me:
            return Refusal("Choose whether you agree: one key each.")
        action = actions.GiveOpinion(case.case, bool(agrees), text)
        return may(action) or action

    if known.by == view.me:
        about = f"You asked whether you may {wish_of(known)}. It stays as it is then."
        title, words = f"Take the question about {alias} back", "Why (may stay empty)"
        return Question(title, about, words, "Take it back", made, band=case.age_band)
    first = one_line(view.name(known.by), 60)
    return Question(
        f"A second opinion about {alias}",
        f"{first} would {wish_of(known)}. Give your own reason; you read {first}'s after that.",
        "Your reason",
        "Give it",
        made,
        (Choice("Y", "I agree", True), Choice("N", "I do not agree", False)),
        band=case.age_band,
    )


def wish_of(known: Opinion) -> str:
    """What a question is about: ``close the case (safe)``."""
    if known.outcome is not None:
        return f"close the case ({one_line(known.outcome, 80)})"
    return f"lower the risk to {known.risk.value if known.risk else '?'}"


def opinion_words(view: View, case: Case, zone: tzinfo) -> str:
    """How the last question about a case stands, with the reasons that this person may read; empty for none."""
    known = case.opinions[-1] if case.opinions else None
    if known is None or known.stand is Stand.TAKEN_BACK:
        return "Closed by one person alone." if case.closed_alone else ""
    told = [f"{_name(view, known.by)} would {wish_of(known)}, {to_minute(known.at, zone)}"]
    reason = known.reason_for(view.me)
    told[0] += f": “{one_line(reason, 400)}”" if reason else "."
    for one in known.given:
        agrees = "agreed" if one.agrees else "did not agree"
        seen = one.by == view.me or reason is not None
        words = f": “{one_line(one.reason, 400)}”" if one.reason and seen else "."
        told.append(f"{_name(view, one.by)} {agrees}, {to_minute(one.at, zone)}{words}")
    told += {
        Stand.WAITS: ["Waits for a second opinion."],
        Stand.DISAGREED: ["A clinician decides."],
    }.get(known.stand, [])
    return " ".join(told)


def asked_words(view: View, cases: Sequence[Case], key: str) -> str:
    """What somebody is asked for, in a banner."""
    case = cases[0]
    known = case.opinion
    more = f" And {len(cases) - 1} more." if len(cases) > 1 else ""
    if known is None:  # pragma: no cover - asked only of open questions
        return ""
    who = one_line(view.name(known.by), 60)
    how = f"{who} and {one_line(view.name(known.given[-1].by), 60)} disagree" if known.given else f"{who} asks you"
    way = f" {key}: give yours." if key else ""
    return f"{how} about {one_line(case.alias, 60)} ({case.risk.value}): {wish_of(known)}?{more}{way}"


def _name(view: View, person: str) -> str:
    return "You" if person == view.me else one_line(view.name(person), 60)
