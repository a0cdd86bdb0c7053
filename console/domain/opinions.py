"""Second opinions: what one person would do with a case at risk or a post, and who else agreed to it, or did not."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from console.domain import events
from console.domain.messages import Entry
from console.domain.people import TAKERS, People
from console.domain.words import Decision, Risk, Role


class Stand(StrEnum):
    """How a question for a second opinion stands; one that waits, or waits for a clinician, is open."""

    WAITS = "waits"
    DISAGREED = "disagreed"  # a clinician decides
    AGREED = "agreed"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


class Given(msgspec.Struct, frozen=True):
    """What another person thought, before they saw the first one's reason."""

    by: str
    at: datetime
    agrees: bool
    reason: str = ""


class Opinion(msgspec.Struct, frozen=True):
    """A question for a second opinion: ``by`` would close the case with ``outcome``, or lower it to ``risk``.

    ``opinion`` is the id of its event, ``reason`` what speaks for it.
    """

    opinion: str
    by: str
    at: datetime
    reason: str
    outcome: str | None = None
    risk: Risk | None = None
    given: tuple[Given, ...] = ()
    stand: Stand = Stand.WAITS

    @property
    def open(self) -> bool:
        """Whether somebody's answer is still wanted."""
        return self.stand in (Stand.WAITS, Stand.DISAGREED)

    def reason_for(self, person: str) -> str | None:
        """The first one's reason for whoever may read it: who gave it, and others only after giving their own."""
        told = not self.open or person == self.by or any(one.by == person for one in self.given)
        return self.reason if told else None


class Publishing(Opinion, frozen=True):
    """A question whether a post that touches a stop rule may be published, as it is or edited to ``text``.

    ``over`` is the submission that was read; ``rule``, ``version`` and ``of`` are what the post touches.
    """

    decision: Decision = Decision.PUBLISH
    over: str = ""
    text: str | None = None
    rule: str | None = None
    version: int | None = None
    of: str | None = None


Asked = TypeVar("Asked", bound=Opinion)


def asked(event: events.CaseOpinionAsked, entry: Entry) -> Opinion:
    """The question as it begins."""
    return Opinion(entry.id, entry.author, entry.position.at, event.reason, event.outcome, event.risk)


def answered(
    opinion: Asked,
    entry: Entry,
    people: People,
    *,
    agrees: bool,
    reason: str | None,
    among: AbstractSet[Role] = TAKERS,
) -> Asked | None:
    """The question after an answer; None when it is not theirs to answer.

    Who asked can take it back. Anybody else ``among`` whom it is asked agrees or disagrees; then only a clinician has a
    say who has not had one. What is settled stays so.
    """
    if entry.author == opinion.by and not agrees:
        return replace(opinion, stand=Stand.TAKEN_BACK) if opinion.open else opinion
    if not may_answer(opinion, entry.author, people.roles(entry.author, entry.position), among):
        return None
    if not opinion.open:
        return opinion
    disagreed = Stand.DECLINED if opinion.stand is Stand.DISAGREED else Stand.DISAGREED
    given = Given(entry.author, entry.position.at, agrees, reason or "")
    return replace(opinion, given=(*opinion.given, given), stand=Stand.AGREED if agrees else disagreed)


def may_answer(opinion: Opinion, person: str, roles: AbstractSet[Role], among: AbstractSet[Role] = TAKERS) -> bool:
    """Whether a question is another person's to answer, by their roles at the moment."""
    if person == opinion.by or any(one.by == person for one in opinion.given):
        return False
    return Role.CLINICIAN in roles if opinion.stand is Stand.DISAGREED else bool(roles & among)
