"""A night is worked with the keyboard alone, through the real window; what Slack then holds is what was done, once."""

from collections import Counter
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

from console.app import App
from console.domain.chats import Chat
from console.domain.events import AskPosted, ChatOpened, ChatPassed, ChatTaken, RosterPublished, RulePublished
from console.domain.words import AgeBand, Audience, Risk, RuleLevel
from console.practice.people import HALE, IYER, NEWCOMER, NOVAK, OKAFOR, PLATFORM, WHITLOCK
from console.practice.server import Practice
from console.ui.bridge import Application
from console.ui.key_sheet import KeySheet
from console.ui.people_page import PeoplePage
from tests.journeys.inside import app_of, live, shown
from tests.journeys.keyboard import Hands
from tests.journeys.stage import Desk, soon

Run = Callable[[Coroutine[Any, Any, None]], None]

HOURS = timedelta(hours=4)
TEXT = "can somebody write with me"


def begin(practice: Practice) -> None:
    """Three members wait, one is offered to R. Okafor, one is with A. Novak, who asks about them."""
    now = practice.clock.now()
    duties = tuple(
        f"{one.id}:{duty}"
        for one, duty in ((OKAFOR, "lead"), (HALE, "counsellor"), (NOVAK, "counsellor"), (IYER, "clinician"))
    )
    practice.post("mod-main", WHITLOCK, RosterPublished("s1", "Night", now - HOURS, now + HOURS, duties))
    for chat, alias, risk in (
        ("c1", "quiet-otter", Risk.B),
        ("c2", "paper-lantern", Risk.C),
        ("c3", "blue-kettle", Risk.E),
        ("c4", "north-tram", Risk.C),
        ("c5", "tall-window", Risk.D),
    ):
        practice.post("chat-queue", PLATFORM, ChatOpened(chat, alias, AgeBand.TEEN, risk, excerpt=TEXT))
    practice.post("shift-log", HALE, ChatTaken("c4"))
    practice.post("shift-log", HALE, ChatPassed("c4", OKAFOR.id))
    practice.post("shift-log", NOVAK, ChatTaken("c5"))
    practice.post("online-team-thread", NOVAK, AskPosted("a1", "Who has worked with them?", "c5"))
    rule = RulePublished("R7", "Kettle videos", "Hold them.", RuleLevel.NOTE, (Audience.ADULTS,), must_read=True)
    practice.post("mod-updates", IYER, rule)


def said(practice: Practice) -> Counter[tuple[str, str]]:
    """What R. Okafor said in Slack: which event and about what; renewals apart, which a desk in use does by itself."""
    found: Counter[tuple[str, str]] = Counter()
    ids: list[str] = []
    for channel in practice.workspace.channels.values():
        for message in channel.messages.values():
            if message.get("user") != OKAFOR.id:
                continue
            metadata = message.get("metadata")
            if metadata is None:
                found["reply", message["text"]] += 1
                continue
            payload = metadata["event_payload"]
            ids.append(payload["id"])
            kind = metadata["event_type"].removeprefix("mc_")
            if kind != "lease_renewed":
                found[kind, payload.get("chat") or payload.get("person") or payload.get("rule", "")] += 1
    assert len(set(ids)) == len(ids)
    return found


def chat(app: App, name: str) -> Chat:
    assert app.station is not None
    return app.station.desk.view().chats[name]


async def held(app: App, *names: str) -> None:
    """Wait until these are the chats that the screen says one holds."""

    def mine() -> set[str]:
        rows = app.window.queue.rows
        return {row.chat.chat for row in rows if row.mine and row.chat is not None}

    await soon(lambda: mine() == set(names))


async def stands_on(app: App, name: str) -> None:
    await soon(lambda: (row := app.window.queue.chosen_chat) is not None and row.key == f"chat {name}")


async def told(app: App, words: str) -> None:
    """Wait until the line that offers to undo says so."""
    await soon(lambda: words in app.window.status.done.text)


async def in_slack(app: App) -> None:
    """Wait until nothing that was done waits any more."""
    assert app.station is not None
    assert app.station.acting is not None
    acting = app.station.acting
    try:
        await soon(lambda: not acting.waiting)
    except TimeoutError:
        waits = [(type(one.event).__name__, one.stage, one.why, one.attempts) for one in acting.waiting]
        raise AssertionError(f"{waits} {app.window.said()['status']}") from None


async def at_the_queue(app: App, hands: Hands) -> None:
    """Accept, take next, unfold, raise, ask; go to the chat of a question, note there; answer the question."""
    await hands.press("1", "Home")
    await stands_on(app, "c4")
    await hands.press("T")
    await held(app, "c4")
    await hands.press("G")
    await held(app, "c4", "c1")
    await stands_on(app, "c1")
    assert TEXT not in app.window.detail.shown
    await hands.press("Space")
    await soon(lambda: TEXT in app.window.detail.shown)
    await hands.press("R")
    await told(app, "quiet-otter is at A now")
    await hands.press("A")
    await hands.answer("Who knows a night line in Kent")
    await told(app, "Asked the team about quiet-otter")
    await hands.press("3", "Home", "J", "O")  # above the question stands that no counsellor is on duty
    await stands_on(app, "c5")
    await hands.press("N")
    await hands.answer("Looked in, all calm")
    await told(app, "Note on tall-window")
    await hands.press("3", "Home", "Shift+A")
    await hands.answer("I have, last week")
    await told(app, "Answered a question")


async def out_of_ones_hands(app: App, hands: Hands) -> None:
    """Pass one on and undo it; release several and undo it; close and undo it, close; reopen by the one box."""
    await hands.press("1", "G")
    await held(app, "c4", "c1", "c2")
    await stands_on(app, "c2")
    await hands.press("P")
    await soon(lambda: app.window.wishes.asking is not None)
    assert app.window.wishes.asking is not None
    to_hale = next(one for one in app.window.wishes.asking.choices if one.label.startswith("M. Hale"))
    await hands.answer("For the last hour", to_hale.accessibleName()[-1])
    await told(app, "Passed paper-lantern to M. Hale")
    await in_slack(app)
    await hands.press("Z")
    await soon(lambda: chat(app, "c2").offer is None)

    await hands.press("Ctrl+A")
    await stands_on(app, "c1")
    await hands.press("M", "L")
    await hands.answer("Called away")
    await held(app, "c1")
    await told(app, "Released")
    await in_slack(app)
    await hands.press("Z")
    await held(app, "c1", "c2", "c4")
    await told(app, "Undone: Took")
    await in_slack(app)

    await hands.press("Ctrl+A", "Esc")
    await stands_on(app, "c1")
    assert app.window.queue.known.together == frozenset()
    await hands.press("X")
    await hands.answer("", "H")
    await held(app, "c2", "c4")
    await hands.press("Z")
    await held(app, "c1", "c2", "c4")
    await told(app, "Undone, nobody has seen it")
    await hands.press("Ctrl+A", "Esc", "X")
    await hands.answer("Knows whom to ring", "S")
    await held(app, "c2", "c4")
    await in_slack(app)
    assert chat(app, "c1").closed
    await hands.press("Ctrl+K")
    await hands.write("reopen", "Return")
    await soon(lambda: app.window.finder.box is not None and len(app.window.finder.box.rows) == 1)
    await hands.press("Return")
    await hands.answer("They wrote again")
    await soon(lambda: not chat(app, "c1").closed)
    await in_slack(app)


async def around_it(app: App, hands: Hands) -> None:
    """Read a rule; give a role and undo it on the page of the people; search rules; all keys; looks and sizes."""
    await hands.press("U")
    await told(app, "Read")
    await in_slack(app)
    await hands.press("Ctrl+2", "/")
    await hands.write("lund", "Return")
    page = app.window.views.page
    assert isinstance(page, PeoplePage)
    await soon(lambda: page.chosen == NEWCOMER.id)
    await hands.press("Shift+G")
    await soon(lambda: page.picking is not None)
    await hands.press("C")
    await told(app, "H. Lund may act as counsellor")
    await in_slack(app)
    await hands.press("Z")
    await told(app, "Undone: H. Lund may act as counsellor no longer")
    await in_slack(app)
    await hands.press("Esc", "Esc")
    assert app.window.views.page is None
    await hands.press("/")
    await hands.write("kettle")
    await shown(app, "rules", "Kettle videos")
    await hands.press("Esc")
    assert app.window.rules.search.text() == ""
    await hands.press("?")
    assert isinstance(hands.top, KeySheet)
    await hands.press("Esc", "Ctrl+T")
    assert app.window.look.palette.name == "light"
    await hands.press("Ctrl+T", "Ctrl+T", "Ctrl++")
    assert (app.window.look.palette.name, app.window.look.percent) == ("night", 110)
    await hands.press("Ctrl+0")
    assert app.window.look.percent == 100


def test_a_night_is_worked_with_keys_alone_and_slack_holds_what_was_done_once_each(
    run: Run, qapp: Application, tmp_path: Path
) -> None:
    async def journey() -> None:
        async with (
            Practice(night=False, roles=True, limits=False, speed=2) as practice,
            app_of(qapp, Desk(tmp_path, practice.api_url, OKAFOR)) as app,
        ):
            begin(practice)
            await live(app)
            await shown(app, "roster", "Without an answer · 1")
            await soon(lambda: app.window.queue.waiting == 3)
            hands = Hands(app)
            await at_the_queue(app, hands)
            await out_of_ones_hands(app, hands)
            await around_it(app, hands)
            assert said(practice) == {
                ("chat_taken", "c4"): 2,  # accepted; and taken again when the release was undone
                ("chat_taken", "c1"): 1,
                ("chat_taken", "c2"): 2,  # the same
                ("chat_risk_set", "c1"): 1,
                ("ask_posted", "c1"): 1,
                ("chat_noted", "c5"): 1,
                ("reply", "I have, last week"): 1,
                ("chat_passed", "c2"): 2,  # passed on, and back when that was undone
                ("chat_released", "c2"): 1,
                ("chat_released", "c4"): 1,
                ("chat_closed", "c1"): 1,  # the closing that was undone left no trace
                ("chat_reopened", "c1"): 1,
                ("rule_acknowledged", "R7"): 1,
                ("role_given", NEWCOMER.id): 1,
                ("role_taken", NEWCOMER.id): 1,
            }

    run(journey())
