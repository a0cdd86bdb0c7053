"""What repeats, how many are needed and changes of the roster at the command line: understood, done, and shown."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from console import commands, rosters
from console.__main__ import main
from console.doing import REFUSED, STANDS
from console.domain import actions, events
from console.domain.actions import Action, Refusal
from console.domain.messages import Batch
from console.domain.words import Duty
from console.practice.people import HALE, NOVAK, OKAFOR
from console.practice.server import Practice
from console.roster_wishes import swap_of
from console.settings import load
from console.wishes import What, Wish, action_of
from tests.builders import at, entry, message
from tests.handed import Handed, Slack
from tests.journeys.stage import Desk

C = Duty.COUNSELLOR
Said = pytest.CaptureFixture[str]


async def known() -> Handed:
    """R. Osei's desk, with two shifts, a routine and an open change."""
    desk = Handed("UC2")
    await Slack(desk).begins("c1")
    people = ("UC1:counsellor", "UC2:counsellor", "ULEAD:lead", ":moderator")
    facts: list[tuple[events.WireEvent, str]] = [
        (events.RosterPublished("s1", "Night", at(0), at(36_000), people), "ULEAD"),
        (events.RosterPublished("s2", "Early", at(36_000), at(60_000), ("UC2:counsellor", "UC2:host")), "ULEAD"),
        (events.RoutineSet("w1", "Look", ("03:00",), ("mon",), "Night"), "ULEAD"),
        (events.RoutineSet("w2", "Call", ("03:00",)), "ULEAD"),
        (events.RoutineSet("w3", "call", ("04:00",)), "ULEAD"),
        (events.SwapAsked("s1", C, "UC1", "UC2"), "UC1"),
    ]
    told = (message(entry(event, by, n + 1, channel="C3MAIN", id=f"i{n}")) for n, (event, by) in enumerate(facts))
    await desk.acting.deliver(Batch(tuple(told)))
    return desk


def wish(action: What, **given: object) -> Wish:
    return Wish(action, "0198-1", **given)  # type: ignore[arg-type]  # a builder passes on


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (
            wish(What.SET_ROUTINE, text="Look", times=("03:00",), days=("first mon",), shift="Night"),
            actions.SetRoutine("Look", ("03:00",), ("first mon",), "Night"),
        ),
        (
            wish(What.SET_ROUTINE, routine="look", times=("04:00",)),
            actions.SetRoutine("Look", ("04:00",), ("mon",), "Night", routine="w1"),
        ),
        (
            wish(What.SET_ROUTINE, routine="w1", text="See", days=("tue",), shift="Early"),
            actions.SetRoutine("See", ("03:00",), ("tue",), "Early", routine="w1"),
        ),
        (
            wish(What.SET_ROUTINE, routine="w1", ended=True),
            actions.SetRoutine("Look", ("03:00",), ("mon",), "Night", ended=True, routine="w1"),
        ),
        (wish(What.SET_STAFFING, needs=("host:01:00-02:00:1",)), actions.SetStaffing(("host:01:00-02:00:1",))),
        (wish(What.TAKE_SHIFT, shift="Night"), actions.AskSwap("s1", Duty.MODERATOR, "", "UC2")),
        (
            wish(What.TAKE_SHIFT, shift="s1", person="UC1", for_shift="Early", for_duty=C, text="please"),
            actions.AskSwap("s1", C, "UC1", "UC2", "s2", C, "please"),
        ),
        (wish(What.GIVE_SHIFT, shift="night"), actions.AskSwap("s1", C, "UC2")),
        (
            wish(What.GIVE_SHIFT, shift="s2", duty=C, person="hale", for_shift="s1"),
            actions.AskSwap("s2", C, "UC2", "UC1", "s1", C),
        ),
        (wish(What.AGREE_SWAP, swap="i5"), actions.AgreeSwap("i5")),
        (wish(What.DECLINE_SWAP, swap="hale", text="no"), actions.DeclineSwap("i5", "no")),
    ],
)
async def test_what_is_typed_is_understood(given: Wish, meant: Action) -> None:
    assert action_of((await known()).desk.view(), given, at(9)) == meant


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (wish(What.SET_ROUTINE, ended=True), "Say which routine ends: its id or its title."),
        (wish(What.SET_ROUTINE, routine="water"), "This desk knows no routine “water”."),
        (
            wish(What.SET_ROUTINE, routine="Call", ended=True),
            "Several routines are called Call: name one by its id (w2, w3).",
        ),
        (wish(What.TAKE_SHIFT), "Say which shift: its id or its name."),
        (wish(What.TAKE_SHIFT, shift="Late"), "This desk knows no shift “Late”."),
        (wish(What.GIVE_SHIFT, shift="s2"), "Say which duty in Early is meant."),
        (wish(What.GIVE_SHIFT, shift="s1", person="UC1", for_shift="Late"), "This desk knows no shift “Late”."),
        (wish(What.GIVE_SHIFT, shift="s1", person="ULEAD", for_shift="s2"), "Say which duty in Early is meant."),
        (wish(What.AGREE_SWAP, swap="osei"), "This desk knows no open change of the roster “osei”."),
        (wish(What.DECLINE_SWAP, swap="i9"), "This desk knows no open change of the roster “i9”."),
    ],
)
async def test_what_cannot_be_told_is_refused_in_words(given: Wish, why: str) -> None:
    assert action_of((await known()).desk.view(), given, at(9)) == Refusal(why)


@pytest.fixture
async def practice() -> AsyncIterator[Practice]:
    async with Practice(night=False, roles=True, limits=False) as found:
        yield found


async def done(desk: Desk, action: str, **given: Any) -> int:
    wanted = commands.wish_of(action, wait=True, **given)
    return await commands.do(load(desk.file), desk.environment, wanted, as_json=False)


async def test_two_shifts_are_exchanged_by_three_people_and_shown(
    tmp_path: Path, practice: Practice, capsys: Said
) -> None:
    lead, hale, novak = (Desk(tmp_path / one.id, practice.api_url, one) for one in (OKAFOR, HALE, NOVAK))
    now = practice.clock.now().replace(minute=0, second=0, microsecond=0)
    for key, name, who, hours in (("s1", "Night", HALE, 1), ("s2", "Early", NOVAK, 9)):
        starts, ends = (now + timedelta(hours=hours + more) for more in (0, 8))
        plan = events.RosterPublished(key, name, starts, ends, (f"{who.id}:counsellor", f"{OKAFOR.id}:lead"))
        practice.post("mod-main", OKAFOR, plan)
    assert await done(hale, "set-staffing", needs=["lead:00:00-00:00:2"]) == REFUSED
    assert await done(lead, "set-staffing", needs=["lead:00:00-00:00:2"]) == STANDS
    clock = f"{now + timedelta(hours=2):%H:%M}"
    assert await done(lead, "set-routine", text="Look at the posts", times=[clock], shift="Night") == STANDS
    assert await done(hale, "give-shift", shift="Night", person="novak", for_shift="Early", text="please") == STANDS
    assert await done(lead, "consent-swap", swap="hale") == REFUSED
    assert await done(novak, "agree-swap", swap="hale") == STANDS
    capsys.readouterr()
    assert await commands.state(load(lead.file), lead.environment, as_json=True, follow=False, offline=False) == 0
    assert '"title": "Look at the posts"' in capsys.readouterr().out
    assert await rosters.show(load(lead.file), lead.environment) == commands.DONE
    told = capsys.readouterr().out
    assert "Too few: 1 of 2 lead, " in told
    assert "Needed: 2 lead, 00:00–00:00" in told
    assert f"Again and again: Look at the posts, at {clock} in every Night (" in told
    assert f"Asked for: {NOVAK.name} would take Night on " in told
    assert "; a lead has to consent (" in told
    consent = commands.wish_of("consent-swap", wait=True, swap="hale")
    for _ in range(2):  # handed on twice it is done once
        assert await commands.do(load(lead.file), lead.environment, consent, as_json=False) == STANDS
    assert capsys.readouterr().out.splitlines() == [
        "Night is planned.",
        "This was done before. Night is planned.",
    ]
    plans = [one["text"] for one in practice.workspace.named("mod-main").messages.values() if "planned" in one["text"]]
    assert len(plans) == 2
    assert await done(lead, "consent-swap", swap="hale") == REFUSED
    assert await rosters.show(load(lead.file), lead.environment) == commands.DONE
    night, early = capsys.readouterr().out.split("Early (s2")[:2]
    assert (f"counsellor: {NOVAK.name}" in night, f"counsellor: {HALE.name}" in early) == (True, True)
    assert await done(hale, "finish-task", task="Look at the posts") == STANDS
    assert await done(lead, "set-routine", routine="Look at the posts", ended=True) == STANDS
    assert await done(novak, "decline-swap", swap="hale") == REFUSED


async def test_a_change_that_nobody_asked_for_is_not_consented_to(tmp_path: Path, practice: Practice) -> None:
    assert isinstance(swap_of((await known()).desk.view(), "UC9"), Refusal)
    assert await done(Desk(tmp_path / "lead", practice.api_url, OKAFOR), "consent-swap", swap="i5") == REFUSED


def test_the_verbs_say_what_they_take() -> None:
    for verb in ("set-routine", "set-staffing", "take-shift", "give-shift", "agree-swap", "consent-swap"):
        shown = CliRunner().invoke(main, ["do", verb, "--help"])
        assert shown.exit_code == 0, shown.output
