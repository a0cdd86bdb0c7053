"""Declining a post at the window: offered templates, filled for the member, edited, screened, and looked at last."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain.posts import Post
from console.domain.rules import Withdrawal
from console.domain.templates import Template, Version
from console.domain.words import Decision, RuleKind, RuleLevel
from console.ui.declining import Declining
from console.ui.window import DeskWindow
from console.ui.wording import NO_TEMPLATE, TOLD
from tests.ui import desks
from tests.ui.acting import Heard, back, desk
from tests.ui.desks import NOW, rule
from tests.ui.test_posts import PEOPLE, post
from tests.ui.windows import press

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
CONTACT = rule("R14", "Contact details", "", RuleLevel.STOP, kinds=(RuleKind.PHONE,))
MEETING = rule("R18", "Plans to meet", "", RuleLevel.MUST, words=("meet up",))
POSTS = (post("phone", 10, "text me on 07700 900123"), post("plain", 5))


def template(
    name: str, title: str, body: str, rules: tuple[str, ...] = (), uses: int = 0, *, gone: bool = False
) -> Template:
    version = Version(1, f"{name}-1", "U2", NOW, title, body, rules)
    return Template(name, (version,), Withdrawal(NOW, "U2") if gone else None, used={f"{name}-1": uses})


CONTACTS = template("T1", "No contact details", "Hello {alias}, in {place} {rule} counts.", ("R14",))
USUAL = template("T2", "For any rule", "Dear {alias}: {rule}.", uses=5)
MEET = template("T3", "Staying anonymous", "{alias}, nobody meets here: {rule}.", ("R18",))
OVER = template("T4", "An old one", "Hello", ("R14",), gone=True)
EVERY = (CONTACTS, USUAL, MEET, OVER)


@pytest.fixture
def made(qtbot: QtBot) -> tuple[DeskWindow, Heard]:
    return opened(qtbot)


def opened(
    qtbot: QtBot, templates: tuple[Template, ...] = EVERY, posts: tuple[Post, ...] = POSTS
) -> tuple[DeskWindow, Heard]:
    window, heard = desk(qtbot)
    window.show_view(
        desks.view(
            people=PEOPLE,
            posts={one.post: one for one in posts},
            rules={"R14": CONTACT, "R18": MEETING},
            templates={one.template: one for one in templates},
        )
    )
    press(window, "0")
    qtbot.waitUntil(lambda: window._known.marks.screen is not None and not window.touches.busy)
    return window, heard


def declining(qtbot: QtBot, window: DeskWindow, name: str = "phone") -> Declining:
    pane = window.posts.pane
    assert pane is not None
    pane.stand_on(name)
    press(window, "8")
    asking = window.wishes.asking
    assert isinstance(asking, Declining)
    qtbot.waitUntil(asking.isActiveWindow)
    return asking


def picked(qtbot: QtBot, asking: Declining, key: str) -> None:
    """A template is taken by its key, and the keyboard is back at the words."""
    press(asking, "t", ALT)
    picking = asking.picking
    assert picking is not None
    qtbot.waitUntil(picking.isActiveWindow)
    press(picking, key)
    assert asking.picking is None
    asking.activateWindow()  # what a real screen does by itself
    qtbot.waitUntil(asking.isActiveWindow)


def text(asking: Declining) -> str:
    return asking.field.toPlainText()


def beside(asking: Declining) -> str:
    assert asking.beside is not None
    return asking.beside.accessibleName()


def test_the_template_for_the_rule_that_is_touched_is_there_filled_from_the_first_key(
    made: tuple[DeskWindow, Heard], qtbot: QtBot
) -> None:
    asking = declining(qtbot, made[0])
    assert text(asking) == "Hello by-phone, in the forum “Contact details” counts."
    assert "From template 1 v1 — No contact details." in beside(asking)


def test_the_words_are_looked_at_as_they_will_be_read_before_they_go(
    made: tuple[DeskWindow, Heard], qtbot: QtBot
) -> None:
    window, heard = made
    asking = declining(qtbot, window)
    press(asking, Qt.Key.Key_Return, CTRL)
    assert asking.looking
    assert asking.field.isHidden()
    assert asking.reading.words.accessibleName() == text(asking)
    assert "By rule 14 — Contact details." in asking.reading.about.accessibleName()
    assert heard.wished == []
    press(asking, Qt.Key.Key_Escape)
    assert not asking.looking
    assert asking.field.isVisible()
    assert window.wishes.asking is asking
    asking.field.setPlainText(f"{text(asking)} Take care.")
    press(asking, Qt.Key.Key_Return, CTRL)
    assert "What you changed of template 1 v1" in asking.reading.differing.accessibleName()
    press(asking, Qt.Key.Key_Return, CTRL)
    wish, _ = heard.wished[-1]
    assert (wish.decision, wish.rule, wish.template, wish.template_of) == (Decision.DECLINE, "R14", "T1", "T1-1")
    assert wish.message == "Hello by-phone, in the forum “Contact details” counts. Take care."


def test_templates_are_offered_by_their_fit_and_taken_by_one_key(made: tuple[DeskWindow, Heard], qtbot: QtBot) -> None:
    window, heard = made
    asking = declining(qtbot, window)
    asking.offer()
    assert asking.picking is not None
    assert [button.label for button in asking.picking.buttons] == [
        "No contact details", "For any rule", "Staying anonymous", "The usual words",
    ]  # fmt: skip
    press(asking.picking, Qt.Key.Key_Escape)
    picked(qtbot, asking, "2")
    assert text(asking) == "Dear by-phone: “Contact details”."
    assert "From template 2 v1 — For any rule." in beside(asking)
    asking.field.undo()
    assert text(asking) == "Hello by-phone, in the forum “Contact details” counts."
    picked(qtbot, asking, "0")
    assert text(asking).startswith("Hello by-phone, thank you for writing.")
    assert "No template is named" in beside(asking)
    asking.confirm()
    asking.offer()  # not while it is looked at
    assert asking.picking is None
    asking.confirm()
    assert heard.wished[-1][0].template == ""


def test_another_rule_brings_its_template_and_keeps_what_was_changed_by_hand(
    made: tuple[DeskWindow, Heard], qtbot: QtBot
) -> None:
    asking = declining(qtbot, made[0])
    press(asking, "2", ALT)
    assert asking.chosen == "R18"
    assert text(asking) == "by-phone, nobody meets here: “Plans to meet”."
    asking.field.setPlainText(f"{text(asking)} Take care, {{alias}}.")
    assert "changed by you" in beside(asking)
    assert "{alias} is not filled yet." in beside(asking)
    press(asking, "1", ALT)
    assert text(asking) == "by-phone, nobody meets here: “Contact details”. Take care, by-phone."


def test_what_is_not_filled_is_said_and_does_not_go(made: tuple[DeskWindow, Heard], qtbot: QtBot) -> None:
    window, heard = made
    asking = declining(qtbot, window, "plain")
    assert text(asking) == TOLD.format(alias="by-plain", rule="{rule}")
    assert "{rule} is not filled yet." in beside(asking)
    asking.confirm()
    assert asking.why.accessibleName() == "Say which rule it is declined by."
    asking.choices[0].click()
    assert "“Contact details”" in text(asking)
    assert "From template 1" in beside(asking)
    asking.field.setPlainText("Hello {place}")
    asking.confirm()
    assert asking.why.accessibleName() == "{place} is not filled yet. Write it out."
    assert not asking.looking
    assert heard.wished == []


def test_what_its_author_is_told_is_screened(made: tuple[DeskWindow, Heard], qtbot: QtBot) -> None:
    window, heard = made
    asking = declining(qtbot, window)
    asking.field.setPlainText("Call us on 07700 900999.")
    asking.confirm()
    assert "This touches what stops posts: rule 14" in asking.why.accessibleName()
    asking.confirm()
    assert asking.looking
    asking.confirm()
    assert heard.wished[-1][0].message == "Call us on 07700 900999."


def test_what_comes_in_the_way_while_it_is_looked_at_is_said_beside_the_words(
    made: tuple[DeskWindow, Heard], qtbot: QtBot
) -> None:
    window, heard = made
    asking = declining(qtbot, window)
    asking.confirm()
    gone = template("T1", "No contact details", "Hello", gone=True)
    rules: Any = {"R14": CONTACT, "R18": MEETING}
    window.show_view(
        desks.view(people=PEOPLE, posts={one.post: one for one in POSTS}, rules=rules, templates={"T1": gone})
    )
    asking.confirm()
    assert "Template 1 is withdrawn." in asking.why.accessibleName()
    assert not asking.looking
    assert heard.wished == []


def test_words_that_were_left_are_taken_up_with_the_template_that_they_are_most_like(
    made: tuple[DeskWindow, Heard], qtbot: QtBot
) -> None:
    window, _ = made
    asking = declining(qtbot, window)
    asking._take("T3")
    asking.field.setPlainText(f"{text(asking)} Take care.")
    press(asking, Qt.Key.Key_Escape)
    back(qtbot, window)
    again = declining(qtbot, window)
    assert text(again).endswith("Take care.")
    assert "From template 3" in beside(again)
    again.field.setPlainText("Something wholly else that nobody could call a template.")
    press(again, Qt.Key.Key_Escape)
    back(qtbot, window)
    assert "No template is named" in beside(declining(qtbot, window))


def test_without_templates_the_usual_words_stand_and_it_is_said_who_writes_them(qtbot: QtBot) -> None:
    window, _ = opened(qtbot, (OVER,))
    asking = declining(qtbot, window)
    assert text(asking) == TOLD.format(alias="by-phone", rule="“Contact details”")
    asking.offer()
    assert asking.why.accessibleName() == NO_TEMPLATE


def test_an_alias_that_looks_like_a_variable_stays_an_alias(qtbot: QtBot) -> None:
    window, heard = opened(qtbot, EVERY, (post("phone", 10, "text me on 07700 900123", alias="{rule}"),))
    asking = declining(qtbot, window)
    assert text(asking) == "Hello {rule}, in the forum “Contact details” counts."
    asking.confirm()
    asking.confirm()
    assert heard.wished[-1][0].message == text(asking)
