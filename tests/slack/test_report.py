"""A handover that is read in plain Slack tells what passes on, of members by their aliases alone."""

import re

from console.domain import actions, events
from console.domain.words import Risk
from console.slack.said import text_of
from tests.builders import at
from tests.domain.knowing import Knowing, rule

SUMS = ("C1 0",)


def told(desk: Knowing, notes: str | None = None, seconds: float = 9_000) -> list[str]:
    """The lines of a handover's message, each time of Slack's as its plain words."""
    written = events.HandoverWritten("s1", "s2", at(seconds), "7c4a91e2" * 8, SUMS, (), notes)
    return re.sub(r"<!date\^[^|]+\|([^>]+)>", r"\1", text_of(written, desk)).splitlines()


def test_a_quiet_night_is_told_in_a_few_lines() -> None:
    desk = Knowing()
    desk.planned("UC1:counsellor", ends=9_000)
    desk.planned("UC2:counsellor", shift="s2", starts=9_000, ends=18_000)
    assert told(desk) == [
        "wrote the handover from Night to Night, complete to 00:30 UTC, state 7C4A-91E2",
        "*At risk:* nobody",
        "*Open:* nothing",
        "*Chats since 22:00 UTC:* 0",
    ]


def test_what_passes_on_is_told_the_worst_first_and_nothing_that_cases_tell_of_members() -> None:
    desk = Knowing()
    desk.planned("UC1:counsellor", "UDOC:clinician", ends=9_000)
    desk.planned("UC2:counsellor", ":counsellor", shift="s2", starts=9_000, ends=18_000)
    check = at(9_600)
    flag = actions.FlagCase(Risk.B, alias="paper-lantern", owner="UC1", next_check=check, summary="what they told us")
    desk.does(flag, "UC1", 10)
    desk.happens(events.CaseFlagged("k2", "quiet-otter", Risk.A), "UC1", 11)
    desk.opens("c1", 20)
    desk.opens("c2", 21)
    desk.does(actions.TakeChat("c1"), "UC1", 8_990)
    desk.does(actions.AskTeam("c1", "And now?"), "UC1", 8_991)
    desk.happens(events.TaskPlanned("t1", "s1", "Ring <the> desk", at(60)), "ULEAD", 30)
    desk.happens(events.TaskPlanned("t2", "s1", "Water the plants"), "ULEAD", 31)
    desk.happens(rule("R1"), "UDOC", 35, id="r1")
    desk.happens(rule("R2"), "UDOC", 36, id="r2")
    desk.happens(events.RuleWithdrawn("R2"), "UDOC", 37)
    lines = told(desk, "Slept <badly>")
    assert lines[1:] == [
        "*At risk: 2*",
        "• quiet-otter (A) with nobody, next check not planned",
        "• paper-lantern (B) with M. Hale, next check 00:40 UTC",
        "*Open:* 1 chat waiting, 1 chat held, 1 question without an answer",
        "*To do:* Water the plants; Ring &lt;the&gt; desk (by 22:01 UTC)",
        "*Rules changed:* rule 1 v1: No methods, 3 of both shifts have not read it; rule 2 is withdrawn",
        "*Somebody missing:* counsellor 00:30 UTC–03:00 UTC in Night",
        "*Chats since 22:00 UTC:* 2",
        "*Notes:* Slept &lt;badly&gt;",
    ]


def test_of_very_much_the_worst_is_named_and_the_rest_counted() -> None:
    desk = Knowing()
    for n in range(15):
        desk.does(actions.FlagCase(Risk.B, alias=f"otter-{n}"), "UC1", 10 + n)
        desk.happens(events.TaskPlanned(f"t{n}", "s1", f"Task {n}"), "ULEAD", 40 + n)
    lines = told(desk)
    assert lines[1] == "*At risk: 15*"
    assert lines[14] == "• and 3 more"
    assert lines[-2].endswith("; Task 11; and 3 more")
