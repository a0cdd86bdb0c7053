"""What is written at the command line is screened by the rules for the chat it is about."""

import pytest
from msgspec.structs import replace

from console.domain.asks import Ask
from console.domain.messages import EPOCH, Position
from console.domain.words import Audience, RuleLevel
from console.touching import Touching, touching_of
from console.wishes import What, Wish
from tests.ui import desks
from tests.ui.desks import NOW, rule

STOP = rule("R14", "Contact details", "", RuleLevel.STOP, words=("text me",), audience=(Audience.UNDER_18,))
NOTE = rule("R9", "Trams", "", RuleLevel.NOTE, words=("tram",))
ABOUT = {
    "k1": Ask("k1", Position(EPOCH, "C1"), "U1", "which?", "c3"),
    "k2": Ask("k2", Position(EPOCH, "C2"), "U1", "?"),
}
VIEW = replace(desks.view(), rules={"R14": STOP, "R9": NOTE}, asks=ABOUT)
TOLD = Touching("This touches rule 14 v1 (stop) — Contact details.", stops=True)


def wish(action: What, text: str, **about: str) -> Wish:
    return Wish(action, "0198-1", text=text, **about)  # type: ignore[arg-type]  # a builder passes on


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (wish(What.NOTE_CHAT, "t3xt me", chat="paper-lantern"), TOLD),  # a teenager's
        (wish(What.NOTE_CHAT, "text me", chat="c3"), Touching()),  # an adult's
        (wish(What.ASK, "text me on the tram", chat="c3"), Touching("This touches rule 9 v1 (note) — Trams.")),
        (wish(What.ANSWER, "text me", about="k1"), Touching()),
        (wish(What.ANSWER, "text me", about="k2"), TOLD),  # about no chat: every rule is meant
        (wish(What.NOTE_CHAT, "text me", chat="nobody"), TOLD),
        (wish(What.NOTE_CHAT, " ", chat="c2"), Touching()),
        (wish(What.WITHDRAW_RULE, "text me", rule="R14"), Touching()),
    ],
)
def test_what_is_written_touches_the_rules_for_whom_it_is_about(given: Wish, told: Touching) -> None:
    assert touching_of(VIEW, given, NOW) == told


def test_nothing_is_screened_while_no_rule_is_in_force() -> None:
    assert touching_of(replace(VIEW, rules={}), wish(What.ASK, "text me", chat="c2"), NOW) == Touching()
