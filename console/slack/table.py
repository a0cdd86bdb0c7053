"""The table of docs/wire.md: each event with its name, its home and its fields."""

import dataclasses
import re
import types
import typing
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from console.domain import events
from console.domain.words import Home

PREFIX: Final = "mc_"  # of every event's name
_CAMEL = re.compile(r"(?<!^)(?=[A-Z])")

# Fields that hold a member's words, or words about a member; purged when their time is over.
WORDS: Final = frozenset(
    {
        "topic",
        "excerpt",
        "text",
        "message",
        "why",
        "note",
        "notes",
        "reason",
        "question",
        "summary",
        "plan",
        "if_then",
        "read_back",
        "override",
        "outside",
        "acted",
        "means",
        "when",
        "alone",
        "protective",
        "informed",
        "references",
    }
)

HOMES: Final[Mapping[type, Home]] = {
    **dict.fromkeys((events.ChatOpened, events.ChatUpdated, events.ChatEnded, events.PostSubmitted), Home.CHAT_QUEUE),
    **dict.fromkeys(
        (
            events.ChatTaken,
            events.LeaseRenewed,
            events.ChatReleased,
            events.ChatReopened,
            events.ChatPassed,
            events.PassReturned,
            events.ChatClosed,
            events.ChatNoted,
            events.ChatRiskSet,
            events.LimitLifted,
            events.RuleAcknowledged,
            events.DutyStarted,
            events.DutyPaused,
            events.DutyEnded,
            events.TaskDone,
            events.TaskUndone,
            events.PostTaken,
            events.PostReleased,
            events.PostDecided,
            events.PostReviewed,
            events.PostJudged,
            events.PostOpinionAsked,
            events.PostOpinionDeclined,
        ),
        Home.SHIFT_LOG,
    ),
    **dict.fromkeys(
        (
            events.RulePublished,
            events.RuleReplaced,
            events.RuleWithdrawn,
            events.RuleProposed,
            events.RuleProposalDeclined,
        ),
        Home.MOD_UPDATES,
    ),
    **dict.fromkeys(
        (
            events.RoleGiven,
            events.RoleTaken,
            events.RosterPublished,
            events.TaskPlanned,
            events.RoutineSet,
            events.StaffingSet,
            events.TemplateSet,
            events.TemplateWithdrawn,
            events.SwapAsked,
            events.SwapAgreed,
            events.SwapDeclined,
            events.HandoverWritten,
            events.HandoverSigned,
        ),
        Home.MOD_MAIN,
    ),
    **dict.fromkeys(
        (
            events.CaseFlagged,
            events.CaseUpdated,
            events.CaseAssessed,
            events.CaseMerged,
            events.CaseClosed,
            events.CaseSignedOver,
            events.CaseSignedFor,
            events.CaseOpinionAsked,
            events.CaseOpinionDeclined,
        ),
        Home.CASES,
    ),
    events.AskPosted: Home.ASKS,
}


def name_of(event: type) -> str:
    """The event's name on the wire, e.g. ``mc_chat_taken``."""
    return PREFIX + _CAMEL.sub("_", event.__name__).lower()


TYPES: Final[Mapping[str, type]] = {name_of(event): event for event in HOMES}


def _listed(event: type) -> frozenset[str]:
    """The fields of an event that are lists of strings."""

    def is_list(hint: Any) -> bool:
        if isinstance(hint, types.UnionType):
            return any(is_list(part) for part in typing.get_args(hint))
        return typing.get_origin(hint) is tuple

    return frozenset(name for name, hint in typing.get_type_hints(event).items() if is_list(hint))


@dataclasses.dataclass(frozen=True, slots=True)
class Shape:
    """What reading an event needs to know of its type; made once, because 10,000 a second are read."""

    home: Home
    fields: tuple[tuple[str, str, bool], ...]  # the name here, the name on the wire, whether it is a list
    moments: tuple[str, ...]
    numbers: tuple[str, ...]
    plain: bool  # every field has the same name here and on the wire, and none is a list


def _shape(event: type) -> Shape:
    hints = typing.get_type_hints(event)
    lists = _listed(event)
    return Shape(
        HOMES[event],
        tuple((name, name.rstrip("_"), name in lists) for name in hints),
        tuple(name for name, hint in hints.items() if hint is datetime or datetime in typing.get_args(hint)),
        tuple(name for name, hint in hints.items() if hint is int or int in typing.get_args(hint)),
        not lists and all(name == name.rstrip("_") for name in hints),
    )


SHAPES: Final = {event: _shape(event) for event in HOMES}


def bare(name: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """A payload without anybody's words: empty strings in the fields that WORDS names, and no field that is unknown."""
    kind = TYPES.get(name)
    known = {"v", "id", "acted_at"} | ({wire for _, wire, _ in SHAPES[kind].fields} if kind else set())
    return {key: "" if key in WORDS else value for key, value in payload.items() if key in known}
