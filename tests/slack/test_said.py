"""What people read in plain Slack is short, names what it is about, and holds no command of Slack's."""

import re
import types
import typing
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from enum import Enum
from typing import Any, get_args

import msgspec
import pytest

from console.domain import events
from console.domain.asks import Ask
from console.domain.cases import Case
from console.domain.chats import Chat
from console.domain.decisions import Decisions
from console.domain.events import WireEvent
from console.domain.messages import Position
from console.domain.pending import Answer, Deed, Pending
from console.domain.posts import Post
from console.domain.roster import Shift
from console.domain.rules import Rule
from console.domain.staffing import Staffing
from console.domain.subjects import Kind, Subject
from console.domain.tasks import Task
from console.domain.templates import Template
from console.domain.words import ChatOutcome, Decision, Duty, Home, Risk, Role, RuleLevel
from console.slack.letter import id_in, letter_of, unsayable
from console.slack.mrkdwn import escaped
from console.slack.said import text_of
from console.slack.wire import BLOCK_ID_LIMIT
from tests.builders import at, entry, folded, opened

HOSTILE = "<!channel> & <https://bad.example|good>"


@dataclass
class Known:
    """What a desk knows."""

    chats: dict[str, Chat] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    shifts: dict[str, Shift] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    asks: dict[str, Ask] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    decisions: dict[str, Decisions] = field(default_factory=dict)
    staffing: Staffing = field(default_factory=Staffing)
    templates: dict[str, Template] = field(default_factory=dict)
    zone: tzinfo = UTC


def row(kind: Kind, key: str, *entries: Any) -> Any:
    return folded(Subject(kind, key), *entries).row


KNOWN = Known(
    {"c1": row(Kind.CHAT, "c1", opened(risk=Risk.B)), "c2": row(Kind.CHAT, "c2", opened("c2"))},
    {"R31": row(Kind.RULE, "R31", entry(events.RulePublished("R31", "No names", "Body", RuleLevel.MUST, ()), "UDOC"))},
    {"s1": row(Kind.SHIFT, "s1", entry(events.RosterPublished("s1", "Night", at(), at(9), ()), "ULEAD"))},
    {"t1": row(Kind.TASK, "t1", entry(events.TaskPlanned("t1", "s1", "Water the plants"), "ULEAD"))},
    {"UC2": "M. Hale"},
    templates={
        "T1": row(Kind.TEMPLATE, "T1", entry(events.TemplateSet("T1", "Names", "Hello"), "ULEAD", channel="C3MAIN"))
    },
)
NOTHING = Known()


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (events.ChatTaken("c1"), "took quiet-otter (B)"),
        (events.ChatTaken("c9"), "took c9"),
        (events.LeaseRenewed(("c1", "c2")), "still with quiet-otter (B), quiet-otter (C)"),
        (events.ChatReleased("c1"), "gave quiet-otter (B) back to the queue"),
        (events.ChatReleased("c1", "a & b"), "gave quiet-otter (B) back to the queue: a &amp; b"),
        (events.ChatPassed("c1", "UC2"), "offers quiet-otter (B) to M. Hale"),
        (events.ChatPassed("c1", "UC9"), "offers quiet-otter (B) to UC9"),
        (events.ChatClosed("c1", ChatOutcome.HELPED, "all well"), "closed quiet-otter (B) (helped): all well"),
        (events.ChatRiskSet("c1", Risk.A), "set quiet-otter (B) to A"),
        (events.ChatUpdated("c1", Risk.A), "there is news of quiet-otter (B), now A"),
        (events.ChatUpdated("c1"), "there is news of quiet-otter (B)"),
        (events.AskPosted("a1", "What now?", "c1"), "asks about quiet-otter (B): What now?"),
        (events.AskPosted("a1", "What now?", post="p1"), "asks about a post: What now?"),
        (events.AskPosted("a1", "What now?"), "asks: What now?"),
        (Answer(Position(at(), "C"), "Stay <b>"), "Stay &lt;b&gt;"),
        (events.TaskDone("t1"), "done: Water the plants"),
        (events.TaskPlanned("t2", "s1", "Call"), "to do: Call"),
        (events.LimitLifted("UC2", "s1", 5), "M. Hale may hold 5 chats in Night"),
        (events.RoutineSet("w1", "Look <in>", ("03:00",)), "to do at 03:00 in every shift: Look &lt;in&gt;"),
        (
            events.RoutineSet("w1", "Look", ("00:00", "03:00"), ("first mon", "sun"), "Night"),
            "to do at 00:00 and 03:00 in every Night that begins on a first Monday or Sunday: Look",
        ),
        (events.RoutineSet("w1", "Look", ("03:00",), ended=True), "no longer to do again and again: Look"),
        (
            events.StaffingSet(("counsellor:22:00-08:00:2", "lead:22:00-08:00:1")),
            "needed at least: 2 counsellor 22:00–08:00, 1 lead 22:00–08:00",
        ),
        (events.StaffingSet(()), "needed at least: nobody"),
        (events.SwapAsked("s1", Duty.HOST, to="UC1"), "would take Night as host, where nobody is planned"),
        (events.SwapAsked("s1", Duty.HOST, "UC1"), "gives Night as host away: who takes it?"),
        (
            events.SwapAsked("s1", Duty.HOST, "UC1", "UC2", "s1", Duty.LEAD, "a <note>"),
            "asks that M. Hale takes Night as host from UC1, in return for Night as lead: a &lt;note&gt;",
        ),
        (events.SwapAgreed("i1"), "agrees to a change of the roster; a lead has to consent"),
        (events.SwapDeclined("i1", "why"), "a change of the roster will not be made: why"),
        (events.RuleWithdrawn("R31"), "rule 31 (No names) is withdrawn"),
        (
            events.RuleProposed("UDOC", "Names", "Hold <it>", RuleLevel.MUST, ()),
            "asks UDOC to publish a rule: Names\nHold &lt;it&gt;\n(not a rule yet)",
        ),
        (events.RuleProposalDeclined("i1", "why"), "a proposed rule will not be published: why"),
        (
            events.RulePublished("R31", "Names", "Hold <it>", RuleLevel.MUST, (), despite="for now"),
            "new rule 31: Names\nHold &lt;it&gt;\n(although an example fails: for now)",
        ),
        (
            events.TemplateSet("T2", "Links <a>", "Hello {alias}, <b>"),
            "new template 2: Links &lt;a&gt;\nHello {alias}, &lt;b&gt;",
        ),
        (events.TemplateSet("T1", "Names", "Hi"), "new version of template 1, now version 2: Names\nHi"),
        (events.TemplateWithdrawn("T1", "too long"), "template 1 (Names) is no longer to be used: too long"),
        (events.TemplateWithdrawn("T9"), "template 9 is no longer to be used"),
        (
            events.PostDecided("p1", Decision.DECLINE, "R31", template="T1", template_version=2),
            "declined a post (rule 31), with template 1",
        ),
        (events.RoleGiven("UC2", Role.LEAD), "M. Hale may act as lead from now on"),
        (events.PostDecided("p1", Decision.HOLD), "holds a post"),
        (events.PostReviewed("p1", "i1", True), "looked at a decision again, and agrees with it"),
        (
            events.PostOpinionAsked("p1", "s1", Decision.PUBLISH, "a secret", rule="R3"),
            "would publish a post although it touches rule 3, and asks for a second opinion",
        ),
        (
            events.PostOpinionAsked("p1", "s1", Decision.PUBLISH, "a secret"),
            "would publish a post, and asks for a second opinion",
        ),
        (events.PostOpinionDeclined("p1", "i1", "a secret"), "does not agree to publish a post"),
        (events.PostJudged("p1", Decision.DECLINE, "s1", "UC2", "R3"), "decided a post blind, beside M. Hale"),
        (events.PostReviewed("p1", "i1", False, "a name"), "looked at a decision again, and overturned it: a name"),
        (events.PostDecided("p1", Decision.HOLD, "R31"), "holds a post (rule 31)"),
        (events.CaseFlagged("k1", "quiet-otter", Risk.A), "flagged quiet-otter as at risk (A)"),
        (events.CaseUpdated("k1"), "case k1"),
        (
            events.CaseAssessed("k1", "no", plan="yes", when="<tonight>"),
            "asked about the risk in case k1: has acted: no; has a plan: yes; when: &lt;tonight&gt;",
        ),
        (events.CaseAssessed("k1"), "asked about the risk in case k1"),
        (events.CaseMerged("k1", "k2"), "case k1 goes on in case k2"),
        (
            events.CaseOpinionAsked("k1", "why", outcome="safe"),
            "would close case k1 and asks for a second opinion",
        ),
        (
            events.CaseOpinionAsked("k1", "why", risk=Risk.D),
            "would lower case k1 to D and asks for a second opinion",
        ),
        (events.CaseOpinionDeclined("k1", "i1", "why"), "does not agree about case k1"),
    ],
)
def test_an_event_reads_as_a_person_would_say_it(event: Deed, text: str) -> None:
    assert text_of(event, KNOWN) == text


def test_a_time_of_day_is_shown_in_each_readers_own_zone() -> None:
    text = text_of(events.TaskPlanned("t2", "s1", "Call", at(60), "UC2"), KNOWN)
    assert text == f"to do: Call, by <!date^{int(at(60).timestamp())}^{{time}}|22:01 UTC>, M. Hale"


def hostile(kind: type[Any]) -> Deed:
    """An event with a command of Slack's in each of its words."""

    def value_of(hint: Any) -> Any:
        if isinstance(hint, types.UnionType):
            hint = get_args(hint)[0]
        if typing.get_origin(hint) is tuple:
            return (value_of(get_args(hint)[0]),)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return next(iter(hint))
        return {str: HOSTILE, int: 3, bool: True, datetime: at(7)}[hint]

    hints = typing.get_type_hints(kind)
    found: Deed = kind(**{name: value_of(hints[name]) for name in kind.__struct_fields__})
    return found


@pytest.mark.parametrize("event", [*map(hostile, get_args(WireEvent)), Answer(Position(at(), "C"), HOSTILE)])
def test_nobodys_words_are_a_command_to_slack(event: Deed) -> None:
    text = re.sub(r"<!date\^\d+\^[^|<>]+\|[^<>]+>", "", text_of(event, NOTHING))
    assert "<" not in text
    assert ">" not in text
    assert not re.search(r"&(?!(amp|lt|gt);)", text)
    assert text.strip()


def test_a_long_reply_is_cut_between_its_characters_and_found_by_its_first_block() -> None:
    text = "x" * 2_998 + "&amp;" + "y" * 3_500
    reply = Pending("r1", Home.ASKS, Answer(Position(at(), "C5"), "…"), text, at())
    letter = letter_of(reply, "C1", metadata=True)
    parts = [block["text"]["text"] for block in letter["blocks"]]
    assert "".join(parts) == text
    assert parts[1].startswith("&amp;")
    assert all(len(part) <= 3_000 for part in parts)
    assert letter["channel"] == "C5"  # where its question stands
    assert id_in(letter) == "r1"


def test_an_empty_text_still_carries_its_event() -> None:
    letter = letter_of(Pending("r1", Home.ASKS, Answer(Position(at(), "C5"), ""), "", at()), "C1", metadata=True)
    assert letter["blocks"][0]["text"]["text"] == " "


def test_an_action_is_known_by_either_carrier() -> None:
    letter = letter_of(Pending("a1", Home.SHIFT_LOG, events.ChatTaken("c1"), "took c1", at()), "C1", metadata=True)
    assert id_in(letter) == "a1"
    assert id_in({"metadata": letter["metadata"]}) == "a1"
    assert id_in({"blocks": letter["blocks"]}) == "a1"
    assert all(len(block["block_id"]) <= BLOCK_ID_LIMIT for block in letter["blocks"])


@pytest.mark.parametrize(
    "raw",
    [{}, {"blocks": 7}, {"blocks": [7, {"block_id": 8}]}, {"metadata": {"event_type": "mc_x", "event_payload": 7}},
     {"metadata": {"event_type": "mc_x", "event_payload": {"id": 7}}}],
)  # fmt: skip
def test_what_carries_no_action_has_no_id(raw: dict[str, Any]) -> None:
    assert id_in(raw) == ""


def test_what_could_never_be_sent_is_known_before_it_is_done() -> None:
    short = Pending("a1", Home.SHIFT_LOG, events.ChatNoted("c1", "a note"), "noted", at())
    assert unsayable(short) == ""
    long = msgspec.structs.replace(short, event=events.ChatNoted("c1", "ф" * 3_000))
    assert unsayable(long) == "This is too long for one message in Slack. Please shorten it."


def test_escaping_leaves_nothing_to_interpret() -> None:
    assert escaped("<@U1> & >") == "&lt;@U1&gt; &amp; &gt;"
