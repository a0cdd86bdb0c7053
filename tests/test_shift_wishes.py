"""Duties and tasks at the command line: what is typed is understood, and done."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from console import commands
from console.doing import REFUSED, STANDS
from console.domain import actions, events
from console.domain.actions import Action, Refusal
from console.domain.messages import Batch
from console.domain.words import Duty
from console.practice.people import NOVAK
from console.practice.server import Practice
from console.settings import load
from console.wishes import What, Wish, action_of
from tests.builders import at, entry, message
from tests.handed import Handed, Slack
from tests.journeys.stage import Desk

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 7, 1, 21, 30, tzinfo=UTC)  # 22:30 in London


async def known() -> Handed:
    desk = Handed("UC1")
    await Slack(desk).begins("c1")
    facts = [
        entry(
            events.RosterPublished("s1", "Night", at(0), at(36_000), ("UC1:counsellor",)), "ULEAD", 1, channel="C3MAIN"
        ),
        entry(events.RosterPublished("s2", "Early", at(36_000), at(60_000), ()), "ULEAD", 2, channel="C3MAIN"),
        *(
            entry(events.TaskPlanned(f"t{n}", "s1", title), "ULEAD", 3 + n, channel="C3MAIN")
            for n, title in enumerate(("Inbox", "Twice", "twice"))
        ),
    ]
    await desk.acting.deliver(Batch(tuple(message(fact) for fact in facts)))
    return desk


def wish(action: What, **given: object) -> Wish:
    return Wish(action, "0198-1", **given)  # type: ignore[arg-type]  # a builder passes on


UNTIL = datetime(2026, 7, 1, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (wish(What.START_DUTY), actions.StartDuty()),
        (wish(What.START_DUTY, duty=Duty.HOST, shift="s2"), actions.StartDuty(Duty.HOST, "s2")),
        (wish(What.PAUSE_DUTY, when="23:00"), actions.PauseDuty(UNTIL)),
        (wish(What.PAUSE_DUTY, when="2026-07-01T22:00:00Z"), actions.PauseDuty(UNTIL)),
        (wish(What.PAUSE_DUTY, when="2026-07-01T23:00"), actions.PauseDuty(UNTIL)),
        (wish(What.END_DUTY), actions.EndDuty()),
        (wish(What.PLAN_TASK, text="Inbox"), actions.PlanTask("Inbox")),
        (wish(What.PLAN_TASK, text="Inbox", when="23:00", person="Hale"), actions.PlanTask("Inbox", UNTIL, "UC1")),
        (wish(What.TAKE_TASK, task="t1"), actions.TakeTask("t1")),
        (wish(What.FINISH_TASK, task=" inbox"), actions.FinishTask("t0")),
        (wish(What.REOPEN_TASK, task="t0", text="no"), actions.ReopenTask("t0", "no")),
        (wish(What.CARRY_TASK, task="t0"), actions.CarryTask("t0")),
    ],
)
async def test_what_is_typed_is_understood(given: Wish, meant: Action) -> None:
    assert action_of((await known()).desk.view(), given, NOW, LONDON) == meant


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (wish(What.PAUSE_DUTY, when="soon"), "Write a time as 08:30, or a moment as 2026-11-22T08:30:00Z."),
        (wish(What.PLAN_TASK, text="x", when="soon"), "Write a time as 08:30, or a moment as 2026-11-22T08:30:00Z."),
        (wish(What.PAUSE_DUTY), "Say until when."),
        (wish(What.START_DUTY, shift="Late"), "This desk knows no shift “Late”."),
        (wish(What.PLAN_TASK, text="x", shift="Late"), "This desk knows no shift “Late”."),
        (wish(What.FINISH_TASK, task="Tea"), "This desk knows no task “Tea”."),
        (wish(What.FINISH_TASK, task="TWICE"), "Several tasks are called TWICE: name one by its id (t1, t2)."),
    ],
)
async def test_what_could_mean_nothing_or_several_is_asked_back(given: Wish, why: str) -> None:
    assert action_of((await known()).desk.view(), given, NOW, LONDON) == Refusal(why)


async def test_of_the_shifts_of_a_name_the_next_that_is_not_over_is_meant() -> None:
    view = (await known()).desk.view()
    assert action_of(view, wish(What.END_DUTY, shift="early"), at(40_000), LONDON) == actions.EndDuty(None, "s2")
    assert isinstance(action_of(view, wish(What.END_DUTY, shift="night"), at(40_000), LONDON), Refusal)


@pytest.fixture
async def practice() -> AsyncIterator[Practice]:
    async with Practice(night=False, roles=True, limits=False) as found:
        yield found


async def test_a_duty_and_a_task_go_to_slack_and_come_back(
    tmp_path: Path, practice: Practice, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path / "desk", practice.api_url, NOVAK)
    now = practice.clock.now().replace(microsecond=0)
    hours = (now.replace(minute=0), datetime.fromtimestamp(now.timestamp() + 36_000, UTC))
    plan = events.RosterPublished("s1", "Night", *hours, (f"{NOVAK.id}:counsellor",))
    practice.post("mod-main", "R. Okafor", plan)

    async def done(action: str, **given: Any) -> tuple[int, str]:
        code = await commands.do(
            load(desk.file), desk.environment, commands.wish_of(action, **{"wait": True, **given}), as_json=False
        )
        told = capsys.readouterr()
        return code, (told.out + told.err).strip()

    assert await done("start-duty") == (STANDS, "You are on duty as counsellor.")
    assert await done("start-duty") == (REFUSED, "You are already on duty as counsellor.")
    later = datetime.fromtimestamp(now.timestamp() + 900, UTC)
    assert await done("pause-duty", when=later.isoformat()) == (STANDS, f"You are on a break until {later:%H:%M} UTC.")
    assert await done("end-duty") == (STANDS, "You are off duty as counsellor.")
    assert await done("plan-task", text="Look at the inbox") == (STANDS, "“Look at the inbox” is to be done in Night.")
    assert await done("finish-task", task="look at the inbox") == (STANDS, "“Look at the inbox” is done.")
    assert (await done("reopen-task", task="Look at the inbox", text="no"))[1].endswith("is not done after all.")
