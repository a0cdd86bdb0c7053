"""The posting rules on the screen: what is to be read stands on top, and every word can be found."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from console.domain.rules import Rule
from console.domain.words import RuleKind, RuleLevel
from console.ui.keys import keymap
from console.ui.rule_rows import Card, RulesNow, cards_of, unread_sentence
from console.ui.rules_pane import RulesPane
from console.ui.text import Emoji
from console.ui.theme import Look
from tests.ui import desks
from tests.ui.desks import ME, NAMES, NOW, ago, rule
from tests.ui.keeping import keep

ZONE = ZoneInfo("Europe/London")
SHIFT = frozenset(("U1", "U2", "U3", ME))


def now(rules: list[Rule] | None = None, *, minutes: float = 0, **others: object) -> RulesNow:
    fields = {"notices": tuple(desks.notices()), "on_shift": SHIFT, "emoji": Emoji(loaded=True)} | others
    given = desks.rules() if rules is None else rules
    return RulesNow(ME, NAMES, NOW + timedelta(minutes=minutes), ZONE, tuple(given), **fields)  # type: ignore[arg-type]


def titles(cards: list[Card]) -> list[str]:
    return [card.title for card in cards]


def test_what_is_to_be_read_stands_on_top_then_what_is_in_force_by_level() -> None:
    assert titles(cards_of(now())) == [
        "To acknowledge",
        "Rule 31 — Challenge videos: do not name or link",
        "In force",
        "Rule 14 — Contact details",
        "Rule 22 — Method detail",
        "Rule 27 — Exam results week",
        "Rule 9 — Naming a school",
        "From later on",
        "Rule 33 — Holiday opening hours",
        "Unstructured",
        "Dr S. Iyer wrote",
    ]


def test_a_card_says_its_version_who_is_meant_and_who_has_read_it() -> None:
    cards = {card.key: card for card in cards_of(now())}
    assert cards["rule R31 1"].meta == (
        "v1 · from 01:50 · Dr S. Iyer · all ages · 3 of 4 on shift have read it · no new chat before it is read"
    )
    assert cards["rule R22 5"].meta == "v5 · replaces v4 (11 Nov 02:14) · under 18s"
    assert cards["rule R27 2"].meta.endswith("until 30 Nov 02:14 · all ages")
    assert cards["rule R31 1"].words.startswith("Stop: Rule 31")


def test_a_rule_that_was_read_goes_down_to_the_others() -> None:
    read = rule("R1", "T", "B", RuleLevel.STOP, must_read=True, acknowledged={ME: NOW})
    assert titles(cards_of(now([read], notices=()))) == ["In force", "Rule 1 — T"]


def test_a_rule_begins_and_ends_by_itself(qtbot: QtBot) -> None:
    made = RulesPane(Look(), keymap())
    keep(qtbot, made)
    made.show_rules(now([rule("R1", "T", "B", RuleLevel.NOTE, until=ago(-30))], notices=()))
    assert made.heading.summary == "#mod-updates · 1 in force"
    assert not made.turned(NOW + timedelta(minutes=29))
    assert made.turned(NOW + timedelta(minutes=30))
    made.show_rules(now([rule("R1", "T", "B", RuleLevel.NOTE, until=ago(-30))], minutes=30, notices=()))
    assert made.heading.summary == "#mod-updates · 0 in force"
    assert len(made.rows) == 0


def test_a_search_finds_every_word_even_in_what_is_no_longer_in_force(qtbot: QtBot) -> None:
    made = RulesPane(Look(), keymap())
    keep(qtbot, made)
    gone = rule("R5", "Old helpline number", "Give the new one.", RuleLevel.MUST, until=ago(60))
    lasting = rule("R6", "Old helpline number", "Give the new one.", RuleLevel.MUST)
    withdrawn = Rule("R6", (replace(lasting.latest, withdrawn=True),), NOW, "U2", "not needed")
    made.show_rules(now([*desks.rules(), gone, withdrawn]))
    made.search.setText("HELPLINE number")
    assert [card.title for card in made.rows] == [
        "No longer in force",
        "Rule 5 — Old helpline number",
        "Rule 6 — Old helpline number",
    ]
    assert "2 found" in made.heading.summary
    assert "withdrawn: not needed" in made.rows.row_at(2).meta  # type: ignore[union-attr]
    made.search.setText("no such words")
    assert made.view.accessibleDescription() == "No rule has these words, and none is touched by them."
    made.search.setText("bus strike")
    assert len(made.rows) == 2


def test_a_message_of_which_a_rule_was_made_says_which() -> None:
    def told(*rules: Rule) -> str:
        return next(card.meta for card in cards_of(now(list(rules))) if card.key.startswith("notice"))

    assert told() == "01:04 · in #mod-updates, not a rule yet"
    other = rule("R39", "T", "Other.\n(Message of 22 Nov 01:05)", RuleLevel.NOTE)
    made = rule("R40", "T", "Both fine.\n(Message of 22 Nov 01:04)", RuleLevel.NOTE)
    assert told(other) == "01:04 · in #mod-updates, not a rule yet"
    assert told(other, made) == "01:04 · in #mod-updates, became rule 40"


def test_a_draft_that_is_pasted_into_the_search_says_which_rules_it_touches(qtbot: QtBot) -> None:
    made = RulesPane(Look(), keymap())
    keep(qtbot, made)
    fields: dict[str, Any] = {"words": ("night bus", "text me"), "kinds": (RuleKind.EMAIL,)}
    finds = rule("R1", "Finds", "Hold it.", RuleLevel.STOP, must_read=True, **fields)
    over = rule("R2", "Over", "Hold it.", RuleLevel.STOP, until=ago(60), words=("text me",))
    made.show_rules(now([finds, over], notices=()))
    made.search.setText("please text me at some.body@example.org, or t3xt me")
    assert [card.title for card in made.rows] == ["Touched by this text", "Your text", "Rule 1 — Finds"]
    pasted, card = made.rows.row_at(1), made.rows.row_at(2)
    assert pasted is not None
    assert card is not None
    assert "".join(run.text for run in pasted.body) == made.search.text()
    assert [run.text for run in pasted.body if run.marked] == ["text me", "some.body@example.org", "t3xt me"]
    assert "Finds “text me”, “some.body@example.org”, “t3xt me”" in card.words
    assert (card.rule, card.to_read, made.to_read) == ("R1", False, 0)
    assert made.heading.summary.endswith("0 found · 1 touched")
    made.search.setText("finds")
    assert [card.title for card in made.rows] == ["To acknowledge", "Rule 1 — Finds"]
    made.show_rules(now([replace(finds, versions=(replace(finds.latest, words=("finds",)),))], notices=()))
    assert made.rows.row_at(0) is not None
    assert [card.title for card in made.rows][:3] == ["Touched by this text", "Your text", "Rule 1 — Finds"]
    made.search.clear()
    assert "Touched by this text" not in [card.title for card in made.rows]


def test_a_long_rule_is_cut_in_the_list_and_shown_whole_on_request(qtbot: QtBot) -> None:
    made = RulesPane(Look(), keymap())
    keep(qtbot, made)
    made.resize(400, 600)
    made.show()
    made.show_rules(now([rule("R1", "Long", "word " * 400, RuleLevel.NOTE)], notices=()))
    cut = made.view.rowHeight(1)
    made.unfold()
    assert made.view.rowHeight(1) == cut
    made.view.step(1)
    made.unfold()
    assert made.view.rowHeight(1) > 2 * cut
    made.unfold()
    assert made.view.rowHeight(1) == cut


def test_what_people_on_shift_have_not_read_is_said_in_a_sentence() -> None:
    rules = desks.rules()
    assert unread_sentence(rules, SHIFT, NOW) == "1 rule unread by 1 person."
    assert unread_sentence(rules, frozenset(("U1",)), NOW) == ""
    more = [*rules, rule("R2", "T", "B", RuleLevel.STOP, must_read=True)]
    assert unread_sentence(more, SHIFT, NOW) == "2 rules unread by 4 people."
