"""The window screens: marks are there a blink after a text or a rule, follow every change, and can be gone to."""

import threading
from datetime import timedelta
from typing import Any

from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from console.desk import View
from console.domain.altered import Altered
from console.domain.chats import Chat
from console.domain.connection import Connection
from console.domain.rules import Rule
from console.domain.subjects import Kind, Subject
from console.domain.words import AgeBand, Audience, Risk, RuleLevel
from console.ui.queue_rows import QueueRow
from console.ui.touches import NO_STOP, TOUCHES_NONE
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import desk, people
from tests.ui.desks import NOW, StillClock, ago, chat, rule
from tests.ui.windows import press

BUS = rule("R14", "Night bus", "Say why.", RuleLevel.STOP, words=("night bus",))
TRAM = rule("R9", "Trams", "Fine.", RuleLevel.NOTE, words=("tram",), audience=(Audience.ADULTS,))
CHATS = [
    chat("a", "amber-fox", Risk.C, text := AgeBand.ADULT, 9, excerpt="on the night bus, then a tram"),
    chat("b", "brown-owl", Risk.C, text, 8, excerpt="nothing here"),
    chat("c", "calm-sea", Risk.B, AgeBand.TEEN, 7, excerpt="a night bus"),
    chat("d", "dark-elm", Risk.D, text, 6),
]


def again(old: Rule, **others: Any) -> Rule:
    """The next version of a rule."""
    version = replace(old.latest, number=old.latest.number + 1, of=f"{old.latest.of}+", **others)
    return replace(old, versions=(*old.versions, version))


def shown(qtbot: QtBot, *rules: Rule, chats: list[Chat] = CHATS, clock: StillClock | None = None) -> DeskWindow:
    made, _ = desk(qtbot, clock)
    show(made, rules, chats)
    settled(qtbot, made)
    return made


def show(made: DeskWindow, rules: tuple[Rule, ...], chats: list[Chat], *changed: Subject) -> None:
    fields: dict[str, Any] = {"rules": {one.rule: one for one in rules}, "asks": {}, "notices": {}}
    view: View = desks.view(people=people(), chats_={one.chat: one for one in chats}, **fields)
    made.show_view(replace(view, changed=frozenset(changed) if changed else None))


def settled(qtbot: QtBot, made: DeskWindow) -> None:
    qtbot.waitUntil(lambda: not made.touches.busy)


def chips(made: DeskWindow, name: str) -> list[str]:
    row = made.queue.rows.row_of(f"chat {name}")
    assert isinstance(row, QueueRow)
    return [chip.text for chip in made.queue.known.chips(row)]


def test_a_window_that_is_not_open_yet_is_painted_before_a_screen_is_made_for_it(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    made.hide()
    show(made, (BUS,), CHATS)
    assert made.touches.busy
    assert "make a screen" not in {thread.name for thread in threading.enumerate()}
    settled(qtbot, made)
    assert chips(made, "a")


def test_each_open_text_says_which_rule_it_touches_and_a_hidden_one_says_no_word_of_it(qtbot: QtBot) -> None:
    made = shown(qtbot, BUS, TRAM)
    assert chips(made, "a")[-1] == "stop · rule 14 night bus +1"
    assert chips(made, "c")[-1] == "stop · rule 14 night bus"
    assert len(chips(made, "b")) == 1
    assert "2 touch a stop rule" in made.queue.heading.summary
    assert any("touches rule 14: Night bus, rule 9: Trams" in line for line in made.said()["queue"])
    made.queue.follow("c")
    assert "night bus" not in made.detail._said.accessibleName()
    assert "Found" not in made.detail.shown
    made.queue.unfold()
    assert made.detail._said.accessibleName() == "“a night bus”"
    assert "Touches rule 14: Night bus. Found: “night bus”." in made.detail.shown
    cards = {card.rule: card.meta for card in made.rules.rows}
    assert "2 open texts touch it now" in cards["R14"]
    assert "1 open text touches it now" in cards["R9"]


def test_a_changed_rule_marks_what_it_changed_until_it_was_looked_at(qtbot: QtBot) -> None:
    made = shown(qtbot, BUS, TRAM)
    made.queue.follow("c")
    show(made, (again(BUS, words=("a",)), TRAM), CHATS, Subject(Kind.RULE, "R14"))
    settled(qtbot, made)
    assert "changed by rule 14 v2" in chips(made, "a")
    assert "changed by rule 14 v2" in chips(made, "c")
    assert "changed by rule 14 v2" not in chips(made, "b")
    made.queue.follow("a")  # what was left was never unfolded
    assert "changed by rule 14 v2" in chips(made, "c")
    assert "Changed by rule 14 v2" in made.detail.shown
    made.queue.follow("b")
    assert "changed by rule 14 v2" not in chips(made, "a")
    made.queue.follow("c")
    made.queue.unfold()
    made.queue.follow("b")
    assert "changed by rule 14 v2" not in chips(made, "c")


def test_a_rule_that_begins_or_ends_by_itself_is_followed_and_one_that_is_read_is_no_change(qtbot: QtBot) -> None:
    clock = StillClock()
    coming = rule("R14", "Night bus", "", RuleLevel.STOP, words=("night bus",), from_=ago(-1), until=ago(-2))
    made = shown(qtbot, coming, clock=clock)
    assert not made.queue.known.marks.hits
    clock.at = NOW + timedelta(minutes=1)
    made._tick()
    settled(qtbot, made)
    assert made.queue.known.marks.hits.keys() == {"a", "c"}
    screen = made.queue.known.marks.screen
    read = replace(coming, versions=(replace(coming.latest, acknowledged={"U1": NOW}),))
    show(made, (read,), CHATS, Subject(Kind.RULE, "R14"))
    settled(qtbot, made)
    assert made.queue.known.marks.screen is screen
    clock.at = NOW + timedelta(minutes=2)
    made._tick()
    settled(qtbot, made)
    assert not made.queue.known.marks.hits
    assert "changed by rule 14, now over" in chips(made, "a")


def test_a_text_that_comes_changes_or_goes_is_followed(qtbot: QtBot) -> None:
    made = shown(qtbot, BUS)
    more = [*CHATS[1:3], chat("e", "even-keel", Risk.E, AgeBand.TEEN, 1, excerpt="the last night bus")]
    more[0] = replace(more[0], excerpt="night bus")
    more[1] = replace(more[1], closed_at=NOW)
    show(made, (BUS,), more, *(Subject(Kind.CHAT, name) for name in "abce"))
    settled(qtbot, made)
    assert made.queue.known.marks.hits.keys() == {"b", "e"}
    assert made.queue.known.marks.changes == {}
    assert "2 touch a stop rule" in made.queue.heading.summary


def test_what_is_in_sight_is_screened_before_a_flood_of_others(qtbot: QtBot) -> None:
    made = shown(qtbot, BUS)
    flood = [chat(f"f{number}", f"far-{number}", Risk.E, excerpt="night bus " * 40) for number in range(400)]
    first = chat("z", "zinc-cup", Risk.A, excerpt="night bus")
    seen: list[tuple[bool, int]] = []
    known = made.queue.known.marks
    made.touches.changed.connect(lambda: seen.append(("z" in known.hits, len(known.hits))))
    everything = [*CHATS, first, *flood]
    show(made, (BUS,), everything, *(Subject(Kind.CHAT, one.chat) for one in (first, *flood)))
    settled(qtbot, made)
    assert seen[0][0]
    assert seen[0][1] < 400
    assert seen[-1] == (True, 403)


def test_one_key_goes_to_the_rule_and_on_to_the_next_and_one_to_what_touches_a_stop_rule(qtbot: QtBot) -> None:
    made = shown(qtbot, BUS, TRAM)
    made.queue.follow("b")
    press(made.queue.view, "v")
    assert made.banner.words == TOUCHES_NONE
    assert made.finder.why_not_now("touched_rule") == TOUCHES_NONE
    press(made.queue.view, "f")
    assert made.queue.chosen_chat is not None
    assert made.queue.chosen_chat.key == "chat c"
    press(made.queue.view, "f")
    assert made.queue.chosen_chat.key == "chat a"
    assert made.finder.why_not_now("touched_rule") == made.finder.why_not_now("next_stop") == ""
    for name in ("R14", "R9", "R14"):
        press(made.focusWidget(), "v")
        card = made.rules.view.chosen_row()
        assert card is not None
        assert card.rule == name
        assert made.rules.view.hasFocus()


def test_what_is_read_from_slack_for_the_first_time_is_no_change(qtbot: QtBot) -> None:
    made = shown(qtbot)
    for rules in ((BUS,), (BUS, TRAM)):
        fields: dict[str, Any] = {"rules": {one.rule: one for one in rules}}
        made.show_view(
            desks.view(connection=Connection(), chats_={one.chat: one for one in CHATS}, people=people(), **fields)
        )
        settled(qtbot, made)
    assert made.queue.known.marks.hits.keys() == {"a", "c"}
    assert not made.queue.known.marks.changes


def test_without_a_rule_nothing_is_screened_and_the_keys_say_why(qtbot: QtBot) -> None:
    made = shown(qtbot, chats=[])
    assert not made.queue.known.marks.rules
    press(made.queue.view, "f")
    assert made.banner.words == NO_STOP
    assert "No chat is chosen" in made.finder.why_not_now("touched_rule")


def test_what_was_kept_is_marked_however_late_it_is_known_and_what_is_kept_follows_each_look(qtbot: QtBot) -> None:
    kept: list[Altered] = []
    made, _ = desk(qtbot)
    made.touches.kept.connect(kept.append)
    show(made, (TRAM,), CHATS)
    settled(qtbot, made)
    assert kept == []  # nothing, before it is known what was
    made.touches.open(Altered(frozenset({("R14", 1, BUS.latest.of)}), {"c": {"R14": 1}}))
    settled(qtbot, made)
    assert "changed by rule 14, now over" not in chips(made, "a")  # nobody knows such a version any more
    assert made.queue.known.marks.changes == {"c": {"R14": 1}}
    assert [one.changes for one in kept] == [{"c": {"R14": 1}}]
    made.touches.looked_at("c")
    made.touches.looked_at("c")
    assert [one.changes for one in kept] == [{"c": {"R14": 1}}, {}]
    assert {rule for rule, _, _ in kept[-1].standing} == {"R9"}


def test_a_rule_that_ended_while_the_window_was_closed_is_marked_where_it_found_something(qtbot: QtBot) -> None:
    over = replace(BUS, versions=(replace(BUS.latest, withdrawn=True),), withdrawn_at=ago(5))
    made, _ = desk(qtbot)
    made.touches.open(Altered(frozenset({("R14", 1, BUS.latest.of)})))
    show(made, (over,), CHATS)
    settled(qtbot, made)
    assert "changed by rule 14, now over" in chips(made, "a")
